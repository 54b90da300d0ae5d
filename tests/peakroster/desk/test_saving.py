"""Saving: refused, with the reason, where other files lie there than the desk was read from."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from peakroster.auditing import audit_written
from peakroster.desk import saving
from peakroster.desk.draft import Draft
from peakroster.desk.forecast import NotForecastError, adjust
from peakroster.desk.roster import Desk, change, open_desk
from peakroster.desk.saving import forecast_anew, save
from peakroster.desk.stored import meanwhile, shifts_of, stored_basis
from peakroster.messages import LANGUAGES
from peakroster.pipeline import stages
from peakroster.pipeline.stages import ProgressObserver
from peakroster.planning.forecast import forecasting
from peakroster.plans.reading import read_table
from peakroster.plans.store import PlanStore
from peakroster.plans.tables import table_bytes
from peakroster.plans.versions import read_version
from peakroster.shop.inputs.locks_file import change_locks
from peakroster.store.door import writing
from peakroster.store.outdated import OutdatedError
from peakroster.tables.editing import RowValues
from peakroster.tables.findings import InputError
from scheduler.roster.problem.solution import Limits
from tests.ui.conftest import FIRST_DAY

pytestmark = pytest.mark.slow

ONE, TWO = ("001", FIRST_DAY), ("004", FIRST_DAY)
PLAN = f"plans/{FIRST_DAY}"


@pytest.fixture
def desk(shop: Path) -> Desk:
    return open_desk(shop, FIRST_DAY)


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


A_ROW: RowValues = {
    "start": datetime(2026, 11, 10, 9),
    "end": datetime(2026, 11, 10, 12),
    "queue": "presale",
    "multiply": 3.0,
}


def changed_files(desk: Desk) -> tuple[str, ...]:
    return desk.basis.changed_to(stored_basis(desk))


def with_own_model(shop: Path) -> Desk:
    """The desk of the plan as if its forecast had been made here, so that a change makes it anew."""
    path = PlanStore(shop).path(FIRST_DAY) / "forecast.csv"
    forecast = read_table(path)
    path.write_bytes(table_bytes("forecast", forecast.assign(model_mean=forecast["mean"])))
    return open_desk(shop, FIRST_DAY)


def with_change(desk: Desk, cell: tuple[str, object]) -> Desk:
    outcome = change(desk, {cell: None})  # type: ignore[dict-item]
    return save(desk, outcome.plan, {cell: None})  # type: ignore[dict-item]


def test_the_last_of_two_savers_does_not_win(desk: Desk) -> None:
    """Two desks of one plan: the second to save is refused, the files stay to the byte, it is told which have
    changed, what differs, and reading again shows what the first has saved."""
    other = open_desk(desk.shop.folder, FIRST_DAY)
    with_change(desk, ONE)
    before = tree(desk.shop.folder)
    with pytest.raises(OutdatedError) as error:
        with_change(other, TWO)
    assert tree(desk.shop.folder) == before
    assert {"locks.csv", f"{PLAN}/roster.csv", f"{PLAN}/activities.csv"} <= {*error.value.changed}
    for language in LANGUAGES:
        assert all("locks.csv" in text or PLAN in text for text in error.value.sentences(language))
    found = meanwhile(other)
    assert found.files == error.value.changed
    assert [cell for cell, _, _ in found.cells] == [ONE]
    assert ONE not in shifts_of(Draft.of(found.stored).outcome.plan)


@pytest.mark.parametrize("by_hand", [False, True])
def test_a_lock_of_what_the_plan_has_leaves_it_right(shop: Path, by_hand: bool) -> None:
    """Days off locked on the desk and saved, or written into locks.csv: the hours due are what they were, and
    the audit of what lies there finds nothing."""
    people = (shop / "agents.csv").read_text(encoding="utf-8").splitlines()
    hours = ["min_hours_week", *["40"] * (len(people) - 1)]
    lines = (f"{person},{due}" for person, due in zip(people, hours, strict=True))
    (shop / "agents.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    off = {("001", day): None for day in (FIRST_DAY, FIRST_DAY + timedelta(days=1))}
    desk = open_desk(shop, FIRST_DAY)
    desk = save(desk, change(desk, off).plan, {})
    assert audit_written(desk.shop, FIRST_DAY) == []
    if by_hand:
        with (shop / "locks.csv").open("a", encoding="utf-8") as file:
            file.writelines(f"{agent},{day},off\n" for agent, day in off)
    else:
        draft = Draft.of(desk).with_locks(frozenset(off))
        save(desk, draft.outcome.plan, draft.locks(), draft.step.unlocked)
    stored = open_desk(shop, FIRST_DAY)
    assert len(stored.shop.locks) == 3
    assert audit_written(stored.shop, FIRST_DAY) == []


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("agents.csv", "agent_id,name,skills\n001,王芳,presale;aftersale\n"),
        ("shifts.csv", "shift,start,end\n早班,08:00,16:00\n晚班,12:00,20:00\n"),
        ("locks.csv", "agent_id,date,shift\n005,2026-11-10,晚班\n"),
        ("requests.csv", "agent_id,date,kind\n"),
        ("adjustments.csv", "start,end,queue,multiply\n2026-11-10,2026-11-11,presale,1.3\n"),
        ("events.csv", "event,kind,start,end\n"),
        ("shop.toml", None),
    ],
)
def test_changed_inputs_are_noticed(desk: Desk, file: str, text: str | None) -> None:
    """Whichever input of the plan changes, comes or goes under the desk: saving names it, writes nothing."""
    path = desk.shop.folder / file
    content = text if text is not None else path.read_text(encoding="utf-8").replace("0.1\n", "0.2\n")
    path.write_text(content, encoding="utf-8")
    before = tree(desk.shop.folder)
    with pytest.raises(OutdatedError) as error:
        with_change(desk, ONE)
    assert error.value.changed == (file,) == changed_files(desk)
    assert tree(desk.shop.folder) == before


def test_locks_of_others_go_together_with_ones_own(desk: Desk) -> None:
    """Where no cell is changed by both and the plan keeps them; else the save is refused as before."""
    folder, worked = desk.shop.folder, shifts_of(desk.plan)
    (theirs, other), *_ = [(cell, shift) for cell, shift in worked.items() if cell not in (ONE, TWO)]
    with writing(folder, kind="edit", what="locks.csv", command="desk/roster"):
        change_locks(folder, {theirs: other}, seen=desk.shop.locks, shifts=desk.shop.shifts)
    saved = with_change(desk, ONE)
    assert {theirs, ONE} <= {(lock.agent_id, lock.day) for lock in saved.shop.locks}
    elsewhere = next(shift.name for shift in desk.shop.shifts if shift.name != other)
    change_locks(folder, {theirs: elsewhere}, seen=saved.shop.locks, shifts=desk.shop.shifts)
    with pytest.raises(OutdatedError) as refused:
        with_change(saved, TWO)
    (finding,) = refused.value.findings
    assert finding.code == "file_outdated_by"
    assert elsewhere in str(finding.details["after"])


def test_what_does_not_matter_to_the_plan_is_in_nobodys_way(desk: Desk) -> None:
    """History grows over night, exports come and go: saving goes on."""
    folder = desk.shop.folder
    with (folder / "history.csv").open("a", encoding="utf-8") as file:
        file.write("2026-11-01T09:00,presale,4\n")
    (folder / "mapping.csv").unlink()
    (folder / "exports").mkdir()
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    assert changed_files(desk) == ()
    saved = with_change(desk, ONE)
    assert changed_files(saved) == ()
    assert changed_files(desk) != ()


def test_a_stage_run_from_the_command_line_is_noticed(desk: Desk) -> None:
    """`peakroster forecast` or `plan` while the desk is open, or an earlier plan that is written again."""
    store, plan = PlanStore(desk.shop.folder), desk.plan
    assert plan.forecast is not None
    forecast = plan.forecast.assign(mean=plan.forecast["mean"] * 1.5)
    (store.path(FIRST_DAY) / "forecast.csv").write_bytes(table_bytes("forecast", forecast))
    with pytest.raises(OutdatedError) as error:
        with_change(desk, ONE)
    assert error.value.changed == (f"{PLAN}/forecast.csv",)
    found = meanwhile(desk)
    assert found.cells == ()
    assert found.inquiries is not None
    assert found.inquiries[1] == pytest.approx(1.5 * found.inquiries[0])


@pytest.mark.parametrize("stage", ["roster", "size", "plan"])
def test_a_command_does_not_write_over_what_the_desk_has_saved(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    """The other way round: while a command computes, the desk saves. What it saved stays, what the command
    has found is kept as a version, and the command says so."""
    shop, observer, limits = desk.shop, ProgressObserver(), Limits.within(2)
    name = "requirement_table" if stage == "size" else "solve_roster"
    compute = getattr(stages, name)

    def meddled(*arguments: object, **options: object) -> object:
        with_change(open_desk(shop.folder, FIRST_DAY), ONE)
        return compute(*arguments, **options)

    class Stage:
        table, notes = desk.plan.forecast, ()

    monkeypatch.setattr(forecasting, "make_forecast", lambda *_, **__: Stage())
    monkeypatch.setattr(stages, name, meddled)
    run = {
        "roster": lambda: stages.run_roster(shop, FIRST_DAY, limits, observer),
        "size": lambda: stages.run_size(shop, FIRST_DAY, observer),
        "plan": lambda: stages.run_plan(shop, FIRST_DAY, 2, limits, observer),
    }[stage]
    with pytest.raises(OutdatedError) as error:
        run()
    assert f"{PLAN}/roster.csv" in error.value.changed
    assert ONE not in shifts_of(Draft.of(open_desk(shop.folder, FIRST_DAY)).outcome.plan)
    assert error.value.kept is not None
    assert read_version(shop.folder, FIRST_DAY, error.value.kept.number).requirement is not None


@pytest.mark.parametrize("stage", ["forecast", "roster", "size", "plan"])
@pytest.mark.parametrize("file", ["locks.csv", "plans/2026-11-08/roster.csv"])
def test_a_command_notices_that_what_it_read_has_changed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, stage: str, file: str
) -> None:
    """An input or an earlier roster that is edited while a command computes: what lies there stays, and what
    was made from the file as it was is kept aside."""
    shop, observer, limits = desk.shop, ProgressObserver(), Limits.within(2)
    folder = shop.folder / "plans" / "2026-11-08"
    shutil.copytree(shop.folder / PLAN, folder)
    for other in ("forecast", "requirement", "coverage", "activities"):
        (folder / f"{other}.csv").unlink()
    rows = "agent_id,date,shift,start,end,paid_hours\n"
    (folder / "roster.csv").write_text(
        f"{rows}001,2026-11-08,早班,2026-11-08T08:00,2026-11-08T16:00,7\n", encoding="utf-8"
    )

    def meddling(compute: Callable[..., object]) -> Callable[..., object]:
        def meddled(*arguments: object, **options: object) -> object:
            path = shop.folder / file
            path.write_text(path.read_text(encoding="utf-8").replace("早班", "晚班"), encoding="utf-8")
            return compute(*arguments, **options)

        return meddled

    name = {"forecast": "make_forecast", "size": "requirement_table"}.get(stage, "solve_roster")
    made = SimpleNamespace(table=desk.plan.forecast, notes=())
    monkeypatch.setattr(forecasting, "make_forecast", lambda *_, **__: made)
    place = forecasting if stage == "forecast" else stages
    monkeypatch.setattr(place, name, meddling(getattr(place, name)))
    before = (shop.folder / PLAN / "forecast.csv").read_bytes()
    run = {
        "forecast": lambda: stages.run_forecast(shop, FIRST_DAY, 2, 1, observer),
        "roster": lambda: stages.run_roster(shop, FIRST_DAY, limits, observer),
        "size": lambda: stages.run_size(shop, FIRST_DAY, observer),
        "plan": lambda: stages.run_plan(shop, FIRST_DAY, 2, limits, observer),
    }[stage]
    with pytest.raises(OutdatedError) as error:
        run()
    assert error.value.changed == (file,)
    assert error.value.kept is not None
    assert read_version(shop.folder, FIRST_DAY, error.value.kept.number).forecast is not None
    assert (shop.folder / PLAN / "forecast.csv").read_bytes() == before


def test_a_plan_that_is_written_while_it_is_forecast_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forecasting takes a while; a roster that somebody saves meanwhile is not replaced by the older one."""
    folder, compute = desk.shop.folder, saving.requirement_table

    class Stage:
        table = desk.plan.forecast

    def meddled(*arguments: object, **options: object) -> object:
        with_change(open_desk(folder, FIRST_DAY), ONE)
        return compute(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(saving, "make_forecast", lambda *_, **__: Stage())
    monkeypatch.setattr(saving, "requirement_table", meddled)
    with pytest.raises(OutdatedError):
        forecast_anew(folder, FIRST_DAY)
    assert ONE not in shifts_of(Draft.of(open_desk(folder, FIRST_DAY)).outcome.plan)


def test_forecast_anew_keeps_a_requirement_of_ones_own(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody made it elsewhere: it stays and is still known as that, whatever the new forecast says."""
    folder, forecast, needed = desk.shop.folder, desk.plan.forecast, desk.plan.requirement
    assert forecast is not None
    assert needed is not None
    path = PlanStore(folder).path(FIRST_DAY) / "requirement.csv"
    changed = needed.assign(agents=needed["agents"] + (needed["agents"] > 0))
    path.write_bytes(table_bytes("requirement", changed))
    stages.run_roster(desk.shop, FIRST_DAY, Limits.within(2), ProgressObserver())
    own = path.read_bytes()
    doubled = forecast.assign(**{name: forecast[name] * 2 for name in ("mean", "p10", "p50", "p90")})
    monkeypatch.setattr(saving, "make_forecast", lambda *_, **__: SimpleNamespace(table=doubled))
    after = forecast_anew(folder, FIRST_DAY)
    assert path.read_bytes() == own
    assert after.plan.own == {"requirement"}
    assert after.plan.forecast is not None
    assert after.plan.forecast["mean"].sum() == pytest.approx(2 * forecast["mean"].sum())
    assert audit_written(after.shop, FIRST_DAY) == []


@pytest.mark.parametrize("file", ["locks.csv", "adjustments.csv", "shop.toml"])
def test_inputs_that_change_while_it_is_forecast_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    """A plan made from what the inputs were before is not written beside what they are now."""
    folder = desk.shop.folder
    before = tree(folder)

    def meddled(*_: object, **__: object) -> object:
        path = folder / file
        old = path.read_text(encoding="utf-8") if path.exists() else "start,end,queue,multiply\n"
        path.write_text(old.replace("0.1\n", "0.2\n") + "\n", encoding="utf-8")
        return SimpleNamespace(table=desk.plan.forecast)

    monkeypatch.setattr(saving, "make_forecast", meddled)
    with pytest.raises(OutdatedError) as error:
        forecast_anew(folder, FIRST_DAY)
    assert error.value.changed == (file,)
    assert {**tree(folder), file: before.get(file)} == {**before, file: before.get(file)}


def test_forecast_anew_leaves_alone_who_is_needed_as_before(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the same figures no meal moves; with others on one day, none of the other day's."""
    forecast = desk.plan.forecast
    assert forecast is not None

    class Stage:
        table = forecast

    monkeypatch.setattr(saving, "make_forecast", lambda *_, **__: Stage())
    same = forecast_anew(desk.shop.folder, FIRST_DAY)
    pd.testing.assert_frame_equal(same.plan.activities, desk.plan.activities)
    second = forecast["timestamp"].dt.date > FIRST_DAY
    numbers = ["mean", "p10", "p50", "p90"]
    Stage.table = forecast.assign(**{name: forecast[name] * (1 + 0.5 * second) for name in numbers})
    raised = forecast_anew(desk.shop.folder, FIRST_DAY)
    before, after = desk.plan.activities, raised.plan.activities
    assert before is not None
    assert after is not None
    first = [table[table["start"].dt.date == FIRST_DAY].reset_index(drop=True) for table in (before, after)]
    pd.testing.assert_frame_equal(*first)
    assert (raised.plan.summary or {})["required_hours"] > (desk.plan.summary or {})["required_hours"]


def test_of_many_savers_at_once_one_wins(shop: Path) -> None:
    """Four desks save at the same moment: one plan is written, three are refused, nothing is mixed."""
    cells = [("001", FIRST_DAY), ("002", FIRST_DAY), ("003", FIRST_DAY), ("004", FIRST_DAY)]
    desks = [open_desk(shop, FIRST_DAY) for _ in cells]
    plans = [change(desk, {cell: None}).plan for desk, cell in zip(desks, cells, strict=True)]
    told: list[object] = []

    def saver(desk: Desk, plan: object, cell: tuple[str, object]) -> Callable[[], None]:
        def run() -> None:
            try:
                save(desk, plan, {cell: None})  # type: ignore[arg-type, dict-item]
                told.append(cell)
            except OutdatedError as error:
                told.append(error)

        return run

    threads = [threading.Thread(target=saver(*each)) for each in zip(desks, plans, cells, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [each for each in told if not isinstance(each, OutdatedError)]
    assert len(winners) == 1
    assert len(told) == 4
    stored = open_desk(shop, FIRST_DAY)
    assert {(lock.agent_id, lock.day) for lock in stored.shop.locks} == {("005", FIRST_DAY), winners[0]}
    assert winners[0] not in shifts_of(Draft.of(stored).outcome.plan)


def test_an_adjustment_on_an_older_desk_is_refused(desk: Desk) -> None:
    """Rows are named by their number: on a screen that shows older rows it could be another one. And a plan
    that somebody has replaced since is not forecast on top of what the screen shows."""
    path = desk.shop.folder / "adjustments.csv"
    path.write_text("start,end,queue,multiply\n2026-11-10,2026-11-11,presale,1.3\n", encoding="utf-8")
    before = tree(desk.shop.folder)
    with pytest.raises(InputError):
        adjust(desk, {2: {"multiply": 3.0}})
    assert tree(desk.shop.folder) == before
    path.unlink()
    with_change(open_desk(desk.shop.folder, FIRST_DAY), ONE)
    before = tree(desk.shop.folder)
    with pytest.raises(OutdatedError):
        adjust(desk, {}, added=[{"queue": "presale", "multiply": 3.0}])
    assert tree(desk.shop.folder) == before


@pytest.mark.parametrize("reason", [OutdatedError, InputError, OSError])
def test_rows_that_are_written_are_said_to_be(
    shop: Path, monkeypatch: pytest.MonkeyPatch, reason: type[Exception]
) -> None:
    """What goes wrong after the rows are in their file is told apart from a refusal: they are saved, the plan
    is the one before."""
    desk = with_own_model(shop)
    before = (PlanStore(shop).path(FIRST_DAY) / "forecast.csv").read_bytes()

    def failing(*_: object, **__: object) -> object:
        if reason is OutdatedError:
            with_change(open_desk(shop, FIRST_DAY), ONE)
            return SimpleNamespace(table=desk.plan.forecast)
        raise OSError(28, "no space") if reason is OSError else InputError([])

    monkeypatch.setattr(saving, "make_forecast", failing)
    with pytest.raises(NotForecastError) as error:
        adjust(desk, {}, added=[A_ROW])
    assert type(error.value.reason) is reason
    assert error.value.file == "adjustments.csv"
    assert len(open_desk(shop, FIRST_DAY).shop.adjustments) == 1
    assert (PlanStore(shop).path(FIRST_DAY) / "forecast.csv").read_bytes() == before


@pytest.mark.parametrize("whole", [False, True])
def test_mine_on_top_of_theirs(desk: Desk, whole: bool) -> None:
    """After a refusal: my changes on what the other has saved, or my roster in every cell; on their figures,
    and saved without loss. Undone, it is theirs."""
    mine = Draft.of(desk).with_change(TWO, None).with_locks(frozenset({TWO}))
    with_change(open_desk(desk.shop.folder, FIRST_DAY), ONE)
    stored = open_desk(desk.shop.folder, FIRST_DAY)
    laid, lost = mine.laid_over(stored, whole)
    assert lost == 0
    assert laid.desk is stored
    cells = shifts_of(laid.outcome.plan)
    assert TWO not in cells
    assert (ONE in cells) == whole
    theirs = {ONE: cells[ONE]} if whole else {}  # their lock of the cell gives way, too
    assert laid.locks() == {TWO: None, **theirs}
    assert shifts_of(laid.discarded().outcome.plan) == shifts_of(Draft.of(stored).outcome.plan)
    saved = save(stored, laid.outcome.plan, laid.locks(), laid.step.unlocked)
    after = shifts_of(Draft.of(saved).outcome.plan)
    assert after == cells
    assert TWO in {(lock.agent_id, lock.day) for lock in saved.shop.locks}


def test_changes_of_people_who_are_gone_are_counted(desk: Desk) -> None:
    """An agent who has left agents.csv meanwhile takes the changes of that agent along."""
    mine = Draft.of(desk).with_change(TWO, None).with_change(ONE, None)
    people = (desk.shop.folder / "agents.csv").read_text(encoding="utf-8")
    kept = [line for line in people.splitlines() if not line.startswith("004")]
    (desk.shop.folder / "agents.csv").write_text("\n".join(kept), encoding="utf-8")
    laid, lost = mine.laid_over(open_desk(desk.shop.folder, FIRST_DAY), whole=False)
    assert lost == 1
    assert ONE not in shifts_of(laid.outcome.plan)
