"""In which order things happened: by what each writer could see, whatever the clocks say."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.journal import events as e
from tracker.journal.codec import decode, encode
from tracker.journal.damage import Damage
from tracker.journal.order import Ancestry, JournalFile, concurrent, order, run_of
from tracker.model.ids import ulid

YEAR = 365 * 86_400_000
NOW = 1_764_000_000_000


@dataclass
class Written:
    """A journal file as its writer wrote it."""

    run: str
    lines: list[bytes] = field(default_factory=list)
    last: str = ""
    seen: set[str] = field(default_factory=set)
    """Texts of all events that the writer could see before it began."""
    told: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"2026-11-28-{self.run}.jsonl"

    def write(self, event: e.Event, clock: int, number: int) -> None:
        line, self.last = encode(
            event, previous=self.last or self.run, event_id=ulid(clock, number.to_bytes(10, "big")), at="T"
        )
        self.lines.append(line)

    def file(self) -> JournalFile:
        return JournalFile(self.name, tuple(decode(b"".join(self.lines), run=self.run, file=self.name)))


steps = st.lists(
    st.tuples(
        st.integers(0, 3),  # which place of work goes on
        st.sampled_from(["run", "event", "merge", "old"]),
        st.sampled_from([0, 1, -1, 60_000, -86_400_000, YEAR, -3 * YEAR, 7 * YEAR]),  # what its clock does
        st.integers(0, 3),  # whose work is merged
    ),
    max_size=40,
)


class Story:
    """Clones that work side by side, each with a clock of its own, and merge now and then."""

    def __init__(self) -> None:
        self.clocks = [NOW] * 4
        self.known: list[dict[str, tuple[int, str]]] = [{} for _ in range(4)]
        """Per clone: file → how many lines of it it has, and the `h` of the last."""
        self.open: list[Written | None] = [None] * 4
        self.files: dict[str, Written] = {}
        self.count = 0

    def frontier(self, clone: int) -> dict[str, str]:
        files = []
        for name, (lines, _) in self.known[clone].items():
            file = self.files[name]
            files.append(JournalFile(name, tuple(decode(b"".join(file.lines[:lines]), run=file.run, file=name))))
        return dict(order(files).frontier)

    def texts(self, clone: int) -> set[str]:
        return {text for name, (lines, _) in self.known[clone].items() for text in self.files[name].told[:lines]}

    def step(self, clone: int, what: str, jump: int, other: int) -> None:
        self.clocks[clone] = max(1, self.clocks[clone] + jump)
        self.count += 1
        if what == "merge":
            for name, (lines, last) in self.known[other].items():
                if lines > self.known[clone].get(name, (0, ""))[0]:
                    self.known[clone][name] = (lines, last)
            return
        if what in ("run", "old") or self.open[clone] is None:
            file = Written(ulid(self.clocks[clone], self.count.to_bytes(10, "big")))
            if what != "old":
                file.seen = self.texts(clone)
                file.write(e.JournalOpened("", "", "", self.frontier(clone)), self.clocks[clone], self.count)
                file.told.append(file.name)
            self.files[file.name] = self.open[clone] = file
        file = self.open[clone]
        assert file is not None
        self.clocks[clone] += 1
        text = f"event {self.count}"
        file.write(e.RunInterrupted(text), max(self.clocks[clone], NOW - 9 * YEAR), 10_000 + self.count)
        file.told.append(text)
        self.known[clone][file.name] = (len(file.lines), file.last)


def text_of(recorded: e.Recorded) -> str:
    return recorded.event.reason if isinstance(recorded.event, e.RunInterrupted) else f"2026-11-28-{recorded.run}.jsonl"


@settings(max_examples=300, deadline=None)
@given(steps, st.randoms(use_true_random=False))
def test_a_run_comes_after_all_that_its_writer_could_see(story: list[tuple[int, str, int, int]], chance: random.Random) -> None:
    told = Story()
    for step in story:
        told.step(*step)
    files = [file.file() for file in told.files.values()]
    found = order(files)
    assert found.missing == ()
    texts = [text_of(recorded) for recorded in found.events]
    assert sorted(texts) == sorted(text for file in told.files.values() for text in file.told)  # nothing lost, nothing twice
    places = {text: n for n, text in enumerate(texts)}
    for file in told.files.values():
        assert [places[text] for text in file.told] == sorted(places[text] for text in file.told)
        assert all(places[seen] < places[file.told[0]] for seen in file.seen)
    chance.shuffle(files)
    assert order(files) == found


@settings(max_examples=200, deadline=None)
@given(steps)
def test_what_nobody_saw_is_the_frontier_and_naming_it_names_everything(story: list[tuple[int, str, int, int]]) -> None:
    told = Story()
    for step in story:
        told.step(*step)
    for clone in range(4):
        file = Written(ulid(NOW, b"\xff" * 10))
        file.write(e.JournalOpened("", "", "", told.frontier(clone)), 1, 1)
        last = e.RunInterrupted("last")
        file.write(last, 2, 2)
        known = [
            JournalFile(name, tuple(decode(b"".join(told.files[name].lines[:lines]), run=told.files[name].run, file=name)))
            for name, (lines, _) in told.known[clone].items()
        ]
        found = order([file.file(), *known])
        assert found.events[-1].event == last  # although its clock says 1970
        assert dict(found.frontier) == {file.name: file.last}


@settings(max_examples=200, deadline=None)
@given(steps)
def test_who_saw_whom_is_told_from_the_heads_alone(story: list[tuple[int, str, int, int]]) -> None:
    told = Story()
    for step in story:
        if step[1] != "old":
            told.step(*step)
    files = [file.file() for file in told.files.values()]
    heads = {}
    for recorded in order(files).events:
        if isinstance(recorded.event, e.JournalOpened):
            heads[recorded.run] = recorded.event.heads
    ancestry = Ancestry()
    for run, names in heads.items():
        ancestry.add(run, map(run_of, names))
    by_run = {file.run: file for file in told.files.values()}
    for run, file in by_run.items():
        for other, seen in by_run.items():
            saw = seen.told[0] in file.seen
            assert ancestry.saw(run, other) is (saw or run == other)
            apart = run != other and not saw and file.told[0] not in seen.seen
            assert ancestry.concurrent(run, other) is apart
            assert concurrent(run, other, heads) is apart


def test_files_without_heads_go_by_time() -> None:
    one, two = Written(ulid(NOW, bytes(10))), Written(ulid(NOW + 1, bytes(10)))
    for n in range(4):
        (one, two)[n % 2].write(e.RunInterrupted(str(n)), NOW + 10 + n, n)
    found = order([two.file(), one.file()])
    assert [text_of(x) for x in found.events] == ["0", "1", "2", "3"]
    assert dict(found.frontier) == {one.name: one.last, two.name: two.last}


def pair() -> tuple[Written, Written]:
    """A file, and one whose writer saw it, years earlier by the clock."""
    one, two = Written(ulid(NOW, bytes(10))), Written(ulid(NOW - YEAR, bytes(10)))
    for n in range(3):
        one.write(e.RunInterrupted(str(n)), NOW + n, n)
    two.write(e.JournalOpened("", "", "", {one.name: one.last}), NOW - YEAR, 1)
    return one, two


@given(st.lists(st.integers(0, 4), max_size=40))
def test_any_number_of_files_without_heads_go_by_time(whose: list[int]) -> None:
    files = {n: Written(ulid(NOW - n, bytes(10))) for n in range(5)}
    for number, n in enumerate(whose):
        files[n].write(e.PhasePaused("phase-1", str(number)), NOW + number, number)
    told = order(file.file() for file in files.values()).events
    assert [event.event.awaits for event in told] == [str(number) for number in range(len(whose))]  # type: ignore[union-attr]


def test_a_file_that_was_seen_and_is_gone_is_noticed_and_so_is_its_tail() -> None:
    one, two = pair()
    assert order([one.file(), two.file()]).missing == ()
    assert order([two.file()]).missing == ((f"{two.name}:1", f"its writer saw {one.name}, which is gone"),)
    one.lines.pop()
    found = order([one.file(), two.file()])
    ((place, why),) = found.missing
    assert place == f"{two.name}:1"
    assert why == f"its writer saw {one.name} up to a line {one.last[:12]}… that it does not have"
    assert found.events[-1].run == two.run
    assert dict(found.frontier) == {two.name: two.last}


def test_files_that_name_each_other_lose_nothing() -> None:
    one, two = Written(ulid(NOW, bytes(10))), Written(ulid(NOW + 1, bytes(10)))
    one.write(e.JournalOpened("", "", "", {two.name: "0" * 64}), NOW, 1)
    two.write(e.JournalOpened("", "", "", {one.name: one.last}), NOW + 1, 1)
    found = order([one.file(), two.file()])
    assert len(found.events) == 2
    assert len(found.missing) == 1


def test_a_damaged_opening_takes_its_heads_away_and_nothing_else() -> None:
    one, two = pair()
    two.write(e.RunInterrupted("later"), NOW - YEAR + 1, 2)
    two.lines[0] = two.lines[0].replace(b"journal-opened", b"journal-openly")
    file = two.file()
    assert any(isinstance(item, Damage) for item in file.items)
    assert file.opened is None
    assert len(order([one.file(), file]).events) == 4


def test_of_a_run_from_before_this_was_written_down_only_who_saw_it_is_known() -> None:
    ancestry = Ancestry()
    ancestry.add("new", ["old"])
    ancestry.add("newer", ["new"])
    ancestry.add("aside", [])
    assert ancestry.saw("newer", "old")
    assert ancestry.knows("newer", "old")
    assert not ancestry.saw("old", "newer")
    assert not ancestry.concurrent("old", "aside")
    assert ancestry.concurrent("new", "aside")
    assert not ancestry.knows("old", "new")
