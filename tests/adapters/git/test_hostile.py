"""Repositories that would have us execute something: a canary file says whether anything was."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.adapters.repositories import Repo, make_repo
from tracker.adapters.git.repository import GitRepository, find_repository
from tracker.adapters.git.runner import GitError
from tracker.adapters.git.status import quick_status
from tracker.errors import BlockedError

HOOKS = (
    "pre-commit", "prepare-commit-msg", "commit-msg", "post-commit", "post-index-change", "reference-transaction",
    "post-checkout", "fsmonitor-watchman", "pre-auto-gc", "post-rewrite",
)  # fmt: skip


class Canary:
    """A program that leaves a file when it is run."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "canary"
        self.program = folder / "canary.sh"
        self.program.write_text(f'#!/bin/sh\necho "$0 $*" >> {self.file}\nexit 1\n')
        self.program.chmod(0o755)

    def __str__(self) -> str:
        return str(self.program)

    @property
    def sang(self) -> str:
        return self.file.read_text() if self.file.exists() else ""


@pytest.fixture
def repo(tmp_path: Path, hermetic: dict[str, str]) -> Repo:
    return make_repo(tmp_path, hermetic)


@pytest.fixture
def canary(tmp_path: Path) -> Canary:
    return Canary(tmp_path)


def fsmonitor(repo: Repo, canary: Canary) -> None:
    repo.git("config", "core.fsmonitor", str(canary))


def hooks(repo: Repo, canary: Canary) -> None:
    for name in HOOKS:
        repo.write(f".git/hooks/{name}", canary.program.read_bytes()).chmod(0o755)


def hooks_path(repo: Repo, canary: Canary) -> None:
    hooks(repo, canary)
    os.rename(repo.path / ".git/hooks", repo.path / "tools")
    repo.git("config", "core.hooksPath", "tools")


def content_filter(repo: Repo, canary: Canary, name: str = "x") -> None:
    repo.write(".git/config", repo.git("config", "--list", "--null") and (repo.path / ".git/config").read_text() + (
        f'[filter "{name}"]\n\tclean = {canary}\n\tsmudge = {canary}\n\trequired = true\n'
    ))  # fmt: skip
    repo.write(".git/info/attributes", f"* filter={name}\n")


def filter_process(repo: Repo, canary: Canary) -> None:
    repo.git("config", "filter.p.process", str(canary))
    repo.write(".gitattributes", "* filter=p\n")


def filter_with_an_equals_sign(repo: Repo, canary: Canary) -> None:
    content_filter(repo, canary, "a=b")


def filter_with_dots_and_capitals(repo: Repo, canary: Canary) -> None:
    content_filter(repo, canary, "A.b.C")


def filter_without_a_name(repo: Repo, canary: Canary) -> None:
    content_filter(repo, canary, "")


def filter_in_an_included_file(repo: Repo, canary: Canary) -> None:
    repo.write("included", f'[filter "i"]\n\tclean = {canary}\n')
    repo.git("config", "include.path", str(repo.path / "included"))
    repo.write(".gitattributes", "* filter=i\n")


def gpg(repo: Repo, canary: Canary) -> None:
    for key in ("gpg.program", "gpg.ssh.program", "gpg.x509.program", "gpg.ssh.defaultKeyCommand"):
        repo.git("config", key, str(canary))
    for key in ("commit.gpgSign", "tag.gpgSign", "log.showSignature"):
        repo.git("config", key, "true")
    tree = repo.git("rev-parse", "HEAD^{tree}").strip()
    who = "T <t@example.org> 1700000000 +0000"
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ==\n -----END PGP SIGNATURE-----\n"
    text = f"tree {tree}\nparent {repo.head()}\nauthor {who}\ncommitter {who}\n{signature}\nSigned\n"
    commit = repo.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=text.encode()).strip()
    repo.git("update-ref", "HEAD", commit)


def ssh_signing(repo: Repo, canary: Canary) -> None:
    gpg(repo, canary)
    repo.git("config", "gpg.format", "ssh")


def external_diff(repo: Repo, canary: Canary) -> None:
    repo.git("config", "diff.external", str(canary))


def diff_driver(repo: Repo, canary: Canary) -> None:
    repo.git("config", "diff.d.command", str(canary))
    repo.git("config", "diff.d.textconv", str(canary))
    repo.git("config", "diff.d.cachetextconv", "true")
    repo.write(".git/info/attributes", "* diff=d\n")


def pager_and_editors(repo: Repo, canary: Canary) -> None:
    for key in ("core.pager", "pager.log", "pager.status", "pager.diff", "pager.config", "core.editor", "sequence.editor"):
        repo.git("config", key, str(canary))


def askers(repo: Repo, canary: Canary) -> None:
    for key in ("core.askPass", "core.sshCommand", "core.gitProxy", "credential.helper", "core.alternateRefsCommand"):
        repo.git("config", key, str(canary))


def aliases(repo: Repo, canary: Canary) -> None:
    for name in ("status", "log", "config", "rev-parse", "ls-files", "diff", "hash-object", "commit-tree"):
        repo.git("config", f"alias.{name}", f"!{canary}")


def trailers(repo: Repo, canary: Canary) -> None:
    repo.git("config", "trailer.Tracker-Phase.command", str(canary))
    repo.git("config", "trailer.Tracker-Phase.cmd", str(canary))
    repo.git("config", "trailer.x.cmd", str(canary))
    repo.commit("With one\n\nTracker-Phase: phase-1\n")


def lazy_fetch(repo: Repo, canary: Canary) -> None:
    """A partial clone without its old contents, whose remote is to be reached by a program."""
    repo.commit("Second", **{"a.txt": "quite another content\n"})
    repo.git("mv", "b.txt", "renamed.txt")
    for name in ("HEAD~1:a.txt", "HEAD~1:b.txt"):
        blob = repo.git("rev-parse", name).strip()
        (repo.path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    repo.write("renamed.txt", "something else that is about as long\n")
    repo.git("config", "core.repositoryFormatVersion", "1")
    repo.git("config", "extensions.partialClone", "origin")
    repo.git("config", "remote.origin.promisor", "true")
    repo.git("config", "remote.origin.url", f"ext::{canary}")
    repo.git("config", "protocol.ext.allow", "always")


def lazy_fetch_from_a_folder(repo: Repo, canary: Canary) -> None:
    lazy_fetch(repo, canary)
    repo.git("config", "remote.origin.url", str(repo.path))
    repo.git("config", "remote.origin.uploadpack", str(canary))
    repo.git("config", "protocol.file.allow", "always")


def submodule_with_a_monitor(repo: Repo, canary: Canary) -> None:
    inner = Repo(repo.path / "inner", repo.env)
    inner.path.mkdir()
    inner.git("init", "-q")
    inner.commit("Inner", x="x")
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "./inner", "inner", check=False)
    repo.git("add", "-A")
    repo.git("commit", "-q", "-m", "Submodule")
    inner.git("config", "core.fsmonitor", str(canary))
    repo.write(".gitmodules", '[submodule "inner"]\n\tpath = inner\n\turl = ./inner\n\tignore = none\n')
    inner.write("x", "changed")


def submodule_with_a_filter(repo: Repo, canary: Canary) -> None:
    submodule_with_a_monitor(repo, canary)
    inner = Repo(repo.path / "inner", repo.env)
    inner.git("config", "--unset", "core.fsmonitor")
    inner.git("config", "filter.inner.clean", str(canary))
    inner.write(".git/info/attributes", "* filter=inner\n")
    inner.write("x", "X")


TRAPS: list[Callable[[Repo, Canary], None]] = [
    fsmonitor, hooks, hooks_path, content_filter, filter_process, filter_with_an_equals_sign, filter_with_dots_and_capitals,
    filter_without_a_name, filter_in_an_included_file, gpg, ssh_signing, external_diff, diff_driver, pager_and_editors, askers,
    aliases, trailers, lazy_fetch, lazy_fetch_from_a_folder, submodule_with_a_monitor,
    submodule_with_a_filter,
]  # fmt: skip
FILTERS = {"content_filter", "filter_process", "filter_with_an_equals_sign", "filter_with_dots_and_capitals",
           "filter_without_a_name", "filter_in_an_included_file"}  # fmt: skip


def touch_everything(repo: Repo) -> None:
    """So that git must look at contents."""
    for name in ("a.txt", "renamed.txt", "dir/c.txt"):
        file = repo.path / name
        if file.exists():
            file.write_bytes(file.read_bytes().swapcase())


def read_everything(repo: Repo) -> None:
    root = str(repo.path)
    adapter, head = GitRepository(root), repo.head()
    looks = [
        lambda: find_repository(root), lambda: quick_status(root), adapter.head, adapter.dirty, adapter.files,
        adapter.ignored_folders, lambda: adapter.facts("HEAD"), lambda: adapter.facts("HEAD~1"),
        lambda: adapter.contains("HEAD"), lambda: adapter.trees([head, "1" * 40]),
        lambda: adapter.find("Tracker-Phase", "phase-1"), lambda: adapter.diff_totals("HEAD", []),
        lambda: adapter.diff_totals("HEAD~1", []), lambda: adapter.log_count(["a.txt"]),
    ]  # fmt: skip
    for look in looks:
        try:
            look()
        except GitError:
            pass  # it may refuse, but not execute


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.__name__)
def test_nothing_is_executed_by_looking(repo: Repo, canary: Canary, trap: Callable[[Repo, Canary], None]) -> None:
    if trap not in (lazy_fetch, lazy_fetch_from_a_folder):
        repo.commit("Second", **{"a.txt": "second\n"})
    trap(repo, canary)
    touch_everything(repo)
    canary.file.unlink(missing_ok=True)
    read_everything(repo)
    assert canary.sang == ""


BITING = {
    "fsmonitor": ["status"],
    "hooks": ["commit", "--allow-empty", "-m", "x"],
    "hooks_path": ["commit", "--allow-empty", "-m", "x"],
    **{key: ["status"] for key in FILTERS - {"filter_process"}},
    "filter_process": ["diff"],
    "gpg": ["log", "-1"],
    "external_diff": ["diff"],
    "diff_driver": ["log", "-p", "--ext-diff", "-1"],
    "lazy_fetch": ["log", "-p", "-2"],
    "lazy_fetch_from_a_folder": ["log", "-p", "-2"],
    "submodule_with_a_monitor": ["status"],
    "submodule_with_a_filter": ["status"],
}
"""A command of git's own by which the canary is heard: proof that the trap is one."""


@pytest.mark.parametrize("name", sorted(BITING))
def test_the_trap_bites_who_is_careless(repo: Repo, canary: Canary, name: str) -> None:
    if not name.startswith("lazy"):
        repo.commit("Second", **{"a.txt": "second\n"})
    {trap.__name__: trap for trap in TRAPS}[name](repo, canary)
    touch_everything(repo)
    canary.file.unlink(missing_ok=True)
    repo.git(*BITING[name], check=False)
    assert canary.sang


@pytest.mark.parametrize("trap", [t for t in TRAPS if t.__name__ not in FILTERS], ids=lambda trap: trap.__name__)
def test_no_hook_and_no_signing_program_is_executed_by_committing(repo: Repo, canary: Canary, trap) -> None:
    trap(repo, canary)
    repo.write("ours.txt", "ours\n")
    repo.write("dir/c.txt", "ours\n")
    canary.file.unlink(missing_ok=True)
    facts = GitRepository(str(repo.path)).commit(
        ["ours.txt", "dir/c.txt"], "Ours\n\nTracker-Phase: phase-1\n", parent=repo.head()
    )
    assert canary.sang == ""
    assert facts is not None
    assert facts.commit == repo.head()
    assert "gpgsig" not in repo.git("cat-file", "-p", "HEAD")


def test_a_bare_repository_inside_the_work_tree_is_not_entered(repo: Repo, canary: Canary) -> None:
    inside = repo.path / "docs"
    repo.git("init", "-q", "--bare", str(inside))
    config = (inside / "config").read_text()
    (inside / "config").write_text(f"{config}\tworktree = .\n\tfsmonitor = {canary}\n".replace("bare = true", "bare = false"))
    with pytest.raises(BlockedError, match="bare repository"):
        find_repository(str(inside))
    assert quick_status(str(inside)) is None
    adapter = GitRepository(str(inside))
    for look in (adapter.dirty, adapter.files, adapter.head):
        with pytest.raises(GitError):
            look()
    assert canary.sang == ""


def test_a_filter_that_comes_later_is_not_executed_either(repo: Repo, canary: Canary) -> None:
    adapter = GitRepository(str(repo.path))
    adapter.dirty()
    content_filter(repo, canary)
    touch_everything(repo)
    canary.file.unlink(missing_ok=True)
    adapter.dirty()
    adapter.diff_totals("HEAD", [])
    assert canary.sang == ""
