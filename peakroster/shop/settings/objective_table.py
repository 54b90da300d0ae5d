"""``[objective]`` of shop.toml: the weights."""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated, Any

from pydantic import Field, ValidationInfo, create_model, field_validator
from pydantic_core import PydanticCustomError

from peakroster.shop.settings.strict import Strict
from scheduler.domain.weights import Weights

MOST_WEIGHT = 1_000_000
MOST_WEEKENDS = 5

_weights: dict[str, Any] = {
    weight.name: (Annotated[float, Field(ge=0, le=MOST_WEIGHT)] | None, None) for weight in fields(Weights)
}
_weights["free_weekends"] = (Annotated[int, Field(ge=0, le=MOST_WEEKENDS)] | None, None)


class _ObjectiveTable(Strict):
    """What holds between the weights."""

    @field_validator("shortage_full", check_fields=False)
    @classmethod
    def _not_below_shortage(cls, full: float | None, others: ValidationInfo) -> float | None:
        # The missing agents would cost less and less, and the search prices convex costs only.
        first = others.data.get("shortage")
        first = Weights().shortage if first is None else first
        if full is not None and full < first:
            raise PydanticCustomError("full_below_shortage", "contradiction", {"least": f"{first:g}"})
        return full


ObjectiveTable = create_model("ObjectiveTable", __base__=_ObjectiveTable, **_weights)
"""``[objective]``; keys that are not given have their defaults."""
