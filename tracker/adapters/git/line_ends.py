"""Line ends as git would store them: a clone with `core.autocrlf`, or a path with `eol=crlf`, has others on the disk."""

from __future__ import annotations

import os

from tracker.adapters.git.call import ask


class LineEnds:
    """Asks git once, when the first file with CRLF line ends comes along, and again when there is a new one."""

    def __init__(self, root: str) -> None:
        """`root`: of the work tree."""
        self._root = root
        self._known: dict[str, bool] = {}

    def become_lf(self, path: str) -> bool:
        """Whether git would store a file of the repository, which has CRLF line ends, with LF ones."""
        if path not in self._known:
            self._known = {path: False, **self._look()}
        return self._known[path]

    def _look(self) -> dict[str, bool]:
        code, said, _ = ask(self._root, ("config", "--get", "core.autocrlf"))
        auto = code == 0 and said.strip().lower() in ("true", "input", "yes", "on", "1")
        code, out, _ = ask(
            self._root, ("ls-files", "--eol", "-z", "--cached", "--others", "--exclude-standard", "--full-name", "--", ":(top)")
        )
        rows = (row.partition("\t") for row in out.split("\0") if row) if code == 0 else ()
        return {path: _becomes_lf(said, auto=auto) for said, _, path in rows}

    def below(self, folder: str) -> Below:
        """The same for paths of a folder, given by its absolute path."""
        return Below(self, os.path.relpath(os.path.realpath(folder), os.path.realpath(self._root)))


class Below:
    """Line ends of files, named from a folder of the repository."""

    def __init__(self, ends: LineEnds, folder: str) -> None:
        self._ends = ends
        self._folder = folder

    def __call__(self, path: str) -> bool:
        """Whether git would store it with LF line ends."""
        return not os.path.isabs(path) and self._ends.become_lf(os.path.normpath(os.path.join(self._folder, path)))


def _becomes_lf(said: str, *, auto: bool) -> bool:
    """What `i/lf w/crlf attr/text=auto eol=crlf` means (git-ls-files, gitattributes)."""
    words, _, attributes = said.partition("attr/")
    index, work = (word[2:] for word in words.split())
    told = attributes.split()
    if "-text" in told:
        return False
    if "text" in told or (any(word.startswith("eol=") for word in told) and "text=auto" not in told):
        return True
    if "text=auto" not in told and not auto:
        return False
    return work != "-text" and index not in ("crlf", "mixed", "-text")
