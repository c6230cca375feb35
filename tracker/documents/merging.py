"""A document that two branches rendered otherwise: what people typed in either of them is kept, the rest is rendered anew."""

from __future__ import annotations

from tracker.documents.guard import Notes, read_notes

_OURS, _BASE, _OTHER, _END = "<<<<<<< ", "||||||| ", "=======", ">>>>>>> "


def sides(text: str) -> tuple[str, str]:
    """The two versions that git left in a file."""
    ours: list[str] = []
    theirs: list[str] = []
    into: tuple[list[str], ...] = (ours, theirs)
    for line in text.splitlines(keepends=True):
        if line.startswith(_OURS) and len(into) > 1:
            into = (ours,)
        elif line.startswith(_BASE) and into == (ours,):
            into = ()
        elif line.rstrip("\n") == _OTHER and len(into) < len((ours, theirs)) and (not into or into[0] is ours):
            into = (theirs,)
        elif line.startswith(_END) and len(into) == 1 and into[0] is theirs:
            into = (ours, theirs)
        else:
            for side in into:
                side.append(line)
    return "".join(ours), "".join(theirs)


def merged_notes(text: str, path: str) -> Notes:
    """The notes of both versions. Where both were typed otherwise, one stands behind the other."""
    ours, theirs = (read_notes(side, path) for side in sides(text))
    texts = {name: _both(ours.texts.get(name, ""), theirs.texts.get(name, "")) for name in {**ours.texts, **theirs.texts}}
    return Notes(texts, {**theirs.lines, **ours.lines}, (*ours.problems, *theirs.problems))


def _both(ours: str, theirs: str) -> str:
    if theirs.strip() in ours:
        return ours
    return theirs if ours.strip() in theirs else f"{ours.rstrip()}\n\n{theirs.lstrip()}"
