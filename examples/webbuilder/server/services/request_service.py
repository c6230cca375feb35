"""Takes in what people ask for."""

from __future__ import annotations

from server.database import DatabaseAdapter, get_adapter
from server.repositories import RequestRepository, UserPromptRepository
from server.services.template_service import TemplateService

_LONGEST_TITLE = 60


def title_of(text: str) -> str:
    """The first line of a request, cut at a word."""
    line = text.strip().splitlines()[0].strip() if text.strip() else ""
    if len(line) <= _LONGEST_TITLE:
        return line
    return line[:_LONGEST_TITLE].rsplit(" ", 1)[0] + "..."


class RequestService:
    """Records a request and finds out what to do with it."""

    def __init__(self, adapter: DatabaseAdapter | None = None) -> None:
        """Use the given adapter, or this process's own."""
        self._db = adapter or get_adapter()
        self._requests = RequestRepository(self._db)
        self._prompts = UserPromptRepository(self._db)
        self._templates = TemplateService(self._db)

    def submit(self, request_id: str, text: str) -> str | None:
        """Record a request. Returns the name of the template that fits it, or None.

        Raises:
            ValueError: the text is empty.
        """
        title = title_of(text)
        if not title:
            raise ValueError("the request is empty")
        with self._db.transaction():
            self._requests.insert(request_id=request_id, title=title, body=text)
            self._prompts.insert(request_id=request_id, nl_input=text)
            template = self._templates.route(text)
        return template["name"] if template else None
