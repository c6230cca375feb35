"""One script of a package.json, by name. Light imports only: a look at whether anything is to be run asks for it."""

from __future__ import annotations

from tracker.model.digest import sha256_hex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.model.ports import Files

PACKAGE = "package.json"


def script_of_package(folder: str, name: str) -> str:
    """What stands for it among the files that a step names."""
    return f"{folder}{PACKAGE}#{name}"


def digest_of(files: Files, path: str) -> str:
    """sha256 of a file, or of one script of a package with what comes before and after it; empty when there is none."""
    file, _, script = path.partition("#")
    if not script or not file.endswith(PACKAGE):
        return files.digest(path)
    import json

    try:
        value = json.loads(files.read(file)) if files.exists(file) else {}
        scripts = value["scripts"]
        parts = [scripts.get(name) for name in (f"pre{script}", script, f"post{script}")]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return ""
    return sha256_hex(json.dumps(parts).encode()) if parts[1] else ""


def file_of(path: str) -> str:
    """The file that a path among those that a step names is in."""
    file, _, script = path.partition("#")
    return file if script and file.endswith(PACKAGE) else path
