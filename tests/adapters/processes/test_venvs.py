"""What virtual environments import from the user's work tree, without starting any."""

from __future__ import annotations

from pathlib import Path

from tracker.adapters.processes.venvs import editable, folder_of


def test_both_ways_of_an_editable_installation(tmp_path: Path) -> None:
    venv, users = tmp_path / "venv", tmp_path / "users"
    site = venv / "lib/python3.12/site-packages"
    site.mkdir(parents=True)
    (venv / "bin").mkdir()
    (users / "src").mkdir(parents=True)
    (venv / "pyvenv.cfg").write_text("")
    (site / "one.pth").write_text(f"{users}/src\n{tmp_path}/elsewhere\nimport os\n{users}-not/src\n")
    (site / "__editable___two_1_0_finder.py").write_text(
        f"MAPPING: dict[str, str] = {{'two': '{users}/lib/two', 'far': '{tmp_path}/far'}}\n"
    )
    path = f"{venv}/bin:/usr/bin"
    assert folder_of(f"{venv}/bin/") == str(venv)
    assert folder_of("/usr/bin") is None
    assert editable(path, str(users), "/checkout") == ["/checkout/src", "/checkout/lib"]
    assert editable("/usr/bin", str(users), "/checkout") == []
    (site / "one.pth").write_text(f"{users}\n")
    assert editable(path, str(users), "/checkout") == ["/checkout", "/checkout/lib"]
