"""The draft of the page and the one in the store: nothing that is on the desk is only in a browser's session.

Each change of the draft becomes a step in the store before the page goes on; those of others lie under it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

import streamlit as st

from peakroster.desk.roster import Desk, open_desk
from peakroster.store.drafts import (
    NOWHERE,
    Place,
    SameCellsError,
    Step,
    append_step,
    discard_draft,
    open_draft_of,
    place_of_draft,
    steps_after,
)
from peakroster.store.who import who
from peakroster.tables.findings import InputError
from ui.draft import Draft

UNKEPT = "draft_unkept"
"""Whether the latest step is in no store: who leaves the page loses it."""

TOUCHING, NOT_KEPT, OLDER, ENDED = "draft_touching", "draft_not_kept", "draft_older", "draft_ended"
"""What the session has to tell: cells that another has changed too, a step that could not be kept, a draft
that was begun from other files, and one that another has saved or discarded."""


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
    if dict(kept.base) != dict(desk.basis.files) and draft.changed:
        st.session_state[OLDER] = Older(kept.begun_by, kept.begun_at, lost)
    return draft


def followed(draft: Draft) -> Draft:
    """The draft with what others have done to it meanwhile; the same one if nobody has."""
    folder, first_day = draft.desk.shop.folder, draft.desk.plan.first_day
    try:
        place = place_of_draft(folder, first_day)
        if place == draft.place:
            return draft
        if place.draft == draft.place.draft:
            later = steps_after(folder, draft.place)
            return draft.with_log((*draft.log, *later), Place(place.draft, later[-1].number))
        if place == NOWHERE:
            st.session_state[ENDED] = draft.place
        return loaded(open_desk(folder, first_day))
    except (InputError, OSError):
        return draft


def kept(old: Draft, new: Draft) -> Draft:
    """The new draft, its change a step of the store.

    Where others have changed the same cells, or the step cannot be kept, the session is told so.
    """
    desk = new.desk
    folder, first_day = desk.shop.folder, desk.plan.first_day
    try:
        if old.log and not new.changed and new.undoes is None:
            discard_draft(folder, first_day, old.place)
            return replace(new, log=(), place=NOWHERE)
        content = new.content(old)
        if not content:
            return replace(new, log=old.log, place=old.place, undoes=None)
        kind = _kind(old, new)
        place, others = append_step(folder, first_day, desk.basis.files, old.place, kind, content, new.undoes)
    except SameCellsError as error:
        st.session_state[TOUCHING] = Touching(new.content(old), error.steps, error.cells)
        return followed(old)
    except (InputError, OSError) as error:
        st.session_state[NOT_KEPT] = error
        st.session_state[UNKEPT] = True
        return new
    st.session_state.pop(UNKEPT, None)
    step = Step(place.number, datetime.now(UTC), who(), kind, new.undoes, content)
    if others:
        return new.with_log((*old.log, *others, step), place)
    return new.kept(old, step, place)


def dropped(draft: Draft) -> None:
    """Discard the draft in the store, where others have not gone on with it."""
    try:
        discard_draft(draft.desk.shop.folder, draft.desk.plan.first_day, draft.place)
    except SameCellsError as error:
        st.session_state[TOUCHING] = Touching({}, error.steps, error.cells)
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
