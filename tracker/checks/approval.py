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
from tracker.model.who import may


class ApprovalCheck(CheckBase):
    """Waits for a person's approval, given by `tracker approve`.

    ```yaml
    id: cutover-approved
    kind: approval
    ask: May production be switched to PostgreSQL?
    by: [owner]
    ```
    """

    kind: Literal["approval"]
    """A person's word, given by `tracker approve`.

    Example: approval
    """
    ask: Text
    """The question that the person answers.

    Example: May production be switched to PostgreSQL?
    """
    by: OneOrMany = ()
    """Who may approve, by git's name or address; anybody when empty.

    Example: [ann@example.org]
    """

    def words(self, titles: Mapping[str, str]) -> Iterator[str]:
        """Who approves what."""
        del titles
        yield f"{' or '.join(self.by) or 'somebody'} approves: {self.ask} (`tracker approve`)"

    def judge(self, ctx: CheckContext, done: ProcessResult | None) -> Judgement:
        """Passed when somebody who may has approved just what is there now, as the question is worded now."""
        del done
        given = ctx.approval
        if given is not None and not given.void and may(given.by, self.by):
            return Judgement(Outcome.PASSED, approved_words(given.by, given.note, signed=given.signed))
        why = "it waits for an approval"
        if given is not None:
            why = given.void or f"the approval by {given.by} does not count: it takes one of: {', '.join(self.by)}"
        command = f"tracker approve {short_id(ctx.phase)} --check {self.id}"
        again = f" ({why})" if given else ""
        return Judgement(Outcome.UNKNOWN, why, awaits=f"`{command}`: {self.ask}{again}")


def approved_words(by: str, note: str, *, signed: bool) -> str:
    """What is said of an approval that counts."""
    return f"approved by {by}{', signed' if signed else ''}{f': {note}' if note else ''}"
