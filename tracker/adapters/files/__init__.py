"""The disk: files written atomically and hashed once, the journal and evidence in them, and the caches."""
