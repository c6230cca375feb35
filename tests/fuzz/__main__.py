"""Coverage-guided fuzzing of what reads strangers' files: `python -m tests.fuzz READER [--minutes N]`.

Needs atheris (`pip install --group fuzz`). Starts from `corpus/READER` and keeps what it learns in `--keep FOLDER`: so a
long run can be continued. Ends with 1 when it found something; the input is written to `--found FOLDER`, and belongs into the
corpus together with the fix: the suite reads the corpus again each time, without atheris.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

CORPUS = Path(__file__).with_name("corpus")
SLOW, LARGE = 20, 1024
"""Seconds and megabytes for one input."""


def fuzz(name: str, words: list[str]) -> None:
    """In this process, which libFuzzer ends."""
    import atheris

    with atheris.instrument_imports(include=["tracker"]):
        from .readers import READERS
    from .mutator import structured

    reader = READERS[name]

    def mutate(data: bytes, limit: int) -> bytes:
        return bytes(atheris.Mutate(data, limit))  # looked up when it is called: `Fuzz` puts another in its place

    more = {"custom_mutator": structured(reader.form, mutate)} if reader.form else {}
    atheris.Setup([sys.argv[0], *words], reader.harness, **more)
    atheris.Fuzz()


def _dictionary(folder: Path, words: tuple[str, ...]) -> str:
    path = folder / "words.txt"
    lines = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in words)
    path.write_text("".join(f'"{line}"\n' for line in lines))
    return str(path)


def main() -> int:
    """One reader, for some minutes."""
    from .readers import READERS

    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.partition("\n")[0])
    parser.add_argument("reader", choices=sorted(READERS))
    parser.add_argument("--minutes", type=float, default=60.0, metavar="N", help="how long: an hour by default")
    parser.add_argument("--keep", default="", metavar="FOLDER", help="where to keep inputs that reached something new")
    parser.add_argument("--found", default=".", metavar="FOLDER", help="where to write an input that broke something: here")
    options = parser.parse_args()
    found = Path(options.found).resolve()
    with tempfile.TemporaryDirectory(prefix="tracker-fuzz-") as folder:
        keep = Path(options.keep or f"{folder}/kept").resolve()
        keep.mkdir(parents=True, exist_ok=True)
        words = [
            f"-max_total_time={round(options.minutes * 60)}", f"-timeout={SLOW}", f"-rss_limit_mb={LARGE}", "-max_len=8192",
            "-print_final_stats=1", f"-artifact_prefix={found}/{options.reader}-",
            f"-dict={_dictionary(Path(folder), READERS[options.reader].words)}", str(keep), str(CORPUS / options.reader),
        ]  # fmt: skip
        code = f"from tests.fuzz.__main__ import fuzz; fuzz({options.reader!r}, {words!r})"
        env = {**os.environ, "TMPDIR": folder}
        with subprocess.Popen(
            [sys.executable, "-c", code], env=env, stderr=subprocess.PIPE, text=True, errors="replace"
        ) as run:
            assert run.stderr is not None
            lines = []
            for line in run.stderr:
                lines.append(line)
                if not re.match(r"#\d+\s+(NEW|REDUCE|RELOAD|pulse)", line):
                    print(line, end="", flush=True)
    said = dict(re.findall(r"stat::(\w+):\s+(\d+)", "".join(lines)))
    count = said.get("number_of_executed_units", "?")
    print(f"{options.reader}: {count} inputs, {'something' if run.returncode else 'nothing'} was found")
    return 1 if run.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
