"""One command line from its words to its exit code, and what is done about every error."""

from __future__ import annotations

import os
import sys

from tracker.cli.help import kept, spelled_out
from tracker.cli.options import JSON, QUIET
from tracker.cli.output import Output, Unanswered, bug
from tracker.cli.parse import read
from tracker.cli.verbs import load
from tracker.errors import ExitCode, StorageError, TrackerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.cli.parse import Call


def run(arguments: Sequence[str]) -> int:
    """Run one command line; the exit code."""
    code = _guarded(arguments)
    if Output.failure and not code:
        hint = "Free some space or print elsewhere; what is recorded is not repeated."
        return Output().error(StorageError(f"the standard output could not be written: {Output.failure}", hints=[hint]))
    return code


def _guarded(arguments: Sequence[str]) -> int:
    output = Output(as_json="--json" in arguments)
    try:
        return _answer(arguments)
    except TrackerError as error:
        return output.error(error)
    except Unanswered:
        return int(ExitCode.INTERRUPTED)
    except KeyboardInterrupt:
        output.talk("interrupted")
        return int(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.OK)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        return output.error(StorageError(f"{place}{error.strerror or error}", hints=["Fix that, then run it again."]))
    except Exception as error:  # noqa: BLE001 - the last resort: what nobody foresaw is a bug, and is said to be one
        return bug(error, output)


def _answer(arguments: Sequence[str]) -> int:
    arguments = spelled_out(arguments)
    text = kept(arguments)
    if text is not None:
        Output().raw(text)
        return int(ExitCode.OK)
    call = read(arguments)
    if call is None:
        from tracker.cli.typer_line import read as read_by_typer

        found = read_by_typer(arguments)
        if isinstance(found, int):
            return found
        call = found
    return _carry_out(call)


def _carry_out(call: Call) -> int:
    output = Output(as_json=call.values[JSON], quiet=call.values[QUIET])
    return int(load(call.verb).carry_out(call.values, output))
