"""A commit in a folder of its own: what a stranger's clone would have, and nothing else of this machine.

The user's repository is only read. `git worktree add` would leave a trace in it, and `git clone` copies or fetches where a
clone is shallow; so a repository is made anew that borrows the user's objects. Nothing is fetched, no hook and no content
filter runs.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from tracker.adapters.files.presence import is_there, resolve
from tracker.adapters.git.flags import filter_names, without_filters
from tracker.adapters.git.runner import GitError, GitRunner
from tracker.adapters.temporary import temporary_folder
from tracker.errors import BlockedError

_SUBMODULE = "160000"
_UNALTERED = ("-c", "core.autocrlf=false", "-c", "core.attributesFile=/dev/null", "-c", "core.symlinks=true")
"""Whatever the user has set for all repositories: files are as the commit has them."""


class NoCommitError(BlockedError):
    """The repository, or one of its submodules, does not have the commit."""

    shallow = False
    """Whether it is a clone without the whole history, so that the commit may well exist."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """A commit that was checked out, and empty folders beside it."""

    root: str
    """Of the work tree."""
    home: str
    """For HOME."""
    temporary: str
    """For TMPDIR."""
    scratch: str
    """For reports and logs."""
    absent: tuple[str, ...] = ()
    """Submodules that the user's work tree has not got, either: their folders are empty."""


@contextmanager
def checked_out(git: GitRunner, commit: str, *, branch: str = "") -> Iterator[Checkout]:
    """A commit of the user's repository in a temporary folder, which is removed afterwards.

    `branch` is the one that it is said to be on there; empty for none.

    Raises:
        NoCommitError: the repository does not have it.
        GitError: it cannot be checked out.
    """
    with temporary_folder("tracker-clean-", outside=git.root) as folder:
        root, home, temporary, scratch = (os.path.join(folder, name) for name in ("work", "home", "tmp", "runs"))
        for path in (home, temporary, scratch):
            os.mkdir(path)
        yield Checkout(root, home, temporary, scratch, tuple(_make(git, commit, root, branch)))


def has_commit(git: GitRunner, commit: str) -> bool:
    """Whether the repository has a commit."""
    code, _, _ = git.call(["cat-file", "-e", "--end-of-options", f"{commit}^{{commit}}"])
    return code == 0


def is_shallow(git: GitRunner) -> bool:
    """Whether it lacks a part of its history."""
    return git.read("rev-parse", "--is-shallow-repository").strip() == "true"


def commits_with_tree(git: GitRunner, tree: str) -> tuple[str, ...]:
    """Commits of HEAD's history with just this tree, newest first: one that was rewritten is found by its content."""
    out = git.read("log", "--format=%H %T", "HEAD")
    return tuple(line.partition(" ")[0] for line in out.splitlines() if line.endswith(" " + tree))


def _make(git: GitRunner, commit: str, target: str, branch: str) -> Iterator[str]:
    """Make the repository and its work tree, those of submodules included; names those that are not there."""
    if not has_commit(git, commit):
        error = NoCommitError(f"this repository does not have the commit {commit[:12]}", hints=[_HINT])
        error.shallow = is_shallow(git)
        raise error
    here = _borrowing(git, target)
    _refs(git, here, commit, branch)
    flags, env = without_filters(filter_names("\0".join(here.settings())))
    flags, env = (*_UNALTERED, *flags), {**_OWN_REFS, **env}
    code, _, err = here.call(["reset", "--quiet", "--hard"], flags=flags, env=env, reading=False)
    if code:
        said = err.splitlines()[-1] if err else "git gave no reason"
        raise GitError(f"the commit {commit[:12]} cannot be checked out: {said}", hints=[_HINT])
    for path, inner in _submodules(here):
        users = _users_submodule(git, path)
        if users is None:
            yield path
        else:
            yield from (f"{path}/{name}" for name in _make(users, inner, os.path.join(target, path), ""))


_HINT = "Fetch it, for example: git fetch --unshallow"
_OWN_REFS = {"GIT_DEFAULT_REF_FORMAT": "files", "GIT_NO_REPLACE_OBJECTS": "1"}


def _borrowing(git: GitRunner, target: str) -> GitRunner:
    """An empty repository that has the objects of another one."""
    kind = git.read("rev-parse", "--show-object-format").strip()
    GitRunner(os.path.dirname(target)).write(
        "init", "--quiet", "--template=", f"--object-format={kind}", "--", target, env=_OWN_REFS
    )
    here = GitRunner(target)
    objects, shallow, exclude = git.paths("objects", "shallow", "info/exclude")
    borrowed, own_shallow, own_exclude = here.paths("objects/info/alternates", "shallow", "info/exclude")
    _write(borrowed, _quoted(resolve(objects)) + b"\n")
    for theirs, ours in ((shallow, own_shallow), (exclude, own_exclude)):
        if is_there(theirs):
            with open(theirs, "rb") as file:
                _write(ours, file.read())
    here.write("config", "core.autocrlf", "false")
    return here


def _refs(git: GitRunner, here: GitRunner, commit: str, branch: str) -> None:
    """Branches and tags as the user has them; HEAD at the commit."""
    kinds = ("refs/heads", "refs/tags", "refs/remotes")
    out = git.read("for-each-ref", "--format=%(objectname) %(refname) %(symref)", *kinds)
    rows = (line.split(" ") for line in out.splitlines())
    found = {name: stored for stored, name, leads_to in rows if not leads_to}
    if branch:
        found[f"refs/heads/{branch}"] = commit
    lines = [f"{found[name]} {name}\n" for name in sorted(found, key=os.fsencode)]
    _write(here.path("packed-refs"), os.fsencode("# pack-refs with: sorted \n" + "".join(lines)))
    if branch:
        here.write("symbolic-ref", "HEAD", f"refs/heads/{branch}", env=_OWN_REFS)
    else:
        here.write("update-ref", "--no-deref", "HEAD", commit, env=_OWN_REFS)


def _submodules(here: GitRunner) -> list[tuple[str, str]]:
    """(path, commit) of each."""
    out = here.read("ls-files", "--stage", "-z")
    entries = (entry.partition("\t") for entry in out.split("\0") if entry.startswith(_SUBMODULE))
    return [(path, words.split(" ")[1]) for words, _, path in entries]


def _users_submodule(git: GitRunner, path: str) -> GitRunner | None:
    """The user's clone of a submodule; None where there is none."""
    inner = os.path.join(git.root, path)
    if not os.path.isdir(inner):
        return None
    there = GitRunner(inner)
    code, out, _ = there.call(["rev-parse", "--show-toplevel"])
    return there if code == 0 and resolve(out.removesuffix("\n")) == resolve(inner) else None


def _quoted(path: str) -> bytes:
    """A line of `objects/info/alternates`."""
    if not any(ord(letter) < ord(" ") or letter in '"\\#' for letter in path):
        return os.fsencode(path)
    plain = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
    return os.fsencode('"' + "".join(plain.get(letter, letter) for letter in path) + '"')


def _write(path: str, content: bytes) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)


def tracked_below(root: str, paths: Sequence[str]) -> tuple[str, ...]:
    """Which of these paths a checked out commit has, itself or something below it."""
    here = GitRunner(root)
    return tuple(path for path in paths if here.read("ls-files", "-z", "--", f":(literal){path}"))
