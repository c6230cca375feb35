"""Everything that the engine works with, in one value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tracker.inputs import Inputs
from tracker.model.ports import (
    Clock,
    Databases,
    EvidenceStore,
    Executor,
    Files,
    Interrupts,
    Journaling,
    Renderer,
    Reporter,
    Repository,
)


@dataclass(frozen=True, slots=True)
class Ports:
    """The outside, as the engine sees it."""

    clock: Clock
    executor: Executor
    project: Files
    """The project's root: where `tracker.yaml` is."""
    workspace: Files
    """Where steps and checks run."""
    repository: Repository
    repository_files: Files
    """The root of the git work tree."""
    databases: Databases
    evidence: EvidenceStore
    journal: Journaling
    reporter: Reporter
    interrupts: Interrupts
    inputs: Inputs
    renderer: Renderer
    environment: Mapping[str, str]
    """What steps and checks may see of the user's environment."""
    confirm: Callable[[str], bool] | None
    """Asks a person; None where there is nobody to ask."""
    project_prefix: str
    """The project's place in the repository: empty, or `tools/migration/`."""
    prefix: str
    """The workspace's place in the repository: empty, or `examples/webbuilder/`."""
    own: Callable[[str], bool]
    """Whether a repository path is the tracker's own: its folder, or a document that it renders."""
