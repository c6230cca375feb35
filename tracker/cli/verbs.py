"""Every verb in short, for `--help`, and for completion, which does without the heavy imports of the command line.

Verb → (what it is for, what its words are, option → what its value is; nothing for a switch). A test keeps it true.
"""

from __future__ import annotations

VERBS: dict[str, tuple[str, str, dict[str, str]]] = {
    "status": ("Where every phase stands, and what to do next.", "", {"--json": "", "--all": "", "-a": ""}),
    "run": (
        "Carry out phases, prove them, write it down.",
        "phases",
        {
            "--check": "check",
            "--dry-run": "",
            "--jobs": "number",
            "-j": "number",
            "--force": "",
            "--yes": "",
            "-y": "",
            "--no-input": "",
            "--json": "",
            "--quiet": "",
            "-q": "",
        },
    ),
    "next": ("What to do now, why, and with which prompt.", "", {"--json": ""}),
    "prompt": (
        "All that somebody without any memory needs for a phase.",
        "phase",
        {"--print": "", "--copy": "", "--out": "file", "--kind": "text", "--whole": "", "--json": ""},
    ),
    "prompts": ("All prompts of the plan, and where each is in its life.", "", {"--json": ""}),
    "explain": ("Why a phase is what it is, and what a run would do.", "phase", {"--json": ""}),
    "render": (
        "Bring documents and prompts up to date.",
        "",
        {"--check": "", "--stdout": "file", "--accept-loss": "", "--vars": "section", "--json": "", "--quiet": "", "-q": ""},
    ),
    "summary": ("One page for a pull request.", "", {"--github": "", "--json": ""}),
    "new-prompt": ("Start a prompt template of the project's own.", "text", {"--kind": "text", "--json": ""}),
    "new-section": ("Start a section template of the project's own.", "section", {"--json": ""}),
    "validate": ("Check the plan: every problem, each with its place.", "", {"--json": "", "--quiet": "", "-q": ""}),
    "log": ("The runs, the newest first.", "", {"--json": "", "--limit": "number", "-n": "number"}),
    "show": ("Everything that one run recorded.", "run", {"--json": ""}),
    "triage": ("Group the failing tests of reports by cause.", "files", {"--json": ""}),
    "compare": ("What became of each test between two results.", "results", {"--exit-code": "", "--json": ""}),
    "issues": ("What each known problem breaks, by evidence.", "phase", {"--json": ""}),
    "record": (
        "Keep test results that were made elsewhere.",
        "phase",
        {
            "--check": "check",
            "--junit": "file",
            "--variant": "text",
            "--source": "text",
            "--commit": "text",
            "--by": "text",
            "--json": "",
        },
    ),
    "bench": ("What a phase's benchmarks measured.", "phase", {"--json": ""}),
    "verify": ("Whether journal, evidence and commits agree.", "", {"--journal": "", "--json": "", "--quiet": "", "-q": ""}),
    "approve": (
        "Record somebody's word where the plan asks for one.",
        "phase",
        {"--check": "check", "--by": "text", "--note": "text", "--json": ""},
    ),
    "schema": ("The JSON Schema of the plan's files; all statuses.", "schema", {"--states": "", "--json": ""}),
    "init": ("Start a plan in this folder; nothing there is touched.", "", {"--json": ""}),
    "segment": ("Next phase, status and count, for a shell's prompt.", "", {"--json": ""}),
    "completion": ("The completion script of a shell.", "shell", {"--json": ""}),
}
