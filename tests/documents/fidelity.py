"""Is a line of the hand-written tracker in the rendered one? By its words, below the same heading; marks and remarks aside."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEADING = re.compile(r"^#{1,6} ")
_MARKS = re.compile(r"^(?:[-*]|\d{1,2}\.)? *(?:\[[ xX]\] *)?")
_SIGNS = re.compile("[✅🔄⏳❌⚠⛔✋⏭❔👤📊⚡~\ufe0f]")
_MOVED = re.compile(r"\b(?:prompts|examples/webbuilder)/")
"""Folders that the shipped project has and the hand-written one had not."""
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_TOKEN = re.compile(r"[\w%+]+")
_REMARK = re.compile(r"\W*$|\W*[(\[,;:.]|\W+[-→]")
"""What may follow the words of a line: nothing, or what is known besides, behind a bracket, a comma or a dash."""


@dataclass(frozen=True)
class Line:
    """One line that says something."""

    number: int
    raw: str
    words: str
    section: str
    """The second-level heading that it stands below."""
    heading: str
    """The nearest heading that it stands below; for a heading, itself."""


def words(line: str) -> str:
    """The line without what only makes it look like something: links, bullets, boxes, numbers, stars, backticks, signs."""
    text = _LINK.sub(r"\1", _HEADING.sub("", line.strip()).removesuffix("\\"))
    text = _SIGNS.sub("", _MARKS.sub("", text)).replace("**", "").replace("`", "").replace("&lt;", "<")
    return _MOVED.sub("", " ".join(text.split()))


def title(line: str) -> str:
    """A heading without its remark: `Phase 1: Preparation`."""
    return re.sub(r" \(.*\)$| - .*$", "", words(line)).lower()


def lines(text: str) -> list[Line]:
    """Every line that has words; a heading in a fenced block is no heading."""
    found, section, heading, fenced = [], "", "", False
    for number, raw in enumerate(text.splitlines(), 1):
        if raw.startswith("```"):
            fenced = not fenced
            continue
        if not fenced and _HEADING.match(raw):
            heading = title(raw)
            section = heading if raw.startswith("## ") else section
        if _TOKEN.search(words(raw)) and not raw.startswith("<!--"):
            found.append(Line(number, raw, words(raw), section, heading))
    return found


def missing(seed: str, rendered: str) -> list[Line]:
    """The lines of the seed that the rendered text does not have below the same heading, as often as the seed has them.

    What the seed keeps below one heading may have got headings of its own, so the rest of the section counts, too.
    """
    left = lines(rendered)
    lost = []
    for line in lines(seed):
        below = [x for x in left if x.heading == line.heading]
        beside = [x for x in left if x.section == line.section]
        match = next((x for x in (*below, *beside) if says(x.words, line.words)), None)
        if match is None:
            lost.append(line)
        else:
            left.remove(match)
    return lost


def says(rendered: str, wanted: str) -> bool:
    """Whether a rendered line says what was wanted, perhaps with a remark behind it."""
    pattern = r"\W+".join(re.escape(token) for token in _TOKEN.findall(wanted))
    match = re.match(rf"\W*{pattern}", rendered, re.IGNORECASE)
    return match is not None and bool(_REMARK.match(rendered[match.end() :]))
