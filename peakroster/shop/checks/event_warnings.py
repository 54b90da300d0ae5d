"""What is legal but odd about events: kinds that are hardly two, and sizes unlike all others."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Literal

from peakroster.tables.report import Report
from scheduler.domain.events import Event
from scheduler.domain.shop import Shop

EVENTS = "events.csv"
FAR_OFF, FAR_OFF_OTHER_KINDS = 5.0, 10.0
"""A size beyond the largest or below the smallest of the kind, or of all kinds, by this factor."""
PERCENT = 20.0
"""An uplift from here on is probably meant as a percentage: 130 for 1.3."""
_SHORTEST = 4
"""Letters from which on a single different one is more likely a slip than another word."""


def warn_of_odd_events(shop: Shop, report: Report) -> None:
    """One warning for each pair of kinds, and for each size, that looks like a slip."""
    _warn_of_kinds(shop.events, report)
    for event in shop.events:
        _warn_of_size(event, "intensity", shop.events, report)
        if not _warn_of_size(event, "uplift", shop.events, report):
            _warn_of_uplift(event, report)


def _warn_of_kinds(events: Sequence[Event], report: Report) -> None:
    """Events learn from their own kind only, so that a misspelt kind has no past."""
    rows: dict[str, list[int]] = {}
    for event in events:
        rows.setdefault(event.kind, []).append(event.row)
    for first, second in combinations(rows, 2):
        if looks_misspelt(first, second):
            # The rarer one is the slip; of equals the later.
            usual, odd = (first, second) if len(rows[first]) >= len(rows[second]) else (second, first)
            report.warning("kind_alike", EVENTS, rows[odd][0], column="kind", value=odd, usual=usual)


def looks_misspelt(first: str, second: str) -> bool:
    """Whether two names differ only in case, width, spaces or hyphens, or by one slip in a letter.

    A slip is a Latin letter too many, too few or wrong, or two that changed places. Digits and Chinese
    characters tell names apart (double11 and double12, 年中大促 and 年终大促), and so do single letters
    that stand alone (sale-a and sale-b).
    """
    first, second = (unicodedata.normalize("NFKC", name).casefold() for name in (first, second))
    if _joined(first) == _joined(second):
        return True
    for left, right in _different_words(first, second):
        if min(len(left), len(right)) < _SHORTEST or not _one_slip(left, right):
            return False
    return len(_words(first)) == len(_words(second))


def _words(name: str) -> list[str]:
    return name.replace("-", " ").replace("_", " ").split()


def _joined(name: str) -> str:
    return "".join(_words(name))


def _different_words(first: str, second: str) -> list[tuple[str, str]]:
    pairs = zip(_words(first), _words(second), strict=False)
    different = [(left, right) for left, right in pairs if left != right]
    return different if len(different) == 1 else [("", "")]


def _one_slip(left: str, right: str) -> bool:
    """Whether one letter was added, dropped or replaced, or two neighbours changed places."""
    head = next((n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), None)
    head = min(len(left), len(right)) if head is None else head
    tail = 0
    while tail < min(len(left), len(right)) - head and left[-1 - tail] == right[-1 - tail]:
        tail += 1
    changed = left[head : len(left) - tail], right[head : len(right) - tail]
    if not all(letter.isascii() and letter.isalpha() for letter in "".join(changed)):
        return False
    longest = max(map(len, changed))
    return longest == 1 or (longest == 2 and changed[0] == changed[1][::-1])


def _warn_of_size(
    event: Event, column: Literal["intensity", "uplift"], events: Iterable[Event], report: Report
) -> bool:
    """Whether a number is far from those of the other events of its kind, or of all others; it is told."""
    value: float | None = getattr(event, column)
    if value is None:
        return False
    others = [other for other in events if other is not event and getattr(other, column) is not None]
    alike = [other for other in others if other.kind == event.kind]
    if len(alike) == 1 and alike[0].start > event.start:
        return False  # of two that differ the later one is told
    sizes = sorted(getattr(other, column) for other in alike or others)
    far = FAR_OFF if alike else FAR_OFF_OTHER_KINDS
    if not sizes or (len(sizes) == 1 and not alike) or sizes[0] / far < value < sizes[-1] * far:
        return False
    usual = sizes[len(sizes) // 2]
    guess = value / 10 ** round(math.log10(value) - math.log10(usual))
    report.warning(
        "size_far_off",
        EVENTS,
        event.row,
        column=column,
        value=f"{value:g}",
        event=event.name,
        others="–".join(dict.fromkeys(f"{size:g}" for size in (sizes[0], sizes[-1]))),
        guess=f"{guess:.6g}",
    )
    return True


def _warn_of_uplift(event: Event, report: Report) -> None:
    """A multiple of a normal day that is hardly one: a percentage, or only what comes on top."""
    if event.uplift is not None and not 1 <= event.uplift < PERCENT:
        extra = event.uplift if event.uplift < 1 else event.uplift / 100
        guess = 1 + extra if extra < 1 else extra
        report.warning(
            "uplift_odd",
            EVENTS,
            event.row,
            column="uplift",
            value=f"{event.uplift:g}",
            event=event.name,
            guess=f"{guess:.6g}",
        )
