"""The routes, without a socket."""

from __future__ import annotations

import json

import pytest

from server.app import respond
from tests.support.samples import add


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/api/health", {"status": "healthy"}),
        ("/api/requests?q=REQUEST", [1]),
        ("/api/requests?q=nothing", []),
        ("/api/templates", [1]),
        ("/api/tags", [1]),
    ],
)
def test_a_route_answers(db, target, expected):
    for table in ("requests", "templates", "tags"):
        add(db, table)
    status, body = respond(target)
    assert status == 200
    assert (len(body) * [1] if isinstance(body, list) else body) == expected


@pytest.mark.parametrize("target", ["/api/history", "/api/history?limit=1", "/api/analytics"])
def test_an_answer_can_be_sent_as_json(db, target):
    status, body = respond(target)
    assert status == 200
    assert "total" in json.loads(json.dumps(body))


@pytest.mark.parametrize("target", ["/api/history?limit=0", "/api/history?limit=101", "/api/history?limit=x"])
def test_a_limit_that_cannot_be_is_refused(db, target):
    assert respond(target)[0] == 400


@pytest.mark.parametrize("target", ["/", "/api", "/api/users"])
def test_an_unknown_route_is_not_found(target):
    assert respond(target)[0] == 404
