"""One push: read what the platform holds, send what differs, wait until it is there, and look again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from peakroster.exports.platforms.rows import SystemRow
from peakroster.push.client import Call, Cell, PlatformClient, Step
from peakroster.push.clock import Pacer
from peakroster.push.problems import PlatformError, Reason, RefusedError, StoppedError
from peakroster.push.record import GivenUp, PushRecord

_ZONE = ZoneInfo("Asia/Shanghai")
"""Where the platforms' days begin."""
ROUNDS = 3
"""How often a row is sent that is accepted and does not take effect."""
EFFECT_SECONDS = 75.0
"""How long an accepted row may take until it is in effect: a minute, and what clocks differ by."""
_SECOND_LOOK, _LONGEST_LOOK = 2.0, 20.0
MOST_DIVIDED = 5_000
"""Calls of a push that may go into finding the rows for which others were refused with them."""
_ALIKE = {"user": 3, "shift": 5, "any": 5}
"""So many single rows of a person, of a shift, or at all refused before any was taken: so are the others."""


@dataclass(frozen=True)
class Observer:
    """Told how a push goes on. phase: ``settling``, ``reading``, ``sending``, ``waiting``, ``checking``.

    begins: called with the rows that differ before the first of them is sent.
    """

    phase: Callable[[str], None] = lambda name: None
    step: Step = lambda done, total: None
    begins: Callable[[int], None] = lambda rows: None


@dataclass
class Outcome:
    """What became of a push.

    held: what the platform was last seen to hold; days with nothing are left out. seen: cells that were
    looked at. sent: cells that were sent at least once. refused: why, of cells that the platform did not
    take. passed_over: rows that an earlier push gave up. problem: what ended the push early. rows: sent,
    repeats included.
    """

    held: dict[Cell, str] = field(default_factory=dict)
    seen: set[Cell] = field(default_factory=set)
    sent: set[Cell] = field(default_factory=set)
    refused: dict[Cell, Reason] = field(default_factory=dict)
    passed_over: dict[Cell, GivenUp] = field(default_factory=dict)
    problem: Reason | None = None
    stopped: bool = False
    rows: int = 0


class PushRun:
    """Brings a platform to what is wanted.

    wanted: cell → shift id, ``REST``, or None for a day that shall hold nothing. again: send also what an
    earlier push gave up.
    """

    def __init__(
        self,
        client: PlatformClient,
        wanted: Mapping[Cell, str | None],
        record: PushRecord,
        pacer: Pacer,
        *,
        again: bool = False,
        effect_seconds: float = EFFECT_SECONDS,
        observer: Observer | None = None,
    ) -> None:
        self._client, self._wanted, self._record, self._pacer = client, wanted, record, pacer
        self._effect = effect_seconds
        self._observer = observer or Observer()
        self._reach = self._days_within_reach()
        self._final: set[Cell] = set()
        self._divided = 0
        self._alike: dict[tuple[str, str], list[Reason]] = defaultdict(list)
        self._taken: set[tuple[str, str]] = set()
        self.outcome = Outcome()
        if not again:
            self.outcome.passed_over = {
                cell: given
                for cell, given in record.given_up.items()
                if cell in wanted and given.shift == wanted[cell]
            }

    def target(self, cell: Cell) -> str | None:
        """What the platform shall hold."""
        shift = self._wanted[cell]
        return self._client.cleared if shift is None else shift

    def in_effect(self, cell: Cell) -> bool:
        """Whether the platform was last seen to hold it."""
        return cell in self.outcome.seen and self.outcome.held.get(cell) == self.target(cell)

    def planned(self) -> list[Call]:
        """Read, and return the calls that would be made; nothing is sent."""
        self._settle()
        self._read("reading", self._wanted)
        return self._client.calls(self._differing())

    def run(self) -> Outcome:
        """Push; whatever ends it early stands in the outcome, and KeyboardInterrupt alone passes through."""
        try:
            self._settle()
            self._read("reading", self._wanted)
            for _ in range(ROUNDS):
                rows = self._differing()
                if not rows:
                    break
                self._send(rows)
                self._wait_for(rows)
            if self.outcome.sent:
                self._read("checking", self._wanted)
            self._record.settled(self._given_up())
        except StoppedError:
            self.outcome.stopped = True
        except PlatformError as error:
            self.outcome.problem = error.reason
        return self.outcome

    def _settle(self) -> None:
        """Wait for what an earlier push sent whose effects nobody has waited for.

        Rows that are on their way look as if they had not been sent, and what they bring may come after what
        is sent now.
        """
        if self._record.sent_at is None:
            return
        passed = (self._pacer.clock.today() - self._record.sent_at).total_seconds()
        if 0 <= passed < self._effect:
            self._observer.phase("settling")
            self._pacer.wait(self._effect - passed)

    def _days_within_reach(self) -> tuple[date, date]:
        reach, today = self._client.limits.reach, self._pacer.clock.today().astimezone(_ZONE).date()
        return (date.min, date.max) if reach is None else (today - reach, today + reach)

    def _read(self, phase: str, cells: Iterable[Cell]) -> None:
        """Look at these people on all the days between, and remember what they have."""
        first, last = self._reach
        near = [cell for cell in cells if first <= cell[1] <= last]
        if not near:
            return
        self._observer.phase(phase)
        people = list(dict.fromkeys(user for user, _ in near))
        start, end = min(day for _, day in near), max(day for _, day in near)
        held = self._client.held(people, start, end, self._observer.step)
        looked_at = set(people)
        for cell in self._wanted:
            if cell[0] in looked_at and start <= cell[1] <= end:
                self.outcome.seen.add(cell)
                self.outcome.held.pop(cell, None)
                if cell in held:
                    self.outcome.held[cell] = held[cell]

    def _differing(self) -> list[SystemRow]:
        """What is to be sent now, person by person."""
        first, last = self._reach
        rows = []
        for cell, shift in self._wanted.items():
            if not first <= cell[1] <= last:
                self.outcome.refused[cell] = Reason("too_far")
            elif (
                cell not in self._final and not self.in_effect(cell) and cell not in self.outcome.passed_over
            ):
                rows.append(SystemRow(*cell, shift))
        return rows

    def _send(self, rows: list[SystemRow]) -> None:
        self._observer.phase("sending")
        if not self.outcome.sent:
            self._observer.begins(len(rows))
        done = 0
        for call in self._client.calls(rows):
            self._pacer.check()
            self._make(call)
            done += len(call.rows)
            self._observer.step(done, len(rows))

    def _make(self, call: Call) -> None:
        """Make a call; where the platform refuses it, find the rows because of which it does."""
        held_back = {row: reason for row in call.rows if (reason := self._known_refusal(row)) is not None}
        if held_back:
            self._refuse(held_back)
            for part in self._client.calls([row for row in call.rows if row not in held_back]):
                self._make(part)
            return
        cells = [(row.user, row.day) for row in call.rows]
        self._record.sending(self._pacer.clock.today())
        self.outcome.sent.update(cells)
        self.outcome.rows += len(cells)
        try:
            refused = self._client.send(call)
        except RefusedError as error:
            self._divide(call, error.reason)
            return
        for cell in cells:
            self.outcome.refused.pop(cell, None)
        self.outcome.refused.update(refused)
        self._taken.update(trait for row in call.rows for trait in _traits(row))

    def _divide(self, call: Call, reason: Reason) -> None:
        """Send a refused call in two halves, since one row may be the cause for all."""
        if len(call.rows) == 1:
            for trait in _traits(call.rows[0]):
                self._alike[trait].append(reason)
            self._refuse({call.rows[0]: reason})
            return
        if self._divided >= MOST_DIVIDED:
            self._refuse(dict.fromkeys(call.rows, Reason("refused_together", reason.code, reason.text)))
            return
        middle = len(call.rows) // 2
        for half in (call.rows[:middle], call.rows[middle:]):
            for part in self._client.calls(half):
                self._divided += 1
                self._make(part)

    def _known_refusal(self, row: SystemRow) -> Reason | None:
        """Why a row need not be sent: all that were like it were refused one by one."""
        for trait in _traits(row):
            reasons = self._alike.get(trait, [])
            if trait not in self._taken and len(reasons) >= _ALIKE[trait[0]]:
                return reasons[-1]
        return None

    def _refuse(self, rows: Mapping[SystemRow, Reason]) -> None:
        for row, reason in rows.items():
            self.outcome.refused[row.user, row.day] = reason
            self._final.add((row.user, row.day))

    def _wait_for(self, rows: Iterable[SystemRow]) -> None:
        """Look until all that was taken is there, or the time for it is over."""
        clock = self._pacer.clock
        until, pause = clock.now() + self._effect, 0.0
        cells = [(row.user, row.day) for row in rows]
        while True:
            missing = [
                cell for cell in cells if cell not in self.outcome.refused and not self.in_effect(cell)
            ]
            if not missing or clock.now() >= until:
                return
            self._observer.phase("waiting")
            self._pacer.wait(min(pause, until - clock.now()))
            pause = min(_LONGEST_LOOK, max(_SECOND_LOOK, pause * 2))
            self._read("waiting", missing)

    def _given_up(self) -> dict[Cell, GivenUp]:
        """What the next push need not send again, with what earlier ones gave up of other plans."""
        oldest = self._pacer.clock.today().date() - timedelta(days=366)
        kept = {
            cell: given
            for cell, given in self._record.given_up.items()
            if cell not in self._wanted and cell[1] >= oldest
        }
        for cell, shift in self._wanted.items():
            if self.in_effect(cell) or self.outcome.refused.get(cell) == Reason("too_far"):
                continue
            if cell in self.outcome.passed_over:
                kept[cell] = self.outcome.passed_over[cell]
            elif cell in self.outcome.refused:
                kept[cell] = GivenUp(shift, True, self.outcome.refused[cell])
            else:
                kept[cell] = GivenUp(shift, False, Reason("not_in_effect"))
        return kept


def _traits(row: SystemRow) -> list[tuple[str, str]]:
    """What a refused row may have in common with others: the person, the shift, the account."""
    return [("user", row.user), *([("shift", row.shift)] if row.shift else []), ("any", "")]
