"""A phase tracker that cannot lie: a phase is complete when its checks passed at a commit."""

__version__ = "0.1.0"
PLAN_FILE = "tracker.yaml"
"""What a plan begins with: where it is, is the plan's root."""
