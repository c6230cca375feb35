"""One verb per file: pure application logic. Takes a project, returns a view; prints nothing, exits never."""
