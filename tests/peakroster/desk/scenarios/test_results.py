"""Results are kept with what they were computed from, told in words, compared, and put onto the desk."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from peakroster.desk.roster import Desk, open_desk
from peakroster.desk.scenarios.adopting import adopt
from peakroster.desk.scenarios.comparing import (
    compared,
    shown_difference,
    shown_value,
    uncertainty_lines,
)
from peakroster.desk.scenarios.computing import result_as_it_is, result_solved
from peakroster.desk.scenarios.jobs import Job, ScenarioJobs, jobs_of
from peakroster.desk.scenarios.keeping import Scenario, delete_scenario, keep_scenario
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
from peakroster.desk.scenarios.results import OVERRIDES, fingerprint_of, keep_result, results_of
from peakroster.desk.scenarios.words import changed_by, scenario_line, scenario_title
from peakroster.desk.solving import UNSAVED
from peakroster.desk.stored import shifts_of
from peakroster.messages import Translator
from peakroster.pipeline.stages import ProgressObserver
from peakroster.plans.tables import plan_files
from peakroster.store.engine import forget_engines
from peakroster.store.place import VARIABLE
from peakroster.store.who import EVERYTHING, acting_as, who
from peakroster.tables.findings import InputError
from scheduler.roster.problem.solution import Limits
from tests.postgres import new_database
from tests.ui.conftest import FIRST_DAY

WEDNESDAY = date(2026, 11, 11)
STORM: tuple[Override, ...] = (Traffic(factor=1.3), Away(count=2, seed=1))
EVERY: tuple[Override, ...] = (
    Traffic(factor=1.3, start=datetime(2026, 11, 11), end=datetime(2026, 11, 12)),
    Traffic(factor=2, queue="presale", start=datetime(2026, 11, 10, 9), end=datetime(2026, 11, 10, 12)),
    Away(agents=("001", "002"), first=WEDNESDAY, last=WEDNESDAY),
    Away(count=1, seed=3, why="leave"),
    Promotion(event="double11-2026", days=-1, times=2),
    QueueSettings(queue="presale", share=0.9, within_seconds=30, concurrency=1, handling_factor=1.2),
    Shrinkage(share=0.15),
    Hired(count=1, like="001", skills=("presale",), max_hours_week=24),
    Fewer(agents=("006",)),
    Rule(rule="max_consecutive_days", value=5),
    ShiftTimes(shift="早班", start=540, end=1080),
    ShiftTimes(shift="短班", start=540, end=780),
    Wage(factor=1.1),
)


def test_overrides_are_told_in_words(desk: Desk) -> None:
    """Each kind, in both languages."""
    zh = scenario_line(desk.shop, desk.plan, EVERY, Translator("zh"))
    assert zh == (
        "全部队列 周三 11-11 咨询量 +30%；售前 周二 11-10 09:00 至 周二 11-10 12:00 咨询量 ×2；"
        "2 人生病：王芳、李强（周三 11-11）；1 人请假：杨帆（随机抽取）；活动“double11-2026”提前 1 天；"
        "活动“double11-2026”规模变为 2 倍；售前目标比例 90%；售前目标时限 30 秒；"
        "售前同时接待 1 个会话；售前处理时长 +20%；损耗 15%；"
        "新增 1 人，合同同王芳，接售前，每周最多 24 小时；少 1 人：杨帆；最多连续上班天数改为 5；"
        "早班改为 09:00–18:00；增加班次短班 09:00–13:00；全员时薪 +10%"
    ).replace("杨帆（随机抽取）", f"{zh.split('1 人请假：')[1].split('（')[0]}（随机抽取）")
    en = scenario_line(desk.shop, desk.plan, EVERY, Translator("en"))
    assert en.startswith("all queues on Wed 11-11: inquiries +30%; 售前 Tue 11-10 09:00 to ")
    assert "1 person more, with the contract of 王芳, for 售前, at most 24 h a week" in en
    assert scenario_line(desk.shop, desk.plan, (), Translator("en")) == "nothing is otherwise"
    title = scenario_title(desk.shop, desk.plan, (*EVERY[2:4], EVERY[8]), Translator("zh"))
    assert title == "2 人生病；1 人请假；少 1 人"
    assert [changed_by(factor) for factor in (1.3, 0.8, 2, 1.005)] == ["+30%", "−20%", "×2", "+0.5%"]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_result_comes_back_and_knows_when_it_is_out_of_date(
    shop: Path, database: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By files, by the roster on the desk, and by the scenario itself; on either kind of database."""
    if database == "postgresql":
        address = new_database(request.getfixturevalue("postgres"), "results")
        monkeypatch.setenv(VARIABLE, address)
        settings = (shop / "shop.toml").read_text(encoding="utf-8")
        (shop / "shop.toml").write_text(f'id = "small"\n{settings}', encoding="utf-8")
    desk = open_desk(shop, FIRST_DAY)
    scenario = keep_scenario(shop, FIRST_DAY, "a", STORM)
    result = result_as_it_is(desk, STORM)
    assert keep_result(shop, scenario, result)
    kept = results_of(shop, scenario)["as_it_is"]
    assert kept.figures == result.figures
    assert kept.people == result.people
    assert plan_files(kept.plan) == plan_files(result.plan)
    assert kept.basis.changed_to(fingerprint_of(desk, STORM)) == ()
    other = (Traffic(factor=1.2),)
    assert kept.basis.changed_to(fingerprint_of(desk, other)) == (OVERRIDES,)
    without = replace(desk, shop=replace(desk.shop, locks=()))
    assert kept.basis.changed_to(fingerprint_of(without, STORM)) == (UNSAVED,)
    (shop / "requests.csv").write_text("agent_id,date,kind\n", encoding="utf-8")
    changed = kept.basis.changed_to(fingerprint_of(open_desk(shop, FIRST_DAY), STORM))
    assert changed == ("requests.csv",)
    delete_scenario(shop, FIRST_DAY, "a")
    assert not keep_result(shop, scenario, result)
    forget_engines()


def test_what_is_worse_is_told_as_worse(desk: Desk) -> None:
    """Every figure has its difference to the plan, by its own sense."""
    plan = result_as_it_is(desk, ()).figures
    storm = result_as_it_is(desk, STORM).figures
    rows = {(row.key, row.queue): row for row in compared(plan, [plan, storm])}
    for row in rows.values():
        assert row.scenarios[0].verdict == "same"
        assert shown_difference(row.scenarios[0], row.unit, Translator("en")) == ""
        if row.scenarios[1].value is not None and row.plan is not None:
            assert row.scenarios[1].difference == pytest.approx(row.scenarios[1].value - row.plan)
    share = rows["share_of", "presale"]
    assert shown_difference(share.scenarios[1], share.unit, Translator("zh")).endswith(" 个百分点")
    assert rows["share_of", "presale"].scenarios[1].verdict == "worse"
    assert rows["missing_hours", None].scenarios[1].verdict == "worse"
    assert rows["paid_hours", None].scenarios[1].verdict == "better"
    assert rows["changes", None].scenarios[1].verdict == "other"
    for language in ("zh", "en"):
        translate = Translator(language)
        assert uncertainty_lines(storm, False, translate)
        for row in rows.values():
            assert row.name(desk.shop, translate)
            assert shown_value(row.plan, row.unit, translate, plan.wishes)


def test_adopting_takes_real_people_and_shifts_alone(desk: Desk) -> None:
    """The rest is named; inquiries are offered as adjustments, and nothing is written."""
    overrides: tuple[Override, ...] = (
        Traffic(factor=1.5, queue="presale"),
        Hired(count=1, like="005", max_hours_week=40),
        Shrinkage(share=0.15),
    )
    result = result_solved(desk, overrides, "free", Limits.within(2.0), ProgressObserver())
    adopted = adopt(desk, overrides, result, "情景 a")
    new = {cell for cell in shifts_of(result.plan) if cell[0] == "+1"}
    assert adopted.people == ({"+1": len(new)} if new else {})
    wanted = {cell: shift for cell, shift in shifts_of(result.plan).items() if cell[0] != "+1"}
    assert shifts_of(adopted.outcome.plan) == wanted
    assert adopted.adjustments[0]["multiply"] == 1.5
    assert adopted.adjustments[0]["queue"] == "presale"
    assert adopted.settings == overrides[1:]
    same = adopt(desk, (), result_as_it_is(desk, ()), "x")
    assert same.cells == {}
    assert same.outcome.plan is desk.plan


def test_jobs_run_one_after_another_and_keep_their_results(shop: Path) -> None:
    """A failure of one stops no other; what only waits can be taken out; a stopped search keeps its best."""
    desk = open_desk(shop, FIRST_DAY)
    good = keep_scenario(shop, FIRST_DAY, "a", STORM)
    bad = keep_scenario(shop, FIRST_DAY, "b", [Traffic(factor=1.2, queue="gone")])
    jobs = jobs_of(shop)
    assert jobs_of(shop) is jobs
    first = jobs.add(Job(desk, good, "solved", seconds=2.0))
    first.stop()
    failed = jobs.add(Job(desk, bad, "solved"))
    last = jobs.add(Job(desk, good, "as_it_is"))
    assert jobs.wait(120)
    assert isinstance(failed.error, InputError)
    assert (failed.state, last.state) == ("failed", "done")
    assert set(results_of(shop, good)) >= {"as_it_is"}
    assert len(jobs.of(FIRST_DAY)) == 3
    jobs.forget(failed)
    assert failed not in jobs.of(FIRST_DAY)


def test_a_job_that_waits_is_replaced_by_a_newer_one(desk: Desk) -> None:
    """Of the same scenario and depth; the one that runs goes on."""
    gate = threading.Event()

    class Slow(Job):
        def run(self) -> None:  # type: ignore[override]
            gate.wait(30)

    scenario = Scenario(1, "a", FIRST_DAY, (), "li", datetime(2026, 11, 1))
    jobs = ScenarioJobs(done=lambda job: None)
    running, older, newer = (jobs.add(Slow(desk, scenario, "solved")) for _ in range(3))
    gate.set()
    assert jobs.wait(30)
    assert [job.state for job in (running, older, newer)][1:] == ["stopped", "done"]


def test_who_may_only_look_has_nothing_computed(desk: Desk) -> None:
    """It is refused at once; who asked stands beside what was computed, whoever else is at work then."""
    scenario = Scenario(1, "a", FIRST_DAY, (), "li", datetime(2026, 11, 1))
    kept: list[str] = []
    jobs = ScenarioJobs(done=lambda job: kept.append(who()))
    with acting_as("viewer", ()), pytest.raises(InputError, match="not_allowed_edit"):
        jobs.add(Job(desk, scenario, "as_it_is"))
    with acting_as("wang", EVERYTHING):
        jobs.add(Job(desk, scenario, "as_it_is"))
    assert jobs.wait(60)
    assert kept == ["wang"]
