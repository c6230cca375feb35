"""The composition root: the one place where ports meet adapters.

Everything is imported when it is first asked for: a look at a plan that has not changed must not pay for what validates,
renders or runs it.
"""

from tracker.bootstrap.places import FOLDER, files_of, is_report, open_project, plan_above
from tracker.bootstrap.project import Project

__all__ = ["FOLDER", "Project", "files_of", "is_report", "open_project", "plan_above"]
