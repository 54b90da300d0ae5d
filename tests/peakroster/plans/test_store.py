from __future__ import annotations

import shutil
import threading
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import peakroster.plans.store as store_module
from peakroster.messages import LANGUAGES
from peakroster.plans.store import PlanStore
from peakroster.plans.tables import rounded_forecast
from peakroster.plans.versions import read_version, restore_version
from peakroster.store.outdated import OutdatedError
from peakroster.store.versions import files_of_version, versions_of
from peakroster.tables import atomic_files
from peakroster.tables.findings import InputError
from scheduler.domain.plan import ACTIVITIES_COLUMNS, ROSTER_COLUMNS
from tests.peakroster.plans.conftest import FIRST_DAY, make_plan

pytestmark = pytest.mark.slow


def contents(folder: Path) -> dict[str, bytes]:
    """Every file under the folder but the lock and the database."""
    passed = (".lock", "peakroster.db")
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(passed))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(files)}


def test_write_and_read(tmp_path: Path) -> None:
    """A plan lies in plans/<first day> and comes back as it was written."""
    store, plan = PlanStore(tmp_path), make_plan(days=2)
    path = store.write(plan)
    assert path == tmp_path / "plans" / "2026-11-09" == store.path(FIRST_DAY)
    read = store.read(FIRST_DAY)
    assert (read.first_day, read.days) == (FIRST_DAY, 2)
    assert plan.forecast is not None
    pd.testing.assert_frame_equal(read.forecast, rounded_forecast(plan.forecast))
    pd.testing.assert_frame_equal(read.roster, plan.roster)
    assert read.summary is not None
    assert read.summary["days"] == 2


def test_the_same_plan_is_the_same_bytes(tmp_path: Path) -> None:
    """Written by two stores, or written, read and written again."""
    first, second = PlanStore(tmp_path / "a"), PlanStore(tmp_path / "b")
    first.write(make_plan(days=3))
    second.write(first.read(FIRST_DAY))
    assert contents(first.folder) == contents(second.folder)


def test_plans_in_order(tmp_path: Path) -> None:
    """First days ascending; what is no plan's folder is passed over."""
    store = PlanStore(tmp_path)
    assert store.plans() == []
    days = [date(2026, 11, 9), date(2025, 1, 1), date(2026, 11, 2)]
    for day in days:
        store.write(make_plan(first_day=day))
    for other in ("history", "20261109", "2026-W46-1", "notes"):
        (store.folder / other).mkdir(exist_ok=True)
    (store.folder / "2026-12-01").write_text("a file", encoding="utf-8")
    assert store.plans() == sorted(days)


def test_a_plan_that_is_not_there(tmp_path: Path) -> None:
    """Asking for it is an error of the input, with its name."""
    with pytest.raises(InputError) as caught:
        PlanStore(tmp_path).read(FIRST_DAY)
    assert [(f.code, f.file) for f in caught.value.findings] == [("plan_missing", "plans/2026-11-09")]


def kept(shop: Path) -> list[dict[str, bytes]]:
    """The files of every version of the plan."""
    return [files_of_version(shop, version) for version in versions_of(shop, FIRST_DAY)]


def test_replaced_plans_are_versions(tmp_path: Path) -> None:
    """Each with its bytes; a plan that was edited by hand is one too, with all that lay in its folder."""
    store = PlanStore(tmp_path)
    first, second = make_plan(worked=()), make_plan()
    path = store.write(first)
    before = contents(path)
    (path / "note.txt").write_text("mine", encoding="utf-8")
    store.write(second)
    after = contents(path)
    store.write(second)
    assert kept(tmp_path) == [before, {**before, "note.txt": b"mine"}, after]
    found = versions_of(tmp_path, FIRST_DAY)
    assert [(one.number, one.kind, one.days) for one in found] == [
        (1, "saved", 1),
        (2, "found", 1),
        (3, "saved", 1),
    ]
    assert not (store.folder / "history").exists()


def test_a_plan_from_before_there_was_a_store_is_a_version(tmp_path: Path) -> None:
    """What is put in its place makes it one."""
    other = PlanStore(tmp_path / "other")
    old = other.write(make_plan(days=2))
    store = PlanStore(tmp_path / "shop")
    store.folder.mkdir(parents=True)
    shutil.copytree(old, store.path(FIRST_DAY))
    store.write(make_plan(days=1))
    assert kept(tmp_path / "shop") == [contents(old), contents(store.path(FIRST_DAY))]


def test_an_older_history_is_taken_in(tmp_path: Path) -> None:
    """Its plans become versions in their order, and the folder goes; what is no plan's stays."""
    store, other = PlanStore(tmp_path / "shop"), PlanStore(tmp_path / "other")
    history = store.folder / "history"
    old = []
    for number in (2, 10):
        path = other.write(make_plan(days=number))
        shutil.copytree(path, history / f"{FIRST_DAY}-{number}")
        old.append(contents(path))
    (history / "notes").mkdir()
    (history / "2026-02-30-1").mkdir()  # no date
    (history / f"{FIRST_DAY}-11").mkdir()
    (history / f"{FIRST_DAY}-11" / ".DS_Store").write_bytes(b"what a file manager leaves")
    before = store.newest_with_roster(FIRST_DAY)
    assert before is not None
    assert before.days == 10
    store.write(make_plan(days=3))
    assert kept(tmp_path / "shop") == [*old, contents(store.path(FIRST_DAY))]
    assert sorted(entry.name for entry in history.iterdir()) == ["2026-02-30-1", "notes"]
    assert [one.kind for one in versions_of(tmp_path / "shop")] == ["taken_in", "taken_in", "saved"]
    for entry in history.iterdir():
        entry.rmdir()
    store.write(make_plan(days=3))
    assert not history.exists()


def test_a_version_can_be_put_in_its_place_again(tmp_path: Path) -> None:
    """Byte by byte, as the newest version; one that there is not is refused with those that there are."""
    store = PlanStore(tmp_path)
    store.write(make_plan(days=1))
    before = contents(store.path(FIRST_DAY))
    store.write(make_plan(days=2))
    assert read_version(tmp_path, FIRST_DAY, 1).days == 1
    restore_version(tmp_path, FIRST_DAY, 1)
    assert contents(store.path(FIRST_DAY)) == before
    assert [one.number for one in versions_of(tmp_path, FIRST_DAY)] == [1, 2, 3]
    with pytest.raises(InputError) as refused:
        restore_version(tmp_path, FIRST_DAY, 7)
    assert [finding.code for finding in refused.value.findings] == ["version_missing"]
    for language in LANGUAGES:
        assert "1, 2, 3" in refused.value.sentences(language)[0]


@pytest.mark.parametrize("existing", [True, False])
def test_a_failed_write_changes_nothing(
    tmp_path: Path, existing: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a file cannot be written, the plan that was there is untouched and nothing is left behind."""
    store = PlanStore(tmp_path)
    if existing:
        store.write(make_plan())
    before = contents(tmp_path)

    written: list[Path] = []

    def fails(path: Path, content: bytes) -> None:
        written.append(path)
        if len(written) == 4:
            path.write_bytes(content[:10])
            raise OSError("disk full")
        path.write_bytes(content)

    monkeypatch.setattr(atomic_files, "write_durably", fails)
    with pytest.raises(OSError, match="disk full"):
        store.write(make_plan(days=3))
    assert contents(tmp_path) == before
    assert store.plans() == ([FIRST_DAY] if existing else [])


@pytest.mark.parametrize(("existing", "failing"), [(True, 1), (True, 2), (True, 3), (False, 1), (False, 2)])
def test_a_failed_rename_puts_the_old_plan_back(
    tmp_path: Path, existing: bool, failing: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever of the renames fails, the old plan is in its place and the new one is gone."""
    store = PlanStore(tmp_path)
    if existing:
        store.write(make_plan())
    before = contents(tmp_path)
    rename = Path.rename
    calls = []

    def fails_once(path: Path, target: Path) -> Path:
        calls.append(path)
        if len(calls) == failing:
            raise PermissionError("opened in a spreadsheet")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fails_once)
    with pytest.raises(PermissionError):
        store.write(make_plan(days=3))
    assert contents(tmp_path) == before


def test_leftovers_of_a_killed_write(tmp_path: Path) -> None:
    """A folder that was not whole is no plan, and is gone after the next look."""
    store = PlanStore(tmp_path)
    store.write(make_plan())
    before = contents(store.folder)
    for state in ("partial", "whole"):
        leftover = store.folder / f".2026-11-09.{state}-123"
        leftover.mkdir()
        (leftover / "roster.csv").write_text("half", encoding="utf-8")
    (store.folder / ".2026-11-16.partial-7").mkdir()
    assert store.plans() == [FIRST_DAY]
    assert contents(store.folder) == before
    assert not [entry for entry in store.folder.iterdir() if entry.name.startswith(".2")]


def test_killed_between_the_two_renames(tmp_path: Path) -> None:
    """An older program had moved the plan to its history, and the new one was whole: it takes its place on
    the next look."""
    store = PlanStore(tmp_path)
    store.write(make_plan(days=1))
    other = PlanStore(tmp_path / "other")
    new = other.write(make_plan(days=2))
    (store.folder / "history").mkdir()
    (store.folder / "2026-11-09").rename(store.folder / "history" / "2026-11-09-1")
    new.rename(store.folder / ".2026-11-09.whole-99")
    assert store.read(FIRST_DAY).days == 2
    assert (store.folder / "history" / "2026-11-09-1").is_dir()


def test_writers_at_the_same_time(tmp_path: Path) -> None:
    """Eight writers of the same day: one plan stands, all of them are versions, each of them whole."""
    plans = [make_plan(worked=((f"agent{n}", 0, "day"),)) for n in range(8)]
    threads = [threading.Thread(target=PlanStore(tmp_path).write, args=(plan,)) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store = PlanStore(tmp_path)
    found = kept(tmp_path)
    agents = {files["roster.csv"].decode("utf-8-sig").splitlines()[1].split(",")[0] for files in found}
    assert agents == {f"agent{n}" for n in range(8)}
    assert all(len(files) == 6 for files in found)
    assert contents(store.path(FIRST_DAY)) == found[-1]


def test_without_earlier_plans(tmp_path: Path) -> None:
    """Nothing was worked before: empty tables with their columns, and no plan covers the day before."""
    store = PlanStore(tmp_path)
    store.write(make_plan())
    before = store.before(FIRST_DAY)
    assert (len(before.roster), len(before.activities), before.covers_day_before) == (0, 0, False)
    assert tuple(before.roster.columns) == ROSTER_COLUMNS
    assert tuple(before.activities.columns) == ACTIVITIES_COLUMNS


def test_the_plan_that_counts(tmp_path: Path) -> None:
    """For each date the plan that contains it and starts latest; the rest of an overlapped plan still counts.

    A covers 2-8 November, B 4-5, C (without roster) 6, D starts with the plan itself, E after it.
    """
    store = PlanStore(tmp_path)
    every_day = tuple(("a", offset, "day") for offset in range(7))
    store.write(make_plan(date(2026, 11, 2), 7, every_day))
    store.write(make_plan(date(2026, 11, 4), 2, (("b", 0, "night"),)))
    store.write(replace(make_plan(date(2026, 11, 6), 1), roster=None, activities=None))
    store.write(make_plan(date(2026, 11, 9), 7, every_day))
    store.write(make_plan(date(2026, 11, 16), 7, every_day))
    before = store.before(date(2026, 11, 9))
    assert [(row.date.day, row.agent_id) for row in before.roster.itertuples()] == [
        (2, "a"),
        (3, "a"),
        (4, "b"),
        (6, "a"),
        (7, "a"),
        (8, "a"),
    ]
    assert before.covers_day_before
    # two activities in each of those shifts, and none of the shifts of A that B replaced
    assert len(before.activities) == 2 * len(before.roster)
    worked = before.activities[before.activities["agent_id"] == "a"]["start"].dt.day.unique().tolist()
    assert worked == [2, 3, 6, 7, 8]


def test_a_night_shift_reaches_into_the_plan(tmp_path: Path) -> None:
    """The last night before the plan comes with what is done in it after midnight."""
    store = PlanStore(tmp_path)
    store.write(make_plan(date(2026, 11, 8), 1, (("a", 0, "night"),)))
    before = store.before(FIRST_DAY)
    assert before.roster["end"].tolist() == [pd.Timestamp("2026-11-09T06:00")]
    assert before.activities["end"].tolist() == [
        pd.Timestamp("2026-11-09T02:00"),
        pd.Timestamp("2026-11-09T06:00"),
    ]


def test_shifts_inside_a_longer_plan_are_cut(tmp_path: Path) -> None:
    """Of a plan that runs on into the new one, only what starts before the new one counts."""
    store = PlanStore(tmp_path)
    store.write(make_plan(date(2026, 11, 6), 7, tuple(("a", offset, "day") for offset in range(7))))
    before = store.before(FIRST_DAY)
    assert [day.day for day in before.roster["date"]] == [6, 7, 8]
    assert before.activities["start"].max() < pd.Timestamp(FIRST_DAY)


def test_deferred_work_of_the_plan_before(tmp_path: Path) -> None:
    """Its rows up to midnight and the first one after it, of the plan that counts; its files matter."""
    store = PlanStore(tmp_path)
    plan = make_plan(date(2026, 11, 7), 3)
    assert plan.requirement is not None
    assert plan.coverage is not None
    of_tickets = (plan.requirement["queue"] == "aftersale").to_numpy()
    cases, waiting = np.where(of_tickets, 4.5, np.nan), np.where(of_tickets, 7.25, np.nan)
    store.write(
        replace(
            plan,
            requirement=plan.requirement.assign(arrived=cases, due=cases),
            coverage=plan.coverage.assign(backlog=waiting),
        )
    )
    rows = store.before(FIRST_DAY).deferred
    assert rows is not None
    assert rows["queue"].unique().tolist() == ["aftersale"]
    assert rows["timestamp"].iloc[[0, -1]].tolist() == [pd.Timestamp("2026-11-07"), pd.Timestamp(FIRST_DAY)]
    assert (rows["arrived"].eq(4.5) & rows["backlog"].eq(7.25)).all()
    names = {path.name for path in store.files_of(FIRST_DAY) if path.parent.name == "2026-11-07"}
    assert {"requirement.csv", "coverage.csv"} <= names
    # Without such work nothing is read, and a plan that does not contain the day before says nothing.
    assert store.before(date(2026, 11, 12)).deferred is None
    store.write(make_plan(date(2026, 11, 8), 1))
    assert store.before(FIRST_DAY).deferred is None


def test_an_adopted_roster(tmp_path: Path) -> None:
    """A roster alone, without activities and summary, counts up to its last date; a gap is not covered."""
    store = PlanStore(tmp_path)
    adopted = make_plan(date(2026, 11, 2), 6, (("a", 0, "day"), ("a", 5, "day")))
    bare = replace(adopted, forecast=None, requirement=None, coverage=None, activities=None, summary=None)
    store.write(bare)
    before = store.before(FIRST_DAY)
    assert ([day.day for day in before.roster["date"]], len(before.activities)) == ([2, 7], 0)
    assert not before.covers_day_before
    assert store.before(date(2026, 11, 8)).covers_day_before


def test_from_which_day_on_everything_is_known(tmp_path: Path) -> None:
    """Back to the first gap between plans, and only as far as is looked."""
    store = PlanStore(tmp_path)
    assert store.before(FIRST_DAY).covered_from is None
    for first_day, days in ((date(2026, 10, 5), 7), (date(2026, 10, 13), 14), (date(2026, 10, 27), 13)):
        store.write(make_plan(first_day, days))
    assert store.before(FIRST_DAY).covered_from == date(2026, 10, 13)
    assert store.before(date(2026, 10, 12)).covered_from == date(2026, 10, 5)
    store.write(make_plan(date(2026, 10, 12), 1))
    store.write(make_plan(date(2026, 9, 1), 34))
    assert store.before(FIRST_DAY).covered_from == date(2026, 9, 1)
    for first_day in (date(2026, 7, 1), date(2026, 8, 1)):
        store.write(make_plan(first_day, 31))
    assert store.before(FIRST_DAY).covered_from == FIRST_DAY - timedelta(days=98)


def test_how_far_back(tmp_path: Path) -> None:
    """A quarter and a week: a plan that ended earlier is not even read, one that reaches into them is cut."""
    store = PlanStore(tmp_path)
    long_ago = FIRST_DAY - timedelta(days=110)
    store.write(make_plan(long_ago, 42, tuple(("a", offset, "day") for offset in range(42))))
    older = FIRST_DAY - timedelta(days=139)
    (store.write(make_plan(older)) / "roster.csv").write_text("nonsense", encoding="utf-8")
    before = store.before(FIRST_DAY)
    assert min(before.roster["date"]) == FIRST_DAY - timedelta(days=98)
    assert max(before.roster["date"]) == long_ago + timedelta(days=41)


def test_an_earlier_plan_that_cannot_be_read(tmp_path: Path) -> None:
    """It is not passed over in silence: rest and weekly hours would be wrong."""
    store = PlanStore(tmp_path)
    (store.write(make_plan(date(2026, 11, 2), 7)) / "roster.csv").write_text("nonsense", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        store.before(FIRST_DAY)
    assert caught.value.findings[0].file == "plans/2026-11-02/roster.csv"


def test_a_writer_that_hangs_stops_no_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who only reads sees what there is, though an unfinished write and its lock lie there for ever."""
    store = PlanStore(tmp_path)
    store.write(make_plan(days=2))
    (store.folder / f".{FIRST_DAY}.partial-1").mkdir()
    monkeypatch.setattr(store_module, "LONGEST_PAUSE", 0.05)
    ready, done = threading.Event(), threading.Event()

    def hang() -> None:
        with store_module.locked(store.folder):
            ready.set()
            done.wait(60)

    writer = threading.Thread(target=hang)
    writer.start()
    try:
        assert ready.wait(10)
        assert store.plans() == [FIRST_DAY]
        assert store.read(FIRST_DAY).days == 2
    finally:
        done.set()
        writer.join()
    assert store.plans() == [FIRST_DAY]
    assert not (store.folder / f".{FIRST_DAY}.partial-1").exists()


def test_a_plan_that_another_wrote_meanwhile_stays(tmp_path: Path) -> None:
    """Who computed on what lay there before is refused and told which version keeps the result."""
    store = PlanStore(tmp_path)
    plan = replace(make_plan(days=2), summary={"objective": 1})
    store.write_or_keep_aside(plan, lambda: None)
    store.write(replace(plan, summary={"objective": 2}))

    def refuse() -> None:
        raise OutdatedError(("locks.csv", f"plans/{FIRST_DAY}/summary.json"))

    with pytest.raises(OutdatedError) as refused:
        store.write_or_keep_aside(replace(plan, summary={"objective": 3}), refuse)
    assert isinstance(refused.value.__cause__, OutdatedError)
    assert refused.value.changed == ("locks.csv", f"plans/{FIRST_DAY}/summary.json")
    assert refused.value.kept is not None
    assert refused.value.kept.number == 3
    assert (read_version(tmp_path, FIRST_DAY, 3).summary or {})["objective"] == 3
    assert (store.read(FIRST_DAY).summary or {})["objective"] == 2
    for language in LANGUAGES:
        (sentence,) = refused.value.sentences(language)
        wanted = (
            *refused.value.changed,
            f"--start {FIRST_DAY}@3",
            f"restore DIR --from {FIRST_DAY} --saved 3",
        )
        assert all(name in sentence for name in wanted)
    with pytest.raises(OutdatedError) as refused:
        store.write_or_keep_aside(replace(plan, roster=None), refuse)
    for language in LANGUAGES:
        (sentence,) = refused.value.sentences(language)
        assert all(name in sentence for name in (*refused.value.changed, "--saved 4"))
        assert "--start" not in sentence
    store.write_or_keep_aside(plan, lambda: None)
    assert (store.read(FIRST_DAY).summary or {})["objective"] == 1
    assert [one.kind for one in versions_of(tmp_path)] == ["saved", "saved", "aside", "aside", "saved"]


def test_what_people_were_told_last(tmp_path: Path) -> None:
    """The newest version with a roster that lay in its place; one that was kept aside did not."""
    store = PlanStore(tmp_path)
    assert store.newest_with_roster(FIRST_DAY) is None
    store.write(make_plan(days=2))
    store.write(replace(make_plan(days=3), roster=None))

    def refuse() -> None:
        raise OutdatedError(("locks.csv",))

    with pytest.raises(OutdatedError):
        store.write_or_keep_aside(make_plan(days=4), refuse)
    told = store.newest_with_roster(FIRST_DAY)
    assert told is not None
    assert told.days == 2
