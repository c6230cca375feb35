"""Answers that are kept: what a verb shows while nothing that it was made from has changed.

An answer of the *situation* (`next`, `explain`) depends on everything, inputs included. One of the *record* (`issues`,
`prompt`) follows from plan, journal, evidence and templates alone, so it outlives an edit of an input; the next step in it
is looked up anew. Head and changes are asked of git each time.
"""

from __future__ import annotations

import os
import sys

from tracker.adapters.files import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeVar

    from tracker.bootstrap import Project
    from tracker.facts import Facts
    from tracker.views.faces.status import StatusFace

    A = TypeVar("A", bound=Mapping[str, Any])

_MOST = 80
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-")


def name_of(verb: str, words: str) -> str | None:
    """The name under which an answer is kept; None where the words could not stand in a file name.

    The plus sign cannot occur in the words, so two verbs never share a name: not `prompt` of a phase `state-x` and
    `prompt-state` of a phase `x`.
    """
    if len(words) > _MOST or not _PLAIN.issuperset(words):
        return None
    return f"{verb}+{words}" if words else verb


def of_situation(project: Project, verb: str, words: str, make: Callable[[], A]) -> A:
    """What `make` answers, or did when everything was as it is now.

    Raises:
        TrackerError: as `make`.
    """
    if (name := name_of(verb, words)) is None:
        return make()
    kept: A | None = cache.load(project.root, name)
    if kept is not None and _with_head(project, kept):
        return kept
    return _made(project, name, make, lambda answer: answer, inputs=True)


def of_record(project: Project, verb: str, words: str, make: Callable[[], A]) -> A:
    """What `make` answers, or did when plan, journal, evidence, templates and programs were as they are now.

    Raises:
        TrackerError: as `make`.
    """
    if (name := name_of(verb, words)) is None:
        return make()
    machine = [os.environ.get("PATH", ""), sys.executable]
    kept = cache.load(project.root, name)
    if isinstance(kept, dict) and kept.get("machine") == machine:
        answer: A = kept["answer"]
        if "next_step" in answer:
            kept["answer"]["next_step"] = _next_step(project)
        return answer
    return _made(project, name, make, lambda answer: {"machine": machine, "answer": answer}, inputs=False)


def _made(project: Project, name: str, make: Callable[[], A], kept: Callable[[A], object], *, inputs: bool) -> A:
    started = project.clock.unix()
    answer = make()
    if not project.locks.holders():  # a run that lives is said to live; nobody would notice when it ends
        project.keep(name, kept(answer), started, inputs=inputs)
    project.remember()
    return answer


def _with_head(project: Project, answer: Any) -> bool:
    """Put the present head into an answer; False where that decides what comes next."""
    from tracker.adapters.git.status import leads_to, quick_status

    before, found = answer.get("head"), quick_status(project.root)
    if found is None or not before or bool(before["commit"]) != bool(found["commit"]):
        return False
    if not leads_to(project.root, before["commit"], found["commit"]):
        return False  # completions may be at other commits by now
    answer["head"] = {"commit": found["commit"], "branch": found["branch"], "changes": found["dirty"]}
    return True


def _next_step(project: Project) -> Any:
    kept = cache.load(project.root, cache.STATUS)
    if kept is not None and _with_head(project, kept):
        return kept["next_step"]
    started = project.clock.unix()
    return keep_status(project, project.facts(), started)["next_step"]


def keep_status(project: Project, facts: Facts, started: float) -> StatusFace:
    """The status view of these facts, kept for the next look with all else that was made on the way.

    `started` is the Unix time at which looking began.
    """
    from tracker.views.status import status_view

    view = status_view(facts)
    if not facts.live_runs and not facts.unknown_commits and not facts.unseen:  # nobody would notice when one is fetched
        project.keep(cache.STATUS, view, started)
    project.remember()
    return view
