"""The manual page, `man/tracker.1`, from the declarations of the verbs: the language of man(7), which groff and mandoc read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from textwrap import wrap
from typing import TYPE_CHECKING

from tracker import __version__
from tracker.cli.declare import Choice
from tracker.cli.typer_line import ABOUT
from tracker.cli.verbs import GROUPS, load

if TYPE_CHECKING:
    from tracker.cli.declare import Param, Verb

_MORE = (
    "The plan says which phases the work has, and by which checks each is proved; the journal says what happened. Without a"
    " command, tracker prints where every phase stands. Every command has --json, works from any folder below the project, and"
    " ends with the next command to type."
)
_WIDE = 78
"""Characters of a line."""
_ENVIRONMENT = {
    "VISUAL, EDITOR": "The editor that tracker open and tracker note start.",
    "NO_COLOR, FORCE_COLOR": "Never, or always, write in colour. Without either: on a terminal.",
    "COLUMNS": "How wide lines may be.",
    "GITHUB_STEP_SUMMARY": "Where tracker summary --github writes.",
}
_FILES = {
    "tracker.yaml, phases/*.yaml": "The plan. The project is the nearest folder at or above the current one that has it.",
    ".tracker/journal/, .tracker/evidence/": "What happened: only ever added to, and committed with the project.",
    ".tracker/runs/": "Logs and reports of each run. Not committed.",
}


def man_page(date: str, exit_codes: Iterable[tuple[str, str]]) -> str:
    """The whole page. `date`: of the version; `exit_codes`: each with what it means."""
    return "\n".join(_lines(date, exit_codes)) + "\n"


def _lines(date: str, exit_codes: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield '.\\" Written by `python -m tracker.cli.manual` from the declarations of the commands.'
    yield f'.TH TRACKER 1 "{date}" "tracker {__version__}" "User Commands"'
    yield from (".SH NAME", rf"tracker \- {_escaped(ABOUT.partition(':')[0].lower().removeprefix('a '))}")
    yield from (".SH SYNOPSIS", ".B tracker", r"[\fICOMMAND\fR] [\fIARGUMENT\fR]... [\fIOPTION\fR]...")
    yield from (".SH DESCRIPTION", _text(ABOUT))
    yield ".PP"
    yield _text(_MORE)
    yield ".SH OPTIONS"
    yield from _entry(r"\fB\-h\fR, \fB\-\-help\fR", "Print help, of a command behind its name.")
    yield from _entry(r"\fB\-V\fR, \fB\-\-version\fR", "Print the version.")
    yield ".SH COMMANDS"
    for heading, names in GROUPS.items():
        yield f".SS {heading}"
        for name in names:
            verb = load(name).VERB
            if not verb.hidden:
                yield from _verb(name, verb)
    for title, entries in (
        ("EXIT STATUS", exit_codes),
        ("ENVIRONMENT", _ENVIRONMENT.items()),
        ("FILES", _FILES.items()),
    ):
        yield f".SH {title}"
        for name, said in entries:
            yield from _entry(rf"\fB{_escaped(name)}\fR", said)
    yield from (".SH SEE ALSO", ".BR git (1)")


def _verb(name: str, verb: Verb) -> Iterator[str]:
    words = " ".join(_word(word) for word in verb.words)
    yield from _entry(rf"\fBtracker {_escaped(name)}\fR {words}".rstrip(), verb.about)
    yield ".RS"
    for word in verb.words:
        if word.about:
            yield from _entry(rf"\fI{_escaped(word.key.upper())}\fR", word.about)
        if isinstance(word, Choice):
            yield from (line for choice, said in word.choices.items() for line in _entry(rf"\fB{_escaped(choice)}\fR", said))
    for option in verb.options:
        spelled = ", ".join(rf"\fB{_escaped(spelling)}\fR" for spelling in option.names)
        takes = rf" \fI{_escaped(option.metavar or option.key.upper())}\fR" if option.value_follows else ""
        yield from _entry(spelled + takes, option.about)
    yield ".RE"
    if verb.example:
        yield from (".IP", _text(verb.example))


def _word(word: Param[object]) -> str:
    shown = rf"\fI{_escaped(word.key.upper())}\fR" + ("..." if word.many else "")
    return shown if word.required else f"[{shown}]"


def _entry(head: str, body: str) -> Iterator[str]:
    yield from (".TP", head, _text(body))


def _text(words: str) -> str:
    """Words as lines of text, of which none is a request."""
    lines = wrap(_escaped(words), _WIDE, break_long_words=False, break_on_hyphens=False)
    return "\n".join(f"\\&{line}" if line.startswith(".") else line for line in lines)


def _escaped(words: str) -> str:
    """Words on one line; a hyphen is one that can be copied."""
    line = re.sub(r"`([^`]*)`", r"\1", " ".join(words.split()))
    return line.replace("\\", "\\e").replace("-", "\\-").replace("…", "...").replace("'", "\\(aq")
