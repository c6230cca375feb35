"""Journals in the world hold these digests: where one changes, every result of such a check becomes stale."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tracker.adapters.files.disk import DiskFiles
from tracker.checking.border import read
from tracker.checks import KINDS, AnyCheck, class_of
from tracker.documents.names import SECTION_NAMES
from tracker.spec.loader import load_plan

SHIPPED = {
    "phase-1": "11eb04da9fa5309d0dbdf6aa29eea0225ce1ef39f82be0b6d6dd31a5705b671d",
    "phase-2": "faab8e0c10b71ad285a706fcf8c1f96c7e15ce3e1d3607c61767af3778a304ea",
    "phase-2.1": "adb0856f56b5b7fe448044e1e81585153f7832e0b4689c38861d569f29a907f4",
    "phase-2.2": "056ff2e929f524e5ef9dae04d844d4395748581477cea06b9182162106d9b14e",
    "phase-2.3": "8c9c7241e2ca748a801e6ed720b1b07e3c7b6f0bad1abbcd1b156a6cf3ba9ac3",
    "phase-3": "65c8359a1034d83927414a529dae147c51c68ee991d2ca01947bf3fc3d53750c",
    "phase-4": "30c4349f8a382eb6497304b3919ea773386e772f5d6eb4a0aa607a67178654f6",
    "phase-4.1": "5251f8dba1f8cd7c49cedd65f6a31f88a47ee93e9ef98a6d46d8d4822d451def",
    "phase-4.2": "d4e65e9b1504712c2d84391161c6ab1157fcc77f1300b8fa8f8d7a82804880c7",
    "phase-4.3": "a02fb3ddab481c9b0756d42d0a4cf70dd64e5b5dd254664578117489aa35969d",
    "phase-5": "76545030574da3f48c5469bf2cd5c15f0edefce9393f8b0102f68598d055eda1",
    "phase-6": "9918da898eab1eba870aee067b022570ac077e2937ffdda787385b171d9c01e3",
    "phase-7": "7c74fe7b85c99a9d94255a92da80afee6ac2562c786f4a7ef25ce45ab02803d5",
}
EXAMPLES = {
    "approval": "04f68b0ec18a7f7702a510c52bf99822879499bde43af98f8aabb665aed267e2",
    "benchmark": "35ed5dd0ffd79a41012c1f78894c7bd64159467b16578cf5243120e15f3d9049",
    "command": "69ef04ff0b523b18d899e6c6786964ed9e346df7563cd9cf949dda741851696f",
    "files": "3d55d004b0e942aac72e4bffe3fd385bf0c4044fa30257ad9ee2d309618bfd39",
    "git": "37a9ad6cfe8c101bf9d59e2b4087ba036fe388c5ce7431274a73c5ed735a2a21",
    "metric": "9e34defe2167a41ad5dc2a4f48218fbd3e62fbd7d53aa18ac46d520c6ac32890",
    "pytest": "b04a99a322e3b301d28f186217871b232ca327735017a487769f2c84bdebf246",
    "sql": "085c76946b264d2121defd986d66c3df2d25f9bf891d8adc1c6d908d6ed00a20",
    "tests": "52508ff831a6fe10452c21ed042835a7cb1719dcb989812ff8934bb6e77fb521",
}
"""Of the example in the docstring of each kind."""
OTHERS: list[tuple[str, dict[str, Any]]] = [
    (
        "db61144eb9f2e60a157a3750d1daa49ae2ed9e1a01b83ea7ed64ed825c4d7ff7",
        {"kind": "metric", "source": {"git": {"since": "abcd", "paths": "x"}}, "expect": {"n": "1.5..2"}},
    ),
    (
        "e291c19bfd41fae78f78ce38c46bc1fd4dceb4d99d3e697ce2cd03c272b192a6",
        {"kind": "metric", "source": {"git": {"phase": "phase-1"}}},
    ),
    (
        "465c74844b00e3804d19c3a9b08880060c464a1dd30dcd9cd433ee2c08adcf9e",
        {"kind": "metric", "source": {"sql": {"url": "sqlite://", "query": "SELECT 1"}}},
    ),
    (
        "fde4a767d50b3ad222e25b89730de8de7288fa8548954a6ca9b382e72b67c22a",
        {
            "kind": "pytest",
            "repeat": "3",
            "expect": {"allow_gone": [{"tests": "x", "why": "y"}], "failed": "< 3"},
            "timeout": "5m",
        },
    ),
    (
        "8e82f7ab95ef7454812026f6c90ba031e8869817a5191747104e6a49f07007aa",
        {
            "kind": "sql",
            "url": "u",
            "query": "q",
            "expect": {"rows": [["a", "b"]], "row_count": "3"},
            "matrix": {"é": ["x", "y"]},
        },
    ),
    (
        "74c071d9098478e19ef9316e232822cc333e821a81d6bd49eebb08445fd087de",
        {"kind": "git", "expect": {"clean": "true", "branch": "main"}},
    ),
    (
        "af6cf134cd62acb5726ad6c3147b416b13800515da55741aad6d2c9201595605",
        {"kind": "tests", "run": ["a", "b"], "report": "r.xml", "expect": {"total": ">= 1000000000000"}},
    ),
]


def test_the_phases_of_the_shipped_plan() -> None:
    plan = load_plan(DiskFiles(str(ROOT)), sections=SECTION_NAMES)
    assert {phase.id: phase.digest() for phase in plan.phases} == SHIPPED


@pytest.mark.parametrize("kind", KINDS)
def test_the_examples_of_the_kinds(kind: str) -> None:
    text = re.search(r"```yaml\n(.*?)```", class_of(kind).__doc__ or "", re.DOTALL)
    assert text
    assert read(AnyCheck, yaml.load(text[1], Loader=yaml.BaseLoader)).definition() == EXAMPLES[kind]


@pytest.mark.parametrize(("digest", "check"), OTHERS)
def test_the_shapes_that_the_examples_do_not_have(digest: str, check: dict[str, Any]) -> None:
    assert read(AnyCheck, {"id": "a", **check}).definition() == digest
