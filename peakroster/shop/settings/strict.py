"""What every table of shop.toml is: strict; and the types of values that several of them have."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, PlainValidator

from peakroster.shop.settings.values import filled_text, read_date, read_weekdays, read_window
from scheduler.domain.windows import Window

TimeWindow = Annotated[Window, PlainValidator(read_window)]
Weekdays = Annotated[Any, PlainValidator(read_weekdays)]
Date = Annotated[Any, PlainValidator(read_date)]
Text = Annotated[str, AfterValidator(filled_text)]


class Strict(BaseModel):
    """Unknown keys refused, nothing converted, no infinities."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)
