"""tracker prompt"""

from __future__ import annotations

from tracker.cli.declare import Maybe, Switch, Text, Verb
from tracker.cli.options import JSON, PHASE
from tracker.cli.place import here
from tracker.errors import ExitCode, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output
    from tracker.views.faces.prompt import PromptFace

PRINT = Switch("--print", about="Print it (the default).")
COPY = Switch("--copy", about="Put it on the clipboard.")
OUT = Maybe("--out", about="Write it to a new file.", metavar="FILE")
KIND = Text("--kind", about="Another kind than the plan's: hand-over, …", metavar="KIND")
WHOLE = Switch("--whole", about="Cut nothing to meet the budget.")

VERB = Verb(
    short="Everything needed to do a phase from a cold start.",
    about="Print the prompt for a phase: everything needed to do it from a cold start.",
    example="Example: tracker prompt 4.1 --copy",
    words=(PHASE,),
    options=(PRINT, COPY, OUT, KIND, WHOLE, JSON),
)


def carry_out(values: Values, output: Output) -> int:
    """Make it, and hand it over."""
    from tracker.answers import of_record
    from tracker.formats.prompt_text import prompt_remarks

    copy, out = values[COPY], values[OUT]
    if values[PRINT] + copy + bool(out) > 1:
        raise UsageError("--print, --copy and --out are three ways to get one prompt", hints=["Choose one"])
    project = here()

    def make() -> PromptFace:
        from tracker.commands.prompt import prompt

        return prompt(project, values[PHASE], kind=values[KIND], whole=values[WHOLE])

    usual = not (values[KIND] or values[WHOLE])
    view = of_record(project, "prompt", values[PHASE], make) if usual else make()
    for line in prompt_remarks(view):
        output.talk(line)
    if copy:
        from tracker.adapters.clipboard import copy as to_clipboard

        view["copied_by"] = to_clipboard(view["text"])
    if out:
        project.write_new(out, view["text"])
        view["out"] = out
    output.json(view)
    if not (copy or out or output.as_json):
        output.raw(view["text"])
    elif copy or out:
        what = f"{view['phase']}: {view['sizes']['lines']} lines {'copied' if copy else f'written to {out}'}"
        output.lines([what, "", f"Done when: {view['run']}"])
    return ExitCode.OK
