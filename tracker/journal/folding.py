"""Many finished journal files in one, each with its very bytes: `tracker gc --journal` makes it, and it still verifies.

Its first line is `{"h":"<sha256>",<rest>`, where the rest names the files that follow, each with its size and sha256; then come
their bytes. Every line of theirs has the `h` and `p` that it always had. The name has the first line's `h`, so whoever folds
the same files makes the same file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from tracker.journal.damage import Damage
from tracker.model.digest import sha256_hex

PREFIX = "folded-"
"""What the name of such a file begins with."""
_HEAD = b'{"h":"'
_REST = len(_HEAD) + 64 + len(b'",')
_SHORT = 16
_RUN = 26
"""Characters of a run's id, which the first line of each file has as its `p`."""
_P = b'"p":"'


class Part(NamedTuple):
    """One file in it."""

    name: str
    content: bytes
    first: int
    """The number of its first line."""


def is_folded(name: str) -> bool:
    """Whether a file of this name holds others."""
    return name.startswith(PREFIX)


def pack(files: Iterable[tuple[str, bytes]]) -> tuple[str, bytes]:
    """The name and the bytes of a file that holds these, in this order."""
    known = list(files)
    listed = [[name, len(content), sha256_hex(content)] for name, content in known]
    body = {"v": 1, "type": "journal-folded", "files": listed}
    rest = json.dumps(body, ensure_ascii=False, separators=(",", ":"))[1:].encode()
    digest = sha256_hex(rest)
    head = b"".join((_HEAD, digest.encode(), b'",', rest, b"\n"))
    return f"{PREFIX}{digest[:_SHORT]}.jsonl", head + b"".join(content for _, content in known)


def unpack(content: bytes, *, file: str) -> Iterator[Part | Damage]:
    """The files in it, and what is wrong with it. What its first line does not tell any more, the lines themselves do."""
    head, _, rest = content.partition(b"\n")
    try:
        listed = _listed(head)
    except (ValueError, TypeError, KeyError, RecursionError):
        parts = list(_found(rest))
        newest = parts[-1].name[len("2025-11-27-") : -len(".jsonl")] if parts else ""
        yield Damage(f"{file}:1", "the line that names what was folded is damaged", newest)
        yield from parts
        return
    at, first = 0, 2
    for name, size, digest in listed:
        piece = rest[at : at + size]
        if sha256_hex(piece) != digest:
            run = name[len("2025-11-27-") : -len(".jsonl")]
            yield Damage(f"{file}:{first}", f"what it holds of {name} is not what was folded", run)
        yield Part(name, piece, first)
        at, first = at + size, first + piece.count(b"\n")
    if at < len(rest):
        yield Damage(f"{file}:{first}", "there is more in it than was folded", "")


def _listed(head: bytes) -> list[tuple[str, int, str]]:
    if not head.startswith(_HEAD) or sha256_hex(head[_REST:]) != head[len(_HEAD) : _REST - 2].decode("ascii"):
        raise ValueError
    listed = [(name, size, digest) for name, size, digest in json.loads(b"{" + head[_REST:])["files"]]
    if not all(type(name) is type(digest) is str and type(size) is int and size >= 0 for name, size, digest in listed):
        raise TypeError
    return listed


def _found(rest: bytes) -> Iterator[Part]:
    """Each file begins with a line that names its run."""
    lines = rest.split(b"\n")
    starts = [
        n for n, line in enumerate(lines) if line[_REST : _REST + len(_P)] == _P and line[_REST + len(_P) + _RUN :][:1] == b'"'
    ]
    for start, end in pairwise([*starts, len(lines)]):
        run = lines[start][_REST + len(_P) :][:_RUN].decode("ascii", "replace")
        at = lines[start].find(b'"at":"')
        date = lines[start][at + 6 : at + 16].decode("ascii", "replace")
        yield Part(f"{date}-{run}.jsonl", b"".join(line + b"\n" for line in lines[start:end] if line), start + 2)
