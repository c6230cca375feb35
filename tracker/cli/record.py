"""tracker record"""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from tracker.cli.options import AsJson, PhaseWord, current_folder, here
from tracker.cli.output import Output
from tracker.formats.ansi import printable
from tracker.formats.next_line import next_line
from tracker.formats.status_text import short


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("record", epilog="Example: tracker record 3 --check suite --variant database=sqlite --junit ci/junit.xml")
    def verb(
        phase: PhaseWord,
        check: Annotated[str, typer.Option("--check", help="The check that the results are of.")],
        junit: Annotated[str, typer.Option("--junit", metavar="FILE", help="The report: JUnit XML or CTRF.")],
        variant: Annotated[list[str] | None, typer.Option("--variant", metavar="AXIS=VALUE", help="For each axis.")] = None,
        source: Annotated[str, typer.Option("--source", help="Where they were made, for example 'CI build 17'.")] = "",
        commit: Annotated[str, typer.Option("--commit", help="The commit that they belong to.")] = "",
        by: Annotated[str | None, typer.Option("--by", help="Who hands them in; the user's name by default.")] = None,
        as_json: AsJson = False,
    ) -> None:
        """Keep test results that were made elsewhere, with their source. They complete nothing."""
        from tracker.commands.record import record
        from tracker.formats.evidence_text import totals_words

        output = Output(as_json=as_json)
        view = record(
            here(), current_folder(), phase, check=check, variant=variant or [], file=junit, source=source, commit=commit,
            by=by or getpass.getuser(),
        )  # fmt: skip
        output.json(view)
        output.lines(
            [
                f"{view['phase']} {view['check']}: {totals_words(view['totals'])}",
                f"recorded as made elsewhere: {printable(view['source'])}. It completes nothing; only a run here does.",
                "",
                f"By cause: tracker triage '{view['phase']}/{view['check']}'",
                f"Prove it: tracker run {short(view['phase'])}",
                next_line(view["next_step"], output.paint),
            ]
        )
