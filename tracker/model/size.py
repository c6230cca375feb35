"""Amounts of data as people write them: `1 GB`, `500 MB`."""

import re

_UNITS = {"b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12, "kib": 2**10, "mib": 2**20, "gib": 2**30, "tib": 2**40}
_AMOUNT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]*)\s*")


def parse_size(text: str) -> int:
    """Bytes in `1 GB`, `512 MiB`, `4096`.

    Raises:
        ValueError: the text is no amount of data.
    """
    match = _AMOUNT.fullmatch(text)
    unit = _UNITS.get(match[2].lower() or "b") if match else None
    if match is None or unit is None:
        raise ValueError(f"{text!r} is not an amount of data; write it like 1 GB, 500 MB or 512 MiB")
    return int(float(match[1]) * unit)


def size_words(size: int) -> str:
    """`1.2 GB`, `34 kB`, `12 bytes`."""
    for unit, name in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if size >= unit:
            return f"{size / unit:.3g} {name}"
    return f"{size} bytes"
