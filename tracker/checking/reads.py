"""What a command reads by itself, as far as its words tell: scripts, modules, configuration, programs."""

from __future__ import annotations

import os.path
import re
from collections.abc import Iterator

from tracker.checking.doubts import script_of
from tracker.checking.shell import commands
from tracker.checking.unmatched import VARIABLE
from tracker.model.outline import Reads

PYTEST = ("pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg")
NODE = (
    "package.json", "jest.config.*", "vitest.config.*", "vite.config.*", "babel.config.*", ".babelrc", "tsconfig.json",
    ".mocharc.*", "playwright.config.*",
)  # fmt: skip
_CONFIGURATION = {
    "make": ("GNUmakefile", "makefile", "Makefile"), "gmake": ("GNUmakefile", "makefile", "Makefile"),
    "just": ("justfile", "Justfile", ".justfile"), "tox": ("tox.ini", "pyproject.toml", "setup.cfg"), "nox": ("noxfile.py",),
    "cargo": ("Cargo.toml",), "go": ("go.mod",), "mvn": ("pom.xml",), "rake": ("Rakefile",), "phpunit": ("phpunit.xml*",),
    "gradle": ("build.gradle", "build.gradle.kts"), "gradlew": ("build.gradle", "build.gradle.kts"),
    **dict.fromkeys(("npm", "npx", "yarn", "pnpm", "bun", "jest", "vitest", "mocha", "playwright"), NODE),
}  # fmt: skip
"""Program → the files that say what it does, looked for where it runs and above."""
_RUNS = re.compile(r"(?:python|pypy)[\d.]*|(?:ba|da|z|k)?sh|node|deno|ruby|perl|php|Rscript|lua|tsx|ts-node")
"""Programs whose first word that is no option is a script."""
_PYTHON = re.compile(r"(?:python|pypy)[\d.]*")
_BEFORE = frozenset(("env", "exec", "time", "nice", "nohup", "command", "timeout", "xvfb-run", "sudo", "stdbuf"))
_CHAINS = (("poetry", "run"), ("uv", "run"), ("pipenv", "run"), ("hatch", "run"), ("pdm", "run"), ("bundle", "exec"))
_BUILT_IN = frozenset(
    ("cd", "echo", "printf", "true", "false", "test", "[", "[[", "export", "set", "unset", "exit", "return", "read", "wait",
     ":", ".", "source", "eval", "trap", "umask", "local", "shift", "break", "continue", "pwd", "exec", "command", "time")
)  # fmt: skip
_WRITES = frozenset(("tee", "cp", "mv", "rm", "touch", "mkdir", "ln", "install", "dd", "truncate", "chmod", "chown"))
_WRITTEN = re.compile(r"-o|-O|--out(put)?(-?file)?|--junit-?xml|--log(-?file)?|--report.*|--cov.*|--basetemp|--result.*")
"""Options whose value is a file to write."""
_CONFIGURED = re.compile(r"--(?:config|config-file|configfile|rcfile|settings|project|file)=(.+)")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")


def reads(run: tuple[str, ...], shell: tuple[str, ...], inputs: tuple[str, ...] | None, *, pytest: bool, path: str) -> Reads:
    """What a command reads. `pytest`: it runs pytest, whatever it is called; `path`: the PATH that the check sets."""
    found = _Found()
    if run:
        try:
            text, words = script_of(run, shell)
        except ValueError:
            text, words = None, ()
        if text is None:
            found.command(tuple(words))
        else:
            found.programs.setdefault(words[0])
            for command in commands(text):
                found.command(tuple("$" if word.expands else word.text for word in command))
    if pytest:
        found.pytest(())
    variables = (pattern.removeprefix(VARIABLE) for pattern in inputs or () if pattern.startswith(VARIABLE))
    return Reads(
        scripts=tuple(found.scripts), named=tuple(found.named), beside=tuple(found.beside), below=tuple(found.below),
        programs=tuple(found.programs), variables=tuple(variables), path=path,
    )  # fmt: skip


class _Found:
    """What is gathered of one check."""

    def __init__(self) -> None:
        self.scripts: dict[str, None] = {}
        self.named: dict[str, None] = {}
        self.beside: dict[str, None] = {}
        self.below: dict[str, None] = {}
        self.programs: dict[str, None] = {}

    def command(self, words: tuple[str, ...]) -> None:
        """Take in one simple command."""
        words = self._begun(words)
        if not words or words[0] in ("", "$"):
            return
        name = os.path.basename(words[0])
        if words[0] in _BUILT_IN:
            if words[0] in (".", "source"):
                self.scripts.update(dict.fromkeys(words[1:2]))
            elif words[0] in ("test", "[", "[["):
                self.named.update(dict.fromkeys(_files(words[1:])))
            return
        if "/" in words[0]:
            self.scripts.setdefault(words[0])
        self.programs.setdefault(words[0])
        self.beside.update(dict.fromkeys(_CONFIGURATION.get(name, ())))
        rest = self._script(name, words[1:])
        if name in ("pytest", "py.test"):
            self.pytest(rest)
        if name in _WRITES or (name == "sed" and any(word.startswith("-i") for word in words)):
            return
        self.named.update(dict.fromkeys(_files(rest)))

    def _begun(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Without what only stands in front: assignments, `env`, `timeout 10`, `poetry run`."""
        while words:
            if _ASSIGNMENT.match(words[0]):
                words = words[1:]
            elif words[0] in _BEFORE and len(words) > 1:
                if words[0] not in _BUILT_IN:
                    self.programs.setdefault(words[0])
                words = words[1:]
                while words and (words[0].startswith("-") or re.fullmatch(r"[\d.]+[smhd]?", words[0])):
                    words = words[1:]
            elif words[:2] in _CHAINS:
                self.programs.setdefault(words[0])
                self.beside.setdefault("pyproject.toml")
                words = words[2:]
            else:
                break
        return words

    def _script(self, name: str, words: tuple[str, ...]) -> tuple[str, ...]:
        """The script or module that an interpreter is given; the words after it."""
        if not _RUNS.fullmatch(name):
            return words
        for i, word in enumerate(words):
            if word == "-m" and _PYTHON.fullmatch(name):
                module, rest = (words[i + 1] if i + 1 < len(words) else ""), words[i + 2 :]
                self._module(module, rest)
                return rest
            if re.fullmatch(r"-[a-z]*[ce]", word) and not (word == "-e" and name.endswith("sh")):
                return ()
            if not word.startswith("-"):
                if word != "$":
                    self.scripts.setdefault(word)
                return words[i + 1 :]
        return ()

    def _module(self, module: str, rest: tuple[str, ...]) -> None:
        if module == "pytest":
            self.pytest(rest)
        path = module.replace(".", "/")
        for place in (path, f"src/{path}") if path and path != "$" else ():
            self.scripts.update(dict.fromkeys((f"{place}.py", f"{place}/__main__.py", f"{place}/__init__.py")))

    def pytest(self, words: tuple[str, ...]) -> None:
        """Its configuration, and every conftest.py on the way to the tests and below."""
        self.beside.update(dict.fromkeys((*PYTEST, "conftest.py")))
        folders = [word.partition("::")[0].rstrip("/") for word in _arguments(words) if word != "$"]
        for folder in folders:
            parts = folder.split("/")
            self.scripts.update({"/".join([*parts[:i], "conftest.py"]): None for i in range(1, len(parts) + 1)})
            self.below.setdefault(f"{folder}/**/conftest.py")
        if not folders and not self.below:
            self.below.setdefault("**/conftest.py")


def _arguments(words: tuple[str, ...]) -> Iterator[str]:
    """Words that are no options, and no values of such as take one."""
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = word in (
                "-k",
                "-m",
                "-p",
                "-n",
                "-c",
                "-o",
                "-W",
                "-r",
                "--tb",
                "--maxfail",
                "--ignore",
                "--deselect",
                "--rootdir",
            )
        else:
            yield word


def _files(words: tuple[str, ...]) -> Iterator[str]:
    """Words that may name files to read."""
    skip = False
    for word in words:
        if skip:
            skip = False
        elif configured := _CONFIGURED.fullmatch(word):
            yield configured[1]
        elif word.startswith("-"):
            skip = bool(_WRITTEN.fullmatch(word))
        elif word and word != "$" and not word.startswith("/") and "\n" not in word:
            yield word.partition("::")[0]
