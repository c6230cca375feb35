"""The state of the git repository."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Literal

from tracker.checking.base import CheckBase
from tracker.checking.context import CheckContext
from tracker.checking.doubts import Doubt
from tracker.checking.rules import Commit
from tracker.checking.strict import Strict
from tracker.model.ports import Files
from tracker.model.result import Judgement, ProcessResult
from tracker.model.status import Outcome


class GitExpect(Strict):
    """What must be so; at least one of these."""

    clean: bool | None = None
    """`true`: nothing differs from HEAD, the tracker's own files left out. `false`: something does.

    Example: true
    """
    branch: str | None = None
    """A glob that the name of the branch must match.

    Example: release/*
    """
    contains: Commit | None = None
    """A commit that must be in HEAD's history.

    Example: 84373e8
    """
    idle: bool | None = None
    """`true`: no merge, rebase, cherry-pick, revert or bisect is under way. `false`: one is.

    Example: true
    """

    def __post_init__(self) -> None:
        """One is given."""
        if all(part is None for part in (self.clean, self.branch, self.contains, self.idle)):
            raise ValueError("expected at least one of clean, branch, contains and idle")


class GitCheck(CheckBase):
    """Looks at the repository.

    ```yaml
    id: clean-tree
    kind: git
    expect: {clean: true, idle: true}
    ```
    """

    kind: Literal["git"]
    """The state of the git repository.

    Example: git
    """
    expect: GitExpect
    """What must be so; at least one of these.

    Example: {clean: true, idle: true}
    """
    inputs: tuple[str, ...] | None = ()
    """Files it depends on besides the repository's state.

    Example: []
    """
    always: bool = True
    """Run it every time: what it looks at is in no file.

    Example: true
    """

    def words(self, titles: Mapping[str, str]) -> Iterator[str]:
        """Work tree, branch, history, and what is under way."""
        del titles
        expect = self.expect
        if expect.clean is not None:
            yield "nothing differs from HEAD" if expect.clean else "something differs from HEAD"
        if expect.branch is not None:
            yield f"the branch is `{expect.branch}`"
        if expect.contains is not None:
            yield f"the history has commit `{expect.contains}`"
        if expect.idle is not None:
            yield f"{'no' if expect.idle else 'a'} merge, rebase, cherry-pick, revert or bisect is under way"

    def doubts(self, files: Files) -> Iterator[Doubt]:
        """A branch that may be any."""
        del files
        if self.expect.branch is not None and not self.expect.branch.strip("*"):
            yield Doubt(("expect", "branch"), f"every branch is {self.expect.branch}")

    def wants_clean(self) -> bool:
        """As it says."""
        return bool(self.expect.clean)

    def judge(self, ctx: CheckContext, done: ProcessResult | None) -> Judgement:
        """Passed when everything is as expected."""
        del done
        expect, unmet = self.expect, []
        head = ctx.repository.head()
        if expect.clean is not None:
            changed = {*ctx.repository.dirty(), *ctx.repository.concealed()}
            dirty = sorted(path for path in changed if not ctx.own(path))
            if expect.clean == bool(dirty):
                some = ", ".join(dirty[:5]) + (f" and {len(dirty) - 5} more" if len(dirty) > 5 else "")  # noqa: PLR2004
                unmet.append(f"found {len(dirty)} changed files ({some}), expected none" if dirty else
                             "found no changed file, expected some")  # fmt: skip
        if expect.branch is not None and (head.branch is None or not fnmatchcase(head.branch, expect.branch)):
            unmet.append(f"found {head.branch or 'a detached HEAD'}, expected the branch {expect.branch}")
        if expect.contains is not None and not ctx.repository.contains(expect.contains):
            unmet.append(f"HEAD's history has no commit {expect.contains}")
        if expect.idle is not None and expect.idle == bool(head.operation):
            unmet.append(f"found a {head.operation} under way, expected none" if head.operation else
                         "found nothing under way, expected a merge or the like")  # fmt: skip
        if unmet:
            return Judgement(Outcome.FAILED, unmet[0], tuple(unmet) if len(unmet) > 1 else ())
        return Judgement(Outcome.PASSED, f"as expected at {(head.commit or 'no commit')[:7]}")
