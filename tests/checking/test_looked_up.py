"""What a command runs by a name that is looked up, and what scripts run and import."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Place
from tracker.adapters.files.disk import DiskFiles
from tracker.checking.looked_up import called_by, looked_up
from tracker.checking.recipes import digest_of, file_of

MAKE = ("GNUmakefile", "makefile", "Makefile")


@pytest.mark.parametrize(
    ("run", "files"),
    [
        (("make -j4 all",), [MAKE]),
        (("cd app && make",), [MAKE]),
        (("npm run build:css",), [("package.json#build:css",)]),
        (("npm", "test", "--", "-u"), [("package.json#test",)]),
        (("yarn gen",), [("package.json#gen",)]),
        (("npm ci",), []),
        (("just",), [("justfile", "Justfile", ".justfile")]),
        (("echo 'make it so'",), []),
        (("python make.py",), []),
    ],
)
def test_names_that_are_looked_up(run: tuple[str, ...], files: list[tuple[str, ...]]) -> None:
    assert list(looked_up(run, ())) == files


def test_a_script_of_a_package_is_its_text_and_what_comes_before_and_after(tmp_path: Path) -> None:
    files, path = DiskFiles(str(tmp_path)), tmp_path / "package.json"
    path.write_text('{"scripts": {"gen": "a"}, "dependencies": {}}')
    first = digest_of(files, "package.json#gen")
    path.write_text('{"scripts": {"gen": "a", "other": "b"}, "dependencies": {"x": "1"}}')
    assert digest_of(files, "package.json#gen") == first, "what else is in the file decides nothing"
    for text in ('{"scripts": {"gen": "b"}}', '{"scripts": {"gen": "a", "pregen": "b"}}', '{"scripts": {}}', "{", "[]"):
        path.write_text(text)
        assert digest_of(files, "package.json#gen") != first
    assert digest_of(files, "package.json#none") == digest_of(files, "nowhere/package.json#gen") == ""
    assert (file_of("a/package.json#gen"), file_of("odd#name.sh")) == ("a/package.json", "odd#name.sh")


def test_what_scripts_name_and_import(tmp_path: Path) -> None:
    for name, text in {
        "ci/all.sh": '. ./lib.sh\nbash "$(dirname "$0")/deep/more.sh"\n# sh ci/never.sh\npython tools/gen.py\ncat data.txt\n',
        "ci/lib.sh": "",
        "ci/deep/more.sh": "node web/a.mjs\n",
        "ci/never.sh": "",
        "tools/gen.py": "import os, words\nfrom tools.shapes import Shape\nfrom . import colours\nfrom app import models\n",
        "tools/words.py": "",
        "tools/shapes.py": "",
        "tools/colours.py": "",
        "app/models.py": "",
        "web/a.mjs": 'import { b } from "./b.mjs";\nconst c = require("./c");\nimport x from "left-pad";\n',
        "web/b.mjs": "",
        "web/c.js": "",
        "data.txt": "",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert set(called_by(DiskFiles(str(tmp_path)), ["ci/all.sh"])) == {
        "ci/lib.sh", "ci/deep/more.sh", "tools/gen.py", "tools/words.py", "tools/shapes.py", "tools/colours.py",
        "web/a.mjs", "web/b.mjs", "web/c.js",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("run", "name", "text"),
    [
        ("make text", "Makefile", "text:\n\tprintf one > made.txt\n"),
        ("sh gen.sh", "lib.sh", "printf one > made.txt\n"),
        ("python -m gen", "gen/text.py", "TEXT = 'one'\n"),
    ],
)
def test_a_step_is_done_again_when_what_it_runs_changed(place: Place, run: str, name: str, text: str) -> None:
    place.write(".gitignore", "__pycache__/\n")
    place.write("gen.sh", ". ./lib.sh\n")
    place.write("gen/__init__.py", "")
    place.write("gen/__main__.py", "from gen import text\nopen('made.txt', 'w').write(text.TEXT)\n")
    place.write(name, text)
    place.phase(
        "phase-1",
        f"""
        files: [{{path: made.txt, change: created}}]
        steps: [{{id: make, run: {run}}}]
        checks: [{{id: is-made, kind: files, expect: [{{path: made.txt}}]}}]
        """,
    )
    place.commit("Start")
    assert place.tracker("run", "1").code == 0
    place.write(name, text.replace("one", "another"))
    place.commit("Change")
    assert place.tracker("run", "1").code == 0
    assert place.read("made.txt") == "another"
