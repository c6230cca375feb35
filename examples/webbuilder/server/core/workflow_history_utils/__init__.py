"""The record of a workflow: its fields, its figures, its rows."""
