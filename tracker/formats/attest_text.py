"""Whether a statement agrees with a clone, for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.formats.ansi import Paint, printable

if TYPE_CHECKING:
    from tracker.views.faces.attest import AttestedFace


def attested_lines(view: AttestedFace, paint: Paint) -> list[str]:
    """Each disagreement with what was found and expected, then the whole in one line."""
    lines: list[str] = []
    for problem in view["problems"]:
        lines += [f"{printable(view['file'])}: {printable(problem['field'])}"]
        lines += [f"  found     {printable(problem['found'])}", f"  expected  {printable(problem['expected'])}"]
    rows = view["replayed"]
    lines += [f"  {row['outcome']:<8} {printable(row['check'])}: {printable(row['summary'])}" for row in rows]
    if view["problems"]:
        count = len(view["problems"])
        return [*lines, "", f"{count} {'disagreement' if count == 1 else 'disagreements'} with this repository."]
    again = f", and {sum(row['outcome'] == 'passed' for row in rows)} of {len(rows)} checks passed again" if rows else ""
    said = f"It agrees with this repository: {printable(view['phase'])} at {view['commit'][:7]}, {view['result']}{again}."
    signed = "Whose signature its envelope has: cosign verify-blob-attestation, or gh attestation verify."
    return [*lines, *([""] if lines else []), paint(said, "bold"), signed if view["enveloped"] else "Nobody has signed it."]
