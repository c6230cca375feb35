"""One figure's share, above the shim: `python -m tests.faults.worker FIGURE SEED NUMBER SKIP`. Prints JSON."""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import asdict
from pathlib import Path

from . import crash, executions, killing, planted, reading, storage
from .lab import Lab
from .shim import current

FIGURES = {
    "crash": crash.run,
    "kill": killing.run,
    "storage": storage.run,
    "reading": reading.run,
    "secrets": planted.run,
    "executions": executions.run,
}


def warm() -> None:
    """Import all that a command may import, before the experiments fork."""
    import git  # noqa: F401
    import jinja2  # noqa: F401

    import tracker.adapters.databases
    import tracker.adapters.git.repository
    import tracker.adapters.processes.executor
    import tracker.commands.approve
    import tracker.commands.init
    import tracker.commands.prompt
    import tracker.commands.record
    import tracker.commands.render
    import tracker.commands.run
    import tracker.commands.scaffold
    import tracker.commands.status
    import tracker.commands.validate
    import tracker.documents.render  # noqa: F401
    from tracker.cli.typer_line import command_line

    command_line()


def main() -> None:
    figure, seed, number, skip = sys.argv[1], *map(int, sys.argv[2:5])
    warm()
    folder = Path(os.environ["FAULT_HOME"])
    lab = Lab(folder, current())
    lab.warm()
    print(json.dumps(asdict(FIGURES[figure](lab, seed=seed, number=number, skip=skip))))
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
