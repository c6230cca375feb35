"""The folded journal: read back from what is kept, made anew when the journal changed, handed to a run and taken back."""

from __future__ import annotations

import os

from tracker.adapters.files import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.adapters.clock import SystemClock
    from tracker.adapters.files.journal import JournalReader
    from tracker.adapters.files.kept import Kept
    from tracker.state import Fold


class FoldedJournal:
    """The journal of a project, folded once for as long as nobody writes to it."""

    def __init__(self, reader: JournalReader, kept: Kept, clock: SystemClock) -> None:
        self._reader = reader
        self._kept = kept
        self._clock = clock
        self._state: Fold | None = None
        self.seen: cache.Seen = {}
        """The journal's folder and files, as they were before they were read."""
        self._handed: dict[str, str] | None = None
        """The frontier of a fold that a run has taken over."""

    @property
    def frontier(self) -> Mapping[str, str]:
        """What a new journal file names: that on which its writer bases what it does.

        Raises:
            StorageError: the journal cannot be read.
        """
        return self.state().frontier if self._handed is None else self._handed

    def state(self) -> Fold:
        """What the journal says; read again only when it changed since the last time.

        Raises:
            StorageError: it cannot be read.
        """
        started, seen = self._clock.unix(), self._reader.seen()
        if self._state is None:
            self._recall()
        if self._state is None or seen != self.seen:
            self._state, self.seen = self._read(), seen
            self._keep(self._state, seen, started)
        return self._state

    def _recall(self) -> None:
        from tracker.state.codec import from_plain

        found = self._kept.recall(cache.JOURNAL, from_plain)
        if found is not None:
            self._state, self.seen = found

    def _read(self) -> Fold:
        from tracker.state import fold

        read = self._reader.read()
        state = fold(read.events, read.damage)
        state.frontier, state.missing = dict(read.frontier), read.missing
        return state

    def _keep(self, state: Fold, seen: cache.Seen, started: float, *, own: str = "") -> None:
        def plain() -> object:
            from tracker.state.codec import to_plain

            return to_plain(state)

        self._kept.later(cache.JOURNAL, plain, seen, started, own=own)

    def hand_over(self) -> None:
        """A run takes the fold over and moves on with it: it is not what was read any more, so nobody here may keep it."""
        self._handed = dict(self.state().frontier)
        self._state = None
        self._kept.forget(cache.JOURNAL)

    def take_back(self, state: Fold, *, own: str, last: str) -> None:
        """A run is over: keep its fold for the next look, unless somebody else wrote to the journal meanwhile.

        `own` is the run's own file: all that is in it has moved the fold on. `last` is the `h` of its last line.
        """
        started, seen = self._clock.unix(), self._reader.seen()
        self._handed = None
        if self._state is None and self._is_same(seen, but=own):
            if last:  # the run named everything else that there is
                state.frontier = {os.path.basename(own): last}
            self._state, self.seen = state, seen
            self._keep(state, seen, started, own=own)

    def is_as_read(self, *, but: str = "") -> bool:
        """Whether nobody wrote to the journal since it was read, but for the file `but`."""
        return self._is_same(self._reader.seen(), but=but)

    def _is_same(self, now: cache.Seen, *, but: str) -> bool:
        aside = {but, self._reader.folder} if but else set()
        return all(now.get(path) == self.seen.get(path) for path in (now.keys() | self.seen.keys()) - aside)
