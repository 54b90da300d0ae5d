"""What a push came to, for each person and day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from peakroster.exports.platforms.ids import PlatformIds
from peakroster.exports.platforms.rows import REST
from peakroster.push.client import Cell
from peakroster.push.problems import Reason
from peakroster.push.run import PushRun
from peakroster.push.source import RosterToPush

Status = Literal["in_effect", "refused", "not_confirmed"]
STATUSES: tuple[Status, ...] = ("in_effect", "refused", "not_confirmed")


@dataclass(frozen=True)
class RowReport:
    """One person on one day.

    shift: what was wanted, and held: what the platform was last seen to hold: our name of a shift, ``REST``,
    or None = nothing; a shift that mapping.csv does not know is held by its id. reason: why it is not in
    effect. sent: whether this push sent it; passed_over: an earlier one gave it up.
    """

    agent: str
    name: str
    day: date
    shift: str | None
    status: Status
    held: str | None
    sent: bool = False
    passed_over: bool = False
    reason: Reason | None = None

    def as_json(self) -> dict[str, Any]:
        """For ``--json``, without words."""
        return {
            "agent_id": self.agent,
            "name": self.name,
            "date": self.day.isoformat(),
            "shift": shift_json(self.shift),
            "held": shift_json(self.held),
            "status": self.status,
            "sent": self.sent,
            "given_up_before": self.passed_over,
        }


@dataclass(frozen=True)
class PushReport:
    """calls: attempts, tokens and readings included. rows_sent: repeats included. problem: what ended it.

    is_unlogged: rows were sent, and the store could not take down what became of them.
    """

    platform: str
    first_day: date
    version: int | None
    rows: Sequence[RowReport]
    calls: int
    rows_sent: int
    stopped: bool = False
    problem: Reason | None = None
    is_unlogged: bool = False

    @property
    def counts(self) -> Mapping[Status, int]:
        """Rows by status."""
        found = Counter(row.status for row in self.rows)
        return {status: found[status] for status in STATUSES}

    @property
    def is_whole(self) -> bool:
        """Whether all is in effect."""
        return not self.stopped and self.problem is None and all(r.status == "in_effect" for r in self.rows)

    @property
    def open(self) -> list[RowReport]:
        """Rows that are not in effect."""
        return [row for row in self.rows if row.status != "in_effect"]


def shift_json(shift: str | None) -> str | None:
    """``off`` for a rest day, null for nothing."""
    return "off" if shift == REST else shift


def report_of(run: PushRun, roster: RosterToPush, platform: str, ids: PlatformIds, calls: int) -> PushReport:
    """The report of a run that has ended, rows in the order of the roster."""
    ours = {theirs: name for name, theirs in ids.shifts.items()}
    outcome = run.outcome
    rows = []
    for row in roster.rows:
        cell = (ids.agents[row.agent], row.day)
        status, reason = _status(run, cell)
        held = outcome.held.get(cell)
        rows.append(
            RowReport(
                row.agent,
                row.name,
                row.day,
                row.shift,
                status,
                held if held is None else ours.get(held, held),
                cell in outcome.sent,
                status != "in_effect" and cell in outcome.passed_over,
                reason,
            )
        )
    return PushReport(
        platform,
        roster.first_day,
        roster.version,
        rows,
        calls,
        outcome.rows,
        outcome.stopped,
        outcome.problem,
    )


def _status(run: PushRun, cell: Cell) -> tuple[Status, Reason | None]:
    outcome = run.outcome
    if run.in_effect(cell):
        return "in_effect", None
    if cell in outcome.passed_over:
        given = outcome.passed_over[cell]
        return ("refused" if given.refused else "not_confirmed"), given.reason
    if cell in outcome.refused:
        return "refused", outcome.refused[cell]
    if cell in outcome.sent:
        early = outcome.stopped or outcome.problem is not None
        return "not_confirmed", Reason("not_waited_for" if early else "not_in_effect")
    return "not_confirmed", Reason("not_sent")
