"""The overview in sentences, for the desk and for whoever wants them in a message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from peakroster.desk.overview.news import NewsItem
from peakroster.desk.overview.promises import BrokenPromise
from peakroster.desk.overview.weeks import Week
from peakroster.explanations.service_words import counted_as
from peakroster.explanations.shortage_words import by_frequency
from peakroster.messages import Translator
from peakroster.wording import day_label, later_time, listed, weekday_name, whole_per_cent
from scheduler.diagnosis.shortages import Shortage
from scheduler.domain.shop import Shop

_THERE = ("serving", "other_queue")
"""Reasons of people who are at a desk at that time."""
_MOST_REASONS = 2


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


def rest_line(rest: Sequence[BrokenPromise], translate: Translator) -> str:
    """What is not told one by one."""
    late = max(1, round(sum(one.late for one in rest)))
    return translate("overview.broken_rest", count=len(rest), late=f"{late:,}")


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
    return translate("overview.news_line", at=_at(item.at, today, translate), who=f"{item.who} ", did=did)


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
