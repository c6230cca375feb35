"""A command whose exit code and output say whether something is so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from tracker.checking import doubts
from tracker.checking.argv import to_argv
from tracker.checking.commanded import Commanded
from tracker.checking.context import CheckContext
from tracker.checking.displayed import displayed
from tracker.checking.doubts import Doubt
from tracker.checking.patterns import Patterns, find
from tracker.checking.rules import OneOrMany
from tracker.checking.strict import Strict
from tracker.checking.words import pattern_words
from tracker.model.ports import Files
from tracker.model.result import Judgement, ProcessRequest, ProcessResult
from tracker.model.status import Outcome

OUTPUT_LIMIT = 4 * 1024 * 1024
"""How much of a command's output is searched, in bytes."""


class CommandExpect(Strict):
    """How the command must end and what it must print."""

    exit: int = 0
    """The exit code that it must end with.

    Example: 0
    """
    output: Patterns = ()
    """Regular expressions; each must be found in the output.

    Example: ["26 tables"]
    """
    lacks: Patterns = ()
    """Regular expressions; none may be found in the output.

    Example: [Traceback]
    """


class CommandCheck(Commanded):
    """Runs a command, and looks at its exit code and output.

    ```yaml
    id: schema-loads
    kind: command
    run: python scripts/count_schema.py
    expect: {exit: 0, output: ["26 tables"], lacks: [Traceback]}
    ```
    """

    kind: Literal["command"]
    """A command, judged by its exit code and output.

    Example: command
    """
    run: OneOrMany
    """The command. One text is split into words, or given to a shell when it uses a shell's syntax; a list is taken as
    the words.

    Example: python scripts/count_schema.py
    """
    expect: CommandExpect = CommandExpect()
    """How it must end and what it must print.

    Example: {exit: 0, output: ["26 tables"], lacks: [Traceback]}
    """

    def words(self, titles: Mapping[str, str]) -> Iterator[str]:
        """Exit code and output."""
        del titles
        yield f"exit code {self.expect.exit}"
        yield from pattern_words("prints", "does not print", self.expect.output, self.expect.lacks)

    def doubts(self, files: Files) -> Iterator[Doubt]:
        """An exit code that is always 0, and an output that is always found."""
        expect = self.expect
        for i, pattern in enumerate(expect.output):
            if doubts.of_pattern(pattern):
                yield Doubt(("expect", "output", i), f"{pattern!r} is found in every output, an empty one included")
        for line, why in doubts.lines_ignored(self.run, self.shell):
            yield Doubt(("run",), f"`{line}`: {why}")
        reason = doubts.of_command(self.run, self.shell, files.exists) if expect.exit == 0 else ""
        if not reason:
            return
        wanted = [pattern for pattern in expect.output if not doubts.of_pattern(pattern)]
        text = doubts.printed(self.run, self.shell)
        if not wanted and not (expect.lacks and not text):
            yield Doubt(("run",), reason)
        elif wanted and all(find(pattern, text) for pattern in wanted):
            yield Doubt(("expect", "output"), f"the command itself prints what is looked for, and {reason}")

    def process(self, ctx: CheckContext) -> ProcessRequest | None:
        """The command."""
        return request(ctx, self.run, shell=self.shell)

    def judge(self, ctx: CheckContext, done: ProcessResult | None) -> Judgement:
        """Passed when exit code and output are as expected."""
        assert done is not None
        if done.problem or done.timed_out or done.signal is not None:
            return could_not_run(done)
        unmet: list[str] = []
        if done.exit_code != self.expect.exit:
            unmet.append(f"found exit code {done.exit_code}, expected {self.expect.exit}")
        if self.expect.output or self.expect.lacks:
            text, whole = output_of(ctx, done)
            missing = [f"the output has no match for {p!r}" for p in self.expect.output if not find(p, text)]
            found = [f"the output has {m.text()!r}, which {p!r} forbids" for p in self.expect.lacks if (m := find(p, text))]
            if not whole and not (unmet or found) and (missing or self.expect.lacks):
                said = f"the output has {done.log.size:,} bytes, of which {OUTPUT_LIMIT:,} are searched at most"
                return Judgement(Outcome.ERROR, said)
            unmet += missing + found
        if unmet:
            return Judgement(Outcome.FAILED, unmet[0], tuple(unmet) if len(unmet) > 1 else ())
        return Judgement(Outcome.PASSED, _own_words(done))


def request(ctx: CheckContext, run: tuple[str, ...], *, shell: tuple[str, ...] = (), **environment: str) -> ProcessRequest:
    """A command in the workspace, its output in the check's folder."""
    return ProcessRequest(
        argv=to_argv(run, ctx.variant.as_dict(), shell=shell),
        cwd=ctx.files.root,
        env={**ctx.env, **environment} if environment else ctx.env,
        log=f"{ctx.scratch}/output.log",
        timeout=ctx.timeout,
    )


def could_not_run(done: ProcessResult) -> Judgement:
    """The command did not come to its own end: that is neither a pass nor a failure of what it checks."""
    return Judgement(Outcome.ERROR, done.describe(), transient=bool(done.problem))


def output_of(ctx: CheckContext, done: ProcessResult) -> tuple[str, bool]:
    """What the command printed, up to a limit, and whether that is all. A file of an earlier attempt is not looked at."""
    if not done.log.size:
        return "", True
    content = ctx.scratch_files.read("output.log", limit=OUTPUT_LIMIT)
    return content.decode("utf-8", "replace"), len(content) == done.log.size


def _own_words(done: ProcessResult) -> str:
    """How it ended, and its last line as a quotation: what a program says of itself is no result of ours."""
    lines = [line.strip() for line in displayed(done.log.tail or done.log.head).splitlines() if line.strip()]
    return f'exit {done.exit_code}, it says "{lines[-1][:200]}"' if lines else f"exit {done.exit_code}"
