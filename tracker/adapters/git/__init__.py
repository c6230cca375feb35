"""git: the one place that calls it."""
