"""Files, git, metrics, queries and approvals, against real ones."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tests.checks.bench import Bench, read
from tracker.checking import border
from tracker.checking.context import Approval
from tracker.checks.metric import MetricCheck
from tracker.errors import StorageError, TrackerError, UsageError
from tracker.model.status import Outcome


@pytest.fixture
def bench(tmp_path: Path, hermetic: dict[str, str]) -> Bench:
    return Bench(tmp_path, hermetic)


def commit(bench: Bench) -> str:
    bench.git("add", "-A")
    bench.git("commit", "-q", "--allow-empty", "-m", "Change")
    return bench.git("rev-parse", "HEAD").strip()


# -- files --------------------------------------------------------------------------------------------------------


def files(bench: Bench, *expect: dict[str, Any], **cells: str) -> tuple[str, tuple[str, ...]]:
    found = bench.run("files", cells, expect=list(expect))
    return found.outcome, found.details or (found.summary,)


def test_files_that_are_there_and_what_is_in_them(bench: Bench) -> None:
    bench.write("server/a.py", "one\nexecute('%s')\n")
    bench.write("server/b/c.py", "two\n")
    assert files(bench, {"path": "server/**/*.py", "count": "2", "lacks": "%d", "contains": "^(one|two)$"}) == (
        "passed", ("2 files are as expected",),
    )  # fmt: skip
    assert files(bench, {"path": "{{ folder }}/a.py"}, folder="server") == ("passed", ("1 file is as expected",))
    assert files(bench, {"path": "server/*.py", "lacks": [r"execute\(.*%s"]}) == (
        "failed", ("server/a.py:2: found \"execute('%s\", which 'execute\\\\(.*%s' forbids",),
    )  # fmt: skip
    assert files(bench, {"path": "server/**/*.py", "contains": ["one"]}) == ("failed", ("server/b/c.py: no match for 'one'",))


def test_files_that_are_missing_or_should_be(bench: Bench) -> None:
    bench.write("a.txt", "")
    assert files(bench, {"path": "b.txt"}) == ("failed", ("b.txt: found nothing, expected a file",))
    assert files(bench, {"path": "b.txt", "contains": "x"}) == ("failed", ("b.txt: found nothing, expected a file",))
    assert files(bench, {"path": "*.txt", "exists": False}) == ("failed", ("*.txt: found a.txt, expected nothing",))
    assert files(bench, {"path": "b.txt", "exists": False})[0] == "passed"
    assert files(bench, {"path": "*.txt", "count": ">= 2"}) == ("failed", ("*.txt: found 1, expected >= 2",))
    assert files(bench, {"path": "*.py", "count": "0"})[0] == "passed"
    assert files(bench, {"path": "a.txt"}, {"path": "b"}, {"path": "c"})[1] == (
        "b: found nothing, expected a file", "c: found nothing, expected a file",
    )  # fmt: skip


def test_a_folder_that_is_still_there_is_not_gone(bench: Bench) -> None:
    bench.write("legacy/x.py", "")
    assert files(bench, {"path": "legacy", "exists": False}) == ("failed", ("legacy: found a folder, expected nothing",))


def test_a_file_that_is_too_long_to_be_read_whole_is_an_error(bench: Bench) -> None:
    bench.write("long.log", b"x" * 16_000_001 + b"Traceback")
    with pytest.raises(StorageError, match=r"long\.log has more than 16,000,000 bytes, and would be read in part only"):
        files(bench, {"path": "*.log", "lacks": "Traceback"})
    with pytest.raises(StorageError, match="in part only"):
        bench.run("metric", source={"lines": {"lines": "long.log"}})
    bench.write("long.log", b"x" * 15_999_991 + b"Traceback")
    assert files(bench, {"path": "*.log", "lacks": "Traceback"})[0] == "failed"


def test_a_pattern_that_is_found_everywhere_is_listed_in_short(bench: Bench) -> None:
    bench.write("x", "a" * 10_000)
    _, details = files(bench, {"path": "x", "lacks": "a"})
    assert (len(details), details[-1]) == (21, "x: and more")


def test_an_unreadable_file_is_an_error_and_bytes_are_no_crash(bench: Bench) -> None:
    bench.write("bytes", bytes(range(256)))
    assert files(bench, {"path": "bytes", "contains": "ABC"})[0] == "passed"
    (bench.path / "link").symlink_to("link")
    assert files(bench, {"path": "*", "contains": "ABC"})[0] == "passed"


# -- git ----------------------------------------------------------------------------------------------------------


def test_a_clean_and_a_changed_work_tree(bench: Bench) -> None:
    bench.write("a", "a")
    head = commit(bench)
    found = bench.run("git", expect={"clean": True, "idle": True, "branch": "ma*", "contains": head[:8]})
    assert (found.outcome, found.summary) == ("passed", f"as expected at {head[:7]}")
    assert bench.run("git", expect={"clean": False}).summary == "found no changed file, expected some"
    bench.write(".tracker/journal/x.jsonl", "ours")
    assert bench.run("git", expect={"clean": True}).outcome == "passed"
    for number in range(7):
        bench.write(f"n{number}", "x")
    found = bench.run("git", expect={"clean": True})
    assert found.summary == "found 7 changed files (n0, n1, n2, n3, n4 and 2 more), expected none"
    assert bench.run("git", expect={"clean": False}).outcome == "passed"


@pytest.mark.parametrize("how", ["--assume-unchanged", "--skip-worktree"])
def test_a_clean_work_tree_hides_nothing_from_git(bench: Bench, how: str) -> None:
    bench.write("b", "before")
    bench.write("c", "not checked out later")
    commit(bench)
    bench.git("update-index", how, "b")
    assert bench.run("git", expect={"clean": True}).outcome == "passed", "marked, and as it is in the commit"
    bench.write("b", "after")
    assert bench.run("git", expect={"clean": True}).summary == "found 1 changed files (b), expected none"
    bench.write("b", "before")
    bench.git("update-index", "--skip-worktree", "c")
    (bench.path / "c").unlink()
    assert bench.run("git", expect={"clean": True}).outcome == "passed", "not checked out is not changed"


def test_a_file_whose_times_were_put_back_is_changed_all_the_same(bench: Bench) -> None:
    bench.write("b", "one")
    os.utime(bench.path / "b", (1, 1))
    commit(bench)
    bench.git("config", "core.trustctime", "false")
    bench.git("config", "core.checkStat", "minimal")
    time.sleep(1.1)  # git compares whole seconds
    bench.write("b", "two")
    os.utime(bench.path / "b", (1, 1))
    assert bench.run("git", expect={"clean": True}).outcome == "failed"


def test_branch_history_and_what_is_under_way(bench: Bench) -> None:
    bench.write("a", "a")
    commit(bench)
    bench.git("checkout", "-q", "-b", "side")
    bench.write("a", "side")
    side = commit(bench)
    bench.git("checkout", "-q", "main")
    bench.write("a", "main")
    commit(bench)
    assert bench.run("git", expect={"branch": "side*"}).summary == "found main, expected the branch side*"
    assert bench.run("git", expect={"contains": side}).summary == f"HEAD's history has no commit {side}"
    assert bench.run("git", expect={"idle": False}).summary == "found nothing under way, expected a merge or the like"
    with pytest.raises(Exception, match="non-zero"):
        bench.git("merge", "side")
    assert bench.run("git", expect={"idle": True}).summary == "found a merge under way, expected none"
    assert bench.run("git", expect={"idle": False}).outcome == "passed"
    bench.git("merge", "--abort")
    bench.git("checkout", "-q", "--detach")
    for pattern in ("main", "*"):
        found = bench.run("git", expect={"branch": pattern})
        assert (found.outcome, found.summary) == ("failed", f"found a detached HEAD, expected the branch {pattern}")


# -- metric -------------------------------------------------------------------------------------------------------


def metric(bench: Bench, source: dict[str, Any], **values: Any):
    return bench.run("metric", source=source, **values)


def test_figures_of_a_command(bench: Bench) -> None:
    run = """echo some words; echo '{"tables": 26, "inner": {"errors": 0, "list": [1]}, "name": "x", "ok": true, "no": null}'"""
    found = metric(bench, {"command": run}, expect={"tables": ">= 26", "inner.errors": "0"})
    assert found.outcome == "passed"
    assert dict(found.facts) == {"tables": 26, "inner.errors": 0, "name": "x", "ok": True}
    found = metric(bench, {"command": run}, expect={"tables": "27", "views": "4", "name": "1"})
    assert found.details == ("tables: found 26, expected 27", "views: found nothing, expected 4", "name: found x, expected 1")
    assert found.outcome == "failed"


@pytest.mark.parametrize(
    "output",
    [
        "", "no figures", "{", '{"a": ', "[1]", '{"a": []}', '{"a": NaN}', '{"a": Infinity}', '{"a": 1e999}', '{"a": 1} x',
        pytest.param('{"a": ' * 700 + "1" + "}" * 700, id="deep"), pytest.param('{"a": ' * 9000, id="deeper"),
    ],
)  # fmt: skip
def test_no_figure_is_an_error_and_no_pass(bench: Bench, output: str) -> None:
    bench.write("output", output)
    found = metric(bench, {"command": "cat output"})
    assert (found.outcome, found.summary) == ("error", "no figure was found")


def test_figures_by_a_pattern(bench: Bench) -> None:
    pattern = r"^took (?P<seconds>[\w.]+) s(?: in (?P<runs>\d+))?"
    found = metric(bench, {"command": "echo x; echo took 1.5 s in 12 runs", "pattern": pattern}, expect={"seconds": "<= 2"})
    assert (found.outcome, dict(found.facts)) == ("passed", {"seconds": 1.5, "runs": 12})
    assert metric(bench, {"command": "echo took 3 s", "pattern": pattern}).facts == {"seconds": 3}
    assert metric(bench, {"command": "echo nothing", "pattern": pattern}).outcome == "error"
    for word in ("nan", "inf", "infinity"):
        assert (
            metric(bench, {"command": f"echo took {word} s", "pattern": pattern}, expect={"seconds": ">= 0"}).outcome
            != "passed"
        )


def test_a_command_that_fails_measures_nothing(bench: Bench) -> None:
    found = metric(bench, {"command": "echo '{\"a\": 1}'; exit 2"})
    assert (found.outcome, found.summary) == ("failed", "the command ended with exit code 2")
    assert metric(bench, {"command": "no-such-program"}).outcome == "error"
    assert metric(bench, {"command": "sleep 30"}, timeout=0.2).outcome == "error"


def test_figures_left_over_are_not_believed(bench: Bench) -> None:
    bench.scratch.mkdir(parents=True)
    (bench.scratch / "output.log").write_text('{"a": 1}')
    assert metric(bench, {"command": "true"}).outcome == "error"


def test_figures_of_what_a_phase_s_commits_changed(bench: Bench) -> None:
    trailer = ["-m", "Work", "-m", "Tracker-Phase: phase-1"]
    for number, author in enumerate(["a@x.org", "b@x.org", "a@x.org"]):
        bench.write("a.py", "1\n" * (number + 1))
        bench.git("add", "-A")
        bench.git("commit", "-q", f"--author=A <{author}>", *trailer)
    bench.write(".tracker/journal/x.jsonl", "{}\n")
    bench.git("add", "-A")
    bench.git("commit", "-q", *trailer)
    bench.write("b.py", "1\n")
    commit(bench)
    found = {"commits": 3, "authors": 2, "files": 1, "insertions": 3, "deletions": 0}
    assert metric(bench, {"git": {"phase": "phase-1"}}).facts == found, "the tracker's own commit is none of the phase's"
    assert metric(bench, {"git": {"phase": "phase-2"}}).facts == dict.fromkeys(found, 0)


def test_a_figure_of_a_phase_means_the_same_as_before_where_none_is_asked_for(bench: Bench) -> None:
    def source(**git: str) -> dict[str, object]:
        check = border.read(MetricCheck, {"id": "m", "kind": "metric", "source": {"git": git}})
        return check.meaning()["source"]["git"]

    assert source(since="abcd") == {"since": "abcd", "paths": []}
    assert source(phase="phase-1")["phase"] == "phase-1"
    with pytest.raises(ValidationError, match="expected `phase` alone"):
        source(phase="phase-1", since="abcd")


def test_figures_of_files_queries_and_git(bench: Bench) -> None:
    bench.write("a.py", "1\n2\n")
    bench.write("b.py", "3\n")
    base = commit(bench)
    bench.git("commit", "-q", "--allow-empty", "--author=A <a@example.org>", "-m", "By another")
    bench.write("c.py", "5\n")
    commit(bench)
    (bench.path / "c.py").unlink()
    bench.write("b.py", "3\n4\n")
    assert metric(bench, {"files": {"n": "*.py"}, "lines": {"l": ["*.py", "!a.py"]}}).facts == {"n": 2, "l": 2}
    assert metric(bench, {"git": {}}).facts == {"commits": 3, "authors": 2}
    found = {"commits": 2, "authors": 2, "files": 1, "insertions": 1, "deletions": 0}
    assert metric(bench, {"git": {"since": base}}).facts == found
    assert metric(bench, {"git": {"since": base[:7], "paths": ["c.py"]}}).facts == {
        "commits": 1, "authors": 1, "files": 0, "insertions": 0, "deletions": 0,
    }  # fmt: skip
    assert metric(bench, {"sql": {"url": "sqlite://", "query": "SELECT 1, 'x', 2.5"}}).facts == {
        "value": 1,
        "value2": "x",
        "value3": 2.5,
    }
    assert metric(bench, {"sql": {"url": "sqlite://", "query": "SELECT 1 WHERE 0"}}).outcome == "error"


def test_a_query_of_a_metric_knows_the_environment_too(bench: Bench) -> None:
    sql = {"url": "${WHERE}", "query": "SELECT 7"}
    assert metric(bench, {"sql": sql}, env={"WHERE": "sqlite://"}).facts == {"value": 7}
    with pytest.raises(UsageError, match="the environment has no WHERE"):
        metric(bench, {"sql": sql})


@pytest.mark.parametrize("source", [{}, {"command": "x", "files": {"a": "b"}}, {"pattern": "x"}, {"sql": {"url": "x"}}])
def test_a_metric_has_exactly_one_source(source: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        read("metric", source=source)


# -- sql ----------------------------------------------------------------------------------------------------------


def sql(bench: Bench, query: str, expect: dict[str, Any], **values: Any):
    return bench.run("sql", **{"url": "sqlite://", "query": query, "expect": expect, **values})


@pytest.mark.parametrize(
    ("query", "expect", "unmet"),
    [
        ("SELECT 26", {"value": "26", "figure": "20..30", "row_count": "1", "rows": [["26"]]}, ""),
        ("SELECT 26", {"value": "27"}, "found 26, expected 27"),
        ("SELECT 26", {"figure": "> 26"}, "found 26, expected > 26"),
        ("SELECT 'x'", {"figure": ">= 0"}, "found x, expected >= 0"),
        ("SELECT NULL", {"figure": "0"}, "found None, expected 0"),
        ("SELECT 9e999", {"figure": ">= 0"}, "found inf, expected >= 0"),
        ("SELECT 1 WHERE 0", {"value": "None"}, "found no rows, expected None"),
        ("SELECT 1 WHERE 0", {"figure": "0"}, "found no rows, expected 0"),
        ("SELECT 1 WHERE 0", {"row_count": "0", "rows": []}, ""),
        ("SELECT 1 UNION SELECT 2", {"rows": [["1"]]}, "found 1; 2, expected 1"),
        ("SELECT 1 UNION SELECT 2", {"row_count": "< 2"}, "found 2 rows, expected < 2"),
    ],
)
def test_what_a_query_must_yield(bench: Bench, query: str, expect: dict[str, Any], unmet: str) -> None:
    found = sql(bench, query, expect)
    assert found.outcome == ("failed" if unmet else "passed")
    if unmet:
        assert found.summary == unmet


def test_a_script_a_variable_and_a_variant(bench: Bench) -> None:
    bench.write("pg.sql", "\ufeffCREATE TABLE pg (x);")
    query = "SELECT count(*) FROM sqlite_master WHERE name = '{{ db }}'"
    check = read(
        "sql",
        url="${URL}",
        script="{{ db }}.sql",
        query=query,
        expect={"figure": 1},
        matrix={"db": ["pg"]},
        env={"URL": "sqlite://"},
    )
    found = bench.judge(check, {"db": "pg"})
    assert (found.outcome, found.summary, dict(found.facts)) == ("passed", "1", {"value": 1})
    with pytest.raises(UsageError, match="the environment has no NOT_SET"):
        sql(bench, "SELECT 1", {"value": "1"}, url="postgresql://${NOT_SET}")


def test_a_script_that_cannot_be_read_is_an_error_and_not_a_crash(bench: Bench) -> None:
    bench.write("latin.sql", b"-- caf\xe9\n")
    bench.write("long.sql", b"-" * 16_000_001)
    for name, why in (
        ("latin.sql", "latin.sql is not UTF-8: byte 6 is 0xe9"),
        ("long.sql", "in part only"),
        ("gone.sql", "cannot be read"),
    ):
        with pytest.raises(TrackerError, match=why):
            sql(bench, "SELECT 1", {"value": "1"}, script=name)


def test_a_database_that_does_not_answer_may_be_asked_again(bench: Bench) -> None:
    with sqlite3.connect(bench.path / "x.db", isolation_level=None) as busy:
        busy.execute("BEGIN EXCLUSIVE")
        found = sql(bench, "SELECT count(*) FROM sqlite_master", {"value": "0"}, url="sqlite:///x.db", timeout=0.2)
    busy.close()
    assert (found.outcome, found.summary, found.transient) == (Outcome.ERROR, "SQLite refused: database is locked", True)
    found = bench.run("sql", url="postgresql://127.0.0.1:1/x", query="SELECT 1", expect={"value": "1"}, timeout=2)
    assert (found.outcome, found.transient) == ("error", True)
    found = bench.run("metric", source={"sql": {"url": "postgresql://127.0.0.1:1/x", "query": "SELECT 1"}})
    assert (found.outcome, found.transient) == ("error", True)


def test_a_query_expects_something() -> None:
    with pytest.raises(ValidationError, match="expected at least one of value, figure, rows and row_count"):
        read("sql", url="sqlite://", query="SELECT 1", expect={})
    with pytest.raises(ValidationError, match="expected at least one of clean, branch, contains and idle"):
        read("git", expect={})


# -- approval -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "given", "outcome"),
    [
        ((), None, "unknown"),
        ((), Approval("anybody", "2026-01-01"), "passed"),
        (("owner", "boss"), Approval("boss", "2026-01-01"), "passed"),
        (("owner",), Approval("Owner", "2026-01-01"), "unknown"),
        (("owner",), Approval("somebody", "2026-01-01"), "unknown"),
        (
            ("owner",),
            Approval("owner", "2026-01-01", void="it is old"),
            "unknown",
        ),
        (("boss@x",), Approval("The Boss <Boss@X>", "2026-01-01"), "passed"),
        (("The Boss",), Approval("The Boss <Boss@X>", "2026-01-01"), "passed"),
    ],
)
def test_an_approval(bench: Bench, by: tuple[str, ...], given: Approval | None, outcome: str) -> None:
    bench.approval = given
    found = bench.run("approval", ask="May it?", by=list(by))
    assert found.outcome == outcome
    if outcome == "unknown":
        assert found.awaits.startswith("`tracker approve 2 --check it`: May it?")
        why = (given.void or f"the approval by {given.by} does not count: it takes one of: {', '.join(by)}") if given else ""
        assert found.awaits.endswith(f" ({why})" if why else "May it?")
    else:
        assert (found.awaits, found.summary) == ("", f"approved by {given.by}" if given else "")
