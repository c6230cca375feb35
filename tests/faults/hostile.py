"""Hostile plans and reports: bombs, depth, size, and every truncation of the shipped plan."""

from __future__ import annotations

import os
import random
import resource
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .lab import temporary

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS, MEGABYTES = 1.0, 300
_DEEP = 10**5


@dataclass
class Figures:
    """What the table shows."""

    tried: int = 0
    crashes: int = 0
    tracebacks: int = 0
    over: int = 0
    """More than a second or 300 MB."""
    problems: list[str] = field(default_factory=list)


def plans() -> Iterator[tuple[str, bytes]]:
    """Phase files that nobody should write."""
    yield "nested sequences", b"[" * _DEEP
    yield "nested mappings", b"{a: " * _DEEP
    yield "nested by indentation", b"\n".join(b" " * n + b"a:" for n in range(2000))
    yield "nested dashes", b"- " * _DEEP
    yield (
        "billion laughs",
        b"a: &a [x,x]\n"
        + b"".join(b"%c: &%c [*%c,*%c,*%c,*%c]\n" % (c, c, c - 1, c - 1, c - 1, c - 1) for c in range(98, 110)),
    )
    yield "merge bomb", b"a: &a {x: 1}\nb: {<<: [*a, *a, *a]}\n"
    yield "endless anchor", b"a: &a [*a]\n"
    yield "a scalar of 100 MB", b"id: " + b"x" * 100_000_000
    yield "a million keys", b"".join(b"k%d: 1\n" % n for n in range(10**6))
    yield "a python object", b"id: !!python/object/apply:os.system ['touch /tmp/tracker-hostile']\n"
    yield "duplicate keys", b"id: a\nid: b\n"
    yield "not UTF-8", bytes(range(256)) * 50
    yield "NUL bytes", b"\0" * 10_000
    yield "UTF-16", "id: phase-1\n".encode("utf-16")
    yield "tabs", b"\t" * 1000 + b"a: b"
    yield "a long number", b"timeout: " + b"9" * 100_000
    yield "an endless key", b"? " * 50_000
    yield "quotes", b'"' + b"\\u" * 50_000
    yield "documents", b"---\n" * 100_000
    yield "directives", b"%YAML 9.9\n" * 10_000
    yield "block of spaces", b"a: |\n" + b" " * 1_000_000
    yield (
        "a pattern that explodes",
        b"id: phase-1\ntitle: t\nchecks: [{id: c, kind: command, run: x, expect: {output: ['(a+)+$']}}]\n",
    )


def reports() -> Iterator[tuple[str, bytes]]:
    """JUnit reports that no runner writes."""
    head = b'<?xml version="1.0"?>'
    yield (
        "entities",
        head + b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><testsuites>&b;</testsuites>',
    )
    yield "external entity", head + b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><testsuites>&a;</testsuites>'
    yield "nested elements", b"<testsuite>" * _DEEP
    yield "an attribute of 100 MB", b'<testsuite name="' + b"x" * 100_000_000 + b'"/>'
    yield "many attributes", b"<testsuite " + b" ".join(b'a%d="1"' % n for n in range(10**5)) + b"/>"
    yield "nothing", b""
    yield "NUL bytes", b"\0" * 10_000
    yield "not XML", b"passed: 1"
    yield "half", b"<testsuite><testcase name='a'"
    yield "wrong encoding", b'<?xml version="1.0" encoding="EBCDIC"?><testsuite/>'


def run(*, seed: int, share: float = 1.0) -> Figures:
    """All of them, and every truncation of the shipped plan, or a share of those."""
    figures, chance = Figures(), random.Random(seed)
    folder = temporary()
    (folder / "phases").mkdir()
    (folder / "tracker.yaml").write_text("project: {name: Test}\n")
    for name, content in plans():
        _measured(figures, f"plan: {name}", lambda c=content: _load(folder, "phases/phase-1.yaml", c))
    for name, content in reports():
        _measured(figures, f"report: {name}", lambda c=content: _report(c))
    shutil.rmtree(folder)
    _truncations(figures, chance, share)
    return figures


def _truncations(figures: Figures, chance: random.Random, share: float) -> None:
    folder = temporary()
    for name in ("tracker.yaml", "phases"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    for path in [folder / "tracker.yaml", *sorted((folder / "phases").iterdir())]:
        whole = path.read_bytes()
        cuts = range(len(whole)) if share >= 1 else chance.sample(range(len(whole)), max(int(len(whole) * share), 1))
        for start in range(0, len(cuts), 50):
            some = cuts[start : start + 50]
            _measured(
                figures, f"{path.name} cut at {some[0]}…", lambda p=path, w=whole, s=some: _cut(folder, p, w, s), len(some)
            )
        path.write_bytes(whole)
    shutil.rmtree(folder)


def _cut(folder: Path, path: Path, whole: bytes, cuts: list[int]) -> None:
    for cut in cuts:
        _load(folder, str(path.relative_to(folder)), whole[:cut])


def _load(folder: Path, name: str, content: bytes) -> None:
    """As `tracker validate` does: a plan, or errors with places."""
    from tracker.adapters.files.disk import DiskFiles
    from tracker.documents.names import SECTION_NAMES
    from tracker.errors import TrackerError
    from tracker.spec.loader import load_plan

    (folder / name).write_bytes(content)
    try:
        load_plan(DiskFiles(str(folder)), sections=SECTION_NAMES)
    except TrackerError as error:
        _said(error.message)


def _report(content: bytes) -> None:
    from tracker.errors import TrackerError
    from tracker.evidence.junit import read_junit

    try:
        read_junit(content)
    except TrackerError as error:
        _said(error.message)


def _said(message: str) -> None:
    if not message:
        raise ValueError("an error without a word")


def _measured(figures: Figures, name: str, work: Callable[[], None], count: int = 1) -> None:
    """In a process of its own, which may crash; `count` pieces of work share the time."""
    figures.tried += count
    _warm()
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(read)
        _measure(work, write)
    os.close(write)
    text = b"".join(iter(lambda: os.read(read, 1 << 16), b"")).decode()
    os.close(read)
    _, status = os.waitpid(pid, 0)
    if os.waitstatus_to_exitcode(status) < 0:
        figures.crashes += 1
        figures.problems.append(f"{name}: killed by signal {-os.waitstatus_to_exitcode(status)}")
        return
    seconds, megabytes, trouble = text.split("\n", 2)
    if trouble:
        figures.tracebacks += 1
        figures.problems.append(f"{name}: {trouble}")
    if float(seconds) > SECONDS * count or float(megabytes) > MEGABYTES:
        figures.over += 1
        figures.problems.append(f"{name}: {float(seconds):.2f} s, {float(megabytes):.0f} MB")


def _warm() -> None:
    import tracker.evidence.junit
    import tracker.spec.loader  # noqa: F401


def _measure(work: Callable[[], None], write: int) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    trouble = ""
    try:
        work()
    except BaseException as error:
        trouble = f"{type(error).__name__}: {error}"[:300]
    used = time.process_time() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    os.write(write, f"{used}\n{grown}\n{trouble}".encode())
    os._exit(0)
