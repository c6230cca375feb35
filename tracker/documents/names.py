"""The names of the sections that a document may list; light, because the loader asks for them on every command."""

SECTION_NAMES: tuple[str, ...] = (
    "overview",
    "phases",
    "prompt-library",
    "how-to",
    "current-status",
    "test-results",
    "issues",
    "benchmarks",
    "metrics",
    "timeline",
    "gantt",
    "dependency-graph",
    "risk",
    "success-criteria",
    "references",
    "next-session",
    "footer",
)
