"""A server that runs somewhere: skipped unless WEBBUILDER_URL says where."""

from __future__ import annotations

import json
import os
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

URL = os.environ.get("WEBBUILDER_URL", "")
pytestmark = pytest.mark.skipif(not URL, reason="WEBBUILDER_URL names no running server")


def ask(target, method="GET"):
    try:
        with urlopen(Request(URL + target, method=method), timeout=10) as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        return error.code, None


def test_the_server_is_healthy():
    assert ask("/api/health") == (200, {"status": "healthy"})


@pytest.mark.parametrize("target", ["/api/requests", "/api/templates", "/api/tags"])
def test_listings_are_lists(target):
    status, body = ask(target)
    assert status == 200
    assert isinstance(body, list)


@pytest.mark.parametrize("limit", [1, 20, 100])
def test_a_page_is_no_longer_than_asked(limit):
    status, body = ask(f"/api/history?limit={limit}")
    assert status == 200
    assert len(body["workflows"]) <= min(limit, body["total"])


@pytest.mark.parametrize("limit", ["0", "101", "-1", "many"])
def test_a_page_that_cannot_be_is_refused(limit):
    assert ask(f"/api/history?limit={limit}")[0] == 400


@pytest.mark.parametrize("target", ["/api", "/api/nobody"])
def test_an_unknown_route_is_not_found(target):
    assert ask(target)[0] == 404


def test_the_server_only_reads():
    assert ask("/api/requests", "POST")[0] == 501
