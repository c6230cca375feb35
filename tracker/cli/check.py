"""tracker check"""

from __future__ import annotations

import os

from tracker.cli.declare import Number, Switch, Text, Verb, Words
from tracker.cli.options import JSON, QUIET
from tracker.cli.place import current_folder, here

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output
    from tracker.views.faces.check import CheckRunFace

PHASES = Words("PHASE", about="Phases, with all their checks; by default the guards of what is complete.", takes="phase")
ALL = Switch("--all", about="Every check of every complete phase.")
CLEAN = Switch("--clean", about="In a clean checkout of HEAD: no ignored file or uncommitted edit can help.")
SEALED = Switch("--sealed", about="Replay completions: each at its own commit, in a clean checkout.")
RECORD = Switch("--record", about="Record what --clean or --sealed found beside the completion.")
NO_WAIVERS = Switch("--no-waivers", about="Fail when a phase relies on an allowance of the plan.")
JUNIT = Text("--junit", about="Write a JUnit XML report to this file.", metavar="FILE")
GITHUB = Switch("--github", about="Print annotations for GitHub Actions.")
JOBS = Number("--jobs", "-j", about="How many at a time.", least=1)

VERB = Verb(
    short="Whether what is complete still holds.",
    about="Run checks again and say what still holds; nothing is recorded or committed. Exit code 1 names what broke,"
    " 8 means that something could not be checked here.",
    example="Example: tracker check --clean",
    words=(PHASES,),
    options=(ALL, CLEAN, SEALED, RECORD, NO_WAIVERS, JUNIT, GITHUB, JOBS, JSON, QUIET),
)


def carry_out(values: Values, output: Output) -> int:
    """Check, and print."""
    from tracker.adapters.processes.signals import watching
    from tracker.cli.progress import make_watcher
    from tracker.commands.check import Options, Surroundings, check
    from tracker.formats.check_text import check_lines

    options = Options(
        every=values[ALL],
        clean=values[CLEAN],
        sealed=values[SEALED],
        record=values[RECORD],
        strict=values[NO_WAIVERS],
        jobs=values[JOBS],
    )
    with watching() as signals, make_watcher(output) as reporter:
        view = check(here(), values[PHASES], options, Surroundings(reporter, signals, os.environ))
    output.json(view)
    output.lines(check_lines(view, output.paint))
    if values[JUNIT]:
        _write_report(values[JUNIT], view)
    if values[GITHUB]:
        from tracker.formats.github import annotation_lines
        from tracker.views.annotations import Annotation

        output.lines(annotation_lines((Annotation(**remark) for remark in view["annotations"]), all_of_them="tracker check"))
    return view["exit_code"]


def _write_report(path: str, view: CheckRunFace) -> None:
    from tracker.bootstrap import files_of
    from tracker.formats.junit import junit_text

    folder, name = os.path.split(os.path.join(current_folder(), path))
    files_of(folder).write(name, junit_text(view).encode("utf-8", "replace"))
