"""Settings come from the environment."""

from __future__ import annotations

import pytest

from server.config import ConfigError, load_settings


@pytest.mark.parametrize(
    ("value", "expected"), [(None, "sqlite"), ("", "sqlite"), ("PostgreSQL", "postgresql"), (" sqlite ", "sqlite")]
)
def test_the_database_is_sqlite_unless_said(value, expected):
    assert load_settings({} if value is None else {"DB_TYPE": value}).db_type == expected


@pytest.mark.parametrize("value", ["mysql", "postgres", "sqlite3"])
def test_an_unknown_database_is_refused(value):
    with pytest.raises(ConfigError, match=f"DB_TYPE is '{value}'"):
        load_settings({"DB_TYPE": value})


def test_without_a_server_the_embedded_one_is_used():
    assert load_settings({"POSTGRES_PASSWORD": "x"}).postgres is None


def test_a_url_comes_first():
    settings = load_settings({"DATABASE_URL": "postgresql://there/db", "POSTGRES_HOST": "here"})
    assert settings.postgres == "postgresql://there/db"


def test_a_host_is_completed_by_the_example_file():
    expected = "host='127.0.0.1' port='5432' user='tac_user' password='changeme' dbname='tac_webbuilder'"
    assert load_settings({"POSTGRES_HOST": "127.0.0.1"}).postgres == expected


def test_a_password_is_quoted():
    settings = load_settings({"POSTGRES_HOST": "h", "POSTGRES_PASSWORD": "it's \\ me"})
    assert "password='it\\'s \\\\ me'" in settings.postgres
