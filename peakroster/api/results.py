"""What the functions of the front door give: tables with names and dates, and a line that reads well."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

import pandas as pd

from forecast import Note
from peakroster.messages import Translator
from peakroster.planning.forecast.notes import describe_note
from scheduler.audit import Violation
from scheduler.diagnosis.shortages import Shortage
from scheduler.domain.plan import EarlierWork, Plan


class _Result(ABC):
    """A result that shows a line about itself, and a table in a notebook."""

    @abstractmethod
    def _headline(self) -> str: ...

    @abstractmethod
    def _table(self) -> pd.DataFrame: ...

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self._headline()}>"

    def _repr_html_(self) -> str:
        return f"<p>{self._headline()}</p>{self._table().to_html(max_rows=20)}"


@dataclass(frozen=True, repr=False)
class Forecast(_Result):
    """Inquiries to be expected in every hour of a plan.

    Attributes
    ----------
    plan
        The plan, of which only the forecast is known.
    notes
        (queue id, remark) of the forecaster.
    seed, as_of
        As it was asked for.
    """

    plan: Plan
    notes: tuple[tuple[str, Note], ...] = ()
    seed: int = 1
    as_of: datetime | None = None

    @property
    def table(self) -> pd.DataFrame:
        """One row an hour and queue: ``timestamp``, ``queue``, ``mean`` and quantiles (``p10`` …), inquiries
        an hour; ``aht_seconds``. It ends at 12:00 of the day after the plan."""
        assert self.plan.forecast is not None
        return self.plan.forecast

    @property
    def by_day(self) -> pd.DataFrame:
        """Expected inquiries: a row a date of the plan, a column a queue."""
        inside = self.table[self.table["timestamp"] < pd.Timestamp(self.plan.end)]
        return _by_day(inside, "mean", "sum")

    def remarks(self, language: str = "en") -> list[str]:
        """What the forecaster noticed, in words."""
        translate = Translator(language)
        return [describe_note(queue, note, translate) for queue, note in self.notes]

    def scaled(self, factor: float, queue: str | None = None) -> Forecast:
        """The forecast with all its numbers of inquiries times ``factor``; of one queue, or of all.

        Raises KeyError for a queue that it does not have, ValueError for a factor below 0.
        """
        if queue is not None and queue not in set(self.table["queue"]):
            raise KeyError(f"the forecast has no queue {queue!r}")
        if not factor >= 0:
            raise ValueError(f"factor must be a number of at least 0, not {factor!r}")
        table = self.table.copy()
        rows = pd.Series(True, index=table.index) if queue is None else table["queue"] == queue
        numbers = [name for name in table.columns if name not in ("timestamp", "queue", "aht_seconds")]
        table.loc[rows, numbers] = (table.loc[rows, numbers] * factor).round(4)
        return replace(self, plan=replace(self.plan, forecast=table))

    def _headline(self) -> str:
        total = self.by_day.to_numpy().sum()
        return f"{total:,.0f} inquiries, {_span(self.plan)}"

    def _table(self) -> pd.DataFrame:
        return self.by_day.round(0)


@dataclass(frozen=True, repr=False)
class Staffing(_Result):
    """Agents needed at their desks in every interval of a plan.

    Attributes
    ----------
    plan
        The plan up to its requirement.
    """

    plan: Plan

    @property
    def table(self) -> pd.DataFrame:
        """One row an interval and queue: ``timestamp``, ``queue``, ``inquiries`` in the interval, ``agents``
        needed, ``aht_seconds``; ``late…``: inquiries answered late with so many agents more or fewer."""
        assert self.plan.requirement is not None
        return self.plan.requirement

    @property
    def by_day(self) -> pd.DataFrame:
        """The most agents needed at once: a row a date of the plan, a column a queue."""
        inside = self.table[self.table["timestamp"] < pd.Timestamp(self.plan.end)]
        return _by_day(inside, "agents", "max")

    def _headline(self) -> str:
        return f"at most {int(self.by_day.to_numpy().max(initial=0))} agents in a queue, {_span(self.plan)}"

    def _table(self) -> pd.DataFrame:
        return self.by_day


@dataclass(frozen=True, repr=False)
class Roster(_Result):
    """A roster with its proof.

    Attributes
    ----------
    plan
        The whole plan.
    earlier
        What plans before it left behind; rest and weekly hours count from it.
    """

    plan: Plan
    earlier: EarlierWork

    @property
    def shifts(self) -> pd.DataFrame:
        """One row a shift: ``agent_id``, ``date``, ``shift``, ``start``, ``end``, ``paid_hours``."""
        assert self.plan.roster is not None
        return self.plan.roster

    @property
    def activities(self) -> pd.DataFrame:
        """One row a stretch: ``agent_id``, ``start``, ``end``, ``activity`` (a queue, meal, break …)."""
        assert self.plan.activities is not None
        return self.plan.activities

    @property
    def coverage(self) -> pd.DataFrame:
        """One row an interval and queue: agents ``required``, ``scheduled``, expected ``service_level``."""
        assert self.plan.coverage is not None
        return self.plan.coverage

    @property
    def summary(self) -> Mapping[str, Any]:
        """The figures of summary.json."""
        assert self.plan.summary is not None
        return self.plan.summary

    @property
    def grid(self) -> pd.DataFrame:
        """Who works when: a row an agent with a shift, a column a date, the shift's name or an empty text."""
        wide = self.shifts.pivot_table(index="agent_id", columns="date", values="shift", aggfunc="first")
        return wide.reindex(columns=self.plan.dates).fillna("")

    @property
    def status(self) -> str:
        """``optimal`` where it is proven that no roster is better, else ``feasible``."""
        return str(self.summary["status"])

    @property
    def objective(self) -> float:
        """Points, without what no roster can change; the fewer the better."""
        return float(self.summary["objective"])

    @property
    def bound(self) -> float:
        """Points below which no roster can come."""
        return float(self.summary["bound"])

    @property
    def gap(self) -> float:
        """Share of the objective that is not proven necessary."""
        return float(self.summary["gap"])

    @property
    def shortage_hours(self) -> float:
        """Agent-hours missing in the plan."""
        return float(self.summary["shortage_hours"])

    def _headline(self) -> str:
        proof = f"gap {self.gap:.1%}" if self.gap < 1 else "no bound yet"  # a bound of nothing says nothing
        return (
            f"{len(self.shifts)} shifts of {self.shifts['agent_id'].nunique()} agents, {_span(self.plan)}, "
            f"{self.shortage_hours:.1f} agent-hours short, {self.status}, {proof}"
        )

    def _table(self) -> pd.DataFrame:
        return self.grid


@dataclass(frozen=True, repr=False)
class WhatIf(_Result):
    """The same roster under other circumstances.

    Attributes
    ----------
    plan
        With the scaled forecast, its requirement and what the roster makes of it.
    traffic
        Inquiries as a multiple of the forecast.
    absent
        Ids of the agents who are away.
    """

    plan: Plan
    traffic: float
    absent: tuple[str, ...]

    @property
    def coverage(self) -> pd.DataFrame:
        """As :attr:`Roster.coverage`."""
        assert self.plan.coverage is not None
        return self.plan.coverage

    @property
    def shortage_hours(self) -> float:
        """Agent-hours missing."""
        assert self.plan.summary is not None
        return float(self.plan.summary["shortage_hours"])

    def _headline(self) -> str:
        short = f"{self.shortage_hours:.1f} agent-hours short"
        return f"traffic × {self.traffic:g}, {len(self.absent)} away: {short}"

    def _table(self) -> pd.DataFrame:
        return self.coverage


@dataclass(frozen=True, repr=False)
class Audit(_Result):
    """What an independent recomputation of a plan found.

    Attributes
    ----------
    violations
        Broken rules and wrong figures, as data.
    table
        The same, one row each: ``code``, ``agent_id``, ``date``, ``expected``, ``found``, ``message``.
    shortages
        The worst shortages with what keeps each agent away.
    """

    violations: tuple[Violation, ...]
    table: pd.DataFrame
    shortages: tuple[Shortage, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether every rule and figure holds."""
        return self.table.empty

    def _headline(self) -> str:
        return "every rule and figure holds" if self.clean else f"{len(self.table)} violation(s)"

    def _table(self) -> pd.DataFrame:
        return self.table


@dataclass(frozen=True, repr=False)
class Simulation(_Result):
    """What sampled customers experienced.

    Attributes
    ----------
    table
        One row an interval and queue, see ``simulation.csv`` in the reference.
    figures
        Totals with confidence intervals, as in ``simulation.json``.
    """

    table: pd.DataFrame
    figures: Mapping[str, Any] = field(default_factory=dict)

    def _headline(self) -> str:
        parts = [
            f"{queue['queue']} {queue['total']['service_level']:.1%} in time"
            for queue in self.figures.get("queues", [])
        ]
        return "; ".join(parts)

    def _table(self) -> pd.DataFrame:
        return self.table


def _span(plan: Plan) -> str:
    return f"{plan.first_day} – {plan.last_day}"


def _by_day(table: pd.DataFrame, values: str, aggregate: Literal["sum", "max"]) -> pd.DataFrame:
    """A row a date, a column a queue in the order of the table."""
    dates = table["timestamp"].dt.date.rename("date")
    wide = table.pivot_table(index=dates, columns="queue", values=values, aggfunc=aggregate)
    return wide.reindex(columns=pd.Index(table["queue"].unique(), name="queue"))
