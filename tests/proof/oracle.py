"""Whether the criteria of a phase hold for a tree: their commands, carried out in a folder that has just that tree.

Nothing of tracker is used. What was found is kept by the tree and the check, so that thousands of sequences are possible.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from tests.proof.world import MEMORY

Tree = Mapping[str, str]
"""Path → the blob's id, without what the tracker writes."""

_OURS = (".tracker/", "TRACKER.md", "phases/", "tracker.yaml")
_BLOBS: dict[str, bytes] = {}
_KNOWN: dict[tuple[frozenset[tuple[str, str]], str], str] = {}
_ENV = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}


def tree_of(repository: Path, commit: str) -> Tree | None:
    """The tree of a commit; None where the repository does not have it."""
    done = subprocess.run(["git", "ls-tree", "-r", "-z", commit], cwd=repository, capture_output=True, check=False)
    if done.returncode:
        return None
    tree = {}
    for line in done.stdout.decode().split("\0"):
        if line:
            about, path = line.split("\t", 1)
            if not path.startswith(_OURS):
                tree[path] = about.split()[2]
    for blob in set(tree.values()) - _BLOBS.keys():
        _BLOBS[blob] = subprocess.run(["git", "cat-file", "blob", blob], cwd=repository, capture_output=True, check=True).stdout
    return tree


def content(blob: str) -> str:
    """A blob of a tree, as text."""
    return _BLOBS[blob].decode()


def files_of(folder: Path) -> Tree:
    """The same of the files that lie in a folder, those that git ignores included."""
    tree = {}
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in (".git", ".tracker")]
        for name in names:
            path = os.path.relpath(os.path.join(place, name), folder)
            if not path.startswith(_OURS) and path != "report.xml":
                content = Path(place, name).read_bytes()
                blob = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
                _BLOBS[blob] = content
                tree[path] = blob
    return tree


def shortfall(tree: Tree, phase: dict[str, Any]) -> str:
    """Why the phase's criteria do not hold for a tree; empty when they do."""
    for check in phase["checks"]:
        key = (frozenset(tree.items()), json.dumps(check, sort_keys=True))
        if key not in _KNOWN:
            _KNOWN[key] = _carried_out(tree, check)
        if _KNOWN[key]:
            return f"{check['id']}: {_KNOWN[key]}"
    return ""


def _carried_out(tree: Tree, check: dict[str, Any]) -> str:
    with tempfile.TemporaryDirectory(prefix="tracker-oracle-", dir=MEMORY if MEMORY.is_dir() else None) as folder:
        for path, blob in tree.items():
            target = Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(_BLOBS[blob])
        if check["kind"] == "files":
            return _files(Path(folder), check)
        for side in check.get("matrix", {}).get("side", [""]):
            words = check["run"].replace("{{ side }}", side)
            done = subprocess.run(["sh", "-c", words], cwd=folder, env=_ENV, capture_output=True, check=False)
            if done.returncode:
                return f"`{words}` ends with {done.returncode}"
        return _report(Path(folder), check) if check["kind"] == "tests" else ""


def _files(folder: Path, check: dict[str, Any]) -> str:
    for wanted in check["expect"]:
        path = folder / wanted["path"]
        said = path.read_text() if path.is_file() else ""
        for word in wanted["contains"]:
            if word not in said:
                return f"{wanted['path']} lacks {word!r}"
    return ""


def _report(folder: Path, check: dict[str, Any]) -> str:
    cases = list(ElementTree.parse(folder / check["report"]).iter("testcase"))
    if any(case.find("failure") is not None for case in cases):
        return "a test fails"
    passed = sum(case.find("skipped") is None for case in cases)
    least = int(check.get("expect", {}).get("passed", ">= 1").removeprefix(">= "))
    return "" if passed >= max(least, 1) else f"{passed} tests passed, {least} were wanted"
