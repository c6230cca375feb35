"""Test results without the paths of the machine that they were made on: evidence is committed and read elsewhere."""

from __future__ import annotations

import re
from dataclasses import replace

from tracker.model.result import TestReport

_INSTALLED = re.compile(r"(?:(?<=[\s'\"(<=])|^)/[^\s'\":]*?/((?:lib/python3\.\d+/)(?:site-packages/)?)", re.MULTILINE)
"""Where Python or a package of its is installed: /usr/lib/python3.11/json/… or /venv/lib/python3.11/site-packages/…"""


def portable(report: TestReport, folder: str) -> TestReport:
    """The same results, with paths below the folder made relative and those of installed code cut to the package."""

    def cut(text: str) -> str:
        return _INSTALLED.sub("", text.replace(f"{folder}/", "")) if "/" in text else text

    cases = tuple(replace(case, message=cut(case.message), detail=cut(case.detail)) for case in report.cases)
    return replace(report, cases=cases)
