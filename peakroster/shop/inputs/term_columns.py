"""Columns that agents.csv and contracts.csv share: what holds for a person, or for a kind of contract."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.shop.inputs.queue_cells import of_queues, parse_by_queue
from peakroster.shop.inputs.rotation_cells import parse_rotation
from peakroster.shop.inputs.rule_cells import parse_shift_limits
from peakroster.shop.settings.schema import MOST_CHATS
from peakroster.shop.table_specs import CONTRACTS
from peakroster.tables.clock import parse_clock, parse_window
from peakroster.tables.column_parser import ColumnParser, none_for_nan
from peakroster.tables.errors import UnreadableError
from peakroster.tables.weekdays import parse_weekdays
from scheduler.domain.agents import FASTEST, SLOWEST
from scheduler.domain.queues import Queue
from scheduler.domain.rules import NUMBERS, Rules
from scheduler.domain.shop import Settings

HOURS_PER_WEEK = 168
MOST_COST = 1_000_000
"""Units of money an hour, of any currency."""
TERM_COLUMNS = tuple(
    column.name for column in CONTRACTS.columns if column.name not in ("contract", "from", "until")
)
"""Columns of contracts.csv that agents.csv has too, and that go before it there."""
_OF_RULES = {spec.column: spec for spec in NUMBERS if spec.column in TERM_COLUMNS}
"""Column → the rule whose number it is."""

Values = Mapping[str, Any]
"""Column → what a row says; columns that say nothing are left out."""


def read_terms(
    cells: ColumnParser,
    shifts: Collection[str] | None,
    queues: Collection[str] | None,
    settings: Settings | None,
) -> list[Values]:
    """What each row says of the columns that the two tables share.

    shifts, queues: known names; settings: what shop.toml says; None = not checked.
    """
    least = cells.numbers("min_hours_week", least=0, most=HOURS_PER_WEEK)
    most = cells.numbers("max_hours_week", least=0, most=HOURS_PER_WEEK)
    cells.fail("hours_contradict", "min_hours_week", least > most, lambda place: {"most": f"{most[place]:g}"})
    numbers = {
        column.name: cells.numbers(column.name, least=spec.low, most=spec.high, whole=spec.whole)
        for column in cells.table.spec.columns
        if (spec := _OF_RULES.get(column.name)) is not None
    }
    least_month, most_month = numbers["min_hours_month"], numbers["max_hours_month"]
    cells.fail(
        "month_hours_contradict",
        "min_hours_month",
        least_month > most_month,
        lambda place: {"most": f"{most_month[place]:g}"},
    )
    known_rotations = None if settings is None else settings.rotations
    known = () if settings is None else settings.queues
    columns: dict[str, Sequence[Any]] = {
        "min_hours_week": none_for_nan(least),
        "max_hours_week": none_for_nan(most),
        "shifts": [names or None for names in cells.lists("shifts", shifts, "unknown_shift")],
        "weekdays": cells.parsed("weekdays", parse_weekdays),
        "hours": cells.parsed("hours", parse_window),
        "hourly_cost": none_for_nan(cells.numbers("hourly_cost", least=0, most=MOST_COST)),
        **{
            name: _whole(column) if _OF_RULES[name].whole else none_for_nan(column)
            for name, column in numbers.items()
        },
        "shift_limits": cells.parsed("shift_limits", lambda text: parse_shift_limits(text, shifts)),
        "speed": cells.parsed("speed", lambda text: parse_by_queue(text, queues, SLOWEST, FASTEST)),
        "max_chats": cells.parsed("max_chats", lambda text: _parse_chats(text, queues, known)),
        "regular_start": cells.parsed("regular_start", parse_clock),
        "level": [text or None for text in cells.text("level")],
        "rotation": cells.parsed("rotation", lambda text: parse_rotation(text, known_rotations)),
    }
    return [
        {name: columns[name][place] for name in TERM_COLUMNS if columns[name][place] is not None}
        for place in range(len(cells))
    ]


def fields_of(values: Values, skills: Collection[str], queues: Sequence[Queue]) -> dict[str, Any]:
    """The fields of an agent with these skills that the values make."""
    plain = ("min_hours_week", "max_hours_week", "shifts", "weekdays", "hours", "hourly_cost")
    rules: dict[str, Any] = {spec.key: values.get(name) for name, spec in _OF_RULES.items()}
    return {
        **{name: values.get(name) for name in (*plain, "regular_start", "level", "rotation")},
        "rules": Rules(**rules, shift_limits=values.get("shift_limits", ())),
        "speeds": tuple(of_queues(values.get("speed"), skills).items()),
        "max_chats": tuple(_chats_of(values.get("max_chats"), skills, queues).items()),
    }


def contradiction(values: Values) -> tuple[str, str] | None:
    """Two columns of which the least is above the most; None = there are none."""
    for least, most in (("min_hours_week", "max_hours_week"), ("min_hours_month", "max_hours_month")):
        low, high = values.get(least), values.get(most)
        if low is not None and high is not None and low > high:
            return least, most
    return None


def day_of(value: pd.Timestamp) -> Any:
    """The date, or None where there is none."""
    return None if pd.isna(value) else value.date()


def _parse_chats(text: str, names: Collection[str] | None, queues: Sequence[Queue]) -> dict[str, float]:
    """As :func:`parse_by_queue`; also raises UnreadableError ``chats_of_deferred``."""
    found = parse_by_queue(text, names, 1, MOST_CHATS, whole=True)
    for queue in queues:
        if queue.deferred is not None and queue.id in found:
            raise UnreadableError("chats_of_deferred", token=queue.id)
    return found


def _chats_of(
    given: dict[str, float] | None, skills: Collection[str], queues: Sequence[Queue]
) -> dict[str, int]:
    """Chats at once by skill; a number without a queue is not meant for the telephone or for tickets."""
    named = given or {}
    several = {queue.id for queue in queues if queue.holds_several}
    return {
        queue: int(most)
        for queue, most in of_queues(given, skills).items()
        if queue in named or queue in several
    }


def _whole(numbers: NDArray[np.float64]) -> list[int | None]:
    return [None if np.isnan(number) else int(number) for number in numbers]
