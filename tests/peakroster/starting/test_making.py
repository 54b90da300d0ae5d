"""A shop of five answers and of files: short, without anybody invented, whole or not at all."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from peakroster.messages import LANGUAGES, Translator
from peakroster.planning.forecast import sale_entry as sales
from peakroster.shop.folder import read_history_alone, read_shop
from peakroster.shop.new_folder import new_shop
from peakroster.starting.drafting import Answers, shop_files
from peakroster.starting.files import files_among, look_at
from peakroster.starting.kinds import BY_ID, KINDS, kind_called, kind_in
from peakroster.starting.making import Prepared, make, prepare
from peakroster.starting.missing import missing
from peakroster.starting.people import people_named
from peakroster.starting.shifts import proposed_shifts
from peakroster.tables.findings import InputError
from scheduler.domain.windows import Window
from tests.peakroster.importing.material import NAMES, history_file, matrix_file, staff_file, workbook

ZH = Translator("zh")
TODAY = date(2026, 5, 1)


def answers(kind: str = "pdd", **more: object) -> Answers:
    chosen = BY_ID[kind]
    return Answers("小店", chosen, chosen.open, ("张伟", "王芳"), proposed_shifts(chosen.open), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [kind.id for kind in KINDS])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_platform_makes_a_shop_that_can_be_read(tmp_path: Path, kind: str, language: str) -> None:
    """Short settings, a word on each, and only the people who were named."""
    folder = tmp_path / "shop"
    files, written = make(folder, prepare(answers(kind), Translator(language)))
    assert (files, written) == (["agents.csv", "shifts.csv", "shop.toml"], None)
    text = (folder / "shop.toml").read_text("utf-8")
    assert len(text.splitlines()) < 25
    settings = tomllib.loads(text)
    assert all("#" in line for line in text.splitlines() if " = " in line and not line.startswith("target"))
    shop = read_shop(folder, history_required=False)
    assert [agent.id for agent in shop.agents] == ["001", "002"]
    assert settings["queues"][0]["open"]
    assert missing(folder) == ("history",)


def test_without_people_nobody_is_invented(tmp_path: Path) -> None:
    """Neither in a shop of answers nor in the one of all settings; what is missing is told first."""
    make(tmp_path / "short", prepare(Answers("x", KINDS[0], KINDS[0].open), ZH))
    new_shop(tmp_path / "full")
    for name in ("short", "full"):
        folder = tmp_path / name
        assert missing(folder) == ("history", "people", "shifts")
        with pytest.raises(InputError) as caught:
            read_shop(folder, history_required=False)
        assert {finding.file for finding in caught.value.findings} == {"agents.csv", "shifts.csv"}
        for table in folder.glob("*.csv"):
            assert len(table.read_text("utf-8-sig").splitlines()) == 1


def test_files_make_a_shop_that_plans(tmp_path: Path) -> None:
    """History, staff and last week's roster: shifts by the roster's names, one question, then whole."""
    files = (history_file(tmp_path), staff_file(tmp_path), matrix_file(tmp_path))
    seen = look_at(files)
    assert {"history", "staff", "roster"} <= seen.kinds
    shifts = proposed_shifts(KINDS[0].open, seen.roster_shifts)
    assert {shift.name for shift in shifts} == set(seen.roster_shifts) != set()
    chosen = Answers("小店", KINDS[0], KINDS[0].open, (), shifts, seen.queues)
    prepared = prepare(chosen, ZH, files, today=date(2026, 12, 1))
    assert [question.key for question in prepared.understanding.questions] == ["id"]  # type: ignore[union-attr]
    with pytest.raises(ValueError, match="open"):
        make(tmp_path / "shop", prepared)
    prepared = prepare(chosen, ZH, files, {"id": "serial"}, today=date(2026, 12, 1))
    assert {change.stem for change in prepared.changes} == {"history", "contracts", "agents", "roster"}
    _, written = make(tmp_path / "shop", prepared, today=date(2026, 12, 1))
    assert written is not None
    assert len(written.adopted) == 1
    shop = read_shop(tmp_path / "shop")
    assert [shop.agent_names[agent.id] for agent in shop.agents] == list(NAMES)
    assert missing(tmp_path / "shop") == ()


def test_a_failed_import_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the folder, nor anything in one that was there and empty."""
    prepared = prepare(answers(), ZH, [history_file(tmp_path)], today=TODAY)
    (tmp_path / "there").mkdir()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("peakroster.starting.making.write", full)
    for name in ("new", "there"):
        with pytest.raises(OSError, match="space"):
            make(tmp_path / name, prepared, today=TODAY)
    assert not (tmp_path / "new").exists()
    assert list((tmp_path / "there").iterdir()) == []


def test_queues_of_the_history_become_those_of_the_shop(tmp_path: Path) -> None:
    """Named as the file names them, with the ids that the documents use."""
    rows = [
        ["时间", "队列", "咨询量"],
        *([f"2026-04-0{d} 1{h}:00", q, 5] for d in (1, 2) for h in (0, 1) for q in ("售前", "VIP")),
    ]
    seen = look_at([workbook(tmp_path / "拼多多咨询.xlsx", rows)])
    assert [(queue.id, queue.name) for queue in seen.queues] == [("presale", "售前"), ("VIP", "VIP")]
    assert seen.kind == BY_ID["pdd"]
    text = shop_files(answers(queues=seen.queues), ZH)["shop.toml"].decode()
    assert [queue["id"] for queue in tomllib.loads(text)["queues"]] == ["presale", "VIP"]


def test_hours_of_the_history_are_those_of_the_shop(tmp_path: Path) -> None:
    """By weekday in shop.toml, as long as nobody answers with others."""
    rows: list[list[object]] = [["时间", "咨询量"]]
    for day in pd.date_range("2026-03-02", periods=56):
        closes = 13 if day.weekday() == 5 else 9 if day.weekday() == 6 else 18
        rows += [[f"{day:%Y-%m-%d} {hour:02d}:00", 30 if 9 <= hour < closes else 0] for hour in range(24)]
    seen = look_at([workbook(tmp_path / "咨询量.xlsx", rows)])
    assert seen.hours == Window(540, 1080)
    for hours, weekly in ((Window(540, 1080), True), (Window(480, 1080), False)):
        chosen = Answers("小店", KINDS[0], hours, ("张伟",), proposed_shifts(hours), seen.queues_open(hours))
        (queue,) = tomllib.loads(shop_files(chosen, ZH)["shop.toml"].decode())["queues"]
        assert queue["name"] == "客服"
        assert queue["open"] == (
            {"mon-fri": "09:00-18:00", "sat": "09:00-13:00", "sun": "closed"} if weekly else "08:00-18:00"
        )
        folder = tmp_path / f"{weekly}"
        make(folder, prepare(chosen, ZH, seen.found.files, today=date(2026, 12, 1)))
        assert missing(folder) == ()


def test_a_night_without_customers_is_no_closing_time(tmp_path: Path) -> None:
    """Customers who write for 21 hours say nothing of who is there: the platform's hours are proposed."""
    rows: list[list[object]] = [["时间", "咨询量"]]
    for day in pd.date_range("2026-03-02", periods=35):
        rows += [[f"{day:%Y-%m-%d} {hour:02d}:00", 0 if 3 <= hour < 6 else 30] for hour in range(24)]
    seen = look_at([workbook(tmp_path / "咨询量.xlsx", rows)])
    assert (seen.hours, seen.queues) == (None, ())


def test_platforms_are_known_by_their_names() -> None:
    """In any case, by number, and in titles that name one alone."""
    assert [kind_called(word) for word in ("拼多多", " PDD ", "3", "淘宝网店")] == [BY_ID["pdd"]] * 3 + [None]
    assert kind_in(["百家好物拼多多店 2026年"]) == BY_ID["pdd"]
    assert kind_in(["天猫和京东"]) is kind_in(["咨询量"]) is None


def test_people_are_named_as_they_are_typed() -> None:
    """Spaces between Chinese names, commas between others; a number is nobody."""
    assert people_named("张伟 王芳、李娜") == ("张伟 王芳", "李娜")
    assert people_named("张伟 王芳") == ("张伟", "王芳")
    assert people_named("Ann Lee, Bob") == ("Ann Lee", "Bob")
    assert people_named("") == ()
    with pytest.raises(InputError):
        people_named("12")


def test_a_folder_stands_for_its_tables(tmp_path: Path) -> None:
    """Those that could be read; not what a spreadsheet keeps open, nor pictures."""
    for name in ("a.xlsx", "~$a.xlsx", "b.png", "c.csv"):
        (tmp_path / name).write_bytes(b"")
    assert [path.name for path in files_among([tmp_path])] == ["a.xlsx", "c.csv"]


def test_sales_are_entered_once(tmp_path: Path) -> None:
    """As one change of events.csv; a second time nothing is new. A shop without people is enough."""
    folder = tmp_path / "shop"
    make(folder, Prepared(shop_files(Answers("x", KINDS[0], KINDS[0].open), ZH)))
    assert sales.sales_to_confirm(folder) == ()
    from datetime import datetime

    from peakroster.planning.forecast.sale_proposals import SaleProposal

    one = SaleProposal(
        "double12-2026",
        "double12",
        datetime(2026, 12, 11, 20),
        datetime(2026, 12, 13),
        None,
        True,
        date(2026, 12, 12),
    )
    assert sales.enter_sales(folder, [(one, 2.5)]) == 1
    assert sales.enter_sales(folder, [(one, 2.5)]) == 0
    (event,) = read_history_alone(folder).events
    assert (event.name, event.uplift) == ("double12-2026", 2.5)
