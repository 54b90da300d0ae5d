"""Numbers that may differ by queue, in one cell: ``0.8``, or ``presale:0.8;aftersale:1.1``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

import numpy as np
import pandas as pd

from peakroster.tables.errors import UnreadableError
from peakroster.tables.names import meant
from peakroster.tables.numbers import parse_numbers
from peakroster.tables.suggestions import nearest_first

_PARTS = re.compile(r"[;；]")
EVERY_QUEUE = ""
"""Instead of a queue: what the others have."""


def parse_by_queue(
    text: str, queues: Collection[str] | None, least: float, most: float, *, whole: bool = False
) -> dict[str, float]:
    """Queue → number; ``EVERY_QUEUE`` → the number that stands without a queue.

    queues: those there are; None = not checked. Raises UnreadableError ``bad_by_queue``, ``unknown_queue``,
    ``out_of_range`` or ``fractional``.
    """
    found: dict[str, float] = {}
    for part in (part.strip() for part in _PARTS.split(text)):
        if not part:
            continue
        name, number = _split(part)
        name = meant(name, queues)
        if name != EVERY_QUEUE and queues is not None and name not in queues:
            raise UnreadableError("unknown_queue", token=name, known=nearest_first(name, queues))
        value = float(parse_numbers(pd.Series([number])).iloc[0])
        if np.isnan(value) or name in found:
            raise UnreadableError("bad_by_queue", token=part)
        if whole and value % 1:
            raise UnreadableError("fractional")
        for outside, sign, bound in ((value < least, "≥", least), (value > most, "≤", most)):
            if outside:
                raise UnreadableError("out_of_range", bound=f"{sign} {bound:g}")
        found[name] = value
    if not found:
        raise UnreadableError("bad_by_queue", token=text)
    return found


def _split(part: str) -> tuple[str, str]:
    """The queue, if one is named, and the number as text."""
    # The full-width colon too; a name may hold a colon itself.
    place = max(part.rfind(":"), part.rfind("："))
    name = part[:place].strip() if place >= 0 else EVERY_QUEUE
    if place >= 0 and not name:
        raise UnreadableError("bad_by_queue", token=part)
    return name, unicodedata.normalize("NFKC", part[place + 1 :]).strip()


def of_queues(given: dict[str, float] | None, queues: Collection[str]) -> dict[str, float]:
    """What the cell says of each of these queues, those of which it says nothing left out."""
    cell = given or {}
    said = {queue: cell.get(queue, cell.get(EVERY_QUEUE)) for queue in queues}
    return {queue: value for queue, value in said.items() if value is not None}
