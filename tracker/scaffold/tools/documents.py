"""Documentation that is built, and folders of data."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.model.ports import Files
from tracker.scaffold.found import Role, Tool, commanded
from tracker.scaffold.tools.looking import first

_DATA = ("csv", "tsv", "parquet", "jsonl", "ndjson", "xlsx", "sqlite", "geojson")


def find(files: Files) -> Iterator[Tool]:
    """MkDocs, and each kind of data file with how many of them there are at least."""
    if config := first(files, "mkdocs.yml", "mkdocs.yaml"):
        yield Tool(Role.DOCS, "MkDocs", config, commanded("mkdocs build --strict"), ("site/",))
    expect = []
    for kind in _DATA:
        found = files.glob([f"*.{kind}", f"data/**/*.{kind}", f"datasets/**/*.{kind}"])
        folders = sorted({path.rpartition("/")[0] for path in found})
        for folder in folders[:3]:
            here = [path for path in found if path.rpartition("/")[0] == folder]
            place = f"{folder}/*.{kind}" if folder else f"*.{kind}"
            expect.append({"path": place, "count": f">= {len(here)}"})
    if expect:
        yield Tool(Role.DATA, "data files", expect[0]["path"], {"kind": "files", "expect": expect})
