"""Failures grouped by what they have in common."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evidence.reports import phase3, report
from tracker.evidence.clusters import cluster
from tracker.evidence.matching import IssueMatch, names
from tracker.evidence.rules import rules
from tracker.evidence.signature import shape, signature
from tracker.model.result import TestCase
from tracker.model.status import Outcome


def counted(name: str) -> dict[str, int]:
    return {c.title: c.count for c in cluster(phase3(name).broken())}


COLUMN = "call OperationalError: no such column: queue_position"
TABLE = "setup OperationalError: no such table: workflow_history"
CONNECTION = (
    "setup AttributeError: <module core.workflow_history_utils.database> does not have the attribute 'get_db_connection'"
)
SERVER = "setup AttributeError: <module server> does not have the attribute <value>"
UNIQUE = "call IntegrityError: UNIQUE constraint failed: workflow_history.adw_id"


@pytest.mark.parametrize(("name", "unique"), [("sqlite", 5), ("sqlite-run2", 32), ("postgresql", 32)])
def test_the_real_causes_are_found(name: str, unique: int) -> None:
    found = counted(name)
    assert {s: found[s] for s in (CONNECTION, TABLE, SERVER, COLUMN, UNIQUE)} == {
        CONNECTION: 62,
        TABLE: 21,
        SERVER: 17,
        COLUMN: 23,
        UNIQUE: unique,
    }
    assert sum(found.values()) == len(phase3(name).broken())


def test_what_the_application_caught_is_mined_from_the_assertion() -> None:
    only = counted("postgresql").keys() - counted("sqlite-run2").keys()
    assert {
        "call OperationalError: no such table: sqlite_master",
        "call OperationalError: no such table: nonexistent_table",
        "call OperationalError: no such column: id",
        'call OperationalError: near "PRAGMA": syntax error',
    } <= only


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("sqlite3.OperationalError", "no such table: x"), ("psycopg.errors.UndefinedTable", 'relation "x" does not exist')),
        (("OperationalError", "no such table: x"), ("UndefinedTable", 'relation "public.x" does not exist\nLINE 1: ...')),
        (("sqlite3.OperationalError", "no such table: x"), ("ProgrammingError", "(1146, \"Table 'db.x' doesn't exist\")")),
        (("sqlite3.OperationalError", "no such column: c"), ("UndefinedColumn", 'column "c" of relation "t" does not exist')),
        (("sqlite3.OperationalError", "table t has no column named c"), ("UndefinedColumn", "column p.c does not exist")),
        (("sqlite3.OperationalError", 'near "PRAGMA": syntax error'), ("SyntaxError", 'syntax error at or near "PRAGMA"')),
        (("sqlite3.IntegrityError", "NOT NULL constraint failed: t.c"),
         ("NotNullViolation", 'null value in column "c" of relation "t" violates not-null constraint')),
        (("sqlite3.IntegrityError", "UNIQUE constraint failed: t.c"),
         ("UniqueViolation", 'duplicate key value violates unique constraint "t_c_key"\nDETAIL:  Key (c)=(A-1) …')),
        (("sqlite3.IntegrityError", "UNIQUE constraint failed: my_table.my_id"),
         ("UniqueViolation", 'duplicate key value violates unique constraint "my_table_my_id_key"\nDETAIL:  Key (my_id)=(')),
        (("OperationalError", "no such table: x"), ("AssertionError", "assert 'relation \"x\" does not exist' is None")),
        (("OperationalError", "no such table: x"),
         ("sqlalchemy.exc.ProgrammingError", '(psycopg.errors.UndefinedTable) relation "x" does not exist\nLINE 1')),
        (("OperationalError", "no such table: x"), ("PDOException", "SQLSTATE[HY000]: General error: 1 no such table: x")),
        (("OperationalError", "no such table: x"), ("PSQLException", 'ERROR: relation "x" does not exist')),
        (("KeyError", "'a'"), ("KeyError", "'b'")),
        (("ValueError", "id 0f8fad5b-d9cb-469f-a165-70867728950e"), ("ValueError", "id 7C9E6679-7425-40DE-944B-E07FC1F90AE7")),
        (("OSError", "cannot open /tmp/a/b.db"), ("OSError", "cannot open /var/lib/x.db")),
        (("OSError", r"cannot open C:\Users\me\b.db"), ("OSError", r"cannot open D:\x\y.db")),
        (("RuntimeError", "took 1.5s"), ("RuntimeError", "took 20 ms")),
        (("RuntimeError", "<C object at 0x7f2b544943c0>"), ("RuntimeError", "<C object at 0x55d0c0>")),
        (("RuntimeError", "at 2026-11-22 06:21:25"), ("RuntimeError", "at 2025-01-01T00:00:00.123Z")),
        (("RuntimeError", "line 3, got -4.5e10"), ("RuntimeError", "line 77, got 12,000")),
        (("", "assert 0 == 3"), ("AssertionError", "assert 12 == 4\n +  where 12 = len([])")),
    ],
)  # fmt: skip
def test_the_same_bug_has_the_same_signature(one: tuple[str, str], other: tuple[str, str]) -> None:
    kinds = [(kind or "AssertionError", message) for kind, message in (one, other)]
    assert shape("call", *kinds[0]).signature == shape("call", *kinds[1]).signature


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("OperationalError", "no such table: x"), ("OperationalError", "no such table: y")),
        (("OperationalError", "no such table: x"), ("OperationalError", "no such column: x")),
        (
            ("AttributeError", "'NoneType' object has no attribute 'a'"),
            ("AttributeError", "'dict' object has no attribute 'a'"),
        ),
        (("ModuleNotFoundError", "No module named 'a'"), ("ModuleNotFoundError", "No module named 'b'")),
        (("NameError", "name 'a' is not defined"), ("NameError", "name 'b' is not defined")),
        (("KeyError", "'a'"), ("LookupError", "'a'")),
        (("ValueError", "it doesn't fit, it can't"), ("ValueError", "it doesn't work, it can't")),
    ],
)
def test_different_bugs_have_different_signatures(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert shape("call", *one).signature != shape("call", *other).signature


def test_the_stage_is_part_of_the_signature() -> None:
    assert shape("setup", "E", "m").signature != shape("call", "E", "m").signature


@pytest.mark.parametrize("message", ["java.lang.RuntimeException", "RuntimeException", ""])
def test_an_exception_without_a_message_is_named_once(message: str) -> None:
    assert shape("call", "java.lang.RuntimeException", message).signature == "call RuntimeException"


def test_a_value_that_all_have_in_common_is_in_the_title() -> None:
    def broken(*values: str) -> list[TestCase]:
        return [TestCase(f"k::{n}", Outcome.FAILED, "call", "KeyError", repr(v)) for n, v in enumerate(values)]

    assert [c.title for c in cluster(broken("a", "a"))] == ["call KeyError: 'a'"]
    assert [c.title for c in cluster(broken("a", "b"))] == ["call KeyError: <value>"]
    assert [c.title for c in cluster(broken("a"))] == ["call KeyError: <value>"], "one failure proves nothing in common"
    assert [c.title for c in cluster(broken("user-1", "user-2"))] == ["call KeyError: 'user-<n>'"]


def test_a_title_and_a_signature_both_match_their_failures() -> None:
    for name in ("sqlite", "postgresql"):
        clusters = cluster(phase3(name).broken())
        for found in clusters:
            for words in (found.title, found.signature):
                match = IssueMatch(signatures=(words,))
                assert all(match.covers(case) for case in found.cases), words
            exact = IssueMatch(signatures=(found.signature,))
            others = [c for other in clusters if other is not found for c in other.cases]
            assert not any(exact.covers(case) for case in others), found.signature


@pytest.mark.parametrize(
    ("glob", "name", "meant"),
    [
        ("m::t[a]", "m::t[a]", True),
        ("m::t[*]", "m::t[a]", True),
        ("m::t[*", "m::t[a-b]", True),
        ("*::t[?]", "m::t[a]", True),
        ("m::t[a]", "m::ta", True),
        ("m::t[a]", "m::t[b]", False),
        ("m::t[*]", "m::t", False),
        ("m::T*", "m::t", False),
        ("m::t[[]", "m::t[[]", True),
    ],
)
def test_the_brackets_of_a_parametrised_test_are_brackets(glob: str, name: str, meant: bool) -> None:
    assert names(glob, name) is meant
    assert IssueMatch(tests=(glob,)).covers(TestCase(name, Outcome.FAILED, "call", "E", "m")) is meant


def test_every_rule_can_be_filled_in() -> None:
    for rule in rules().causes:
        for pattern in rule.patterns:
            assert rule.words.format(**dict.fromkeys(pattern.groupindex, "x"))
    for sign, pattern, words in rules().names:
        assert sign, pattern
        assert words.format(**dict.fromkeys(pattern.groupindex, "x"))


BROKEN = st.builds(
    lambda name, stage, kind, message: TestCase(name, Outcome.FAILED, stage, kind, message),
    st.text("ab:\n\u2603", max_size=4),
    st.sampled_from(["setup", "call", "teardown", "collection"]),
    st.sampled_from(["", "KeyError", "a.b.C"]),
    st.text("ab '\"`<>value\\1/=(:-\n", max_size=30) | st.sampled_from(["no such table: x", "<value> 'a'"]),
)


@given(st.lists(BROKEN, max_size=20), st.randoms())
def test_clusters_partition_the_failures_in_any_order(cases: list[TestCase], random) -> None:
    found = cluster(cases)
    assert sorted(c.id for group in found for c in group.cases) == sorted(c.id for c in cases)
    assert sum(group.count for group in found) == len(cases)
    assert all({signature(case) for case in group.cases} == {group.signature} for group in found)
    random.shuffle(cases)
    assert cluster(cases) == found


@given(st.text(max_size=300))
def test_any_message_has_a_signature_on_one_line(message: str) -> None:
    assert "\n" not in shape("call", "E", message).signature


@given(st.text("a1 .:-'\"/x\\e0fs=()TZ<", max_size=60), st.randoms())
def test_which_digit_it_is_makes_no_difference(message: str, random) -> None:
    other = "".join(random.choice("0123456789") if c.isdigit() else c for c in message)
    assert shape("call", "E", message) == shape("call", "E", other)


def test_a_hostile_message_takes_no_time() -> None:
    for text in ("'" * 500, '"\\' * 250, "a/" * 250, "/" * 500, "\\" * 500, "=(" * 250, "1" * 500, "a." * 250, "1-" * 250):
        began = time.perf_counter()
        shape("call", "AssertionError", text)
        shape("call", "AssertionError", f"{text} constraint no such Error: ")
        assert time.perf_counter() - began < 0.5, text[:9]


def test_clusters_of_other_tools() -> None:
    largest = cluster(report("vitest.xml").broken())[0]
    assert (largest.title, largest.count) == ("call AssertionError: expected <n> to be <n> // Object.is equality", 2)
