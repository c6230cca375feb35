"""What it costs until an agent's client knows the tools: python benchmarks/serving.py [--times 15] [--instructions]

A client starts its servers with every session, so this is what each session pays: from starting Python to the answer to
`tools/list`. Ratios to `python -c pass`, in turn, of `tracker mcp` and, where it is installed, of a server with two tools over
the official SDK. With `--instructions` they are ratios of what valgrind counts. The limit is that of `tracker mcp` alone.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from timing import ROOT, environment

LIMIT = 8.0
PASS = (sys.executable, "-c", "pass")
OURS = (sys.executable, "-P", "-m", "tracker", "mcp")
SDK = """
from mcp.server.mcpserver import MCPServer
server = MCPServer("tracker")
@server.tool()
def status(phase: str = "") -> str: return phase
@server.tool()
def explain(phase: str) -> str: return phase
server.run("stdio")
"""
SESSION = (
    {"id": 1, "method": "initialize",
     "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "bench", "version": "1"}}},
    {"method": "notifications/initialized"},
    {"id": 2, "method": "tools/list"},
)  # fmt: skip
_COLLECTED = re.compile(r"Collected : (\d+)")


def run(command: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
    """A whole session, from its start to the end of the standard input."""
    stdin = b"".join(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n" for message in SESSION)
    return subprocess.run(command, cwd=ROOT / "docs", env=environment(), input=stdin, capture_output=True, check=False)


def checked(name: str, command: Sequence[str]) -> int:
    """How many bytes the list of the tools has."""
    done = run(command)
    lines = {message.get("id"): line for line in done.stdout.splitlines() for message in [json.loads(line)]}
    if 2 not in lines or "tools" not in json.loads(lines[2]).get("result", {}):
        sys.exit(f"{name} answered nothing: {done.stderr.decode()[-1000:]}")
    return len(lines[2])


def seconds(command: Sequence[str], times: int) -> float:
    """The median ratio of times, pair by pair."""
    ratios = []
    for _ in range(times + 1):
        began = time.perf_counter()
        run(PASS)
        between = time.perf_counter()
        run(command)
        ratios.append((time.perf_counter() - between) / (between - began))
    return statistics.median(ratios[1:])


def counted(command: Sequence[str]) -> int:
    """Instructions."""
    said = run(("valgrind", "--tool=callgrind", f"--callgrind-out-file={os.devnull}", *command)).stderr.decode()
    found = _COLLECTED.search(said)
    if found is None:
        sys.exit(f"valgrind counted nothing: {said[-500:]}")
    return int(found[1])


def main() -> None:
    """Measure, print, and end with 1 above the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--instructions", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "sdk.py")
        script.write_text(SDK)
        servers = {"tracker mcp": OURS, **({"the official SDK": (sys.executable, str(script))} if find_spec("mcp") else {})}
        ratios = {}
        for name, command in servers.items():
            size = checked(name, command)
            ratios[name] = counted(command) / counted(PASS) if options.instructions else seconds(command, options.times)
            print(f"{name:<18} {ratios[name]:6.1f} x python -c pass   tools/list {size:,} bytes")
    sys.exit(ratios["tracker mcp"] > LIMIT)


if __name__ == "__main__":
    main()
