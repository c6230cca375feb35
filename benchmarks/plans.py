"""The same work as a plan of tracker, and as input for make, ninja and doit."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

SETTINGS = "project: {name: Benchmark}\ncommit: never\n"


PEOPLE = {f"GIT_{who}_{what}": "b@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
"""Whoever commits."""


def git(folder: Path, *words: str) -> None:
    """git, quietly."""
    subprocess.run(
        ["git", "-c", "user.name=b", "-c", "user.email=b@example.org", *words], cwd=folder, check=True, capture_output=True
    )


def commit(folder: Path) -> None:
    """A repository with everything in it."""
    git(folder, "init", "-q")
    (folder / ".gitignore").write_text(".doit.db*\n.ninja_*\n*.stamp\n__pycache__/\n.tracker/\nphases-built/\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Benchmark")


def trues(folder: Path, count: int) -> None:
    """`count` independent tasks that run `true`."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "phases").mkdir(parents=True)
    (folder / "tracker.yaml").write_text(SETTINGS)
    checks = "".join(f"  - {{id: c{n}, kind: command, run: /bin/true, inputs: []}}\n" for n in range(count))
    (folder / "phases/phase-1.yaml").write_text(f"id: phase-1\ntitle: Many\nchecks:\n{checks}")
    names = " ".join(f"t{n}" for n in range(count))
    (folder / "Makefile").write_text(f".PHONY: all {names}\nall: {names}\n{names}:\n\t@/bin/true $@\n")
    rules = "".join(f"build t{n}: run\n" for n in range(count))
    (folder / "build.ninja").write_text(f"rule run\n  command = /bin/true $out\n{rules}build all: phony {names}\ndefault all\n")
    (folder / "dodo.py").write_text(
        f"def task_t():\n    for n in range({count}):\n"
        "        yield {'name': str(n), 'actions': [['/bin/true']], 'uptodate': [False]}\n"
    )
    commit(folder)


def trivial(folder: Path) -> None:
    """One check, one document, and a commit of both."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "phases").mkdir(parents=True)
    document = "documents:\n  - {path: TRACKER.md, title: Test, sections: [overview, phases]}\n"
    (folder / "tracker.yaml").write_text("project: {name: Benchmark}\n" + document)
    (folder / "phases/phase-1.yaml").write_text(
        "id: phase-1\ntitle: One\nchecks: [{id: c, kind: command, run: /bin/true, inputs: []}]\n"
    )
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Benchmark")


def inputs(folder: Path, count: int) -> None:
    """`count` tasks with one input file each, so that everything can be up to date."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "phases").mkdir(parents=True)
    (folder / "in").mkdir()
    (folder / "tracker.yaml").write_text(SETTINGS)
    for n in range(count):
        (folder / f"in/{n}.txt").write_text(f"{n}\n")
    per = 100
    for start in range(0, count, per):
        checks = "".join(
            f"  - {{id: c{n}, kind: command, run: /bin/true, inputs: [in/{n}.txt]}}\n" for n in range(start, start + per)
        )
        (folder / f"phases/phase-{start // per + 1}.yaml").write_text(
            f"id: phase-{start // per + 1}\ntitle: Some\nchecks:\n{checks}"
        )
    stamps = " ".join(f"out{n}.stamp" for n in range(count))
    rules = "".join(f"out{n}.stamp: in/{n}.txt\n\t@touch $@\n" for n in range(count))
    (folder / "Makefile").write_text(f"all: {stamps}\n{rules}")
    builds = "".join(f"build out{n}.stamp: run in/{n}.txt\n" for n in range(count))
    (folder / "build.ninja").write_text(f"rule run\n  command = touch $out\n{builds}")
    (folder / "dodo.py").write_text(
        f"def task_t():\n    for n in range({count}):\n"
        "        yield {'name': str(n), 'actions': [['/bin/true']], 'file_dep': [f'in/{n}.txt']}\n"
    )
    commit(folder)


def fork_join(folder: Path, sleeps: dict[str, float], needs: dict[str, list[str]]) -> None:
    """A graph of sleeps."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "phases").mkdir(parents=True)
    (folder / "tracker.yaml").write_text(SETTINGS)
    rows = "".join(
        f"  - {{id: {name}, kind: command, run: /bin/sleep {seconds}, inputs: [], needs: [{', '.join(needs[name])}]}}\n"
        for name, seconds in sleeps.items()
    )
    (folder / "phases/phase-1.yaml").write_text(f"id: phase-1\ntitle: Graph\nchecks:\n{rows}")
    make = "".join(f"{n}: {' '.join(needs[n])}\n\t@/bin/sleep {s}\n" for n, s in sleeps.items())
    (folder / "Makefile").write_text(f".PHONY: all {' '.join(sleeps)}\nall: {' '.join(sleeps)}\n{make}")
    builds = "".join(
        f"build {n}: sleep{f' {chr(124)} ' + ' '.join(needs[n]) if needs[n] else ''}\n  s = {s}\n" for n, s in sleeps.items()
    )
    (folder / "build.ninja").write_text(f"rule sleep\n  command = /bin/sleep $s\n{builds}")
    tasks = "".join(
        f"    yield {{'name': '{n}', 'actions': [['/bin/sleep', '{s}']], "
        f"'task_dep': {[f't:{x}' for x in needs[n]]!r}, 'uptodate': [False]}}\n"
        for n, s in sleeps.items()
    )
    (folder / "dodo.py").write_text(f"def task_t():\n{tasks}")
    commit(folder)


def phases(folder: Path, count: int) -> None:
    """A large plan: a file for each phase, two checks each."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "phases").mkdir(parents=True)
    (folder / "tracker.yaml").write_text(SETTINGS)
    for n in range(count):
        needs = f"depends_on: [phase-{n}]\n" if n else ""
        (folder / f"phases/phase-{n + 1}.yaml").write_text(
            f"id: phase-{n + 1}\ntitle: Phase number {n + 1}\n{needs}goal: Something is so\nestimate: 1-2 hours\n"
            f"risk: {{level: low, why: a reason}}\ndeliverables:\n  - {{text: A thing, done_when: [there]}}\n"
            "checks:\n"
            "  - {id: there, kind: files, inputs: [README.md], expect: [{path: README.md, contains: [word]}]}\n"
            "  - {id: runs, kind: command, run: python -m something --flag, timeout: 2m, inputs: [README.md]}\n"
        )


def history(folder: Path, *, events: int) -> None:
    """A README.md that both checks of each phase look at, and a journal in which every phase but the last is complete."""
    from tracker.bootstrap import open_project
    from tracker.journal import events as e
    from tracker.model.outline import cells

    (folder / "README.md").write_text("word\n")
    commit(folder)
    project = open_project(str(folder))
    head = project.repository.head().commit or ""
    inputs = {"README.md": project.files.digest("README.md")}
    phases = project.outline.phases[:-1]
    per_phase = 2 + 2 * 2
    repeats = max(1, events // (per_phase * len(phases)))
    for start in range(0, len(phases), 10):
        writer = project.journal_writer()
        some = phases[start : start + 10]
        written: list[e.Event] = [e.RunStarted(tuple(phase.id for phase in some), head, "main", (), "0.1.0")]
        for phase in some:
            for _ in range(repeats):
                written.append(e.PhaseStarted(phase.id, "", "ready"))
                for check, variant, _key in cells(phase):
                    started = e.CheckStarted(phase.id, check.id, variant.as_dict())
                    ended = e.CheckFinished(
                        phase.id, check.id, variant.as_dict(), check.definition(), inputs, "passed", "fine", 0.1, head
                    )
                    written += [started, ended]
                written.append(e.PhaseCompleted(phase.id, head, 0.2))
        writer.append([*written, e.RunFinished("passed", 1.0)])
        writer.close()


def report(path: Path, count: int) -> None:
    """A JUnit report of so many failing tests, with two causes between them."""
    text = "\n".join(f"tests/test_mod.py:{n}: in test_it" for n in range(8))
    with path.open("w") as out:
        out.write("<testsuites><testsuite>")
        for n in range(count):
            why = f"AssertionError: assert 'user{n}' in '/tmp/t{n}/x.db' after 0.{n}s" if n % 2 else f"KeyError: 'key-{n}'"
            out.write(f'<testcase classname="mod{n % 300}" name="t[{n}]"><failure message="{why}">{text}</failure></testcase>')
        out.write("</testsuite></testsuites>")
