"""Templates: the sandbox in which they run, and the filters that make text safe for its place."""
