"""Faults on purpose: what is promised in docs/reliability.md, shown. `python -m tests.faults` prints all the figures."""
