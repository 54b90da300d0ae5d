"""Deferred work and the search: placed anew into the first roster, and when the first placement stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from peakroster.desk.roster import open_desk
from peakroster.desk.what_if import what_if
from peakroster.pipeline import stages
from peakroster.pipeline.stages import PlanOutcome, ProgressObserver, run_roster, search_roster, with_roster
from peakroster.planning.roster.deferred_work import placed_into_roster
from peakroster.planning.roster.problem import roster_problem
from peakroster.planning.staffing.requirement import requirement_table
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from peakroster.shop.model import ShopFolder
from scheduler.audit import PlanData, audit
from scheduler.domain.plan import ACTIVITIES_COLUMNS, ROSTER_COLUMNS, EarlierWork, Plan
from scheduler.roster.client import SearchFailedError
from scheduler.roster.problem.errors import NothingFoundError
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Activity, Assignment, Limits, Solution, StoppedBy
from tests.peakroster.planning.staffing.shops import forecast
from tests.peakroster.shop.shops import HISTORY, SETTINGS

FIRST = date(2026, 11, 9)
TICKETS = """
[[queues]]
id = "tickets"
kind = "deferred"
open = "08:00-24:00"
aht_seconds = 1800
deadline_hours = 24
"""
AGENTS = "agent_id,name,skills,min_hours_week,max_hours_week\n" + "".join(
    f"A{number},员工{number},presale;tickets,,40\n" for number in range(4)
)
SHIFTS = "shift,start,end\n早班,08:00,16:00\n晚班,16:00,24:00\n"
NOTHING = EarlierWork(
    pd.DataFrame(columns=list(ROSTER_COLUMNS)).astype({"start": "datetime64[us]", "end": "datetime64[us]"}),
    pd.DataFrame(columns=list(ACTIVITIES_COLUMNS)).astype(
        {"start": "datetime64[us]", "end": "datetime64[us]"}
    ),
    covers_day_before=False,
)
Solve = Callable[..., Solution]


def folder_of(folder: Path, settings: str, agents: str) -> ShopFolder:
    """A shop of these, read."""
    folder.mkdir()
    tables = {"shop.toml": settings, "agents.csv": agents, "shifts.csv": SHIFTS, "history.csv": HISTORY}
    for name, text in tables.items():
        (folder / name).write_text(text, encoding="utf-8")
    return read_shop(folder)


@pytest.fixture
def shop(tmp_path: Path) -> ShopFolder:
    """Chats round the clock and tickets, four people for both."""
    return folder_of(tmp_path / "shop", SETTINGS.replace("\n[rules]", TICKETS + "\n[rules]"), AGENTS)


@pytest.fixture
def plan(shop: ShopFolder) -> Plan:
    """Of one day: few chats, and tickets that come in the evening."""
    hours = pd.DatetimeIndex(forecast({"presale": 1.0}, FIRST, 1)["timestamp"].unique()).hour
    told = forecast({"presale": 2.0, "aftersale": 0.0, "tickets": 1.0 * (hours >= 16)}, FIRST, 1)
    told = told.assign(p10=told["mean"], p50=told["mean"])
    return Plan(FIRST, 1, forecast=told, requirement=requirement_table(shop, told, FIRST, 1, earlier=NOTHING))


def mornings(problem: Problem, stopped_by: StoppedBy = "work", people: int = 4) -> Solution:
    """Everybody works the morning shift; one takes chats, the others too."""
    return Solution(
        "feasible",
        1.0,
        0.0,
        stopped_by,
        {"search": 2.0},
        tuple(Assignment(person, 0, 0) for person in range(people)),
        tuple(Activity(person, 480, 960, 0) for person in range(people)),
        0,
    )


def evenings(problem: Problem) -> Solution:
    """The same in the evening, two of them with tickets."""
    rows = tuple(Activity(person, 960, 1440, 2 * (person > 1)) for person in range(4))
    shifts = tuple(Assignment(person, 0, 1) for person in range(4))
    return replace(mornings(problem), activities=rows, assignments=shifts)


def searched(
    monkeypatch: pytest.MonkeyPatch, shop: ShopFolder, plan: Plan, *finds: Solve | Exception
) -> tuple[Plan, Problem, Solution, list[tuple[float, int]]]:
    """What the pipeline makes of searches with these ends; also the work and shifts that each was given."""
    asked: list[tuple[float, int]] = []

    def solve(
        shop: ShopFolder,
        first_day: date,
        problem: Problem,
        limits: Limits,
        observer: ProgressObserver,
        start: tuple[Assignment, ...] = (),
    ) -> Solution:
        find = finds[len(asked)]
        asked.append((limits.work, len(start)))
        if isinstance(find, Exception):
            raise find
        return find(problem)

    monkeypatch.setattr(stages, "solve_roster", solve)
    return *search_roster(shop, plan, NOTHING, Limits(work=8.0), ProgressObserver()), asked


def tickets(plan: Plan) -> pd.Series:
    assert plan.requirement is not None
    own = plan.requirement[plan.requirement["queue"] == "tickets"]
    return own.set_index("timestamp")["agents"]


def test_the_second_search_has_the_work_where_the_first_roster_has_people(
    monkeypatch: pytest.MonkeyPatch, shop: ShopFolder, plan: Plan
) -> None:
    """The need of the live queues is the same all day; the roster has its people in the evening.

    What the first search found is where the second begins, and both share the limits.
    """
    anew, problem, solution, asked = searched(monkeypatch, shop, plan, evenings, evenings)
    assert asked == [(4.0, 0), (4.0, 4)]
    assert solution.seconds == {"search": 4.0}
    first, second = tickets(plan), tickets(anew)
    evening = (second.index >= "2026-11-09 16:00") & (second.index < "2026-11-10 00:00")
    assert second[evening].sum() > first[evening].sum()
    assert (problem.required[2] > 0).sum() == (second > 0).sum()
    expected = roster_problem(shop, anew.requirement, NOTHING, FIRST, 1)  # type: ignore[arg-type]
    assert (problem.required == expected.required).all()
    assert audit(PlanData(shop, anew, NOTHING), ("requirement",)) == []


@pytest.mark.parametrize(
    "finds",
    [
        (lambda problem: mornings(problem, "user"),),
        (lambda problem: mornings(problem, "crash"),),
        (evenings, NothingFoundError()),
        (evenings, SearchFailedError("out of memory")),
        (evenings, lambda problem: replace(mornings(problem), assignments=(), activities=())),
    ],
    ids=["stopped", "crashed", "nothing found", "failed", "worse"],
)
def test_the_first_placement_stays(
    monkeypatch: pytest.MonkeyPatch, shop: ShopFolder, plan: Plan, finds: tuple[Solve | Exception, ...]
) -> None:
    """Where the search was stopped, and where there is no better roster with the new one."""
    kept, problem, solution, asked = searched(monkeypatch, shop, plan, *finds)
    assert kept is plan
    assert len(asked) == len(finds)
    assert len(solution.assignments) == 4
    expected = roster_problem(shop, plan.requirement, NOTHING, FIRST, 1)  # type: ignore[arg-type]
    assert (problem.required == expected.required).all()


def test_limits_too_small_for_a_first_roster_are_used_up(
    monkeypatch: pytest.MonkeyPatch, shop: ShopFolder, plan: Plan
) -> None:
    """The rest of them is for a roster of the first placement; where that is too little too, it is said."""
    kept, _, solution, asked = searched(monkeypatch, shop, plan, NothingFoundError(), evenings)
    assert kept is plan
    assert len(solution.assignments) == 4
    assert asked == [(4.0, 0), (4.0, 0)]
    with pytest.raises(NothingFoundError):
        searched(monkeypatch, shop, plan, NothingFoundError(), NothingFoundError())


def test_roster_begins_with_the_first_placement_again(
    monkeypatch: pytest.MonkeyPatch, shop: ShopFolder, plan: Plan
) -> None:
    """So that ``roster`` run after ``plan``, or twice, finds what was found; a need of one's own is kept."""
    moved, problem, solution, _ = searched(monkeypatch, shop, plan, evenings, evenings)
    assert not tickets(moved).equals(tickets(plan))
    moved = with_roster(shop, moved, problem, solution, {})
    given: list[Plan] = []

    def finish(shop: ShopFolder, plan: Plan, *further: object) -> PlanOutcome:
        given.append(plan)
        return PlanOutcome(plan)

    monkeypatch.setattr(stages, "finish_plan", finish)
    store = PlanStore(shop.folder)
    for written in (plan, moved):
        store.write(written)
        run_roster(shop, FIRST, Limits(), ProgressObserver())
    assert [tickets(each).tolist() for each in given] == [tickets(plan).tolist()] * 2
    assert moved.requirement is not None
    more = moved.requirement.assign(agents=moved.requirement["agents"] + 1)
    store.write(replace(moved, requirement=more))
    run_roster(shop, FIRST, Limits(), ProgressObserver())
    assert tickets(given[2]).tolist() == (tickets(moved) + 1).tolist()


def test_work_placed_by_hand_stays_where_it_is(
    monkeypatch: pytest.MonkeyPatch, shop: ShopFolder, plan: Plan
) -> None:
    """Also within every deadline, where the audit has nothing to say, and after the desk has written it.

    One agent half an hour earlier, or where the program has none, is the shop's own need.
    """
    moved, problem, solution, _ = searched(monkeypatch, shop, plan, evenings, evenings)
    placed = with_roster(shop, moved, problem, solution, {})
    assert placed.requirement is not None
    store, by_hand = PlanStore(shop.folder), placed.requirement.copy()
    own = np.flatnonzero((by_hand["queue"] == "tickets") & (by_hand["agents"] > 0))
    valid = []
    for place in own:
        rows = by_hand.index[by_hand["queue"] == "tickets"]
        other = by_hand.copy()
        other.loc[place, "agents"] -= 1
        other.loc[rows[rows.get_loc(place) - 1], "agents"] += 1
        if not audit(PlanData(shop, replace(placed, requirement=other), NOTHING), ("requirement",)):
            valid.append(other)
    assert valid
    changed = replace(placed, requirement=valid[0])
    monkeypatch.setattr(stages, "finish_plan", lambda shop, plan, *further: PlanOutcome(plan))
    for written in (changed, with_roster(shop, changed, problem, solution, {})):
        store.write(written)
        outcome = run_roster(shop, FIRST, Limits(), ProgressObserver())
        assert outcome.plan.own == {"requirement"}
        assert tickets(outcome.plan).tolist() == tickets(changed).tolist()


def test_other_traffic_has_the_work_where_the_roster_has_people(
    monkeypatch: pytest.MonkeyPatch, shop: ShopFolder, plan: Plan
) -> None:
    """With the traffic of the plan everything stays; with more the evening's people do more."""
    moved, problem, solution, _ = searched(monkeypatch, shop, plan, evenings, evenings)
    PlanStore(shop.folder).write(with_roster(shop, moved, problem, solution, {}))
    desk = open_desk(shop.folder, FIRST)
    same = what_if(desk).plan
    assert tickets(same).tolist() == tickets(moved).tolist()
    more = what_if(desk, 2.0).plan
    evening = (tickets(more).index >= "2026-11-09 16:00") & (tickets(more).index < "2026-11-10")
    assert tickets(more)[evening].sum() > tickets(moved)[evening].sum()
    assert more.forecast is not None
    sized = replace(more, requirement=requirement_table(shop, more.forecast, FIRST, 1, earlier=NOTHING))
    assert tickets(more)[evening].sum() > tickets(sized)[evening].sum()


def test_clocks_that_go_forward(tmp_path: Path) -> None:
    """A day of 23 hours: what is left over is counted by the intervals that there are."""
    settings = SETTINGS.replace("\n[rules]", TICKETS + "\n[rules]").replace("Asia/Shanghai", "Europe/Berlin")
    assert "Europe/Berlin" in settings
    shop, first = folder_of(tmp_path / "shop", settings, AGENTS), date(2027, 3, 27)
    told = forecast({"presale": 2.0, "aftersale": 0.0, "tickets": 0.2}, first, 3, "Europe/Berlin")
    told = told.assign(p10=told["mean"], p50=told["mean"])
    table = requirement_table(shop, told, first, 3, earlier=NOTHING)
    plan = Plan(first, 3, forecast=told, requirement=table)
    problem = roster_problem(shop, table, NOTHING, first, 3)
    late = [Activity(who, day * 1440 + 1080, day * 1440 + 1320, 0) for who in range(3) for day in range(3)]
    placed = replace(plan, requirement=placed_into_roster(shop, plan, NOTHING, problem, late))
    assert audit(PlanData(shop, placed, NOTHING), ("requirement",)) == []
    for day in ("2027-03-28", "2027-03-29"):
        own = tickets(placed)[day]  # type: ignore[call-overload]
        evening = own.between_time("18:00", "21:30")
        assert evening.sum() > 0.8 * own.sum() > 0


def test_a_need_of_the_shops_own_is_searched_once(
    monkeypatch: pytest.MonkeyPatch, shop: ShopFolder, plan: Plan
) -> None:
    """With all of the limits; nothing in it is moved."""
    own = replace(plan, own=frozenset({"requirement"}))
    kept, _, _, asked = searched(monkeypatch, shop, own, evenings)
    assert kept is own
    assert asked == [(8.0, 0)]


def test_a_shop_without_deferred_work_is_searched_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With all of the limits."""
    shop = folder_of(tmp_path / "live", SETTINGS, AGENTS.replace(";tickets", ""))
    told = forecast({"presale": 2.0, "aftersale": 0.0}, FIRST, 1)
    plan = Plan(FIRST, 1, forecast=told, requirement=requirement_table(shop, told, FIRST, 1))
    kept, _, _, asked = searched(monkeypatch, shop, plan, mornings)
    assert kept is plan
    assert asked == [(8.0, 0)]
