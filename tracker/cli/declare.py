"""How a verb says what it takes: each word and option once. Parsing, help, completion and documents follow from it.

A word or option is also the key of its value, and carries its type: `values[JOBS]` is an `int | None`. Imports
nothing, so that `tracker --help` and a Tab cost little.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Generic, TypeVar

    T_co = TypeVar("T_co", covariant=True)
    V = TypeVar("V")
else:
    T_co = None

    class Generic:
        """As typing's, whose import costs more than all that this module does."""

        def __class_getitem__(cls, item: object) -> type:
            """The class itself: only mypy asks for more."""
            return cls


class Param(Generic[T_co]):
    """A word or an option of a verb, and the key of its value."""

    many = False
    """Whether it may be given several times."""
    value_follows = True
    """Whether an option is followed by a value."""

    def __init__(
        self,
        *names: str,
        about: str = "",
        default: T_co,
        required: bool = False,
        takes: str = "",
        metavar: str = "",
    ) -> None:
        """`takes` is what completion offers: phase, check, run, section; nothing for free text and files."""
        self.names = names
        self.about = about
        self.default = default
        self.required = required
        self.takes = takes
        self.metavar = metavar

    @property
    def key(self) -> str:
        """Its name as an identifier: `dry_run` for `--dry-run`."""
        return self.names[0].lstrip("-").replace("-", "_").lower()

    def read(self, text: str) -> object:
        """The value that is written so; None when that is not certain."""
        return text


class Word(Param[str]):
    """One word; it has to be there unless it is not required."""

    def __init__(self, name: str, *, about: str, takes: str = "", required: bool = True) -> None:
        super().__init__(name, about=about, default="", required=required, takes=takes, metavar=name)


class Words(Param[tuple[str, ...]]):
    """All the words that are left."""

    many = True

    def __init__(self, name: str, *, about: str = "", required: bool = False, takes: str = "", metavar: str = "") -> None:
        super().__init__(name, about=about, default=(), required=required, takes=takes, metavar=metavar or name)


class Choice(Param[str]):
    """One word out of a few, each with what it is for; it may be left out when there is a default."""

    def __init__(self, name: str, choices: Mapping[str, str], *, about: str, default: str = "") -> None:
        super().__init__(name, about=about, default=default, required=not default, metavar=name)
        self.choices = choices

    def read(self, text: str) -> str | None:
        """One of the choices, to the letter."""
        return text if text in self.choices else None


class Switch(Param[bool]):
    """An option that is there or not."""

    value_follows = False

    def __init__(self, *names: str, about: str, default: bool = False) -> None:
        super().__init__(*names, about=about, default=default)


class Text(Param[str]):
    """An option with a text."""

    def __init__(
        self, *names: str, about: str, default: str = "", required: bool = False, takes: str = "", metavar: str = ""
    ) -> None:
        super().__init__(*names, about=about, default=default, required=required, takes=takes, metavar=metavar)


class Maybe(Param[str | None]):
    """An option with a text, where none at all is not the same as an empty one."""

    def __init__(self, *names: str, about: str, takes: str = "", metavar: str = "") -> None:
        super().__init__(*names, about=about, default=None, takes=takes, metavar=metavar)


class Texts(Param[tuple[str, ...]]):
    """An option with a text that may be repeated."""

    many = True

    def __init__(self, *names: str, about: str, takes: str = "", metavar: str = "") -> None:
        super().__init__(*names, about=about, default=(), takes=takes, metavar=metavar)


class Number(Param[int | None]):
    """An option with a whole number."""

    def __init__(self, *names: str, about: str, least: int) -> None:
        super().__init__(*names, about=about, default=None, metavar="N")
        self.least = least

    def read(self, text: str) -> int | None:
        """Written in plain digits, and not too small."""
        plain = text.isascii() and text.isdigit() and len(text) < len(str(2**31))
        return int(text) if plain and int(text) >= self.least else None


class Verb:
    """What a verb is for and what it takes. Its name is that of its module, with hyphens."""

    __slots__ = ("about", "example", "hidden", "options", "short", "words")

    def __init__(
        self,
        *,
        short: str = "",
        about: str,
        example: str = "",
        words: Sequence[Param[object]] = (),
        options: Sequence[Param[object]] = (),
        hidden: bool = False,
    ) -> None:
        """`short` is its line in `tracker --help`; `about` and `example` are in its own help."""
        self.short = short
        self.about = about
        self.example = example
        self.words = words
        self.options = options
        self.hidden = hidden


class Values:
    """What was given, by the word or option that it was given for."""

    __slots__ = ("_given",)

    def __init__(self, given: Mapping[str, object]) -> None:
        self._given = given

    def __getitem__(self, param: Param[V]) -> V:
        """What was given for it, or its default."""
        found: V = self._given.get(param.key, param.default)  # type: ignore[assignment]  # put there by the key's own type
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Values) and self._given == other._given

    __hash__ = None  # type: ignore[assignment]  # compared, never looked up

    def __repr__(self) -> str:
        return f"Values({self._given!r})"
