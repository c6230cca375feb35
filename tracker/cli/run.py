"""tracker run"""

from __future__ import annotations

import os
import sys

from tracker.cli.declare import Number, Switch, Texts, Verb, Words
from tracker.cli.options import JSON, NOTIFY, QUIET
from tracker.cli.place import here
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from tracker.bootstrap import Project
    from tracker.cli.declare import Values
    from tracker.cli.output import Output
    from tracker.facts import Facts
    from tracker.plan import Work
    from tracker.situation import Situation
    from tracker.views.faces.run import ResultFace
    from tracker.views.faces.shared import NextStepFace

PHASES = Words("PHASE", about="Phases; the next one by default.", takes="phase")
CHECK = Texts("--check", about="Only this check; may be repeated.", takes="check")
DRY_RUN = Switch("--dry-run", about="Say what would be done and why; do nothing.")
JOBS = Number("--jobs", "-j", about="How many at a time.", least=1)
CLEAN = Switch("--clean", about="Prove them in a clean checkout of HEAD, whatever the work tree holds.")
FORCE = Switch("--force", about="Run what is up to date as well.")
COMMIT = Switch("--commit", about="Commit what was changed by hand in the declared files, once everything passed.")
NO_COMMIT = Switch("--no-commit", about="Commit nothing: neither the work nor the record.")
YES = Switch("--yes", "-y", about="Say yes to every question.")
NO_INPUT = Switch("--no-input", about="Ask nothing.")
VERBOSE = Switch("--verbose", "-v", about="Show the last line that each running step and check has printed.")

VERB = Verb(
    short="Run phases: steps and checks; record and commit the results.",
    about="Run phases: their preflight, steps and checks; then record the results, commit, and render the documents.",
    example="Example: tracker run 4.1 --dry-run",
    words=(PHASES,),
    options=(CHECK, DRY_RUN, JOBS, CLEAN, FORCE, COMMIT, NO_COMMIT, YES, NO_INPUT, NOTIFY, JSON, VERBOSE, QUIET),
)

_ALL_DONE = "Everything is complete."


_SAID = {ExitCode.OK: "done", ExitCode.PENDING: "waiting for an approval", ExitCode.INTERRUPTED: "interrupted"}


def carry_out(values: Values, output: Output) -> int:
    """Run, or say what would be run."""
    project = here()
    if not values[CHECK] and not any(values[switch] for switch in (FORCE, CLEAN, DRY_RUN)):
        from tracker.commands.idle import idle

        nothing = idle(project, values[PHASES])
        if nothing is not None:
            return _up_to_date(nothing.work, nothing.facts, output)
    from tracker.commands.run import Options, policy_of

    options = Options(
        values[CHECK],
        force=values[FORCE],
        commit=values[COMMIT],
        no_commit=values[NO_COMMIT],
        jobs=values[JOBS],
        clean=values[CLEAN],
    )
    policy_of(project, options)  # refuses what contradicts itself, also in a dry run
    if values[DRY_RUN]:
        return _dry(project, values[PHASES], options, output)
    ask = None if values[NO_INPUT] or not sys.stdin.isatty() else _ask
    code = _run(project, values[PHASES], options, output, _always if values[YES] else ask, verbose=values[VERBOSE])
    if values[NOTIFY]:
        output.notify("tracker run", f"{' '.join(values[PHASES]) or 'the next phase'}: {_SAID.get(code, 'failed')}")
    return code


def _ask(question: str) -> bool:
    """On the terminal."""
    import typer

    from tracker.cli.output import Unanswered

    try:
        return typer.confirm(question)
    except typer.Abort:
        raise Unanswered from None


def _always(question: str) -> bool:
    """--yes."""
    del question
    return True


def _dry(project: Project, words: tuple[str, ...], options: Any, output: Output) -> int:
    """The plan of work, with a reason for every line. Nothing is written, not even a cache."""
    from tracker.commands.run import look
    from tracker.formats.explain_text import work_lines
    from tracker.formats.next_line import next_line
    from tracker.formats.status_text import short
    from tracker.views.next_step import next_step
    from tracker.views.work import work_items

    situation, work = look(project, words, options)
    items = work_items(work)
    step = next_step(situation).as_dict()
    output.json({"format_version": 1, "kind": "plan", "items": items, "next_step": step})
    names = " ".join(short(phase.phase.id) for phase in work.phases)
    only = "".join(f" --check {check}" for check in options.checks) + (" --force" if options.force else "")
    only += "".join(f" --{name.replace('_', '-')}" for name in ("clean", "commit", "no_commit") if getattr(options, name))
    this = [] if work.idle else [f"Do it: tracker run {names}{only}"]
    output.lines([*(work_lines(items, output.paint) or [_ALL_DONE]), "", *this, next_line(step, output.paint)])
    return ExitCode.OK


def _run(project: Project, words: tuple[str, ...], options: Any, output: Output, confirm: Any, *, verbose: bool) -> ExitCode:
    from tracker.adapters.processes.signals import watching
    from tracker.cli.progress import make_reporter
    from tracker.commands.run import run
    from tracker.formats.run_text import result_lines
    from tracker.views.next_step import next_step

    with watching() as signals, make_reporter(output, verbose=verbose) as reporter:
        work, result, situation = run(
            project,
            words,
            options,
            reporter=reporter,
            interrupts=signals,
            environment=os.environ,
            confirm=confirm,
        )
    if result is None:
        return _up_to_date(work, situation, output)
    step = next_step(situation).as_dict()
    code = result.exit_code
    output.json_line(
        _result_view(
            result.outcome,
            code,
            step,
            run=result.run,
            phases=result.phases,
            commits=result.commits,
            uncommitted=result.uncommitted,
            refused=result.refused,
        )
    )
    output.lines(result_lines(result, step, output.paint))
    return code


def _up_to_date(work: Work, known: Facts | Situation, output: Output) -> ExitCode:
    """Say that there was nothing to do."""
    from tracker.formats.next_line import next_line
    from tracker.views.next_step import next_step

    step = next_step(known).as_dict()
    lines = [f"{phase.phase.id} is {phase.reason}" for phase in work.phases] or [_ALL_DONE]
    phases = {phase.phase.id: "up to date" for phase in work.phases}
    output.json_line(_result_view("up-to-date", ExitCode.OK, step, phases=phases))
    output.lines([*lines, "", next_line(step, output.paint)])
    return ExitCode.OK


def _result_view(
    outcome: str,
    code: ExitCode,
    step: NextStepFace,
    *,
    run: str | None = None,
    phases: Mapping[str, str],
    commits: Iterable[str] = (),
    uncommitted: Iterable[str] = (),
    refused: Iterable[str] = (),
) -> ResultFace:
    """The last line of `tracker run --json`; `run` is None when there was nothing to do."""
    return {
        "format_version": 1,
        "kind": "result",
        "run": run,
        "outcome": outcome,
        "exit_code": int(code),
        "phases": dict(phases),
        "commits": list(commits),
        "uncommitted": list(uncommitted),
        "refused_documents": list(refused),
        "next": step["phase"],
        "next_step": step,
    }
