"""How long the work on a phase took, where the journal can tell."""

from tracker.model.elapsed import Elapsed, elapsed
from tracker.state.records import PhaseRecord


def worked(record: PhaseRecord, *, claimed: bool) -> Elapsed | None:
    """From when the present attempt was taken up to its first completion.

    None where nobody knows: work that was done before the only run has no beginning in the journal, nor has work that was
    `claimed` before it was checked. Later completions, by other checks, are no end of the work.
    """
    if claimed and record.attempt == 1:
        return None
    seal = next((seal for seal in record.seals if seal.attempt == record.attempt), None)
    if seal is None:
        return None
    if record.begun is not None:
        within = seal.completed.seconds if record.begun.at <= record.first_at else 0.0
        return elapsed(record.begun.at, seal.at, "start", least=within)
    if not record.first_at or record.first_run == seal.run:
        return None
    return elapsed(record.first_at, seal.at, "first-run", least=seal.completed.seconds)
