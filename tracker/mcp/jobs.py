"""What answers a request that is about a project."""

from __future__ import annotations

from functools import partial

from tracker.errors import TrackerError
from tracker.mcp import protocol
from tracker.mcp.answer import LIMIT, fit, text_of
from tracker.mcp.arguments import check_arguments
from tracker.mcp.protocol import Message, ProtocolError
from tracker.mcp.tools import TOOLS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from tracker.bootstrap import Project
    from tracker.mcp.runs import Runs
    from tracker.mcp.session import Session
    from tracker.mcp.tool import Tool


class Job:
    """How to answer; `runs` says that it may take long."""

    def __init__(self, make: Callable[[], Mapping[str, Any]], *, runs: bool = False) -> None:
        self.make = make
        self.runs = runs


def job_of(
    message: Message,
    session: Session,
    runs: Runs,
    request: str | int,
    told: Callable[[str], None],
    know_roots: Callable[[], None],
) -> Job:
    """The job that a request is for. `know_roots` waits until the client has named its folders.

    Raises:
        ProtocolError: there is no such method or tool, or its parameters are wrong.
    """

    def find(asked: str = "") -> Project:
        from tracker.mcp.checkout import find_project

        know_roots()
        return find_project(session.start, session.roots, asked)

    params = message.params
    if message.method == "tools/call":
        tool = _tool(params.get("name"))
        given = check_arguments(tool.name, tool.schema, params.get("arguments"))
        carry_out = partial(_carry_out, runs, request, told)
        return Job(lambda: _called(tool, find, given, carry_out), runs=tool.effect.runs)
    if message.method == "resources/list":
        return Job(lambda: _resources(find, params.get("cursor")))
    if message.method == "resources/templates/list":
        return Job(_templates)
    if message.method == "resources/read":
        version = session.version_of(message)
        return Job(lambda: _read(find, params.get("uri"), version))
    raise ProtocolError(protocol.METHOD_NOT_FOUND, f"there is no method {message.method!r}")


def _tool(name: object) -> Tool:
    if not isinstance(name, str) or name not in TOOLS:
        raise ProtocolError(
            protocol.INVALID_PARAMS, f"there is no tool {name!r}, expected one of {', '.join(TOOLS)}", {"expected": list(TOOLS)}
        )
    return TOOLS[name]


def _carry_out(runs: Runs, request: str | int, told: Callable[[str], None], project: Project, words: Sequence[str]) -> Any:
    from tracker.mcp.runs import environment

    return runs.carry_out(request, words, cwd=project.root, environment=environment(), told=told)


def _called(
    tool: Tool, find: Callable[[str], Project], given: Mapping[str, Any], carry_out: Callable[[Project, Sequence[str]], Any]
) -> dict[str, Any]:
    """A tool's answer, or its error: the model is to read both."""
    from tracker.mcp.tool import Call

    root = ""
    try:
        project = find(given.get("checkout", ""))
        root = project.root
        facts = fit(tool.answer(Call(project, given, partial(carry_out, project))))
    except TrackerError as error:
        return _refused(error, root)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        return _refused(TrackerError(f"{place}{error.strerror or error}", hints=["Fix that, then call it again"]), root)
    return {"content": [{"type": "text", "text": text_of(facts)}], "structuredContent": facts, "isError": False}


def _refused(error: TrackerError, root: str) -> dict[str, Any]:
    """An error as text alone: what a client validates against a tool's schema is its answer."""
    lines = [f"error: {error.message}", *error.hints, *([f"checkout: {root}"] if root else [])]
    lines += [line for problem in error.problems for line in problem.lines()]
    text = "\n".join(lines)
    if len(text) > LIMIT:
        more = "\n… the rest: tracker validate"
        text = text[: LIMIT - len(more)] + more
    return {"content": [{"type": "text", "text": text}], "isError": True}


def _resources(find: Callable[[], Project], cursor: object) -> dict[str, Any]:
    from tracker.mcp.resources import page

    return _guarded(lambda: page(find(), cursor))


def _templates() -> dict[str, Any]:
    from tracker.mcp.resources import templates

    return {"resourceTemplates": templates()}


def _read(find: Callable[[], Project], uri: object, version: str) -> dict[str, Any]:
    from tracker.mcp.resources import read

    return _guarded(lambda: read(find(), uri, version))


def _guarded(make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Resources have no errors of their own: what a user would be told becomes the protocol's."""
    try:
        return make()
    except TrackerError as error:
        told = "; ".join((error.message, *error.hints, *(line for problem in error.problems for line in problem.lines())))
        raise ProtocolError(protocol.INTERNAL_ERROR, told[:LIMIT]) from None
