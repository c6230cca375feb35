"""A process's output file → what the journal keeps of it: sha256 and size of all, head and tail in short."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from typing import BinaryIO

from tracker.model.log import Log

HEAD_LINES, TAIL_LINES = 40, 60
EXCERPT = 4096
"""Bytes of head and of tail that are kept at most."""
_CHUNK = 1 << 20
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def read_log(path: str, *, shown: str, limit: int, conceal: Mapping[str, str]) -> Log:
    """Digest an output file, and cut its middle out when it is longer than `limit` bytes.

    `shown` is the path as the journal has it; `conceal` replaces texts in the excerpts (the project's absolute path).

    Raises:
        OSError: the file cannot be read.
    """
    with open(path, "rb") as file:
        content = file.read(_CHUNK)
        digest = hashlib.sha256(content)
        size, last = len(content), content
        while len(last) == _CHUNK:
            last = file.read(_CHUNK)
            digest.update(last)
            size += len(last)
        if size > 2 * EXCERPT:
            file.seek(size - EXCERPT)
            end = file.read(EXCERPT)
        else:
            end = b""
    if size > limit:
        _cut(path, size, limit)
    head, tail = _excerpts(content, end, conceal)
    return Log(shown, digest.hexdigest(), size, head, tail)


def _excerpts(content: bytes, end: bytes, conceal: Mapping[str, str]) -> tuple[str, str]:
    """(head, tail); the tail is empty when the head is all there is."""
    if not end:
        lines = clean(content, conceal).splitlines()
        if len(lines) <= HEAD_LINES + TAIL_LINES:
            return "\n".join(lines), ""
        return "\n".join(lines[:HEAD_LINES]), "\n".join(lines[-TAIL_LINES:])
    head = clean(content[:EXCERPT], conceal).splitlines()[:HEAD_LINES]
    tail = clean(end, conceal).splitlines()[-TAIL_LINES:]
    return "\n".join(head), "\n".join(tail)


def clean(content: bytes, conceal: Mapping[str, str]) -> str:
    """Text that cannot do anything to a terminal or a document: no escape sequences, control or bidi characters."""
    text = content.decode("utf-8", "replace").replace("\r\n", "\n")
    text = _CONTROLS.sub("", _ESCAPES.sub("", text))
    for secret, replacement in conceal.items():
        text = text.replace(secret, replacement)
    return text


def _cut(path: str, size: int, limit: int) -> None:
    """Keep the first and last half of the limit."""
    half = limit // 2
    beside = path + ".cut"
    with open(path, "rb") as source, open(beside, "wb") as target:
        _copy(source, target, half)
        target.write(f"\n[... {size - 2 * half} bytes were left out here ...]\n".encode())
        source.seek(size - half)
        _copy(source, target, half)
    os.replace(beside, path)


def _copy(source: BinaryIO, target: BinaryIO, count: int) -> None:
    while count > 0:
        piece = source.read(min(count, _CHUNK))
        if not piece:
            return
        target.write(piece)
        count -= len(piece)
