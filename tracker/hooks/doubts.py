"""Why hooks that are installed may not work: what each product ignores, switches off, or does not trust. Reads no file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tracker.hooks.events import Product, entries, is_our_line
from tracker.hooks.jsonc import Node


class Doubt(NamedTuple):
    """Something that is not right, or worth knowing."""

    what: str
    todo: str
    at: int = 0
    """Where in the text it is."""
    wrong: bool = True


# -- ours ---------------------------------------------------------------------------------------------------------------


def outdated(known: Product, ours: Sequence[tuple[str, Any]]) -> bool:
    """Whether our entries are others than an installation would write now, in order or out of it."""
    more = next((flags for _, entry in ours if (flags := flags_of(known, entry))), "")
    wanted = entries(known, more)
    return len(ours) != len(wanted) or any(wanted.get(event) != entry for event, entry in ours)


def flags_of(known: Product, entry: Any) -> str:
    """What the command of an entry has beside its usual words: ` --run --deadline 60`."""
    found = entry.get("hooks") if isinstance(entry, Mapping) else None
    command = found[0].get("command") if isinstance(found, list) and found and isinstance(found[0], Mapping) else ""
    _, sign, rest = str(command).partition(f"--agent {known.name}")
    return rest if sign else ""


def others(known: Product, root: Node) -> Iterator[Doubt]:
    """Hooks of others at the moment at which ours holds an agent back: each of them may hold it back, too."""
    event = known.events["stop"].name
    hooks = root.member("hooks")
    groups = hooks[1].member(event) if hooks else None
    for group in groups[1].items if groups else ():
        inner = group.member("hooks") if isinstance(group.value, dict) else None
        for hook in inner[1].items if inner else ():
            command = hook.value.get("command") if isinstance(hook.value, dict) else None
            if isinstance(command, str) and not is_our_line(command):
                yield Doubt(
                    f"another hook runs at {event} as well: {command[:80]}",
                    "Nothing, if it never blocks. Two that block hold the agent back longer, each by its own count.",
                    hook.start,
                    wrong=False,
                )


# -- what a product makes of its settings -----------------------------------------------------------------------------------

_TEXTS = (list, str)
_CLAUDE: dict[str, Any] = {
    "$schema": str,
    "apiKeyHelper": str,
    "awsAuthRefresh": str,
    "cleanupPeriodDays": int,
    "disableAllHooks": bool,
    "enableAllProjectMcpServers": bool,
    "enabledMcpjsonServers": _TEXTS,
    "disabledMcpjsonServers": _TEXTS,
    "env": dict,
    "forceLoginMethod": ("claudeai", "console"),
    "hooks": dict,
    "includeCoAuthoredBy": bool,
    "model": str,
    "outputStyle": str,
    "permissions": {
        "allow": _TEXTS,
        "ask": _TEXTS,
        "deny": _TEXTS,
        "additionalDirectories": _TEXTS,
        "defaultMode": str,
    },
    "statusLine": {"command": str},
}
"""Keys of Claude Code's settings, with what it takes. One wrong value, and it ignores the whole file without a word."""
_WORDS = {str: "a text", int: "a whole number", bool: "true or false", dict: "an object"}


def of_settings(known: Product, root: Node) -> Iterator[Doubt]:
    """What makes a product leave its settings aside, or its hooks."""
    if known.name == "claude":
        yield from _wrong_values(root, _CLAUDE, "")
        yield from _wrong_hooks(root)
        yield from _plugin(root)
    if known.name == "gemini":
        yield from _named_off(root)
    for way, value in _OFF[known.name]:
        node: Node | None = root
        for key in way:
            found = node.member(key) if node is not None and isinstance(node.value, dict) else None
            node = found[1] if found else None
        if node is not None and node.value is value:
            yield Doubt(f"`{'.'.join(way)}: {json.dumps(value)}` switches all hooks off", "Take it out.", node.start)


def _named_off(root: Node) -> Iterator[Doubt]:
    """Hooks of ours that Gemini CLI is told to leave out, by their names."""
    found = root.member("hooksConfig")
    names = found[1].member("disabled") if found else None
    for item in names[1].items if names else ():
        if isinstance(item.value, str) and item.value.startswith("tracker-"):
            yield Doubt(f"`hooksConfig.disabled` names {item.value}, so it is not called", "Take it out.", item.start)


_OFF: dict[str, tuple[tuple[tuple[str, ...], bool], ...]] = {
    "claude": ((("disableAllHooks",), True),),
    "codex": (),
    "gemini": ((("hooksConfig", "enabled"), False),),
}


def _wrong_values(node: Node, table: Mapping[str, Any], above: str) -> Iterator[Doubt]:
    for (key, _), item in zip(node.keys, node.items, strict=True):
        wanted, name = table.get(key), f"{above}{key}"
        if isinstance(wanted, Mapping) and isinstance(item.value, dict):
            yield from _wrong_values(item, wanted, f"{name}.")
        elif wanted is not None and (expected := _expected(item.value, wanted)):
            yield _ignored(name, item, expected)


def _text(node: Node) -> bool:
    return isinstance(node.value, str)


def _expected(value: Any, wanted: Any) -> str:
    """What is expected where a value is not that; empty where it is."""
    if isinstance(wanted, Mapping):
        return "" if isinstance(value, dict) else "an object"
    if wanted is _TEXTS:
        right = isinstance(value, list) and all(isinstance(one, str) for one in value)
        return "" if right else "a list of texts"
    if isinstance(wanted, tuple):
        return "" if value in wanted else f"one of {', '.join(wanted)}"
    right = isinstance(value, wanted) and not (wanted is int and isinstance(value, bool))
    return "" if right else _WORDS[wanted]


def _wrong_hooks(root: Node) -> Iterator[Doubt]:
    """What in `hooks` is not of the form that Claude Code takes."""
    found = root.member("hooks")
    for (event, _), groups in zip(found[1].keys, found[1].items, strict=True) if found else ():
        for group in groups.items:
            inner = group.member("hooks") if isinstance(group.value, dict) else None
            if inner is None or not isinstance(inner[1].value, list):
                yield _ignored(f"hooks.{event}", group, "an object with a list `hooks`")
                continue
            matcher = group.member("matcher")
            if matcher and not _text(matcher[1]):
                yield _ignored(f"hooks.{event}.matcher", matcher[1], "a text")
            for hook in inner[1].items:
                right = isinstance(hook.value, dict) and isinstance(hook.value.get("type"), str)
                if not right or (hook.value["type"] == "command" and not isinstance(hook.value.get("command"), str)):
                    yield _ignored(f"hooks.{event}", hook, 'an object with `"type": "command"` and a `command`')


def _plugin(root: Node) -> Iterator[Doubt]:
    """Our plugin, which brings the same hooks."""
    found = root.member("enabledPlugins")
    for (name, at), item in zip(found[1].keys, found[1].items, strict=True) if found else ():
        if name.startswith("tracker@") and item.value is True:
            what = f"the plugin {name} has the same hooks, so each call is made twice"
            yield Doubt(what, "Have one of the two: tracker hooks uninstall claude, or switch the plugin off", at)


def _ignored(name: str, node: Node, expected: str) -> Doubt:
    found = json.dumps(node.value, ensure_ascii=False)[:60]
    return Doubt(
        f"`{name}` is {found}, expected {expected}: Claude Code ignores the whole file", "Correct the value.", node.start
    )


# -- what Codex trusts ------------------------------------------------------------------------------------------------------


def codex_trust(config: Mapping[str, Any], path: str, root: Node, folder: str | None) -> Iterator[Doubt]:
    """Hooks of ours that Codex does not run. `config`: its config.toml; `folder`: the project, where they are a project's.

    It trusts a hook by the hash of its event, matcher and command; what is changed is not run any more, without a word.
    """
    if folder is not None and _part(config, "projects", folder).get("trust_level") != "trusted":
        yield Doubt(
            "Codex does not trust this project, so it runs none of its hooks",
            f'Start codex in it once and say that you trust it, or put into its config.toml: [projects."{folder}"] '
            'trust_level = "trusted"',
        )
    if _part(config, "features").get("hooks") is False:
        yield Doubt("`features.hooks = false` in config.toml switches all hooks off", "Take it out.")
    states = _part(config, "hooks", "state")
    open_ones = []
    for key, found in hashes(path, root).items():
        state = _part(states, key)
        if state.get("enabled") is False:
            yield Doubt(f"the hook {key.rsplit(':', 3)[1]} is switched off in config.toml", "Switch it on in codex: /hooks")
        elif state.get("trusted_hash") != found:
            open_ones.append(f"{key.rsplit(':', 3)[1]} ({'changed since' if state.get('trusted_hash') else 'never trusted'})")
    if open_ones:
        yield Doubt(
            f"Codex does not trust these hooks, so it does not run them: {', '.join(open_ones)}", "Review them in codex: /hooks"
        )


def hashes(path: str, root: Node) -> dict[str, str]:
    """Our hooks in a file of Codex, by the keys that it has for them → the hash that it trusts them by."""
    found = {}
    hooks = root.value.get("hooks", {})
    for event, groups in hooks.items():
        name = "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in event).lstrip("_")
        for at, group in enumerate(groups):
            for place, hook in enumerate(group.get("hooks", ()) if isinstance(group, dict) else ()):
                if isinstance(hook, dict) and is_our_line(hook.get("command")):
                    whole = {"async": False, **hook}
                    said: dict[str, Any] = {"event_name": name, "hooks": [whole]}
                    if "matcher" in group and event not in _NO_MATCHER:
                        said["matcher"] = group["matcher"]
                    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
                    found[f"{path}:{name}:{at}:{place}"] = f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
    return found


_NO_MATCHER = frozenset(("Stop", "UserPromptSubmit"))


def _part(config: Mapping[str, Any], *way: str) -> Mapping[str, Any]:
    here: Any = config
    for key in way:
        here = here.get(key) if isinstance(here, Mapping) else None
    return here if isinstance(here, Mapping) else {}
