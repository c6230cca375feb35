"""Rendered files: views put on the page, and a guard that keeps what people typed."""
