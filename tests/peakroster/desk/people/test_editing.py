"""Tables of people: only what was touched is written, and everything wrong is told before."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from peakroster.desk.people.editing import TableChange, preview_change, write_change
from peakroster.desk.people.origins import person_lines, person_values
from peakroster.desk.people.pasting import read_pasted
from peakroster.desk.people.tables import SECTIONS, read_people_table
from peakroster.desk.roster import open_desk
from peakroster.messages import Translator
from peakroster.shop.folder import read_shop
from peakroster.store.log import logged_changes
from peakroster.store.outdated import OutdatedError
from peakroster.store.undo import undo, undoable
from peakroster.tables.findings import InputError
from tests.ui.conftest import FIRST_DAY


def text_of(shop: Path, name: str = "agents.csv") -> str:
    return (shop / name).read_bytes().decode("utf-8-sig")


def test_every_section_is_read(shop: Path) -> None:
    """Texts as they stand in the files; leave and wishes apart."""
    tables = {section: read_people_table(shop, section) for section in SECTIONS}
    assert [len(tables[section].rows) for section in SECTIONS] == [6, 6, 6, 0, 1, 1]
    assert tables["leave"].cells.to_dict("records") == [
        {"agent_id": "006", "date": "2026-11-11", "kind": "leave", "hours": "", "until": "", "status": ""}
    ]
    assert tables["skills"].cells.at[0, "skills"] == "presale;aftersale"
    assert tables["wishes"].rows == (3,)


def test_kinds_of_contract_are_made_pasted_and_named(shop: Path) -> None:
    """The table is made where there is none; people choose among its kinds, and say what is their own."""
    table = read_people_table(shop, "contracts")
    pasted = read_pasted(table, "合同\t最少周工时\t最多周工时\t时薪\n全职\t40\t44\t30\n学生\t\t20\t\n")
    assert pasted.problems == ()
    assert preview_change(table, pasted.change).problems == ()
    write_change(table, pasted.change)
    dated = read_people_table(shop, "contracts")
    pasted = read_pasted(dated, "学生\t2026-11-01\t2026-12-31\t\t32\n全职\t\t\t38\n")
    assert (len(pasted.change.added), dict(pasted.change.changed)) == (
        1,
        {0: {"contract": "全职", "from": "", "until": "", "min_hours_week": "38"}},
    )
    dates = "学生,2026-11-01,2026-12-31,,32,\n"
    (shop / "contracts.csv").write_text(text_of(shop, "contracts.csv").replace("40,44", "38,44") + dates)
    lines = text_of(shop).splitlines()
    cells = ["contract,leader,hourly_cost", "学生,是,", "全职,,33", *[",,"] * 4]
    own = (line.rsplit(",", 1)[0] for line in lines)
    (shop / "agents.csv").write_text("\n".join(map(",".join, zip(own, cells, strict=True))) + "\n")
    assert read_people_table(shop, "team").contracts == ("全职", "学生")
    found = read_shop(shop, history_required=False)
    assert [one.max_hours_week for one in found.agents[:2]] == [20, 44]
    values = {one.column: (one.text, one.origin) for one in person_values(found, "002", FIRST_DAY)}
    assert values["hourly_cost"] == ("33", "own")
    assert values["min_hours_week"] == ("38", "contract")
    assert person_values(found, "001", FIRST_DAY)[0].text == "32"
    (line, *later) = person_lines(found, "001", date(2026, 10, 1), Translator("zh"))
    assert (line.strip(), later) == (
        "组长",
        ["2026-11-01 起：学生，每周 0–32 小时", "2027-01-01 起：学生，每周 0–20 小时"],
    )
    wrong = preview_change(read_people_table(shop, "team"), TableChange({2: {"contract": "临时"}}))
    assert [one.finding.code for one in wrong.problems] == ["unknown_contract"]


def test_a_paste_of_a_whole_company_is_refused(shop: Path) -> None:
    """At once, with what to do instead."""
    pasted = read_pasted(read_people_table(shop, "team"), "001\t王芳\n" * 100_000)
    assert [one.code for one in pasted.problems] == ["paste_too_long"]


def test_only_touched_cells_are_written(shop: Path) -> None:
    """A column that the file lacks is added behind the others; rows and other cells stay."""
    table = read_people_table(shop, "contract")
    change = TableChange({1: {"max_hours_week": "40", "name": "李强"}, 2: {"hourly_cost": "30"}})
    preview = preview_change(table, change)
    assert [(one.agent, one.name, one.column, one.before, one.after) for one in preview.differences] == [
        ("002", "李强", "max_hours_week", "", "40")
    ]
    assert preview.problems == ()
    write_change(table, change, "合同改为 40 小时")
    lines = text_of(shop).splitlines()
    assert lines[0] == "agent_id,name,skills,hourly_cost,max_hours_week"
    assert lines[2] == "002,李强,presale,30,40"
    assert lines[1] == "001,王芳,presale;aftersale,30"
    entry = logged_changes(shop)[0].entry
    assert (entry.kind, entry.what, entry.note) == ("people", "agents.csv", "合同改为 40 小时")


def test_problems_name_person_row_and_column_all_at_once(shop: Path) -> None:
    """In this file and in others that refer to it; nothing is written."""
    before = text_of(shop)
    table = read_people_table(shop, "skills")
    change = TableChange(
        {1: {"skills": "presal"}, 3: {"hours": "8am"}}, frozenset({5}), [{"agent_id": "007", "name": "赵六"}]
    )
    found = preview_change(table, change).problems
    told = {
        (one.finding.code, one.finding.file, one.finding.row, one.finding.column, one.name) for one in found
    }
    assert told == {
        ("unknown_queue", "agents.csv", 3, "skills", "李强"),
        ("bad_window", "agents.csv", 5, "hours", "刘洋"),
        ("missing_value", "agents.csv", 7, "skills", ""),
        ("unknown_agent", "requests.csv", 2, "agent_id", ""),
    }
    with pytest.raises(InputError):
        write_change(table, change)
    assert text_of(shop) == before


def test_who_goes_and_still_has_shifts_is_told(shop: Path) -> None:
    """Before it counts; 006 is named in requests.csv, so that is a problem as well."""
    plan = open_desk(shop, FIRST_DAY).plan
    assert plan.roster is not None
    worker = str(plan.roster["agent_id"].iloc[0])
    table = read_people_table(shop, "team")
    place = list(table.cells["agent_id"]).index(worker)
    preview = preview_change(table, TableChange(removed=frozenset({place})), plan)
    assert preview.gone[0][0] == worker
    assert preview.gone[0][2] >= 1


def test_a_file_that_changed_meanwhile_is_not_written_over(shop: Path) -> None:
    """The table is a stretch of rows of the file as it was read."""
    table = read_people_table(shop, "contract")
    write_change(read_people_table(shop, "contract"), TableChange({0: {"hourly_cost": "35"}}))
    with pytest.raises(OutdatedError):
        write_change(table, TableChange({1: {"hourly_cost": "36"}}))
    assert "36" not in text_of(shop)


def test_taken_back(shop: Path) -> None:
    """The file holds its bytes of before; taken back twice is told, and so is what was changed since."""
    before = (shop / "agents.csv").read_bytes()
    write_change(read_people_table(shop, "contract"), TableChange({0: {"hourly_cost": "35"}}))
    change = logged_changes(shop)[0]
    assert undoable(shop, change)
    undo(shop, change.id)
    assert (shop / "agents.csv").read_bytes() == before
    assert logged_changes(shop)[0].entry.kind == "undo"
    with pytest.raises(InputError) as raised:
        undo(shop, change.id)
    assert raised.value.findings[0].code == "undo_not_possible"
    with pytest.raises(InputError) as raised:
        undo(shop, 4711)
    assert raised.value.findings[0].code == "undo_missing"


def test_leave_is_added_changed_and_removed(shop: Path) -> None:
    """The wish beside it stays; a file of requests may be emptied of leave."""
    table = read_people_table(shop, "leave")
    write_change(
        table, TableChange({}, frozenset({0}), [{"agent_id": "001", "date": "2026-11-12", "kind": "年假"}])
    )
    assert text_of(shop, "requests.csv").splitlines() == [
        "agent_id,date,kind",
        "002,2026-11-11,prefer_off",
        "001,2026-11-12,年假",
    ]
    assert read_people_table(shop, "leave").chinese


def test_a_range_with_headers(shop: Path) -> None:
    """In any order, in Chinese, with columns that are not meant; people by name, and somebody new."""
    table = read_people_table(shop, "contract")
    text = "姓名\t部门\t最多周工时\r\n李强\t一\t40\r\n王芳\t一\t\r\n赵六\t一\t20\r\n"
    pasted = read_pasted(table, text)
    assert pasted.problems == ()
    assert pasted.ignored == ("部门",)
    assert pasted.same == 1
    assert pasted.change.changed == {1: {"name": "李强", "max_hours_week": "40"}}
    assert pasted.change.added == [{"name": "赵六", "max_hours_week": "20"}]


def test_a_range_without_headers(shop: Path) -> None:
    """The columns are those of the table; a day that stands there already is not added again."""
    table = read_people_table(shop, "leave")
    pasted = read_pasted(table, "006\t2026-11-11\tleave\n王芳\t2026-11-12\t年假\t上午\n")
    assert pasted.same == 1
    assert pasted.change.added == [{"agent_id": "001", "date": "2026-11-12", "kind": "年假", "hours": "上午"}]


def test_what_a_range_cannot_mean(shop: Path) -> None:
    """All rows at once, each with its number."""
    table = read_people_table(shop, "leave")
    pasted = read_pasted(table, "\t2026-11-11\tleave\n001\t2026-11-12\tleave\t\t\t\t\tx\n")
    assert [(one.code, one.row) for one in pasted.problems] == [("paste_who", 1), ("paste_too_wide", 2)]
    assert read_pasted(table, "  \n").change == TableChange()


def test_a_pasted_range_is_written(shop: Path) -> None:
    """As read back by the shop."""
    table = read_people_table(shop, "skills")
    write_change(table, read_pasted(table, "工号\t技能\n002\tpresale;aftersale\n003\t售后").change)
    skills = {agent.id: agent.skills for agent in read_shop(shop, history_required=False).agents}
    assert (skills["002"], skills["003"]) == (("presale", "aftersale"), ("aftersale",))
