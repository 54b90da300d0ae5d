"""Proposed sales that somebody has said were none: remembered in the store's log, and not asked again.

The log and no table of the shop: it is nothing that a forecast reads, and who said so when belongs to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from peakroster.planning.forecast.sale_proposals import SaleProposal
from peakroster.store.door import writing
from peakroster.store.log import DONE, logged_changes
from peakroster.store.place import has_store

NO_SALE, ASK_AGAIN = "no_sale", "sale_again"
"""Kinds of changes in the log; what is said is in the note of the first."""
_SEPARATOR = "; "


def refuse_sales(folder: Path, proposals: Sequence[SaleProposal]) -> None:
    """Remember that these were no sales. Raises as :func:`peakroster.store.door.writing`."""
    if proposals:
        note = _SEPARATOR.join(_key(one) for one in proposals)
        with writing(folder, kind="no_sale", what="events.csv", note=note) as change:
            change.also(_nothing_more)


def ask_again(folder: Path) -> None:
    """Forget all that were refused. Raises as :func:`peakroster.store.door.writing`."""
    with writing(folder, kind="sale_again", what="events.csv") as change:
        change.also(_nothing_more)


def refused_sales(folder: Path) -> frozenset[str]:
    """Keys of the sales that were refused since they were last asked for again.

    Raises InputError where the store cannot be read.
    """
    if not has_store(folder):
        return frozenset()
    found: set[str] = set()
    for change in logged_changes(folder, kinds=(NO_SALE, ASK_AGAIN)):
        if change.state == DONE and change.entry.kind == ASK_AGAIN:
            break
        if change.state == DONE:
            found |= set(change.entry.note.split(_SEPARATOR))
    return frozenset(found)


def without_refused(proposals: Iterable[SaleProposal], refused: frozenset[str]) -> tuple[SaleProposal, ...]:
    """The proposals that nobody refused."""
    return tuple(one for one in proposals if _key(one) not in refused)


def _nothing_more(connection: object, store: object, number: int) -> None:
    """The entry of the log is all: a change that does nothing is not entered."""


def _key(one: SaleProposal) -> str:
    """The sale by its day: what it is called changes with what else is proposed."""
    return f"{one.kind} {one.peak}"
