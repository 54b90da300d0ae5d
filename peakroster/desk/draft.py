"""Unsaved changes to a plan: a history of steps, each with its recomputed plan.

Independent of Streamlit. A draft is immutable; every method returns a new one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from peakroster.desk.day_activities import ActivityEdit, Days, day_of, edited_days, with_days
from peakroster.desk.draft_cells import (
    CHANGED,
    LOCKED,
    MOVED,
    UNLOCKED,
    Overlay,
    cell_states,
    composed,
    folded,
    step_content,
)
from peakroster.desk.roster import Desk, change, glance
from peakroster.desk.solving import Solved, superseded
from peakroster.desk.stored import known_cells, shifts_of
from peakroster.pipeline.stages import PlanOutcome
from peakroster.store.drafts import NOWHERE, Place, Step
from peakroster.store.who import who
from scheduler.domain.requests import Lock
from scheduler.domain.shifts import OFF

RosterCell = tuple[str, date]


@dataclass(frozen=True)
class DraftStep:
    """The state after one change.

    changes: every cell changed by hand so far → its shift, None = off. locked: those to be locked.
    unlocked: those whose saved lock is to go. solved: whether this step was a search for the rest. moved:
    cells with a meal, a break or a queue that was moved by hand. number: of the step in the store, None = in
    none.
    """

    outcome: PlanOutcome
    changes: dict[RosterCell, str | None] = field(default_factory=dict)
    locked: frozenset[RosterCell] = frozenset()
    unlocked: frozenset[RosterCell] = frozenset()
    solved: bool = False
    moved: frozenset[RosterCell] = frozenset()
    number: int | None = None

    def marks(self) -> dict[RosterCell, str]:
        """What was marked by hand, by cell."""
        found: dict[RosterCell, str] = {}
        for mark, cells in (
            (CHANGED, self.changes),
            (LOCKED, self.locked),
            (UNLOCKED, self.unlocked),
            (MOVED, self.moved),
        ):
            for cell in cells:
                found[cell] = found.get(cell, "") + mark
        return found


@dataclass(frozen=True)
class Draft:
    """A plan on the desk and the steps taken from it; ``steps[0]`` is the plan as it was opened.

    log: all steps that the store has of it, those of others included; empty for a draft that is in no store.
    place: how far in the store's draft this one stands. undoes: the step of the log that the last one of
    ``steps`` takes back, where it is not in the log yet.
    """

    desk: Desk
    steps: tuple[DraftStep, ...]
    log: tuple[Step, ...] = ()
    place: Place = NOWHERE
    undoes: int | None = None

    @staticmethod
    def of(desk: Desk) -> Draft:
        """A desk with nothing changed; its plan is held to the rules alone, until it is :meth:`examined`."""
        return Draft(desk, (DraftStep(glance(desk)),))

    def examined(self) -> Draft:
        """The same with the whole audit of the plan as it was opened, where there is one by now."""
        if self.saved.whole or not (found := glance(self.desk)).whole:
            return self
        as_opened = [step.outcome.plan is found.plan and not step.unlocked for step in self.steps]
        steps = (
            replace(step, outcome=found) if same else step
            for step, same in zip(self.steps, as_opened, strict=True)
        )
        return replace(self, steps=tuple(steps))

    @staticmethod
    def of_log(desk: Desk, log: tuple[Step, ...], place: Place) -> tuple[Draft, int]:
        """The draft that the store has, on a desk, and how many of its cells have no place there any more."""
        draft = Draft.of(desk)
        if not log:
            return replace(draft, place=place), 0
        draft, lost = draft._with_overlay(folded(step.content for step in log))
        return replace(draft, log=log, place=place), lost

    def with_log(self, log: tuple[Step, ...], place: Place) -> Draft:
        """The same after further steps of the log, those of others; its own can still be undone."""
        draft, _ = self._with_overlay(folded(step.content for step in log))
        return replace(draft, log=log, place=place)

    def with_cells(self, overlay: Overlay) -> Draft:
        """With these cells on top of all others, as one step."""
        now = folded(step.content for step in self.log)
        return self._with_overlay(Overlay({**now.cells, **overlay.cells}))[0]

    def kept(self, before: Draft, step: Step, place: Place) -> Draft:
        """The same after its last change, made on ``before``, has become a step of the log."""
        number = None if step.undoes is not None else step.number
        last = replace(self.step, number=self.step.number if number is None else number)
        steps = (*self.steps[:-1], last) if self.changed else self.steps
        return replace(self, steps=steps, log=(*before.log, step), place=place, undoes=None)

    def unseen(self, drawn: Place, own: Collection[Place]) -> tuple[Step, ...]:
        """Steps of the log that are not in a picture of the draft, and were not made by whoever looks at it.

        drawn: the place that the picture shows; of another draft, it shows nothing of this one.
        """
        after = drawn.number if drawn.draft == self.place.draft else 0
        return tuple(
            step
            for step in self.log
            if step.number > after and Place(self.place.draft, step.number) not in own
        )

    def content(self, before: Draft) -> dict[str, Any]:
        """What this draft has changed since another one of the same desk: the content of a step."""
        marks = before.step.marks()
        return step_content(before.working_desk(), marks, self.working_desk(), self.step.marks())

    def _with_overlay(self, overlay: Overlay) -> tuple[Draft, int]:
        """With a step after which the cells are these."""
        outcome, lost = composed(self.desk, overlay)
        there = {cell: state for cell, state in overlay.cells.items() if cell not in lost}
        if outcome.plan is self.saved.plan and not any(state.marks for state in there.values()):
            return replace(self, steps=self.steps[:1], undoes=None), len(lost)
        step = DraftStep(
            outcome,
            {cell: state.shift for cell, state in there.items() if CHANGED in state.marks},
            overlay.marked(LOCKED) - lost,
            overlay.marked(UNLOCKED) - lost,
            overlay.search is not None,
            overlay.marked(MOVED) - lost,
        )
        draft = self._append_step(step)
        desk = replace(draft.working_desk(), plan=self.desk.plan)
        if desk.shop.locks != self.desk.shop.locks:  # figures and audit with the locks that go with it
            outcome, _ = composed(desk, overlay)
            draft = self._append_step(replace(step, outcome=outcome))
        return draft, len(lost)

    @property
    def saved(self) -> PlanOutcome:
        """The plan as it was opened."""
        return self.steps[0].outcome

    @property
    def step(self) -> DraftStep:
        """The latest state."""
        return self.steps[-1]

    @property
    def outcome(self) -> PlanOutcome:
        """The latest plan."""
        return self.step.outcome

    @property
    def changed(self) -> bool:
        """Whether there is anything to save."""
        return len(self.steps) > 1

    def working_desk(self) -> Desk:
        """A desk with the latest plan, and with the locks that saving would write."""
        locks = {(lock.agent_id, lock.day): lock for lock in self.desk.shop.locks}
        for cell in self.step.unlocked:
            locks.pop(cell, None)
        for (agent, day), shift in self.locks().items():
            locks[agent, day] = Lock(agent, day, OFF if shift is None else shift, 0)
        shop = replace(self.desk.shop, locks=tuple(locks.values()))
        return replace(self.desk, shop=shop, plan=self.outcome.plan)

    def locks(self) -> dict[RosterCell, str | None]:
        """Locks that saving adds: cells locked by hand, and changed cells that had an older lock."""
        older = {
            (lock.agent_id, lock.day): None if lock.shift == OFF else lock.shift
            for lock in self.desk.shop.locks
        }
        roster = shifts_of(self.outcome.plan)
        replaced = (older.keys() & self.step.changes.keys()) - self.step.unlocked
        return {
            cell: roster.get(cell)
            for cell in sorted(self.step.locked | replaced)
            if cell not in older or older[cell] != roster.get(cell)
        }

    def with_change(self, cell: RosterCell, shift: str | None) -> Draft:
        """One cell changed; meals, queues, coverage and audit recomputed.

        A change replaces the lock of its cell, so it does not break it. The same draft if nothing changes.
        """
        return self.with_changes({cell: shift})

    def with_changes(self, cells: Mapping[RosterCell, str | None]) -> Draft:
        """Several cells changed in one step, as by :meth:`with_change`; those that are so already stay."""
        present = shifts_of(self.outcome.plan)
        new = {cell: shift for cell, shift in cells.items() if present.get(cell) != shift}
        if not new:
            return self
        desk = self.working_desk()
        locks = tuple(
            replace(lock, shift=new[cell] or OFF) if (cell := (lock.agent_id, lock.day)) in new else lock
            for lock in desk.shop.locks
        )
        desk = replace(desk, shop=replace(desk.shop, locks=locks))
        changes = {**self.step.changes, **new}
        moved = self.step.moved - new.keys()
        outcome = change(desk, new, self.saved.plan, moved)
        return self._append_step(
            replace(self.step, outcome=outcome, changes=changes, solved=False, moved=moved)
        )

    def with_activities(self, edits: Iterable[ActivityEdit]) -> Draft:
        """Meals, breaks, meetings or stretches of a queue moved or resized by hand; nobody else moves.

        All edits are one step. Raises InputError for one that cannot be made, see
        :func:`peakroster.desk.day_activities.edited_days`.
        """
        return self.with_days(edited_days(self.working_desk(), edits))

    def with_days(self, days: Days) -> Draft:
        """Whole days of people as given; the same draft if nothing changes."""
        desk = self.working_desk()
        days = {
            cell: tuple(rows) for cell, rows in days.items() if day_of(desk, cell) not in ((), tuple(rows))
        }
        if not days:
            return self
        outcome = with_days(desk, days, self.saved.plan)
        as_saved = outcome.plan is self.saved.plan
        moved = frozenset() if as_saved else self.step.moved | days.keys()
        return self._append_step(replace(self.step, outcome=outcome, solved=False, moved=moved))

    def without_changes(self, cells: Collection[RosterCell]) -> Draft:
        """Some cells as they are in the saved plan again, shift, lock and day; all others stay.

        One step; the same draft if none of the cells differs.
        """
        saved, now = shifts_of(self.saved.plan), shifts_of(self.outcome.plan)
        back = {cell: saved.get(cell) for cell in cells if now.get(cell) != saved.get(cell)}
        draft = self.with_changes(back)
        opened = replace(self.desk, plan=self.saved.plan)
        draft = draft.with_days({cell: day_of(opened, cell) for cell in cells if cell in self.step.moved})
        step = draft.step
        locked, unlocked = step.locked.difference(cells), step.unlocked.difference(cells)
        changes = {cell: shift for cell, shift in step.changes.items() if cell not in cells}
        step = replace(
            step, changes=changes, locked=locked, unlocked=unlocked, moved=step.moved.difference(cells)
        )
        same_marks = (changes, locked, unlocked) == (self.step.changes, self.step.locked, self.step.unlocked)
        if step.outcome is self.step.outcome and same_marks:
            return self
        draft = self._append_step(step)
        if (locked, unlocked) == (self.step.locked, self.step.unlocked):
            return draft
        return self._append_step(replace(step, outcome=glance(draft.working_desk())))

    def with_locks(self, cells: frozenset[RosterCell]) -> Draft:
        """These cells locked in addition."""
        if cells <= self.step.locked:
            return self
        locked, unlocked = self.step.locked | cells, self.step.unlocked - cells
        return self._append_step(replace(self.step, locked=locked, unlocked=unlocked, solved=False))

    def without_lock(self, cell: RosterCell) -> Draft:
        """A lock removed, whether saved or not; a plan with violations is audited again without it."""
        older = {(lock.agent_id, lock.day) for lock in self.desk.shop.locks}
        if cell not in older | self.step.locked:
            return self
        locked, unlocked = self.step.locked - {cell}, self.step.unlocked | ({cell} & older)
        draft = self._append_step(replace(self.step, locked=locked, unlocked=unlocked, solved=False))
        if not draft.outcome.violations:
            return draft  # a lock less breaks nothing
        return self._append_step(replace(draft.step, outcome=glance(draft.working_desk())))

    @property
    def unsaved(self) -> int:
        """How many cells saving would change: their shift or their lock."""
        shifts = {cell for cell, _, _ in self.differences()}
        return len(shifts | self.locks().keys() | self.step.unlocked)

    def is_locked(self, cell: RosterCell) -> bool:
        """Whether the cell would be locked after saving."""
        return any((lock.agent_id, lock.day) == cell for lock in self.working_desk().shop.locks)

    def with_solution(self, outcome: PlanOutcome) -> Draft:
        """The rest solved again."""
        return self._append_step(replace(self.step, outcome=outcome, solved=True))

    def with_result(self, solved: Solved) -> Draft:
        """The shifts that a search has found for older figures, with the figures of now: one step.

        Only those that it has changed, of people, shifts and days that there are, and that nobody has changed
        since it began.
        """
        then, got = shifts_of(solved.desk.plan), shifts_of(solved.outcome.plan)
        now = shifts_of(self.outcome.plan)
        cells, _ = known_cells(
            self.desk,
            {
                cell: got.get(cell)
                for cell in {*then, *got}
                if got.get(cell) != then.get(cell) == now.get(cell)
            },
        )
        draft = self.with_changes(cells)
        return self if draft is self else self._append_step(replace(draft.step, changes=self.step.changes))

    def superseded(self, solved: Solved) -> tuple[str, ...]:
        """What the result of a search was for and is no longer so; see ``peakroster.desk.solving``."""
        return superseded(solved, self.working_desk(), self.fixed_cells())

    def laid_over(self, desk: Desk, whole: bool) -> tuple[Draft, int]:
        """This draft's changes made on another desk of the same plan, and how many cannot be made there.

        whole: the whole roster of this draft, not only the cells that differ from the plan it began from.
        """
        mine, theirs = shifts_of(self.outcome.plan), shifts_of(desk.plan)
        changed = [cell for cell, _, _ in self.differences()]
        wanted = {cell: mine.get(cell) for cell in ({*mine, *theirs} if whole else changed)}
        wanted |= self.locks()
        cells, lost = known_cells(desk, wanted)
        draft = Draft.of(desk).with_changes(cells)
        older = {(lock.agent_id, lock.day) for lock in desk.shop.locks}
        draft = draft.with_locks(frozenset(self.step.locked & cells.keys()))
        for cell in sorted(self.step.unlocked & older):
            draft = draft.without_lock(cell)
        return draft, len(lost)

    def fixed_cells(self) -> dict[RosterCell, str | None]:
        """Cells that a search must not change: those changed or locked by hand."""
        roster = shifts_of(self.outcome.plan)
        return {cell: roster.get(cell) for cell in sorted({*self.step.changes, *self.step.locked})}

    def undone(self) -> Draft:
        """Without the latest step; where others have taken steps too, without one's own latest.

        Cells that somebody has changed since stay as they are.
        """
        if not self.log:
            return replace(self, steps=self.steps[:-1]) if self.changed else self
        own = self._latest_own()
        if own is None:
            return self
        if self.changed and self.step.number == own.number == self.log[-1].number:
            return replace(self, steps=self.steps[:-1], undoes=own.number)
        before = folded(step.content for step in self.log if step.number < own.number)
        now = folded(step.content for step in self.log)
        mine = folded([own.content]).cells
        restored = [cell for cell in mine if now.cells[cell] == mine[cell]]
        opened = cell_states(self.desk, restored, {})
        cells = {**now.cells, **{cell: before.cells.get(cell, opened[cell]) for cell in restored}}
        draft, _ = self._with_overlay(Overlay(cells))
        return replace(draft, undoes=own.number)

    @property
    def undoable(self) -> bool:
        """Whether there is a step of one's own to take back."""
        return self._latest_own() is not None if self.log else self.changed

    def _latest_own(self) -> Step | None:
        """The latest step of whoever is at work that was not taken back."""
        gone, me = {step.undoes for step in self.log}, who()
        own = [step for step in self.log if step.who == me and step.undoes is None]
        return next((step for step in reversed(own) if step.number not in gone), None)

    def discarded(self) -> Draft:
        """Without all steps."""
        return replace(self, steps=self.steps[:1], undoes=None)

    def differences(self) -> list[tuple[RosterCell, str | None, str | None]]:
        """Cells that differ from the saved plan: (cell, shift before, shift now), by agent, then day."""
        before, now = shifts_of(self.saved.plan), shifts_of(self.outcome.plan)
        place = {agent.id: position for position, agent in enumerate(self.desk.shop.agents)}
        cells = sorted({*before, *now}, key=lambda cell: (place.get(cell[0], len(place)), cell[0], cell[1]))
        return [
            (cell, before.get(cell), now.get(cell)) for cell in cells if before.get(cell) != now.get(cell)
        ]

    def _append_step(self, step: DraftStep) -> Draft:
        return replace(self, steps=(*self.steps, replace(step, number=None)), undoes=None)
