"""Alternatives to a roster as functions: who else could, cures for a shortage, rules loosened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from peakroster.api.results import Roster
from peakroster.desk.cures import cures as desk_cures
from peakroster.desk.roster import Desk
from peakroster.desk.who_could import who_could as desk_who_could
from peakroster.desk.why_not import why_not as desk_why_not
from peakroster.explanations.cure_words import CureWords, changes
from peakroster.explanations.who_words import AnswerWords
from peakroster.messages import Translator
from peakroster.planning.staffing.rostered_queues import rostered_shop
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


@dataclass(frozen=True, repr=False)
class Cures:
    """What would cure a shortage; figures are changes to the same search without any cure.

    Attributes
    ----------
    queue, start, end
        The shortage; None where the plan has none.
    table
        A row a cure, the fewest points first: ``kind``, ``agent_id``, ``date``, ``shift``, ``from``,
        ``until``, ``short_hours`` (still missing there), ``points``, ``missing_hours``, ``late``,
        ``paid_hours``, ``pay``, ``message``.
    hired
        The same for 1, 2, 4, … more ``people``.
    """

    queue: str | None
    start: datetime | None
    end: datetime | None
    table: pd.DataFrame
    hired: pd.DataFrame

    def __repr__(self) -> str:
        return f"<Cures: {len(self.table)} for {self.queue}, {self.start} – {self.end}>"

    def _repr_html_(self) -> str:
        return self.table.to_html(max_rows=20)


@dataclass(frozen=True, repr=False)
class WhyNot:
    """What each rule and each weight costs; figures are changes to the same search with all as they are.

    Attributes
    ----------
    rules
        A row a rule, loosened by a step, the largest ``gain`` in points first: ``rule``, ``agents`` who have
        it of their own, ``agent_id`` of the only one for whom it is loosened, ``before``, ``after``,
        ``points``, ``missing_hours``, ``late``, ``paid_hours``, ``pay``, ``users``.
    weights
        A row a weight and ``factor``, with the same changes.
    """

    rules: pd.DataFrame
    weights: pd.DataFrame

    def __repr__(self) -> str:
        return f"<WhyNot: {int((self.rules['gain'] > 0).sum())} of {len(self.rules)} rules gain>"

    def _repr_html_(self) -> str:
        return self.rules.to_html(max_rows=40)


def cures(
    shop: ShopFolder,
    roster: Roster,
    queue: str | None = None,
    at: str | datetime | None = None,
    *,
    time_limit: float = 30.0,
    seed: int = 1,
    language: str = "en",
) -> Cures:
    """Try what would cure a shortage of a roster; nobody is moved.

    Parameters
    ----------
    queue, at
        The shortage; None = the worst one.
    time_limit
        Seconds for all trials together; they end by deterministic work.

    Raises
    ------
    InputError
        If there is no such queue, or nobody is missing at that time.
    """
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    desk = Desk(shop, roster.plan, roster.earlier)
    found = desk_cures(desk, queue, moment, time_limit, seed)
    if found.shortage is None or found.cures is None:
        return Cures(None, None, None, pd.DataFrame(), pd.DataFrame())
    one = found.shortage
    words = CureWords(
        found.cures, one.queue, rostered_shop(shop), roster.plan.first_day, Translator(language)
    )
    tables = [
        pd.DataFrame([words.as_json(each) for each in group])
        for group in (found.cures.found, found.cures.hired)
    ]
    return Cures(one.queue, one.start, one.end, *tables)


def why_not(shop: ShopFolder, roster: Roster, *, time_limit: float = 30.0, seed: int = 1) -> WhyNot:
    """Loosen each rule and change each weight a little, from the roster; nobody is moved.

    Parameters
    ----------
    time_limit
        Seconds for all trials together; they end by deterministic work.
    """
    found = desk_why_not(Desk(shop, roster.plan, roster.earlier), time_limit, seed)
    rules = [
        {
            "rule": one.relaxation.key,
            "agents": one.relaxation.of_agents,
            "agent_id": one.relaxation.agent,
            "before": one.relaxation.before,
            "after": one.relaxation.after,
            "gain": one.gain,
            **changes(one.measured if one.gain > 0 else found.base, found.base),
            "users": one.users,
        }
        for one in found.rules
    ]
    weights = [
        {
            "weight": one.weight,
            "value": one.value,
            "factor": one.factor,
            **changes(one.measured, found.base),
        }
        for one in found.weights
    ]
    columns = ["rule", "agents", "agent_id", "before", "after", "gain"]
    return WhyNot(pd.DataFrame(rules, columns=None if rules else columns), pd.DataFrame(weights))
