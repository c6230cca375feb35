"""What the application does, in terms of repositories."""
