"""What a client may read: rendered documents, prompts as they would be now, and what the newest results left."""

from __future__ import annotations

import os

from tracker.errors import UsageError
from tracker.mcp.protocol import INVALID_PARAMS, NOT_FOUND, PER_REQUEST, ProtocolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, NoReturn

    from tracker.bootstrap import Project
    from tracker.state.records import CheckRecord

SCHEME = "tracker://"
PAGE = 100
"""Resources in one answer."""
LIMIT = 100_000
"""Characters of a resource; of more, the beginning and the end."""
_RUNS = ".tracker/runs/"
_MARKDOWN, _PLAIN, _JSON = "text/markdown", "text/plain", "application/json"


def templates() -> list[dict[str, str]]:
    """How the resources of each kind are called."""
    return [
        _named("document/{path}", "document", "A document that tracker renders, by its path", _MARKDOWN),
        _named("prompt/{phase}", "prompt", "Everything needed to do a phase, whole", _MARKDOWN),
        _named("evidence/{phase}/{check}", "evidence", "The newest result of a check, as it was recorded", _JSON),
        _named("log/{phase}/{check}", "log", "What a check printed when it was run last", _PLAIN),
    ]


def _named(template: str, name: str, description: str, mime: str) -> dict[str, str]:
    return {"uriTemplate": SCHEME + template, "name": name, "description": description, "mimeType": mime}


def page(project: Project, cursor: object) -> dict[str, Any]:
    """A page of the list.

    Raises:
        ProtocolError: the cursor is none of ours.
        TrackerError: the plan or the journal cannot be read.
    """
    if cursor is not None and not (isinstance(cursor, str) and cursor.isascii() and cursor.isdigit()):
        raise ProtocolError(INVALID_PARAMS, "cursor: expected one from nextCursor")
    start = int(cursor or 0)
    found = list(_listed(project))
    more = {"nextCursor": str(start + PAGE)} if len(found) > start + PAGE else {}
    return {"resources": found[start : start + PAGE], **more}


def _listed(project: Project) -> Iterator[dict[str, str]]:
    facts = project.facts()
    for path in _documents(project):
        if project.files.exists(path):
            yield _resource("document", path, description="Rendered from plan and journal", mime=_MARKDOWN)
    for phase in facts.graph.order():
        title = facts.graph.phases[phase].title
        yield _resource("prompt", phase, description=title, mime=_MARKDOWN)
        for name, record in _records(project, phase):
            place = f"{phase}/{name}"
            yield _resource("evidence", place, description=f"{record.event.outcome}: {record.event.summary}", mime=_JSON)
            log = _log_path(record)
            if log and project.files.exists(log):
                yield _resource("log", place, description=log, mime=_PLAIN)


def _resource(kind: str, place: str, *, description: str, mime: str) -> dict[str, str]:
    from urllib.parse import quote

    uri = f"{SCHEME}{kind}/{quote(place)}"
    return {"uri": uri, "name": f"{kind} {place}", "description": description[:200], "mimeType": mime}


def read(project: Project, uri: object, version: str) -> dict[str, Any]:
    """A resource.

    Raises:
        ProtocolError: there is no such resource.
        TrackerError: it cannot be read.
    """
    from urllib.parse import unquote

    if not isinstance(uri, str):
        raise ProtocolError(INVALID_PARAMS, "uri: expected a string")
    kind, _, place = unquote(uri.removeprefix(SCHEME)).partition("/")
    reader = _READERS.get(kind) if uri.startswith(SCHEME) else None
    try:
        mime, text = (reader or _unknown)(project, place)
    except UsageError as error:
        code = INVALID_PARAMS if version in PER_REQUEST else NOT_FOUND
        raise ProtocolError(code, f"{error.message}{''.join(f'; {hint}' for hint in error.hints)}", {"uri": uri}) from None
    return {"contents": [{"uri": uri, "mimeType": mime, "text": _capped(text, uri)}]}


def _capped(text: str, uri: str) -> str:
    if len(text) <= LIMIT:
        return text
    half = LIMIT // 2
    return f"{text[:half]}\n\n[{len(text) - LIMIT} characters of {uri} are left out here]\n\n{text[-half:]}"


def _unknown(project: Project, place: str) -> NoReturn:
    del project, place
    raise UsageError(f"there is no such resource, expected {', '.join(known['uriTemplate'] for known in templates())}")


def _document(project: Project, place: str) -> tuple[str, str]:
    if place not in _documents(project):
        raise UsageError(
            f"the plan renders no document {place!r}", hints=[f"It renders {', '.join(_documents(project)) or 'none'}"]
        )
    return _MARKDOWN, project.files.read(place).decode("utf-8", "replace")


def _prompt(project: Project, place: str) -> tuple[str, str]:
    from tracker.commands.prompt import prompt

    return _MARKDOWN, prompt(project, place)["text"]


def _evidence(project: Project, place: str) -> tuple[str, str]:
    import json

    from tracker.journal.to_json import plain_event

    record = _record(project, place)
    whole = {"at": record.at, "run": record.run, **plain_event(record.event)}
    return _JSON, json.dumps(whole, ensure_ascii=False, indent=1)


def _log(project: Project, place: str) -> tuple[str, str]:
    record = _record(project, place)
    path = _log_path(record)
    if not path or not project.files.exists(path):
        raise UsageError(f"no log of {place} is here: logs stay on the machine that ran it", hints=["Make one: the tool run"])
    return _PLAIN, project.files.read(path).decode("utf-8", "replace")


_READERS: dict[str, Callable[[Project, str], tuple[str, str]]] = {
    "document": _document,
    "prompt": _prompt,
    "evidence": _evidence,
    "log": _log,
}


def _documents(project: Project) -> tuple[str, ...]:
    return tuple(document.path for document in project.plan.settings.documents)


def _records(project: Project, phase: str) -> list[tuple[str, CheckRecord]]:
    """The newest results of a phase by the names of their checks."""
    return [(key.name, record) for key, record in project.folded_journal.state().phase(phase).checks.items()]


def _record(project: Project, place: str) -> CheckRecord:
    from tracker.commands.resolve import resolve_phase

    phase, _, name = place.partition("/")
    found = dict(_records(project, resolve_phase(project.graph, phase)))
    if name not in found:
        raise UsageError(f"there is no result of {name!r} in {phase}", hints=[f"There are {', '.join(found) or 'none yet'}"])
    return found[name]


def _log_path(record: CheckRecord) -> str:
    """Where its log is; empty where it has none, or where a journal that somebody committed names a file elsewhere."""
    path = os.path.normpath(record.event.log.path) if record.event.log and record.event.log.path else ""
    return path if path.startswith(_RUNS) else ""
