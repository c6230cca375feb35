"""What is mutated, and with which tests: those of the module first, then those that only a survivor has to face."""

from __future__ import annotations

from typing import NamedTuple


class Module(NamedTuple):
    """One line of the table."""

    name: str
    files: tuple[str, ...]
    tests: tuple[str, ...]
    more: tuple[str, ...] = ()


FILES = "tests/adapters/files"
GIT = "tests/adapters/git"
PROCESSES = "tests/adapters/processes"

MODULES = (
    Module(
        "journal",
        (
            "tracker/journal/codec.py",
            "tracker/journal/order.py",
            "tracker/journal/folding.py",
            "tracker/journal/signed.py",
            "tracker/journal/damage.py",
        ),
        (
            "tests/journal/test_journal_codec.py",
            "tests/journal/test_order.py",
            "tests/journal/test_signed.py",
            "tests/journal/test_folding.py",
        ),
        (f"{FILES}/test_journal.py", "tests/journal/test_recorded_journals.py"),
    ),
    Module(
        "journal files",
        ("tracker/adapters/files/journal.py", "tracker/adapters/files/journal_writer.py", "tracker/adapters/files/folded.py"),
        (f"{FILES}/test_journal.py",),
        ("tests/adapters/test_broken_disk.py", "tests/journal/test_recorded_journals.py", f"{FILES}/test_cache.py"),
    ),
    Module("fold", ("tracker/state/fold.py",), ("tests/state/test_fold.py", "tests/state/test_approvals.py"), ("tests/state",)),
    Module(
        "derive",
        ("tracker/state/derive.py", "tracker/state/table.py"),
        ("tests/state/test_derive.py", "tests/state/test_table.py"),
        ("tests/state", "tests/views", "tests/plan"),
    ),
    Module("plan", ("tracker/plan.py",), ("tests/plan",), ("tests/views/test_next_step.py", "tests/engine/test_runner.py")),
    Module(
        "freshness",
        ("tracker/state/freshness.py", "tracker/inputs.py"),
        ("tests/state/test_freshness.py", "tests/test_inputs.py", "tests/test_implicit_inputs.py"),
        ("tests/plan", "tests/state/test_derive.py"),
    ),
    Module("compare", ("tracker/evidence/compare.py",), ("tests/evidence/test_compare.py",), ("tests/evidence",)),
    Module(
        "matching",
        ("tracker/evidence/matching.py", "tracker/evidence/signature.py"),
        ("tests/evidence/test_matching.py", "tests/evidence/test_triage.py"),
        ("tests/views/test_triage.py", "tests/views/test_issues.py"),
    ),
    Module("redaction", ("tracker/model/redaction.py",), ("tests/model/test_redaction.py",), (f"{PROCESSES}/test_log.py",)),
    Module("locks", ("tracker/adapters/locks.py",), ("tests/adapters/test_locks.py",), ("tests/cli/test_foreign_lock.py",)),
    Module(
        "guard",
        ("tracker/adapters/processes/guard.py",),
        (f"{PROCESSES}/test_guard.py",),
        (f"{PROCESSES}/test_survivors.py", f"{PROCESSES}/test_cgroup.py"),
    ),
    Module(
        "caches",
        (
            "tracker/adapters/files/keyed.py",
            "tracker/adapters/files/cache.py",
            "tracker/adapters/files/hash_cache.py",
        ),
        (f"{FILES}/test_keyed.py", f"{FILES}/test_cache.py", f"{FILES}/test_hash_cache.py"),
        ("tests/test_answers.py", f"{FILES}/test_disk.py", f"{FILES}/test_presence.py"),
    ),
    Module(
        "git",
        (
            "tracker/adapters/git/commit.py",
            "tracker/adapters/git/repository.py",
            "tracker/adapters/git/runner.py",
            "tracker/adapters/git/status.py",
            "tracker/adapters/git/content.py",
            "tracker/adapters/git/history.py",
            "tracker/adapters/git/made.py",
            "tracker/adapters/git/traces.py",
            "tracker/adapters/git/checkout.py",
            "tracker/adapters/git/call.py",
            "tracker/adapters/git/flags.py",
            "tracker/adapters/git/objects.py",
            "tracker/adapters/git/witness.py",
        ),
        (GIT,),
        ("tests/cli/test_verify_witness.py", "tests/checks/test_other_checks.py"),
    ),
)
