"""Maven and Gradle, which write JUnit reports of their own."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.model.ports import Files
from tracker.scaffold.found import Role, Tool


def find(files: Files) -> Iterator[Tool]:
    """By pom.xml and build.gradle; the wrapper of the project where it has one."""
    if files.exists("pom.xml"):
        run = "./mvnw -B -q test" if files.exists("mvnw") else "mvn -B -q test"
        check = {"kind": "tests", "run": run, "report": "**/target/surefire-reports/TEST-*.xml"}
        yield Tool(Role.TESTS, "Maven", "pom.xml", check, ("target/",))
    if gradle := next((name for name in ("build.gradle.kts", "build.gradle") if files.exists(name)), ""):
        run = "./gradlew test" if files.exists("gradlew") else "gradle test"
        check = {"kind": "tests", "run": f"{run} --rerun-tasks", "report": "**/build/test-results/test/*.xml"}
        yield Tool(Role.TESTS, "Gradle", gradle, check, ("build/", ".gradle/"))
