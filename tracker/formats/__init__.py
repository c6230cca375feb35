"""The shelf of output formats: a view → text. One file each; nothing here prints."""
