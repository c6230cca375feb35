"""A change of the plan that an agent proposes: tried on a copy, kept as a patch, applied by a person."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from tests.conftest import Place
from tests.mcp.client import serving

TITLE = "Look at more files!"
PATCH = """\
--- a/phases/phase-2.yaml
+++ b/phases/phase-2.yaml
@@ -1,4 +1,4 @@
 id: phase-2
-title: Title of phase-2
+title: Another title
 depends_on: [phase-1]
 checks: [{id: ok, kind: command, run: 'true', inputs: []}]
"""
LOWER = PATCH.replace("-title: Title of phase-2\n+title: Another title\n", " title: Title of phase-2\n").replace(
    " checks: [{id: ok, kind: command, run: 'true', inputs: []}]\n",
    "-checks: [{id: ok, kind: command, run: 'true', inputs: []}]\n+checks: []\n",
)
ADD = """\
--- /dev/null
+++ b/phases/phase-3.yaml
@@ -0,0 +1,3 @@
+id: phase-3
+title: New
+checks: [{id: ok, kind: command, run: 'true', inputs: []}]
"""
LINK = """\
diff --git a/phases/l.yaml b/phases/l.yaml
new file mode 120000
--- /dev/null
+++ b/phases/l.yaml
@@ -0,0 +1 @@
+/etc/passwd
\\ No newline at end of file
"""


def propose(place: Place, patch: str, title: str = TITLE, why: str = "Because.\n--- a/x\n+++ b/x", **env: str) -> Any:
    with serving(place, **env) as client:
        return client.call("propose", title=title, why=why, patch=patch)


def refused(place: Place, patch: str, **more: Any) -> str:
    found = propose(place, patch, **more)
    assert found["isError"]
    assert not list((place.path / ".tracker").glob("proposals/*.patch"))
    text: str = found["content"][0]["text"]
    return text


def accept(place: Place, command: str) -> None:
    subprocess.run(command, shell=True, cwd=place.path, env=place.env, check=True, capture_output=True)


def test_a_proposal_changes_nothing_until_a_person_applies_it(stepped: Place) -> None:
    before = {path: path.read_bytes() for path in (stepped.path / "phases").iterdir()}
    facts = propose(stepped, PATCH)["structuredContent"]
    assert facts["file"] == ".tracker/proposals/1-look-at-more-files.patch"
    assert facts["files"] == ["phases/phase-2.yaml"]
    assert (facts["added"], facts["removed"], facts["lowered"]) == ([], [], [])
    assert {path: path.read_bytes() for path in (stepped.path / "phases").iterdir()} == before
    assert stepped.git("status", "--porcelain", "-uall").split() == ["??", ".tracker/.gitignore"]
    text = stepped.read(facts["file"])
    assert text.startswith("# Look at more files!\n#\n# Because.\n# --- a/x\n# +++ b/x\n#\n# Proposed by Test Person")
    assert "an agent (tester)" in text
    accept(stepped, facts["apply"])
    assert "title: Another title" in stepped.read("phases/phase-2.yaml")
    accept(stepped, facts["discard"])
    assert not (stepped.path / facts["file"]).exists()


def test_it_survives_a_run_and_is_never_committed(stepped: Place) -> None:
    facts = propose(stepped, PATCH)["structuredContent"]
    assert stepped.tracker("run", "1").code == 0
    assert (stepped.path / facts["file"]).exists()
    assert ".tracker/proposals" not in stepped.git("ls-files")
    for words in (["verify"], ["gc"], ["render", "--check"], ["validate"], ["status"]):
        assert stepped.tracker(*words).code == 0, words


def test_it_says_what_is_lowered_added_and_removed(stepped: Place) -> None:
    lower = propose(stepped, LOWER)["structuredContent"]
    assert lower["changed"] == ["phase-2"]
    assert lower["lowered"] == ["phase-2: check ok: removed (true)"]
    added = propose(stepped, ADD)["structuredContent"]
    assert added["added"] == ["phase-3"]
    assert added["file"].startswith(".tracker/proposals/2-")
    gone = "--- a/phases/phase-2.yaml\n+++ /dev/null\n@@ -1,4 +0,0 @@\n" + "".join(
        f"-{line}\n" for line in stepped.read("phases/phase-2.yaml").splitlines()
    )
    assert propose(stepped, gone)["structuredContent"]["removed"] == ["phase-2"]


def test_counts_of_lines_that_an_agent_got_wrong_are_put_right(stepped: Place) -> None:
    facts = propose(stepped, PATCH.replace("@@ -1,4 +1,4 @@", "@@ -1,9 +1,12 @@").replace("\n", "\r\n"))["structuredContent"]
    accept(stepped, facts["apply"])
    assert "title: Another title" in stepped.read("phases/phase-2.yaml")


def test_a_plan_in_a_folder_of_the_repository(place: Place) -> None:
    for name in ("tracker.yaml",):
        (place.path / name).unlink()
    place.write("deep/er/tracker.yaml", "project: {name: T}\n")
    place.write("deep/er/phases/phase-2.yaml", "id: phase-2\ntitle: Title of phase-2\nchecks: []\n")
    place.commit("Start")
    patch = PATCH.split(" depends_on", maxsplit=1)[0].replace("-1,4 +1,4", "-1,2 +1,2")
    with serving(place, below="deep/er") as client:
        facts = client.facts("propose", title="T", why="w", patch=patch)
    subprocess.run(facts["apply"], shell=True, cwd=place.path / "deep/er", env=place.env, check=True)
    assert "Another title" in place.read("deep/er/phases/phase-2.yaml")


@pytest.mark.parametrize(
    ("patch", "words"),
    [
        ("hello", "the patch does not apply: "),
        (PATCH.replace("Title of", "Something else of"), "the patch does not apply: "),
        (PATCH.replace("+title: Another title", "+title: Title of phase-2"), "the patch changes nothing"),
        (PATCH.replace("+title: Another", "+titel: Another"), "phases/phase-2.yaml:2:1: "),
        (ADD.replace("phases/phase-3.yaml", "README.md"), "the patch changes README.md, and only the plan may be proposed"),
        (ADD.replace("phases/phase-3.yaml", "../evil.yaml"), "the patch does not apply: "),
        (ADD.replace("b/phases/phase-3.yaml", "/tmp/evil.yaml"), "the patch changes tmp/evil.yaml"),
        (ADD.replace("phases/phase-3.yaml", ".git/config"), ""),
        (ADD.replace("phases/phase-3.yaml", ".tracker/journal/x.jsonl"), "only the plan may be proposed"),
        (LINK, "makes a link of phases/l.yaml"),
        ("\ud800", "not UTF-8"),
    ],
)  # fmt: skip
def test_what_cannot_be_proposed(stepped: Place, patch: str, words: str) -> None:
    assert words in refused(stepped, patch)
    assert stepped.changes() == ""
    assert not (stepped.path.parent / "evil.yaml").exists()


def test_a_broken_proposal_is_told_with_every_place(stepped: Place) -> None:
    broken = ADD.replace("kind: command", "kind: komand").replace("title: New", "title: 3\n+odd: 1").replace("1,3", "1,4")
    text = refused(stepped, broken)
    assert "with this change the plan has " in text
    assert "phases/phase-3.yaml:3:" in text
    assert "phases/phase-3.yaml:4:" in text


def test_a_secret_is_not_written_down(stepped: Place) -> None:
    stepped.write("tracker.yaml", "project: {name: T}\nenvironment: {secrets: [API_TOKEN]}\n")
    stepped.commit()
    text = refused(stepped, PATCH, why="use s3cr3t-value-of-it", API_TOKEN="s3cr3t-value-of-it")
    assert "holds the value of a secret" in text
    assert "s3cr3t" not in text


def test_a_link_in_the_way_is_not_followed(stepped: Place) -> None:
    (stepped.path / ".tracker").mkdir(exist_ok=True)
    (stepped.path / "elsewhere").mkdir()
    (stepped.path / ".tracker/proposals").symlink_to(stepped.path / "elsewhere")
    assert propose(stepped, PATCH)["isError"]
    assert list((stepped.path / "elsewhere").iterdir()) == []
