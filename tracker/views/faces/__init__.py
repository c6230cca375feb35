"""What commands print as JSON: one `TypedDict` for each `kind`, its keys explained where they are declared.

Commands return faces, formats take them, and docs/json.md and schema/faces.schema.json are written from them
(`python -m tests.docs.faces`). They are types alone: nothing of this is imported to answer a command.
"""

FACES: dict[str, str] = {
    "status": "tracker.views.faces.status:StatusFace",
}
"""Where each kind's face is, as `module:Class`."""

OPEN = {"EventFace"}
"""Faces with more keys than they name, which other documents describe."""
