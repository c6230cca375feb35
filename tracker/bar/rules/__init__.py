"""What a change of one key does to the bar: rules for the kinds of values that a plan has, a file for each kind."""

from tracker.bar.rules.bounds import bound, bounds
from tracker.bar.rules.commands import command, shell, variables
from tracker.bar.rules.lists import globs, items, matrix, named, people, waivers
from tracker.bar.rules.patterns import matcher, patterns
from tracker.bar.rules.promised import declared, promises
from tracker.bar.rules.said import Rule, moved, show
from tracker.bar.rules.values import changed, choice, demand, excuse, figure, flag, share

__all__ = [
    "Rule",
    "bound",
    "bounds",
    "changed",
    "choice",
    "command",
    "declared",
    "demand",
    "excuse",
    "figure",
    "flag",
    "globs",
    "items",
    "matcher",
    "matrix",
    "moved",
    "named",
    "patterns",
    "people",
    "promises",
    "share",
    "shell",
    "show",
    "variables",
    "waivers",
]
