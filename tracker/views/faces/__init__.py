"""What commands print as JSON: one `TypedDict` for each `kind`, its keys explained where they are declared.

Commands return faces, formats take them, and docs/json.md and schema/faces.schema.json are written from them
(`python -m tests.docs.faces`). They are types alone: nothing of this is imported to answer a command.
"""

FACES: dict[str, str] = {
    "status": "tracker.views.faces.status:StatusFace",
    "triage": "tracker.views.faces.triage:TriageFace",
    "comparison": "tracker.views.faces.compare:ComparisonFace",
    "issues": "tracker.views.faces.issues:IssuesFace",
    "proposal": "tracker.views.faces.issues:ProposalFace",
    "recorded": "tracker.views.faces.record:RecordedFace",
    "benchmark": "tracker.views.faces.bench:BenchmarkFace",
    "prompt": "tracker.views.faces.prompt:PromptFace",
    "prompts": "tracker.views.faces.prompts:PromptsFace",
    "documents": "tracker.views.faces.render:DocumentsFace",
    "variables": "tracker.views.faces.render:VariablesFace",
    "template": "tracker.views.faces.scaffold:TemplateFace",
    "verification": "tracker.views.faces.verify:VerificationFace",
    "summary": "tracker.views.faces.summary:SummaryFace",
}
"""Where each kind's face is, as `module:Class`."""

OPEN = {"EventFace"}
"""Faces with more keys than they name, which other documents describe."""
