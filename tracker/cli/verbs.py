"""Every verb in short, for completion: the command line itself takes ten times as long to import. A test keeps it true.

Verb → (what it does, what its words are, option → what its value is; nothing for a switch).
"""

from __future__ import annotations

VERBS: dict[str, tuple[str, str, dict[str, str]]] = {
    "status": ("Show where every phase stands, and what to do next.", "", {"--json": "", "--all": "", "-a": ""}),
    "run": (
        "Carry out phases: their preflight, steps and checks; record, commit, and render the documents.",
        "phases",
        {
            "--check": "check", "--dry-run": "", "--jobs": "number", "-j": "number", "--force": "", "--yes": "", "-y": "",
            "--no-input": "", "--json": "", "--quiet": "", "-q": "",
        },
    ),
    "next": ("Say what to do now: the phase, why, its prompt, and one line to hand over.", "", {"--json": ""}),
    "prompt": (
        "Give the prompt for a phase: all that somebody without any memory needs to do it.",
        "phase",
        {"--print": "", "--copy": "", "--out": "file", "--kind": "text", "--whole": "", "--json": ""},
    ),
    "prompts": ("List all prompts of the plan: pending, ready, used, done, archived.", "", {"--json": ""}),
    "explain": ("Say why a phase is what it is, and what a run would do.", "phase", {"--json": ""}),
    "render": (
        "Bring the documents and prompts up to date with the plan and the journal.",
        "",
        {
            "--check": "", "--stdout": "file", "--accept-loss": "", "--vars": "section", "--json": "", "--quiet": "", "-q": "",
        },
    ),
    "summary": (
        "Print one page for a pull request; with --json every view that documents are made from.",
        "",
        {"--github": "", "--json": ""},
    ),
    "new-prompt": (
        "Start a prompt template of the project's own, with its variables documented.",
        "text",
        {"--kind": "text", "--json": ""},
    ),
    "new-section": (
        "Start a section template of the project's own from the packaged one, with its variables documented.",
        "section",
        {"--json": ""},
    ),
    "validate": (
        "Check the plan: every problem at once, each with its place. Exit code 3 when there is any.",
        "",
        {"--json": "", "--quiet": "", "-q": ""},
    ),
    "log": ("List the runs, the newest first.", "", {"--json": "", "--limit": "number", "-n": "number"}),
    "show": ("Show everything that one run recorded.", "run", {"--json": ""}),
    "triage": ("Group the failing tests of reports (JUnit XML, CTRF) by cause.", "files", {"--json": ""}),
    "compare": ("Say what became of each test between two results.", "results", {"--json": ""}),
    "issues": (
        "Show the known issues by evidence; `propose` prints YAML for failures that belong to none.",
        "phase",
        {"--json": ""},
    ),
    "record": (
        "Keep test results that were made elsewhere, with their source. They complete nothing.",
        "phase",
        {
            "--check": "check", "--junit": "file", "--variant": "text", "--source": "text", "--commit": "text", "--by": "text",
            "--json": "",
        },
    ),
    "bench": ("Show what a phase's benchmarks measured, beside what was claimed. Runs nothing.", "phase", {"--json": ""}),
    "verify": (
        "Check the journal against itself, its evidence and the commits that it names. Exit code 1 when they disagree.",
        "",
        {"--journal": "", "--json": "", "--quiet": "", "-q": ""},
    ),
    "approve": (
        "Record somebody's word for what only a person can say.",
        "phase",
        {"--check": "check", "--by": "text", "--note": "text", "--json": ""},
    ),
    "schema": (
        "Print the JSON Schema of the plan's files, or the table of statuses.",
        "schema",
        {"--states": "", "--json": ""},
    ),
    "init": (
        "Start a plan in this folder: tracker.yaml and a first phase. Nothing that exists is touched.",
        "",
        {"--json": ""},
    ),
    "segment": ("Print the next phase, its status and the count, for the prompt of a shell.", "", {"--json": ""}),
    "completion": ("Print the completion script of a shell.", "shell", {"--json": ""}),
}  # fmt: skip
