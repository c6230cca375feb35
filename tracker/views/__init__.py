"""Flat read models: everything that a person or program is shown, computed once, as frozen values."""
