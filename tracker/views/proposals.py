"""Issues that the plan lacks, as it would have them."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from tracker.evidence.causes import message
from tracker.evidence.clusters import Cluster, cluster
from tracker.model.result import TestCase
from tracker.views.triage import files_of

if TYPE_CHECKING:
    from tracker.views.faces.issues import ProposalFace, ProposedFace

_SLUG = 50
"""Characters of a proposed id."""
_NO_TEXT = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
"""Words that YAML takes for something else than a text."""
_TEXTS: tuple[Literal["title", "severity", "error", "location"], ...] = ("title", "severity", "error", "location")
_TYPE = re.compile(r"[A-Za-z_][\w.]*")


def proposal_view(cases: Iterable[TestCase], known: Collection[str]) -> ProposalFace:
    """An issue for each cause of these failures; `known` are the ids that are taken."""
    taken = set(known)
    proposals = [_proposal(found, taken) for found in cluster(cases)]
    return {"format_version": 1, "kind": "proposal", "issues": proposals, "yaml": _yaml(proposals)}


def _proposal(found: Cluster, taken: set[str]) -> ProposedFace:
    tests = list(dict.fromkeys(found.tests))
    error = message(found.example).splitlines()
    return {
        "id": _slug(found, taken),
        "title": _one_line(found.title.partition(" ")[2]) or f"Failures in {found.stage} that say nothing",
        "severity": "important",
        "error": _one_line(error[0]) if error else "",
        "location": _one_line(", ".join(list(files_of(found))[:3])),
        "match": {"signature": found.title},
        "count": found.count,
        "tests": tests,
    }


def _slug(found: Cluster, taken: set[str]) -> str:
    """An id from the message, or from the exception's type where the message has no words."""
    words = found.title.partition(" ")[2]
    kind, _, message = words.partition(": ")
    if not _TYPE.fullmatch(kind):
        message = words
    parts = re.findall(r"[a-z0-9]+", re.sub(r"<\w+>", " ", message).lower()) or re.findall(r"[a-z0-9]+", kind.lower())
    base = "-".join(parts) or "failure"
    if len(base) > _SLUG:
        base = base[:_SLUG].rpartition("-")[0] or base[:_SLUG]
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name)
    return name


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)[:200].strip()


def _yaml(proposals: Sequence[ProposedFace]) -> str:
    """The same, ready to paste below `issues:`. JSON texts are YAML texts, whatever is in them."""
    lines = []
    for item in proposals:
        failures = "1 failure" if item["count"] == 1 else f"{item['count']} failures"
        name = _quoted(item["id"]) if item["id"] in _NO_TEXT else item["id"]
        lines += [f"  # {failures}, for example {_one_line(item['tests'][0])}", f"  - id: {name}"]
        lines += [f"    {key}: {_quoted(item[key])}" for key in _TEXTS if item[key]]
        lines.append(f"    match: {{signature: [{_quoted(item['match']['signature'])}]}}")
    return "\n".join(["issues:", *lines]) + "\n" if lines else ""


def _quoted(text: str) -> str:
    if text.isalpha() and text.lower() not in _NO_TEXT:
        return text
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in json.dumps(text, ensure_ascii=False))
