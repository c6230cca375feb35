"""Each answer is about the checkout that the client works in, and says so."""

from __future__ import annotations

from typing import Any

from tests.conftest import Place
from tests.mcp.client import Client, serving
from tracker.mcp.checkout import folders_of, nearest


def worktree(place: Place, name: str = "other") -> Place:
    """Another checkout of the repository, on a branch of its own."""
    path = place.path.parent / name
    place.git("worktree", "add", "-q", "-b", name, str(path))
    return Place(path, place.env)


def name_roots(client: Client, *folders: Any) -> None:
    """Answer the server's question for the client's folders."""
    asked = next((m for m in client.heard if m.get("method") == "roots/list"), None) or client.read()
    assert asked["method"] == "roots/list"
    client.heard = [m for m in client.heard if m is not asked]
    roots = [{"uri": folder if isinstance(folder, str) else folder.as_uri()} for folder in folders]
    client.raw(_answer(asked["id"], roots))


def _answer(number: object, roots: object) -> bytes:
    import json

    return json.dumps({"jsonrpc": "2.0", "id": number, "result": {"roots": roots}}).encode()


def test_the_plan_above_the_server_s_folder(stepped: Place) -> None:
    (stepped.path / "deep/er").mkdir(parents=True)
    with serving(stepped, below="deep/er") as client:
        assert client.facts("status")["checkout"]["root"] == str(stepped.path)


def test_the_worktree_that_the_server_stands_in(stepped: Place) -> None:
    there = worktree(stepped)
    with serving(there) as client:
        assert client.facts("run")["outcome"] == "passed"
        found = client.facts("status")
        assert (found["checkout"]["root"], found["checkout"]["branch"]) == (str(there.path), "other")
        assert found["complete"] == 1
    assert stepped.status()["phase-1"]["status"] == "ready"


def test_folders_that_the_client_names_come_first_and_may_change(stepped: Place) -> None:
    there = worktree(stepped)
    with serving(stepped, begun=False) as client:
        client.begin(roots={"listChanged": True})
        name_roots(client, there.path.parent / "nowhere", there.path)
        assert client.facts("next")["checkout"]["branch"] == "other"
        client.send("notifications/roots/list_changed")
        name_roots(client, stepped.path)
        assert client.facts("next")["checkout"]["branch"] == "main"
        client.send("notifications/roots/list_changed")
        name_roots(client, "https://example.org/x", "file://elsewhere/x", "file:///%00", "file://[")
        assert client.facts("next")["checkout"]["branch"] == "main"


def test_a_client_that_never_names_its_folders_is_not_waited_for_long(stepped: Place) -> None:
    with serving(stepped, begun=False) as client:
        client.begin(roots={})
        assert client.facts("next")["checkout"]["root"] == str(stepped.path)
        client.raw(b'{"jsonrpc":"2.0","id":"roots-1","error":{"code":-32601,"message":"no"}}')
        assert client.ask("ping")["result"] == {}


def test_another_worktree_by_name_and_no_other_project(stepped: Place) -> None:
    there = worktree(stepped)
    stranger = Place(stepped.path.parent / "stranger", stepped.env)
    stranger.path.mkdir()
    stranger.git("init", "-q")
    stranger.write("tracker.yaml", "project: {name: Stranger}\n")
    with serving(stepped) as client:
        assert client.facts("status", checkout=str(there.path / "phases"))["checkout"]["branch"] == "other"
        assert client.facts("run", checkout=str(there.path))["checkout"]["root"] == str(there.path)
        for folder, words in (
            (str(stranger.path), "is not a checkout of the repository"),
            ("../other", "is not an absolute path"),
            ("/a\0b", "is not an absolute path"),
            ("/\ud800", "is not an absolute path"),
            (str(stepped.path.parent), "there is no tracker.yaml"),
        ):
            found = client.call("status", checkout=folder)
            assert found["isError"]
            assert words in found["content"][0]["text"]
    assert there.status()["phase-1"]["status"] == "complete"
    assert stepped.status()["phase-1"]["status"] == "ready"


def test_outside_git_an_answer_names_the_folder_alone(stepped: Place) -> None:
    import shutil

    shutil.rmtree(stepped.path / ".git")
    with serving(stepped) as client:
        assert client.facts("status")["checkout"] == {"root": str(stepped.path), "branch": None, "commit": None}


def test_a_plan_nearer_to_the_server_than_the_client_s_folder(stepped: Place) -> None:
    inner = stepped.path / "inner"
    inner.mkdir()
    (inner / "tracker.yaml").write_text("project: {name: Inner}\n")
    assert nearest(str(inner), [str(stepped.path)]) == str(inner)
    assert nearest("/", [str(stepped.path), str(inner)]) == str(stepped.path)
    assert nearest(str(inner), []) == str(inner)


def test_only_local_folders_are_folders() -> None:
    uris = [
        "file:///a%20b",
        "file://localhost/c",
        "file://host/d",
        "https://e",
        "",
        None,
        3,
        "file://[",
        "file:///%00",
        "file:///f/../g",
    ]
    assert folders_of({"roots": [{"uri": uri} for uri in uris]}) == ["/a b", "/c", "/g"]
    for odd in (None, [], {"roots": None}, {"roots": [1, {}]}, {"roots": {}}):
        assert folders_of(odd) == []
