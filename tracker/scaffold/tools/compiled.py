"""Go and Rust."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.model.ports import Files
from tracker.scaffold.found import Role, Tool, commanded
from tracker.scaffold.tools.looking import text


def find(files: Files) -> Iterator[Tool]:
    """By go.mod and Cargo.toml."""
    if files.exists("go.mod"):
        yield Tool(Role.TESTS, "go test", "go.mod", commanded("go test -count=1 ./..."))
        yield Tool(Role.LINT, "go vet", "go.mod", commanded("go vet ./..."))
    if files.exists("Cargo.toml"):
        lock = () if files.exists("Cargo.lock") else ("Cargo.lock",)  # the tests write it, and what they write is no result
        yield Tool(Role.TESTS, "cargo test", "Cargo.toml", commanded("cargo test"), ("target/", *lock))
        if "clippy" in text(files, "Cargo.toml") or files.exists("clippy.toml"):
            yield Tool(Role.LINT, "clippy", "Cargo.toml", commanded("cargo clippy -- -D warnings"), ("target/",))
