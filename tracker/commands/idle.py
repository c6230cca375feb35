"""Whether a run would have nothing to do: found out before anything is imported, locked or asked for a run."""

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tracker.answers import keep_status
from tracker.checking.recipes import digest_of
from tracker.commands.resolve import resolve_phase
from tracker.errors import BlockedError
from tracker.model.found import Head
from tracker.plan import Wish, Work, plan_work
from tracker.views.next_step import next_step, to_prove_again

if TYPE_CHECKING:
    from tracker.bootstrap import Project
    from tracker.facts import Facts

_SOME = Head("unasked", None)
"""Stands for the commit until there is nothing to do: a run asks git itself."""


class Idle(NamedTuple):
    """A run with nothing to do."""

    work: Work
    facts: "Facts"


def idle(project: "Project", words: tuple[str, ...]) -> Idle | None:
    """The work that is none; None where there is some, where a record waits to be committed, or where a run has to say why not.

    Raises:
        UsageError: there is no such phase.
        TrackerError: the plan is invalid, or something cannot be read.
    """
    started = project.clock.unix()
    facts = project.facts(head=_SOME)
    if not facts.graph.phases:
        return None
    wanted = tuple(dict.fromkeys(resolve_phase(facts.graph, word) for word in words))
    following = next_step(facts).phase or to_prove_again(facts.graph.order(), facts.standings)
    if not wanted and following:
        wanted = (following,)
    try:
        work = plan_work(facts, Wish(wanted), digest=partial(digest_of, project.repository_files))
    except BlockedError:
        return None
    if not work.idle:
        return None
    head, changes = project.look_at_git()
    if head is None or not head.commit or (changes and project.has_own_changes()):
        return None
    facts = facts._replace(head=head, changes=changes)
    keep_status(project, facts, started)
    return Idle(work, facts)
