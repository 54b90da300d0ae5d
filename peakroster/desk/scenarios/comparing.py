"""Scenarios side by side with the plan and with each other: a row for each figure, what is worse marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from peakroster.desk.scenarios.figures import ScenarioFigures
from peakroster.messages import Translator
from peakroster.wording import at_most_share
from scheduler.domain.shop import Shop

Verdict = Literal["same", "better", "worse", "other"]
"""Beside the plan; ``other`` where more is neither good nor bad."""
Unit = Literal["share", "customers", "hours", "money", "count", "wishes"]

_LEAST = {"share": 0.0005, "customers": 0.5, "hours": 0.05, "money": 0.5, "count": 0.5, "wishes": 0.5}
"""Differences below these are none."""


@dataclass(frozen=True)
class Figure:
    """One figure of one scenario. value: None where it is not known. difference: to the plan's."""

    value: float | None
    difference: float | None
    verdict: Verdict


@dataclass(frozen=True)
class FigureRow:
    """One figure of the plan and of each scenario, in their order. queue: of one queue's figures.

    key: ``share_of`` and ``worst_of`` a queue, or a field of :class:`ScenarioFigures`.
    """

    key: str
    unit: Unit
    plan: float | None
    scenarios: tuple[Figure, ...]
    queue: str | None = None

    def name(self, shop: Shop, translate: Translator) -> str:
        """What it is called."""
        if self.queue is None:
            return translate(f"scenario.{self.key}")
        return translate(f"scenario.{self.key}", queue=shop.queue_names.get(self.queue, self.queue))


_ROWS: tuple[tuple[str, Unit, int], ...] = (
    ("late", "customers", -1),
    ("missing_hours", "hours", -1),
    ("needed_hours", "hours", 0),
    ("paid_hours", "hours", -1),
    ("cost", "money", -1),
    ("overtime_hours", "hours", -1),
    ("nights_spread", "count", -1),
    ("weekends_spread", "count", -1),
    ("wishes_kept", "wishes", 1),
    ("restless", "count", -1),
    ("broken", "count", -1),
    ("changes", "count", 0),
    ("changed_people", "count", 0),
)
"""Figures with their unit, and whether more is better (1), worse (-1) or neither (0)."""


def compared(plan: ScenarioFigures, scenarios: Sequence[ScenarioFigures]) -> tuple[FigureRow, ...]:
    """A row for each figure that the plan or a scenario has; service by queue first."""
    return tuple(_rows(plan, scenarios))


def _rows(plan: ScenarioFigures, scenarios: Sequence[ScenarioFigures]) -> Iterator[FigureRow]:
    for queue in plan.service:
        for key, field in (("share_of", "share"), ("worst_of", "worst")):
            before = getattr(plan.service[queue], field)
            after = [getattr(each.service.get(queue), field, None) for each in scenarios]
            if any(value is not None for value in (before, *after)):
                yield _row(key, "share", before, after, 1, queue)
    for key, unit, sign in _ROWS:
        before, values = _value(plan, key), [_value(each, key) for each in scenarios]
        if any(value is not None for value in (before, *values)):
            yield _row(key, unit, before, values, sign)


def _value(figures: ScenarioFigures, key: str) -> float | None:
    if key == "changed_people":
        return float(len(figures.changed))
    value = getattr(figures, key)
    return None if value is None else float(value)


def _row(
    key: str,
    unit: Unit,
    plan: float | None,
    values: Sequence[float | None],
    sign: int,
    queue: str | None = None,
) -> FigureRow:
    return FigureRow(key, unit, plan, tuple(_figure(plan, value, unit, sign) for value in values), queue)


def _figure(plan: float | None, value: float | None, unit: Unit, sign: int) -> Figure:
    if plan is None or value is None:
        return Figure(value, None, "other")
    difference = value - plan
    if abs(difference) < _LEAST[unit]:
        return Figure(value, difference, "same")
    if not sign:
        return Figure(value, difference, "other")
    return Figure(value, difference, "better" if difference * sign > 0 else "worse")


def uncertainty_lines(figures: ScenarioFigures, searched: bool, translate: Translator) -> list[str]:
    """What is not certain of a scenario: what a longer search may win, rules that are broken."""
    lines = []
    if figures.broken:
        lines.append(translate("scenario.note_broken", count=figures.broken))
    if not searched:
        lines.append(translate("scenario.note_unknown"))
        return lines
    if figures.failure:
        lines.append(translate("scenario.note_crash"))
    elif figures.stopped_by == "user":
        lines.append(translate("scenario.note_stopped"))
    if figures.gap is not None and figures.gap <= 0:
        lines.append(translate("scenario.note_optimal"))
    elif figures.gap is not None and figures.gap < 1:
        lines.append(translate("scenario.note_gap", percent=f"{at_most_share(figures.gap):.1%}"))
    else:
        lines.append(translate("scenario.note_unbounded"))
    return lines


def simulated_lines(shop: Shop, told: Mapping[str, Any], translate: Translator) -> list[str]:
    """What a simulation says: of each queue the share in time with its 95 % interval."""
    lines = []
    for queue, total in told["queues"].items():
        if total.get("service_level") is None:
            continue
        share, low, high = (
            f"{total[key]:.1%}" for key in ("service_level", "service_level_low", "service_level_high")
        )
        name = translate("scenario.share_of", queue=shop.queue_names.get(queue, queue))
        lines.append(f"{name} {translate('scenario.interval', share=share, low=low, high=high)}")
    return lines


def shown_value(value: float | None, unit: Unit, translate: Translator, all_wishes: int = 0) -> str:
    """A figure as pages and commands write it."""
    if value is None:
        return translate("scenario.none")
    if unit == "share":
        return f"{value:.1%}"
    if unit == "hours":
        return f"{value:,.1f}"
    if unit == "wishes":
        return translate("scenario.wishes_of", kept=f"{value:.0f}", all=all_wishes)
    if unit == "count" and value != round(value):
        return f"{value:,.1f}"
    return f"{value:,.0f}"


def shown_difference(figure: Figure, unit: Unit, translate: Translator) -> str:
    """How much more or less than the plan, with its sign; empty where it is the same.

    Shares differ by percentage points.
    """
    if figure.difference is None or figure.verdict == "same":
        return ""
    if unit == "share":
        text = translate("scenario.points", points=f"{figure.difference * 100:+.1f}")
    elif unit == "hours" or (unit == "count" and figure.difference != round(figure.difference)):
        text = f"{figure.difference:+,.1f}"
    else:
        text = f"{figure.difference:+,.0f}"
    return text.replace("-", "−")
