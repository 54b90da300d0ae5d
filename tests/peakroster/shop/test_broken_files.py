"""Files, headers and rows that are not what they should be."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from peakroster.shop.folder import read_shop
from peakroster.tables.findings import InputError
from tests.peakroster.shop.shops import (
    AGENTS,
    EVENTS,
    GOOD,
    HISTORY,
    LOCKS,
    SETTINGS,
    SHIFTS,
    Case,
    changed,
    check,
    findings_of,
    findings_of_case,
    last_row,
    with_row,
    write_shop,
)

pytestmark = pytest.mark.slow


def workbook(rows: list[list[object]]) -> bytes:
    """An .xlsx with these cells."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


LOCKS_BOOK = workbook([["agent_id", "date", "shift"]])
MANY_SHIFTS = SHIFTS + "".join(f"S{n},08:00,16:00,,,\n" for n in range(1001))

CASES = [
    Case("missing_file", {"agents.csv": None}, "agents.csv"),
    Case("missing_file", {"history.csv": None}, "history.csv"),
    Case("missing_file", {"shop.toml": None}, "shop.toml"),
    Case(
        "missing_file_similar",
        {"shop.toml": None, "shop.toml.txt": SETTINGS},
        "shop.toml",
        value="shop.toml.txt",
    ),
    Case("missing_file_similar", {"agents.csv": None, "agent.csv": AGENTS}, "agents.csv", value="agent.csv"),
    Case("similar_file", {"events.csv": None, "event.csv": EVENTS}, "events.csv", value="event.csv"),
    Case(
        "two_files",
        {"locks.csv": LOCKS, "locks.xlsx": LOCKS_BOOK},
        "locks.csv",
        value="locks.csv + locks.xlsx",
    ),
    Case("wrong_kind_of_file", {"shifts.csv": None, "shifts.xls": b"x"}, "shifts.csv", value="shifts.xls"),
    Case("empty_file", {"history.csv": ""}, "history.csv"),
    Case("empty_file", {"shop.toml": ""}, "shop.toml"),
    Case("empty_file", {"agents.csv": "\n\n , ,\n"}, "agents.csv"),
    Case("empty_optional_file", {"requests.csv": ""}, "requests.csv"),
    Case("no_rows", {"shifts.csv": SHIFTS.splitlines()[0]}, "shifts.csv"),
    Case("no_rows", {"history.csv": HISTORY.splitlines()[0] + "\n,,,\n"}, "history.csv"),
    Case("no_rows", {"agents.csv": AGENTS.splitlines()[0]}, "agents.csv"),
    Case("too_many_rows", {"shifts.csv": MANY_SHIFTS}, "shifts.csv"),
    Case("workbook_as_text", {"locks.csv": LOCKS_BOOK}, "locks.csv"),
    Case("bad_workbook", {"locks.csv": None, "locks.xlsx": b"PK\x03\x04nonsense"}, "locks.xlsx"),
    Case("bad_workbook", {"locks.csv": None, "locks.xlsx": LOCKS.encode()}, "locks.xlsx"),
    Case("not_text", {"agents.csv": AGENTS.encode() + b"\0\1\2"}, "agents.csv"),
    Case("bad_encoding", {"agents.csv": AGENTS.encode("utf-16")}, "agents.csv", 1),
    Case("bad_encoding", {"agents.csv": AGENTS.encode() + b"A9,\xff\xff,presale\n"}, "agents.csv", 5),
    Case(
        "not_as_marked",
        {"agents.csv": AGENTS.encode("utf-8-sig") + "A9,张三,presale\n".encode("gbk")},
        "agents.csv",
        5,
    ),
    Case("guessed_gbk", {"agents.csv": AGENTS.encode("gbk")}, "agents.csv", value="王芳"),
    Case(
        "guessed_gbk_files",
        {"agents.csv": AGENTS.encode("gbk"), "shop.toml": SETTINGS.encode("gbk")},
        "shop.toml",
        value="山茶花旗舰店",
    ),
    Case("guessed_gbk", {"shop.toml": SETTINGS.encode("gbk")}, "shop.toml", value="山茶花旗舰店"),
    Case(
        "guessed_gbk",
        {
            "agents.csv": AGENTS.replace("王芳", "Müller")
            .replace("李雷", "x")
            .replace("韩梅梅", "y")
            .replace("早班;夜班", "")
            .replace("夜班<=4;早班+晚班>=6/14", "")
            .encode("latin-1")
        },
        "agents.csv",
        value="M黮ler",
    ),
    Case(
        "bad_quotes", with_row("agents.csv", 'A9,"张三,presale,,,,,,,,'), "agents.csv", last_row("agents.csv")
    ),
    Case(
        "bad_quotes",
        with_row("agents.csv", 'A9,"张"三,presale,,,,,,,,'),
        "agents.csv",
        last_row("agents.csv"),
    ),
    Case("other_delimiter", {"locks.csv": LOCKS.replace(",", ";")}, "locks.csv", value=";"),
    Case("other_delimiter", {"locks.csv": LOCKS.replace(",", "\t")}, "locks.csv", value="TAB"),
    Case("other_delimiter", {"locks.csv": LOCKS.replace(",", "，")}, "locks.csv", value="，"),
    Case("no_header", {"locks.csv": LOCKS.split("\n", 1)[1]}, "locks.csv", 1),
    Case("duplicate_header", {"locks.csv": "agent_id,date,shift,Shift\n"}, "locks.csv", 1, "Shift"),
    Case("duplicate_header", {"locks.csv": "agent_id,date,shift,备注,备注\n"}, "locks.csv", 1, "备注"),
    Case("duplicate_header", {"locks.csv": "agent_id,agent_id,date,shift\n"}, "locks.csv", 1, "agent_id"),
    Case("ambiguous_header", {"locks.csv": "工号,agent_id,date,shift\n"}, "locks.csv", 1, "agent_id"),
    Case("ambiguous_header", {"locks.csv": "员工编号,客服工号,date,shift\n"}, "locks.csv", 1, "agent_id"),
    Case("missing_column", {"locks.csv": "agent_id,date\n"}, "locks.csv", 1, "shift"),
    Case("missing_column_similar", {"locks.csv": "agent_id,dates,shift\n"}, "locks.csv", 1, "date", "dates"),
    Case("unknown_column", {"locks.csv": "agent_id,date,shift,备注\n"}, "locks.csv", 1, "备注"),
    Case(
        "unknown_column_similar",
        {"agents.csv": GOOD["agents.csv"].replace("max_hours_week", "max_hour_weeks")},
        "agents.csv",
        1,
        "max_hour_weeks",
    ),
    Case(
        "unknown_column_similar",
        {"events.csv": "活动,类型,开始,结束,估计倍数\n"},
        "events.csv",
        1,
        "估计倍数",
    ),
    Case("row_cells", with_row("locks.csv", "007,2026-11-12"), "locks.csv", last_row("locks.csv"), value="2"),
    Case(
        "row_cells",
        with_row("locks.csv", "007,2026-11-12,早班,晚班"),
        "locks.csv",
        last_row("locks.csv"),
        value="4",
    ),
    Case("excel_error", with_row("locks.csv", "#N/A,2026-11-12,早班"), "locks.csv", 4, "agent_id", "#N/A"),
    Case("missing_value", with_row("locks.csv", ",2026-11-12,早班"), "locks.csv", 4, "agent_id"),
    Case(
        "missing_value", changed("agents.csv", "A3,韩梅梅,aftersale", "A3,韩梅梅,"), "agents.csv", 4, "skills"
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_kind_of_broken_file_has_its_clear_message(case: Case, tmp_path: Path) -> None:
    """Code, file, row, column and value are named, and the words exist in both languages."""
    check(case, findings_of_case(tmp_path / "shop", case))


def test_the_sound_shop_has_nothing_to_complain_about(tmp_path: Path) -> None:
    """What the cases break was whole before: all it is told is where its promise is counted."""
    assert [finding.code for finding in findings_of(write_shop(tmp_path / "shop"))] == [
        "counted_at_assignment"
    ]


def test_all_errors_of_all_files_come_at_once(tmp_path: Path) -> None:
    """A mistake in each file gives at least one error for each file, in the order of the files."""
    broken: dict[str, str | bytes | None] = {"shop.toml": SETTINGS.replace("240", "-1")}
    for name in GOOD:
        if name != "shop.toml":
            broken[name] = GOOD[name] + "x,\n"
    with pytest.raises(InputError) as error:
        read_shop(write_shop(tmp_path / "shop", broken))
    assert list(dict.fromkeys(finding.file for finding in error.value.findings)) == list(GOOD)
    assert {finding.severity for finding in error.value.findings} == {"error"}


def test_warnings_are_kept_beside_the_errors(tmp_path: Path) -> None:
    """An unknown column often explains an error, so it is told even when the shop is refused."""
    files = changed("agents.csv", "name,", "备注,")
    with pytest.raises(InputError) as error:
        read_shop(write_shop(tmp_path / "shop", files))
    assert [finding.code for finding in error.value.findings] == ["missing_column"]
    assert "unknown_column_of_many" in {finding.code for finding in error.value.warnings}


def test_a_missing_column_does_not_hide_errors_in_the_others(tmp_path: Path) -> None:
    """Without its name column, agents.csv is still checked for the rest."""
    files = {"agents.csv": "agent_id,skills,hours\nA1,presale,nonsense\n007,presal,\n"}
    codes = {finding.code for finding in findings_of(write_shop(tmp_path / "shop", files))}
    assert {"missing_column", "bad_window", "unknown_queue"} <= codes


def test_a_faulty_row_does_not_make_its_agent_unknown_elsewhere(tmp_path: Path) -> None:
    """One mistake, one error: requests of an agent whose row has an error are not complained about."""
    files = changed("agents.csv", "007,王芳,presale;aftersale,16", "007,王芳,presale;aftersale,many")
    found = findings_of(write_shop(tmp_path / "shop", files))
    assert [finding.code for finding in found] == ["not_a_number"]


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    """A path that is no folder is one error."""
    check(Case("no_folder", {}, "nowhere"), findings_of(tmp_path / "nowhere"))


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    """Here a link to itself, which nobody can follow."""
    folder = write_shop(tmp_path / "shop", {"locks.csv": None})
    (folder / "locks.csv").symlink_to(folder / "locks.csv")
    check(Case("unreadable_file", {}, "locks.csv"), findings_of(folder))


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    """Something that cannot be opened as a file is an error of that file, not a crash."""
    folder = write_shop(tmp_path / "shop", {"locks.csv": None})
    (folder / "locks.csv").mkdir()
    check(Case("not_a_file", {}, "locks.csv"), findings_of(folder))


def test_without_history_only_where_it_is_not_needed(tmp_path: Path) -> None:
    """A missing history is an error, or only a warning for whoever does not need one."""
    folder = write_shop(tmp_path / "shop", {"history.csv": None, "profile.csv": None})
    check(Case("missing_file", {}, "history.csv"), findings_of(folder))
    found = findings_of(folder, history_required=False)
    check(Case("no_history", {}, "history.csv"), found)
    assert [finding.severity for finding in found if finding.code != "counted_at_assignment"] == ["warning"]
    assert read_shop(folder, history_required=False).history.empty


def test_short_rows_are_accepted_where_only_optional_cells_are_missing(tmp_path: Path) -> None:
    """Excel leaves out the commas at the end of rows; so does a person with a text editor."""
    files = {"agents.csv": AGENTS + "A4,张三,presale\nA5,李四,presale,,,,,,,,,,,\n"}
    shop = read_shop(write_shop(tmp_path / "shop", files))
    assert [agent.id for agent in shop.agents] == ["007", "A2", "A3", "A4", "A5"]
    assert [agent.row for agent in shop.agents] == [2, 3, 4, 5, 6]


def test_many_equal_findings_are_counted_not_listed(tmp_path: Path) -> None:
    """Fifty findings of a kind are listed, the rest summed up with their rows."""
    history = HISTORY + "".join(f"2026-11-04T{n % 24:02d}:00,sale{n},1,\n" for n in range(500))
    found = findings_of(write_shop(tmp_path / "shop", {"history.csv": history}))
    assert [finding.code for finding in found].count("unknown_queue") == 50
    more = found[-1]
    assert more.code == "more_like_this"
    assert more.details["count"] == 450
    assert more.details["last"] == HISTORY.count("\n") + 500
    check(Case("more_like_this", {}, "history.csv"), found)
