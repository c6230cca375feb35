"""A secret in every spelling that programs have for it."""

from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote

import pytest

from tracker.model.redaction import Redactor

SECRET = "p&ss/'w\"ö<rd>+x"


@pytest.mark.parametrize("before", ["", "u", "us", "user:"])
@pytest.mark.parametrize("after", ["", "!", "!!"])
def test_base64_of_a_text_around_it(before: str, after: str) -> None:
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        text = encode(f"{before}{SECRET}{after}".encode()).decode()
        assert "[secret A]" in Redactor({"A": SECRET}).text(text)


@pytest.mark.parametrize(
    "text",
    [SECRET.encode().hex(), SECRET.encode().hex().upper(), html.escape(SECRET), json.dumps(SECRET)[1:-1], quote(SECRET),
     quote(SECRET, safe="").lower().replace("p%26ss", "p%26ss"), repr(SECRET)[1:-1], repr(SECRET.encode())[2:-1]],
)  # fmt: skip
def test_other_spellings(text: str) -> None:
    assert Redactor({"A": SECRET}).text(f"<{text}>") == "<[secret A]>"


def test_each_line_of_it() -> None:
    redactor = Redactor({"KEY": "-----BEGIN-----\nabcdefgh\nijklmnop\n-----END-----"})
    assert redactor.text("x ijklmnop y") == "x [secret KEY] y"
