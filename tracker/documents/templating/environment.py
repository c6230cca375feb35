"""Templates: where they come from, what they may use, and what is said when one is wrong.

They run in a sandbox (a project's own templates come from its repository) and see nothing but the view. A project overrides a
packaged template with a file of the same name: `documents/<section>.md.j2`, or `<prompts folder>/<template>`. The packaged one
stays reachable as `tracker:<name>`, so that an override can extend it.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import CodeType, TracebackType
from typing import Any, NoReturn, Protocol

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.bccache import Bucket, BytecodeCache

from tracker.documents.templating import escape
from tracker.documents.templating.limits import (
    SOURCE_LIMIT,
    TEXT_METHODS,
    LimitedEnvironment,
    LimitError,
    bounded,
    text_of,
)
from tracker.documents.templating.styles import STYLES
from tracker.errors import Problem, TrackerError
from tracker.model.ports import Files

PACKAGED = Path(__file__).parents[1] / "sections"
PROMPTS = Path(__file__).parents[1] / "prompts/templates"
PREFIX = "tracker:"
FILTERS: dict[str, tuple[Callable[..., str], str]] = {
    "inline": (escape.inline, "text in a paragraph or a list item"),
    "heading": (escape.heading, "text in a heading"),
    "cell": (escape.cell, "text in a table cell"),
    "code": (escape.code, "a code span"),
    "codecell": (escape.codecell, "a code span in a table cell"),
    "html": (escape.html, "text inside an HTML element such as summary"),
    "fence": (escape.fence, "a fenced block that the text cannot close"),
    "link": (escape.code, "a link to a file of the project, from where the document is"),
    "phase_link": (escape.inline, "a text that leads to a phase, of which the id is given"),
    "sign": (str, "the emoji or word for a sign's name"),
}
"""Filter → function and what it makes; `sign` depends on the document's style, the links on where it is."""
_NO_FILTER = re.compile(r"No filter named '([^']*)'")
_FIELD = re.compile(r"\*\*[^*]+:\*\* ")


class Links(Protocol):
    """How one file leads to others."""

    def file(self, path: object) -> str:
        """A link to a file of the project."""

    def phase(self, text: object, phase_id: object) -> str:
        """A text that leads to a phase."""


class UnknownNameError(TemplateError):
    """A template uses a name that the view does not have."""

    def __init__(self, name: str, candidates: list[str]) -> None:
        super().__init__(f"there is no {name!r}")
        self.name = name
        self.candidates = candidates


class _Strict(StrictUndefined):
    """An undefined name that remembers what there is instead."""

    def _fail_with_undefined_error(self, *args: Any, **kwargs: Any) -> NoReturn:
        del args, kwargs
        raise UnknownNameError(str(self._undefined_name), _names(self._undefined_obj))

    __iter__ = __str__ = __len__ = _fail_with_undefined_error
    __eq__ = __ne__ = __bool__ = __hash__ = _fail_with_undefined_error
    __getattr__ = __getitem__ = __call__ = _fail_with_undefined_error


def _names(value: object) -> list[str]:
    if isinstance(value, str):
        return sorted(TEXT_METHODS)
    fields = [field.name for field in dataclasses.fields(value)] if dataclasses.is_dataclass(value) else None
    return sorted(fields or (name for name in dir(value) if not name.startswith("_")))


class _Loader(BaseLoader):
    """The project's folder first, then the package."""

    def __init__(self, files: Files | None, folder: str, packaged: Path) -> None:
        self.files = files
        self.folder = folder
        self.packaged = packaged

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        del environment
        name = template.removeprefix(PREFIX)
        if ".." in Path(name).parts or Path(name).is_absolute() or "\0" in name:
            raise TemplateNotFound(template)
        own = f"{self.folder}/{name}"
        if self.files is not None and template == name and self.files.exists(own):
            return self._read(self.files, own), own, lambda: True
        path = self.packaged / name
        if not path.is_file():
            raise TemplateNotFound(template)
        return path.read_text(encoding="utf-8"), f"{PREFIX}{name}", lambda: True

    @staticmethod
    def _read(files: Files, path: str) -> str:
        if not files.contains(path):
            raise TrackerError(f"{path} leads out of the project, so it was not read", hints=["Put the template itself there"])
        text = files.read(path, limit=SOURCE_LIMIT + 1)
        if len(text) > SOURCE_LIMIT:
            raise TrackerError(f"{path} is longer than {SOURCE_LIMIT} bytes", hints=["Split it, with {% include %}"])
        return text.decode("utf-8", "replace")


class _Compiled(BytecodeCache):
    """Keeps compiled templates for the life of the process: compiling is nearly all of the time that rendering takes."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.code


_COMPILED = {style: _Compiled() for style in STYLES}
"""By style, because the compiler puts the sign for a constant name right into the code."""


class Templates:
    """Renders templates of one folder in one style."""

    def __init__(
        self, files: Files | None, folder: str, *, style: str = "emoji", prompts: bool = False, links: Links | None = None
    ) -> None:
        self.folder = folder
        self._packaged = PROMPTS if prompts else PACKAGED
        self._files = files
        self._environment = LimitedEnvironment(
            loader=_Loader(files, folder, self._packaged),
            undefined=_Strict,
            bytecode_cache=_COMPILED[style],
            autoescape=False,  # the output is Markdown; each filter escapes for its place
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        signs = STYLES[style]
        self._environment.filters.update({name: function for name, (function, _) in FILTERS.items()})
        self._environment.filters["sign"] = lambda name: signs[name]
        if links:
            self._environment.filters |= {"link": links.file, "phase_link": links.phase}

    def render(self, name: str, values: Mapping[str, object]) -> str:
        """The text of a template.

        Raises:
            TrackerError: there is no such template, or it is wrong; with file, line, and the nearest name.
        """
        own = f"{self.folder}/{name}"
        if self._files is not None and self._files.exists(own):
            return bounded(lambda: self._rendered(name, values, own), own)
        return self._rendered(name, values, name)

    def _rendered(self, name: str, values: Mapping[str, object], place: str) -> str:
        try:
            return tidy(text_of(self._environment.get_template(name).generate(values)))
        except TemplateNotFound as error:
            raise self._missing(str(error.name or name), *_place(error.__traceback__, "")) from None
        except TemplateSyntaxError as error:
            raise _wrong(str(error.message), error.filename or name, error.lineno, self._nearest_filter(error)) from None
        except UnknownNameError as error:
            file, line = _place(error.__traceback__, place)
            close = difflib.get_close_matches(error.name, [x for x in (*error.candidates, *values) if x != error.name], 1)
            hint = f"did you mean {close[0]!r}?" if close else ""
            raise _wrong(error.message or "", file, line, hint) from None
        except RecursionError as error:
            raise _wrong("it includes or calls itself without an end", *_place(error.__traceback__, place)) from None
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, MemoryError) as error:
            file, line = _place(error.__traceback__, place)
            words = str(error) if isinstance(error, LimitError) else f"{type(error).__name__}: {error}"
            raise _wrong(words, file, line) from None

    def _nearest_filter(self, error: TemplateSyntaxError) -> str:
        match = _NO_FILTER.search(str(error.message))
        close = difflib.get_close_matches(match[1], self._environment.filters, 1) if match else []
        if close:
            return f"did you mean {close[0]!r}?"
        return f"filters are: {', '.join(sorted(self._environment.filters))}" if match else ""

    def _missing(self, name: str, file: str, line: int) -> TrackerError:
        """`file` and `line` are those of the template that includes it; empty when the plan names it."""
        packaged = sorted(path.name for path in self._packaged.glob("[a-z]*.j2"))
        close = difflib.get_close_matches(name, packaged, 1)
        hints = [f"Did you mean {close[0]}?"] if close else []
        inside = not Path(name).is_absolute() and ".." not in Path(name).parts and not name.startswith(PREFIX)
        own = f"Put it at {self.folder}/{name}, or use" if inside else "Use"
        problem = Problem(f"there is no template {name!r}", file=file, line=line)
        return TrackerError(
            f"a template is wrong: {file}" if file else problem.message,
            problems=[problem] if file else [],
            hints=[*hints, f"{own} one of: {', '.join(packaged)}"],
        )


def _place(trace: TracebackType | None, name: str) -> tuple[str, int]:
    """Template and line of the innermost frame that is a template's."""
    file, line = name, 0
    while trace is not None:
        source = trace.tb_frame.f_code.co_filename
        if source.endswith(".j2"):
            file, line = source, trace.tb_lineno
        trace = trace.tb_next
    return file, line


def _wrong(message: str, file: str, line: int, hint: str = "") -> TrackerError:
    return TrackerError(f"a template is wrong: {file}", problems=[Problem(message, file=file, line=line, hint=hint)])


def tidy(text: str) -> str:
    """No trailing blanks, no double blank lines, one line end at the end; fenced blocks stay as they are."""
    lines: list[str] = []
    closing = ""
    for line in text.split("\n"):
        bare = line.strip()
        if closing:
            closing = "" if bare == closing else closing
            lines.append(line)
            continue
        if bare.startswith("```") and "`" not in bare.lstrip("`"):
            closing = bare[: len(bare) - len(bare.lstrip("`"))]
        if bare or (lines and lines[-1]):
            lines.append(line.rstrip())
    broken = [_with_break(line, after) for line, after in zip(lines, [*lines, ""][1:], strict=True)]
    return "\n".join(broken).strip("\n") + "\n"


def _with_break(line: str, after: str) -> str:
    """A field followed by a field ends with a hard line break, or both would become one line on the page."""
    return line + "\\" if not line.endswith("\\") and _FIELD.match(line) and _FIELD.match(after) else line
