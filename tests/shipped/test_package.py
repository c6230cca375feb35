"""What is published: one lock in two forms, metadata that a stranger can use, and a package that stays small."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT
from tracker import __version__

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCK = tomllib.loads((ROOT / "uv.lock").read_text())
PINS = [Requirement(line) for line in (ROOT / "requirements.lock").read_text().splitlines()]
OURS = PROJECT["project"]["name"]
WHEEL_LIMIT = 1_000_000
"""Bytes of the wheel; docs/decisions/0031-publishing.md tells what it consists of."""
INSTALLED_LIMIT = 25_000_000
"""Bytes of all files that an installation brings, without what Python compiles of them."""


def locked() -> dict[str, set[str]]:
    """Package → its versions in uv.lock."""
    found: dict[str, set[str]] = {}
    for package in LOCK["package"]:
        if package["name"] != OURS:
            found.setdefault(package["name"], set()).add(package["version"])
    return found


def test_constraints_and_lock_agree() -> None:
    pinned: dict[str, set[str]] = {}
    for pin in PINS:
        assert [s.operator for s in pin.specifier] == ["=="], pin
        pinned.setdefault(canonicalize_name(pin.name), set()).update(s.version for s in pin.specifier)
    assert pinned == locked()


def test_the_lock_is_of_this_project() -> None:
    """As `uv lock --check` asks, without uv: every requirement is locked, as it is written, at a version that it allows."""
    (ours,) = (package for package in LOCK["package"] if package["name"] == OURS)
    project, extras, groups = PROJECT["project"], PROJECT["project"]["optional-dependencies"], PROJECT["dependency-groups"]
    written = [*project["dependencies"], *(text for group in (*extras.values(), *groups.values()) for text in group)]
    recorded = [
        *ours["metadata"]["requires-dist"],
        *(entry for group in ours["metadata"]["requires-dev"].values() for entry in group),
    ]
    asked = {(entry["name"], entry.get("specifier", "")) for entry in recorded}
    assert set(ours["metadata"]["provides-extras"]) == set(extras)
    assert ours["metadata"]["requires-dev"].keys() == groups.keys()
    for requirement in map(Requirement, written):
        name = canonicalize_name(requirement.name)
        if name == OURS:
            continue
        said = {Requirement(f"{name}{specifier}").specifier for known, specifier in asked if known == name}
        assert requirement.specifier in said, requirement
        for version in locked()[name]:
            assert requirement.specifier.contains(version), requirement
    python = {package["requires-python"] for package in [LOCK]}
    assert python == {project["requires-python"]}


def test_every_locked_file_has_a_hash_and_is_on_the_public_index() -> None:
    for package in LOCK["package"]:
        if package["name"] == OURS:
            assert package["source"] == {"editable": "."}
            continue
        assert package["source"] == {"registry": "https://pypi.org/simple"}
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        assert files
        for file in files:
            assert file["url"].startswith("https://files.pythonhosted.org/packages/")
            assert re.fullmatch(r"sha256:[0-9a-f]{64}", file["hash"])


def test_both_commands_are_the_same_program() -> None:
    assert PROJECT["project"]["scripts"] == dict.fromkeys(("tracker", "phasegate"), "tracker.__main__:main")


def test_the_classifiers_are_the_versions_that_ci_tries() -> None:
    listed = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["project"]["classifiers"]))
    assert listed == ["3.11", "3.12", "3.13", "3.14"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel and the sdist, made by the build backend itself."""
    folder = tmp_path_factory.mktemp("dist")
    words = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_wheel_stays_small_and_has_the_package_alone(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    assert wheel.name == f"phasegate-{__version__}-py3-none-any.whl"
    assert wheel.stat().st_size <= WHEEL_LIMIT
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    ours = f"phasegate-{__version__}"
    assert {name.partition("/")[0] for name in names} == {"tracker", f"{ours}.dist-info", f"{ours}.data"}
    data = [name for name in names if name.startswith(f"{ours}.data/")]
    assert data == [f"{ours}.data/data/share/man/man1/tracker.1"], "where man looks beside a folder of programs"
    assert {"tracker/py.typed", "tracker/cli/help.txt", "tracker/evidence/rules.toml"} <= set(names)
    assert {Path(name).suffix for name in names if name.startswith("tracker/")} == {
        ".py",
        ".typed",
        ".txt",
        ".toml",
        ".j2",
        ".json",
    }


def test_links_of_the_readme_work_where_there_are_no_files_beside_it(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        metadata = message_from_bytes(archive.read(f"phasegate-{__version__}.dist-info/METADATA"))
    text = str(metadata.get_payload())
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert len(links) == len(re.findall(r"\]\(([^)]+)\)", (ROOT / "README.md").read_text())) > 0
    for link in links:
        assert re.match(r"https?://|#", link), link
    for path in re.findall(r"phasegate/phasegate/blob/main/([^)#]+)", text):
        assert (ROOT / path).exists(), path


def test_the_sdist_has_what_its_tests_need(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for needed in ("tests/conftest.py", "uv.lock", "requirements.lock", "tracker.yaml", "docs/plan.md", "man/tracker.1"):
        assert needed in names
    for folder in ("examples/webbuilder/", "phases/", "prompts/", "schema/", ".tracker/journal/", "benchmarks/"):
        assert any(name.startswith(folder) for name in names), folder
    assert not any(name.startswith(".git/") or "__pycache__" in name for name in names)
    of_one_machine = (ROOT / ".tracker/.gitignore").read_text().splitlines()[1:]
    left_out = PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["exclude"]
    assert sorted(left_out) == sorted(f"/.tracker/{folder.rstrip('/')}" for folder in of_one_machine)


def test_what_an_installation_brings_stays_small() -> None:
    """Of the environment that these tests run in: the files of each package that tracker needs at run time."""
    from importlib import metadata

    queue, sizes = [*map(Requirement, PROJECT["project"]["dependencies"])], {OURS: 0}
    sizes[OURS] = sum(f.stat().st_size for f in (ROOT / "tracker").rglob("*") if f.is_file() and f.suffix != ".pyc")
    for requirement in queue:
        name = canonicalize_name(requirement.name)
        if name in sizes or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        found = metadata.distribution(name)
        paths = [Path(str(found.locate_file(file))) for file in found.files or []]
        sizes[name] = sum(path.stat().st_size for path in paths if path.suffix != ".pyc" and path.is_file())
        queue += map(Requirement, found.requires or [])
    assert {"pydantic-core", "rich", "gitdb"} <= sizes.keys()
    assert sum(sizes.values()) <= INSTALLED_LIMIT, sorted(sizes.items(), key=lambda item: -item[1])
