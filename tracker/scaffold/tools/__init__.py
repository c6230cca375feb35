"""The tools that `tracker init` knows, a module for each family. `ALL` is the registry."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tracker.model.ports import Files
from tracker.scaffold.found import Found, Tool
from tracker.scaffold.tools import compiled, documents, general, jvm, node, python

ALL: tuple[Callable[[Files], Iterator[Tool]], ...] = (
    python.find,
    node.find,
    compiled.find,
    jvm.find,
    documents.find,
)


def find_tools(files: Files) -> Found:
    """What the folder has; what stands for any language only where nothing more exact was found."""
    tools = [tool for find in ALL for tool in find(files)]
    roles = {tool.role for tool in tools}
    tools += [tool for tool in general.find(files) if tool.role not in roles]
    return Found(tuple(tools))
