"""Identifiers: phase ids in natural order, variants of a check, and ULIDs."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

_PART = re.compile(r"[0-9]+|[^0-9]+")
_ULID_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@lru_cache(maxsize=1 << 16)
def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key that puts `phase-4.2` before `phase-4.10` and a parent before its children."""
    return tuple(_part_key(part) for part in _PART.findall(text))


def _part_key(part: str) -> tuple[int, int, str]:
    """A number by its length and digits: Python refuses to make integers of thousands of digits."""
    if "0" <= part[0] <= "9":
        digits = part.lstrip("0")
        return 0, len(digits), digits
    return 1, 0, part


def short_id(phase_id: str) -> str:
    """`phase-4.1` as people say it: `4.1`. An id without the usual prefix stays whole."""
    rest = phase_id.removeprefix("phase-")
    return rest if rest[:1].isdecimal() else phase_id


def find_phase(words: str, known: Iterable[str]) -> str | None:
    """The id that somebody means by `phase-4.1`, `4.1` or `PHASE-4.1`; None when there is no such phase."""
    ids = list(known)
    wanted = words.strip().lower()
    for candidate in (wanted, f"phase-{wanted}"):
        if candidate in ids:
            return candidate
    return None


def ulid(milliseconds: int, entropy: bytes) -> str:
    """A ULID (github.com/ulid/spec): 48 bits of Unix time in milliseconds, then 80 random bits.

    Raises:
        ValueError: when `entropy` is not ten bytes long.
    """
    if len(entropy) != 10:  # noqa: PLR2004 - 80 bits, by the format
        raise ValueError(f"a ULID needs 10 random bytes, not {len(entropy)}")
    number = (milliseconds << 80) | int.from_bytes(entropy, "big")
    return "".join(_ULID_ALPHABET[(number >> shift) & 31] for shift in range(125, -1, -5))


class Variant(NamedTuple):
    """One cell of a matrix, in the order in which the plan names the axes."""

    cells: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, mapping: Mapping[str, str]) -> "Variant":
        """The variant with these axes."""
        return cls(tuple(mapping.items()))

    @property
    def key(self) -> str:
        """Canonical text, the same for any order of axes: `database=sqlite,python=3.12`."""
        return ",".join(f"{axis}={value}" for axis, value in sorted(self.cells))

    @property
    def label(self) -> str:
        """The values alone, as shown in brackets: `sqlite,3.12`."""
        return ",".join(value for _, value in self.cells)

    def as_dict(self) -> dict[str, str]:
        """Axis to value."""
        return dict(self.cells)


class CheckKey(NamedTuple):
    """What identifies one result: a phase's check in one variant."""

    phase: str
    check: str
    variant: str
    """`Variant.key`; empty for a check without a matrix."""

    @property
    def name(self) -> str:
        """`suite[postgresql]`, as people read it."""
        values = ",".join(cell.partition("=")[2] for cell in self.variant.split(",")) if self.variant else ""
        return f"{self.check}[{values}]" if values else self.check


def check_key(phase: str, check: str, variant: Mapping[str, str]) -> CheckKey:
    """The key of a check whose variant is given by its axes."""
    named = (phase, check, *variant.items())
    known = _KEYS.get(named)
    if known is None:
        if len(_KEYS) > _MANY:
            _KEYS.clear()
        known = _KEYS[named] = CheckKey(phase, check, Variant.of(variant).key if variant else "")
    return known


_MANY = 50_000
_KEYS: dict[tuple[object, ...], CheckKey] = {}
"""Keys that were made before: a journal names the same few again and again."""
