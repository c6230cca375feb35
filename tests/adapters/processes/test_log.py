"""What is kept of a process's output."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.adapters.processes.children import FORK, PYTHON, a_bench
from tracker.adapters.processes.log import EXCERPT, clean, read_log


def log(folder: Path, content: bytes, limit: int = 1 << 20, **conceal: str):
    path = folder / "output.log"
    path.write_bytes(content)
    return read_log(str(path), shown="shown", limit=limit, conceal=conceal)


def test_200_megabytes_of_every_byte_value(tmp_path: Path) -> None:
    block = bytes(range(256)) * 4096
    code = "b = bytes(range(256)) * 4096\nfor n in range(200): os.write(1, b)"
    expected = hashlib.sha256()
    for _ in range(200):
        expected.update(block)
    with a_bench(tmp_path, limit=1_000_000) as bench:
        done = bench.run(*PYTHON, FORK + code, timeout=60)
        kept = bench.log.read_bytes()
    assert done.ok
    assert (done.log.size, done.log.sha256) == (200 << 20, expected.hexdigest())
    note = f"\n[... {(200 << 20) - 1_000_000} bytes were left out here ...]\n".encode()
    whole = block * 2
    assert kept == whole[:500_000] + note + whole[-500_000:]
    for text in (done.log.head, done.log.tail):
        assert 0 < len(text.encode()) < 4 * EXCERPT
        assert not [c for c in text if (ord(c) < 32 and c not in "\t\n") or 127 <= ord(c) < 160]


@pytest.mark.parametrize("size", [999, 1000, 1001, 1002])
def test_the_cap_keeps_the_first_and_the_last_half(tmp_path: Path, size: int) -> None:
    content = bytes(65 + n % 26 for n in range(size))
    found = log(tmp_path, content, limit=1000)
    kept = (tmp_path / "output.log").read_bytes()
    assert (found.size, found.sha256) == (size, hashlib.sha256(content).hexdigest())
    if size <= 1000:
        assert kept == content
    else:
        assert kept == content[:500] + f"\n[... {size - 1000} bytes were left out here ...]\n".encode() + content[-500:]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["output.log"]


def test_short_output_is_all_head(tmp_path: Path) -> None:
    lines = [f"line {n}" for n in range(100)]
    found = log(tmp_path, "\n".join(lines).encode())
    assert (found.head, found.tail) == ("\n".join(lines), "")


def test_many_short_lines_are_first_40_and_last_60(tmp_path: Path) -> None:
    lines = [f"{n}" for n in range(101)]
    found = log(tmp_path, "\n".join(lines).encode())
    assert found.head.split("\n") == lines[:40]
    assert found.tail.split("\n") == lines[-60:]


def test_long_output_has_head_and_tail_of_limited_size(tmp_path: Path) -> None:
    found = log(tmp_path, b"a" * 50_000 + b"THE END")
    assert (len(found.head), len(found.tail)) == (EXCERPT, EXCERPT)
    assert found.tail.endswith("THE END")
    found = log(tmp_path, b"start" + b"x" * (1 << 20) + b"\n" * 3 + b"last line")
    assert found.head.startswith("startx")
    assert found.tail.endswith("last line")


def test_exactly_a_chunk_and_one_byte_more(tmp_path: Path) -> None:
    for size in ((1 << 20) - 1, 1 << 20, (1 << 20) + 1, 2 << 20):
        content = b"z" * size
        found = log(tmp_path, content, limit=1 << 30)
        assert (found.size, found.sha256) == (size, hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"\x1b[31mred\x1b[0m", "red"),
        (b"\x1b]0;title\x07after", "after"),
        (b"\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        (b"one\r\ntwo\rthree", "one\ntwothree"),
        (b"a\x00b\x08c\x7fd\xc2\x9be", "abcde"),
        ("\u202eevil\u2066\ufeff\u200f".encode(), "evil"),
        (b"\xff\xfe caf\xc3\xa9", "�� café"),
        (b"tab\tstays", "tab\tstays"),
        (b"\x1bMreverse", "reverse"),
    ],
)
def test_nothing_in_an_excerpt_can_act_on_a_terminal(raw: bytes, text: str) -> None:
    assert clean(raw, {}) == text


def test_the_projects_place_is_concealed(tmp_path: Path) -> None:
    with a_bench(tmp_path) as bench:
        done = bench.run("sh", "-c", 'pwd; echo "$PWD/file"')
    assert done.log.head == ".\nfile"
