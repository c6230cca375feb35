"""Carries out planned work. Knows ports only: no process, file, clock or git is touched from here directly."""
