"""What calls of language models cost."""

from __future__ import annotations

from server.database import DatabaseAdapter, get_adapter
from server.repositories import CostHistoryRepository

PRICES = {"small": (0.25, 1.25), "medium": (3.0, 15.0), "large": (15.0, 75.0)}
"""US dollars for a million input tokens and for a million output tokens."""


def price(model: str, input_tokens: int, output_tokens: int) -> float:
    """The cost of a call in US dollars.

    Raises:
        KeyError: the model has no price.
        ValueError: a number of tokens is negative.
    """
    if min(input_tokens, output_tokens) < 0:
        raise ValueError("a number of tokens cannot be negative")
    incoming, outgoing = PRICES[model]
    return round((input_tokens * incoming + output_tokens * outgoing) / 1_000_000, 6)


class CostService:
    """Records costs and adds them up."""

    def __init__(self, adapter: DatabaseAdapter | None = None) -> None:
        """Use the given adapter, or this process's own."""
        self._costs = CostHistoryRepository(adapter or get_adapter())

    def record(self, adw_id: str, phase_name: str, model: str, tokens: tuple[int, int]) -> float:
        """Record a call with its input and output tokens. Returns its cost in US dollars."""
        cost = price(model, *tokens)
        self._costs.insert(
            adw_id=adw_id,
            phase_name=phase_name,
            model=model,
            input_tokens=tokens[0],
            output_tokens=tokens[1],
            cost_usd=cost,
        )
        return cost

    def within(self, adw_id: str, budget: float) -> bool:
        """Whether a workflow has not yet cost more than its budget, in US dollars."""
        return self._costs.total(adw_id) <= budget
