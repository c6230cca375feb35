"""The HTTP server: a few read-only routes, as JSON. Start it with `python -m server.app`."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

from server.core.workflow_history_utils.database import get_history_analytics, get_workflow_history
from server.core.workflow_history_utils.models import WorkflowFilter
from server.repositories import RequestRepository, TagRepository, TemplateRepository
from server.services.health_service import check_all, overall

Query = dict[str, str]


def _health(_query: Query) -> object:
    return {"status": overall(check_all())}


def _history(query: Query) -> object:
    rows, total = get_workflow_history(WorkflowFilter(limit=int(query.get("limit", "20"))))
    return {"workflows": rows, "total": total}


ROUTES: dict[str, Callable[[Query], object]] = {
    "/api/health": _health,
    "/api/history": _history,
    "/api/analytics": lambda _query: get_history_analytics(),
    "/api/requests": lambda query: RequestRepository().search(query.get("q", "")),
    "/api/templates": lambda _query: TemplateRepository().popular(10),
    "/api/tags": lambda _query: TagRepository().find(),
}


def respond(target: str) -> tuple[int, object]:
    """The status and the body for a request's target, which is a path with an optional query."""
    parts = urlsplit(target)
    route = ROUTES.get(parts.path)
    if route is None:
        return 404, {"error": f"no such route: {parts.path}"}
    try:
        return 200, route({name: values[-1] for name, values in parse_qs(parts.query).items()})
    except ValueError as error:
        return 400, {"error": str(error)}


class Handler(BaseHTTPRequestHandler):
    """Answers GET."""

    def do_GET(self) -> None:
        """Send what `respond` says."""
        status, body = respond(self.path)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8000"))), Handler).serve_forever()
