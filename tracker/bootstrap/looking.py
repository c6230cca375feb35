"""One look at everything that is so: what `status` and every other verb decide from."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.bootstrap.history import Lost
    from tracker.bootstrap.project import Project
    from tracker.facts import Facts
    from tracker.inputs import Ground
    from tracker.model.found import Head, Touched
    from tracker.model.ids import CheckKey
    from tracker.situation import Situation
    from tracker.state import Fold, Freshness


def facts(project: Project, state: Fold | None, head: Head | None, *, as_recorded: bool) -> Facts:
    """Look at everything once, but for the plan's words; see `Project.facts`.

    Raises:
        TrackerError: the plan is invalid, or something cannot be read.
    """
    from tracker.bootstrap.history import Lost
    from tracker.bootstrap.judged import judge, keep, recalled
    from tracker.facts import Facts
    from tracker.graph import Graph
    from tracker.inputs import look_at
    from tracker.state import derive
    from tracker.state.found import relocated

    started, looks = project.clock.unix(), state is None and not as_recorded
    outline = project.outline
    graph = Graph(outline.phases)
    state = project.folded_journal.state() if state is None else state
    live = frozenset(holder.run for holder in project.locks.holders().values())
    ground = look_at(outline.phases, state, project.inputs, project.evidence)
    judged = recalled(project) if looks else None
    judged, made = judged or judge(project, state), judged is None
    freshness = _freshness(ground, judged.grounds)
    head, changes = project.look_at_git() if head is None else (head, 0)
    gone = Lost() if as_recorded else lost(project, state, head)
    state = relocated(state, gone.found)
    if gone.found:
        judged = judge(project, state)
    elif made and looks:
        keep(project, judged, started)
    return Facts(
        project=outline.project,
        graph=graph,
        state=state,
        freshness=freshness,
        standings=derive(
            graph,
            state,
            freshness=freshness,
            live_runs=live,
            undone=ground.undone,
            unknown_commits=gone.unknown,
            unseen=gone.unseen,
            strangers=judged.strangers,
        ),
        same_failures=outline.same_failures,
        head=head,
        changes=changes,
        live_runs=live,
        bars=judged.bars,
        grounds=judged.grounds,
        unknown_commits=gone.unknown,
        unseen=gone.unseen,
        found=gone.found,
        strangers=judged.strangers,
        late=judged.late,
        touched=touched_documents(project),
    )


def situation(project: Project, facts: Facts) -> Situation:
    """These facts, with the plan's words.

    Raises:
        InvalidPlanError: the plan is invalid.
    """
    from tracker.situation import Situation

    return Situation(
        plan=project.plan,
        graph=project.graph,
        state=facts.state,
        freshness=facts.freshness,
        standings=facts.standings,
        tests=project.tests,
        evidence=project.evidence,
        head=facts.head,
        changes=facts.changes,
        live_runs=facts.live_runs,
        bars=facts.bars,
        grounds=facts.grounds,
        unknown_commits=facts.unknown_commits,
        unseen=facts.unseen,
        found=facts.found,
        strangers=facts.strangers,
        late=facts.late,
        touched=facts.touched,
    )


def touched_documents(project: Project) -> Touched:
    """The documents that are not as the tracker wrote them; their notes are anybody's."""
    from tracker.documents.seal import Finding, examine
    from tracker.model.found import Touched

    found: dict[Finding, list[str]] = {Finding.EDITED: [], Finding.CONFLICT: []}
    files = project.files
    for path in project.outline.rendered:
        files.look(path)
        if files.exists(path):
            found.setdefault(examine(files.read(path).decode("utf-8", "replace")), []).append(path)
    return Touched(tuple(found[Finding.EDITED]), tuple(found[Finding.CONFLICT]))


def _freshness(ground: Ground, grounds: Mapping[CheckKey, str]) -> dict[CheckKey, Freshness]:
    """What the inputs say; where they say nothing against a result, what it was judged by does."""
    from tracker.state import Freshness

    found = dict(ground.freshness)
    moved = {key: Freshness(fresh=False, why=why, redefined=True) for key, why in grounds.items() if key in found}
    found.update({key: answer for key, answer in moved.items() if found[key].fresh})
    return found


def lost(project: Project, state: Fold, head: Head | None) -> Lost:
    """What became of the commits that completions name; nothing where nobody can tell: whoever needs it says so."""
    from tracker.bootstrap.history import Lost

    if project.repository_root is None:
        return Lost()
    commit = (head.commit if head else "") or ""
    try:
        return project.history.look(state, commit if len(commit) >= _WHOLE else "")
    except OSError:
        return Lost()


_WHOLE = 40
"""Characters of a commit's name, at least."""
