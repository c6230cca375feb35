"""The routes, without a socket and with one."""

from __future__ import annotations

import json
import threading
from http.server import HTTPServer
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from server.app import Handler, respond
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


@pytest.fixture
def quiet(monkeypatch):
    monkeypatch.setattr(Handler, "log_message", lambda *_: None)


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize(("target", "expected"), [("/nobody", 404), ("/api/history?limit=0", 400), ("/api", 404)])
def test_an_answer_over_a_socket(target, expected):
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        with pytest.raises(HTTPError) as raised:
            urlopen(f"http://127.0.0.1:{server.server_port}{target}", timeout=10)
        thread.join()
    with raised.value as answer:
        assert answer.code == expected
        assert "error" in json.load(answer)
