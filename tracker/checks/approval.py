"""What only a person can say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from tracker.checking.base import CheckBase
from tracker.checking.context import CheckContext
from tracker.checking.rules import OneOrMany, Text
from tracker.model.ids import short_id
from tracker.model.result import Judgement, ProcessResult
from tracker.model.status import Outcome


class ApprovalCheck(CheckBase):
    """Waits for somebody's word, given by `tracker approve`.

    ```yaml
    id: cutover-approved
    kind: approval
    ask: May production be switched to PostgreSQL?
    by: [owner]
    ```
    """

    kind: Literal["approval"]
    ask: Text
    by: OneOrMany = ()
    """Who may approve; anybody when empty."""
    inputs: tuple[str, ...] | None = ()

    def words(self, titles: Mapping[str, str]) -> Iterator[str]:
        """Who approves what."""
        del titles
        yield f"{' or '.join(self.by) or 'somebody'} approves: {self.ask} (`tracker approve`)"

    def judge(self, ctx: CheckContext, done: ProcessResult | None) -> Judgement:
        """Passed when somebody who may has approved it as it is worded now."""
        del done
        given = ctx.approval
        if given is None or (self.by and given.by not in self.by):
            command = f"tracker approve {short_id(ctx.phase)} --check {self.id}"
            return Judgement(Outcome.UNKNOWN, "nobody has approved it", awaits=f"`{command}`: {self.ask}")
        note = f": {given.note}" if given.note else ""
        return Judgement(Outcome.PASSED, f"approved by {given.by}{note}")
