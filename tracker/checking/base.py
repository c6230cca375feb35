"""What every kind of check shares: identity, matrix, inputs, limits, and the two questions it answers.

A check is a frozen value from the plan. `process` says what to run, if anything; `judge` says what it means.
Both are asked by the engine, which knows nothing else about any kind.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from tracker.checking.context import CheckContext
from tracker.model.duration import parse_seconds
from tracker.model.ids import Variant
from tracker.model.result import Judgement, ProcessRequest, ProcessResult

SLUG = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
_CELL = re.compile(r"\{\{\s*([A-Za-z_][\w.-]*)\s*\}\}")


class Strict(BaseModel):
    """A value read from YAML: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=False)


def _slug(value: str) -> str:
    if not SLUG.fullmatch(value):
        raise ValueError("expected lower-case letters, digits, '-', '_' or '.', for example full-suite")
    return value


def _seconds(value: object) -> object:
    return parse_seconds(value) if isinstance(value, str) else value


def many(value: object) -> object:
    """One text as a list of one."""
    return (value,) if isinstance(value, str) else value


Slug = Annotated[str, AfterValidator(_slug)]
Seconds = Annotated[float, BeforeValidator(_seconds), Field(gt=0, json_schema_extra={"type": "string"})]
"""A duration such as `10m`, in seconds once read."""
OneOrMany = Annotated[tuple[str, ...], BeforeValidator(many, json_schema_input_type=str | tuple[str, ...])]
"""A list of texts, or one text alone."""


def fill(text: str, cells: Mapping[str, str]) -> str:
    """Put a variant's values in place of `{{ axis }}`.

    Raises:
        KeyError: the text names an axis that is not there.
    """
    return _CELL.sub(lambda match: cells[match[1]], text)


def placeholders(text: str) -> tuple[str, ...]:
    """The names in `{{ … }}`, so that the loader can report the unknown ones."""
    return tuple(match[1] for match in _CELL.finditer(text))


class CheckBase(Strict):
    """Common part of every kind of check."""

    NEUTRAL: ClassVar[frozenset[str]] = frozenset({"title", "timeout", "retries", "needs", "resource", "inputs", "always"})
    """Fields that say how to run a check, not what it means: changing one makes no result stale."""

    id: Slug
    title: str = ""
    """What it proves, for documents. Defaults to the id."""
    matrix: dict[str, Annotated[tuple[str, ...], Field(min_length=1)]] = Field(default_factory=dict)
    env: dict[str, str] = Field(default_factory=dict)
    inputs: tuple[str, ...] | None = None
    """Globs below the workspace. None means everything there; an empty list means the definition alone."""
    timeout: Seconds | None = None
    needs: tuple[Slug, ...] = ()
    """Checks of the same phase that must pass first."""
    resource: OneOrMany = ()
    """Names of things that only one check at a time may use: a port, a database."""
    retries: Annotated[int, Field(ge=0, le=10)] = 0
    """For infrastructure errors only."""
    always: bool = False
    """Run it each time: what it looks at is not in any file."""

    def variants(self) -> tuple[Variant, ...]:
        """Every cell of the matrix; one empty variant without a matrix."""
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
        """sha256 over what the check means; a result under another definition is stale."""
        return self._definition

    @cached_property
    def _definition(self) -> str:
        text = json.dumps(self.meaning(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def meaning(self) -> dict[str, Any]:
        """What `definition` is made from."""
        return self.model_dump(mode="json", exclude=set(self.NEUTRAL))

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
