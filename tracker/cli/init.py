"""tracker init"""

from __future__ import annotations

import sys

from tracker.cli.declare import Switch, Text, Verb
from tracker.cli.options import JSON
from tracker.cli.place import current_folder
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.cli.declare import Values
    from tracker.cli.output import Output
    from tracker.commands.init import Wish
    from tracker.views.faces.init import InitFace

TEMPLATE = Text(
    "--template",
    "-t",
    about="The kind of work: blank, migration, upgrade, refactoring, types, docs, data or runbook.",
    metavar="KIND",
)
NAME = Text("--name", about="The project's name; the folder's by default.", metavar="NAME")
GOAL = Text("--goal", about="What the work is to achieve.", metavar="TEXT")
AGENTS = Switch("--agents", about="Add a section for coding agents to AGENTS.md.")
YES = Switch("--yes", "-y", about="Ask nothing: a blank plan, unless --template says otherwise.")

VERB = Verb(
    short="Write a plan in this folder, from what is found there.",
    about="Write a plan in this folder: see how it is tested, and write tracker.yaml and phases whose checks run that. "
    "Nothing that exists is overwritten; .gitignore gets lines for what the tools leave behind.",
    example="Example: tracker init --template refactoring",
    options=(TEMPLATE, NAME, GOAL, AGENTS, YES, JSON),
)


def carry_out(values: Values, output: Output) -> int:
    """Look, ask what only a person knows, and write it."""
    from tracker.commands.init import Wish, init, look

    folder = current_folder()
    wish = Wish(values[TEMPLATE] or "blank", values[NAME], values[GOAL], values[AGENTS])
    if sys.stdin.isatty() and output.terminal and not values[YES] and not output.as_json:
        tools = look(folder).tools
        output.lines(_found((tool.role, tool.name, tool.why) for tool in tools))
        wish = _asked(wish, ask_template=not values[TEMPLATE])
        view = init(folder, wish)
    else:
        view = init(folder, wish)
        output.lines(_found((tool["role"], tool["name"], tool["why"]) for tool in view["found"]))
    output.json(view)
    output.lines(_lines(view))
    return ExitCode.OK


def _asked(wish: Wish, *, ask_template: bool) -> Wish:
    from dataclasses import replace

    import typer

    from tracker.cli.output import Unanswered
    from tracker.commands.init import TEMPLATES

    try:
        if ask_template:
            typer.echo(f"Kinds of work: {', '.join(TEMPLATES)}")
            wish = replace(wish, template=typer.prompt("Kind of work", default=wish.template).strip())
        if not wish.goal:
            wish = replace(wish, goal=typer.prompt("Goal", default="", show_default=False).strip())
        if not wish.agents:
            wish = replace(wish, agents=typer.confirm("Tell coding agents about it in AGENTS.md", default=False))
    except typer.Abort:
        raise Unanswered from None
    return wish


def _found(tools: Iterable[tuple[str, str, str]]) -> list[str]:
    lines = [f"  {role:<6} {name}  ({why})" for role, name, why in tools]
    return ["Found:", *lines, ""] if lines else ["Found nothing here that says how the project is tested.", ""]


def _lines(view: InitFace) -> list[str]:
    first, *rest = view["commands"]
    shown = [path for path in view["written"] if not path.startswith(".tracker/")]
    return [
        *(f"wrote {path}" for path in shown),
        "",
        "Review the phases, then:",
        f"  {first}",
        *(f"  {text}" for text in rest),
    ]
