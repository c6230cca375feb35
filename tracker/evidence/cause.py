"""What a report says about one failure → stage, exception type and message.

Each tool puts the cause elsewhere: pytest wraps it (`failed on setup with "…"`), jest has it in the text only, gotestsum says
`Failed` and leaves the cause in the log, cargo-nextest quotes a panic, PHPUnit begins with the test's own name.
"""

from __future__ import annotations

import re

from tracker.evidence.limits import capped

_ANSI = re.compile(r"(?:\x1b|#x1B|\ufffd)\[[0-9;]*[A-Za-z]", re.IGNORECASE)
_STAGE = re.compile(r"^(?:failed|error) (?:on|at) (setup|teardown)(?: of)?(?: with)? \"?(.*?)\"?$", re.DOTALL)
_OLD_STAGE = re.compile(r"^test (setup|teardown) failure$")
_HOOKS = re.compile(r"\b(?:(setUpClass|setUpModule|beforeAll|beforeEach)|(tearDownClass|tearDownModule|afterAll|afterEach))\b")
_HOOK_WORDS = ("Class", "Module", "All", "Each")
_TYPED = re.compile(
    r"^(?:Uncaught )?([A-Za-z_][\w.$\\]*(?:Error|Exception|Warning|Exit|Interrupt|Violation|Undefined\w*|Fail\w*)\w*|Error)"
    r"(?: \[\w+\])?(?::\s+|$)"
)
_TYPE = re.compile(r"[A-Za-z_][\w.$\\]*")
_SAYS_NOTHING = frozenset({"", "failed", "failure", "error", "collection failure", "none", "testcodefailure", "assert"})
_EXIT = re.compile(r"^test (?:failure|timeout|abort)\b.*$|^exit status \d+$", re.IGNORECASE)
_ENDED = re.compile(r"test (?:timeout|abort)")
"""cargo-nextest's words for a test that was ended from outside: its output does not say why."""
_PANIC = re.compile(
    r"^(?:thread '.*?' (?:\(\d+\) )?panicked at )(?:'(?P<old>.*)', \S+|(?P<place>\S+?):?\n(?P<new>.*))$", re.MULTILINE
)
_GO_PANIC = re.compile(r"^\s*panic: (.*?)(?: \[recovered\])?$", re.MULTILINE)
_GO_LINE = re.compile(r"^\s+\S+\.go:\d+:[ \t]*(.*(?:\n\s*Error:.*)?)$", re.MULTILINE)
_GO_ERROR = re.compile(r"^\s+Error:\s+(.*)$", re.MULTILINE)
_RAISED = re.compile(r"^E\s+([A-Za-z_][\w.]*(?:: .*|$))", re.MULTILINE)

_LONGEST = 8192
"""Characters of a message that are looked at: patterns must not take long on a hostile one."""


def clean(text: str) -> str:
    """Without colour."""
    return _ANSI.sub("", text) if "\x1b" in text or "#x1" in text or "\ufffd[" in text else text


def cause(message: str, kind: str, text: str, name: str) -> tuple[str, str, str]:
    """(stage, exception type, message) of a failure of the test that is called `name`."""
    message, text = clean(message[:_LONGEST]).strip(), clean(text)
    stage, message = _stage(message, name)
    if not message and _ENDED.fullmatch(kind):
        return stage, "", kind
    kind = kind.strip() if _TYPE.fullmatch(kind.strip()) and kind.strip().lower() not in _SAYS_NOTHING else ""
    panic = _panic(message, text)
    if panic:
        return stage, "panic", capped(panic)
    if message.lower() in _SAYS_NOTHING or _EXIT.match(message):
        message = _from_text(text, name) or message
    typed = _TYPED.match(message)
    if typed:
        kind, message = typed[1], message[typed.end() :].strip() or message
    elif not kind and (raised := _RAISED.findall(text)) and (last := _TYPED.match(raised[-1])):
        kind = last[1]
    elif not kind and message.startswith("assert "):
        kind = "AssertionError"
    return stage, kind.replace("\\", "."), capped(message)


def _stage(message: str, name: str) -> tuple[str, str]:
    """In which part of the test it happened, and the message taken out of pytest's words for that."""
    wrapped = _STAGE.match(message) if message.startswith(("failed ", "error ")) else None
    if wrapped:
        return wrapped[1], wrapped[2].strip()
    old = _OLD_STAGE.match(message) if message.startswith("test ") else None
    if old:
        return old[1], ""
    if message == "collection failure":
        return "collection", message
    hook = _HOOKS.search(name) if any(word in name for word in _HOOK_WORDS) else None
    if hook:
        return "setup" if hook[1] else "teardown", message
    return "call", message


def _panic(message: str, text: str) -> str:
    """What Rust or Go panicked with; empty when neither did."""
    if "panicked at" in message or "panicked at" in text:
        found = _PANIC.search(text) or _PANIC.search(message)
        return (found["old"] or found["new"] or "").strip() if found else ""
    found = _GO_PANIC.search(text) if "panic: " in text else None
    return found[1].strip() if found else ""


def _from_text(text: str, name: str) -> str:
    """The line of a log or traceback that says what went wrong."""
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    marked = [line[1:].strip() for line in lines if line.startswith("E ")]
    if marked:
        typed = [line for line in marked if _TYPED.match(line)]
        return typed[-1] if typed else marked[0]
    written = _GO_ERROR.search(text)
    if written and written[1].strip():
        return written[1].strip()
    logged: list[str] = [line.strip() for line in _GO_LINE.findall(text) if line.strip()]
    if logged:
        return logged[-1]  # what was logged before it comes first: t.Fatal is the last that a test says
    if lines and lines[0].startswith("Traceback (most recent call last)"):
        typed = [line for line in lines if _TYPED.match(line)]
        return typed[-1] if typed else lines[-1].strip()
    told = [
        line.strip()
        for line in lines
        if not line.strip().startswith(("=== ", "--- ", "\u25cf ")) and not _is_name(line.strip(), name)
    ]
    return told[0] if told else ""


def _is_name(line: str, name: str) -> bool:
    """PHPUnit begins the text with `Class::method`."""
    bare = name.partition(" with data set")[0]
    return line == name or ("::" in line and line.partition(" with data set")[0].endswith(f"::{bare}"))
