"""Code that needs no database."""

from __future__ import annotations

import json

import pytest

from server.services.export_utils import to_csv, to_json
from server.services.pattern_detector import signature
from server.services.similarity import most_similar, similarity


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("run pytest", "test:backend"),
        ("Run all vitest tests", "test:frontend"),
        ("build the client", "build:frontend"),
        ("lint the Python server", "format:backend"),
        ("commit and push", "git:all"),
        ("install dependencies", "deps:all"),
        ("update the README", "docs:all"),
        ("make it nicer", None),
        ("attest", None),
    ],
)
def test_signatures_of_requests(text, expected):
    assert signature(text) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("fix login", "fix login", 1.0), ("fix the login", "login fix", 1.0), ("a b", "b c", 0.5), ("x", "y", 0.0), ("", "", 0.0)],
    ids=["same", "stop-words", "half", "different", "empty"],
)
def test_similarity_of_requests(one, other, expected):
    assert similarity(one, other) == similarity(other, one) == expected


@pytest.mark.parametrize(("at_least", "expected"), [(0.0, 3), (0.3, 2), (1.0, 1)])
def test_most_similar_requests_come_first(at_least, expected):
    found = most_similar("fix login", ["write docs", "fix logout", "fix login"], at_least)
    assert len(found) == expected
    assert found[0] == (1.0, "fix login")


ROWS = [{"id": 1, "name": 'a "b", c', "done": True}, {"id": 2, "name": None, "done": False}]


def test_rows_as_csv():
    assert to_csv(ROWS) == 'id,name,done\n1,"a ""b"", c",true\n2,,false\n'


def test_no_rows_as_csv():
    assert to_csv([]) == ""


@pytest.mark.parametrize("rows", [ROWS, []], ids=["some", "none"])
def test_rows_as_json(rows):
    assert json.loads(to_json(rows)) == rows
