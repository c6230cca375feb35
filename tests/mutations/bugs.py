"""The bugs: a text that is in its file once, what takes its place, and the tests that must turn red."""

from __future__ import annotations

from typing import NamedTuple


class Bug(NamedTuple):
    """One planted bug."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


CODEC, EVENTS = "tracker/journal/codec.py", ("tests/journal/test_journal_codec.py",)
WRITER, FILES = "tracker/adapters/files/journal_writer.py", ("tests/adapters/files/test_journal.py",)
FOLD, FOLDED = "tracker/state/fold.py", ("tests/state/test_fold.py",)
DERIVE, DERIVED = "tracker/state/derive.py", ("tests/state/test_derive.py",)
FRESH, JUDGED = "tracker/state/freshness.py", ("tests/state/test_freshness.py",)
PLAN, PLANNED = "tracker/plan.py", ("tests/plan",)
LOCKS, LOCKED = "tracker/adapters/locks.py", ("tests/adapters/test_locks.py",)
GLOBS, GLOBBED = "tracker/adapters/files/globs.py", ("tests/adapters/files/test_globs.py",)
HASHES, HASHED = "tracker/adapters/files/hash_cache.py", ("tests/adapters/files/test_hash_cache.py",)
CACHE, CACHED = "tracker/adapters/files/cache.py", ("tests/adapters/files/test_cache.py",)
EVIDENCE, KEPT = "tracker/adapters/files/evidence.py", ("tests/adapters/files/test_evidence.py",)
COMPARE, COMPARED = "tracker/evidence/compare.py", ("tests/evidence/test_compare.py",)
COMMIT, COMMITTED = "tracker/adapters/git/commit.py", ("tests/adapters/git/test_commit.py",)
INPUTS, LOOKED = "tracker/inputs.py", ("tests/test_inputs.py",)
MATCHING, MATCHED = "tracker/evidence/matching.py", ("tests/evidence/test_matching.py",)
REDACTION, REDACTED = "tracker/model/redaction.py", ("tests/model/test_redaction.py",)
GUARD, GUARDED = "tracker/adapters/processes/guard.py", ("tests/adapters/processes/test_guard.py",)
FOLDING, UNFOLDED = "tracker/journal/folding.py", ("tests/journal/test_folding.py",)
REPOSITORY, FOUND = "tracker/adapters/git/repository.py", ("tests/adapters/git/test_repository.py",)
STATUS, ASKED = "tracker/adapters/git/status.py", ("tests/adapters/git/test_repository.py",)
RANDOM = ("tests/proof/test_machine.py",)
"""What random work has to find by what is printed, in its 200 sequences."""

BUGS = (
    Bug("every content is intact", CODEC, "if sha256_hex(line[_REST:]) != digest:", "if False:", EVENTS),
    Bug("an input that changed counts as the same", FRESH, "    if changed:\n", "    if False:\n", JUDGED),
    Bug("the worst status of a child is its last", DERIVE, "status = min((kid", "status = max((kid", DERIVED),
    Bug("what was skipped is the same as a pass", COMPARE, '"now_skipped"\n', '"same"\n', COMPARED),
    Bug("`*` looks into folders", GLOBS, '".*", "[^/]*", "/"\n', '".*", ".*", "/"\n', GLOBBED),
    Bug("a line may follow any other", CODEC, "if previous is not None and not healed and", "if False and", EVENTS),
    Bug(
        "a damaged line in the middle was torn",
        CODEC,
        "harmless = bool(parts) or (unfinished and last)",
        "harmless = True",
        EVENTS,
    ),
    Bug("ids may be the same twice", WRITER, "while new <= self._last_id:", "while new < self._last_id:", FILES),
    Bug("a writer goes on after a failed write", WRITER, "self._broken = True", "self._broken = False", FILES),
    Bug("lines are not chained", WRITER, "        self.last = previous\n", "", FILES),
    Bug(
        "an interruption stops what another run does", FOLD, "record.runs[-1] == run and record.status", "record.status", FOLDED
    ),
    Bug(
        "failures are counted on after a success",
        FOLD,
        "    record.seconds = event.seconds\n    record.failures = record.same_failures = 0\n",
        "    record.seconds = event.seconds\n",
        FOLDED,
    ),
    Bug("every failure is the same", FOLD, "if failing == record.failing else 1", "if True else 1", FOLDED),
    Bug(
        "a failure after a completion is no regression",
        "tracker/state/table.py",
        "(S.RUNNING, T.RELAPSED): S.REGRESSED",
        "(S.RUNNING, T.RELAPSED): S.FAILED",
        FOLDED,
    ),
    Bug("a run that is gone still runs", DERIVE, "record.runs[-1] not in live_runs", "not record.runs", DERIVED),
    Bug("a step that changed is not noticed", DERIVE, "known.event.definition == step.definition()", "True", DERIVED),
    Bug("what changed counts as current", DERIVE, "return answer.fresh or answer.here is not None", "return True", DERIVED),
    Bug("a completion without results counts", DERIVE, "key.check not in preflight for", "True for", DERIVED),
    Bug("a damaged line hides nothing", DERIVE, "        if damage.torn:\n", "        if True:\n", DERIVED),
    Bug("a definition may change", FRESH, "if record.event.definition != definition:", "if False:", JUDGED),
    Bug(
        "a missing list of inputs is fresh",
        FRESH,
        "if recorded is None:\n        return Freshness(fresh=False",
        "if recorded is None:\n        return Freshness(fresh=True",
        JUDGED,
    ),
    Bug("a loop goes on for ever", PLAN, "record.same_failures < cap", "record.same_failures <= cap", PLANNED),
    Bug(
        "a phase without checks can be run",
        PLAN,
        "    if not phase.checks:\n        return f",
        "    if False:\n        return f",
        PLANNED,
    ),
    Bug("what a phase waits for is not asked", PLAN, "    if waits:\n        listed", "    if False:\n        listed", PLANNED),
    Bug("a lock is shared", LOCKS, "fcntl.LOCK_SH if shared else fcntl.LOCK_EX", "fcntl.LOCK_SH", LOCKED),
    Bug(
        "one of two locks is kept after a refusal",
        LOCKS,
        "            for name in taken:\n                self.release(name)\n",
        "",
        LOCKED,
    ),
    Bug("a dead holder is a holder", LOCKS, "holder if holder is not None and is_alive(holder) else None", "holder", LOCKED),
    Bug("`!` takes nothing away", GLOBS, "    if unwanted:\n", "    if False:\n", GLOBBED),
    Bug("a set matches a slash", GLOBS, 'return f"(?!/)[', 'return f"[', GLOBBED),
    Bug("the tracker's own folder is an input", GLOBS, 'frozenset((".git", ".tracker"))', 'frozenset((".git",))', GLOBBED),
    Bug("a hash is remembered too soon", HASHES, "time.time_ns() - newest > SETTLED * 1e9", "True", HASHED),
    Bug("a remembered hash holds for any file", HASHES, "and tuple(entry[:-2]) == before", "", HASHED),
    Bug(
        "a cache holds whatever changed",
        CACHE,
        "        if known != [found.st_size",
        "        if False and known != [found.st_size",
        CACHED,
    ),
    Bug("a cache of another version holds", CACHE, 'head["maker"] != _maker() or ', "", CACHED),
    Bug("a cache is kept too soon", CACHE, "    if newest / 1e9 > started - SETTLED:\n", "    if False:\n", CACHED),
    Bug("damaged evidence is believed", EVIDENCE, "if sha256_hex(content) != digest:", "if False:", KEPT),
    Bug("a test that is gone is not worse", COMPARE, "*self.regressed, *self.gone, *self", "*self.regressed, *self", COMPARED),
    Bug("another reason is the same", COMPARE, "and signature(before) == signature(after)", "", COMPARED),
    Bug("HEAD is moved from wherever it is", COMMIT, '"HEAD", commit, parent], reading', '"HEAD", commit], reading', COMMITTED),
    Bug("what the user had staged is lost", COMMIT, "if staged.get(path) == made.before.get(path)]", "]", COMMITTED),
    Bug(
        "what is gone stays in the tree",
        COMMIT,
        '"--add", "--remove", "--replace", "--stdin"',
        '"--add", "--replace", "--stdin"',
        COMMITTED,
    ),
    Bug(
        "untracked files are no change", STATUS, 'elif entry[:2] in ("1 ", "u ", "? ")', 'elif entry[:2] in ("1 ", "u ")', ASKED
    ),
    Bug(
        "a lost list of inputs is an empty one",
        INPUTS,
        "isinstance(files, dict) else None",
        "isinstance(files, dict) else {}",
        LOOKED,
    ),
    Bug("inputs are looked up once for ever", INPUTS, 'changed."""\n        self._lists.clear()', 'changed."""', LOOKED),
    Bug(
        "what the tracker writes is an input",
        INPUTS,
        "if path in self._rendered and path not in patterns:",
        "if False:",
        LOOKED,
    ),
    Bug("a check that is to be run each time is kept", PLAN, "    if check.always:\n", "    if False:\n", PLANNED),
    Bug("what a step left may be gone", PLAN, "if digest(path) != left[path]]", "if False]", PLANNED),
    Bug("a place of the guard's table is used once", GUARD, "            self._free.append(slot)\n", "", GUARDED),
    Bug(
        "a group that was forgotten is killed",
        GUARD,
        "            self._table[slot * _WIDTH : (slot + 1) * _WIDTH] = _FREE\n",
        "",
        GUARDED,
    ),
    Bug("TERM ends the guard", GUARD, "trap '' HUP INT TERM", "trap '' HUP INT", GUARDED),
    Bug("groups are not killed where sh is dash", GUARD, 'kill -s KILL -- "-$pid"', 'kill -KILL -- "-$pid"', GUARDED),
    Bug(
        "the guard keeps no locks",
        GUARD,
        "kept = [*(lock for lock in locks if lock >= _FREE_FROM), *moved[2:]]",
        "kept: list[int] = []",
        GUARDED,
    ),
    Bug("a lock is never unlocked", LOCKS, "fcntl.flock(fd, fcntl.LOCK_UN)", "None", LOCKED),
    Bug(
        "whoever has the number holds the lock", LOCKS, "return not holder.started or started", "return True or started", LOCKED
    ),
    Bug("the last byte of a secret is not waited for", REDACTION, "self.longest + 1, 0)", "self.longest + 2, 0)", REDACTED),
    Bug(
        "a hash is kept although the file changed meanwhile",
        HASHES,
        "digest and signature(path) == before and",
        "digest and",
        HASHED,
    ),
    Bug("a commit of another branch is found", REPOSITORY, '{value}", "HEAD")', '{value}", "--all")', FOUND),
    Bug("any commit is in the history", "tracker/adapters/git/runner.py", "return code == 0\n", "return code != 2\n", FOUND),
    Bug(
        "a commit of another run is taken for the intended one",
        "tracker/engine/committer.py",
        "if commit in made else None",
        "if commit else None",
        ("tests/engine/test_runner.py",),
    ),
    Bug(
        "the last issue that covers a failure gets it",
        MATCHING,
        "in issues.items() if",
        "in reversed(issues.items()) if",
        MATCHED,
    ),
    Bug("a size below nothing is believed", FOLDING, " and size >= 0", "", UNFOLDED),
    Bug(
        "the oldest verdict is never forgotten",
        FOLD,
        "        del verdicts[next(iter(verdicts))]\n",
        "        pass\n",
        FOLDED,
    ),
    Bug("a rival of the newest result is not kept", FOLD, "    if unseen:\n", "    if False:\n", FOLDED),
    Bug(
        "a phase is complete at a commit that lacks what was checked",
        "tracker/engine/phase_run.py",
        "        if lacking:\n",
        "        if False:\n",
        RANDOM,
    ),
    Bug("work that was taken back is done", DERIVE, "    if undone:\n", "    if False:\n", RANDOM),
    Bug("what was lowered is not told", "tracker/views/bar.py", "bar is None or not bar.lowered:", "True:", RANDOM),
    Bug(
        "what was lowered in the tests is not kept",
        "tracker/engine/bar.py",
        "return (*made, *self._subject(phase, unchanged))",
        "return made",
        RANDOM,
    ),
    Bug(
        "what a writer saw does not come before what it wrote",
        "tracker/journal/order.py",
        "opened.heads if opened else {}",
        "{}",
        RANDOM,
    ),
    Bug(
        "anybody's cache is believed",
        "tracker/adapters/files/keyed.py",
        "return content if kept[:_LINE] == _digest(path, content) else None",
        "return content",
        RANDOM,
    ),
    Bug("a clean checkout is not asked", "tracker/engine/phase_run.py", "if proof and proof.why:", "if False:", RANDOM),
    Bug(
        "a lock is opened by the work that it holds",
        "tracker/bar/hold.py",
        "or otherwise, then)",
        "or otherwise,)",
        ("tests/cli/test_bar.py",),
    ),
    Bug(
        "results that are gone are not missed",
        "tracker/state/disputes.py",
        "    if not unknown or not state.missing:\n",
        "    if True:\n",
        ("tests/proof/test_named.py",),
    ),
)
