"""The draft of the page: what of its keeping in the store a browser's session remembers and has to tell.

The keeping itself is :mod:`peakroster.desk.draft_keeping`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.desk.draft_keeping import Older, Touching, follow_draft, keep_step, load_draft
from peakroster.desk.roster import Desk
from peakroster.store.drafts import KeptDraft, Place, SameCellsError, discard_draft, take_back_discarded
from peakroster.tables.findings import InputError

__all__ = [
    "ENDED",
    "NOT_KEPT",
    "OLDER",
    "OWN",
    "REFUSED",
    "TOUCHING",
    "UNKEPT",
    "Older",
    "Touching",
    "drawn_at",
    "dropped",
    "followed",
    "kept",
    "loaded",
    "taken_back",
]

UNKEPT = "draft_unkept"
"""The draft that the store has while the session's is further: who leaves the page loses the rest."""

OWN = "draft_own_steps"
"""Places of the steps that this session made: the hand that made them knows them, drawn or not."""

_drawn: ContextVar[Place | None] = ContextVar("drawn", default=None)

TOUCHING, NOT_KEPT, OLDER, ENDED = "draft_touching", "draft_not_kept", "draft_older", "draft_ended"
REFUSED = "draft_refused"
"""What the session has to tell: cells that another has changed too, a step that could not be kept, a draft
that was begun from other files, one that another has saved or discarded, and a change by who may not."""


def loaded(desk: Desk) -> Draft:
    """The draft of a plan as the store has it; an unchanged one where the store cannot be read."""
    draft, older = load_draft(desk)
    _tell(OLDER, older)
    return draft


def followed(draft: Draft) -> Draft:
    """The draft with what others have done to it meanwhile; the same one if nobody has."""
    found = follow_draft(draft, st.session_state.get(UNKEPT))
    _remember_unkept(found.unkept)
    _tell(ENDED, found.ended)
    _tell(OLDER, found.older)
    return found.draft


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


def kept(old: Draft, new: Draft) -> tuple[Draft, bool]:
    """The new draft, its change a step of the store; and whether it is on the desk at all.

    Where others have changed the same cells, since the session looked or since the browser drew, or the step
    cannot be kept, the session is told so. A change by who may only look is none: the old draft stays.
    """
    done = keep_step(
        old, new, st.session_state.get(UNKEPT), _drawn.get(), st.session_state.get(OWN, frozenset())
    )
    _remember_unkept(done.unkept)
    for name, what in ((TOUCHING, done.touching), (NOT_KEPT, done.failed), (REFUSED, done.refused)):
        _tell(name, what)
    if done.made is not None:
        st.session_state.setdefault(OWN, set()).add(done.made)
    return (done.draft if done.touching is None else followed(old)), done.taken


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


def _remember_unkept(draft: Draft | None) -> None:
    if draft is None:
        st.session_state.pop(UNKEPT, None)
    else:
        st.session_state[UNKEPT] = draft


def _tell(name: str, what: Any) -> None:
    if what is not None:
        st.session_state[name] = what
