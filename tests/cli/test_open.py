"""tracker open: what it means by a word, and that a repository never chooses what is started."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.conftest import Place


@pytest.fixture
def book(place: Place) -> Place:
    place.write("tracker.yaml", "project: {name: T}\ndocuments: [{path: T.md, title: T, sections: [phases]}]\n")
    place.write("page.sh", 'echo said\nmkdir -p "$(dirname "$0")/x"\n')
    place.phase("phase-1", "prompt: {file: ONE.md}\nchecks: [{id: ok, kind: command, run: echo fine, inputs: []}]\n")
    place.phase(
        "phase-2",
        """
        depends_on: [phase-1]
        prompt: {file: TWO.md}
        checks:
          - {id: fine, kind: command, run: echo fine, inputs: []}
          - {id: bad, kind: command, run: "echo broken; exit 3", inputs: []}
        """,
    )
    place.commit("Plan")
    return place


def opened(place: Place, *words: str) -> str:
    done = place.tracker("open", *words)
    assert done.code == 0, done.err
    path = done.out.removesuffix("\n")
    assert os.path.isabs(path)
    assert os.path.exists(path)
    return os.path.relpath(path, place.path)


def test_a_phase_opens_what_is_of_use_now(book: Place) -> None:
    missing = book.tracker("open")
    assert (missing.code, missing.err) == (4, "error: T.md is not written yet\n  Write it: tracker render\n")
    book.tracker("render")
    assert opened(book) == opened(book, "document") == "T.md"
    assert opened(book, "1") == opened(book, "prompt") == "prompts/ONE.md"
    book.tracker("run", "1", "2")
    assert opened(book, "1") == "T.md", "it is done"
    log = opened(book, "2")
    assert book.read(log) == "broken\n", "of what failed"
    assert log == opened(book, "log") == opened(book, "log", "2")
    assert book.read(opened(book, "log", "1")) == "fine\n"
    assert opened(book, "prompt", "2") == "prompts/TWO.md"
    view = book.tracker("open", "2", "--json").json
    assert (view["what"], view["phase"], view["path"], view["opened_by"]) == ("log", "phase-2", log, None)


def test_a_report_is_found_beside_the_log_html_first(book: Place) -> None:
    book.tracker("run", "1")
    none = book.tracker("open", "report", "1")
    assert (none.code, none.err.splitlines()[0]) == (
        4, "error: no report of phase-1 is here: they are not committed, and tracker gc removes old ones",
    )  # fmt: skip
    folder = os.path.dirname(opened(book, "log", "1"))
    book.write(f"{folder}/junit.xml", "<testsuite/>")
    assert opened(book, "report", "1") == f"{folder}/junit.xml"
    book.write(f"{folder}/report.html", "<p>")
    assert opened(book, "report") == f"{folder}/report.html"


def test_what_is_nothing_to_open_is_said(book: Place) -> None:
    for words in (["nothing"], ["document", "nothing"], ["--", "-x"], ["1", "2"], ["log", "1", "2"]):
        done = book.tracker("open", *words)
        assert (done.code, done.out) == (2, ""), words


def test_on_a_terminal_the_editor_or_the_desktop_opens_it(book: Place, tmp_path: Path) -> None:
    book.tracker("render")
    book.tracker("run", "1")
    page = os.path.dirname(opened(book, "log", "1")) + "/report.html"
    book.write(page, "<p>")
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("an-editor", "xdg-open"):
        (tools / name).write_text(
            f'#!/bin/sh\necho "$0 $*" > {tmp_path}/{name}.said.part\nmv {tmp_path}/{name}.said.part {tmp_path}/{name}.said\n'
        )
        (tools / name).chmod(0o755)
    env = {"PATH": f"{tools}:{book.env['PATH']}", "EDITOR": "an-editor -n"}
    assert book.terminal("open", **env) == ""
    assert (tmp_path / "an-editor.said").read_text() == f"{tools}/an-editor -n {book.path}/T.md\n"
    assert f"{book.path}/{page}" in book.terminal("open", "report", "1", **env, DISPLAY="", WAYLAND_DISPLAY="")
    assert book.terminal("open", "report", "1", **env, DISPLAY=":9") == ""
    said = tmp_path / "xdg-open.said"
    for _ in range(200):
        if said.exists():
            break
        book.git("status")
    assert said.read_text() == f"{tools}/xdg-open {book.path}/{page}\n"
    assert f"{book.path}/T.md" in book.terminal("open", "--print", **env)
    assert "the editor /nowhere/ed cannot be started" in book.terminal("open", EDITOR="/nowhere/ed")


def test_the_path_of_a_log_that_leads_out_of_the_project_is_not_opened(book: Place, tmp_path: Path) -> None:
    """Who writes the journal must not have other files of this machine shown."""
    book.tracker("run", "1")
    log = book.path / opened(book, "log", "1")
    secret = tmp_path / "secret"
    secret.write_text("secret")
    log.unlink()
    log.symlink_to(secret)
    done = book.tracker("open", "log", "1")
    assert done.code == 4
    assert str(secret) not in done.out


def test_a_document_whose_name_begins_with_a_hyphen_is_no_option(book: Place, tmp_path: Path) -> None:
    book.write("tracker.yaml", "project: {name: T}\ndocuments: [{path: -c.md, title: T, sections: [phases]}]\n")
    book.tracker("render")
    editor = tmp_path / "ed"
    editor.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/said\n')
    editor.chmod(0o755)
    book.terminal("open", EDITOR=str(editor))
    assert (tmp_path / "said").read_text() == f"{book.path}/-c.md\n"


def test_json_is_one_document(book: Place) -> None:
    book.tracker("render")
    assert json.loads(book.tracker("open", "--json").out)["kind"] == "opened"
