"""Alternatives to a roster as functions: who else could work a shift."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from peakroster.api.results import Roster
from peakroster.desk.roster import Desk
from peakroster.desk.who_could import who_could as desk_who_could
from peakroster.explanations.who_words import AnswerWords
from peakroster.messages import Translator
from peakroster.shop.model import ShopFolder


@dataclass(frozen=True, repr=False)
class WhoCould:
    """Who could work one shift; points, hours and customers are changes to the roster.

    Attributes
    ----------
    people
        A row for everybody but who has the shift, the best first: ``agent_id``, ``legal``, ``objections`` (in
        words), ``instead_of``, ``points``, ``late``, ``missing_hours``, ``week_hours``, ``rest_before``,
        ``rest_after``, ``nights``, ``weekend_days``, ``wishes_broken``, ``pay``, ``own_points``.
    trades
        Swaps of two and chains of three, the best first: ``points``, ``late``, ``missing_hours``, ``moves``
        in words, and ``changes``: (agent id, date) → shift, None = off.
    headline
        What happens if nobody takes the shift.
    """

    people: pd.DataFrame
    trades: pd.DataFrame
    headline: str

    def __repr__(self) -> str:
        able = int(self.people["legal"].sum()) if len(self.people) else 0
        return f"<WhoCould: {able} of {len(self.people)} people, {len(self.trades)} trades>"

    def _repr_html_(self) -> str:
        return f"<p>{self.headline}</p>{self.people.to_html(max_rows=20)}"


def who_could(
    shop: ShopFolder,
    roster: Roster,
    day: str | date,
    shift: str | None = None,
    agent: str | None = None,
    *,
    most_trades: int = 10,
    language: str = "en",
) -> WhoCould:
    """Rank everybody for one shift of a roster, and the swaps that free its agent; nobody is moved.

    Parameters
    ----------
    shop, roster
        The plan and the shop that it was made for.
    day
        On which the shift starts.
    shift
        Name of the shift; None = that of ``agent`` on this day.
    agent
        Id of who shall not work it; None = an additional shift.
    most_trades
        Swaps and chains at most.
    language
        Of the words, ``en`` or ``zh``.

    Raises
    ------
    InputError
        If there is no such shift, agent or day in the plan.
    """
    on = date.fromisoformat(day) if isinstance(day, str) else day
    answer = desk_who_could(Desk(shop, roster.plan, roster.earlier), on, shift, agent, most_trades)
    words = AnswerWords(answer, shop, roster.plan.first_day, Translator(language))
    told = words.as_json()
    people = [
        {**row, "objections": "; ".join(one["message"] for one in row["objections"])}
        for row in told["people"]
    ]
    trades = [
        {
            **{key: row[key] for key in ("points", "late", "missing_hours")},
            "moves": row["message"],
            "changes": {(move["agent_id"], move["date"]): move["after"] for move in row["moves"]},
        }
        for row in told["trades"]
    ]
    first = ["agent_id", "legal", "objections", "instead_of", "points", "late", "missing_hours"]
    table = pd.DataFrame(people)
    columns = first + [name for name in table.columns if name not in first]
    return WhoCould(
        table.reindex(columns=columns),
        pd.DataFrame(trades, columns=["points", "late", "missing_hours", "moves", "changes"]),
        told["message"],
    )
