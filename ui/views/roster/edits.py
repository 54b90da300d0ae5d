"""What was done on the grid, done to the draft: each batch exactly once, however often it is sent."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

import streamlit as st

from peakroster.desk.grid_operations import Operation, merged, read_edits
from peakroster.desk.leave import give_leave
from peakroster.desk.stored import RosterCell
from peakroster.messages import Translator
from peakroster.shop.inputs.requests import LeaveKind
from peakroster.store.outdated import OutdatedError
from peakroster.store.who import working_with
from peakroster.tables.findings import CollisionError, InputError
from ui import address, state
from ui.draft import Draft

_DAY = timedelta(days=1)


@dataclass
class Inbox:
    """What this session has applied. session: a name for it, by which the browser knows that it is another.

    applied: component → sequence number of its last batch. proposed: the draft that a batch was about to
    become: should the script be interrupted between setting the draft and noting the number, the next run
    knows by it. refused: what was not done, in words, for the component that sent it.
    """

    session: str = field(default_factory=lambda: secrets.token_hex(6))
    applied: dict[str, int] = field(default_factory=dict)
    proposed: tuple[str, int, Draft] | None = None
    client: str = ""
    refused: str = ""
    before: Draft | None = None

    def answer(self) -> dict[str, object]:
        """What the component is told: up to where its batches have been applied."""
        return {
            "session": self.session,
            "client": self.client,
            "sequence": self.applied.get(self.client, 0),
            "refused": self.refused,
        }


def inbox() -> Inbox:
    """The session's own."""
    kept = st.session_state.get("roster_inbox")
    if not isinstance(kept, Inbox):
        kept = Inbox()
        st.session_state["roster_inbox"] = kept
    return kept


def receive(sent: object, translate: Translator) -> None:
    """Apply what the component sent to the draft of the session."""
    box, draft = inbox(), st.session_state.get("draft")
    if not isinstance(draft, Draft) or not isinstance(sent, dict) or sent.get("session") != box.session:
        return
    if box.proposed is not None and draft is box.proposed[2]:
        client, sequence, _ = box.proposed
        box.applied[client] = max(sequence, box.applied.get(client, 0))
    box.proposed = None
    client = str(sent.get("client"))
    received = read_edits(draft.desk.shop, draft.outcome.plan, sent, box.applied.get(client, 0))
    if not received.batches:
        return
    new = draft
    refused: list[str] = []
    after: list[Callable[[], None]] = []
    if received.unknown:
        refused.append(translate("grid.refused_unknown", count=received.unknown))
    for operation in merged(received.batches):
        try:
            new = with_operation(new, operation, after.append, translate)
        except (InputError, CollisionError, OutdatedError) as error:
            refused.append(_words(error, translate))
    last = received.batches[-1].sequence
    box.client, box.refused = received.client, " ".join(refused)
    if new is not draft:
        box.before = draft
        box.proposed = (client, last, new)
        if new.desk is not draft.desk:
            st.session_state["opened"] = (str(new.desk.shop.folder), new.desk.plan.first_day)
        state.set_draft(new)
    box.applied[client] = last
    box.proposed = None
    for act in after:
        act()


def with_operation(
    draft: Draft, operation: Operation, later: Callable[[Callable[[], None]], None], translate: Translator
) -> Draft:
    """The draft after one operation. later: takes what is to be done once the draft is set, as going to
    another page. Raises InputError, CollisionError or OutdatedError, with nothing done."""
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
        case "ill" | "leave":
            return on_leave(draft, cells, operation.kind)
        case "who":
            later(lambda: ask_who(next(iter(cells)), translate))
        case "details":
            later(lambda: choose_cell(next(iter(cells)), translate))
        case "day":
            later(lambda: show_day(operation.day, translate))
        case "activity":
            return draft if operation.moved is None else draft.with_activities([operation.moved])
    return draft


def on_leave(draft: Draft, cells: Collection[RosterCell], kind: LeaveKind) -> Draft:
    """Leave entered into the shop's files, and the cells' shifts taken off; the draft's changes stay."""
    desk = draft.desk
    with working_with("desk/roster"):
        for agent in sorted({agent for agent, _ in cells}):
            for first, last in _stretches([day for other, day in cells if other == agent]):
                desk = give_leave(desk, agent, first, last, kind)
    laid, _ = draft.laid_over(desk, whole=False)
    return laid.with_changes(dict.fromkeys(cells))


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


def _stretches(days: list[date]) -> list[tuple[date, date]]:
    """Days in a row as first and last."""
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and day - found[-1][1] == _DAY:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def _words(error: Exception, translate: Translator) -> str:
    if isinstance(error, InputError | CollisionError):
        parts = [(one.message(translate), one.remedy(translate)) for one in error.findings]
        return " ".join(words for part in parts for words in part if words)
    return translate("grid.refused_outdated")
