"""The overview in sentences, for the desk and for whoever wants them in a message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from peakroster.desk.overview.days import DayAhead
from peakroster.desk.overview.news import NewsItem
from peakroster.desk.overview.promises import BrokenPromise, HardHour
from peakroster.desk.overview.weeks import Week
from peakroster.explanations.service_words import counted_as
from peakroster.explanations.shortage_words import by_frequency
from peakroster.messages import Translator
from peakroster.wording import day_label, later_time, listed, weekday_name, who_words, whole_per_cent
from scheduler.diagnosis.shortages import Shortage
from scheduler.domain.shop import Shop

_THERE = ("serving", "other_queue")
"""Reasons of people who are at a desk at that time."""
_MOST_REASONS = 2
_MOST_AWAY = 8
LEAST_BEYOND = 1.0
"""Customers beyond the promise; a stretch or a day with fewer is not told as broken."""


def headline(broken: BrokenPromise, translate: Translator) -> str:
    """How many customers wait too long."""
    return translate("overview.broken_headline", late=_count(broken.late))


def where(broken: BrokenPromise, shop: Shop, translate: Translator) -> str:
    """Queue, day and time."""
    day = broken.start.date()
    return translate(
        "overview.broken_where",
        queue=shop.queue_names[broken.queue],
        weekday=weekday_name(day, translate),
        day=f"{day:%m-%d}",
        times=f"{broken.start:%H:%M}–{later_time(day, broken.end, translate, end=True)}",
    )


def facts(broken: BrokenPromise, shop: Shop, translate: Translator) -> list[str]:
    """The share that is answered in time beside the promised one, and how much is missing."""
    share = whole_per_cent(broken.in_time)
    counted = counted_as(shop, broken.queue, translate)
    if broken.promised is None:
        found = [translate("overview.broken_mean", counted=counted, share=share)]
    else:
        promised = whole_per_cent(broken.promised)
        found = [translate("overview.broken_share", counted=counted, share=share, promised=promised)]
    if broken.missing_hours >= 0.05:
        found.append(translate("overview.broken_missing", hours=f"{broken.missing_hours:,.1f}"))
    return found


def shortage_of(broken: BrokenPromise, shortages: Sequence[Shortage]) -> Shortage | None:
    """The explained shortage behind a broken promise; None where nobody is missing."""
    found = [
        one
        for one in shortages
        if one.queue == broken.desk and one.start < broken.end and broken.start < one.end
    ]
    return max(found, key=lambda one: one.missing_hours, default=None)


def who_is_away(shortage: Shortage, translate: Translator) -> str | None:
    """What most of the people with the skill do instead; None where all of them are there."""
    total = sum(len(reason.agents) for reason in shortage.reasons)
    away = [reason for reason in by_frequency(shortage) if reason.code not in _THERE][:_MOST_REASONS]
    if not away:
        return None
    reasons = [
        translate(
            "explain.reason_item",
            count=len(reason.agents),
            reason=translate(
                f"explain.reason_{reason.code}", weekday=weekday_name(shortage.worst, translate)
            ),
        )
        for reason in away
    ]
    return translate("overview.broken_who", total=total, reasons=listed(reasons, translate))


def rest_line(rest: Sequence[BrokenPromise], translate: Translator, alone: bool = False) -> str:
    """What is not told one by one; alone: nothing is."""
    late = max(1, round(sum(one.late for one in rest)))
    name = "broken_slightly" if alone else "broken_rest"
    return translate(f"overview.{name}", count=len(rest), late=f"{late:,}")


def hard_hour(hour: HardHour, shop: Shop, translate: Translator) -> str:
    """Queue and hour, how many customers come and how many of them wait."""
    day, end = hour.start.date(), hour.start + timedelta(hours=1)
    return translate(
        "overview.hard_hour",
        queue=shop.queue_names[hour.queue],
        weekday=weekday_name(day, translate),
        day=f"{day:%m-%d}",
        times=f"{hour.start:%H:%M}–{later_time(day, end, translate, end=True)}",
        customers=_count(hour.customers),
        late=_count(hour.late),
    )


def day_customers(day: DayAhead, translate: Translator) -> str:
    """How many come on the day."""
    return translate("overview.day_customers", customers=f"{day.promise.customers:,.0f}")


def day_people(day: DayAhead, translate: Translator) -> str:
    """How many people work, and how many are away."""
    name = "day_people_and_away" if day.away else "day_people"
    return translate(f"overview.{name}", people=day.people, away=len(day.away))


def day_late(day: DayAhead, translate: Translator) -> str:
    """How many customers wait too long; else that all goes well."""
    if day.promise.beyond >= LEAST_BEYOND:
        return translate("overview.day_late", late=_count(day.promise.late))
    return translate("overview.day_kept")


def away_line(days: Sequence[DayAhead], shop: Shop, translate: Translator) -> str | None:
    """Who is away on which days; None where nobody is."""
    by_agent: dict[str, list[date]] = {}
    for one in days:
        for agent in one.away:
            by_agent.setdefault(agent, []).append(one.day)
    names = {agent.id: agent.name for agent in shop.agents}
    told = [
        translate("overview.away_one", name=names.get(agent, agent), days=_spans(found, translate))
        for agent, found in by_agent.items()
    ]
    if not told:
        return None
    more = len(told) - _MOST_AWAY
    line = translate("overview.away", who=listed(told[:_MOST_AWAY], translate))
    return line + (translate("overview.away_more", count=more) if more > 0 else "")


def _spans(days: Sequence[date], translate: Translator) -> str:
    """Days as weekdays, neighbours as a span."""
    spans: list[list[date]] = []
    for day in days:
        if spans and day - spans[-1][-1] == timedelta(days=1):
            spans[-1].append(day)
        else:
            spans.append([day])
    return " ".join(
        weekday_name(span[0], translate)
        if len(span) == 1
        else f"{weekday_name(span[0], translate)}–{weekday_name(span[-1], translate)}"
        for span in spans
    )


def week_name(place: int, translate: Translator) -> str:
    """This week, the next, the one after; ``place`` counts from 0."""
    return translate(f"overview.week_{('now', 'next', 'after')[place]}")


def week_span(week: Week, translate: Translator) -> str:
    """Its first and last day."""
    return translate("overview.week_span", first=f"{week.monday:%m-%d}", last=f"{week.sunday:%m-%d}")


def week_state(week: Week, translate: Translator) -> str:
    """Planned or not, published or not, changed since or not."""
    text = translate(f"overview.state_{week.state}", number=week.number or 0)
    if week.changes:
        text += translate("overview.state_changed", changes=week.changes)
    return text


def news_line(item: NewsItem, today: date, translate: Translator) -> str:
    """Who did what when, in one sentence."""
    first = item.first_day
    did = translate(
        f"overview.did_{item.kind}",
        first="" if first is None else day_label(first, translate),
        what=file_words(item.what, translate),
    )
    if item.times > 1:
        did += translate("overview.news_times", times=item.times)
    who = f"{who_words(item.who, translate)} "
    return translate("overview.news_line", at=_at(item.at, today, translate), who=who, did=did)


def _at(at: datetime, today: date, translate: Translator) -> str:
    time = f"{at:%H:%M}"
    if at.date() == today:
        return translate("overview.news_at_today", time=time)
    if at.date() == today - timedelta(days=1):
        return translate("overview.news_at_yesterday", time=time)
    return f"{day_label(at.date(), translate)} {time}"


def file_words(what: str, translate: Translator) -> str:
    """A table of the shop by its name in words."""
    key = f"overview.file_{what.rpartition('/')[2].partition('.')[0]}"
    return translate(key if translate.has(key) else "overview.file_other")


def _count(customers: float) -> str:
    return f"{max(1, round(customers)):,}"
