"""tracker mcp"""

from __future__ import annotations

from tracker.cli.declare import Verb
from tracker.cli.options import JSON
from tracker.cli.place import current_folder
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from tracker.cli.declare import Values
    from tracker.cli.output import Output

VERB = Verb(
    short="Serve a coding agent over MCP.",
    about=(
        "Serve a coding agent over the Model Context Protocol, on the standard input and output: it can look, take phases up,"
        " prove them, write notes and propose changes of the plan. Clients start it themselves (docs/mcp.md)."
    ),
    example="Example: claude mcp add tracker -- tracker mcp",
    options=(JSON,),
)


class _ToldToStopError(Exception):
    """A signal."""


def carry_out(values: Values, output: Output) -> int:
    """Serve until the client closes the standard input, or a signal says so."""
    import sys

    from tracker.adapters.processes.signals import watching
    from tracker.mcp.server import Server
    from tracker.mcp.wire import standard_wire

    del values
    if sys.stdin.isatty():
        output.talk("tracker mcp speaks to a program: register it with your agent (docs/mcp.md), or end it with Ctrl-D")
    server = Server(standard_wire(), current_folder())
    with watching() as signals:
        signals.stops(_stop)
        try:
            server.serve()
        except _ToldToStopError:
            return ExitCode.INTERRUPTED
    return ExitCode.OK


def _stop(at_once: bool) -> NoReturn:
    """Out of whatever is waited for."""
    del at_once
    raise _ToldToStopError
