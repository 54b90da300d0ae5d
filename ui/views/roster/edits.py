"""What was done on the grid, done to the draft: each batch exactly once, however often it is sent."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.desk.grid_operations import Operation, leave_typed, merged, read_edits
from peakroster.desk.leave import (
    GivenLeave,
    cells_after_leave,
    cells_after_leave_back,
    give_leave_to,
    leave_rows,
    other_leave_line,
    take_leave_back,
    undo_leave,
)
from peakroster.desk.pending import approve_pending
from peakroster.desk.roster import Desk
from peakroster.desk.stored import RosterCell, shifts_of
from peakroster.messages import Translator
from peakroster.shop.settings.leave_kinds import LeaveKind
from peakroster.store.drafts import Place
from peakroster.store.outdated import OutdatedError
from peakroster.store.who import working_with
from peakroster.tables.findings import CollisionError, InputError
from scheduler.domain.requests import Request
from scheduler.domain.windows import Window
from ui import address, kept_drafts, state

_DAY = timedelta(days=1)


@dataclass
class Inbox:
    """What this session has applied. session: a name for it, by which the browser knows that it is another.

    applied: component → sequence number of its last batch. proposed: a batch that was about to be applied,
    and the draft before it: should the script be interrupted between setting the draft and noting the
    number, the next run knows by it. refused: what was not done, in words, for the component that sent it.
    """

    session: str = field(default_factory=lambda: secrets.token_hex(6))
    applied: dict[str, int] = field(default_factory=dict)
    proposed: tuple[str, int, Draft] | None = None
    client: str = ""
    refused: str = ""

    def answer(self, place: Place) -> dict[str, object]:
        """What the component is told: up to where its batches have been applied, and which step is drawn."""
        return {
            "session": self.session,
            "client": self.client,
            "sequence": self.applied.get(self.client, 0),
            "refused": self.refused,
            "place": [place.draft, place.number],
        }


def inbox() -> Inbox:
    """The session's own."""
    kept = st.session_state.get("roster_inbox")
    if not isinstance(kept, Inbox):
        kept = Inbox()
        st.session_state["roster_inbox"] = kept
    return kept


def receive(sent: object, translate: Translator) -> bool:
    """Apply what the component sent to the draft of the session; returns whether there was anything new.

    A run that another overtakes may end between the store and the session. So one waits for the other here
    too, and the store tells whether a batch has been applied.
    """
    with state.drafting():
        return _received(inbox(), sent, translate)


def _received(box: Inbox, sent: object, translate: Translator) -> bool:
    draft = _draft()
    if draft is None or not isinstance(sent, dict) or sent.get("session") != box.session:
        return False
    if box.proposed is not None:
        client, sequence, before = box.proposed
        draft = kept_drafts.followed(draft)
        if draft is not before:
            box.applied[client] = max(sequence, box.applied.get(client, 0))
            st.session_state["draft"] = draft
        box.proposed = None
    client = str(sent.get("client"))
    received = read_edits(draft.desk.shop, draft.outcome.plan, sent, box.applied.get(client, 0), translate)
    if not received.batches:
        return False
    refused = [translate("grid.refused_unknown", count=received.unknown)] if received.unknown else []
    for batch in merged(received.batches):
        box.proposed = (client, batch.sequence, draft)
        for operation in batch.operations:
            try:
                with kept_drafts.drawn_at(batch.drawn):
                    _apply(_draft() or draft, operation, translate)
            except (InputError, CollisionError, OutdatedError) as error:
                refused.append(_words(error, translate))
        box.applied[client] = batch.sequence
        box.proposed = None
        draft = _draft() or draft
    box.client, box.refused = client, " ".join(refused)
    return True


def changed(draft: Draft, operation: Operation) -> Draft:
    """The draft after an operation that changes it; itself after any other. Raises InputError."""
    cells = operation.cells
    match operation.kind:
        case "set":
            return draft.with_changes(cells)
        case "lock":
            return draft.with_locks(frozenset(cells))
        case "unlock":
            for cell in sorted(cells):
                draft = draft.without_lock(cell)
            return draft
        case "take_back":
            return draft.without_changes(frozenset(cells))
        case "undo":
            return draft.undone()
        case "activity":
            return draft if operation.moved is None else draft.with_activities([operation.moved])
    return draft


def _apply(draft: Draft, operation: Operation, translate: Translator) -> None:
    """One operation, done to the session: its draft, the shop's files for leave, or what it shows."""
    cells = operation.cells
    match operation.kind:
        case "ill" | "leave":
            _on_leave(draft, dict.fromkeys(cells, (operation.kind, None)), translate)
        case "away":
            words = leave_typed(draft.desk.shop, translate)
            _on_leave(draft, {cell: words[str(word)] for cell, word in cells.items()}, translate)
        case "approve":
            with working_with("desk/roster"):
                desk, bound = approve_pending(draft.desk, cells)
            state.reopen(desk)
            _free(desk, bound)
            st.session_state["roster_told"] = translate("leave.approved")
        case "undo" if leave_to_undo(draft) is not None:
            undo(draft)
        case "leave_back":
            desk = _back_from_leave(draft.desk, cells)
            state.reopen(desk)
            now = _draft() or draft
            shifts = shifts_of(now.outcome.plan)
            whole = cells_after_leave_back(draft.desk.shop.shifts, desk, cells, shifts)
            state.set_draft(now.with_changes(whole))
            st.session_state["roster_told"] = translate("grid.leave_taken_back")
        case "who":
            ask_who(next(iter(cells)), translate)
        case "details":
            choose_cell(next(iter(cells)), translate)
        case "day":
            show_day(operation.day, translate)
        case _:
            new = changed(draft, operation)
            if new is not draft:
                state.set_draft(new)


@dataclass(frozen=True)
class LeaveStep:
    """Leave that was entered on the grid. before, after: the draft's steps then, and with the shifts that it
    freed; undone together."""

    given: GivenLeave
    before: tuple[int, int]
    after: tuple[int, int]


def leave_to_undo(draft: Draft) -> LeaveStep | None:
    """The leave that the latest gesture of this session entered; None where something came after it."""
    kept = st.session_state.get("leave_step")
    return kept if isinstance(kept, LeaveStep) and kept.after == _stand(draft) else None


def undo(draft: Draft) -> None:
    """Take back the latest gesture: a step of the draft, and leave that was entered with it."""
    kept = leave_to_undo(draft)
    if kept is None:
        state.set_draft(draft.undone())
        return
    st.session_state.pop("leave_step", None)
    if kept.after != kept.before:
        state.set_draft(draft.undone())
        draft = _draft() or draft
    with working_with("desk/roster"):
        state.reopen(undo_leave(draft.desk, kept.given))


def _stand(draft: Draft) -> tuple[int, int]:
    """Which step a draft stands at."""
    return (draft.log[-1].number if draft.log else 0, len(draft.steps))


def _on_leave(
    draft: Draft, cells: Mapping[RosterCell, tuple[LeaveKind, Window | None]], translate: Translator
) -> None:
    """Enter leave of these cells as one change, and free the shifts that it forbids."""
    rows = [
        row
        for (agent, day), (kind, hours) in sorted(cells.items())
        for row in leave_rows(draft.desk.shop, agent, day, day, kind, hours)
    ]
    with working_with("desk/roster"):
        desk, given = give_leave_to(draft.desk, rows)
    state.reopen(desk)
    before = _stand(_draft() or draft)
    _free(desk, rows)
    st.session_state["leave_step"] = LeaveStep(given, before, _stand(_draft() or draft))
    stays = other_leave_line(draft.desk.shop, rows, translate)
    told = [] if stays and not given.rows else [translate("grid.leave_entered")]
    st.session_state["roster_told"] = " ".join([*told, stays]).strip()


def _free(desk: Desk, rows: Sequence[Request]) -> None:
    draft = _draft()
    if draft is not None:
        state.set_draft(draft.with_changes(cells_after_leave(desk, rows, shifts_of(draft.outcome.plan))))


def _back_from_leave(desk: Desk, cells: Collection[RosterCell]) -> Desk:
    away = {(one.agent_id, one.day) for one in desk.shop.requests if one.kind == "leave"}
    with working_with("desk/roster"):
        for agent, first, last in _stretches([cell for cell in cells if cell in away]):
            desk = take_leave_back(desk, agent, first, last)
    return desk


def _draft() -> Draft | None:
    kept = st.session_state.get("draft")
    return kept if isinstance(kept, Draft) else None


def ask_who(cell: RosterCell, translate: Translator) -> None:
    """Go to the page that says who else could work this shift."""
    state.set_choice("who_how", "give", translate)
    state.set_choice("who_day", cell[1], translate)
    state.set_choice("who_agent", cell[0], translate)
    state.set_choice("people_part", "who_could", translate)
    address.go("people")


def choose_cell(cell: RosterCell, translate: Translator) -> None:
    """Show the cell in the panel below the grid."""
    state.set_choice("cell_agent", cell[0], translate)
    state.set_choice("cell_day", cell[1], translate)
    st.session_state["cell_panel_open"] = True


def show_day(day: date | None, translate: Translator) -> None:
    """Show the day as a Gantt."""
    if day is not None:
        state.set_choice("gantt_day", day, translate)
        state.set_choice("roster_view", "day", translate)


def _stretches(cells: Collection[RosterCell]) -> list[tuple[str, date, date]]:
    """Days in a row of each agent: first and last."""
    found: list[tuple[str, date, date]] = []
    for agent, day in sorted(cells):
        if found and found[-1][0] == agent and day - found[-1][2] == _DAY:
            found[-1] = (agent, found[-1][1], day)
        else:
            found.append((agent, day, day))
    return found


def _words(error: Exception, translate: Translator) -> str:
    if isinstance(error, InputError | CollisionError):
        parts = [(one.message(translate), one.remedy(translate)) for one in error.findings]
        return " ".join(words for part in parts for words in part if words)
    return translate("grid.refused_outdated")
