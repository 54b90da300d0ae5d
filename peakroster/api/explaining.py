"""Why a number is what it is: of a forecast, of the agents needed, of a shortage in a roster."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import singledispatch

import pandas as pd

from peakroster.api.results import Forecast, Roster, Staffing
from peakroster.explanations import forecast_words, interval_words, shortage_words, team_interval
from peakroster.explanations.forecast_hour import explain_hour, fit_for_plan
from peakroster.explanations.interval import explain_interval
from peakroster.explanations.interval_summary import summary_sentences
from peakroster.explanations.team_interval import explain_team, refuse_shared_queue
from peakroster.messages import Translator
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import Finding, InputError
from scheduler.audit import PlanData
from scheduler.diagnosis.shortages import shortages


@dataclass(frozen=True, repr=False)
class Explanation:
    """One number taken apart.

    Attributes
    ----------
    headline
        The number, in a sentence.
    table
        Its parts, one row each, in words.
    sentences
        The same as a manager would say it.
    """

    headline: str
    table: pd.DataFrame
    sentences: tuple[str, ...]

    def __repr__(self) -> str:
        return "\n".join([self.headline, *self.sentences])

    def _repr_html_(self) -> str:
        told = "".join(f"<p>{sentence}</p>" for sentence in self.sentences)
        return f"<p><b>{self.headline}</b></p>{self.table.to_html(index=False)}{told}"


def explain(
    shop: ShopFolder,
    result: Forecast | Staffing | Roster,
    moment: str | datetime,
    queue: str,
    *,
    language: str = "en",
) -> Explanation:
    """Take one number apart.

    Parameters
    ----------
    shop
        The shop that the result was made for.
    result
        A forecast: where the inquiries of the hour come from. Agents needed: which rule asks for so many,
        and what one fewer or more would do. A roster: who could be there, and what keeps each away.
    moment
        ``2026-11-11T20:00``, in the shop's time zone.
    queue
        Its id.
    language
        Of the words, ``en`` or ``zh``.

    Raises
    ------
    InputError
        If the result says nothing of that moment.
    KeyError
        If the shop has no such queue.
    """
    known = shop.queue_names if isinstance(result, Forecast) else shop.desk_names
    if queue not in known:
        raise KeyError(f"no queue is called {queue!r}; there are {', '.join(known)}")
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return _explained(result, shop, at, queue, Translator(language))


@singledispatch
def _explained(
    result: object, shop: ShopFolder, moment: datetime, queue: str, translate: Translator
) -> Explanation:
    raise TypeError(f"nothing explains a {type(result).__name__}")


@_explained.register
def _(result: Forecast, shop: ShopFolder, moment: datetime, queue: str, translate: Translator) -> Explanation:
    plan = result.plan
    hour = explain_hour(
        fit_for_plan(shop, queue, plan.first_day, plan.days, result.seed, result.as_of), moment, plan
    )
    rows = [
        (line.what, line.factor, line.change, line.so_far)
        for line in forecast_words.lines(hour, translate, shop.queue_names)
    ]
    return Explanation(
        forecast_words.headline(hour, shop.queue_names, translate),
        pd.DataFrame(rows, columns=["what", "factor", "change", "so_far"]),
        tuple(forecast_words.summary(hour, translate, shop.queue_names)),
    )


@_explained.register
def _(result: Staffing, shop: ShopFolder, moment: datetime, queue: str, translate: Translator) -> Explanation:
    refuse_shared_queue(shop, queue, moment)
    if queue not in shop.queue_ids:
        team, names = explain_team(shop, result.plan, queue, moment), shop.desk_names
        heads, cells = team_interval.levels_table(team, names, translate)
        return Explanation(
            team_interval.headline(team, names, translate),
            pd.DataFrame(cells, columns=heads),
            tuple(team_interval.sentences(team, names, translate)),
        )
    interval = explain_interval(shop, result.plan, queue, moment)
    rows = [(line.what, line.agents, line.note) for line in interval_words.rule_lines(interval, translate)]
    return Explanation(
        interval_words.headline(interval, shop.queue_names, translate),
        pd.DataFrame(rows, columns=["rule", "agents", "note"]),
        tuple(summary_sentences(interval, translate)),
    )


@_explained.register
def _(result: Roster, shop: ShopFolder, moment: datetime, queue: str, translate: Translator) -> Explanation:
    plan = result.plan
    if not plan.start <= moment < plan.end:
        span = {"first": f"{plan.start:%Y-%m-%dT%H:%M}", "end": f"{plan.end:%Y-%m-%dT%H:%M}"}
        value = f"{moment:%Y-%m-%dT%H:%M}"
        raise InputError([Finding("error", "explain_outside", "explain", value=value, details=span)])
    found = shortages(PlanData(shop, plan, result.earlier), most=len(result.coverage), least_missing=0.0)
    here = next((s for s in found if s.queue == queue and s.start <= moment < s.end), None)
    names = shop.desk_names
    if here is None:
        told = translate("explain.nobody_missing", queue=names[queue], moment=f"{moment:%Y-%m-%d %H:%M}")
        return Explanation(told, pd.DataFrame(columns=["reason", "agents"]), ())
    rows = [
        (translate(f"explain.reason_{reason.code}"), ", ".join(reason.agents))
        for reason in shortage_words.by_frequency(here)
    ]
    return Explanation(
        shortage_words.headline(here, translate, names),
        pd.DataFrame(rows, columns=["reason", "agents"]),
        (shortage_words.reasons_line(here, translate), *shortage_words.advice(here, translate, names)),
    )
