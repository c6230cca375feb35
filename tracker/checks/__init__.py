"""The shelf of check kinds: one file each, and the registry below."""
