"""tracker run"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import typer

from tracker.cli.options import AsJson, Quiet, here
from tracker.cli.output import Output
from tracker.cli.progress import make_reporter
from tracker.errors import ExitCode
from tracker.formats.next_line import next_line
from tracker.formats.status_text import short

_ALL_DONE = "Everything is complete."


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("run", epilog="Example: tracker run 4.1 --dry-run")
    def verb(
        phases: Annotated[list[str] | None, typer.Argument(metavar="PHASE", help="Phases; the next one by default.")] = None,
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
    from tracker.views.next_step import next_step
    from tracker.views.work import work_items

    situation, work = look(here(), words, options)
    items = work_items(work)
    step = next_step(situation).as_dict()
    output.json({"format_version": 1, "kind": "plan", "items": items, "next_step": step})
    names = " ".join(short(phase.phase.id) for phase in work.phases)
    only = "".join(f" --check {check}" for check in options.checks) + (" --force" if options.force else "")
    this = [] if work.idle else [f"Do it: tracker run {names}{only}"]
    output.lines([*(work_lines(items, output.paint) or [_ALL_DONE]), "", *this, next_line(step, output.paint)])


def _run(words: tuple[str, ...], options: Any, output: Output, confirm: Any) -> ExitCode:
    from tracker.adapters.processes.signals import watching
    from tracker.commands.run import run
    from tracker.formats.run_text import result_lines
    from tracker.views.next_step import next_step

    project = here()
    with watching() as signals, make_reporter(output) as reporter:
        work, result, situation = run(
            project,
            words,
            options,
            reporter=reporter,
            interrupts=signals,
            environment=os.environ,
            confirm=confirm,
        )
    step = next_step(situation).as_dict()
    if result is None:
        lines = [f"{phase.phase.id} is {phase.reason}" for phase in work.phases] or [_ALL_DONE]
        phases = {phase.phase.id: "up to date" for phase in work.phases}
        output.json_line(_result_view("up-to-date", ExitCode.OK, step, phases=phases))
        output.lines([*lines, "", next_line(step, output.paint)])
        return ExitCode.OK
    code = result.exit_code
    output.json_line(
        _result_view(
            result.outcome,
            code,
            step,
            run=result.run,
            phases=result.phases,
            commits=result.commits,
            refused=result.refused,
        )
    )
    output.lines(result_lines(result, step, output.paint))
    return code


def _result_view(
    outcome: str,
    code: ExitCode,
    step: Mapping[str, str | None],
    *,
    run: str | None = None,
    phases: Mapping[str, str],
    commits: Iterable[str] = (),
    refused: Iterable[str] = (),
) -> dict[str, Any]:
    """The last line of `tracker run --json`; `run` is None when there was nothing to do."""
    return {
        "format_version": 1,
        "kind": "result",
        "run": run,
        "outcome": outcome,
        "exit_code": int(code),
        "phases": dict(phases),
        "commits": list(commits),
        "refused_documents": list(refused),
        "next": step["phase"],
        "next_step": dict(step),
    }
