"""The plugin with the real Claude Code: it is valid, and its hooks are called."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.agents.programs import program
from tests.conftest import ROOT


@pytest.mark.parametrize("folder", [".", "integrations/claude"])
def test_claude_takes_it(folder: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [program("claude"), "plugin", "validate", ROOT / folder],
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Validation passed" in done.stdout
