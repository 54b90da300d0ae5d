"""The days of the week side by side: customers, the need against the people, who is away."""

from __future__ import annotations

from datetime import date
from html import escape

import streamlit as st

from peakroster.desk.draft import Draft
from peakroster.desk.overview import words
from peakroster.desk.overview.days import DayAhead, days_ahead
from peakroster.messages import Translator
from ui import state
from ui.formatting import day_label
from ui.kept_promises import promises_of

_SHORT = 0.05
"""People; fewer missing are none, as in the roster's own figures."""


def show_days(draft: Draft, today: date, translate: Translator) -> None:
    """Show the strip; nothing where there is no roster."""
    kept = promises_of(draft)
    if kept is None:
        return
    shop, plan = draft.desk.shop, draft.outcome.plan
    days: list[DayAhead] = state.cached(
        "days_ahead", (state.version(), today), lambda: days_ahead(shop, plan, kept, today)
    )
    if not days:
        return
    top = max(1.0, *(max(*one.needed, *one.there) for one in days))
    away = words.away_line(days, shop, translate)
    title = escape(translate("overview.days_title"))
    below = [translate("overview.days_caption"), *([away] if away else [])]
    st.html(
        f'<div class="pr-days" role="list" tabindex="0" aria-label="{title}">'
        f"{''.join(_day(one, top, translate) for one in days)}</div>"
        f'<p class="pr-below">{"".join(f"<span>{escape(line)}</span>" for line in below)}</p>'
    )


def _day(one: DayAhead, top: float, translate: Translator) -> str:
    kind = "bad" if one.promise.beyond >= words.LEAST_BEYOND else "good"
    return (
        f'<div class="{kind}" role="listitem"><h4>{escape(day_label(one.day, translate, one.sale))}</h4>'
        f"{_curve(one, top, translate)}"
        f"<p>{escape(words.day_customers(one, translate))}</p>"
        f'<p class="pr-told">{escape(words.day_late(one, translate))}</p>'
        f'<p class="pr-quiet">{escape(words.day_people(one, translate))}</p></div>'
    )


def _curve(one: DayAhead, top: float, translate: Translator) -> str:
    """A bar an hour for who is there, red on top of it where people are missing; the need is a line.

    Drawn by rules of style, as Streamlit lets no SVG into a page.
    """
    bars = [
        f"<i{' class=short' if needed - there > _SHORT else ''} "
        f'style="--need:{100 * needed / top:.1f}%;--there:{100 * there / top:.1f}%"></i>'
        for needed, there in zip(one.needed, one.there, strict=True)
    ]
    most = max(range(len(one.needed)), key=one.needed.__getitem__)
    told = translate(
        "overview.day_curve",
        day=day_label(one.day, translate),
        needed=f"{one.needed[most]:.0f}",
        there=f"{one.there[most]:.0f}",
    )
    told = escape(told)
    return f'<div class="pr-curve" role="img" aria-label="{told}" title="{told}">{"".join(bars)}</div>'
