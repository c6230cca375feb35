"""tracker hooks"""

from __future__ import annotations

import os

from tracker.cli.declare import Choice, Number, Switch, Verb, Words
from tracker.cli.options import JSON
from tracker.cli.place import current_folder
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

ACTION = Choice(
    "ACTION",
    {
        "install": "Put our hooks into an agent's settings.",
        "uninstall": "Take them out again.",
        "doctor": "Find what keeps them from working.",
    },
    about="install, uninstall or doctor.",
)
AGENTS = Words("AGENT", about="claude, codex or gemini; all of them by default, but for install.")
PROJECT = Switch("--project", about="In the settings of this project; the default.")
USER = Switch("--user", about="In your own settings, for all projects.")
RUN = Switch("--run", about="When the agent stops, run the checks that have to be run, instead of only naming them.")
DEADLINE = Number("--deadline", about="Seconds that these may take; 60 by default.", least=1)
SECTION = Switch("--agents", about="Add a section for coding agents to AGENTS.md as well.")

VERB = Verb(
    short="Hold coding agents to the plan inside their own sessions.",
    about="Install hooks for Claude Code, Codex and Gemini CLI: a session starts with where the phase stands, an agent does not"
    " stop while it is unproved, and does not edit what it is measured by. doctor finds what keeps the hooks from working.",
    example="Example: tracker hooks install claude",
    words=(ACTION, AGENTS),
    options=(PROJECT, USER, RUN, DEADLINE, SECTION, JSON),
)


def carry_out(values: Values, output: Output) -> int:
    """Do it, and print what became of each file."""
    from tracker.commands.hooks import Wish, doctor, put_in, take_out
    from tracker.formats.hooks_text import hooks_lines

    wish = Wish(values[AGENTS], values[PROJECT], values[USER], values[RUN], values[DEADLINE], values[SECTION])
    act = {"install": put_in, "uninstall": take_out, "doctor": doctor}[values[ACTION]]
    view = act(current_folder(), wish, os.environ)
    output.json(view)
    output.lines(hooks_lines(view))
    return ExitCode.FAILED if any(found["wrong"] for found in view["findings"]) else ExitCode.OK
