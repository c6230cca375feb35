"""What the checks of references share: the plan, and how a problem is reported at its place."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from tracker.checks import AnyCheck
from tracker.errors import Problem, did_you_mean
from tracker.spec.phases import Phase
from tracker.spec.settings import Settings
from tracker.spec.yaml_tree import Tree

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A phase, and the file that it was read from."""

    phase: Phase
    tree: Tree


class Checker:
    """The plan as far as it could be read, and what is wrong with it."""

    def __init__(self, settings: Settings | None, sources: list[Source], plan_tree: Tree) -> None:
        self.settings = settings
        self.sources = sources
        self.plan_tree = plan_tree
        self.phases = {source.phase.id: source.phase for source in sources}
        self.former = {former: phase.id for phase in self.phases.values() for former in phase.formerly}
        """Id that a phase had before → the one that it has now."""
        self.issues = {issue.id for issue in settings.issues} if settings else set()
        self.parents = {source.phase.parent for source in sources}
        self.problems: list[Problem] = []

    def report(self, tree: Tree, path: Path, message: str, *, key: bool = False, **more: str) -> None:
        """Add a problem at a place of a file; `key` means the key there, not its value."""
        line, column = tree.at(path, key=key)
        self.problems.append(Problem(message, file=tree.file, line=line, column=column, **more))

    def known(self, tree: Tree, path: Path, word: str, names: Collection[str], what: str) -> None:
        """Report a name that does not exist."""
        if word not in names:
            self.report(
                tree,
                path,
                f"there is no {what} {word!r}",
                found=repr(word),
                expected=f"a {what}" if " of " in what else f"a {what} of this plan",
                hint=f"it is called {self.former[word]!r} now" if word in self.former else did_you_mean(word, names),
            )

    def checks_below(self, phase_id: str) -> dict[str, AnyCheck]:
        """The checks of a phase, or of the phases below it, by id."""
        found: dict[str, AnyCheck] = {}
        for phase in self.phases.values():
            above, seen = phase.id, set[str]()
            while above != phase_id and above in self.phases and above not in seen:
                seen.add(above)
                above = self.phases[above].parent or ""
            if above == phase_id:
                found.update({check.id: check for check in phase.checks})
        return found

    def unique(self, tree: Tree, ids: Iterable[tuple[Path, str]], what: str) -> None:
        """Report the second of two equal ids."""
        seen: dict[str, Path] = {}
        for path, name in ids:
            if name in seen:
                line, _ = tree.at(seen[name])
                self.report(tree, path, f"the {what} {name!r} a second time", found=repr(name),
                            expected=f"each id once; the first is at line {line}")  # fmt: skip
            seen.setdefault(name, path)
