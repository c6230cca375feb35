"""The append-only record of what happened: events, their encoding, and the files that hold them."""
