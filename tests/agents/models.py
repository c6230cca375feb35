"""A scripted model server on loopback, for tests with the real programs of coding agents. No key, no network.

It speaks Anthropic's messages, OpenAI's responses and chat, and Gemini's generateContent, streamed or whole. A script is a list
of turns; each request that offers tools takes the next, and the last is repeated:

- `say("All done.")`: the model says this and ends its turn
- `run("make test")`: it calls the shell tool that was offered
- `use("Edit", file_path=…)`: it calls this tool
- `refuse(529)`: the server answers with this status
- `cut()`: the stream ends in its middle
- `hang(3600)`: nothing comes for so many seconds, or until the server is closed

    with Models([run("echo hi > f"), say("Done.")]) as models:
        subprocess.run([...], env={"ANTHROPIC_BASE_URL": models.url})
    assert len(models.calls) == 2
"""

from __future__ import annotations

import gzip
import json
import threading
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

SHELLS = ("Bash", "bash", "exec_command", "shell_command", "shell", "run_shell_command")
TOKENS = {"in": 1000, "out": 50}


@dataclass(frozen=True)
class Turn:
    """What the model does when it is asked next."""

    text: str = ""
    tool: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    shell: str = ""
    namespace: str = ""
    status: int = 0
    body: Any = None
    cut: bool = False
    hang: float = 0.0


def say(text: str) -> Turn:
    return Turn(text=text)


def run(command: str) -> Turn:
    return Turn(shell=command)


def use(tool: str, *, namespace: str = "", **given: Any) -> Turn:
    return Turn(tool=tool, given=given, namespace=namespace)


def refuse(status: int, body: Any = None) -> Turn:
    return Turn(status=status, body=body)


def cut() -> Turn:
    return Turn(text="I was about to", cut=True)


def hang(seconds: float = 3600) -> Turn:
    return Turn(hang=seconds)


@dataclass(frozen=True)
class Asked:
    """A request that took up a turn."""

    dialect: str
    body: Any

    @property
    def text(self) -> str:
        """All of it, to look for words in."""
        return json.dumps(self.body, ensure_ascii=False)

    @property
    def tools(self) -> tuple[str, ...]:
        return tuple(offered(self.body))


def offered(body: Any) -> Iterable[str]:
    """The names of the tools that a request offers."""
    for tool in body.get("tools") or ():
        if "functionDeclarations" in tool:
            yield from (one["name"] for one in tool["functionDeclarations"])
        elif tool.get("type") == "namespace":
            yield from (one.get("name", "") for one in tool.get("tools") or ())
        else:
            yield tool.get("name") or tool.get("type") or ""


class Models:
    """The server; `url` is where it is, `calls` what took up a turn."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self.turns = tuple(turns)
        self.calls: list[Asked] = []
        self.closed = threading.Event()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"models": self}))
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closed.set()
        self._server.shutdown()
        self._server.server_close()

    def next(self, dialect: str, body: Any) -> Turn:
        """The turn for a request. One that offers no tools, such as for a title, takes up none."""
        names = list(offered(body))
        if not names:
            return say("ok")
        with self._lock:
            turn = self.turns[min(len(self.calls), len(self.turns) - 1)]
            self.calls.append(Asked(dialect, body))
        if not turn.shell:
            return turn
        shell = next((name for name in SHELLS if name in names), SHELLS[0])
        command: Any = ["bash", "-lc", turn.shell] if shell == "shell" else turn.shell
        extra: dict[str, dict[str, Any]] = {"Bash": {"description": "Run it"}, "exec_command": {"yield_time_ms": 60_000}}
        more = extra.get(shell, {})
        return use(shell, **{"cmd" if shell == "exec_command" else "command": command, **more})


class _Handler(BaseHTTPRequestHandler):
    models: Models
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""

    def do_HEAD(self) -> None:
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        known = self.path.partition("?")[0].endswith("/models")
        self._whole(200 if known else 404, {"object": "list", "data": [], "models": []} if known else {"error": {}})

    def do_POST(self) -> None:
        body = json.loads(self._read() or b"{}")
        path = self.path.partition("?")[0]
        if path.endswith(("/count_tokens", ":countTokens")):
            self._whole(200, {"input_tokens": TOKENS["in"], "totalTokens": TOKENS["in"]})
            return
        dialects = {"/messages": self._anthropic, "/responses": self._openai, "/chat/completions": self._chat}
        speak = next((dialects[end] for end in dialects if path.endswith(end)), None)
        speak = speak or (self._gemini if "enerateContent" in path else None)
        if speak is None:
            self._whole(200, {})
            return
        turn = self.models.next(speak.__name__.strip("_"), body)
        if turn.hang:
            self.models.closed.wait(turn.hang)
            self.close_connection = True
            return
        if turn.status:
            fault = {
                "type": "error",
                "error": {"type": "api_error", "message": "no", "code": turn.status, "status": "UNAVAILABLE"},
            }
            self._whole(turn.status, turn.body or fault)
            return
        try:
            speak(body, turn)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # whoever asked is gone

    def _read(self) -> bytes:
        if self.headers.get("transfer-encoding", "") == "chunked":
            raw = b""
            while size := int(self.rfile.readline().strip() or b"0", 16):
                raw += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        return gzip.decompress(raw) if self.headers.get("content-encoding") == "gzip" else raw

    def _whole(self, status: int, value: Any) -> None:
        content = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _stream(self, events: Iterable[tuple[str, Any]]) -> None:
        """Server-sent events; the connection ends with them."""
        self.close_connection = True
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        for name, value in events:
            head = f"event: {name}\n" if name else ""
            data = value if isinstance(value, str) else json.dumps(value)
            self.wfile.write(f"{head}data: {data}\n\n".encode())
            self.wfile.flush()

    # -- the dialects

    def _anthropic(self, body: Any, turn: Turn) -> None:
        usage = {"input_tokens": TOKENS["in"], "output_tokens": TOKENS["out"]}
        usage |= {"cache_creation_input_tokens": 0, "cache_read_input_tokens": 0}
        block: dict[str, Any] = {"type": "text", "text": turn.text}
        delta: dict[str, Any] = {"type": "text_delta", "text": turn.text}
        empty: dict[str, Any] = {"type": "text", "text": ""}
        if turn.tool:
            block = {"type": "tool_use", "id": f"toolu_{uuid.uuid4().hex[:20]}", "name": turn.tool, "input": turn.given}
            delta = {"type": "input_json_delta", "partial_json": json.dumps(turn.given)}
            empty = {**block, "input": {}}
        stop = "tool_use" if turn.tool else "end_turn"
        message = {
            "id": f"msg_{uuid.uuid4().hex[:20]}", "type": "message", "role": "assistant", "model": body.get("model", ""),
            "content": [block], "stop_reason": stop, "stop_sequence": None, "usage": usage,
        }  # fmt: skip
        if not body.get("stream"):
            self._whole(200, message)
            return
        events: list[tuple[str, Any]] = [
            ("message_start", {"message": {**message, "content": [], "stop_reason": None}}),
            ("content_block_start", {"index": 0, "content_block": empty}),
            ("content_block_delta", {"index": 0, "delta": delta}),
            ("content_block_stop", {"index": 0}),
            (
                "message_delta",
                {"delta": {"stop_reason": stop, "stop_sequence": None}, "usage": {"output_tokens": TOKENS["out"]}},
            ),
            ("message_stop", {}),
        ]
        shown = events[:2] if turn.cut else events
        self._stream((name, {"type": name, **value}) for name, value in shown)

    def _openai(self, body: Any, turn: Turn) -> None:
        item: dict[str, Any] = {
            "type": "message", "id": f"msg_{uuid.uuid4().hex[:12]}", "role": "assistant", "status": "completed",
            "content": [{"type": "output_text", "text": turn.text, "annotations": []}],
        }  # fmt: skip
        if turn.tool:
            item = {
                "type": "function_call", "id": f"fc_{uuid.uuid4().hex[:12]}", "call_id": f"call_{uuid.uuid4().hex[:12]}",
                "name": turn.tool, "arguments": json.dumps(turn.given), "status": "completed",
            }  # fmt: skip
            if turn.tool == "apply_patch":
                item = {**item, "type": "custom_tool_call", "input": turn.given["input"]}
                del item["arguments"]
            if turn.namespace:
                item["namespace"] = turn.namespace
        usage = {
            "input_tokens": TOKENS["in"], "input_tokens_details": {"cached_tokens": 0}, "output_tokens": TOKENS["out"],
            "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": sum(TOKENS.values()),
        }  # fmt: skip
        response = {
            "id": f"resp_{uuid.uuid4().hex[:20]}", "object": "response", "created_at": 0, "model": body.get("model", ""),
            "status": "in_progress", "output": [],
        }  # fmt: skip
        done = {**response, "status": "completed", "output": [item], "usage": usage}
        if not body.get("stream"):
            self._whole(200, done)
            return
        events: list[tuple[str, Any]] = [
            ("response.created", {"response": response}),
            ("response.output_item.added", {"output_index": 0, "item": item}),
            ("response.output_item.done", {"output_index": 0, "item": item}),
            ("response.completed", {"response": done}),
        ]
        shown = events[:2] if turn.cut else events
        self._stream((name, {"type": name, **value}) for name, value in shown)

    def _chat(self, body: Any, turn: Turn) -> None:
        said: dict[str, Any] = {"role": "assistant", "content": turn.text}
        if turn.tool:
            function = {"name": turn.tool, "arguments": json.dumps(turn.given)}
            call = {"index": 0, "id": f"call_{uuid.uuid4().hex[:12]}", "type": "function", "function": function}
            said = {"role": "assistant", "content": None, "tool_calls": [call]}
        ends = "tool_calls" if turn.tool else "stop"
        usage = {"prompt_tokens": TOKENS["in"], "completion_tokens": TOKENS["out"], "total_tokens": sum(TOKENS.values())}
        base = {"id": f"chatcmpl-{uuid.uuid4().hex[:12]}", "created": 0, "model": body.get("model", "")}
        if not body.get("stream"):
            choice = {"index": 0, "message": said, "finish_reason": ends}
            self._whole(200, {**base, "object": "chat.completion", "choices": [choice], "usage": usage})
            return
        base["object"] = "chat.completion.chunk"
        events: list[tuple[str, Any]] = [
            ("", {**base, "choices": [{"index": 0, "delta": said, "finish_reason": None}]}),
            ("", {**base, "choices": [{"index": 0, "delta": {}, "finish_reason": ends}]}),
            ("", {**base, "choices": [], "usage": usage}),
            ("", "[DONE]"),
        ]
        self._stream(events[:1] if turn.cut else events)

    def _gemini(self, body: Any, turn: Turn) -> None:
        del body
        part = {"functionCall": {"name": turn.tool, "args": turn.given}} if turn.tool else {"text": turn.text}
        counts = {
            "promptTokenCount": TOKENS["in"],
            "candidatesTokenCount": TOKENS["out"],
            "totalTokenCount": sum(TOKENS.values()),
        }
        answer = {
            "candidates": [{"index": 0, "content": {"role": "model", "parts": [part]}, "finishReason": "STOP"}],
            "modelVersion": "scripted", "usageMetadata": counts, "responseId": uuid.uuid4().hex,
        }  # fmt: skip
        if "stream" in self.path:
            self._stream([] if turn.cut else [("", answer)])
        else:
            self._whole(200, answer)
