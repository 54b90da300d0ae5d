"""What is known of the shop when a sheet is looked at: names that its cells may mean, and the date."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from peakroster.layouts.cells.words import plain

_SUFFIX = re.compile(r"(?:客服)?(?:组|部门|部|团队|队列|队|线|岗|专员|咨询量|咨询|客服|接待)$")


@dataclass(frozen=True)
class Known:
    """Names of a shop.

    Attributes
    ----------
    today
        For years that nobody writes.
    queues, people
        Id → what it is called; None = not known yet, so that nothing can be held against it.
    shifts
        Names of shifts; None = not known.
    noon
        Minutes after midnight at which 上午 ends.
    leave_kinds
        Names of kinds that requests.csv knows; None = any.
    contracts
        Kinds of contract that contracts.csv knows; None = there is no such table.
    event_kinds
        Kinds of promotion that events.csv has.
    most_figures, most_bytes
        What history.csv has room for; None = no matter how much.
    """

    today: date
    queues: Mapping[str, str] | None = None
    people: Mapping[str, str] | None = None
    shifts: Mapping[str, tuple[int, int]] | None = None
    noon: int = 720
    leave_kinds: frozenset[str] | None = None
    contracts: frozenset[str] | None = None
    event_kinds: frozenset[str] = frozenset()
    most_figures: int | None = None
    most_bytes: int | None = None

    def queue_of(self, text: str) -> str | None:
        """The id of the queue that a text means: its id or name, also with 组, 部 and the like behind it."""
        return _meant(text, self.queues or {})

    def queue_in(self, text: str) -> str | None:
        """The one queue whose id or name stands in a title; None for none and for several."""
        label = plain(text)
        found = {
            one
            for one, name in (self.queues or {}).items()
            if plain(name) in label or re.search(rf"(?<![a-z]){re.escape(plain(one))}(?![a-z])", label)
        }
        return next(iter(found)) if len(found) == 1 else None

    @property
    def only_queue(self) -> str | None:
        """The queue of a shop of one."""
        queues = list(self.queues or ())
        return queues[0] if len(queues) == 1 else None

    def bearers(self, name: str) -> tuple[str, ...]:
        """Ids of all people of a name."""
        label = plain(name)
        return tuple(one for one, called in (self.people or {}).items() if plain(called) == label)

    def id_of(self, text: str) -> str | None:
        """The id that a cell means: itself, or without the zeros that a spreadsheet took away."""
        people = self.people or {}
        if text in people:
            return text
        alike = [one for one in people if one.lstrip("0") == text.lstrip("0") and text.strip("0")]
        return alike[0] if len(alike) == 1 else None


def _core(text: str) -> str:
    """A name without what says only that it is a team or a queue."""
    label = plain(text).replace(" ", "")
    while (shorter := _SUFFIX.sub("", label)) != label and shorter:
        label = shorter
    return label


def _meant(text: str, names: Mapping[str, str]) -> str | None:
    label = plain(text)
    if not label:
        return None
    exact = [one for one, name in names.items() if label in (plain(one), plain(name))]
    if len(exact) == 1:
        return exact[0]
    near = [one for one, name in names.items() if _core(text) in (_core(one), _core(name))]
    return near[0] if len(near) == 1 and not exact else None
