"""Hooks of coding agents: one file for each product, and what they share.

A product calls us at three moments of a session. Here is what its settings say for that, what it sends and how it is answered.
Light imports only: a hook is called before each edit, and each time that an agent stops.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.hooks.events import Product

NAMES = {"claude": "Claude Code", "codex": "Codex", "gemini": "Gemini CLI"}
"""The products, each with what its makers call it. Each has a module here, with a `PRODUCT`."""


def product(name: str) -> Product:
    """The product of that name.

    Raises:
        KeyError: there is none.
    """
    if name not in NAMES:
        raise KeyError(name)
    from importlib import import_module

    found: Product = import_module(f"tracker.hooks.{name}").PRODUCT
    return found
