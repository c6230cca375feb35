"""Signatures by git's own means, with the real programs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.repositories import Repo
from tests.signers import Signer, end_gpg, gpg_key, ssh_signer
from tracker.adapters.git.runner import GitRunner
from tracker.adapters.signatures import Signatures
from tracker.errors import BlockedError

TEXT = 'tracker approval 1\nphase: "phase-1"\n'
AT = "2026-11-28T15:00:00.000Z"
ANN, BO = "ann@example.org", "bo@example.org"


@pytest.fixture
def repo(tmp_path: Path, hermetic: dict[str, str]) -> Repo:
    made = Repo(tmp_path / "repo", hermetic)
    made.path.mkdir()
    made.git("init", "-q")
    return made


@pytest.fixture
def ann(tmp_path: Path, hermetic: dict[str, str]) -> Signer:
    made = ssh_signer(tmp_path, ANN, hermetic)
    made.is_there()
    return made


def signatures(repo: Repo, *lines: str) -> Signatures:
    if lines:
        repo.write("signers", "".join(lines))
    return Signatures(GitRunner(str(repo.path)), root=str(repo.path), allowed_signers="signers" if lines else "")


def test_a_signature_by_ssh_holds_for_its_text_and_its_signer_alone(repo: Repo, ann: Signer) -> None:
    known = signatures(repo, ann.line)
    signature = known.sign(TEXT, by=f"Ann <{ANN}>")
    assert signature.startswith("-----BEGIN SSH SIGNATURE-----")
    assert known.doubt(TEXT, signature, by=f"Ann <{ANN}>", at=AT) == ""
    assert known.doubt(TEXT, signature, by=ANN, at="") == ""
    for text, by in (
        (TEXT + " ", ANN),
        (TEXT.replace("1", "2"), ANN),
        ("", ANN),
        (TEXT, BO),
        (TEXT, f"Ann <{BO}>"),
        (TEXT, ""),
    ):
        doubt = known.doubt(text, signature, by=by, at=AT)
        assert doubt.startswith("the file of allowed signers has no such key of"), (text, by)
    broken = signature.replace("\n", "\nAAAA", 2)
    assert known.doubt(TEXT, broken, by=ANN, at=AT) != ""


def test_a_key_that_the_allowed_signers_have_for_somebody_else_is_not_this_person_s(
    repo: Repo, ann: Signer, tmp_path: Path, hermetic: dict[str, str]
) -> None:
    bo = ssh_signer(tmp_path, BO, hermetic)
    known = signatures(repo, ann.line, bo.line)
    by_ann = known.sign(TEXT, by=ANN)
    assert known.doubt(TEXT, by_ann, by=BO, at=AT) != ""
    assert signatures(repo, bo.line).doubt(TEXT, by_ann, by=ANN, at=AT) != ""


@pytest.mark.parametrize(
    ("options", "holds"),
    [
        ('namespaces="git" ', True),
        ('namespaces="file" ', False),
        ('valid-before="20260101Z" ', False),
        ('valid-after="20260101Z" ', True),
        ('valid-after="20270101Z" ', False),
    ],
)
def test_what_a_line_of_the_allowed_signers_limits_is_heeded(repo: Repo, ann: Signer, options: str, holds: bool) -> None:
    known = signatures(repo, ann.line.replace(" ", f" {options}", 1))
    signature = known.sign(TEXT, by=ANN)
    assert (known.doubt(TEXT, signature, by=ANN, at=AT) == "") is holds


def test_git_s_own_file_of_allowed_signers_is_used_where_the_plan_names_none(repo: Repo, ann: Signer, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text(ann.line)
    repo.git("config", "gpg.ssh.allowedSignersFile", str(tmp_path / "mine"))
    known = signatures(repo)
    assert known.doubt(TEXT, known.sign(TEXT, by=ANN), by=ANN, at=AT) == ""


def test_without_any_such_file_nothing_can_be_said(repo: Repo, ann: Signer) -> None:
    known = signatures(repo)
    signature = known.sign(TEXT, by=ANN)
    with pytest.raises(BlockedError, match="no file of allowed signers is set"):
        known.doubt(TEXT, signature, by=ANN, at=AT)
    gone = signatures(repo, ann.line)
    (repo.path / "signers").unlink()
    with pytest.raises(BlockedError, match="is not there"):
        gone.doubt(TEXT, signature, by=ANN, at=AT)


def test_a_key_may_be_named_by_its_text_where_an_agent_of_ssh_holds_it(repo: Repo, ann: Signer) -> None:
    repo.git("config", "user.signingKey", f"key::{ann.line.partition(' ')[2]}".strip())
    with pytest.raises(BlockedError, match="could not be signed"):  # no agent runs here
        signatures(repo, ann.line).sign(TEXT, by=ANN)


def test_what_is_no_signature_is_said(repo: Repo) -> None:
    assert signatures(repo, "x").doubt(TEXT, "", by=ANN, at=AT) == "this is not an SSH or OpenPGP signature"
    assert signatures(repo, "x").doubt(TEXT, "approved!", by=ANN, at=AT) != ""


def test_without_a_key_it_says_how_to_have_one(repo: Repo) -> None:
    repo.git("config", "gpg.format", "ssh")
    with pytest.raises(BlockedError, match="git has no key to sign with") as caught:
        signatures(repo).sign(TEXT, by=ANN)
    assert "gpg.format ssh" in caught.value.hints[0]
    repo.git("config", "gpg.format", "x509")
    with pytest.raises(BlockedError, match="git signs with x509"):
        signatures(repo).sign(TEXT, by=ANN)


@pytest.mark.parametrize(("key", "form"), [("gpg.ssh.program", "ssh"), ("gpg.program", "openpgp")])
def test_no_program_is_run_that_the_repository_names(repo: Repo, ann: Signer, key: str, form: str) -> None:
    program = repo.write("evil", "#!/bin/sh\ntouch ran\necho Good\n")
    program.chmod(0o755)
    repo.git("config", key, str(program))
    known = signatures(repo, ann.line)
    if form == "ssh":
        assert known.doubt(TEXT, known.sign(TEXT, by=ANN), by=ANN, at=AT) == ""
    else:
        assert known.doubt(TEXT, "-----BEGIN PGP SIGNATURE-----\n", by=ANN, at=AT) != ""
    assert not list(repo.path.rglob("ran"))
    assert not os.path.exists("ran")


def test_the_user_s_own_program_signs(repo: Repo, ann: Signer, tmp_path: Path) -> None:
    program = tmp_path / "signs"
    program.write_text('#!/bin/sh\nfor last; do :; done\nprintf "%s" "$2" > "$last.sig"\n')
    program.chmod(0o755)
    repo.git("config", "--global", "gpg.ssh.program", str(program))
    assert signatures(repo, ann.line).sign(TEXT, by=ANN) == "sign"


@pytest.fixture
def gpg(hermetic: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    gpg_key(ANN, hermetic)
    yield hermetic
    end_gpg(hermetic)


def test_a_signature_by_gpg_holds_for_its_text_and_its_signer_alone(repo: Repo, gpg: dict[str, str]) -> None:
    known = signatures(repo)
    signature = known.sign(TEXT, by=f"Ann <{ANN}>")
    assert signature.startswith("-----BEGIN PGP SIGNATURE-----")
    assert known.doubt(TEXT, signature, by=f"Ann <{ANN}>", at=AT) == ""
    assert known.doubt(TEXT + "x", signature, by=ANN, at=AT).startswith("gpg did not accept the signature")
    assert known.doubt(TEXT, signature, by=BO, at=AT) == f"it is by Ann <{ANN}>, not by {BO}"
    with pytest.raises(BlockedError, match="could not be signed with the key of"):
        known.sign(TEXT, by=BO)
