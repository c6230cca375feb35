"""Where to look for the cause of failing tests when the plan does not name it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from tracker.model.result import TestCase
from tracker.views.lookup import Lookup

_FRAME = re.compile(r"([\w./-]+\.\w{1,5}):(\d+)\b")
_FILES = 4
_COMMITS = 3


def where_to_look(lookup: Lookup, cases: Iterable[TestCase]) -> tuple[str, ...]:
    """The places that tracebacks name, the files of the tests, and the recorded commits that touched either last."""
    places, files = Counter[str](), Counter[str]()
    for case in cases:
        named = dict.fromkeys(f"{match[1]}:{match[2]}" for match in _FRAME.finditer(case.detail or case.message))
        places.update(place for place in named if "site-packages" not in place and not place.startswith("/usr/"))
        files.update([case.file] if case.file else [])
    lines = [f"`{place}` ({_tests(count)})" for place, count in _most(places)]
    lines += [f"`{file}` ({_tests(count)})" for file, count in _most(files)]
    lines += _commits(lookup, {place.rpartition(":")[0] for place in places} | set(files))
    return tuple(lines)


def _most(counted: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:_FILES]


def _tests(count: int) -> str:
    return f"{count} test" if count == 1 else f"{count} tests"


def _commits(lookup: Lookup, files: set[str]) -> list[str]:
    """Recorded work commits that touched one of these files, the newest first."""
    found = {}
    for phase in lookup.graph.phases.values():
        for commit in lookup.state.phase(phase.id).commits:
            if commit.purpose == "work" and any(_same(path, file) for path in commit.paths for file in files):
                found[commit.commit] = commit
    newest = sorted(found.values(), key=lambda commit: (commit.author_date, commit.commit), reverse=True)[:_COMMITS]
    return [f"commit `{commit.commit[:7]}` {commit.subject}, which touched one of them" for commit in newest]


def _same(path: str, file: str) -> bool:
    """A report names files from where the tests ran, a commit from the root of the repository."""
    return path == file or path.endswith(f"/{file}") or file.endswith(f"/{path}")
