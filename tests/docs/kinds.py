"""The table of the kinds of checks in docs/plan.md, from the registry and the classes' docstrings. To write it anew:
`python -m tests.docs.kinds`.
"""

from __future__ import annotations

import re
from pathlib import Path

from tracker.checking.base import CheckBase, purpose
from tracker.checking.strict import written_names
from tracker.checks import KINDS, class_of

PAGE = Path(__file__).resolve().parents[2] / "docs/plan.md"
_TABLE = re.compile(r"(?<=<!-- kinds -->\n).*?(?=<!-- /kinds -->)", re.DOTALL)


def table() -> str:
    """A row for each kind: its name, what it does, and the keys that other kinds do not have."""
    rows = ["| kind | what it does | keys of its own |", "|---|---|---|"]
    for kind in sorted(KINDS):
        made = class_of(kind)
        own = [key for key, name in written_names(made).items() if name not in CheckBase.FIELDS and name != "kind"]
        rows.append(f"| `{kind}` | {purpose(made)} | {', '.join(f'`{key}`' for key in own)} |")
    return "\n".join(rows) + "\n"


def page(text: str) -> str:
    """A page with the table as it is now."""
    return _TABLE.sub(lambda _: table(), text)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text()))
