"""A machine of random work on a plan: edits of files and of the bar, commits, reverts, clones, merges, clocks, runs, caches.

It holds one promise after every step: whatever is called complete and verified, at a commit, passes its criteria in that
commit; and what was lowered since the work began is told beside it. `judge.py` says how that is found out.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.proof import plans
from tests.proof.judge import FIGURES, TESTS, Judge
from tests.proof.world import World

HOW = st.sampled_from(["weaken", "weaken", "weaken", "delete", "skip", "add", "restore"])
"""What is done to tests."""
PLACE = st.integers(0, 3)
PICK = st.integers(0, 2**16)
JUMP = st.sampled_from([-400 * 86400, -3600, -60, 0, 120, 86400, 800 * 86400])
"""Seconds by which a clock is wrong."""
OPTIONS = st.sampled_from([(), (), (), ("--commit",), ("--commit",), ("--force",), ("--clean",)])


class Proof(RuleBasedStateMachine):
    """Each rule is something that a person, an agent or a machine does."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.judge = Judge(self.world)
        self.first: dict[str, plans.Phase] = {}
        self.seen: set[str] = set()
        """Places at which nothing was done since everything that is printed was looked at."""
        FIGURES["sequences"] += 1

    def teardown(self) -> None:
        try:
            for place in self.world.names:
                if place not in self.seen and self.judge.tracker(place, "render").code == 0:
                    self.judge.look_at_all(place)
        finally:
            self.world.close()

    # -- beginning ----------------------------------------------------------------------------------------------------

    @initialize(
        kinds=st.lists(st.sampled_from(sorted(plans.NEEDS.keys() - {"suite", "later"})), min_size=1, max_size=2, unique=True),
        suite=st.booleans(),
        chained=st.booleans(),
        locked=st.sampled_from([False, False, False, True]),
        good=st.booleans(),
        begun=st.sampled_from(["", "start", "run"]),
    )
    def begin(self, kinds: list[str], suite: bool, chained: bool, locked: bool, good: bool, begun: str) -> None:
        folder = self.world.add("main")
        kinds = [*kinds, "suite", "later"] if suite else kinds
        for number, kind in enumerate(kinds, 1):
            after = (f"phase-{number - 1}",) if chained and number > 1 else ()
            after = (f"phase-{kinds.index('suite') + 1}",) if kind == "later" else after
            made = plans.phase(kind, number, after=after, locked=locked)
            self.judge.kinds[made["id"]], self.first[made["id"]] = kind, made
            self.write("main", f"phases/{made['id']}.yaml", plans.text(made))
            for name in plans.NEEDS[kind]:
                old = plans.GOOD.get(name, "") if good or name == "app.txt" else "nothing yet\n"
                self.write("main", name, plans.SCRIPTS.get(name, old))
        self.write("main", "tracker.yaml", plans.settings(locked=False))
        self.write("main", ".gitignore", plans.SCRIPTS[".gitignore"])
        assert folder.is_dir()
        self.world.git("main", "init", "-q", "--template=")
        self.commit_all("main", "Start")
        for name in sorted(self.first) if begun else ():
            self.judge.tracker("main", begun, name)

    # -- work on files ------------------------------------------------------------------------------------------------

    @precondition(lambda self: self.files())
    @rule(where=PLACE, pick=PICK, how=st.sampled_from(["good", "good", "more", "bad", "gone"]))
    def edit(self, where: int, pick: int, how: str) -> None:
        """A file that checks look at."""
        place, name = self.place(where), _one(self.files(), pick)
        good = plans.GOOD[name]
        path = self.world.at(place) / name
        if how == "gone":
            path.unlink(missing_ok=True)
        else:
            texts = {"good": good, "more": good + f"and more {pick % 3}\n", "bad": f"nothing {pick % 2}\n"}
            self.write(place, name, texts[how])
        self.after(place, f"edit {how}")

    @rule(where=PLACE)
    def finish(self, where: int) -> None:
        """All the work of all phases."""
        place = self.place(where)
        for name in self.files():
            self.write(place, name, plans.GOOD[name])
        self.after(place, "finish")

    @precondition(lambda self: "always" in self.judge.kinds.values())
    @rule(where=PLACE, there=st.booleans(), seconds=JUMP)
    def outside(self, where: int, there: bool, seconds: int) -> None:
        """Something that no commit has makes a check fail, and whoever finds that out has another clock."""
        place = self.place(where)
        if there:
            self.write(place, "build/down", "it is down\n")
        else:
            (self.world.at(place) / "build/down").unlink(missing_ok=True)
        self.world.ahead = seconds
        self.all_of_it(where)

    @precondition(lambda self: "clean" in self.judge.kinds.values())
    @rule(where=PLACE, there=st.booleans())
    def ignored(self, where: int, there: bool) -> None:
        """A file that git ignores, by which a check passes here."""
        place = self.place(where)
        if there:
            self.write(place, "build/out.txt", "zeta\n")
        else:
            (self.world.at(place) / "build/out.txt").unlink(missing_ok=True)
        self.after(place, "ignored")

    @rule(where=PLACE, pick=PICK)
    def undeclared(self, where: int, pick: int) -> None:
        """A file that no check looks at."""
        place = self.place(where)
        self.write(place, "notes.txt", f"note {pick % 5}\n")
        self.after(place, "undeclared")

    @precondition(lambda self: "suite" in self.judge.kinds.values())
    @rule(where=PLACE, pick=PICK, how=HOW, prove=st.sampled_from([True, True, False]))
    def tests(self, where: int, pick: int, how: str, prove: bool) -> None:
        """The tests themselves."""
        place = self.place(where)
        source = self.judge.read(place, TESTS) or plans.TESTS
        self.write(place, TESTS, _edited(source, pick, how))
        self.after(place, f"tests {how}")
        if prove:
            self.proved(where)

    # -- work on the plan -----------------------------------------------------------------------------------------------

    @rule(where=PLACE, pick=PICK, prove=st.booleans())
    def weaken(self, where: int, pick: int, prove: bool) -> None:
        """A phase asks less."""
        self.change_plan(where, pick, plans.weakenings)
        if prove:
            self.proved(where)

    @rule(where=PLACE, pick=PICK, prove=st.booleans())
    def raise_it(self, where: int, pick: int, prove: bool) -> None:
        """A phase asks more."""
        self.change_plan(where, pick, plans.raisings)
        if prove:
            self.proved(where)

    def proved(self, where: int) -> None:
        """It is committed, with the work, and run."""
        self.finish(where)
        self.commit(where)
        self.all_of_it(where)

    @rule(where=PLACE, pick=PICK)
    def put_back(self, where: int, pick: int) -> None:
        """A phase is as it was planned first."""
        place, name = self.place(where), _one(sorted(self.first), pick)
        self.write(place, f"phases/{name}.yaml", plans.text(self.first[name]))
        self.after(place, "plan put back")

    def change_plan(self, where: int, pick: int, ways: Callable[[plans.Phase], list[plans.Change]]) -> None:
        place, name = self.place(where), _one(sorted(self.first), pick)
        phase = self.judge.plan(place).get(name)
        choices = ways(phase) if phase else []
        if phase is None or not choices:
            return
        said, change = choices[pick // 7 % len(choices)]
        change(phase)
        self.write(place, f"phases/{name}.yaml", plans.text(phase))
        self.after(place, said)

    # -- git ------------------------------------------------------------------------------------------------------------

    @rule(where=PLACE)
    def commit(self, where: int) -> None:
        place = self.place(where)
        self.commit_all(place, "Work")
        self.after(place, "commit")

    @rule(where=PLACE, pick=PICK, amend=st.booleans())
    def commit_part(self, where: int, pick: int, amend: bool) -> None:
        """One file of those that changed; or it goes into the commit before."""
        place = self.place(where)
        changed = [line[3:] for line in self.world.git(place, "status", "--porcelain").stdout.splitlines()]
        if changed:
            self.world.git(place, "add", "--", _one(changed, pick).split(" -> ")[-1])
            self.world.git(place, "commit", "-q", "-m", "Part", *(["--amend"] if amend else []))
        self.after(place, "commit a part")

    @rule(where=PLACE, back=st.integers(0, 2))
    def revert(self, where: int, back: int) -> None:
        place = self.place(where)
        if self.world.git(place, "revert", "--no-edit", f"HEAD~{back}").returncode:
            self.world.git(place, "revert", "--abort")
        self.after(place, "revert")

    @rule(where=PLACE, back=st.integers(0, 3))
    def reset_files(self, where: int, back: int) -> None:
        """Files as they were some commits ago; the journal stays."""
        place = self.place(where)
        self.world.git(place, "checkout", "-q", f"HEAD~{back}", "--", *self.files())
        self.after(place, "reset files")

    @rule(where=PLACE, back=st.integers(0, 2))
    def reset_hard(self, where: int, back: int) -> None:
        """Everything as it was some commits ago, the journal too."""
        place = self.place(where)
        self.world.git(place, "reset", "-q", "--hard", f"HEAD~{back}")
        self.after(place, "reset hard")

    @rule(where=PLACE, back=st.integers(1, 3))
    def squash(self, where: int, back: int) -> None:
        place = self.place(where)
        if self.world.git(place, "reset", "-q", "--soft", f"HEAD~{back}").returncode == 0:
            self.world.git(place, "commit", "-q", "-m", "Squashed")
        self.after(place, "squash")

    @rule(where=PLACE, pop=st.booleans())
    def stash(self, where: int, pop: bool) -> None:
        place = self.place(where)
        if pop:
            if self.world.git(place, "stash", "pop", "-q").returncode:
                self.world.git(place, "checkout", "-q", "--theirs", ".")
                self.world.git(place, "reset", "-q")
        else:
            self.world.git(place, "stash", "-q", "-u")
        self.after(place, "stash")

    @rule(where=PLACE, name=st.sampled_from(["side", "main"]))
    def branch(self, where: int, name: str) -> None:
        """Go on on another branch."""
        place = self.place(where)
        if self.world.git(place, "checkout", "-q", name).returncode:
            self.world.git(place, "checkout", "-q", "-b", name)
        self.after(place, "branch")

    @rule(where=PLACE, name=st.sampled_from(["side", "main"]), ours=st.booleans())
    def merge(self, where: int, name: str, ours: bool) -> None:
        place = self.place(where)
        self.merged(place, ["merge", "-q", "--no-edit", name], "--ours" if ours else "--theirs")
        self.after(place, "merge")

    @precondition(lambda self: len(self.world.names) > 1)
    @rule(where=PLACE, ours=st.booleans())
    def pull(self, where: int, ours: bool) -> None:
        """What another place has committed."""
        place = self.place(where)
        other = next(name for name in self.world.names if name != place)
        words = ["pull", "-q", "--no-rebase", "--no-edit", str(self.world.at(other)), "HEAD"]
        self.merged(place, words, "--ours" if ours else "--theirs")
        self.after(place, "pull")

    def merged(self, place: str, words: list[str], side: str) -> None:
        failed = self.world.git(place, *words).returncode
        if failed and self.world.git(place, "rev-parse", "-q", "--verify", "MERGE_HEAD").stdout:
            for path in self.world.git(place, "diff", "--name-only", "--diff-filter=U").stdout.splitlines():
                if self.world.git(place, "checkout", side, "--", path).returncode:
                    self.world.git(place, "rm", "-q", "--cached", "--", path)
            self.commit_all(place, "Merge")

    @precondition(lambda self: len(self.world.names) == 1)
    @rule(shallow=st.booleans())
    def clone(self, shallow: bool) -> None:
        """A second place, where work goes on as well."""
        folder = self.world.add("clone")
        url = f"file://{self.world.at('main')}" if shallow else str(self.world.at("main"))
        self.world.git("main", "clone", "-q", "--template=", *(["--depth", "1"] if shallow else []), url, str(folder))
        if shallow:
            self.judge.shallow.add("clone")
        self.after("clone", "shallow clone" if shallow else "clone")

    # -- the machine ----------------------------------------------------------------------------------------------------

    @rule(seconds=JUMP)
    def clock(self, seconds: int) -> None:
        """It jumps."""
        self.world.ahead = seconds
        self.judge.last = "clock"

    @rule(where=PLACE, edit=st.booleans())
    def caches(self, where: int, edit: bool) -> None:
        """Gone, or edited by somebody who wants to see something else."""
        place = self.place(where)
        for path in sorted((self.world.at(place) / ".tracker/cache").glob("*.json")):
            if edit:
                text = path.read_text()
                for word in ("failed", "ready", "regressed", "proved", "pending"):
                    text = text.replace(f'"{word}"', '"complete"')
                path.write_text(text.replace('"basis":null', '"basis":"verified"'))
            else:
                path.unlink()
        self.after(place, "caches edited" if edit else "caches deleted")

    @rule(where=PLACE, pick=PICK)
    def lose_journal(self, where: int, pick: int) -> None:
        """A journal file is deleted, as if its run had never been."""
        place = self.place(where)
        files = sorted((self.world.at(place) / ".tracker/journal").glob("*.jsonl"))
        committed = self.world.git(place, "ls-files", "--", ".tracker/journal").stdout.split()
        if not files:
            return
        lost = _one(files, pick)
        lost.unlink()
        if str(lost.relative_to(self.world.at(place))) in committed and place not in self.judge.shallow:
            said = self.judge.tracker(place, "verify")
            assert said.code != 0, f"{lost.name} was committed and is gone, and `tracker verify` is content: {said.out}"
        self.after(place, "journal lost")

    # -- tracker --------------------------------------------------------------------------------------------------------

    @rule(where=PLACE, pick=PICK, options=OPTIONS)
    def run(self, where: int, pick: int, options: tuple[str, ...]) -> None:
        place = self.place(where)
        names = [[], *([name] for name in sorted(self.first)), sorted(self.first)]
        self.judge.tracker(place, "run", *_one(names, pick), *options)
        self.after(place, " ".join(("run", *options)))

    @rule(where=PLACE)
    def all_of_it(self, where: int) -> None:
        """The usual way: everything in one go."""
        place = self.place(where)
        self.judge.tracker(place, "run", *sorted(self.first), "--commit")
        self.after(place, "run all")

    @rule(where=PLACE, pick=PICK)
    def start(self, where: int, pick: int) -> None:
        place = self.place(where)
        self.judge.tracker(place, "start", _one(sorted(self.first), pick))
        self.after(place, "start")

    @rule(where=PLACE, pick=PICK)
    def reopen(self, where: int, pick: int) -> None:
        place = self.place(where)
        self.judge.tracker(place, "reopen", _one(sorted(self.first), pick), "--why", "again")
        self.after(place, "reopen")

    @rule(where=PLACE, pick=PICK, sealed=st.booleans())
    def check(self, where: int, pick: int, sealed: bool) -> None:
        place = self.place(where)
        self.judge.tracker(place, "check", *(["--sealed", "--record"] if sealed else ["--all"]))
        self.after(place, "check --sealed --record" if sealed else "check --all")

    @rule(where=PLACE, pick=PICK)
    def agree(self, where: int, pick: int) -> None:
        """A person agrees to what was lowered."""
        place = self.place(where)
        self.judge.tracker(place, "approve", _one(sorted(self.first), pick), "--criteria", "--why", "it may", person=True)
        self.after(place, "approve --criteria")

    @rule(where=PLACE)
    def gc(self, where: int) -> None:
        place = self.place(where)
        self.judge.tracker(place, "gc", "--journal")
        self.after(place, "gc --journal")

    def after(self, place: str, what: str) -> None:
        """Look at what is said now."""
        self.judge.last = what
        FIGURES["steps"] += 1
        if what.startswith("run"):
            self.judge.look_at_all(place)
            self.seen.add(place)
        else:
            self.judge.look(place)
            self.seen.discard(place)

    # -- helpers --------------------------------------------------------------------------------------------------------

    def place(self, number: int) -> str:
        return self.world.names[number % len(self.world.names)]

    def files(self) -> list[str]:
        return [name for kind in sorted(self.judge.kinds.values()) for name in plans.NEEDS[kind] if name in plans.GOOD]

    def write(self, place: str, name: str, text: str) -> None:
        path = self.world.at(place) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def commit_all(self, place: str, message: str) -> None:
        self.world.git(place, "add", "-A")
        self.world.git(place, "commit", "-q", "-m", message)


def _one(choices: Any, pick: int) -> Any:
    return choices[pick % len(choices)]


def _edited(source: str, pick: int, how: str) -> str:
    if how == "restore":
        return plans.TESTS
    head, *bodies = source.split("\n\n\n")
    if how == "add":
        return source + '\n\ndef test_more():\n    assert app.has("o")\n' if "test_more" not in source else source
    at = pick % len(bodies) if bodies else 0
    if not bodies:
        return source
    if how == "delete":
        bodies.pop(at)
    elif how == "skip" and not bodies[at].startswith("@"):
        bodies[at] = "@pytest.mark.skip\n" + bodies[at]
    elif how == "weaken":
        lines = bodies[at].splitlines()
        asserting = [n for n, line in enumerate(lines) if "assert" in line]
        if len(asserting) > 1:
            lines.pop(asserting[random.Random(pick).randrange(len(asserting))])
            bodies[at] = "\n".join(lines) + "\n"
    return "\n\n\n".join([head.rstrip("\n"), *(body.strip("\n") for body in bodies)]) + "\n"
