"""What a command runs by a name that is looked up in a file: `make target`, `npm run name`."""

from __future__ import annotations

import os.path
import re
from collections.abc import Iterable, Iterator

from tracker.checking.doubts import script_of
from tracker.checking.recipes import script_of_package
from tracker.checking.shell import commands
from tracker.model.ports import Files

RECIPES = {
    **dict.fromkeys(("make", "gmake"), ("GNUmakefile", "makefile", "Makefile")),
    "just": ("justfile", "Justfile", ".justfile"),
    "task": ("Taskfile.yml", "Taskfile.yaml"),
    "rake": ("Rakefile",),
    "nox": ("noxfile.py",),
    "tox": ("tox.ini",),
}
"""Program → the files that say what it does, the first one that is there."""
_PACKAGES = ("npm", "yarn", "pnpm", "bun")
_VERBS = ("run", "run-script")


def looked_up(run: tuple[str, ...], shell: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """For each command, the files of which the first one says what it does; `package.json#build` for a script of a package."""
    try:
        text, words = script_of(run, shell)
    except ValueError:
        return
    simple = [tuple(word.text for word in command) for command in commands(text)] if text is not None else [tuple(words)]
    for name, *rest in (command for command in simple if command):
        if name in RECIPES:
            yield RECIPES[name]
        elif name in _PACKAGES:
            given = [word for word in rest if not word.startswith("-")]
            script = next((word for word in given if word not in _VERBS), "")
            if script and (given[0] in _VERBS or script in ("test", "start") or name != "npm"):
                yield (script_of_package("", script),)


_CALLED = re.compile(
    r"(?:(?:\$\(\s*dirname[^)]*\)|\$\{?\w+\}?|\$\{[^}]*\})[\"']?/|(?:^|[\s;&|(\"'])(?:\./)?)(?P<path>[\w][\w./-]*\.(?:sh|bash|py|[cm]?js|ts|rb|pl|php))\b",
    re.MULTILINE,
)
"""A script that a script of a shell names."""
_IMPORTED = re.compile(
    r"^[ \t]*(?:from[ \t]+(?P<above>\.*)(?P<module>[\w.]*)[ \t]+import[ \t]+(?P<names>[\w ,(]+)"
    r"|import[ \t]+(?P<modules>[\w., ]+))",
    re.MULTILINE,
)
_REQUIRED = re.compile(r"(?:\bfrom\s+|\brequire\(\s*|\bimport\s+(?:\(\s*)?)[\"'](?P<path>\.{1,2}/[^\"']+)[\"']")
_DEEP = 3
_READ = 256 * 1024
"""Bytes of a script that are looked at."""


def called_by(files: Files, scripts: Iterable[str]) -> dict[str, None]:
    """The files that scripts name or import, and those name, as far as a look at their text tells.

    Of what is imported, only modules in the folder of the script itself: others are what it works on.
    """
    found: dict[str, None] = {}
    now = list(scripts)
    for _ in range(_DEEP):
        named = (path for script in now for path in _named_in(files, script))
        fresh = dict.fromkeys(path for path in named if path not in found and files.digest(path))
        found.update(fresh)
        now = list(fresh)
    return found


def _named_in(files: Files, script: str) -> Iterator[str]:
    folder = os.path.dirname(script)
    text = files.read(script, limit=_READ).decode("utf-8", "replace") if files.exists(script) else ""
    if script.endswith(".py"):
        paths = (_settled(place, path) for path in _modules(text) for place in (folder, "", "src"))
        yield from (path for path in paths if os.path.dirname(path) == folder)
    elif re.search(r"\.(?:[cm]?js|tsx?)$", script):
        for match in _REQUIRED.finditer(text):
            yield from (_settled(folder, match["path"] + ending) for ending in ("", ".js", ".mjs", ".cjs", ".ts", "/index.js"))
    else:
        code = re.sub(r"(?m)(?:^|\s)#.*", "", text)
        yield from (_settled(place, match["path"]) for match in _CALLED.finditer(code) for place in (folder, ""))


def _modules(text: str) -> Iterator[str]:
    for match in _IMPORTED.finditer(text):
        wanted = re.findall(r"[\w.]+", match["modules"] or "")
        if match["modules"] is None:
            above = "../" * (len(match["above"]) - 1)
            base = above + match["module"].replace(".", "/")
            yield from (f"{base}.py", f"{base}/__init__.py") if match["module"] else ()
            yield from (f"{base}/{name}.py".replace("//", "/").lstrip("/") for name in re.findall(r"\w+", match["names"]))
        yield from (f"{name.replace('.', '/')}{ending}" for name in wanted for ending in (".py", "/__init__.py"))


def _settled(folder: str, path: str) -> str:
    return os.path.normpath(os.path.join(folder, path)).replace(os.sep, "/")
