"""A name that the disk does not show once: nothing is written elsewhere, nothing secret stays, nothing is said to be gone."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.adapters.repositories import Repo, make_repo
from tracker.adapters.databases import DatabaseError, SqlDatabases
from tracker.adapters.files.disk import DiskFiles, make_folders
from tracker.adapters.files.presence import is_there, resolve
from tracker.adapters.files.roots import find_root
from tracker.adapters.git.repository import GitRepository
from tracker.adapters.processes.outputs import Outputs
from tracker.adapters.processes.pipes import clean_folder
from tracker.adapters.processes.which import which
from tracker.bootstrap import is_report
from tracker.errors import UnreachableError
from tracker.model.redaction import Redactor

Hide = Callable[[str, str], None]


@pytest.fixture
def hide(monkeypatch: pytest.MonkeyPatch) -> Hide:
    """Let a call of `os` fail for a path."""

    def put(call: str, path: str) -> None:
        real = getattr(os, call)

        def asked(found: object, *args: object, **words: object) -> object:
            if found == path:
                raise OSError(errno.EIO, os.strerror(errno.EIO), path)
            return real(found, *args, **words)

        monkeypatch.setattr(os, call, asked)

    return put


def broken() -> pytest.RaisesContext[OSError]:
    return pytest.raises(OSError, match="Input/output error")


def test_links_are_followed_and_what_is_not_there_stands_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "lost").symlink_to("nowhere/x")
    (tmp_path / "loop").symlink_to("loop")
    for words in ("link", "link/new/file", "lost", "loop", "loop/x", "link/../other", "new/../link/x", "real/..", "lost/../y"):
        path = str(tmp_path / words) if ".." not in words else f"{tmp_path}/{words}"
        assert resolve(path) == os.path.realpath(path), words
    assert (is_there(str(tmp_path / "lost")), is_there(str(tmp_path / "new"))) == (True, False)


def test_a_link_that_cannot_be_read_is_no_file_to_write_over(tmp_path: Path, hide: Hide) -> None:
    (tmp_path / "target.md").write_text("typed")
    (tmp_path / "link.md").symlink_to("target.md")
    hide("lstat", str(tmp_path / "link.md"))
    for act in (
        lambda: DiskFiles(str(tmp_path)).place("link.md", b"ours"),
        lambda: DiskFiles(str(tmp_path)).contains("link.md"),
    ):
        with broken():
            act()
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "target.md").read_text() == "typed"


def test_a_mode_that_cannot_be_read_is_not_guessed(tmp_path: Path, hide: Hide) -> None:
    script = tmp_path / "script"
    script.write_text("typed")
    script.chmod(0o755)
    hide("stat", str(script))
    with broken():
        DiskFiles(str(tmp_path)).place("script", b"ours")
    assert (script.stat().st_mode & 0o777, script.read_text()) == (0o755, "typed")


def test_a_folder_that_cannot_be_looked_at_ends_the_search_for_missing_ones(tmp_path: Path, hide: Hide) -> None:
    hide("stat", str(tmp_path))
    with broken():
        make_folders(str(tmp_path / "a/b"))


@pytest.mark.parametrize("call", ["lstat", "listdir"])
def test_a_report_that_cannot_be_looked_at_is_not_taken_for_clean(tmp_path: Path, hide: Hide, call: str) -> None:
    report = tmp_path / "report.xml"
    report.write_text("password")
    hide(call, str(report if call == "lstat" else tmp_path))
    with broken():
        clean_folder(str(tmp_path), Redactor({"SECRET": "password"}))


def test_a_folder_of_reports_that_cannot_be_looked_at_is_said_of_the_output(tmp_path: Path, hide: Hide) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    secrets = Redactor({"SECRET": "password"})
    outputs = Outputs(str(tmp_path / "scratch"), root=str(tmp_path), limit=1000, conceal={}, secrets=secrets)
    output = outputs.open()
    assert output.pump is not None
    output.pump.finish()
    hide("stat", str(reports))
    assert outputs.log(output, str(reports / "a.log")).head == "the output could not be read: Input/output error"


def test_a_file_that_cannot_be_looked_at_is_not_gone(tmp_path: Path, hermetic: dict[str, str], hide: Hide) -> None:
    repo: Repo = make_repo(tmp_path, hermetic)
    (repo.path / "new.txt").write_text("x")
    adapter = GitRepository(str(repo.path))
    assert "new.txt" in adapter.files()
    hide("lstat", str(repo.path / "new.txt"))
    with broken():
        adapter.files()


@pytest.mark.parametrize("staging", [True, False])
def test_a_second_name_that_could_not_be_removed_is_not_written_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, staging: bool
) -> None:
    files = DiskFiles(str(tmp_path), staging=str(tmp_path / "cache/writing") if staging else None)

    def refuse(what: str | int) -> None:
        number = errno.EIO if isinstance(what, int) or os.path.lexists(what) else errno.ENOENT
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as broken_disk:
        broken_disk.setattr(os, "unlink", refuse)
        files.place("journal", b"all that happened", new=True)
    assert (tmp_path / "journal").stat().st_nlink == 2
    monkeypatch.setattr(os, "fsync", refuse)
    with broken():
        files.place("other" if staging else "journal", b"ours")
    assert (tmp_path / "journal").read_bytes() == b"all that happened"


def test_what_another_process_is_writing_may_vanish_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    staging = tmp_path / "cache/writing"
    staging.mkdir(parents=True)
    real = os.scandir

    def list_and_lose(folder: str) -> list[os.DirEntry[str]]:
        (staging / "theirs").write_text("being written")
        found = list(real(folder))
        (staging / "theirs").unlink()
        return found

    monkeypatch.setattr(os, "scandir", list_and_lose)
    DiskFiles(str(tmp_path), staging=str(staging)).place("ours.md", b"ours")
    assert (tmp_path / "ours.md").read_text() == "ours"


@pytest.mark.parametrize("kept", ["intent", "alive"])
def test_what_could_not_be_removed_after_a_commit_is_removed_by_the_next_run(
    tmp_path: Path, hermetic: dict[str, str], monkeypatch: pytest.MonkeyPatch, kept: str
) -> None:
    repo: Repo = make_repo(tmp_path, hermetic)
    adapter = GitRepository(str(repo.path))
    head = adapter.head().commit
    assert head is not None
    (repo.path / "new.txt").write_text("x")
    real = os.unlink

    def unlink(path: str, **words: int) -> None:
        if str(path).endswith(kept):
            raise OSError(errno.EIO, os.strerror(errno.EIO), path)
        real(path, **words)

    with monkeypatch.context() as broken_disk:
        broken_disk.setattr(os, "unlink", unlink)
        assert adapter.commit(["new.txt"], "New", parent=head) is not None
    assert len(list((repo.path / ".git").glob("tracker-*"))) == 1
    GitRepository(str(repo.path)).mend()
    assert list((repo.path / ".git").glob("tracker-*")) == []
    assert adapter.dirty() == {}


def test_a_linked_file_that_cannot_be_looked_at_is_not_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Entry:
        """os.DirEntry cannot be patched."""

        def __init__(self, entry: os.DirEntry[str]) -> None:
            self.name = entry.name

        def is_dir(self, *, follow_symlinks: bool) -> bool:
            return False

        def is_file(self) -> bool:
            raise OSError(errno.EIO, os.strerror(errno.EIO), self.name)

    (tmp_path / "a.txt").write_text("x")
    real = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: [Entry(entry) for entry in real(path)])
    with broken():
        DiskFiles(str(tmp_path)).glob(["**/*.txt"])


def test_a_program_that_cannot_be_looked_at_is_not_said_to_be_missing(tmp_path: Path, hide: Hide) -> None:
    tool = tmp_path / "tool"
    tool.write_text("#!/bin/sh\n")
    tool.chmod(0o755)
    (tmp_path / "other").mkdir()
    hide("stat", str(tmp_path / "other/tool"))
    path = f"{tmp_path}/other{os.pathsep}{tmp_path}"
    assert which("tool", path, "/") == str(tool)
    with broken():
        which("tool", f"{tmp_path}/other", "/")


def test_a_database_that_cannot_be_looked_at_is_tried_again(tmp_path: Path, hide: Hide) -> None:
    (tmp_path / "data.db").write_text("")
    hide("stat", str(tmp_path / "data.db"))
    with pytest.raises(DatabaseError, match=r"data\.db cannot be read: Input/output error") as caught:
        SqlDatabases(str(tmp_path)).query("sqlite:///data.db", script="", sql="SELECT 1", timeout=1)
    assert isinstance(caught.value, UnreachableError)


def test_a_plan_that_cannot_be_looked_at_is_not_searched_for_above(tmp_path: Path, hide: Hide) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    for folder in (tmp_path, inner):
        (folder / "tracker.yaml").write_text("")
    hide("stat", str(inner / "tracker.yaml"))
    with broken():
        find_root(str(inner))


def test_a_report_that_cannot_be_looked_at_is_no_word_for_a_phase(tmp_path: Path, hide: Hide) -> None:
    (tmp_path / "report.xml").write_text("<testsuite/>")
    hide("stat", str(tmp_path / "report.xml"))
    with broken():
        is_report(str(tmp_path), "report.xml")


def test_reports_at_any_depth_are_cleaned_and_what_a_link_leads_to_is_not_ours(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "run", tmp_path / "elsewhere"
    deep = folder / "reports/html"
    deep.mkdir(parents=True)
    elsewhere.mkdir()
    (elsewhere / "mine.txt").write_text("password")
    (deep / "index.html").write_text("<p>password</p>")
    (folder / "reports/link").symlink_to(elsewhere)
    clean_folder(str(folder), Redactor({"SECRET": "password"}))
    assert "password" not in (deep / "index.html").read_text()
    assert (elsewhere / "mine.txt").read_text() == "password"
    assert [path.name for path in deep.iterdir()] == ["index.html"]
