"""`python -m tracker`, and the console script."""

from __future__ import annotations

import gc
import sys

if sys.platform == "win32":
    sys.exit("error: tracker does not run on Windows itself\n  Run it in WSL: https://learn.microsoft.com/windows/wsl/install")

_MANY = 100_000
"""Objects between two searches for garbage: hardly anything that is imported or read ever becomes any."""


def main() -> None:
    """Answer from the cache when that is possible, otherwise carry out the whole command."""
    _keep_to_ourselves()
    from tracker.cli.streams import make_whole

    heard = make_whole()
    arguments = sys.argv[1:]
    code = None
    if heard and not {"--help", "--version"}.intersection(arguments):
        if arguments[:1] == ["hook"]:
            from tracker.cli.hooked import respond

            code = respond(arguments[1:])
        else:
            from tracker.cli.fast import answer

            code = answer(arguments)
    if code is None:
        gc.set_threshold(_MANY)
        from tracker.cli.app import run

        if not heard:
            from tracker.cli.output import Output

            Output.failure = "it is closed"
        code = run(arguments)
        gc.freeze()  # the process ends: nobody has to look through all of it once more
    sys.exit(code)


def _folder() -> str:
    """Where the user is; empty where that folder is gone."""
    import os

    try:
        return os.getcwd()
    except OSError:
        return ""


def _keep_to_ourselves() -> None:
    """Import nothing from the folder that the user is in (`python -m` looks there first), and name files as UTF-8."""
    import os

    home = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if __name__ == "__main__" and not sys.flags.safe_path and sys.path[:1] == [_folder()]:
        del sys.path[0]
        if home not in sys.path:
            sys.path.append(home)  # tracker itself lies there
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode:
        words = ("-X", "utf8", "-c", "import sys; from tracker.__main__ import main; main()", *sys.argv[1:])
        encoding = os.environ.get("PYTHONIOENCODING") or f"{sys.stdout.encoding if sys.stdout else 'utf-8'}:backslashreplace"
        env = {**os.environ, "PYTHONIOENCODING": encoding}
        os.execve(sys.executable, (sys.executable, "-P", *words), env)  # noqa: S606 - the same program once more


if __name__ == "__main__":
    main()
