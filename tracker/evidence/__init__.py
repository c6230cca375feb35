"""Test results: reading, comparing, and tying failures to the plan's issues. Pure, but for parsing."""
