"""How git is called: hardened against what a repository's own configuration would have it execute. Light imports only."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FLAGS = (
    "-c", "core.fsmonitor=false",
    "-c", "core.hooksPath=/dev/null",
    "-c", "safe.bareRepository=explicit",
    "-c", "log.showSignature=false",
    "-c", "diff.external=",
    "-c", "core.pager=cat",
    "-c", "core.askPass=",
    "-c", "core.sshCommand=false",
    "-c", "gpg.program=false",
    "-c", "commit.gpgSign=false",
    "-c", "gc.auto=0",
    "-c", "maintenance.auto=false",
    "-c", "core.quotePath=false",
    "-c", "core.fsync=added,reference",
)  # fmt: skip
"""Options before the verb, for every call."""

_KEPT = (
    "GIT_AUTHOR_",
    "GIT_COMMITTER_",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_CEILING_",
)


def environment(outer: Mapping[str, str], *, reading: bool) -> dict[str, str]:
    """The environment for git: nothing inherited that would point it at another repository or program."""
    env = {k: v for k, v in outer.items() if not k.startswith("GIT_") or k.startswith(_KEPT)}
    env.update(LC_ALL="C", GIT_TERMINAL_PROMPT="0", GIT_PAGER="cat", GIT_EDITOR="false")
    if reading:
        env["GIT_OPTIONAL_LOCKS"] = "0"
    return env


def without_filters(names: Iterable[str]) -> tuple[str, ...]:
    """Options that switch the named content filters off."""
    flags: list[str] = []
    for name in names:
        for key in ("clean", "smudge", "process"):
            flags += ["-c", f"filter.{name}.{key}="]
        flags += ["-c", f"filter.{name}.required=false"]
    return tuple(flags)


def filter_names(keys: str) -> tuple[str, ...]:
    """The filters in NUL-separated configuration keys such as `filter.lfs.clean`."""
    return tuple(sorted({key[len("filter.") : key.rfind(".")] for key in keys.split("\0") if key.count(".") > 1}))
