"""Who had what before the plan, and the fair share of it: by hand, and as the audit counts it on its own."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pandas as pd
import pytest

from peakroster.planning.roster.ledger import Ledger, balances, ledger, wish_factors
from peakroster.planning.roster.problem import roster_problem
from peakroster.plans.store import PlanStore
from peakroster.plans.tables import empty_table
from scheduler.audit import PlanData
from scheduler.audit.figures.fairness import begins_with, weight_of_wishes
from scheduler.domain.agents import Agent
from scheduler.domain.events import Event
from scheduler.domain.fairness import LEDGER_KINDS, FairnessSettings
from scheduler.domain.plan import EarlierWork, Plan
from scheduler.domain.rules import Limit, Rules
from scheduler.domain.shop import Settings, Shop
from scheduler.domain.windows import Window
from tests.peakroster.planning.roster.test_rules import NOTHING_NEEDED
from tests.peakroster.plans.conftest import make_plan
from tests.scheduler.statements import a_leave, a_queue, a_shift, a_wish, an_agent

MONDAY = date(2026, 11, 30)
DAY, LATE, NIGHT = a_shift("D", 480, 960), a_shift("L", 960, 1440), a_shift("N", 1320, 1800)
SHIFTS = {"D": DAY, "L": LATE, "N": NIGHT}
ALL_DAY = a_queue("q", Window(0, 1440), 300)
EVENINGS = a_queue("e", Window(540, 1440), 300)
RULES = Rules(None, None, None, None, None, 3, Window(0, 360))


def a_shop(agents: Sequence[Agent], **changes: object) -> Shop:
    """A shop of these people, with the three shifts."""
    settings = Settings(
        "店", "Asia/Shanghai", "CN", 60, "mean", 0.0, "auto", "stationary", (ALL_DAY, EVENINGS), RULES, {}
    )
    stated = {name: changes.pop(name) for name in ("rules", "fairness", "objective") if name in changes}
    shop = Shop(
        replace(settings, **stated),  # type: ignore[arg-type]
        pd.DataFrame(),
        (),
        tuple(agents),
        tuple(SHIFTS.values()),
        (),
        (),
    )
    return replace(shop, **changes)  # type: ignore[arg-type]


def before(patterns: Mapping[str, str], first_day: date = MONDAY, missing: Sequence[int] = ()) -> EarlierWork:
    """What these people worked up to the day before, a letter a day; missing: days ago that no plan has."""
    rows, days = [], set[date]()
    for name, pattern in patterns.items():
        for ago, letter in zip(range(len(pattern), 0, -1), pattern, strict=True):
            if ago in missing:
                continue
            day = first_day - timedelta(days=ago)
            days.add(day)
            if letter in SHIFTS:
                shift, midnight = SHIFTS[letter], datetime.combine(day, time())
                span = (midnight + timedelta(minutes=minute) for minute in (shift.start, shift.end))
                rows.append((name, day, letter, *span, shift.paid_minutes / 60))
    names = ["agent_id", "date", "shift", "start", "end", "paid_hours"]
    frame = pd.DataFrame(rows, columns=names).astype({"start": "datetime64[us]", "end": "datetime64[us]"})
    return EarlierWork(
        empty_table("roster"), empty_table("activities"), True, window=frame, window_days=frozenset(days)
    )


def of(book: Ledger, kind: str) -> list[tuple[float, float]]:
    """Had and fair share, by agent."""
    place = LEDGER_KINDS.index(kind)
    return list(zip(book.had[:, place].tolist(), book.share[:, place].tolist(), strict=True))


def test_nights_are_shared_by_contract() -> None:
    """Six nights of 40 hours and 20 hours a week: four are fair for the one, two for the other."""
    shop = a_shop([an_agent("a", ["q"], min_hours_week=40.0), an_agent("b", ["q"], max_hours_week=20.0)])
    book = ledger(shop, before({"a": "NNN....", "b": "NNN...."}))
    assert of(book, "night") == [(3, pytest.approx(4)), (3, pytest.approx(2))]
    assert book.days == 7


def test_leave_of_three_weeks_leaves_no_debt() -> None:
    """Present on 28 and on 7 days: of five nights four and one."""
    away = [a_leave("b", MONDAY - timedelta(days=ago)) for ago in range(8, 29)]
    shop = a_shop([an_agent("a", ["q"]), an_agent("b", ["q"])], requests=tuple(away))
    patterns = {"a": "N......" * 4, "b": "." * 21 + "N......"}
    assert of(ledger(shop, before(patterns)), "night") == [(4, pytest.approx(4)), (1, pytest.approx(1))]
    assert balances(shop, before(patterns), MONDAY, 7)["b"] == (("night", 0),)


def test_only_the_able_share_nights() -> None:
    """Not who may work days alone, nor nights alone, nor whose queue is closed at night."""
    people = [
        an_agent("a", ["q"]),
        an_agent("b", ["q"]),
        an_agent("days", ["q"], shifts=("D", "L")),
        an_agent("nights", ["q"], shifts=("N",)),
        an_agent("evenings", ["e"]),
        an_agent("hours", ["q"], hours=Window(480, 1440)),
        an_agent("none", ["q"], shift_limits=(Limit("week", None, 0, ("N",)),)),
    ]
    patterns = {"a": "NN.....", "b": "D......", "nights": "NNN....", "days": "DD.....", "evenings": "LLN...."}
    found = of(ledger(a_shop(people), before(patterns)), "night")
    assert found[:2] == [(2, pytest.approx(1)), (0, pytest.approx(1))]
    assert all(math.isnan(share) for _, share in found[2:])
    begins = balances(a_shop(people), before(patterns), MONDAY, 7)
    assert set(begins) == {"a", "b"}


def test_nobody_shares_nights_where_the_rules_forbid_them() -> None:
    shop = a_shop([an_agent("a", ["q"])], rules=replace(RULES, max_night_shifts_per_week=0))
    assert math.isnan(of(ledger(shop, before({"a": "N......"})), "night")[0][1])


def test_who_is_new_owes_nothing() -> None:
    """By the first shift in the window, or by agents.csv: the fair share is of the time since then."""
    people = [
        an_agent("a", ["q"]),
        an_agent("new", ["q"]),
        an_agent("dated", ["q"], first_day=MONDAY - timedelta(days=7)),
        an_agent("next", ["q"]),
    ]
    patterns = {"a": "NN....." * 3, "new": "." * 16 + "D...."}
    found = of(ledger(a_shop(people), before(patterns)), "night")
    # Of 21, 7 and 7 days; the Monday before the Wednesday with the first shift counts.
    assert found[:3] == [(6, pytest.approx(3.6)), (0, pytest.approx(1.2)), (0, pytest.approx(1.2))]
    assert math.isnan(found[3][1])
    begins = balances(a_shop(people), before(patterns), MONDAY, 7)
    # Rate 6 / 35 a day; beyond 2.4, -1.2, -1.2 and 0, all less 1.2 for the week ahead; the median is -0.6.
    nights = [dict(begins[agent.id])["night"] for agent in people]
    assert nights == [600 + 2_000, 0, 0, 1_200]


def test_terms_that_change_are_nobodys_debt_before_a_whole_week() -> None:
    """A window without a whole week has no overtime, whatever the contracts of its days."""
    who = an_agent("a", ["q"])
    who = replace(who, terms=((date.min, replace(who, weekdays=frozenset({0}))), (MONDAY, who)))
    assert of(ledger(a_shop([who]), before({"a": "D"})), "overtime")[0][0] == 0


def test_a_debt_is_paid_back_two_shifts_a_week_at_most() -> None:
    """Twelve nights of one and none of two others: two above and none below their median, in one week."""
    shop = a_shop([an_agent(name, ["q"]) for name in "abc"])
    earlier = before({"a": "NNN...." * 4, "b": "D......" * 4, "c": "D......" * 4})
    for days, most in ((7, 2_000), (8, 4_000), (14, 4_000)):
        begins = balances(shop, earlier, MONDAY, days)
        assert [dict(begins[name])["night"] for name in "abc"] == [most, 0, 0]


def test_weekends_and_sale_days_count_where_people_can_come() -> None:
    """Who cannot come on weekends has no share of them, who works on nothing else neither."""
    people = [
        an_agent("a", ["q"]),
        an_agent("b", ["q"]),
        an_agent("weekdays", ["q"], weekdays=frozenset(range(5))),
        an_agent("weekends", ["q"], weekdays=frozenset({5, 6})),
        an_agent("never", ["q"], max_weekends_per_month=0),
    ]
    saturday = datetime.combine(MONDAY - timedelta(days=2), time(20))
    sale = Event("s", "s", saturday, datetime.combine(MONDAY - timedelta(days=1), time()), (), None, None, 2)
    shop = a_shop(people, events=(sale,))
    patterns = {
        "a": ".....DD",
        "b": "D......",
        "weekdays": "DD.....",
        "weekends": ".....DD",
        "never": "D......",
    }
    book = ledger(shop, before(patterns))
    weekend = of(book, "weekend")
    assert weekend[:2] == [(2, pytest.approx(1)), (0, pytest.approx(1))]
    assert all(math.isnan(share) for _, share in weekend[2:])
    # The Saturday is one of the sale: 5 / 7 of a shift for a, b and never, one for who comes at weekends.
    sales = [share for _, share in of(book, "sale")]
    assert sales[0] == pytest.approx(2 * (5 / 7) / (3 * 5 / 7 + 1))
    assert sales[3] == pytest.approx(2 * 1 / (3 * 5 / 7 + 1))
    assert math.isnan(sales[2])


def test_nobody_is_due_more_sale_days_than_there_are() -> None:
    """Three dates of the sale on working days: who comes on those alone is due all three, not four of them,
    and the four others share what is left of eleven."""
    begin, end = (datetime.combine(MONDAY - timedelta(days=ago), time()) for ago in (7, 4))
    sale = Event("s", "s", begin, end, (), None, None, 2)
    people = [an_agent("w", ["q"], weekdays=frozenset(range(3)), min_hours_week=24.0)]
    people += [an_agent(name, ["q"], min_hours_week=40.0) for name in "abcd"]
    patterns = dict.fromkeys("wab", "DDD....") | {"c": "DD.....", "d": "....D.."}
    sales = of(ledger(a_shop(people, events=(sale,)), before(patterns)), "sale")
    one = 11 / (3 + 4 * 15 / 7)
    assert sales == [(3, pytest.approx(3 * one)), *((n, pytest.approx(15 / 7 * one)) for n in (3, 3, 2, 0))]
    # All five on all three dates: fourteen would be 3.6 for the first.
    patterns = dict.fromkeys("wabc", "DDD....") | {"d": "DD....."}
    sales = of(ledger(a_shop(people, events=(sale,)), before(patterns)), "sale")
    assert sales == [(3, 3.0), *((had, pytest.approx(11 / 4)) for had in (3, 3, 3, 2))]


def test_who_works_short_shifts_has_as_many_days_as_they_fill() -> None:
    """Twenty hours are five of four hours, as many as forty of eight: the same share of the weekends."""
    short = a_shift("S", 1140, 1380)
    people = [
        an_agent("whole", ["q"], min_hours_week=40.0),
        an_agent("short", ["q"], min_hours_week=20.0, shifts=("S",)),
        an_agent("half", ["q"], min_hours_week=20.0),
    ]
    shop = a_shop(people, shifts=(*SHIFTS.values(), short))
    weekend = of(ledger(shop, before({"whole": ".....DD", "short": ".....D.", "half": ".....DD"})), "weekend")
    assert [share for _, share in weekend] == [pytest.approx(each) for each in (2, 2, 1)]


def test_early_and_late_are_what_the_shop_calls_so() -> None:
    """By the start; a night that starts late is a night."""
    shop, patterns = a_shop([an_agent("a", ["q"])]), before({"a": "DLN...."})
    assert [of(ledger(shop, patterns), kind)[0][0] for kind in ("early", "late", "night")] == [1, 1, 1]
    later = FairnessSettings(early=Window(540, 600), late=Window(900, 960))
    shop = a_shop([an_agent("a", ["q"])], fairness=later)
    assert [of(ledger(shop, patterns), kind)[0][0] for kind in ("early", "late", "night")] == [0, 0, 1]


def test_days_without_a_plan_are_nobodys() -> None:
    """A week that no plan has: neither its shifts nor its presence count."""
    away = tuple(a_leave("b", MONDAY - timedelta(days=ago)) for ago in range(1, 8))
    shop = a_shop([an_agent("a", ["q"]), an_agent("b", ["q"])], requests=away)
    patterns = {"a": "NN....." * 2, "b": "NN....." * 2}
    book = ledger(shop, before(patterns, missing=range(1, 8)))
    assert of(book, "night") == [(2, pytest.approx(2)), (2, pytest.approx(2))]
    assert book.days == 7


def test_overtime_is_hours_beyond_the_weeks_contract() -> None:
    """48 paid hours in a week of 40 contracted, less a seventh for a day of leave; else none."""
    people = [an_agent("a", ["q"], min_hours_week=40.0), an_agent("b", ["q"])]
    book = ledger(a_shop(people), before({"a": "DDDDDD.", "b": "DDDDDD."}))
    assert of(book, "overtime")[0] == (pytest.approx(8), pytest.approx(8))
    assert math.isnan(of(book, "overtime")[1][1])
    away = (a_leave("a", MONDAY - timedelta(days=1)),)
    book = ledger(a_shop(people, requests=away), before({"a": "DDDDDD.", "b": "......."}))
    assert of(book, "overtime")[0][0] == pytest.approx(48 - 40 * 6 / 7, abs=1e-5)
    book = ledger(a_shop(people), before({"a": "DDDDD.D" + "DDD", "b": "." * 10}, MONDAY + timedelta(days=3)))
    assert of(book, "overtime")[0][0] == pytest.approx(8)  # the three days of a week that goes on are no week


def test_wishes_that_were_refused_weigh_more_and_seniority_does() -> None:
    """a asked for two days off and had neither, b asked for four and had all: a third is all's share."""
    days = [MONDAY - timedelta(days=ago) for ago in (7, 6, 5, 4)]
    wishes = [a_wish("a", day, "prefer_off") for day in days[:2]]
    wishes += [a_wish("b", day, "prefer_off") for day in days]
    people = [
        an_agent("a", ["q"]),
        an_agent("b", ["q"], seniority=10.0),
        an_agent("c", ["q"], seniority=99.0),
    ]
    shop, earlier = a_shop(people, requests=tuple(wishes)), before({"a": "DD.....", "b": "......."})
    found = of(ledger(shop, earlier), "refused_wish")
    assert found[:2] == [
        (2, pytest.approx(2 / 3)),
        (0, pytest.approx(4 / 3)),
    ]
    factors = wish_factors(shop, earlier)
    assert factors == {"a": pytest.approx(1 + 0.2 * 4 / 3), "b": pytest.approx(1.5), "c": 2.0}
    # Nothing is remembered, and years count nothing.
    plain = a_shop(people, requests=tuple(wishes), fairness=FairnessSettings(wish_per_year=0.0))
    assert set(wish_factors(plain, replace(earlier, window=None, window_days=frozenset())).values()) == {1.0}


def test_the_problem_knows_what_is_owed() -> None:
    """Balances by agent, and the weight of a wish in hundredths."""
    people = [an_agent("a", ["q"], seniority=4.0), an_agent("b", ["q"])]
    wish = a_wish("a", MONDAY, "prefer_off")
    shop = a_shop(people, requests=(wish,))
    earlier = before({"a": "N......", "b": "D......"})
    problem = roster_problem(shop, NOTHING_NEEDED, earlier, MONDAY, 7)
    assert [agent.balances for agent in problem.agents] == [(("night", 1_000),), (("night", 0),)]
    assert problem.wishes[0].weight == 120
    first = roster_problem(shop, NOTHING_NEEDED, before({}), MONDAY, 7)
    assert [agent.balances for agent in first.agents] == [(), ()]


LISTS = (None, ("D", "L"), ("N",), ("D", "N"))


@pytest.mark.parametrize("seed", range(60))
def test_the_audit_counts_the_same_by_itself(seed: int) -> None:
    """Random people, leave, plans with gaps, sale days and wishes."""
    dice = random.Random(seed)
    people = [
        an_agent(
            f"{place}",
            dice.choice([["q"], ["e"], ["q", "e"]]),
            min_hours_week=dice.choice([None, 16.0, 20.0, 40.0]),
            max_hours_week=dice.choice([None, 44.0]),
            shifts=dice.choice(LISTS),
            weekdays=dice.choice([None, None, frozenset({5, 6}), frozenset({0, 1, 2, 5})]),
            hours=dice.choice([None, None, Window(420, 1440)]),
            first_day=dice.choice([None, MONDAY - timedelta(days=dice.randint(-3, 40))]),
            last_day=dice.choice([None, None, MONDAY + timedelta(days=3)]),
            seniority=dice.choice([None, 3.0, 30.0]),
            max_weekends_per_month=dice.choice([None, None, 0, 2]),
        )
        for place in range(dice.randint(1, 7))
    ]
    length = dice.randint(1, 40)
    patterns = {who.id: "".join(dice.choice("DLN...") for _ in range(length)) for who in people[:-1]}
    patterns["left"] = "N" * length
    requests = [
        dice.choice(
            [
                a_leave(who.id, MONDAY + timedelta(days=dice.randint(-30, 10))),
                a_wish(who.id, MONDAY - timedelta(days=dice.randint(1, 30)), "prefer_off"),
                a_wish(who.id, MONDAY - timedelta(days=dice.randint(1, 30)), "prefer", "D"),
            ]
        )
        for who in people
        for _ in range(3)
    ]
    begin = datetime.combine(MONDAY, time(20)) + timedelta(days=dice.randint(-20, 5))
    events = (Event("s", "s", begin, begin + timedelta(hours=dice.choice([4, 30])), (), None, None, 2),)
    shop = a_shop(people, requests=tuple(requests), events=events)
    earlier = before(patterns, missing=[dice.randint(1, 40) for _ in range(dice.randint(0, 12))])
    days = dice.choice([3, 7, 14])
    mine = {
        (name, kind): units / 1000
        for name, own in balances(shop, earlier, MONDAY, days).items()
        for kind, units in own
    }
    facts = PlanData(shop, Plan(MONDAY, days), earlier)
    assert begins_with(facts) == pytest.approx(mine)
    assert weight_of_wishes(facts) == pytest.approx(wish_factors(shop, earlier))
    for kind in ("night", "weekend", "sale"):
        own = [units for (_, each), units in mine.items() if each == kind]
        assert not own or (min(own) == 0 and max(own) <= 4 * math.ceil(days / 7))
    book = ledger(shop, earlier)
    able = ~pd.isna(book.share)
    # What the able have had together is what their shares are of, as far as there are dates for it.
    for place in range(len(LEDGER_KINDS)):
        had, shared = book.had[able[:, place], place].sum(), book.share[able[:, place], place].sum()
        assert shared == pytest.approx(had) or (shared < had and float(shared).is_integer())


def test_the_store_reads_as_far_back_as_the_window(tmp_path: Path) -> None:
    """The first day of the window counts and the one before it does not; of two plans the later start, and
    neither the plan that is made anew nor a later one. Shifts are known for 98 days."""
    store, day = PlanStore(tmp_path), date(2026, 11, 9)
    for weeks, days in ((20, 7), (13, 7), (4, 14), (3, 7)):
        worked = tuple(("a", offset, "night") for offset in range(days))
        store.write(make_plan(day - timedelta(weeks=weeks), days, worked))
    store.write(make_plan(day - timedelta(weeks=2), 7, (("b", 0, "day"),)))
    store.write(make_plan(day - timedelta(days=93), 3, (("c", 0, "day"), ("c", 2, "day"))))
    store.write(make_plan(day - timedelta(days=99), 2, (("e", 0, "day"), ("e", 1, "day"))))
    for first in (day, day + timedelta(days=1)):
        store.write(make_plan(first, 1, (("d", 0, "day"),)))
    found = store.before(day, 13)
    assert found.window is not None
    counts = found.window["agent_id"].value_counts().to_dict()
    # 13 weeks ago a week of seven; four and three weeks ago fourteen, the second plan owning its own week.
    assert counts == {"a": 21, "b": 1}
    assert len(found.window_days) == 7 + 14 + 7
    assert min(found.window_days) == day - timedelta(weeks=13)
    assert set(found.roster["agent_id"]) == {"a", "b", "c", "e"}
    assert min(found.roster["date"]) == day - timedelta(days=98)
    assert len(store.before(day, 0).window_days) == 0
    assert "c" in set(store.before(day, 14).window["agent_id"])  # type: ignore[index]
    names = {path.parent.name for path in store.files_of(day)}
    assert (day - timedelta(weeks=13)).isoformat() in names


def test_a_window_of_no_weeks_remembers_nothing() -> None:
    people = [an_agent("a", ["q"]), an_agent("b", ["q"])]
    nothing = replace(before({"a": "N......"}), window_days=frozenset())
    shop = a_shop(people, fairness=FairnessSettings(window_weeks=0))
    away = replace(shop, requests=(a_leave("a", MONDAY),))
    assert (balances(shop, nothing, MONDAY, 7), ledger(away, nothing).had.sum()) == ({}, 0)
    assert begins_with(PlanData(shop, Plan(MONDAY, 7), nothing)) == {}
