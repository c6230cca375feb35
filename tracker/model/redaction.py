"""Values that must not be written anywhere: found in texts and in streams, whole or split, and replaced by their names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

SHORTEST = 4
"""A shorter value is no secret, and replacing it would make texts unreadable."""


class Redactor:
    """Replaces the values of secrets, also where they are written as in JSON, in a URL or in base64."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        forms = {form: name for name, value in secrets.items() if len(value) >= SHORTEST for form in _forms(value)}
        self._names = {form.encode(): f"[secret {name}]".encode() for form, name in forms.items()}
        longest_first = sorted(self._names, key=len, reverse=True)
        self._pattern = re.compile(b"|".join(map(re.escape, longest_first))) if longest_first else None
        self.longest = len(longest_first[0]) if longest_first else 0

    def __bool__(self) -> bool:
        return self._pattern is not None

    def data(self, content: bytes) -> bytes:
        """Bytes without secrets."""
        return self._pattern.sub(lambda match: self._names[match[0]], content) if self._pattern else content

    def text(self, text: str) -> str:
        """Text without secrets."""
        return self.data(text.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape") if self else text

    def value(self, value: Any) -> Any:
        """A JSON value without secrets, keys included."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self.value(key): self.value(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return type(value)(self.value(item) for item in value)
        return value

    def stream(self) -> RedactedStream:
        """For content that comes in pieces."""
        return RedactedStream(self)

    def cut(self, content: bytes) -> tuple[bytes, bytes]:
        """(what can be written, what may be the beginning of a secret and must wait for more)."""
        assert self._pattern is not None
        done: list[bytes] = []
        position, certain = 0, max(len(content) - self.longest + 1, 0)
        for match in self._pattern.finditer(content):
            if match.start() >= certain:
                break  # with more to come, a longer one may match here
            done += [content[position : match.start()], self._names[match[0]]]
            position = match.end()
        certain = max(certain, position)
        done.append(content[position:certain])
        return b"".join(done), content[certain:]

    def last(self, content: bytes) -> bytes:
        """The end of something that may have been cut in the middle of a secret: a beginning of one is taken out, too."""
        clean = self.data(content)
        for size in range(min(self.longest - 1, len(clean)), SHORTEST - 1, -1):
            for form, name in self._names.items():
                if form[:size] == clean[-size:]:
                    return clean[:-size] + name
        return clean


class RedactedStream:
    """Pieces in, pieces without secrets out; a secret that was split across pieces is found, too."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._waiting = b""

    def feed(self, piece: bytes) -> bytes:
        """What can be written now."""
        ready, self._waiting = self._redactor.cut(self._waiting + piece)
        return ready

    def end(self) -> bytes:
        """The rest."""
        rest, self._waiting = self._redactor.last(self._waiting), b""
        return rest


def _forms(value: str) -> set[str]:
    """The value and each of its lines, as programs write them."""
    lines = {value, *(line.strip() for line in value.splitlines() if len(line.strip()) >= SHORTEST)}
    return {form for line in lines for form in _written(line) if len(form) >= SHORTEST}


def _written(value: str) -> set[str]:
    """Imports are made here: hardly any plan names a secret, and everything asks for its secrets."""
    import html
    import json
    from urllib.parse import quote, quote_plus
    from xml.sax.saxutils import escape

    content = value.encode()
    urls = {quote(value, safe=""), quote(value), quote_plus(value)}
    return {
        value,
        json.dumps(value)[1:-1],
        json.dumps(value, ensure_ascii=False)[1:-1],
        json.dumps(value)[1:-1].replace("/", "\\/"),
        *urls,
        *(re.sub("%..", lambda match: match[0].lower(), url) for url in urls),
        html.escape(value),
        html.escape(value, quote=False),
        html.escape(value).replace("&#x27;", "&#39;"),
        escape(value, {'"': "&quot;", "'": "&apos;"}),
        repr(value)[1:-1],
        repr(content)[2:-1],
        ascii(value)[1:-1],
        content.hex(),
        content.hex().upper(),
        *_in_base64(content),
    }


def _in_base64(content: bytes) -> set[str]:
    """What is certain of any text in base64 that has it inside, wherever it begins; with both alphabets."""
    import base64

    found = {base64.b64encode(content).decode()}
    for before in range(3):
        whole = base64.b64encode(bytes(before) + content).decode()
        first, left = (0, 2, 3)[before], (before + len(content)) % 3
        found.add(whole[first : len(whole) - (0, 3, 2)[left]])
    return found | {text.translate({43: 45, 47: 95}) for text in found}
