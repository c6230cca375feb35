"""What the figures of the table share."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Broken:
    """Promises that were broken, counted by kind."""

    problems: list[str] = field(default_factory=list)

    def note(self, what: str, name: str, found: list[str]) -> None:
        """Count a case in which something was found, and keep what."""
        if found:
            setattr(self, what, getattr(self, what) + 1)
            self.problems += [f"{name}: {what}: {problem}" for problem in found]
