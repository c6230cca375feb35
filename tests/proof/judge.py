"""What must hold after every step, and how that is found out without a word of tracker's own judgement."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.proof import oracle, plans, printed
from tests.proof.printed import Claim
from tests.proof.world import Said, World

FIGURES: Counter[str] = Counter()
"""What was done, for the long run."""
SITUATIONS: set[tuple[str, ...]] = set()
"""The kinds of situations in which something was called verified."""

TESTS = "tests/test_app.py"


class Deed(NamedTuple):
    """A command that wrote a journal file, and what lay there when it was given."""

    run: str
    place: str
    head: str
    plan: dict[str, plans.Phase]
    began: frozenset[str]
    """Phases that it started."""
    reopened: frozenset[str]
    agreed: frozenset[str]
    """Phases of which a person agreed to what was lowered."""
    failed: Mapping[str, bool]
    """Phase of which checks were carried out → whether one of them did not pass."""


class Judge:
    """Gives tracker's commands, remembers what lay there when it did, and tries whatever is printed."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.kinds: dict[str, str] = {}
        """Phase → its kind."""
        self.shallow: set[str] = set()
        self.last = "begin"
        """What was done before this look."""
        self.deeds: list[Deed] = []
        self._known: set[str] = set()
        """Journal files that were seen, in any place."""
        self._trees: dict[str, oracle.Tree] = {}

    def look(self, place: str) -> list[Claim]:
        """`tracker status --json` is true."""
        said = self.tracker(place, "status", "--json")
        if said.code != 0:
            return []
        claims = printed.status(said.out)
        for claim in claims:
            self.judge(place, claim)
            self.judge_now(place, claim, claims)
            if claim.face == "status --json":
                FIGURES["verified"] += 1
                kind = self.kinds[claim.phase]
                SITUATIONS.add((kind, claim.basis, claim.currency, "lowered" if claim.bar else "", place, self.last))
        return claims

    def look_at_all(self, place: str) -> None:
        """All that is printed is true, and says the same."""
        known = {claim.phase: claim for claim in self.look(place)}
        said = self.tracker(place, "next", "--json")
        if said.code == 0:
            FIGURES["judged"] += 1
            view, following = json.loads(self.tracker(place, "status", "--json").out), json.loads(said.out)
            done = sum(phase["status"] == "complete" for phase in view["phases"])
            assert following["complete"] == done, f"`next` calls {following['complete']} phases complete, and `status` {done}"
        for words, read in ((("status", "--all"), printed.lines), (("summary",), printed.summary)):
            said = self.tracker(place, *words)
            claims = read(said.out) if said.code == 0 else []
            unread = known.keys() - {claim.phase for claim in claims}
            assert said.code != 0 or words == ("summary",) or not unread, (
                f"{words} says nothing of {sorted(unread)}, or its reader does not know how"
            )
            for claim in claims:
                status = known.get(claim.phase)
                if status is None:
                    assert words == ("summary",), f"{words} calls {claim.phase} verified, and `status --json` does not"
                    continue  # the table says *complete* of what is claimed, too
                self.judge(place, claim._replace(run=status.run, basis=status.basis))
        for claim in printed.document(self.read(place, "TRACKER.md")):
            if claim.phase in known:
                self.judge(place, claim)

    def judge(self, place: str, claim: Claim) -> None:
        """It passes at the commit that is named, by the criteria of the run that is named; and what was lowered is said."""
        FIGURES["judged"] += 1
        said = f"{claim.face} in {place} calls {claim.phase} {claim.basis!r} at {claim.commit[:7]}"
        deed = next((deed for deed in self.deeds if deed.run == claim.run), None)
        assert deed is not None, f"{said} by run {claim.run}, which nobody made"
        criteria = deed.plan[claim.phase]
        if self.kinds[claim.phase] == "clean" and criteria.get("proof") != "clean":
            return  # too narrow inputs, and nobody asked for a clean checkout: docs/trust.md says what cannot be known
        tree = self.tree(claim.commit)
        if tree is None:
            assert place in self.shallow or "not here" in claim.basis, f"{said}, a commit that is nowhere"
            return
        why = oracle.shortfall(tree, criteria)
        assert not why, f"{said}, and there {why}"
        self.judge_bar(place, claim, said, deed)

    def judge_now(self, place: str, claim: Claim, claims: list[Claim]) -> None:
        """What is said of the present, not of the commit: the newest result, the content that lies there, and baselines."""
        said = f"{claim.face} in {place} calls {claim.phase} {claim.basis!r} ({claim.currency})"
        kind, visible = self.kinds[claim.phase], [deed for deed in self.deeds if self.has_record(place, deed.run)]
        about = [deed for deed in visible if claim.phase in deed.failed]
        if kind == "always" and len({deed.place for deed in about}) == 1:
            assert not about[-1].failed[claim.phase], f"{said}, and its newest result, in run {about[-1].run}, is a failure"
        files = oracle.files_of(self.world.at(place))
        present = self.plan(place).get(claim.phase)
        known = kind not in ("always", "clean")  # by what git has, and by what is declared
        if known and claim.currency == "current" and present is not None and "earlier" not in claim.basis:
            why = oracle.shortfall(files, present)
            assert not why, f"{said}, and in what lies there {why}"
        self.judge_undone(place, claim, said, files)
        if kind == "later":
            self.judge_baseline(claim, claims, said)

    def judge_undone(self, place: str, claim: Claim, said: str, files: oracle.Tree) -> None:
        """Work that was taken back is not called done; unless its checks have passed for what is there again."""
        bases, kind = self.bases(place, claim.phase), self.kinds[claim.phase]
        names = [name for name in plans.NEEDS[kind] if name != "source.txt"]
        if len(bases) != 1 or kind in ("whole", "clean") or not names or claim.currency == "current":
            return
        before, sealed = self.tree(bases[0].head), self.tree(claim.commit)
        if before is None or sealed is None or all(before.get(name) == sealed.get(name) for name in names):
            return
        back = all(before.get(name) == files.get(name) for name in names)
        assert not back, f"{said}, and what it was to change is again as it was before the work: {', '.join(names)}"

    def judge_baseline(self, claim: Claim, claims: list[Claim], said: str) -> None:
        """What was green in the phase that a later one builds on is green in its commit, or is waived by name."""
        since = next((other for other in claims if self.kinds[other.phase] == "suite"), None)
        made = {deed.run: n for n, deed in enumerate(self.deeds)}
        own = self.deeds[made[claim.run]]
        if since is None or made[since.run] > made[claim.run] or self.deeds[made[since.run]].place != own.place:
            return
        expect = own.plan[claim.phase]["checks"][0].get("expect", {})
        if "no_regressions_since" not in expect or "allow_gone" in expect or "allow_skips" in expect:
            return
        before, now = (plans.tests_of(self.text_at(commit, TESTS)) for commit in (since.commit, claim.commit))
        gone = ", ".join(sorted(name for name, count in before.items() if count and not now.get(name)))
        assert not gone, f"{said}, and what passed at {since.commit[:7]} is gone or skipped at {claim.commit[:7]}: {gone}"

    def judge_bar(self, place: str, claim: Claim, said: str, deed: Deed) -> None:
        """What was lowered since the work began, up to the run that is named and by the plan as it is, is told."""
        bases = self.bases(place, claim.phase)
        if not bases:
            return
        required = set.intersection(*(plans.lowered(base.plan[claim.phase], deed.plan[claim.phase]) for base in bases))
        if self.kinds[claim.phase] == "suite":
            now = self.text_at(claim.commit, TESTS)
            required |= set.intersection(*(plans.tests_lowered(self.text_at(base.head, TESTS), now) for base in bases))
        if not required:
            return
        FIGURES["lowered"] += 1
        self.judge_lock(place, claim, said, deed, bases)
        if claim.face in ("status", "summary"):
            assert claim.bar, f"{said} without a word of what was lowered: {sorted(required)}"
            return
        missing = sorted(word for word in required if word not in claim.bar)
        assert not missing, f"{said}, and does not say that these were lowered: {missing}; it says {claim.bar!r}"

    def judge_lock(self, place: str, claim: Claim, said: str, deed: Deed, bases: list[Deed]) -> None:
        """Locked criteria wait for a person who agrees."""
        locked = [base for base in bases if base.plan[claim.phase].get("criteria") == "locked"]
        less = [plans.lowered(base.plan[claim.phase], deed.plan[claim.phase]) for base in bases]
        if len(locked) < len(bases) or not set.intersection(*less):
            return
        agreed = any(claim.phase in other.agreed for other in self.deeds)
        assert agreed, f"{said}, its criteria were locked, and nobody agreed to what was lowered: {less}"

    def bases(self, place: str, phase: str) -> list[Deed]:
        """The runs that may have begun the work on a phase, as far as their record is here: the first of each place."""
        visible = [deed for deed in self.deeds if self.has_record(place, deed.run)]
        last = max((n for n, deed in enumerate(visible) if phase in deed.reopened), default=-1)
        first: dict[str, Deed] = {}
        for deed in visible[last + 1 :]:
            if phase in deed.began:
                first.setdefault(deed.place, deed)
        return list(first.values())

    def has_record(self, place: str, run: str) -> bool:
        folder = self.world.at(place) / ".tracker/journal"
        if any(folder.glob(f"*{run}.jsonl")):
            return True
        return any(run.encode() in path.read_bytes().partition(b"\n")[0] for path in folder.glob("folded-*"))

    def read(self, place: str, name: str) -> str:
        path: Path = self.world.at(place) / name
        return path.read_text(errors="replace") if path.is_file() else ""

    def plan(self, place: str) -> dict[str, plans.Phase]:
        """The plan as it lies there; without what a merge left broken."""
        found: dict[str, plans.Phase] = {}
        for path in sorted((self.world.at(place) / "phases").glob("*.yaml")):
            try:
                phase: Any = json.loads(path.read_text())
            except ValueError:
                continue
            found[phase["id"]] = phase
        return found

    def tree(self, commit: str) -> oracle.Tree | None:
        short = commit[:7]
        for name in self.world.names if short not in self._trees else ():
            tree = oracle.tree_of(self.world.at(name), commit)
            if tree is not None:
                self._trees[short] = tree
                break
        return self._trees.get(short)

    def text_at(self, commit: str, path: str) -> str:
        tree = self.tree(commit) or {}
        return oracle.content(tree[path]) if path in tree else ""

    def tracker(self, place: str, *words: str, person: bool = False) -> Said:
        """Give a command, and keep what it wrote into the journal."""
        writes = words[0] not in ("status", "summary", "next", "render", "verify")
        head, plan = (self.world.head(place), self.plan(place)) if writes else ("", {})
        said = self.world.tracker(place, *words, person=person)
        FIGURES["commands"] += 1
        assert said.code != 70, f"{words}: {said.err}"
        if writes:
            for path in sorted((self.world.at(place) / ".tracker/journal").glob("*.jsonl")):
                run = path.stem.rpartition("-")[2]
                if run not in self._known and not path.name.startswith("folded"):
                    self._known.add(run)
                    self.deeds.append(_deed(path, run, place, head, plan))
        return said


def _deed(path: Path, run: str, place: str, head: str, plan: dict[str, plans.Phase]) -> Deed:
    phases: dict[str, set[str]] = {}
    failed: dict[str, bool] = {}
    for line in path.read_text().splitlines():
        event = json.loads(line)
        if "phase" in event:
            phases.setdefault(event["type"], set()).add(event["phase"])
        if event["type"] == "check-finished":
            failed[event["phase"]] = failed.get(event["phase"], False) or event["outcome"] != "passed"
    began = phases.get("phase-started", set()) | phases.get("phase-begun", set())
    reopened, agreed = phases.get("phase-reopened", set()), phases.get("criteria-approved", set())
    return Deed(run, place, head, plan, frozenset(began), frozenset(reopened), frozenset(agreed), failed)
