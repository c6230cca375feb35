"""Figures from a command, a query, files or git: kept as facts, and held against bounds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from math import isfinite
from typing import Any, Literal

from tracker.checking import doubts
from tracker.checking.base import fill
from tracker.checking.bound import Bound
from tracker.checking.commanded import Commanded
from tracker.checking.context import CheckContext
from tracker.checking.displayed import displayed
from tracker.checking.doubts import Doubt
from tracker.checking.patterns import find
from tracker.checking.reading import whole
from tracker.checking.rules import Commit, OneOrMany
from tracker.checking.strict import Strict
from tracker.checking.words import Reference, bound_words, listed
from tracker.checks.command import could_not_run, output_of, request
from tracker.checks.sql import ask, unreachable
from tracker.errors import UnreachableError
from tracker.model.log import Fact
from tracker.model.ports import Files
from tracker.model.result import Judgement, ProcessRequest, ProcessResult
from tracker.model.status import Outcome

_BETWEEN = ",\u00a0\u202f\u2009'\u2019"
"""What separates thousands: a comma, spaces that break no line, apostrophes."""
_THOUSANDS = re.compile(rf"(?<![\d.,])-?\d{{1,3}}(?:[{_BETWEEN}]\d{{3}})+(?:\.\d+)?(?![\d,]*\d)")
"""A figure with separators: `1,234`."""


class SqlSource(Strict):
    """A query with one row; each column is a fact under its position (`value`, `value2`, …)."""

    url: str
    """The database: `sqlite://` (in memory), `sqlite:///path` below the workspace, or `postgresql://…`. `${NAME}` is
    taken from the environment.

    Example: "sqlite://"
    """
    script: str = ""
    """A file of SQL that runs before the query.

    Example: schema.sql
    """
    query: str
    """A query that yields one row.

    Example: SELECT count(*) FROM orders
    """


class GitSource(Strict):
    """`commits` and `authors` of HEAD's history; with `since` only those after that commit, and what the work tree has changed
    since it: `files`, `insertions` and `deletions`; or all five of what a phase's commits changed.
    """

    since: Commit | None = None
    """Count only what came after this commit; `files`, `insertions` and `deletions` are then those from it to the work
    tree.

    Example: 84373e8
    """
    paths: OneOrMany = ()
    """Count only these paths.

    Example: [src]
    """
    phase: str = ""
    """Count only the phase's commits: those with the trailer `Tracker-Phase: PHASE`, the tracker's own left out.

    Example: phase-1
    """

    def __post_init__(self) -> None:
        """A phase stands alone."""
        if self.phase and (self.since or self.paths):
            raise ValueError("expected `phase` alone, or `since` and `paths`")


class MetricSource(Strict):
    """Where the figures come from; exactly one of these."""

    command: OneOrMany = ()
    """A command that prints one JSON object: each number in it is a fact, inner ones as `outer.inner`.

    Example: python scripts/count_schema.py
    """
    pattern: str = ""
    r"""With `command`: a regular expression with named groups that takes the figures from other output.

    Example: '(?P<tables>\d+) tables'
    """
    sql: SqlSource | None = None
    """A query with one row; each column is a fact under its position (`value`, `value2`, …).

    Example: {url: "sqlite://", script: schema.sql, query: SELECT count(*) FROM sqlite_master}
    """
    files: dict[str, OneOrMany] = field(default_factory=dict)
    """Facts and globs: the number of files.

    Example: {test_files: "tests/test_*.py"}
    """
    lines: dict[str, OneOrMany] = field(default_factory=dict)
    """Facts and globs: the number of lines in the files.

    Example: {lines: ["src/**/*.py"]}
    """
    git: GitSource | None = None
    """Figures of git's history; `{}` counts all commits and authors.

    Example: {phase: phase-1}
    """

    def __post_init__(self) -> None:
        """Exactly one is given."""
        given = [bool(self.command), self.sql is not None, bool(self.files or self.lines), self.git is not None]
        if sum(given) != 1:
            raise ValueError("expected exactly one of command, sql, files/lines and git")
        if self.pattern and not self.command:
            raise ValueError("expected `pattern` together with `command`")


class MetricCheck(Commanded):
    """Measures something.

    ```yaml
    id: schema
    kind: metric
    source: {command: python scripts/count_schema.py --database sqlite}
    expect: {tables: 26, indexes: 41, errors: 0}
    ```
    """

    kind: Literal["metric"]
    """Figures that are measured, kept as facts, and held against bounds.

    Example: metric
    """
    source: MetricSource
    """Where the figures come from.

    Example: {command: python scripts/count_schema.py}
    """
    expect: dict[str, Bound] = field(default_factory=dict)
    """What the figures must be: facts and bounds.

    Example: {tables: 26, errors: 0}
    """

    def meaning(self) -> dict[str, Any]:
        """A field that came later changes nothing for a check that does not use it."""
        found = super().meaning()
        if self.source.git is not None and not self.source.git.phase:
            del found["source"]["git"]["phase"]
        return found

    def command(self) -> tuple[str, ...]:
        """The source's."""
        return self.source.command

    def words(self, titles: Mapping[str, str]) -> Iterator[str]:
        """Where the figures come from, and their bounds."""
        del titles
        source = self.source
        counted = [*source.files, *source.lines]
        if source.sql is not None:
            yield f"the figures come from `{source.sql.query}`"
        elif counted:
            yield f"counted in the files: {listed([f'`{name}`' for name in counted])}"
        elif source.git is not None:
            yield "the figures come from the history"
        bounds = [f"`{name}` {bound_words(bound)}" for name, bound in self.expect.items()]
        yield ", ".join(bounds) or "the figures are recorded, whatever they are"

    def references(self) -> Iterator[Reference]:
        """The phase whose commits are measured."""
        if self.source.git is not None and self.source.git.phase:
            yield Reference(("source", "git", "phase"), "phase", self.source.git.phase)

    def doubts(self, files: Files) -> Iterator[Doubt]:
        """No expectation, and bounds that every count is within."""
        del files
        source = self.source
        if not self.expect:
            yield Doubt((), "no value is checked; say in `expect` what each must be")
        counts = bool(source.files or source.lines or source.git)
        for name, bound in self.expect.items():
            if counts and doubts.of_bound(bound):
                yield Doubt(("expect", name), f"every count is {bound}")

    def process(self, ctx: CheckContext) -> ProcessRequest | None:
        """The command, when the figures come from one."""
        return request(ctx, self.source.command, shell=self.shell) if self.source.command else None

    def judge(self, ctx: CheckContext, done: ProcessResult | None) -> Judgement:
        """Passed when there are figures and each is within its bound."""
        if done is not None and (done.problem or done.timed_out or done.signal is not None):
            return could_not_run(done)
        if done is not None and done.exit_code:
            return Judgement(Outcome.FAILED, f"the command ended with exit code {done.exit_code}")
        try:
            measured = self._facts(ctx, done)
        except UnreachableError as error:
            return unreachable(error)
        facts = {name: value for name, value in measured.items() if not isinstance(value, float) or isfinite(value)}
        if not facts:
            return Judgement(Outcome.ERROR, "no figure was found")
        unmet = [
            f"{name}: found {facts.get(name, 'nothing')}, expected {bound}"
            for name, bound in self.expect.items()
            if not (isinstance(found := facts.get(name), int | float) and bound.holds(found))
        ]
        shown = ", ".join(f"{name} {value}" for name, value in list(facts.items())[:8])
        outcome = Outcome.FAILED if unmet else Outcome.PASSED
        return Judgement(outcome, unmet[0] if unmet else shown, tuple(unmet) if len(unmet) > 1 else (), facts)

    def _facts(self, ctx: CheckContext, done: ProcessResult | None) -> dict[str, Fact]:
        source, cells = self.source, ctx.variant.as_dict()
        if done is not None:
            text, _ = output_of(ctx, done)
            return _from_pattern(source.pattern, text) if source.pattern else _from_json(displayed(text))
        if source.sql is not None:
            rows = ask(ctx, fill(source.sql.url, cells), fill(source.sql.script, cells), fill(source.sql.query, cells))
            return {"value" + (str(n) if n > 1 else ""): _number(v) for n, v in enumerate(rows[0] if rows else (), 1)}
        if source.git is not None:
            return _from_git(ctx, source.git)
        facts: dict[str, Fact] = {name: len(ctx.files.glob(globs)) for name, globs in source.files.items()}
        for name, globs in source.lines.items():
            facts[name] = sum(whole(ctx.files, path).count(b"\n") for path in ctx.files.glob(globs))
        return facts


def _from_git(ctx: CheckContext, source: GitSource) -> dict[str, Fact]:
    if source.phase:
        return _from_phase(ctx, source.phase)
    facts: dict[str, Fact] = dict(ctx.repository.log_count(source.paths, since=source.since))
    if source.since:
        files, insertions, deletions = ctx.repository.diff_totals(source.since, source.paths)
        facts.update(files=files, insertions=insertions, deletions=deletions)
    return facts


def _from_phase(ctx: CheckContext, phase: str) -> dict[str, Fact]:
    known = [ctx.repository.facts(commit) for commit in ctx.repository.find("Tracker-Phase", phase)]
    commits = [commit for commit in known if commit and not (commit.paths and all(map(ctx.own, commit.paths)))]
    return {
        "commits": len(commits),
        "authors": len({commit.author for commit in commits}),
        "files": len({path for commit in commits for path in commit.paths}),
        "insertions": sum(commit.insertions for commit in commits),
        "deletions": sum(commit.deletions for commit in commits),
    }


def _from_pattern(pattern: str, text: str) -> dict[str, Fact]:
    match = find(pattern, text)
    if match is None:
        return {}
    wholes = [number.span() for number in _THOUSANDS.finditer(match.string)]
    spans = {name: match.span(name) for name, value in match.groupdict().items() if value is not None}
    return {name: _number(match.string[slice(*_whole(span, list(spans.values()), wholes))]) for name, span in spans.items()}


def _whole(span: tuple[int, int], all_spans: list[tuple[int, int]], wholes: list[tuple[int, int]]) -> tuple[int, int]:
    """Where a figure begins and ends: of `1,234`, a pattern for digits finds a part. Two groups in it are two figures."""
    for start, end in wholes:
        if start <= span[0] < span[1] <= end and sum(1 for other in all_spans if start <= other[0] < other[1] <= end) == 1:
            return start, end
    return span


def _from_json(text: str) -> dict[str, Fact]:
    """Every figure and word of the object that the output ends with."""
    start = text.find("{")
    try:
        value = json.loads(text[start:]) if start >= 0 else None
        return dict(_flat(value, "")) if isinstance(value, dict) else {}
    except (ValueError, RecursionError):
        return {}


def _flat(value: object, name: str) -> list[tuple[str, Fact]]:
    if isinstance(value, dict):
        return [item for key, inner in value.items() for item in _flat(inner, f"{name}.{key}" if name else str(key))]
    return [(name, value)] if isinstance(value, int | float | str) else []


def _number(value: object) -> Fact:
    if isinstance(value, int | float):
        return value
    text = str(value)
    if _THOUSANDS.fullmatch(text.strip()):
        text = re.sub(f"[{_BETWEEN}]", "", text.strip())
    try:
        return int(text) if re.fullmatch(r"-?\d+", text) else float(text)
    except ValueError:
        return text
