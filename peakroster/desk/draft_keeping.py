"""The draft of a desk and the one in the store: nothing that is on a desk is only in a session.

Each change of a draft becomes a step in the store before the desk goes on; those of others lie under it. What
a session has to remember and to tell is in the results.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from peakroster.desk.draft import Draft
from peakroster.desk.draft_cells import folded
from peakroster.desk.roster import Desk, open_desk
from peakroster.store.drafts import (
    NOWHERE,
    Place,
    SameCellsError,
    Step,
    append_step,
    cells_of,
    discard_draft,
    open_draft_of,
    place_of_draft,
    steps_after,
)
from peakroster.store.who import require_allowed, who
from peakroster.tables.findings import InputError

_BESIDE_DRAFTS = ("requests", "locks")
"""Files that are entered beside a draft, and lie under it."""


class Older(NamedTuple):
    """A draft that was laid over a plan that is another by now. lost: cells without a place in it."""

    who: str
    at: datetime
    lost: int


class Touching(NamedTuple):
    """A change of cells that others have changed meanwhile; it is in no store yet."""

    mine: dict[str, object]
    others: tuple[Step, ...]
    cells: tuple[str, ...]


class Followed(NamedTuple):
    """The draft as the store has it now. unkept: see :func:`keep_step`. ended: the place of one that another
    has saved or discarded."""

    draft: Draft
    unkept: Draft | None = None
    ended: Place | None = None
    older: Older | None = None


class Kept(NamedTuple):
    """What came of a change. taken: whether it is on the desk at all. unkept: the draft that the store has
    where the desk's is further. made: the place of the step. touching, failed, refused: why there is none."""

    draft: Draft
    taken: bool
    unkept: Draft | None = None
    made: Place | None = None
    touching: Touching | None = None
    failed: InputError | OSError | None = None
    refused: InputError | None = None


def load_draft(desk: Desk) -> tuple[Draft, Older | None]:
    """The draft of a plan as the store has it; an unchanged one where the store cannot be read."""
    folder, first_day = desk.shop.folder, desk.plan.first_day
    try:
        kept = open_draft_of(folder, first_day)
        log = () if kept is None else tuple(steps_after(folder, Place(kept.id, 0)))
    except (InputError, OSError):
        return Draft.of(desk), None
    if kept is None:
        return Draft.of(desk), None
    draft, lost = Draft.of_log(desk, log, Place(kept.id, log[-1].number if log else 0))
    differs = draft.changed and (lost or _plan_differs(kept.base, desk.basis.files))
    return draft, Older(kept.begun_by, kept.begun_at, lost) if differs else None


def follow_draft(draft: Draft, unkept: Draft | None) -> Followed:
    """The draft with what others have done to it meanwhile; the same one if nobody has."""
    folder, first_day = draft.desk.shop.folder, draft.desk.plan.first_day
    try:
        place = place_of_draft(folder, first_day)
        if place == draft.place:
            return Followed(draft, unkept)
        if place.draft == draft.place.draft:
            later = steps_after(folder, draft.place)
            here = Place(place.draft, later[-1].number)
            return _on_top(draft, draft.with_log((*draft.log, *later), here), unkept)
        found, older = load_draft(open_desk(folder, first_day))
    except (InputError, OSError):
        return Followed(draft, unkept)
    return Followed(found, None, draft.place if place == NOWHERE else None, older)


def keep_step(
    old: Draft, new: Draft, unkept: Draft | None, drawn: Place | None = None, own: Collection[Place] = ()
) -> Kept:
    """Make the difference of two drafts a step of the store.

    Where others have changed the same cells since, or the step cannot be kept, the result says so. A change
    by who may only look is none: the old draft stays.

    Parameters
    ----------
    unkept
        The draft that the store has while the desk's is further; None = the old one.
    drawn
        Place up to which the hand had seen the steps of others; None = as far as the old draft.
    own
        Places of the steps that the session made itself: it knows them, drawn or not.
    """
    desk = new.desk
    folder, first_day = desk.shop.folder, desk.plan.first_day
    try:
        require_allowed("draft", f"plans/{first_day}")
    except InputError as error:
        return Kept(old, False, unkept, refused=error)
    try:
        _refuse_unseen(old, new.content(old), drawn, own)
        if old.log and not new.changed and new.undoes is None:
            discard_draft(folder, first_day, old.place)
            return Kept(replace(new, log=(), place=NOWHERE), True)
        content = new.content(old if unkept is None else unkept)
        if not content:
            return Kept(replace(new, log=old.log, place=old.place, undoes=None), True)
        kind = _kind(old, new)
        place, others = append_step(folder, first_day, desk.basis.files, old.place, kind, content, new.undoes)
    except SameCellsError as error:
        return Kept(old, False, unkept, touching=Touching(new.content(old), error.steps, error.cells))
    except (InputError, OSError) as error:
        return Kept(new, True, old if unkept is None else unkept, failed=error)
    step = Step(place.number, datetime.now(UTC), who(), kind, new.undoes, content)
    if others:
        return Kept(new.with_log((*old.log, *others, step), place), True, made=place)
    return Kept(new.kept(old, step, place), True, made=place)


def _plan_differs(then: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Whether more than leave and locks is different."""
    changed = {name for name in {*then, *now} if then.get(name) != now.get(name)}
    return any(Path(name).stem not in _BESIDE_DRAFTS for name in changed)


def _refuse_unseen(
    old: Draft, content: Mapping[str, object], drawn: Place | None, own: Collection[Place]
) -> None:
    """Raise SameCellsError where cells were changed by a step that the hand had not before it."""
    if drawn is None:
        return
    steps = old.unseen(drawn, own)
    if both := cells_of(steps) & content.keys():
        raise SameCellsError(steps, tuple(sorted(both)))


def _on_top(draft: Draft, later: Draft, stored: Draft | None) -> Followed:
    """The draft with the steps of others, and what of one's own is in no store on top of them."""
    if stored is None or stored.desk is not draft.desk:
        return Followed(later, stored)
    return Followed(later.with_cells(folded([draft.content(stored)])), later)


def _kind(old: Draft, new: Draft) -> str:
    """One word for what a step did."""
    if new.undoes is not None:
        return "undo"
    if new.step.solved:
        return "search"
    if new.outcome.plan is old.outcome.plan:
        return "locks"
    return "activities" if new.step.moved != old.step.moved else "cells"
