"""Sections of a project's own."""

from __future__ import annotations

from tracker.documents.names import RESERVED, SECTION_FOLDER, SECTION_NAMES, SUFFIX, is_name
from tracker.model.ports import Files


def own_sections(files: Files) -> tuple[str, ...]:
    """The project's own kinds of sections: templates in `documents/` under names that no packaged one has."""
    stems = (path.rpartition("/")[2].removesuffix(SUFFIX) for path in files.glob([f"{SECTION_FOLDER}/*{SUFFIX}"]))
    return tuple(stem for stem in stems if is_name(stem) and stem not in {*SECTION_NAMES, *RESERVED})
