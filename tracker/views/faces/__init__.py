"""What commands print as JSON: one `TypedDict` for each `kind`, its keys explained where they are declared.

Commands return faces, formats take them, and docs/json.md and schema/faces.schema.json are written from them
(`python -m tests.docs.faces`). They are types alone: nothing of this is imported to answer a command.
"""

FACES: dict[str, str] = {
    "agreement": "tracker.views.faces.approve:AgreementFace",
    "approval": "tracker.views.faces.approve:ApprovalFace",
    "check": "tracker.views.faces.check:CheckRunFace",
    "attested": "tracker.views.faces.attest:AttestedFace",
    "cleanup": "tracker.views.faces.gc:CleanupFace",
    "completion": "tracker.views.faces.completion:CompletionFace",
    "diff": "tracker.views.faces.diff:DiffFace",
    "error": "tracker.views.faces.error:ErrorFace",
    "event": "tracker.views.faces.run:RunEventFace",
    "explanation": "tracker.views.faces.explain:ExplanationFace",
    "hooks": "tracker.views.faces.hooks:HooksFace",
    "init": "tracker.views.faces.init:InitFace",
    "log": "tracker.views.faces.log:LogFace",
    "next": "tracker.views.faces.next:NextFace",
    "note": "tracker.views.faces.run:NoteFace",
    "noted": "tracker.views.faces.note:NotedFace",
    "opened": "tracker.views.faces.open:OpenedFace",
    "plan": "tracker.views.faces.run:PlanFace",
    "result": "tracker.views.faces.run:ResultFace",
    "run": "tracker.views.faces.log:RunFace",
    "schema": "tracker.views.faces.schema:SchemaFace",
    "segment": "tracker.views.faces.segment:SegmentFace",
    "start": "tracker.views.faces.start:StartFace",
    "states": "tracker.views.faces.schema:StatesFace",
    "status": "tracker.views.faces.status:StatusFace",
    "triage": "tracker.views.faces.triage:TriageFace",
    "comparison": "tracker.views.faces.compare:ComparisonFace",
    "issues": "tracker.views.faces.issues:IssuesFace",
    "proposal": "tracker.views.faces.issues:ProposalFace",
    "reopened": "tracker.views.faces.reopen:ReopenedFace",
    "recorded": "tracker.views.faces.record:RecordedFace",
    "benchmark": "tracker.views.faces.bench:BenchmarkFace",
    "prompt": "tracker.views.faces.prompt:PromptFace",
    "prompts": "tracker.views.faces.prompts:PromptsFace",
    "documents": "tracker.views.faces.render:DocumentsFace",
    "variables": "tracker.views.faces.render:VariablesFace",
    "template": "tracker.views.faces.scaffold:TemplateFace",
    "verification": "tracker.views.faces.verify:VerificationFace",
    "summary": "tracker.views.faces.summary:SummaryFace",
    "validation": "tracker.views.faces.validate:ValidationFace",
}
"""Where each kind's face is, as `module:Class`."""

OPEN = {"RunEventFace", "ShownEventFace"}
"""Faces with more keys than they name, which other documents describe."""
