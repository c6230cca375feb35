"""Bugs that are planted one at a time, to see that a test turns red for each."""
