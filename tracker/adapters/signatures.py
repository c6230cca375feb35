"""Signatures by git's own means: what `git commit -S` signs with, and what `git verify-commit` believes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from typing import TYPE_CHECKING

from tracker.errors import BlockedError
from tracker.model.who import address_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.adapters.git.runner import GitRunner

_NAMESPACE = "git"
"""As allowed-signers files have it for git. What is signed begins with a line of ours and can be no object of git's."""
_SSH, _PGP = "-----BEGIN SSH SIGNATURE-----", "-----BEGIN PGP SIGNATURE-----"
_PROGRAMS = {"ssh": ("gpg.ssh.program", "ssh-keygen"), "openpgp": ("gpg.program", "gpg")}
_SECONDS = 120.0
"""How long a person may take to touch a key or to type its passphrase."""
_KEYS = r"^(gpg\.|user\.signingkey$)"
_NOT_GOOD = re.compile(r"^\[GNUPG:\] (EXPSIG|EXPKEYSIG|REVKEYSIG|BADSIG|ERRSIG)\b", re.MULTILINE)
_GOOD = re.compile(r"^\[GNUPG:\] GOODSIG \S+ (.*)$", re.MULTILINE)


class Signatures:
    """Signs texts, and checks signatures."""

    def __init__(self, git: GitRunner, *, root: str, allowed_signers: str = "") -> None:
        """`allowed_signers`: the file of the project that says who signs with which key, relative to `root`; empty: git's."""
        self._git = git
        self._root = root
        self._allowed = allowed_signers
        self._known: dict[str, str] | None = None

    # -- signing ------------------------------------------------------------------------------------------------

    def sign(self, text: str, *, by: str) -> str:
        """The armoured signature of the person who is there.

        Raises:
            BlockedError: git has no key to sign with, or it could not be used.
        """
        form = self._setting("gpg.format") or "openpgp"
        if form not in _PROGRAMS:
            raise BlockedError(f"git signs with {form}, and an approval is signed with ssh or openpgp", hints=_SET_UP)
        key = self._setting("user.signingkey")
        return self._sign_ssh(text, key) if form == "ssh" else self._sign_pgp(text, key or address_of(by))

    def _sign_ssh(self, text: str, key: str) -> str:
        if not key:
            raise BlockedError("git has no key to sign with", hints=_SET_UP)
        with tempfile.TemporaryDirectory(prefix="tracker-sign-") as folder:
            more: tuple[str, ...] = ()
            path = os.path.expanduser(key)
            literal = key.removeprefix("key::")
            if literal != key or key.startswith(("ssh-", "ecdsa-", "sk-")):
                path, more = _write(folder, "key.pub", literal + "\n"), ("-U",)
            content = _write(folder, "content", text)
            words = ("-Y", "sign", "-n", _NAMESPACE, "-f", os.path.join(self._root, path), *more, content)
            _, err = self._run("ssh", words, theirs=True)
            try:
                with open(content + ".sig", encoding="utf-8") as file:
                    return file.read()
            except OSError:
                raise BlockedError(f"it could not be signed with {key}: {_first(err)}", hints=_SET_UP) from None

    def _sign_pgp(self, text: str, key: str) -> str:
        out, err = self._run("openpgp", ("--detach-sign", "--armor", "--local-user", key), text=text, theirs=True)
        if not out.startswith(_PGP):
            raise BlockedError(f"it could not be signed with the key of {key}: {_first(err)}", hints=_SET_UP)
        return out

    # -- checking -----------------------------------------------------------------------------------------------

    def doubt(self, text: str, signature: str, *, by: str, at: str) -> str:
        """Why this is no signature of `by` under this text, given at that time (ISO 8601, UTC); empty when it is one.

        Raises:
            BlockedError: what is needed to find out is not there.
        """
        if signature.startswith(_SSH):
            return self._doubt_ssh(text, signature, by, at)
        if signature.startswith(_PGP):
            return self._doubt_pgp(text, signature, by)
        return "this is not an SSH or OpenPGP signature"

    def _doubt_ssh(self, text: str, signature: str, by: str, at: str) -> str:
        allowed = self.allowed_signers()
        if not allowed:
            raise BlockedError("no file of allowed signers is set, so no signature can be checked", hints=_ALLOW)
        if not os.path.isfile(allowed):
            raise BlockedError(f"the file of allowed signers, {allowed}, is not there", hints=_ALLOW)
        time = re.sub(r"[^0-9]", "", at)[:14]
        with tempfile.TemporaryDirectory(prefix="tracker-sign-") as folder:
            signed = _write(folder, "content.sig", signature)
            options = ("-n", _NAMESPACE, "-s", signed, *((f"-Overify-time={time}",) if time else ()))
            words = ("-Y", "verify", "-f", allowed, "-I", address_of(by), *options)
            out, err = self._run("ssh", words, text=text)
        return (
            ""
            if out.startswith("Good ")
            else f"the file of allowed signers has no such key of {address_of(by)}: {_first(err or out)}"
        )

    def _doubt_pgp(self, text: str, signature: str, by: str) -> str:
        with tempfile.TemporaryDirectory(prefix="tracker-sign-") as folder:
            signed = _write(folder, "content.asc", signature)
            out, err = self._run("openpgp", ("--status-fd=1", "--verify", signed, "-"), text=text)
        signers = _GOOD.findall(out)
        if not signers or _NOT_GOOD.search(out):
            return f"gpg did not accept the signature: {_first(err)}"
        address = address_of(by).casefold()
        if not any(address_of(signer).casefold() == address for signer in signers):
            return f"it is by {signers[0]}, not by {by}"
        return ""

    def allowed_signers(self) -> str:
        """The file that says which keys are whose, as an absolute path; empty when there is none."""
        path = self._allowed or os.path.expanduser(self._setting("gpg.ssh.allowedsignersfile"))
        return os.path.join(self._root if self._allowed else self._git.root, path) if path else ""

    # -- git's settings, and programs ---------------------------------------------------------------------------

    def _setting(self, key: str) -> str:
        return self._settings().get(key, "")

    def _settings(self) -> dict[str, str]:
        """What git is told of signing. Programs only by the user: those that a repository names are not run."""
        if self._known is None:
            _, out, _ = self._git.call(["config", "--null", "--show-scope", "--get-regexp", _KEYS])
            parts = out.split("\0")
            self._known = {}
            for scope, entry in zip(parts[::2], parts[1::2], strict=False):
                key, _, value = entry.partition("\n")
                if scope != "command" and (scope in ("system", "global") or not key.endswith("program")):
                    self._known[key] = value
        return self._known

    def _run(self, form: str, words: Sequence[str], *, text: str = "", theirs: bool = False) -> tuple[str, str]:
        """(stdout, stderr). With `theirs`, by the program that the user has set up for signing, if any.

        Raises:
            BlockedError: the program is not there, or did not end.
        """
        key, usual = _PROGRAMS[form]
        name = os.path.expanduser((theirs and self._setting(key)) or usual)
        program = shutil.which(name)
        if program is None or not os.path.isabs(program):
            raise BlockedError(f"{name} is not installed, and signatures need it", hints=[f"Install {name}, then try again."])
        env = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
        try:
            done = subprocess.run(
                [program, *words], input=text.encode(), capture_output=True, env=env, timeout=_SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            raise BlockedError(f"{name} did not end within {_SECONDS:g} s, so nothing was signed") from None
        return done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


_SET_UP = (
    "Sign with an ssh key, as git does: git config --global gpg.format ssh",
    "git config --global user.signingKey ~/.ssh/id_ed25519.pub",
)
_ALLOW = (
    "Name a file in the plan: `approvals: {allowed_signers: FILE}`, with lines such as `ann@example.org ssh-ed25519 AAAA…`",
    "or tell git about one: git config gpg.ssh.allowedSignersFile FILE",
)


def _write(folder: str, name: str, text: str) -> str:
    path = os.path.join(folder, name)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8", newline="") as file:
        file.write(text)
    return path


def _first(said: str) -> str:
    """The first line of what a program said."""
    return next((line.strip() for line in said.splitlines() if line.strip()), "it gave no reason")
