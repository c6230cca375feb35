"""Files that must be there, or must not, and what must be in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from tracker.checking import doubts
from tracker.checking.base import CheckBase, fill, placeholders
from tracker.checking.bound import Bound
from tracker.checking.context import CheckContext
from tracker.checking.displayed import looked_at
from tracker.checking.doubts import Doubt
from tracker.checking.patterns import Patterns, find
from tracker.checking.reading import whole
from tracker.checking.rules import Limit, Text
from tracker.checking.strict import Strict
from tracker.checking.words import bound_words, pattern_words
from tracker.model.ports import Files
from tracker.model.result import Judgement, ProcessResult
from tracker.model.status import Outcome

_LISTED = 20
"""Findings in one file that are listed."""
_ANYTHING = ("*", "**", "**/*")


class FileExpect(Strict):
    """What must be so for the files that a glob matches."""

    path: Text
    """A path or glob below the workspace.

    Example: src/**/*.py
    """
    exists: bool = True
    """Whether a file must be there, or must not.

    Example: false
    """
    count: Bound | None = None
    """How many files must match the path.

    Example: ">= 20"
    """
    contains: Patterns = ()
    """Regular expressions; each must be found in every one of the files.

    Example: ["^services:"]
    """
    lacks: Patterns = ()
    r"""Regular expressions; none may be found in any of the files.

    Example: ['execute\(.*%s']
    """


class FilesCheck(CheckBase):
    r"""Looks at files of the workspace.

    ```yaml
    id: no-hard-coded-placeholders
    kind: files
    expect:
      - {path: "server/**/*.py", count: ">= 20", lacks: ['execute\(.*%s']}
      - {path: migration/postgres_schema.sql, contains: [queue_position]}
    ```
    """

    kind: Literal["files"]
    """Files that must be there, or must not, and what they must contain.

    Example: files
    """
    expect: Annotated[tuple[FileExpect, ...], Limit(min_length=1)]
    """The expectations, one for each path or glob.

    Example: [{path: schema.sql, contains: [queue_position]}]
    """

    def words(self, titles: Mapping[str, str]) -> Iterator[str]:
        """A clause for each glob."""
        del titles
        for expect in self.expect:
            if not expect.exists:
                yield f"`{expect.path}` does not exist"
                continue
            parts = [f"{bound_words(expect.count)} files" if expect.count else "exists"]
            parts += pattern_words("contains", "does not contain", expect.contains, expect.lacks)
            yield f"`{expect.path}`: {', '.join(parts)}"

    def doubts(self, files: Files) -> Iterator[Doubt]:
        """Counts that every number is within, texts that are everywhere, and patterns that are looked for in no file."""
        for i, expect in enumerate(self.expect):
            place = ("expect", i)
            empty = expect.count is not None and expect.count.holds(0)
            if doubts.of_bound(expect.count):
                yield Doubt((*place, "count"), f"every number of files is {expect.count}")
            if not expect.exists and (expect.contains or expect.lacks):
                yield Doubt(place, f"nothing is looked for in {expect.path}, which must not exist")
            elif (
                empty and (expect.contains or expect.lacks) and not placeholders(expect.path) and not files.glob([expect.path])
            ):
                yield Doubt((*place, "path"), f"{expect.path} matches no file, so nothing is looked at, and none is expected")
            if expect.path in _ANYTHING and expect.exists and not (expect.count or expect.contains or expect.lacks):
                yield Doubt((*place, "path"), f"{expect.path} matches whatever is there")
            for j, pattern in enumerate(expect.contains):
                if doubts.of_pattern(pattern):
                    yield Doubt((*place, "contains", j), f"{pattern!r} is found in every file, an empty one included")

    def judge(self, ctx: CheckContext, done: ProcessResult | None) -> Judgement:
        """Passed when every expectation is met."""
        del done
        unmet: list[str] = []
        seen: set[str] = set()
        cells = ctx.variant.as_dict()
        for expect in self.expect:
            paths = ctx.files.glob([fill(expect.path, cells)])
            seen.update(paths)
            unmet.extend(_presence(ctx, expect, fill(expect.path, cells), paths))
            for path in paths if expect.contains or expect.lacks else ():
                unmet.extend(_content(ctx, path, expect))
        if unmet:
            return Judgement(Outcome.FAILED, unmet[0], tuple(unmet) if len(unmet) > 1 else ())
        plural = "s are" if len(seen) != 1 else " is"
        return Judgement(Outcome.PASSED, f"{len(seen)} file{plural} as expected", facts={"files": len(seen)})


def _presence(ctx: CheckContext, expect: FileExpect, path: str, paths: tuple[str, ...]) -> list[str]:
    if expect.count is not None:
        return [] if expect.count.holds(len(paths)) else [f"{expect.path}: found {len(paths)}, expected {expect.count}"]
    if expect.exists and not paths:
        return [f"{expect.path}: found nothing, expected a file"]
    if not expect.exists and paths:
        return [f"{expect.path}: found {paths[0]}, expected nothing"]
    if not expect.exists and ctx.files.exists(path):
        return [f"{expect.path}: found a folder, expected nothing"]
    return []


def _content(ctx: CheckContext, path: str, expect: FileExpect) -> list[str]:
    text = whole(ctx.files, path).decode("utf-8", "replace")
    unmet = [f"{path}: no match for {pattern!r}" for pattern in expect.contains if not find(pattern, text)]
    for pattern in expect.lacks:
        seen = looked_at(pattern, text)
        for match in re.finditer(pattern, seen, re.MULTILINE):
            if len(unmet) == _LISTED:
                return [*unmet, f"{path}: and more"]
            line = seen.count("\n", 0, match.start()) + 1
            unmet.append(f"{path}:{line}: found {match[0][:80]!r}, which {pattern!r} forbids")
    return unmet
