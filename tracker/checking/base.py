"""What every kind of check shares: identity, matrix, inputs, limits, and the two questions it answers.

A check is a frozen value from the plan. `process` says what to run, if anything; `judge` says what it means.
Both are asked by the engine, which knows nothing else about any kind.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from tracker.checking.rules import Limit, OneOrMany, Seconds, Slug
from tracker.checking.strict import Strict, as_written, json_text, sha256, values_of
from tracker.checking.words import Reference
from tracker.model.ids import Variant
from tracker.model.outline import Reads

if TYPE_CHECKING:
    from tracker.checking.context import CheckContext
    from tracker.checking.doubts import Doubt
    from tracker.model.ports import Files
    from tracker.model.result import Judgement, ProcessRequest, ProcessResult

_CELL = re.compile(r"\{\{\s*([A-Za-z_][\w.-]*)\s*\}\}")


def fill(text: str, cells: Mapping[str, str]) -> str:
    """Put a variant's values in place of `{{ axis }}`.

    Raises:
        KeyError: the text names an axis that is not there.
    """
    return _CELL.sub(lambda match: cells[match[1]], text)


def _once(*groups: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for group in groups for item in group))


def _filled(text: str, cells: Mapping[str, str]) -> str:
    """The same, where an axis that is not there stays as it is."""
    return _CELL.sub(lambda match: cells.get(match[1], match[0]), text)


def placeholders(text: str) -> tuple[str, ...]:
    """The names in `{{ … }}`, so that the loader can report the unknown ones."""
    return tuple(match[1] for match in _CELL.finditer(text))


def purpose(kind: type[CheckBase]) -> str:
    """The first sentence of a kind's docstring, as a clause: `looks at the repository`."""
    sentence = " ".join((kind.__doc__ or "").strip().partition("\n\n")[0].split()).removesuffix(".")
    return sentence[:1].lower() + sentence[1:]


class CheckBase(Strict):
    """Common part of every kind of check."""

    NEUTRAL: ClassVar[frozenset[str]] = frozenset(
        {"title", "timeout", "retries", "needs", "resource", "inputs", "always", "guard", "red_first"}
    )
    """Fields that say how to run a check, not what it means: a change of one leaves every result standing."""

    id: Slug
    """The name of the check within its phase: lower-case letters, digits, `-`, `_` and `.`.

    Example: full-suite
    """
    title: str = ""
    """What it proves, for documents. Without it: the id.

    Example: No test fails
    """
    matrix: dict[str, Annotated[tuple[str, ...], Limit(min_length=1)]] = field(default_factory=dict)
    """Axes and their values. The check runs once for each combination; `{{ axis }}` stands for the value in texts and
    in `env`.

    Example: {database: [sqlite, postgresql]}
    """
    env: dict[str, str] = field(default_factory=dict)
    """Environment variables that it sets, on top of those it is passed.

    Example: {DB_TYPE: "{{ database }}"}
    """
    inputs: tuple[str, ...] | None = None
    """What its outcome depends on: globs below the workspace, folders, and `env:NAME` for a variable. Without it: every
    file that git knows of. An empty list: the definition alone.

    Example: ["src/**/*.py", pyproject.toml, "env:DB_TYPE"]
    """
    timeout: Seconds | None = None
    """How long it may take before it is stopped. Without it: `defaults.timeout`.

    Example: 10m
    """
    needs: tuple[Slug, ...] = ()
    """Checks of the same phase that must pass first.

    Example: [schema-loads]
    """
    resource: OneOrMany = ()
    """Names of things that only one check at a time may use: a port, a database.

    Example: port-8080
    """
    retries: Annotated[int, Limit(ge=0, le=10)] = 0
    """How often it is tried again after an infrastructure error, with a growing pause. A failed check is never tried
    again.

    Example: 2
    """
    always: bool = False
    """Run it every time: what it looks at is not in any file.

    Example: true
    """
    guard: bool = False
    """It goes on protecting what its phase reached: later phases complete only while it passes.

    Example: true
    """
    red_first: bool = False
    """It must be known to have failed before the work; `tracker start PHASE --check` looks.

    Example: true
    """

    if TYPE_CHECKING:

        @property
        def kind(self) -> str:
            """Which kind it is; each has a field of its own for it."""
            ...

    def variants(self) -> tuple[Variant, ...]:
        """Every cell of the matrix; one empty variant without a matrix."""
        return self._variants

    @cached_property
    def _variants(self) -> tuple[Variant, ...]:
        axes = list(self.matrix)
        return tuple(
            Variant(tuple(zip(axes, values, strict=True))) for values in itertools.product(*(self.matrix[a] for a in axes))
        )

    def writes(self, variant: Variant) -> tuple[str, ...]:
        """Globs of the workspace's files that it writes in a variant, and reads."""
        del variant
        return ()

    def resources(self, variant: Variant) -> tuple[str, ...]:
        """What no other check may use meanwhile: two that write the same files would be judged by each other's."""
        return (*self.resource, *(f"written {pattern}" for pattern in self.writes(variant)))

    def definition(self) -> str:
        """sha256 over what the check means; a result under another definition proves nothing about it."""
        return self._definition

    @cached_property
    def _definition(self) -> str:
        return sha256(json_text(self.meaning(), ascii_only=False))

    def meaning(self) -> dict[str, Any]:
        """What `definition` is made from."""
        return {name: as_written(value) for name, value in values_of(self).items() if name not in self.NEUTRAL}

    def command(self) -> tuple[str, ...]:
        """What it runs, as the plan has it; nothing for a check that looks by itself."""
        run: tuple[str, ...] = getattr(self, "run", ())
        return run

    def words(self, titles: Mapping[str, str]) -> Iterator[str]:
        """What it expects, a clause each, for prompts; `titles` are those of the plan's issues.

        A kind that says nothing else is told by its docstring and the fields of its own.
        """
        del titles
        said = ", ".join(f"{name} `{as_written(value)}`" for name, value in values_of(self).items() if self._own(name))
        yield purpose(type(self)) + (f" ({said})" if said else "")

    def _own(self, name: str) -> bool:
        return name not in CheckBase.FIELDS and name not in {"kind", "run"}

    def files_named(self) -> tuple[str, ...]:
        """Files of the workspace that have to be there, besides those in its command; `{{ axis }}` is filled in."""
        return ()

    def references(self) -> Iterator[Reference]:
        """Phases, checks and issues that have to be in the plan."""
        return iter(())

    def issues_resolved(self) -> tuple[str, ...]:
        """Issues that are resolved when it passes."""
        return ()

    def issues_named(self) -> tuple[str, ...]:
        """All the issues that its outcome says something about."""
        return self.issues_resolved()

    def compared_with(self) -> str:
        """The phase whose results it is compared with; empty when there is none."""
        return ""

    def wants_clean(self) -> bool:
        """Whether it passes only while nothing differs from HEAD."""
        return False

    def reading(self) -> Reads:
        """What it reads by itself, beside its inputs, as far as the words of its command tell."""
        return self._reading

    @cached_property
    def _reading(self) -> Reads:
        from tracker.checking.reads import reads

        shell: tuple[str, ...] = getattr(self, "shell", ())
        made = [
            reads(
                tuple(_filled(text, variant.as_dict()) for text in self.command()), shell, self.inputs,
                pytest=getattr(self, "kind", "") == "pytest", path=self.env.get("PATH", ""),
            )
            for variant in self.variants()
        ]  # fmt: skip
        every = made[1:]
        if not every:
            return made[0]
        return made[0]._replace(
            scripts=_once(made[0].scripts, *(of.scripts for of in every)),
            named=_once(made[0].named, *(of.named for of in every)),
            below=_once(made[0].below, *(of.below for of in every)),
            beside=_once(made[0].beside, *(of.beside for of in every)),
            programs=_once(made[0].programs, *(of.programs for of in every)),
        )

    def doubts(self, files: Files) -> Iterator[Doubt]:
        """What in it cannot fail, so that passing proves nothing. `files`: the workspace."""
        del files
        return iter(())

    def process(self, ctx: CheckContext) -> ProcessRequest | None:
        """The command that must run before judging; None when the check looks by itself."""
        del ctx
        return None

    def judge(self, ctx: CheckContext, done: ProcessResult | None) -> Judgement:
        """What it means. Reads, changes nothing.

        Raises:
            TrackerError: something it needs cannot be read; the engine records an error outcome.
        """
        raise NotImplementedError
