"""What a value of the plan is: frozen and plain. It is checked once, where it is read (`border`), and never again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields, is_dataclass
from functools import cache
from typing import Any, ClassVar, dataclass_transform


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
class Strict:
    """Makes each of its subclasses a dataclass with keywords only. When one is read from YAML, an unknown key is an error.

    The methods that `dataclass` would compile for every class by itself are written here once: there are forty such classes,
    and to compile theirs takes longer than most commands do.
    """

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}
    FIELDS: ClassVar[dict[str, Field[Any]]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        dataclass(init=False, repr=False, eq=False, kw_only=True)(cls)
        cls.FIELDS = {known.name: known for known in fields(cls)}

    def __init__(self, **values: Any) -> None:
        if strange := values.keys() - self.FIELDS.keys():
            raise TypeError(f"{type(self).__name__} has no {', '.join(sorted(strange))}")
        for name, known in self.FIELDS.items():
            self.__dict__[name] = values[name] if name in values else default(known)
        self.__post_init__()

    def __post_init__(self) -> None:
        """Look at the fields together.

        Raises:
            ValueError: they do not fit; it says what was expected.
        """

    def __setattr__(self, name: str, value: object) -> None:
        raise FrozenInstanceError(f"{type(self).__name__}.{name} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"{type(self).__name__}.{name} cannot be deleted")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and values_of(self) == values_of(other)

    def __hash__(self) -> int:
        return hash((type(self), *values_of(self).values()))

    def __repr__(self) -> str:
        said = ", ".join(f"{name}={value!r}" for name, value in values_of(self).items())
        return f"{type(self).__name__}({said})"


def default(known: Field[Any]) -> Any:
    """The value of a field that nothing was said about.

    Raises:
        TypeError: it has to be given.
    """
    if known.default_factory is not MISSING:
        return known.default_factory()
    if known.default is MISSING:
        raise TypeError(f"{known.name} is missing")
    return known.default


def values_of(value: Strict) -> dict[str, Any]:
    """Field → value."""
    known = value.__dict__
    return {name: known[name] for name in value.FIELDS}


SCALARS = frozenset((str, int, float, bool, type(None)))
"""Types that JSON has as they are: most values of a plan, so that they are told apart first."""


def as_written(value: object) -> Any:
    """As JSON would have it; what is no mapping, list or scalar is the text that it was read from."""
    if type(value) in SCALARS:
        return value
    if isinstance(value, Strict):
        return {name: as_written(inner) for name, inner in values_of(value).items()}
    if isinstance(value, Mapping):
        return {name: as_written(inner) for name, inner in value.items()}
    if isinstance(value, tuple | list):
        return [as_written(inner) for inner in value]
    return str(value) if is_dataclass(value) else value


def sha256(text: str) -> str:
    """The sha256 of a text, in hexadecimal."""
    import hashlib  # a plan that is kept comes with its definitions

    return hashlib.sha256(text.encode()).hexdigest()


def json_text(value: object, *, ascii_only: bool) -> str:
    """The one text of a value as JSON: a digest is made from it."""
    import json

    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=ascii_only)


@cache
def usual_fields(kind: type[Strict]) -> list[tuple[str, str, bool, Any]]:
    """Key in the plan, field, whether it has to be given, and what it is otherwise."""
    found = []
    for written, name in written_names(kind).items():
        known = kind.FIELDS[name]
        needed = is_needed(known)
        found.append((written, name, needed, None if needed else default(known)))
    return found


def is_needed(known: Field[Any]) -> bool:
    """Whether a field has to be given."""
    return known.default is MISSING and known.default_factory is MISSING


def written_names(kind: type[Strict]) -> dict[str, str]:
    """Key in the plan → field of the value."""
    spell = kind.__pydantic_config__.get("alias_generator", str)
    return {spell(name): name for name in kind.FIELDS}
