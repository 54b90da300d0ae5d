"""Overrides in words, as the manager would say them: “all queues +30 % on 11-11, five people ill: …”."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from peakroster.desk.scenarios.applying import NEW
from peakroster.desk.scenarios.overrides import (
    Away,
    Fewer,
    Hired,
    Override,
    Promotion,
    QueueSettings,
    Rule,
    ShiftTimes,
    Shrinkage,
    Traffic,
    Wage,
)
from peakroster.desk.scenarios.people import people_of
from peakroster.messages import Translator
from peakroster.tables.findings import InputError
from peakroster.wording import clock_range, day_label, listed, whole_per_cent
from scheduler.domain.plan import Plan
from scheduler.domain.shop import Shop

_MIDNIGHT = time()


def override_lines(shop: Shop, plan: Plan, overrides: Sequence[Override], translate: Translator) -> list[str]:
    """A line for each override. Names that are not there any more are told as they are written."""
    try:
        people = people_of(shop, plan, overrides)
    except InputError:  # too many to be drawn: told when it is applied
        people = ((),) * len(overrides)
    words = _Words(shop, plan, translate)
    return [words.separated(words.of(each, named)) for each, named in zip(overrides, people, strict=True)]


def scenario_line(shop: Shop, plan: Plan, overrides: Sequence[Override], translate: Translator) -> str:
    """All overrides in one line."""
    lines = override_lines(shop, plan, overrides, translate)
    return translate("scenario.separator").join(lines) if lines else translate("scenario.nothing")


def scenario_title(shop: Shop, plan: Plan, overrides: Sequence[Override], translate: Translator) -> str:
    """All overrides as short as a name: how many people, not who."""
    words = _Words(shop, plan, translate)
    lines = []
    for each in overrides:
        if isinstance(each, Away | Fewer):
            key = each.why if isinstance(each, Away) else "fewer"
            lines.append(translate(f"scenario.{key}_short", count=each.count or len(each.agents)))
        else:
            lines.append(words.separated(words.of(each, ())))
    return translate("scenario.separator").join(lines)


def person_name(shop: Shop, agent: str, translate: Translator) -> str:
    """Somebody's name; who exists in a scenario alone is told as new."""
    known = shop.agent_names.get(agent)
    if known is not None and not (agent.startswith(NEW) and known == agent):
        return known
    if agent.startswith(NEW):
        return translate("scenario.new_person", number=agent.removeprefix(NEW))
    return agent


def changed_by(factor: float) -> str:
    """A factor as people say it: ``+30%``, ``−20%``; from double on ``×2``."""
    if factor >= 2:
        return f"×{factor:g}"
    change = f"{(factor - 1) * 100:+.4g}%"
    return change.replace("-", "−")


@dataclass(frozen=True)
class _Words:
    shop: Shop
    plan: Plan
    translate: Translator

    def separated(self, parts: Iterator[str]) -> str:
        return self.translate("scenario.separator").join(parts)

    def of(self, override: Override, people: tuple[str, ...]) -> Iterator[str]:
        say = self.translate
        match override:
            case Traffic():
                yield self._traffic(override)
            case Away():
                names = self._names(people, drawn=bool(override.count))
                what = say(f"scenario.{override.why}", count=len(people) or override.count, names=names)
                first = override.first or self.plan.first_day
                last = override.last or self.plan.last_day
                if (first, last) == (self.plan.first_day, self.plan.last_day):
                    yield what
                else:
                    days_away = self._span(
                        datetime.combine(first, _MIDNIGHT),
                        datetime.combine(last + timedelta(days=1), _MIDNIGHT),
                    )
                    yield say("scenario.on_days", what=what, span=days_away)
            case Promotion(event=name, days=days, times=times):
                if days:
                    yield say("scenario.later" if days > 0 else "scenario.earlier", name=name, days=abs(days))
                if times != 1 or not days:
                    yield say("scenario.size", name=name, times=times)
            case QueueSettings():
                yield from self._queue(override)
            case Shrinkage(share=share):
                yield say("scenario.shrinkage", share=whole_per_cent(share))
            case Hired():
                yield self._hired(override)
            case Fewer():
                names = self._names(people, drawn=bool(override.count))
                yield say("scenario.fewer", count=len(people) or override.count, names=names)
            case Rule(rule=rule, value=value):
                name = say(f"rules.{rule}") if say.has(f"rules.{rule}") else rule
                if value is None:
                    yield say("scenario.rule_none", rule=name)
                else:
                    yield say("scenario.rule", rule=name, value=value)
            case ShiftTimes():
                is_known = any(shift.name == override.shift for shift in self.shop.shifts)
                key = "scenario.shift_other" if is_known else "scenario.shift_new"
                span = clock_range(override.start, override.end, say)
                yield say(key, shift=override.shift, times=span)
            case Wage(factor=factor, agents=agents):
                if agents:
                    names = self._names(agents, drawn=False)
                    yield say("scenario.wage_some", names=names, change=changed_by(factor))
                else:
                    yield say("scenario.wage", change=changed_by(factor))

    def _traffic(self, traffic: Traffic) -> str:
        queue = self._queue_name(traffic.queue)
        change = changed_by(traffic.factor)
        start, end = traffic.start or self.plan.start, traffic.end or self.plan.tail_end
        if start <= self.plan.start and end >= self.plan.end:
            return self.translate("scenario.traffic", queue=queue, change=change)
        span = self._span(start, min(end, self.plan.end))
        return self.translate("scenario.traffic_span", queue=queue, change=change, span=span)

    def _queue(self, change: QueueSettings) -> Iterator[str]:
        say, queue = self.translate, self._queue_name(change.queue)
        if change.share is not None:
            yield say("scenario.target_share", queue=queue, share=whole_per_cent(change.share))
        if change.within_seconds is not None:
            yield say("scenario.target_seconds", queue=queue, seconds=change.within_seconds)
        if change.concurrency is not None:
            yield say("scenario.chats", queue=queue, count=change.concurrency)
        if change.aht_seconds is not None:
            yield say("scenario.aht", queue=queue, seconds=change.aht_seconds)
        elif change.handling_factor is not None:
            yield say("scenario.handling", queue=queue, change=changed_by(change.handling_factor))
        if change.bot_share is not None:
            yield say("scenario.bot", queue=queue, share=whole_per_cent(change.bot_share))

    def _hired(self, hired: Hired) -> str:
        say = self.translate
        text = say("scenario.hired", count=hired.count, like=self._names([hired.like], drawn=False))
        if hired.skills:
            text += say("scenario.hired_skills", skills=listed(map(self._queue_name, hired.skills), say))
        if hired.max_hours_week is not None:
            text += say("scenario.hired_most", hours=hired.max_hours_week)
        if hired.min_hours_week is not None:
            text += say("scenario.hired_least", hours=hired.min_hours_week)
        return text

    def _queue_name(self, queue: str | None) -> str:
        if queue is None:
            return self.translate("scenario.all_queues")
        return self.shop.desk_names.get(queue, queue)

    def _names(self, people: Sequence[str], *, drawn: bool) -> str:
        names = listed((person_name(self.shop, each, self.translate) for each in people), self.translate)
        return self.translate("scenario.drawn", names=names) if drawn else names

    def _span(self, start: datetime, end: datetime) -> str:
        """``11-11``, ``11-11 to 11-13``, or with times where it begins or ends within a day."""
        say = self.translate
        if start.time() == end.time() == _MIDNIGHT:
            last = end - timedelta(days=1)
            if last <= start:
                return say("scenario.span_day", day=day_label(start, say))
            return say("scenario.span_days", first=day_label(start, say), last=day_label(last, say))
        return say(
            "scenario.span_times",
            first=day_label(start, say),
            start=f"{start:%H:%M}",
            last=day_label(end, say),
            end=f"{end:%H:%M}",
        )
