"""A phase tracker that cannot lie: a phase is complete when its checks passed at a commit.

What is in `__all__` is for other programs (docs/api.md), and is imported when it is first asked for.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.api import CheckStatus, PhaseStatus, Plan, PlannedPhase, Project, Status, open_project, status
    from tracker.errors import TrackerError

__all__ = [
    "CheckStatus",
    "PhaseStatus",
    "Plan",
    "PlannedPhase",
    "Project",
    "Status",
    "TrackerError",
    "__version__",
    "open_project",
    "status",
]
__version__ = "0.1.0"
PLAN_FILE = "tracker.yaml"
"""What a plan begins with: where it is, is the plan's root."""


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from tracker import api

    found: object = getattr(api, name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
