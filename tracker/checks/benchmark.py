"""A command that emits samples, run for each variant in turn, and the variants compared as a statistician would."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from tracker.checking.argv import to_argv
from tracker.checking.commanded import Commanded
from tracker.checking.context import CheckContext
from tracker.checking.rules import After, Limit, OneOrMany
from tracker.checking.words import listed
from tracker.checks.command import could_not_run, request
from tracker.evidence.samples import Samples, UnreadableSamplesError, read_samples
from tracker.evidence.statistics import Ratio, compare_runs, median, spread
from tracker.model.log import Fact
from tracker.model.result import Judgement, ProcessRequest, ProcessResult
from tracker.model.status import Outcome

OUTPUT_LIMIT = 64 * 1024 * 1024
"""Bytes of one run's samples."""
_PERCENT = re.compile(r"\d+(?:\.\d+)?%")
_LINE = """\
{{ env {env} TRACKER_OUTPUT={file} {command} > {out}; }} || \
{{ code=$?; echo {what}: exit $code >&2; tail -c 2000 {out} >&2; exit $code; }}
"""


def _percent(value: str) -> str:
    if not _PERCENT.fullmatch(value):
        raise ValueError("expected a percentage such as 10%")
    return value


def _written_name(field: str) -> str:
    """In the plan it says `variants`, which is the name of a method here."""
    return "variants" if field == "variants_env" else field


class BenchmarkCheck(Commanded):
    """Measures variants against a baseline.

    ```yaml
    id: benchmark
    kind: benchmark
    run: python server/benchmark_db_performance.py --json
    variants:
      sqlite: {DB_TYPE: sqlite}
      postgresql: {DB_TYPE: postgresql}
    baseline: sqlite
    warmup: 1
    repeats: 7
    no_slower_than: 10%
    ```
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = {**Commanded.__pydantic_config__, "alias_generator": _written_name}

    kind: Literal["benchmark"]
    """Variants measured against a baseline.

    Example: benchmark
    """
    run: OneOrMany
    """The command that prints samples, or writes them to the file that `TRACKER_OUTPUT` names.

    Example: python bench.py --json
    """
    variants_env: Annotated[dict[str, dict[str, str]], Limit(min_length=1)]
    """The variants by name, each with its environment. They run in turn, round by round.

    Example: {sqlite: {DB_TYPE: sqlite}, postgresql: {DB_TYPE: postgresql}}
    """
    baseline: str = ""
    """The variant that the others are compared with. Without it: the first.

    Example: sqlite
    """
    format: Literal["json", "pytest-benchmark", "hyperfine", "pyperf"] = "json"
    """The format of the samples.

    Example: hyperfine
    """
    repeats: Annotated[int, Limit(ge=3, le=200)] = 7
    """How many runs of each variant count.

    Example: 7
    """
    warmup: Annotated[int, Limit(ge=0, le=20)] = 1
    """How many runs of each variant come first and do not count.

    Example: 1
    """
    no_slower_than: Annotated[str, After(_percent)] | None = None
    """How much more time than the baseline any operation may take. Without it, nothing is too slow.

    Example: 10%
    """

    def __post_init__(self) -> None:
        """The baseline is one of the variants."""
        if self.baseline and self.baseline not in self.variants_env:
            raise ValueError(f"found the baseline {self.baseline}, expected one of {', '.join(self.variants_env)}")

    def words(self, titles: Mapping[str, str]) -> Iterator[str]:
        """The samples, and how much slower a variant may be."""
        del titles
        yield f"each of {listed([f'`{name}`' for name in self.variants_env])} gives samples in {self.repeats} runs"
        if self.no_slower_than:
            yield f"no operation takes {self.no_slower_than} more time than with `{self.base}`"

    @property
    def base(self) -> str:
        """The baseline's name."""
        return self.baseline or next(iter(self.variants_env))

    @property
    def others(self) -> tuple[str, ...]:
        """The variants that are compared with it."""
        return tuple(name for name in self.variants_env if name != self.base)

    def process(self, ctx: CheckContext) -> ProcessRequest | None:
        """One shell that runs all of it: every round has each variant once, and every other round in reverse."""
        ctx.scratch_files.folder("")
        made = request(ctx, self.run, shell=self.shell)
        return ProcessRequest(("sh", "-c", "".join(self._lines(ctx))), made.cwd, made.env, made.log, made.timeout, made.grace)

    def _lines(self, ctx: CheckContext) -> Iterator[str]:
        command = shlex.join(to_argv(self.run, ctx.variant.as_dict(), shell=self.shell))
        names = list(self.variants_env)
        for number in range(-self.warmup, self.repeats):
            for name in names if number % 2 == 0 else reversed(names):
                env = {**self.variants_env[name], "TRACKER_VARIANT": name}
                place = f"{ctx.scratch}/{self._file(name, number)}"
                yield _LINE.format(
                    env=shlex.join(f"{key}={value}" for key, value in env.items()),
                    file=shlex.quote(f"{place}.file"),
                    out=shlex.quote(f"{place}.out"),
                    command=command,
                    what=shlex.quote(f"{name}, round {number + self.warmup + 1}"),
                )

    def _file(self, name: str, number: int) -> str:
        place = list(self.variants_env).index(name)
        return f"warmup-{place}-{number + self.warmup}" if number < 0 else f"run-{place}-{number}"

    def judge(self, ctx: CheckContext, done: ProcessResult | None) -> Judgement:
        """Passed when every run gave samples and nothing is slower than it may be."""
        assert done is not None
        if done.problem or done.timed_out or done.signal is not None:
            return could_not_run(done)
        if done.exit_code:
            return Judgement(Outcome.FAILED, f"the benchmark ended with exit code {done.exit_code}")
        try:
            figures = self._figures(ctx)
        except UnreadableSamplesError as error:
            return Judgement(Outcome.ERROR, error.message)
        ratios = {
            (name, operation): compare_runs(figures[self.base][operation], runs)
            for name in self.others
            for operation, runs in figures[name].items()
        }
        return self._judge_ratios(_facts(figures, ratios), ratios, len(figures[self.base]))

    def _figures(self, ctx: CheckContext) -> dict[str, Samples]:
        """Variant → operation → the median of each run."""
        found: dict[str, Samples] = {}
        for name in self.variants_env:
            runs = [self._read(ctx, name, number) for number in range(self.repeats)]
            for number, samples in enumerate(runs):
                first = next(iter(found.values())) if found else runs[0]
                if samples.keys() != first.keys():
                    said = f"{name}, run {number + 1}: found the operations {', '.join(samples)}, expected {', '.join(first)}"
                    raise UnreadableSamplesError(said)
            found[name] = {operation: [median(samples[operation]) for samples in runs] for operation in runs[0]}
        return found

    def _read(self, ctx: CheckContext, name: str, number: int) -> Samples:
        place = self._file(name, number)
        path = f"{place}.file" if ctx.scratch_files.exists(f"{place}.file") else f"{place}.out"
        content = ctx.scratch_files.read(path, limit=OUTPUT_LIMIT)
        try:
            return read_samples(self.format, content.decode("utf-8", "replace"))
        except UnreadableSamplesError as error:
            raise UnreadableSamplesError(f"{name}, run {number + 1}: {error.message}") from None

    def _judge_ratios(self, facts: dict[str, Fact], ratios: dict[tuple[str, str], Ratio], operations: int) -> Judgement:
        summary = f"{operations} operations, {self.repeats} runs each"
        if ratios:
            summary += ": " + ", ".join(f"{name} {operation} {r.words}" for (name, operation), r in list(ratios.items())[:8])
        if self.no_slower_than is None:
            return Judgement(Outcome.PASSED, summary, (), facts)
        limit = 1 + float(self.no_slower_than.rstrip("%")) / 100
        slower, unsure = [], []
        for (name, operation), r in ratios.items():
            found = f"found {r.ratio:.3g} x the time of {self.base} ({r.low:.3g} to {r.high:.3g})"
            said = f"{name} {operation}: {found}, expected <= {limit:g}"
            if r.low > limit:
                slower.append(said)
            elif r.high > limit:
                unsure.append(f"{said}; the spread leaves it open: take more `repeats`, or a quieter machine")
        if slower:
            return Judgement(
                Outcome.FAILED, f"{len(slower)} operations slower than allowed; {summary}", (*slower, *unsure), facts
            )
        if unsure:
            return Judgement(Outcome.ERROR, f"not sure of {len(unsure)} operations; {summary}", tuple(unsure), facts)
        return Judgement(Outcome.PASSED, summary, (), facts)


def _facts(figures: dict[str, Samples], ratios: dict[tuple[str, str], Ratio]) -> dict[str, Fact]:
    """`insert.sqlite` in seconds per operation, with `.spread`; for what is compared `.ratio`, `.low` and `.high`."""
    facts: dict[str, Fact] = {}
    for name, operations in figures.items():
        for operation, runs in operations.items():
            key = f"{operation}.{name}"
            facts[key], facts[f"{key}.spread"] = _short(median(runs)), _short(spread(runs))
            found = ratios.get((name, operation))
            if found:
                facts.update({f"{key}.{part}": _short(getattr(found, part)) for part in ("ratio", "low", "high")})
    return facts


def _short(value: float) -> float:
    return float(f"{value:.6g}")
