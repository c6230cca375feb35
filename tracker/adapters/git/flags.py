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
    "-c", "core.trustctime=true",
    "-c", "core.checkStat=default",
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
    # A partial clone fetches what it lacks, by programs that its configuration names. Nothing may be fetched by any protocol.
    env.update(GIT_NO_LAZY_FETCH="1", GIT_ALLOW_PROTOCOL="none")
    # An empty entry means the folder that git is in: whoever makes a repository would choose which program runs.
    env["PATH"] = ":".join(folder for folder in env.get("PATH", "/usr/local/bin:/usr/bin:/bin").split(":") if folder[:1] == "/")
    if reading:
        env["GIT_OPTIONAL_LOCKS"] = "0"
    return env


def without_filters(names: Iterable[str]) -> tuple[tuple[str, ...], dict[str, str]]:
    """(options, variables) that switch the named content filters off.

    `-c` ends a key at the first `=`, so a name that has one goes through the environment, which git reads since 2.31.
    """
    flags: list[str] = []
    env: dict[str, str] = {}
    for name in names:
        for key, value in (("clean", ""), ("smudge", ""), ("process", ""), ("required", "false")):
            if "=" in name:
                number = len(env) // 2
                env[f"GIT_CONFIG_KEY_{number}"], env[f"GIT_CONFIG_VALUE_{number}"] = f"filter.{name}.{key}", value
            else:
                flags += ["-c", f"filter.{name}.{key}={value}"]
    if env:
        env["GIT_CONFIG_COUNT"] = str(len(env) // 2)
    return tuple(flags), env


def filter_names(keys: str) -> tuple[str, ...]:
    """The filters in NUL-separated configuration keys such as `filter.lfs.clean`."""
    return tuple(sorted({key[len("filter.") : key.rfind(".")] for key in keys.split("\0") if key.count(".") > 1}))
