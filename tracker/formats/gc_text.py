"""What was cleaned up, as lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.model.size import size_words

if TYPE_CHECKING:
    from tracker.views.faces.gc import CleanupFace


def gc_lines(view: CleanupFace) -> list[str]:
    """Each run whose logs go, the journal files that were folded, and what comes next."""
    would = "would be " if view["dry_run"] else ""
    lines = [f"{run['run']}  {size_words(run['bytes']):>9}  {run['why']}" for run in view["runs"]]
    count = len(view["runs"])
    lines.append(f"logs of {count} run{'' if count == 1 else 's'} {would}removed, {size_words(view['bytes'])}")
    if view["file"]:
        lines.append(f"{len(view['folded'])} journal files {would}folded into {view['file']}")
    if view["dry_run"]:
        return [*lines, "", "Do it: tracker gc" + (" --journal" if view["file"] else "")]
    if view["file"]:
        return [*lines, "", "See that nothing is lost: tracker verify"]
    return [*lines, "", "See what is left: tracker log"]
