"""Keys of people who sign: made by the real programs, in a home of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest


class Signer:
    """Somebody with a key, and the settings of git that use it."""

    def __init__(self, folder: Path, address: str, env: dict[str, str]) -> None:
        self.address = address
        self.env = env
        self.key = folder / f"{address.replace('@', '-')}"
        _run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", address, "-f", str(self.key)], env)

    @property
    def line(self) -> str:
        """The line of a file of allowed signers."""
        return f"{self.address} {' '.join(Path(f'{self.key}.pub').read_text().split()[:2])}\n"

    def is_there(self) -> None:
        """From here on it is this person who sits at the machine."""
        for key, value in {
            "user.name": self.address.partition("@")[0].title(),
            "user.email": self.address,
            "gpg.format": "ssh",
            "user.signingKey": f"{self.key}.pub",
        }.items():
            _run(["git", "config", "--global", key, value], self.env)


def ssh_signer(folder: Path, address: str, env: dict[str, str]) -> Signer:
    """Somebody with an ssh key."""
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is not installed")
    return Signer(folder, address, env)


def gpg_key(address: str, env: dict[str, str]) -> None:
    """Make a gpg key for an address in the home of `env`, and have git sign with it."""
    if shutil.which("gpg") is None:
        pytest.skip("gpg is not installed")
    home = Path(env["HOME"]) / ".gnupg"
    home.mkdir(mode=0o700, exist_ok=True)
    words = ["gpg", "--batch", "--passphrase", "", "--quick-generate-key", f"Ann <{address}>", "ed25519", "sign", "never"]
    _run(words, env)
    for key, value in {"user.name": "Ann", "user.email": address, "gpg.format": "openpgp"}.items():
        _run(["git", "config", "--global", key, value], env)


def end_gpg(env: dict[str, str]) -> None:
    """End the agent that gpg has left running."""
    if shutil.which("gpgconf"):
        subprocess.run(["gpgconf", "--kill", "all"], env=env, check=False, capture_output=True)


def _run(words: list[str], env: dict[str, str]) -> None:
    done = subprocess.run(
        words, env={**os.environ, **env}, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stderr
