"""All verbs together, and what is done about every error."""

from __future__ import annotations

import os
import sys

import typer
from typer.exceptions import TyperException

from tracker import __version__
from tracker.cli import (
    approve,
    bench,
    compare,
    completion,
    explain,
    init,
    issues,
    log,
    new_prompt,
    new_section,
    prompt,
    prompts,
    record,
    render,
    run_phases,
    schema,
    segment,
    show,
    status,
    summary,
    triage,
    upcoming,
    validate,
    verify,
)
from tracker.cli.output import Output, bug
from tracker.errors import ExitCode, StorageError, TrackerError, UsageError

app = typer.Typer(
    name="tracker",
    help="A phase tracker that cannot lie: a phase is complete when its checks passed at a commit.",
    no_args_is_help=False,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

for module in (
    status,
    run_phases,
    upcoming,
    prompt,
    prompts,
    explain,
    render,
    summary,
    new_prompt,
    new_section,
    validate,
    log,
    show,
    triage,
    compare,
    issues,
    record,
    bench,
    verify,
    approve,
    schema,
    init,
    segment,
    completion,
):
    module.register(app)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"tracker {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def tracker(
    context: typer.Context,
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """A phase tracker that cannot lie: a phase is complete when its checks passed at a commit.

    Without a verb: tracker status.
    """
    del version
    if context.invoked_subcommand is None:
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
