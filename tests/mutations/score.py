"""How many mutants of the modules that must not be wrong are found by tests: `python -m tests.mutations.score [MODULE...]`.

Needs the dependency group `mutation` (`pip install --group mutation`). One mutant after the other is written into a copy of
the package, and the tests of its module are run in a fork. Prints each survivor, and a line for each module:

    module         tried  of  killed  equivalent  survived  score
    locks             80 212      76           4         0  100 %

A mutant that means the same as the code is listed in `equivalent.toml` with the reason. The score is killed / (tried -
equivalent).
Ends with 1 when a module's score is below `--least`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from .__main__ import ROOT
from .forked import LOADED, ONE_TEST, run, took
from .modules import MODULES, Module
from .mutants import Mutant, mutants

EQUIVALENT = Path(__file__).with_name("equivalent.toml")
FEW = 10
"""Examples of Hypothesis in the first look at a mutant: most are found by anything that runs them."""
SLACK = 30.0
"""Seconds more than five times what the tests take without a mutant, before they are taken to hang."""


class Tried(NamedTuple):
    """A mutant and what became of it: `killed`, `survived`, or `equivalent`."""

    mutant: Mutant
    became: str


class Figures(NamedTuple):
    """A line of the table."""

    name: str
    total: int
    tried: tuple[Tried, ...]

    def count(self, what: str) -> int:
        """How many of the tried became that."""
        return sum(tried.became == what for tried in self.tried)

    @property
    def score(self) -> float:
        """In percent, of those that can be told from the code."""
        told = len(self.tried) - self.count("equivalent")
        return 100 * self.count("killed") / told if told else 100.0

    def line(self) -> str:
        """As printed."""
        counts = [len(self.tried), self.total, *map(self.count, ("killed", "equivalent", "survived"))]
        return (
            f"{self.name:<14}"
            + "".join(f"{count:>{width}}" for count, width in zip(counts, (6, 6, 8, 12, 10), strict=True))
            + (f"  {self.score:5.1f} %")
        )


HEAD = f"{'module':<14}{'tried':>6}{'of':>6}{'killed':>8}{'equivalent':>12}{'survived':>10}  score"


class Lab:
    """A copy of the package, the tests of one module, and what they take."""

    def __init__(self, copy: Path, module: Module, *, quick: bool) -> None:
        self._copy = copy
        self._quick = quick
        self._module = module
        self._known: dict[str, float] = {}
        self._patience: dict[tuple[str, ...], float] = {}

    def _plain(self, tests: tuple[str, ...]) -> None:
        """Without a mutant they pass; how long they take is what the rest goes by."""
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        sys.dont_write_bytecode = False
        done = run(self._copy, tests, {}, patience=900)
        if done.code:
            sys.exit(f"the tests of {self._module.name} do not pass without a mutant:\n{done.said}")
        self._known |= took(self._copy)
        self._patience[tests] = SLACK + 5 * done.seconds
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        sys.dont_write_bytecode = True

    def kills(self, mutant: Mutant) -> bool:
        """Whether a test turns red, or hangs: a short look first, with few examples of Hypothesis, then everything."""
        target = self._copy / mutant.file
        text = target.read_text()
        words = ("--timeout", str(ONE_TEST), "-n", "0")
        looks = ((self._module.tests, FEW), (self._module.more, FEW), (self._module.tests, 0), (self._module.more, 0))
        for tests, examples in looks[: 1 if self._quick else None]:
            if tests and tests not in self._patience:
                self._plain(tests)
            for kept in (target.parent / "__pycache__").glob(f"{target.stem}.*.pyc"):
                kept.unlink()
            target.write_text(mutant.text)
            try:
                patience = self._patience.get(tests, 0)
                if tests and run(self._copy, tests, self._known, patience=patience, words=words, examples=examples).code:
                    return True
            finally:
                target.write_text(text)
        return False


def reasons() -> dict[tuple[str, str, str, int], str]:
    """Of the mutants that mean the same as the code."""
    listed = tomllib.loads(EQUIVALENT.read_text())["mutant"]
    return {(item["file"], item["old"], item["new"], item.get("occurrence", 0)): item["why"] for item in listed}


def outdated(every: Mapping[str, list[Mutant]]) -> Iterator[str]:
    """Entries of the list that are no mutants any more."""
    there = {(mutant.file, mutant.old, mutant.new, mutant.occurrence) for found in every.values() for mutant in found}
    for file, old, new, occurrence in reasons():
        if file in every and (file, old, new, occurrence) not in there:
            yield f"{EQUIVALENT.name}: {file} has no mutant {old!r} -> {new!r} any more"


class Memory:
    """What became of mutants in an earlier call, in a file of JSON lines; nothing without a file."""

    def __init__(self, path: str, *, again: bool) -> None:
        self._path = path
        self._known: dict[str, str] = {}
        if path and os.path.exists(path):
            for line in Path(path).read_text().splitlines():
                item = json.loads(line)
                self._known[item["key"]] = item["became"]
        if again:
            self._known = {key: became for key, became in self._known.items() if became == "killed"}

    def get(self, mutant: Mutant) -> str:
        """`killed` or `survived`; empty when it has not been tried."""
        return self._known.get(mutant.key, "")

    def add(self, mutant: Mutant, became: str) -> None:
        """At once: a long run may be stopped at any time."""
        if self._path:
            with open(self._path, "a") as file:
                file.write(json.dumps({"key": mutant.key, "became": became}) + "\n")


def tried(module: Module, found: list[Mutant], lab: Lab, memory: Memory) -> Iterator[Tried]:
    """One after the other."""
    same = reasons()
    for mutant in found:
        if (mutant.file, mutant.old, mutant.new, mutant.occurrence) in same:
            yield Tried(mutant, "equivalent")
            continue
        became = memory.get(mutant)
        if not became:
            became = "killed" if lab.kills(mutant) else "survived"
            memory.add(mutant, became)
        if became == "survived":
            print(f"survived {module.name} {mutant.file}:{mutant.line}\n  - {mutant.old}\n  + {mutant.new}", flush=True)
        yield Tried(mutant, became)


def figures(module: Module, options: argparse.Namespace, memory: Memory) -> Figures:
    """Of one module."""
    every = {file: mutants(file, (ROOT / file).read_text()) for file in module.files if options.file in file}
    for complaint in outdated(every):
        print(complaint)
    found = sorted((mutant for made in every.values() for mutant in made), key=lambda mutant: mutant.key)
    with tempfile.TemporaryDirectory(prefix="tracker-mutants-") as folder:
        copy = Path(os.path.realpath(folder))
        shutil.copytree(
            ROOT, copy, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".git", "__pycache__", ".*_cache", "corpus")
        )
        lab = Lab(copy, module, quick=options.quick)
        return Figures(module.name, len(found), tuple(tried(module, found[: options.sample or None], lab, memory)))


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations.score", description=__doc__.partition("\n")[0])
    names = [module.name for module in MODULES]
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=f"of {', '.join(names)}; all by default")
    parser.add_argument(
        "--sample", type=int, default=0, metavar="N", help="try only N of each, always the same; all by default"
    )
    parser.add_argument("--file", default="", metavar="PART", help="only files with this in their path")
    parser.add_argument("--kept", default="", metavar="FILE", help="remember there what was tried, and do not try it again")
    parser.add_argument("--again", action="store_true", help="do try again what survived")
    parser.add_argument(
        "--quick", action="store_true", help="only the first look at each: what survives it may be found by more"
    )
    parser.add_argument("--least", type=float, default=95.0, metavar="PERCENT", help="the score that is asked for: 95")
    options = parser.parse_args()
    if unknown := set(options.modules) - set(names):
        parser.error(f"found {', '.join(sorted(unknown))}, expected some of {', '.join(names)}")
    assert LOADED
    os.nice(19)
    memory = Memory(options.kept, again=options.again)
    lines = [figures(module, options, memory) for module in MODULES if not options.modules or module.name in options.modules]
    print(HEAD, *(line.line() for line in lines), sep="\n")
    return 1 if any(line.score < options.least for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
