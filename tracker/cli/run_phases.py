"""tracker run"""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import typer

from tracker.cli.options import AsJson, Quiet, here
from tracker.cli.output import Output
from tracker.cli.progress import make_reporter
from tracker.errors import ExitCode
from tracker.formats.status_text import short

_CODES = {
    "passed": ExitCode.OK,
    "failed": ExitCode.FAILED,
    "held": ExitCode.BLOCKED,
    "pending": ExitCode.PENDING,
    "interrupted": ExitCode.INTERRUPTED,
}


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("run", epilog="Example: tracker run 4.1 --dry-run")
    def verb(
        phases: Annotated[list[str] | None, typer.Argument(metavar="PHASE...", help="Phases; the next one by default.")] = None,
        check: Annotated[list[str] | None, typer.Option("--check", help="Only this check; may be repeated.")] = None,
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done and why; do nothing.")] = False,
        jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="How many at a time.")] = None,
        force: Annotated[bool, typer.Option("--force", help="Repeat what is up to date, too.")] = False,
        yes: Annotated[bool, typer.Option("--yes", "-y", help="Say yes to every question.")] = False,
        no_input: Annotated[bool, typer.Option("--no-input", help="Ask nothing.")] = False,
        as_json: AsJson = False,
        quiet: Quiet = False,
    ) -> None:
        """Carry out phases: their preflight, steps and checks; record, commit, and render the documents."""
        from tracker.commands.run import Options

        options = Options(tuple(check or ()), force=force, jobs=jobs)
        output = Output(as_json=as_json, quiet=quiet)
        if dry_run:
            _dry(tuple(phases or ()), options, output)
            return
        ask = None if no_input or not sys.stdin.isatty() else typer.confirm
        code = _run(tuple(phases or ()), options, output, _always if yes else ask)
        if code:
            raise typer.Exit(int(code))


def _always(question: str) -> bool:
    """--yes."""
    del question
    return True


def _dry(words: tuple[str, ...], options: Any, output: Output) -> None:
    """The plan of work, with a reason for every line. Nothing is written, not even a cache."""
    from tracker.commands.run import look
    from tracker.formats.explain_text import work_lines
    from tracker.views.work import work_items

    _, work = look(here(), words, options)
    items = work_items(work)
    output.json({"format_version": 1, "kind": "plan", "items": items})
    names = " ".join(short(phase.phase.id) for phase in work.phases)
    output.lines([*work_lines(items, output.paint), "", f"Next: tracker run {names}"])


def _run(words: tuple[str, ...], options: Any, output: Output, confirm: Any) -> ExitCode:
    from tracker.adapters.signals import watching
    from tracker.commands.run import run
    from tracker.formats.run_text import result_lines
    from tracker.views.status import next_phase

    project = here()
    with watching() as signals, make_reporter(output) as reporter:
        work, result = run(
            project,
            words,
            options,
            reporter=reporter,
            interrupts=signals.stops,
            environment=os.environ,
            confirm=confirm,
        )
    following = next_phase(project.situation())
    if result is None:
        lines = [f"{phase.phase.id} is {phase.reason}" for phase in work.phases]
        output.json_line({"format_version": 1, "kind": "result", "outcome": "up-to-date", "exit_code": 0, "next": following})
        output.lines([*lines, "", f"Next: tracker {f'run {short(following)}' if following else 'status --all'}"])
        return ExitCode.OK
    code = _CODES[result.outcome] or (ExitCode.FAILED if result.refused else ExitCode.OK)
    output.json_line(
        {
            "format_version": 1,
            "kind": "result",
            "run": result.run,
            "outcome": result.outcome,
            "exit_code": int(code),
            "phases": result.phases,
            "commits": list(result.commits),
            "refused_documents": list(result.refused),
            "next": following,
        }
    )
    output.lines(result_lines(result, following, output.paint))
    return code
