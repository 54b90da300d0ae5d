"""The decomposition of a forecast in words, with figures that add up as they are written."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any, Literal

from forecast import DriverPart, EventPart
from peakroster.explanations.forecast_hour import ExplainedHour, FactorStep
from peakroster.messages import Translator
from peakroster.wording import (
    event_kind_name,
    event_name,
    full_weekday_name,
    holiday_name,
    listed,
    whole_per_cent,
)
from scheduler.domain.events import Adjustment

_AREA = "hour"


@dataclass(frozen=True)
class ExplanationLine:
    """One line of the decomposition; what it does not have is empty.

    kind: ``step``, ``total`` (of the lines above), or ``detail`` (of the step above, words only).
    """

    kind: Literal["step", "total", "detail"]
    what: str
    factor: str = ""
    change: str = ""
    so_far: str = ""


class _RoundedInquiries:
    """Inquiries of one hour, all with the same number of decimals.

    Changes are differences of the written totals, so the written changes sum to them.
    """

    def __init__(self, largest: float) -> None:
        self.decimals = 0 if largest >= 100 else 1 if largest >= 10 else 2

    def total(self, value: float) -> str:
        return f"{self._rounded(value):,.{self.decimals}f}"

    def change(self, before: float, after: float) -> str:
        change = round(self._rounded(after) - self._rounded(before), self.decimals)
        return f"{change + 0.0:+,.{self.decimals}f}" if change else "±0"

    def same(self, before: float, after: float) -> bool:
        return self._rounded(before) == self._rounded(after)

    def _rounded(self, value: float) -> float:
        return round(value, self.decimals)


def headline(hour: ExplainedHour, names: Mapping[str, str], translate: Translator) -> str:
    """Queue, hour, forecast and its 80 % interval. names: queue id → name."""
    figures = _rounded_inquiries(hour)
    certain = len({figures.total(value) for value in (hour.mean, hour.p10, hour.p90)}) == 1
    return _text(
        translate,
        "headline_certain" if certain else "headline",
        queue=names.get(hour.queue, hour.queue),
        **{**_when(hour, translate), "weekday": full_weekday_name(hour.hour, translate)},
        day=f"{hour.hour:%Y-%m-%d}",
        end=f"{hour.hour + timedelta(hours=1):%H:%M}",
        mean=figures.total(hour.mean),
        low=figures.total(hour.p10),
        high=figures.total(hour.p90),
    )


def lines(hour: ExplainedHour, translate: Translator, names: Mapping[str, str]) -> Iterator[ExplanationLine]:
    """Every step with its factor, the inquiries that it adds and the total after it.

    names: queue id → name.
    """
    hour = _with_names(hour, names)
    figures, before = _rounded_inquiries(hour), 0.0
    marks = _totals(hour)
    for place, step in enumerate(hour.steps):
        if place and place in marks:
            yield ExplanationLine(
                "total", _total(marks[place], hour, translate), so_far=figures.total(before)
            )
        if place and figures.same(before, step.after) and step.adjustment is None:
            continue
        change = "" if not place else figures.change(before, step.after)
        yield ExplanationLine(
            "step", _name(step, hour, translate), _factor(step), change, figures.total(step.after)
        )
        yield from (ExplanationLine("detail", words) for words in _details(step, translate))
        before = step.after
    yield ExplanationLine("total", _text(translate, "total_final"), so_far=figures.total(hour.mean))


def summary(hour: ExplainedHour, translate: Translator, names: Mapping[str, str]) -> list[str]:
    """The same in a few sentences: the normal hour, and what promotions, drivers and adjustments change.

    names: queue id → name.
    """
    hour = _with_names(hour, names)
    figures, parts = _rounded_inquiries(hour), []
    parts.append(
        _text(
            translate,
            "summary_normal",
            normal=figures.total(hour.normal),
            what=_normal(hour, translate),
        )
    )
    before = hour.normal
    for step in hour.steps:
        change = figures.change(before, step.after)
        if step.event is not None and not figures.same(before, step.after):
            size = f"{step.event.size:.2f}"
            key = "summary_event_learned" if _is_known(step.event) else "summary_event"
            earlier = [event_name(past.name, past.kind, translate) for past in step.event.past]
            past = listed(earlier, translate)
            parts.append(
                _text(
                    translate,
                    key,
                    event=event_name(step.event.name, step.event.kind, translate),
                    change=change,
                    size=size,
                    kind=event_kind_name(step.event.kind, translate),
                    past=past,
                )
            )
        if step.driver is not None and not figures.same(before, step.after):
            key = "summary_sister" if step.driver.sister else "summary_driver"
            parts.append(_text(translate, key, change=change, **_driver_figures(step.driver)))
        if step.adjustment is not None:
            what = _name(step, hour, translate)
            parts.append(_text(translate, "summary_adjustment", what=what, change=change))
        if step.event is not None or step.driver is not None or step.adjustment is not None:
            before = step.after
    if hour.came is not None:
        parts.append(_text(translate, "hour_is_over", came=f"{hour.came:,.0f}"))
    elif hour.written is not None and not figures.same(hour.written, hour.mean):
        parts.append(_text(translate, "written_differs", written=figures.total(hour.written)))
    return parts


def as_json(hour: ExplainedHour, names: Mapping[str, str], translate: Translator) -> dict[str, Any]:
    """Everything as data, with the words."""
    return {
        **asdict(hour),
        "headline": headline(hour, names, translate),
        "summary": summary(hour, translate, names),
        "lines": [asdict(line) for line in lines(hour, translate, names)],
    }


def _with_names(hour: ExplainedHour, names: Mapping[str, str]) -> ExplainedHour:
    """The hour, whose other queues have the names of shop.toml in place of their ids."""

    def named(step: FactorStep) -> FactorStep:
        event, driver = step.event, step.driver
        if event is not None and event.sister is not None:
            event = replace(event, sister=names.get(event.sister, event.sister))
        if driver is not None and driver.sister:
            driver = replace(driver, name=names.get(driver.name, driver.name))
        return replace(step, event=event, driver=driver)

    return replace(hour, steps=tuple(named(step) for step in hour.steps))


def _rounded_inquiries(hour: ExplainedHour) -> _RoundedInquiries:
    return _RoundedInquiries(max(hour.mean, *(step.after for step in hour.steps)))


def _totals(hour: ExplainedHour) -> dict[int, str]:
    """Before which step a total is written: at the first promotion or driver, and at the first adjustment."""
    first_event = next((n for n, step in enumerate(hour.steps) if step.event or step.driver), None)
    first_change = next((n for n, step in enumerate(hour.steps) if step.adjustment), None)
    marks = {} if first_change is None else {first_change: "normal" if first_event is None else "model"}
    return marks if first_event is None else {**marks, first_event: "normal"}


def _total(name: str, hour: ExplainedHour, translate: Translator) -> str:
    if name == "normal" and hour.holiday is not None:
        holiday = holiday_name(hour.holiday, translate)
        return _text(translate, "total_normal_holiday", **{**_when(hour, translate), "holiday": holiday})
    return _text(translate, f"total_{name}", **_when(hour, translate))


def _normal(hour: ExplainedHour, translate: Translator) -> str:
    """The same hour without promotions, as the subject of a sentence."""
    if hour.holiday is None:
        return _text(translate, "normal_time", **_when(hour, translate))
    holiday = holiday_name(hour.holiday, translate)
    return _text(translate, "normal_holiday", **{**_when(hour, translate), "holiday": holiday})


def _name(step: FactorStep, hour: ExplainedHour, translate: Translator) -> str:
    details: dict[str, Any] = _when(hour, translate)
    if step.event is not None:
        details["event"] = event_name(step.event.name, step.event.kind, translate)
    if step.driver is not None:
        details |= {"driver": step.driver.name, "sister": step.driver.name}
    if step.adjustment is not None:
        details |= {"why": _why(step.adjustment, translate), "value": f"{step.adjustment.set_to or 0:,g}"}
        details["factor"] = f"{1.0 if step.adjustment.multiply is None else step.adjustment.multiply:g}"
    if hour.holiday is not None:
        details["holiday"] = holiday_name(hour.holiday, translate)
    code = "sister" if step.driver is not None and step.driver.sister else step.code
    return _text(translate, f"step_{code}", **details)


def _factor(step: FactorStep) -> str:
    if step.factor is None or math.isinf(step.factor):
        return ""
    return f"× {step.factor:.3f}" if abs(step.factor - 1) < 0.05 else f"× {step.factor:.2f}"


def _details(step: FactorStep, translate: Translator) -> Iterator[str]:
    if step.event is not None:
        yield from _event_details(step.event, translate)
    elif step.driver is not None:
        figures = _driver_figures(step.driver)
        planned = "driver_ratio" if figures["given"] == figures["ratio"] else "driver_planned"
        yield _text(translate, "sister_ratio" if step.driver.sister else planned, **figures)
        first, last = step.driver.lag
        if last:
            key = "driver_lag" if first == last else "driver_within" if first == 0 else "driver_lags"
            yield _text(translate, key, first=first, last=last)
    elif step.adjustment is not None:
        details_given = [text for text in (step.adjustment.reason, step.adjustment.who) if text]
        if details_given:
            yield _text(translate, "because_separator").join(details_given)


def _driver_figures(driver: DriverPart) -> dict[str, Any]:
    ratio, given = (f"{number:.2f}" for number in (driver.ratio, driver.given))
    change = f"{1.1**driver.elasticity - 1:+.1%}"
    return {
        "driver": driver.name,
        "sister": driver.name,
        "ratio": ratio,
        "given": given,
        "change_by_ten": change,
    }


def _event_details(event: EventPart, translate: Translator) -> Iterator[str]:
    known = _is_known(event)
    # What other kinds or queues brought is no usual size of this kind here.
    profile, unit = (event.profile, 1.0) if known else (event.profile * event.size, event.size)
    key = f"event_profile{'' if known else '_new'}{'_less' if profile < 0 else ''}"
    kind = event_kind_name(event.kind, translate)
    yield _text(translate, key, kind=kind, profile=f"{abs(profile):.0%}")
    size, low, high = (f"{value / unit:.2f}" for value in (event.size, event.size_low, event.size_high))
    yield _text(translate, "event_size" if known else "event_size_new", size=size, low=low, high=high)
    if event.past:
        past = [
            _text(
                translate,
                "past_item",
                event=event_name(past.name, past.kind, translate),
                weight=whole_per_cent(past.weight),
                size=f"{past.size:.2f}",
            )
            for past in event.past
        ]
        yield _text(translate, "event_past", past=listed(past, translate))
    if translate.has(f"{_AREA}.source_{event.source}"):
        yield _text(translate, f"source_{event.source}", kind=kind, sister=event.sister or "")


def _is_known(event: EventPart) -> bool:
    """Whether past events of its kind tell its size."""
    return any(past.kind == event.kind for past in event.past)


def _why(row: Adjustment, translate: Translator) -> str:
    """The reason of an adjustment in brackets; nothing where none was given."""
    return _text(translate, "adjusted_because", reason=row.reason) if row.reason else ""


def _when(hour: ExplainedHour, translate: Translator) -> dict[str, Any]:
    weekday = full_weekday_name(hour.hour if hour.as_weekday is None else hour.as_weekday, translate)
    return {"weekday": weekday, "time": f"{hour.hour:%H:%M}"}


def _text(translate: Translator, key: str, **details: Any) -> str:
    return translate(f"{_AREA}.{key}", **details)
