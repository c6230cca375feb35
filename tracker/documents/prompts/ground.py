"""Where the work on a phase begins, what the phases before it did and allowed, and what is off limits."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from tracker.bar.hold import covers
from tracker.model.status import PROVEN
from tracker.spec.phases import Phase
from tracker.spec.values import FileEntry
from tracker.views.checked import waivers_of
from tracker.views.expectations import command_text
from tracker.views.lookup import Lookup, phase_name
from tracker.views.notes import note_words
from tracker.views.wording import plural

_PHASES = 5
_ALLOWED = 3
_NOTES = 3
_TESTS = ("tests/test_any.py", "tests/unit/test_any.py", "src/any.test.ts", "any_test.go", "spec/any_spec.rb")
"""Paths of tests, as they are usual: a pattern that covers one means tests."""
_TEST_FOLDERS = frozenset({"test", "tests", "__tests__"})


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a phase that this one builds on has left."""

    name: str
    """Its short name."""
    commits: tuple[tuple[str, str], ...]
    """Each commit and its subject; one that an earlier phase has is named without it."""
    size: str
    """How much they changed, or that they are only claimed; empty where it was told before."""
    allowed: tuple[str, ...]
    """What its checks let pass, with the reason."""
    more: int
    """How many further allowances there are."""
    notes: tuple[str, ...]
    """Remarks on it."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Where the work begins and where it ends."""

    done: str
    """Why nothing is left to do; empty while something is."""
    proved: bool
    """Whether checks or people proved it."""
    prepare: tuple[str, ...]
    """Commands that make a fresh checkout ready."""
    variables: tuple[str, ...]
    """Environment variables that steps and checks see."""
    secrets: tuple[str, ...]
    """Those whose values are never to be written down."""
    base: str
    """The commit to begin from."""
    branch: str
    """The branch that it was made on."""
    since: str
    """What that commit is."""
    earlier: tuple[Earlier, ...]
    """What was done before, the nearest phase last."""
    left_out: int
    """How many phases before those are not listed."""
    files: tuple[FileEntry, ...]
    """The files that are expected to change."""
    tests: bool
    """Whether tests are among them."""
    protected: tuple[str, ...]
    """Paths whose change makes the completion wait for a person."""


def ground(lookup: Lookup, phase: Phase, leaves: list[Phase], keep: tuple[str, ...]) -> Ground:
    """See `Ground`. `leaves`: what is carried out below the phase; `keep`: what its prompt says is not to change."""
    settings = lookup.settings
    both = leaves if leaves == [phase] else [phase, *leaves]
    before = [lookup.graph.phases[x] for x in _before(lookup, phase) if not lookup.graph.phases[x].skip]
    left = [one for one in (_earlier(lookup, each) for each in before) if one.commits or one.allowed or one.notes]
    files = tuple(entry for p in both for entry in p.files if entry.path not in keep)
    standing = lookup.standing(phase.id)
    base, branch, since = _base(lookup, leaves, before)
    return Ground(
        "; ".join(standing.reasons) if lookup.done(phase.id) and not lookup.changed(phase.id) else "",
        standing.basis in PROVEN,
        tuple(_typed(each.run, each.env) for each in settings.prepare),
        settings.environment.pass_through,
        settings.environment.secrets,
        base,
        branch,
        since,
        tuple(_each_commit_once(left[-_PHASES:])),
        max(0, len(left) - _PHASES),
        files,
        any(_means_tests(entry.path) for entry in files),
        tuple(dict.fromkeys(path for group in (settings.protect, *(p.protect for p in both)) for path in group)),
    )


def _typed(run: tuple[str, ...], env: dict[str, str]) -> str:
    return "".join(f"{name}={shlex.quote(value)} " for name, value in env.items()) + command_text(run)


def _before(lookup: Lookup, phase: Phase) -> list[str]:
    """Every phase that is carried out before this one and that it builds on, in order."""
    found, left = set[str](), [*lookup.graph.needs(phase.id)]
    while left:
        for leaf in lookup.graph.leaves(left.pop()):
            if leaf not in found:
                found.add(leaf)
                left += lookup.graph.needs(leaf)
    return [leaf for leaf in lookup.graph.all_leaves() if leaf in found]


def _base(lookup: Lookup, leaves: list[Phase], before: list[Phase]) -> tuple[str, str, str]:
    """Commit, branch, what it is: where the work was begun, else where the newest phase before it was proved."""
    for leaf in leaves:
        record = lookup.state.phase(leaf.id)
        if record.base:
            return record.base, _branch(lookup, record.runs[:1]), f"{phase_name(leaf.id)} was begun there"
    seals = [(seal.at, seal, p.id) for p in before for seal in lookup.state.phase(p.id).seals[-1:]]
    if not seals:
        return "", "", ""
    _, newest, proved = max(seals, key=lambda each: each[0])
    return newest.completed.commit, _branch(lookup, [newest.run]), f"{phase_name(proved)} was proved there"


def _branch(lookup: Lookup, runs: Iterable[str]) -> str:
    known = [lookup.state.runs[run].start for run in runs if run in lookup.state.runs]
    return next((start.branch for start in known if start), "")


def _each_commit_once(left: Iterable[Earlier]) -> Iterator[Earlier]:
    """A commit that is of several phases has its subject and size with the first of them."""
    told = set[str]()
    for one in left:
        commits = tuple((commit, "" if commit in told else subject) for commit, subject in one.commits)
        fresh = [commit for commit, _ in commits if commit not in told]
        told.update(fresh)
        yield replace(one, commits=commits, size=one.size if fresh else "")


def _earlier(lookup: Lookup, phase: Phase) -> Earlier:
    made = [commit for commit in lookup.state.phase(phase.id).commits if commit.purpose == "work"]
    claimed = phase.claimed.commits if phase.claimed and not made else ()
    commits = [(commit.commit[:7], commit.subject) for commit in made] or [(c.commit[:7], c.subject) for c in claimed]
    files = len({path for commit in made for path in commit.paths}) or sum(commit.files for commit in made)
    added, removed = sum(c.insertions for c in made), sum(c.deletions for c in made)
    waived = list(_allowed(phase))
    return Earlier(
        phase_name(phase.id),
        tuple(commits[-_NOTES:]),
        f"{plural(files, 'file')}, +{added} -{removed}" if made else "claimed" if claimed else "",
        tuple(waived[:_ALLOWED]),
        max(0, len(waived) - _ALLOWED),
        tuple(islice(reversed((*phase.notes, *note_words(lookup.state, phase.id))), _NOTES)),
    )


def _allowed(phase: Phase) -> Iterator[str]:
    for waiver in waivers_of(phase):
        allowance = waiver["allowance"].removeprefix("allow_").replace("_", " ")
        about = f"{waiver['check']} allows {allowance}" if waiver["check"] else "made before the phase began"
        yield f"{about}: {waiver['what']}" + (f" ({waiver['why']})" if waiver["why"] else "")


def _means_tests(path: str) -> bool:
    return bool(_TEST_FOLDERS.intersection(path.split("/"))) or any(covers(path, test) for test in _TESTS)
