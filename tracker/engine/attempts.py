"""One check under way: start it, judge what came of it, try again where only the surroundings were to blame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.checking.context import CheckContext
from tracker.errors import TrackerError, UnreachableError
from tracker.evidence.bounded import within
from tracker.inputs import NOTHING, Taken
from tracker.model.ports import Executor, Finished
from tracker.model.result import Judgement
from tracker.model.status import Outcome
from tracker.plan import CheckWork

_LEAST = 1.0
"""Seconds for patterns where a command took all of its check's time."""
BACKOFF = (0.5, 2.0, 8.0)
"""Seconds before the second, third and each later attempt, for infrastructure errors only."""


@dataclass(slots=True)
class Attempt:
    """The present attempt at a check; the same value goes on to the next."""

    work: CheckWork
    context: CheckContext
    inputs: Mapping[str, str]
    """What the check depended on when it began: path → sha256."""
    began: float
    """When the first attempt did, in the clock's seconds."""
    number: int = 1
    taken: Taken = NOTHING
    """The same with what nobody declared: programs, variables, what the files looked like."""

    def start(self, token: object, executor: Executor) -> Judgement | None:
        """Run the check's command, or let it look by itself; a judgement when it cannot even begin."""
        check, context = self.work.check, self.context
        if self.taken.refused:
            return Judgement(Outcome.ERROR, self.taken.refused[0], self.taken.refused[1:])
        try:
            request = check.process(context)
        except TrackerError as error:
            return _could_not_find_out(error)
        if request is not None:
            executor.start(token, request)
        else:
            executor.probe(token, self._look)
        return None

    def judge(self, finished: Finished) -> Judgement:
        """What the check's end means.

        Raises:
            BaseException: what the check raised, where that is a bug.
        """
        if isinstance(finished.error, TrackerError):
            return _could_not_find_out(finished.error)
        if finished.error is not None:
            raise finished.error
        if finished.process is None:
            assert isinstance(finished.value, Judgement)
            return finished.value
        try:
            with within(max(self.context.timeout - finished.process.seconds, _LEAST)):
                return self.work.check.judge(self.context, finished.process)
        except TrackerError as error:
            return _could_not_find_out(error)

    def _look(self) -> Judgement:
        with within(self.context.timeout):
            return self.work.check.judge(self.context, None)

    def pause(self, judgement: Judgement) -> float | None:
        """Seconds until another attempt makes sense; None when this one was the last."""
        if judgement.transient and self.number <= self.work.check.retries:
            return BACKOFF[min(self.number, len(BACKOFF)) - 1]
        return None


def _could_not_find_out(error: TrackerError) -> Judgement:
    return Judgement(Outcome.ERROR, error.message, details=error.hints, transient=isinstance(error, UnreachableError))
