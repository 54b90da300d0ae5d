"""mapping.csv is proposed from a platform's own lists, and nothing is guessed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from peakroster.exports.dispatch import SYSTEMS
from peakroster.push.client import Listed
from peakroster.push.lists import Lists, read_lists, span_of
from peakroster.push.mapping import Proposals, propose, write_proposals
from peakroster.push.pushing import online_lists
from peakroster.shop.model import MappingRow, ShopFolder
from peakroster.tables.findings import InputError
from tests.peakroster.exports.conftest import agent, make_shop
from tests.peakroster.push.worlds import World


def shop_of(folder: Path, *people: tuple[str, str], rows: tuple[MappingRow, ...] = ()) -> ShopFolder:
    agents = [agent(id, name, n) for n, (id, name) in enumerate(people, 2)]
    return make_shop(folder, agents=agents, mapping=rows)


def proposed(found: Proposals) -> set[tuple[str, str, str]]:
    return {(each.local_id, each.theirs.id, each.way) for each in found.proposed}


def unclear(found: Proposals) -> dict[str, list[str]]:
    return {each.local_id: [one.id for one in each.candidates] for each in found.open}


def test_people_by_id_then_number_then_name(tmp_path: Path) -> None:
    """What is nearer to the platform's own goes first."""
    shop = shop_of(tmp_path, ("u1", "王芳"), ("007", "李雷"), ("A3", "韩 梅梅"), ("A4", "没有"))
    people = (Listed("u1", "别名"), Listed("x7", "李雷", "007"), Listed("x3", "韩梅梅"), Listed("x9", "旁人"))
    found = propose(shop, SYSTEMS["dingtalk"], Lists(people, ()))
    assert proposed(found) == {("u1", "u1", "id"), ("007", "x7", "number"), ("A3", "x3", "name")}
    assert [each.local_id for each in found.proposed if each.other_name] == ["u1"]
    assert unclear(found)["A4"] == []


def test_several_people_of_one_name(tmp_path: Path) -> None:
    """On either side: nobody is proposed, and the candidates are named."""
    shop = shop_of(tmp_path, ("A1", "王芳"), ("A2", "李雷"), ("A3", "李雷"))
    people = (Listed("x1", "王芳"), Listed("x2", "王芳"), Listed("x3", "李雷"))
    found = propose(shop, SYSTEMS["wecom"], Lists(people, ()))
    assert proposed(found) == set()
    assert unclear(found) == {"A1": ["x1", "x2"], "A2": ["x3"], "A3": ["x3"], "早班": [], "夜班": []}


def test_an_id_of_one_that_is_the_number_of_another(tmp_path: Path) -> None:
    """The user id goes first, as the table says it does; the other is nobody's."""
    shop = shop_of(tmp_path, ("7", "王芳"))
    found = propose(shop, SYSTEMS["wecom"], Lists((Listed("7", "李雷"), Listed("x", "王芳", "7")), ()))
    assert proposed(found) == set()
    assert sorted(unclear(found)["7"]) == ["7", "x"]


def test_what_is_there_is_nobody_else_s(tmp_path: Path) -> None:
    """Mapped rows are not proposed again, and their ids are taken: the other of two is found."""
    rows = (MappingRow("agent", "钉钉", "A1", "x1", 2),)
    shop = shop_of(tmp_path, ("A1", "王芳"), ("A2", "王芳"), rows=rows)
    people = (Listed("x1", "王芳"), Listed("x2", "王芳"))
    found = propose(shop, SYSTEMS["dingtalk"], Lists(people, ()))
    assert (found.there, proposed(found)) == (1, {("A2", "x2", "name")})
    assert found.single == ("group", "operator")


def test_shifts_by_name_then_hours(tmp_path: Path) -> None:
    """Hours may stand in the name; ids that are no shift of the platform are left out."""
    shop = shop_of(tmp_path)
    by_hours = Lists((), (Listed("8", "A 08:00–16:30"), Listed("9", "B", hours="22:00-次日06:00")))
    assert proposed(propose(shop, SYSTEMS["dingtalk"], by_hours)) == {
        ("早班", "8", "hours"),
        ("夜班", "9", "hours"),
    }
    by_name = Lists((), (Listed("8", "早班", hours="22:00-30:00"), Listed("9", "夜班")))
    assert proposed(propose(shop, SYSTEMS["dingtalk"], by_name)) == {
        ("早班", "8", "name"),
        ("夜班", "9", "name"),
    }
    rest = Lists((), (Listed("1", "早班"), Listed("x", "夜班")))
    assert proposed(propose(shop, SYSTEMS["dingtalk"], rest)) == set()
    two = Lists((), (Listed("8", "A", hours="08:00-16:30"), Listed("9", "B", hours="08:00-16:30")))
    assert unclear(propose(shop, SYSTEMS["dingtalk"], two))["早班"] == ["8", "9"]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("08:00-16:30", (480, 990)),
        ("夜班 22:00～次日6:00", (1320, 1800)),
        ("22:00-06:00", (1320, 1800)),
        ("22:00-30:00", (1320, 1800)),
        ("9点", None),
    ],
)
def test_spans(text: str, span: tuple[int, int] | None) -> None:
    """Of hours as platforms write them."""
    assert span_of(text) == span


def test_the_platform_s_own_lists(world: World) -> None:
    """Page by page and department by department; ids, names, numbers, and hours where there are some."""
    world.server.staff |= {f"x{n}": (f"旁人{n}", "") for n in range(8)}
    lists, warnings = online_lists(world.roster.shop, world.platform, world.around())
    assert {each.id: each.name for each in lists.people} == {k: v[0] for k, v in world.server.staff.items()}
    assert {each.id: each.name for each in lists.shifts} == {"11": "早班", "12": "夜班"}
    numbers = {each.job_number for each in lists.people}
    assert numbers == ({""} if world.platform == "wecom" else {"", "000", "001", "002"})
    if world.platform != "dingtalk":
        assert [span_of(each.hours) for each in lists.shifts] == [(480, 990), (1320, 1800)]
    assert warnings == []
    assert world.server.broken_rules == []


def test_online_needs_credentials_and_an_operator(world: World) -> None:
    """Everything at once; a platform without such calls needs a file."""
    shop = replace(world.roster.shop, mapping=())
    with pytest.raises(InputError) as problem:
        online_lists(shop, world.platform, world.around(environment={}))
    codes = [found.code for found in problem.value.findings]
    assert codes.count("push_no_credential") == 2
    assert ("unmapped_operator" in codes) is (world.platform == "dingtalk")
    with pytest.raises(InputError) as problem:
        online_lists(shop, "odoo", world.around())
    assert [found.code for found in problem.value.findings] == ["mapping_needs_file"]


def test_lists_from_files(tmp_path: Path) -> None:
    """CSV and Excel, headers as platforms export them; ids stay text."""
    people = tmp_path / "people.csv"
    people.write_text("员工UserID,姓名,工号\nu1,王芳,007\n", encoding="utf-8-sig")
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (
        ["类别", "编号", "名称", "时间"],
        ["班次", "0012", "早班", ""],
        ["", "13", "晚", "15:00-24:00"],
    ):
        book.active.append(row)
    book.save(tmp_path / "shifts.xlsx")
    lists = read_lists([people, tmp_path / "shifts.xlsx"])
    assert lists.people == (Listed("u1", "王芳", "007"),)
    assert lists.shifts == (Listed("0012", "早班"), Listed("13", "晚", hours="15:00-24:00"))


def test_broken_lists(tmp_path: Path) -> None:
    """All that is wrong, with row and column."""
    file = tmp_path / "list.csv"
    file.write_text("kind,id,name,hours\ngroup,1,a,\nshift,2,b,morning\n,,c,\n", encoding="utf-8")
    with pytest.raises(InputError) as problem:
        read_lists([file, tmp_path / "none.csv"])
    found = {(each.code, each.row) for each in problem.value.findings}
    assert found == {
        ("unknown_kind", 2),
        ("mapping_bad_hours", 3),
        ("missing_value", 4),
        ("no_such_file", None),
    }


def test_rows_are_added_and_the_others_stay(tmp_path: Path) -> None:
    """Byte by byte; twice adds nothing."""
    text = "平台,类别,本地编号,平台编号,备注\r\n钉钉,员工,A1,x1,老员工\r\n"
    (tmp_path / "mapping.csv").write_text(text, encoding="utf-8", newline="")
    rows = (MappingRow("agent", "钉钉", "A1", "x1", 2),)
    shop = shop_of(tmp_path, ("A1", "王芳"), ("A2", "李雷"), rows=rows)
    found = propose(shop, SYSTEMS["dingtalk"], Lists((Listed("x2", "李雷"),), ()))
    assert write_proposals(shop, found) == 1
    lines = (tmp_path / "mapping.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[1:] == ["钉钉,员工,A1,x1,老员工", "dingtalk,agent,A2,x2,"]


def test_a_file_that_would_contradict_itself_is_not_written(tmp_path: Path) -> None:
    """Somebody else has given the id away since the shop was read."""
    shop = shop_of(tmp_path, ("A1", "王芳"), ("A2", "李雷"))
    found = propose(shop, SYSTEMS["dingtalk"], Lists((Listed("x2", "李雷"),), ()))
    content = "kind,platform,local_id,platform_id\nagent,dingtalk,A1,x2\n"
    (tmp_path / "mapping.csv").write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as problem:
        write_proposals(shop, found)
    assert [each.code for each in problem.value.findings] == ["mapping_shared"]
    assert (tmp_path / "mapping.csv").read_text(encoding="utf-8") == content
