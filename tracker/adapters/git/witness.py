"""What git can testify: which commits it has, what it ignores, and what became of files. Light imports only."""

from __future__ import annotations

import errno

from tracker.adapters.git.call import NO_GIT, ask

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SHA1 = 40
"""Characters of a name in most repositories; in others it is a sha256."""


class Past:
    """What HEAD's history has of the files in a folder, by path from the repository's root."""

    def __init__(self) -> None:
        self.contents: dict[str, dict[str, str]] = {}
        """Path → the name of each content that it ever had → a commit that has it."""
        self.removed: dict[str, str] = {}
        """Path → the newest commit that removed it, also where it is there again."""


def _said(root: str, words: Sequence[str], *, stdin: bytes = b"", fine: Sequence[int] = (0,)) -> str:
    """What git prints.

    Raises:
        OSError: git failed.
    """
    code, out, err = ask(root, words, stdin=stdin)
    if code in fine:
        return out
    if code == NO_GIT:
        raise OSError(errno.ENOENT, "git is not installed")
    raise OSError(errno.EIO, f"git {words[0]} failed: {err.splitlines()[0] if err else 'it gave no reason'}")


class Witness:
    """Git, asked about a folder's repository."""

    def __init__(self, root: str) -> None:
        self._root = root

    def unknown_commits(self, commits: Iterable[str]) -> frozenset[str]:
        """Those that the repository does not have, asked with one git; short names are as good as whole ones.

        Raises:
            OSError: git cannot tell.
        """
        wanted = list(dict.fromkeys(commit for commit in commits if commit))
        if not wanted:
            return frozenset()
        asked = "".join(f"{commit}^{{commit}}\n" for commit in wanted).encode("utf-8", "replace")
        answers = _said(self._root, ("cat-file", "--batch-check=%(objecttype)"), stdin=asked).splitlines()
        return frozenset(commit for commit, answer in zip(wanted, answers, strict=True) if answer != "commit")

    def is_shallow(self) -> bool:
        """Whether older history is left out, so that of a commit that is not there nothing can be said.

        Raises:
            OSError: git cannot tell.
        """
        return _said(self._root, ("rev-parse", "--is-shallow-repository")).strip() == "true"

    def ignored_by(self, paths: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Path → (file:line, rule) for each of these that git would ignore.

        Raises:
            OSError: git cannot tell.
        """
        out = _said(
            self._root, ("check-ignore", "-v", "-z", "--stdin"), stdin="".join(f"{x}\0" for x in paths).encode(), fine=(0, 1)
        )
        fields = out.split("\0")
        rows = zip(*[iter(fields[: len(fields) // 4 * 4])] * 4, strict=True)
        return {path: (f"{source}:{line}", rule) for source, line, rule, path in rows if not rule.startswith("!")}

    def past_of(self, folder: str) -> Past:
        """What became of the files in a folder, in all that leads to HEAD.

        Raises:
            OSError: git cannot tell.
        """
        found = Past()
        if ask(self._root, ("rev-parse", "--verify", "--quiet", "HEAD^{commit}"))[0]:
            return found  # there is no commit yet
        out = _said(
            self._root,
            (
                "log",
                "--full-history",
                "-m",
                "--raw",
                "-z",
                "--no-abbrev",
                "--no-renames",
                "--format=%x01%H",
                "HEAD",
                "--",
                folder,
            ),
        )
        commit, fields = "", iter(out.replace("\n", "\0").split("\0"))
        for field in fields:
            if field.startswith("\x01"):
                commit = field[1:]
            elif field.startswith(":"):
                _, _, old, new, status = field[1:].split(" ")
                path = next(fields, "")
                blob = old if status == "D" else new
                found.contents.setdefault(path, {}).setdefault(blob, commit)
                if status == "D":
                    found.removed.setdefault(path, commit)
        return found

    @staticmethod
    def blob_name(content: bytes, like: str) -> str:
        """The name that git gives to a content, by the algorithm of another name."""
        import hashlib

        algorithm = "sha1" if len(like) == _SHA1 else "sha256"
        return hashlib.new(algorithm, b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()

    def sizes(self, blobs: Iterable[str]) -> dict[str, int]:
        """Content → its bytes, for those that the repository has.

        Raises:
            OSError: git cannot tell.
        """
        wanted = list(blobs)
        answers = _said(
            self._root, ("cat-file", "--batch-check=%(objectsize)"), stdin="".join(f"{x}\n" for x in wanted).encode()
        )
        return {blob: int(size) for blob, size in zip(wanted, answers.splitlines(), strict=True) if size.isdigit()}
