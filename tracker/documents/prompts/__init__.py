"""Prompts: when one is due, what it shows, and how it is cut to its budget."""
