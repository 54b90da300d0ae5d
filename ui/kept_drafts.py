"""The draft of the page and the one in the store: nothing that is on the desk is only in a browser's session.

Each change of the draft becomes a step in the store before the page goes on; those of others lie under it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.desk.draft_cells import folded
from peakroster.desk.roster import Desk, open_desk
from peakroster.store.drafts import (
    NOWHERE,
    KeptDraft,
    Place,
    SameCellsError,
    Step,
    append_step,
    cells_of,
    discard_draft,
    open_draft_of,
    place_of_draft,
    steps_after,
    take_back_discarded,
)
from peakroster.store.who import require_allowed, who
from peakroster.tables.findings import InputError

UNKEPT = "draft_unkept"
"""The draft that the store has while the session's is further: who leaves the page loses the rest."""

OWN = "draft_own_steps"
"""Places of the steps that this session made: the hand that made them knows them, drawn or not."""

_drawn: ContextVar[Place | None] = ContextVar("drawn", default=None)

TOUCHING, NOT_KEPT, OLDER, ENDED = "draft_touching", "draft_not_kept", "draft_older", "draft_ended"
REFUSED = "draft_refused"
"""What the session has to tell: cells that another has changed too, a step that could not be kept, a draft
that was begun from other files, one that another has saved or discarded, and a change by who may not."""


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


def loaded(desk: Desk) -> Draft:
    """The draft of a plan as the store has it; an unchanged one where the store cannot be read."""
    folder, first_day = desk.shop.folder, desk.plan.first_day
    try:
        kept = open_draft_of(folder, first_day)
        log = () if kept is None else tuple(steps_after(folder, Place(kept.id, 0)))
    except (InputError, OSError):
        return Draft.of(desk)
    if kept is None:
        return Draft.of(desk)
    draft, lost = Draft.of_log(desk, log, Place(kept.id, log[-1].number if log else 0))
    if draft.changed and (lost or _plan_differs(kept.base, desk.basis.files)):
        st.session_state[OLDER] = Older(kept.begun_by, kept.begun_at, lost)
    return draft


def _plan_differs(then: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Whether more than leave and locks is different: those are entered beside a draft, and lie under it."""
    changed = {name for name in {*then, *now} if then.get(name) != now.get(name)}
    return any(Path(name).stem not in ("requests", "locks") for name in changed)


def followed(draft: Draft) -> Draft:
    """The draft with what others have done to it meanwhile; the same one if nobody has."""
    folder, first_day = draft.desk.shop.folder, draft.desk.plan.first_day
    try:
        place = place_of_draft(folder, first_day)
        if place == draft.place:
            return draft
        if place.draft == draft.place.draft:
            later = steps_after(folder, draft.place)
            here = Place(place.draft, later[-1].number)
            return _on_top(draft, draft.with_log((*draft.log, *later), here))
        if place == NOWHERE:
            st.session_state[ENDED] = draft.place
        found = loaded(open_desk(folder, first_day))
        st.session_state.pop(UNKEPT, None)  # it was of the desk before
        return found
    except (InputError, OSError):
        return draft


@contextmanager
def drawn_at(place: Place | None) -> Iterator[None]:
    """Inside the ``with``, changes are held against what the browser had drawn when the hand made them.

    The session may know more by then: it looks for the steps of others by itself, and the hand has seen only
    what was drawn. None: against what the session knows.
    """
    token = _drawn.set(place)
    try:
        yield
    finally:
        _drawn.reset(token)


def _refuse_unseen(old: Draft, content: Mapping[str, object]) -> None:
    """Raise SameCellsError where cells were changed by a step that the hand had not before it."""
    place = _drawn.get()
    if place is None:
        return
    steps = old.unseen(place, st.session_state.get(OWN, ()))
    if both := cells_of(steps) & content.keys():
        raise SameCellsError(steps, tuple(sorted(both)))


def kept(old: Draft, new: Draft) -> tuple[Draft, bool]:
    """The new draft, its change a step of the store; and whether it is on the desk at all.

    Where others have changed the same cells, since the session looked or since the browser drew, or the step
    cannot be kept, the session is told so. A change by who may only look is none: the old draft stays.
    """
    desk = new.desk
    folder, first_day = desk.shop.folder, desk.plan.first_day
    try:
        require_allowed("draft", f"plans/{first_day}")
    except InputError as error:
        st.session_state[REFUSED] = error
        return old, False
    try:
        _refuse_unseen(old, new.content(old))
        if old.log and not new.changed and new.undoes is None:
            discard_draft(folder, first_day, old.place)
            st.session_state.pop(UNKEPT, None)
            return replace(new, log=(), place=NOWHERE), True
        content = new.content(st.session_state.get(UNKEPT, old))
        if not content:
            st.session_state.pop(UNKEPT, None)
            return replace(new, log=old.log, place=old.place, undoes=None), True
        kind = _kind(old, new)
        place, others = append_step(folder, first_day, desk.basis.files, old.place, kind, content, new.undoes)
    except SameCellsError as error:
        st.session_state[TOUCHING] = Touching(new.content(old), error.steps, error.cells)
        return followed(old), False
    except (InputError, OSError) as error:
        st.session_state[NOT_KEPT] = error
        st.session_state.setdefault(UNKEPT, old)
        return new, True
    st.session_state.pop(UNKEPT, None)
    st.session_state.setdefault(OWN, set()).add(place)
    step = Step(place.number, datetime.now(UTC), who(), kind, new.undoes, content)
    if others:
        return new.with_log((*old.log, *others, step), place), True
    return new.kept(old, step, place), True


def _on_top(draft: Draft, later: Draft) -> Draft:
    """The draft with the steps of others, and what of one's own is in no store on top of them."""
    stored: Draft | None = st.session_state.get(UNKEPT)
    if stored is None or stored.desk is not draft.desk:
        return later
    st.session_state[UNKEPT] = later
    return later.with_cells(folded([draft.content(stored)]))


def dropped(draft: Draft) -> None:
    """Discard the draft in the store, where others have not gone on with it."""
    try:
        discard_draft(draft.desk.shop.folder, draft.desk.plan.first_day, draft.place)
    except SameCellsError as error:
        st.session_state[TOUCHING] = Touching({}, error.steps, error.cells)
    except (InputError, OSError) as error:
        st.session_state[NOT_KEPT] = error


def taken_back(folder: Path, draft: KeptDraft) -> None:
    """Open a discarded draft again, for everybody; where another has been begun since, that one stays."""
    try:
        take_back_discarded(folder, draft)
    except (InputError, OSError) as error:
        st.session_state[NOT_KEPT] = error


def _kind(old: Draft, new: Draft) -> str:
    """One word for what a step did."""
    if new.undoes is not None:
        return "undo"
    if new.step.solved:
        return "search"
    if new.outcome.plan is old.outcome.plan:
        return "locks"
    return "activities" if new.step.moved != old.step.moved else "cells"
