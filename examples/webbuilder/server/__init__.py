"""The web builder's server: a small replica of an application that is moving from SQLite to PostgreSQL."""
