"""Settings, from the environment alone."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
"""The folder of the application."""
DATABASES = ("sqlite", "postgresql")


class ConfigError(ValueError):
    """A setting that cannot be used; the message names the variable."""


@dataclass(frozen=True)
class Settings:
    """What the environment says about the database."""

    db_type: str
    sqlite_path: str
    postgres: str | None
    """libpq's connection string of a server that the user already has; None: the embedded server."""


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings.

    Raises:
        ConfigError: DB_TYPE is not one of `DATABASES`.
    """
    db_type = environ.get("DB_TYPE", "sqlite").strip().lower() or "sqlite"
    if db_type not in DATABASES:
        raise ConfigError(f"DB_TYPE is {db_type!r}; it must be one of: {', '.join(DATABASES)}")
    return Settings(db_type, environ.get("SQLITE_PATH", "db/database.db"), _postgres(environ))


def _postgres(environ: Mapping[str, str]) -> str | None:
    if url := environ.get("DATABASE_URL"):
        return url
    if not environ.get("POSTGRES_HOST"):
        return None
    values = {
        "host": environ["POSTGRES_HOST"],
        "port": environ.get("POSTGRES_PORT", "5432"),
        "user": environ.get("POSTGRES_USER", "tac_user"),
        "password": environ.get("POSTGRES_PASSWORD", "changeme"),
        "dbname": environ.get("POSTGRES_DB", "tac_webbuilder"),
    }
    return " ".join(f"{key}={_quoted(value)}" for key, value in values.items())


def _quoted(value: str) -> str:
    """Quote a value as libpq's key=value strings want it."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
