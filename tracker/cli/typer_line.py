"""The command line that Typer builds from the declarations: help, and what is wrong with the words of a command."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import partial
from typing import Annotated, Any

import typer
import typer.core
from typer.exceptions import TyperException

from tracker import __version__
from tracker.cli.declare import Choice, Number, Param, Switch, Texts, Values, Verb, Words
from tracker.cli.help import HELP, VERSION
from tracker.cli.parse import DEFAULT, Call
from tracker.cli.verbs import GROUPS, VERBS, load
from tracker.errors import UsageError

ABOUT = "A phase tracker that cannot lie: a phase is complete when its checks passed at a commit."


def read(arguments: Sequence[str]) -> Call | int:
    """What to run; or the exit code, when that was to print help.

    Raises:
        UsageError: the words are wrong.
    """
    wanted = next((word for word in arguments if not word.startswith("-")), "")
    try:
        found: Call | int = command_line(wanted)(list(arguments), prog_name="tracker", standalone_mode=False)
    except TyperException as error:
        context = getattr(error, "ctx", None)
        message = error.format_message() if hasattr(error, "format_message") else str(error)
        raise UsageError(message, hints=[f"See: {context.command_path if context else 'tracker'} --help"]) from None
    return found


class _Grouped(typer.core.TyperGroup):
    """Lists the verbs by what one wants."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """A section for each group."""
        del ctx
        for heading, names in GROUPS.items():
            shown = [command for name in names if (command := self.commands.get(name)) and not command.hidden]
            widest = max(map(len, VERBS))
            with formatter.section(heading):
                rows = [(f"{command.name:<{widest}}", command.get_short_help_str(formatter.width)) for command in shown]
                formatter.write_dl(rows)


class _Verb(typer.core.TyperCommand):
    """Names what an option takes (`--jobs N`), and leaves out the types of Python (`<list[str]>`)."""

    def __init__(self, *words: Any, **known: Any) -> None:
        super().__init__(*words, **known)
        for param in self.params:
            vars(param)["display_type_rich"] = partial(_taken, param)


def _taken(param: Any, **_: Any) -> str:
    is_word = param.param_type_name == "argument"
    return "" if is_word else param.metavar or param.name.upper()


def command_line(wanted: str = "") -> typer.Typer:
    """The command line with the wanted verb alone, or with all of them when there is no such verb.

    The others would be built for nothing.
    """
    app = typer.Typer(
        name="tracker",
        cls=_Grouped,
        help=ABOUT,
        epilog="Of one command: tracker help COMMAND",
        context_settings={"help_option_names": list(HELP)},
        no_args_is_help=False,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback(invoke_without_command=True)(_without_verb)
    for name in [wanted] if wanted in VERBS else VERBS:
        verb = load(name).VERB
        says = app.command(
            name, cls=_Verb, help=verb.about, short_help=verb.short, epilog=verb.example or None, hidden=verb.hidden
        )
        says(_function(name, verb))
    return app


def _version(value: bool) -> None:
    if value:
        typer.echo(f"tracker {__version__}")
        raise typer.Exit


def _without_verb(
    context: typer.Context,
    version: Annotated[bool, typer.Option(*VERSION, callback=_version, is_eager=True, help="Print the version.")] = False,
) -> Call | None:
    del version
    return Call(DEFAULT, Values(_defaults(load(DEFAULT).VERB))) if context.invoked_subcommand is None else None


def _defaults(verb: Verb) -> dict[str, object]:
    return {param.key: param.default for param in (*verb.words, *verb.options)}


def _function(name: str, verb: Verb) -> Callable[..., Call]:
    """A function with the signature that Typer has to see."""
    defaults = _defaults(verb)
    params = [_parameter(param, word=True) for param in verb.words] + [_parameter(param, word=False) for param in verb.options]

    def call(**given: object) -> Call:
        return Call(name, Values({key: defaults[key] if value is None else _plain(value) for key, value in given.items()}))

    call.__signature__ = inspect.Signature(params)  # type: ignore[attr-defined]  # what inspect.signature looks for
    call.__annotations__ = {param.name: param.annotation for param in params}
    return call


def _parameter(param: Param[object], *, word: bool) -> inspect.Parameter:
    about: Mapping[str, Any] = {"help": param.about or None, "metavar": param.metavar or None}
    if word:
        info = typer.Argument(**about)
    else:
        info = typer.Option(*param.names, min=param.least if isinstance(param, Number) else None, **about)
    kind, default = _type(param)
    return inspect.Parameter(
        param.key,
        inspect.Parameter.KEYWORD_ONLY,
        default=inspect.Parameter.empty if param.required else default,
        annotation=Annotated[kind, info],
    )


def _type(param: Param[object]) -> tuple[Any, object]:
    """The annotation that Typer goes by, and the default that it shows."""
    if isinstance(param, Switch):
        return bool, param.default
    if isinstance(param, Number):
        return int | None, None
    if isinstance(param, Words | Texts):
        return (list[str], ()) if param.required else (list[str] | None, None)
    if isinstance(param, Choice):
        choices = StrEnum(param.key.title(), {choice.upper(): choice for choice in param.choices})  # type: ignore[misc]
        return choices, choices(param.default) if param.default else None
    return (str, param.default) if isinstance(param.default, str) else (str | None, None)


def _plain(value: object) -> object:
    """As `tracker.cli.parse` has it."""
    if isinstance(value, list):
        return tuple(value)
    return value.value if isinstance(value, StrEnum) else value
