"""The only code that touches the outside: processes, git, files, databases, locks and clocks."""
