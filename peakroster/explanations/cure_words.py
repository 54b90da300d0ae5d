"""Cures for a shortage, and what rules and weights cost, in words and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from peakroster.messages import Translator
from peakroster.wording import clock_range, day_label
from scheduler.alternatives.cures import Cure, Cures
from scheduler.alternatives.trials import Measured
from scheduler.domain.shop import Shop

SMALL = 0.05
"""Points, hours and customers that are told as nothing."""


@dataclass(frozen=True)
class CureWords:
    """The cures of one queue with the names that they are told by. first_day: of the plan."""

    cures: Cures
    queue: str
    shop: Shop
    first_day: date
    translate: Translator

    def named(self, cure: Cure) -> str:
        """What is done."""
        day = "" if cure.day is None else day_label(self.first_day + timedelta(days=cure.day), self.translate)
        off = self.translate("cures.off")
        return self.translate(
            f"cures.{cure.kind}",
            agent="" if cure.agent is None else self._agent(cure.agent),
            shift=off if cure.shift is None else self.shop.shifts[cure.shift].name,
            day=day,
            times="" if cure.minutes is None else clock_range(*cure.minutes, self.translate),
            queue=self.shop.desk_names.get(self.queue, self.queue),
            count=cure.people,
        )

    def _agent(self, place: int) -> str:
        one = self.shop.agents[place]
        return one.id if one.name in ("", one.id) else f"{one.id} {one.name}"

    def as_json(self, cure: Cure) -> dict[str, Any]:
        """What is done and what it brings; changes count from the base."""
        day = None if cure.day is None else self.first_day + timedelta(days=cure.day)
        minutes = cure.minutes
        return {
            "kind": cure.kind,
            "agent_id": None if cure.agent is None else self.shop.agents[cure.agent].id,
            "date": day,
            "shift": None if cure.shift is None else self.shop.shifts[cure.shift].name,
            "from": None if minutes is None else _clock(minutes[0]),
            "until": None if minutes is None else _clock(minutes[1]),
            "people": cure.people if cure.kind == "hire" else None,
            "short_hours": round(cure.left, 4),
            **changes(cure.measured, self.cures.base),
            "message": self.named(cure),
        }


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def changes(measured: Measured, base: Measured) -> dict[str, float]:
    """What differs between two rosters; below 0 = less."""
    service = measured.service.less(base.service)
    return {
        "points": round(measured.points - base.points, 3),
        "missing_hours": round(service.missing_hours, 4),
        "late": round(service.late, 4),
        "paid_hours": round(measured.paid_hours - base.paid_hours, 4),
        "pay": round(measured.pay - base.pay, 2),
    }


def cells(measured: Measured, base: Measured, names: Sequence[str]) -> list[str]:
    """The same for a table, nothing as 0."""
    differs = changes(measured, base)
    return [signed(differs[name]) for name in names]


def signed(value: float) -> str:
    """A change with its sign to one decimal."""
    return "0" if abs(value) < SMALL else f"{value:+,.1f}"
