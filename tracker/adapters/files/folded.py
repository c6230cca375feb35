"""The folded journal: read back from what is kept, made anew when the journal changed, handed to a run and taken back."""

from __future__ import annotations

import os

from tracker.adapters.files import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet
    from typing import Any

    from tracker.adapters.clock import SystemClock
    from tracker.adapters.files.journal import JournalReader
    from tracker.adapters.files.kept import Kept
    from tracker.state import Fold


_LONG = 1.0
"""Seconds of reading that nobody waits for twice: what was made is kept at once, whatever becomes of the command."""
_OFTEN = 5.0
"""Seconds after which a long reading keeps what it has."""


def _new() -> Fold:
    from tracker.state import Fold

    return Fold()


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
            began = self._clock.monotonic()
            self._state, self.seen = self._read(seen), seen
            self._keep(self._state, seen, started)
            if self._clock.monotonic() - began > _LONG:
                self._kept.write_quietly(cache.JOURNAL)
        return self._state

    def _under_these_names(self, kept: Any) -> Fold:
        """What was kept, where the plan calls phases as it did then.

        Raises:
            ValueError: it calls them otherwise by now.
        """
        from tracker.state.codec import from_plain

        names, plain = kept
        if names != [list(pair) for pair in self._reader.names().items()]:
            raise ValueError
        return from_plain(plain)

    def _recall(self) -> None:
        found = self._kept.recall(cache.JOURNAL, self._under_these_names)
        if found is not None:
            self._state, self.seen = found

    def _read(self, seen: cache.Seen) -> Fold:
        """Fold what there is, and go on from what is kept where that is possible: not where phases have other ids by now."""
        if self._reader.names():
            return self._whole()
        for name in (cache.JOURNAL, cache.BEFORE):
            kept = self._kept.recall_but(name, self._reader.folder, self._under_these_names)
            if kept is not None:
                state, before = kept
                grown = self._grown(state, seen, known=before.keys() - {self._reader.folder})
                if grown is not None:
                    return grown
        return self._grown(_new(), seen) or self._whole()

    def _grown(self, state: Fold, seen: cache.Seen, known: AbstractSet[str] = frozenset()) -> Fold | None:
        """The fold with the files that it does not know, a piece at a time; None where it has to be made as a whole."""
        from tracker.adapters.files.journal import UnlikeGlimpsedError
        from tracker.state.growth import grow

        folder = self._reader.folder
        new = sorted(os.path.basename(path) for path in seen.keys() - known - {folder} if path.endswith(".jsonl"))
        pieces = self._reader.pieces(new, state.frontier if known else None)
        if pieces is None:
            return None
        names, told = {os.path.basename(path) for path in known}, dict.fromkeys(known)
        ends = {place: number for number, piece in enumerate(pieces) for place in piece.places}
        through = -1  # of what is told, the last piece that has something of it
        began = last = self._clock.monotonic()
        try:
            for number, piece in enumerate(pieces):
                now = self._clock.monotonic()
                wait = _LONG if number == len(pieces) - 1 else max(_OFTEN, (now - began) / 3)
                if number and through < number and now - last > wait:
                    self._keep_so_far(state, {path: seen[path] for path in told})
                    last = self._clock.monotonic()
                found = piece.read()
                grow(state, found.files, found.damage, names)
                through = max(through, *(ends[place] for place in piece.places))
                told.update(dict.fromkeys(f"{folder}/{place}" for place in piece.places))
        except UnlikeGlimpsedError:
            return None
        return state

    def _keep_so_far(self, state: Fold, seen: cache.Seen) -> None:
        """Whoever looks next goes on from here: should this be interrupted, or should the newest file have grown."""
        self._keep(state, seen, self._clock.unix(), name=cache.BEFORE)
        self._kept.write_quietly(cache.BEFORE)

    def _whole(self) -> Fold:
        from tracker.state import fold

        read = self._reader.read()
        state = fold(read.events, read.damage)
        state.frontier, state.missing = dict(read.frontier), read.missing
        return state

    def _keep(self, state: Fold, seen: cache.Seen, started: float, *, own: str = "", name: str = cache.JOURNAL) -> None:
        def plain() -> object:
            from tracker.state.codec import to_plain

            return [list(self._reader.names().items()), to_plain(state)]

        self._kept.later(name, plain, seen, started, own=own)

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
