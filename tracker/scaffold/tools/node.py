"""Node: vitest, jest, node's own runner, mocha, and the scripts of package.json."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tracker.model.ports import Files
from tracker.scaffold.found import Role, Tool, commanded
from tracker.scaffold.tools.looking import below, first, record

_REPORT = "build/test-report.xml"
_IGNORE = ("node_modules/", "build/")
_NO_TESTS = "no test specified"
"""In the script that `npm init` writes."""
_MANAGERS = {"pnpm-lock.yaml": "pnpm", "yarn.lock": "yarn", "bun.lockb": "bun", "bun.lock": "bun"}


def find(files: Files) -> Iterator[Tool]:
    """Nothing where there is no package.json."""
    package = record(files, "package.json")
    if not package:
        return
    scripts = {name: run for name, run in below(package, "scripts").items() if isinstance(run, str)}
    known = {**below(package, "dependencies"), **below(package, "devDependencies")}
    manager = next((name for lock, name in _MANAGERS.items() if files.exists(lock)), "npm")
    yield from _tests(files, scripts, known, manager)
    if "typescript" in known and files.exists("tsconfig.json"):
        script = next((name for name in ("typecheck", "type-check", "types") if name in scripts), "")
        run = f"{manager} run {script}" if script else "npx --no-install tsc --noEmit"
        yield Tool(Role.TYPES, "tsc", "tsconfig.json", commanded(run), _IGNORE[:1])
    if "lint" in scripts:
        yield Tool(
            Role.LINT, f"{manager} run lint", "scripts.lint in package.json", commanded(f"{manager} run lint"), _IGNORE[:1]
        )
    elif "eslint" in known:
        yield Tool(Role.LINT, "eslint", "package.json", commanded("npx --no-install eslint ."), _IGNORE[:1])
    if "build" in scripts:
        yield Tool(Role.BUILD, f"{manager} run build", "scripts.build in package.json", commanded(f"{manager} run build"))


def _tests(files: Files, scripts: Mapping[str, str], known: Mapping[str, object], manager: str) -> Iterator[Tool]:
    script = scripts.get("test", "")
    if "vitest" in known or "vitest" in script:
        run = f"npx --no-install vitest run --reporter=default --reporter=junit --outputFile.junit={_REPORT}"
        yield Tool(Role.TESTS, "vitest", "package.json", _reported(run), _IGNORE)
    elif "jest" in known or "jest" in script:
        yield _jest(known, manager)
    elif "node --test" in script or (not script and first(files, "test/**/*.test.js", "test/**/*.test.mjs", "*.test.mjs")):
        run = f"mkdir -p build && node --test --test-reporter=junit --test-reporter-destination={_REPORT}"
        yield Tool(Role.TESTS, "node --test", "package.json", _reported(run), _IGNORE)
    elif script and _NO_TESTS not in script:
        yield Tool(Role.TESTS, f"{manager} test", "scripts.test in package.json", commanded(f"{manager} test"), _IGNORE[:1])


def _jest(known: Mapping[str, object], manager: str) -> Tool:
    """Judged test by test only where jest-junit can write the report."""
    if "jest-junit" not in known:
        return Tool(Role.TESTS, "jest", "package.json", commanded(f"{manager} test"), _IGNORE[:1])
    folder, _, name = _REPORT.rpartition("/")
    env = {"JEST_JUNIT_OUTPUT_DIR": folder, "JEST_JUNIT_OUTPUT_NAME": name}
    run = "npx --no-install jest --reporters=default --reporters=jest-junit"
    return Tool(Role.TESTS, "jest", "package.json", {**_reported(run), "env": env}, _IGNORE)


def _reported(run: str) -> dict[str, object]:
    return {"kind": "tests", "run": run, "report": _REPORT}
