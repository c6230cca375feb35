"""The view of `tracker check` as JUnit XML: a suite for each phase, a case for each check in each variant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from tracker.formats.ansi import WIDE
from tracker.formats.failure_text import cause_lines

if TYPE_CHECKING:
    from tracker.views.faces.check import CheckedFace, CheckRunFace

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PLACE = "could not check"


def junit_text(view: CheckRunFace) -> str:
    """The whole document."""
    root = Element("testsuites", name="tracker check")
    suites: dict[str, list[Element]] = {}
    for item in view["checks"]:
        suites.setdefault(item["phase"], []).append(_case(item))
    for place in view["places"]:
        if place["why"]:
            case = Element("testcase", classname=_clean(place["phase"] or "tracker"), name=_PLACE, time="0.000")
            SubElement(case, "skipped", message=_clean(place["why"])).text = _clean("\n".join(place["hints"]))
            suites.setdefault(place["phase"] or "tracker", []).append(case)
    for name, cases in suites.items():
        counts = {kind: sum(case.find(kind) is not None for case in cases) for kind in ("failure", "skipped")}
        suite = SubElement(
            root,
            "testsuite",
            name=_clean(name),
            tests=str(len(cases)),
            failures=str(counts["failure"]),
            errors="0",
            skipped=str(counts["skipped"]),
            time=f"{sum(float(case.get('time', 0)) for case in cases):.3f}",
        )
        suite.extend(cases)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _case(item: CheckedFace) -> Element:
    case = Element("testcase", classname=_clean(item["phase"]), name=_clean(item["check"]), time=f"{item['seconds']:.3f}")
    text = "\n".join([*item["details"], *cause_lines(item["causes"], width=WIDE), *item["output"]])
    if item["outcome"] == "broken":
        SubElement(case, "failure", message=_clean(item["summary"])).text = _clean(text)
    elif item["outcome"] != "passed":
        said = f"could not check: {item['lacks'] or item['summary']}" if item["outcome"] == "unknown" else item["summary"]
        SubElement(case, "skipped", message=_clean(said))
    return case


def _clean(text: str) -> str:
    """Without the characters that no XML may have."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
