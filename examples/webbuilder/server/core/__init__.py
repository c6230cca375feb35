"""Rules that hold everywhere: what may become part of a statement, what a workflow's record looks like."""
