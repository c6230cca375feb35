"""All verbs together, and what is done about every error."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import typer
from typer.exceptions import TyperException

from tracker import __version__
from tracker.cli.output import Output, bug
from tracker.cli.verbs import VERBS
from tracker.errors import ExitCode, StorageError, TrackerError, UsageError

MODULES = {
    "status": "status",
    "run": "run",
    "next": "next",
    "prompt": "prompt",
    "prompts": "prompts",
    "explain": "explain",
    "render": "render",
    "summary": "summary",
    "new-prompt": "new_prompt",
    "new-section": "new_section",
    "validate": "validate",
    "log": "log",
    "show": "show",
    "triage": "triage",
    "compare": "compare",
    "issues": "issues",
    "record": "record",
    "bench": "bench",
    "verify": "verify",
    "approve": "approve",
    "schema": "schema",
    "init": "init",
    "segment": "segment",
    "completion": "completion",
    "complete": "complete",
}
"""Verb → the module here that adds it to the command line, in the order of `tracker --help`."""


def command_line(wanted: str = "") -> typer.Typer:
    """The command line with the wanted verb alone, or with all of them when there is no such verb.

    The others would be built for nothing.
    """
    app = typer.Typer(
        name="tracker",
        help="A phase tracker that cannot lie: a phase is complete when its checks passed at a commit.",
        no_args_is_help=False,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    for name in [MODULES[wanted]] if wanted in MODULES else MODULES.values():
        import_module(f"tracker.cli.{name}").register(app)
    for command in app.registered_commands:
        command.short_help = VERBS.get(str(command.name), ("",))[0]
    app.callback(invoke_without_command=True)(tracker)
    return app


def _version(value: bool) -> None:
    if value:
        typer.echo(f"tracker {__version__}")
        raise typer.Exit


def tracker(
    context: typer.Context,
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """A phase tracker that cannot lie: a phase is complete when its checks passed at a commit.

    Without a verb: tracker status.
    """
    del version
    if context.invoked_subcommand is None:
        from tracker.cli import status

        status.show_status(as_json=False, every=False)


def run(arguments: list[str]) -> int:
    """Carry out one command line; the exit code."""
    code = _carry_out(arguments)
    if Output.failure and not code:
        hint = "Free some space or print elsewhere; what is recorded is not repeated."
        return Output().error(StorageError(f"the standard output could not be written: {Output.failure}", hints=[hint]))
    return code


def _carry_out(arguments: list[str]) -> int:
    output = Output(as_json="--json" in arguments)
    try:
        app = command_line(next((word for word in arguments if not word.startswith("-")), ""))
        code = app(arguments, prog_name="tracker", standalone_mode=False)
    except TrackerError as error:
        return output.error(error)
    except typer.Exit as end:
        return int(end.exit_code)
    except typer.Abort:
        return int(ExitCode.INTERRUPTED)
    except TyperException as error:
        return _usage(error, output)
    except KeyboardInterrupt:
        output.talk("interrupted")
        return int(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.OK)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        return output.error(StorageError(f"{place}{error.strerror or error}", hints=["Mend it, then run it again."]))
    except Exception as error:  # noqa: BLE001 - the last resort: what nobody foresaw is a bug, and is said to be one
        return bug(error, output)
    return int(code or 0)


def _usage(error: TyperException, output: Output) -> int:
    """What is wrong with the words of the command."""
    context = getattr(error, "ctx", None)
    message = error.format_message() if hasattr(error, "format_message") else str(error)
    return output.error(UsageError(message, hints=[f"See: {context.command_path if context else 'tracker'} --help"]))
