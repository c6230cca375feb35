"""Patterns, against what git and the standard library make of them."""

from __future__ import annotations

import fnmatch
import os
import subprocess
import time
import warnings
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.adapters.files.globs import compiled, expand, fixed_part, is_literal, matching

TREE = [
    "a",
    "b.py",
    "ab",
    "a.b",
    ".hidden",
    "[x]",
    "x",
    "-",
    "!",
    "^",
    "]",
    "a b",
    "d/a",
    "d/b.py",
    "d/e/b.py",
    "d/e/f/b.py",
    "d/e/f/.py",
    "d.py/b.py",
    "server/app.py",
    "server/a/app.py",
    "server/a/b/app.txt",
    "serverless/app.py",
    "é/ü.py",
    "D/A",
    "d/e/new\nline.py",
]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("tree")
    for name in TREE:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    return root


def git_says(root: Path, pattern: str) -> set[str]:
    command = ["git", "ls-files", "-z", "--others", "--", f":(glob){pattern}"]
    done = subprocess.run(command, cwd=root, capture_output=True, check=False)
    return {os.fsdecode(path) for path in done.stdout.split(b"\0") if path}


def ours(root: Path, *patterns: str) -> set[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return set(expand(str(root), patterns, {}))


PATTERNS = [
    "*",
    "**",
    "**/*",
    "*.py",
    "**/*.py",
    "d/*",
    "d/**",
    "d/**/*",
    "d/**/b.py",
    "**/b.py",
    "server/**/*.py",
    "server/*/app.py",
    "?",
    "a?",
    "d/?",
    "?/?",
    "[ab]",
    "[!a]",
    "[^a]",
    "[a-c]",
    "[!a-c]*",
    "d[!x]a",
    "d[.]py/*",
    "[]]",
    "[!]]",
    "[]-]",
    "[[]x]",
    "[a-]",
    ".*",
    "**/.py",
    "server",
    "d/e",
    "D/*",
    "d/**/f/*",
    "**/e/**",
    "s*/a*",
    "*/*/*",
    "[z-a]",
    "[",
    "a[",
    "[x",
    "[!",
    "*[",
    "é/*",
    "a b",
    "**/new*",
    "[&&]",
    "[a||b]",
    "[--a]",
    "[~~]",
    "{a,b}",
    "(a|b)",
    "a.b",
    "a+",
    "$",
    "d/**b.py",
    "[[:alpha:]]",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_means_what_it_means_to_git(tree: Path, pattern: str) -> None:
    if pattern in ("server", "d/e", "[[:alpha:]]", "d/**b.py"):
        return  # a folder stands for its files to git, named classes are git's own, and so is `**` inside a name
    assert ours(tree, pattern) == git_says(tree, pattern)


@pytest.mark.parametrize("pattern", [p for p in PATTERNS if "**" not in p and p not in ("[", "[!", "[^a]")])
def test_a_pattern_without_stars_across_folders_means_what_it_means_to_fnmatch(tree: Path, pattern: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = {
            name
            for name in TREE
            if name.count("/") == pattern.count("/")
            and all(fnmatch.fnmatchcase(part, p) for part, p in zip(name.split("/"), pattern.split("/"), strict=True))
        }
    assert ours(tree, pattern) == expected


@pytest.mark.parametrize("pattern", ["**/*.py", "d/**/*", "d/**/b.py", "server/**/*.py", "*.py", "*/*"])
def test_a_pattern_finds_what_pathlib_finds(tree: Path, pattern: str) -> None:
    expected = {str(path.relative_to(tree)) for path in tree.glob(pattern) if path.is_file() and ".git" not in path.parts}
    assert ours(tree, pattern) == expected


CHARACTERS = "ab.*?[]!^-/\\|&~{}()+$é \n"


@settings(max_examples=400, deadline=None)
@given(st.text(CHARACTERS, min_size=1, max_size=10), st.text("ab./é", min_size=1, max_size=8))
def test_no_pattern_crashes_and_no_star_crosses_a_folder(pattern: str, path: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = compiled(pattern).fullmatch(path) is not None
    if found and "**" not in pattern and "[" not in pattern:
        assert pattern.count("/") == path.count("/")


@settings(max_examples=200, deadline=None)
@given(st.text("abé. ", min_size=1, max_size=6).filter(lambda t: t.strip(". ")))
def test_a_literal_matches_itself_alone(text: str) -> None:
    assert is_literal(text)
    assert compiled(text).fullmatch(text)
    assert not compiled(text).fullmatch(text + "x")
    assert compiled("**/" + text).fullmatch("x/y/" + text)


def test_the_folder_in_front_of_the_first_wildcard() -> None:
    cases = {"server/**/*.py": "server", "*.py": "", "a/b?c/d": "a", "a/[b]": "a", "plain/file.txt": "plain/file.txt", "**": ""}
    assert {pattern: fixed_part(pattern) for pattern in cases} == cases


def test_a_leading_exclamation_mark_takes_away(tree: Path) -> None:
    assert ours(tree, "d/**/*.py", "!**/f/**", "!d/b.py") == {"d/e/b.py", "d/e/new\nline.py"}
    assert ours(tree, "!a") == set()


def test_what_is_found_is_sorted_and_named_once(tree: Path) -> None:
    assert expand(str(tree), ["d/**", "d/a", "a", "d/*"], {})[:2] == ("a", "d/a")
    found = expand(str(tree), ["**", "*", "a"], {})
    assert list(found) == sorted(set(found))
    assert set(found) == set(TREE)


def test_a_dot_in_front_means_the_same_file(tree: Path) -> None:
    assert ours(tree, "./a") == {"a"}
    assert ours(tree, "./d/*.py") == {"d/b.py"}
    assert ours(tree, "d//b.py", "d/./a") == {"d/b.py", "d/a"}


def test_links(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/x").write_text("x")
    (tmp_path / "folder-link").symlink_to("real")
    (tmp_path / "file-link").symlink_to("real/x")
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "real/up").symlink_to("..")
    assert ours(tmp_path, "**") == {"real/x", "file-link"}
    assert ours(tmp_path, "loop", "dangling", "file-link") == {"file-link"}


def test_the_folders_that_were_searched_are_named(tree: Path) -> None:
    folders: dict[str, None] = {}
    expand(str(tree), ["server/**/*.py", "missing/*", "a"], folders)
    assert set(folders) == {"server", "server/a", "server/a/b", "missing"}


def test_names_that_are_no_text(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff.py")
    (tmp_path / name).write_text("x")
    assert ours(tmp_path, "*.py") == {name}
    assert PurePosixPath(name).suffix == ".py"


def test_no_wildcard_looks_into_the_folders_of_git_and_of_the_tracker(tmp_path: Path) -> None:
    for name in (".git/config", ".tracker/journal/x.jsonl", "below/.tracker/x", "below/y"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert expand(str(tmp_path), ["**"], {}) == ("below/y",)


def test_a_link_to_a_folder_elsewhere_in_the_repository_is_followed_once(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("")
    root = tmp_path / "repo/app"
    for folder in ("../.git", "../shared/deep", "src", "node_modules/pkg"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "../shared/deep/a.py").write_text("")
    (root / "node_modules/pkg/b.py").write_text("")
    (root / "src/c.py").write_text("")
    (root / "../shared/back").symlink_to("../app/src")
    links = {"shared": "../../shared", "again": "../../shared", "out": outside, "up": "..", "git": "../../.git"}
    links |= {"pkg": "../node_modules/pkg", "same": ".", "gone": "../nowhere"}
    for name, target in links.items():
        (root / "src" / name).symlink_to(target)
    found = ours(root, "src/**")
    assert {path.rpartition("/")[2] for path in found} == {"a.py", "c.py"}
    assert len([path for path in found if path.endswith("a.py")]) == 1
    assert ours(root, "**/*.py") == {"src/c.py", *(path for path in found if path.endswith("a.py"))}


_PIECES = st.sampled_from(["a", "b", ".py", "x.y", "*", "**", "?", "[ab]", "/", "/", ".", "-"])
_NAMES = st.lists(st.sampled_from(["a", "b", "a.py", ".py", "x.y", "ab", "ba.py", "-", "a\nb"]), min_size=1, max_size=4)


@settings(max_examples=1000)
@given(pattern=st.lists(_PIECES, max_size=7).map("".join), path=_NAMES.map("/".join))
def test_the_usual_shapes_take_what_their_regular_expression_takes(pattern: str, path: str) -> None:
    assert bool(matching(pattern)(path)) is bool(compiled(pattern).fullmatch(path))


@pytest.mark.parametrize("pattern", ["*.py", "d/*", "d/**/b.py", "**/*.py", "server/**/*.py", "d/e/*.py"])
def test_the_usual_shapes_need_no_regular_expression(pattern: str) -> None:
    takes = matching(pattern)
    assert {path for path in TREE if takes(path)} == {path for path in TREE if compiled(pattern).fullmatch(path)}
    assert takes.__qualname__.endswith("takes")


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*a" * 12 + "b", "a" * 250),
        ("**/" * 12 + "z", "/".join(["a"] * 1500)),
        ("**" + "a**" * 12 + "b", "a" * 2000),
        ("**/" + "*a" * 12 + "*/**/" + "*a" * 9 + "b", "/".join(["a" * 250] * 15)),
        ("/".join(["*a*a*"] * 10) + "b", "/".join(["a" * 200] * 10)),
    ],
)
def test_no_pattern_takes_long(pattern: str, path: str) -> None:
    began = time.monotonic()
    assert not matching(pattern)(path)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("pattern", "path", "takes"),
    [
        ("*a*b*a", "xaybza", True),
        ("*a*b*a", "xaybzb", False),
        ("a/**/b*/**/c", "a/b1/x/b2/c", True),
        ("a/**/b*/**/c", "a/x/c", False),
        ("x**/b", "xa/yb/b", True),
        ("x**/b", "xb", True),
        ("a**b*c", "a/x/b1c", True),
        ("a**b*c", "a/x/b1/c", False),
        ("**/a*/?[!b]", "q/ab/cc", True),
        ("**/a*/?[!b]", "q/ab/cb", False),
        ("a/**", "a/b/c", True),
        ("a/**/*/**", "a/b/c", True),
    ],
)
def test_several_wildcards_are_shared_out_right(pattern: str, path: str, *, takes: bool) -> None:
    assert bool(matching(pattern)(path)) is takes
