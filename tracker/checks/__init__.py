"""The shelf of check kinds: one file each, and the registry below. A kind is imported when a plan has a check of it."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Any

from tracker.checking.base import CheckBase

KINDS = {
    "approval": "tracker.checks.approval:ApprovalCheck",
    "benchmark": "tracker.checks.benchmark:BenchmarkCheck",
    "command": "tracker.checks.command:CommandCheck",
    "files": "tracker.checks.files:FilesCheck",
    "git": "tracker.checks.git:GitCheck",
    "metric": "tracker.checks.metric:MetricCheck",
    "pytest": "tracker.checks.pytest:PytestCheck",
    "sql": "tracker.checks.sql:SqlCheck",
    "tests": "tracker.checks.tests:TestsCheck",
}
"""`kind:` in the plan → where the class is that reads and judges it."""


def class_of(kind: str) -> type[CheckBase]:
    """The class of a kind.

    Raises:
        KeyError: there is no such kind.
    """
    module, _, name = KINDS[kind].partition(":")
    found: type[CheckBase] = getattr(import_module(module), name)
    return found


class OfItsKind:
    """The rule that a check is what its `kind` says."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        del source, handler
        return core_schema.no_info_plain_validator_function(_read)

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> Any:
        from pydantic import TypeAdapter
        from pydantic_core import core_schema

        del core
        choices = {kind: TypeAdapter(class_of(kind)).core_schema for kind in KINDS}
        return handler(core_schema.tagged_union_schema(choices, "kind"))


AnyCheck = Annotated[CheckBase, OfItsKind()]
"""A check of any kind of the registry."""


def _read(written: object) -> CheckBase:
    from pydantic_core import PydanticKnownError

    from tracker.checking.border import read

    if not isinstance(written, dict):
        raise PydanticKnownError("dict_type")
    kind = written.get("kind")
    if "kind" not in written:
        raise PydanticKnownError("union_tag_not_found", {"discriminator": "'kind'"})
    if not isinstance(kind, str) or kind not in KINDS:
        tags = ", ".join(map(repr, KINDS))
        raise PydanticKnownError("union_tag_invalid", {"discriminator": "'kind'", "tag": str(kind), "expected_tags": tags})
    return read(class_of(kind), written)
