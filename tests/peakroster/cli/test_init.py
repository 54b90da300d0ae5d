"""``init``: answers of options, of somebody at the terminal, and what is asked where nobody sits there."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from peakroster.cli.app import app
from tests.peakroster.importing.material import history_file, matrix_file, staff_file, workbook

RUN = CliRunner()


def init(*arguments: object, typed: str = "") -> tuple[int, str]:
    result = RUN.invoke(app, ["init", *map(str, arguments), "--lang", "en"], input=typed)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


def test_without_a_terminal_the_option_that_answers_is_told(tmp_path: Path) -> None:
    """Exit code 2 and nothing made; with it, or with --yes, a shop and what it still needs."""
    place = tmp_path / "shop"
    code, text = init(place)
    assert code == 2
    assert "--platform tmall|taobao" in text
    assert not place.exists()
    code, text = init(place, "--platform", "jd", "--people", "张伟 王芳")
    assert code == 0
    assert "09:00-23:00" in text
    assert "inquiries by the hour" in text
    assert init(tmp_path / "other", "--yes")[0] == 0
    assert init(place, "--yes")[0] == 2  # there is a shop


def test_json_tells_what_was_taken(tmp_path: Path) -> None:
    """Platform, hours, shifts and what is missing."""
    code, text = init(tmp_path / "shop", "--platform", "phone", "--open", "09:00-18:00", "--json")
    content = json.loads(text)
    assert code == 0
    assert (content["platform"], content["open"]) == ("phone", "09:00-18:00")
    assert [shift["start"] for shift in content["shifts"]] == ["09:00"]
    assert content["missing"] == ["history", "people"]


@pytest.mark.parametrize(
    "wrong",
    [
        ("--platform", "x"),
        ("--platform", "jd", "--open", "9"),
        ("--platform", "jd", "--shifts", "early"),
        ("--platform", "jd", "--people", "12"),
        ("--yes", "--sales", "some"),
        ("--from", "none"),
    ],
)
def test_a_wrong_answer_makes_nothing(tmp_path: Path, wrong: tuple[str, ...]) -> None:
    """Exit code 2 with the value and what to write."""
    code, text = init(tmp_path / "shop", *wrong)
    assert code == 2
    assert not (tmp_path / "shop").exists()
    assert len(text.strip()) > 20


def test_files_that_are_no_tables_make_nothing(tmp_path: Path) -> None:
    """Also with --yes: a shop that has nothing of its files is not what was asked for."""
    junk = tmp_path / "junk.csv"
    junk.write_text("hello\n", encoding="utf-8")
    code, text = init(tmp_path / "shop", "--from", junk, "--yes")
    assert (code, (tmp_path / "shop").exists()) == (2, False)
    assert "no tables" in text


def test_a_desk_of_the_night_has_no_day_shift(tmp_path: Path) -> None:
    """The only shift of a desk from 20:00 to 04:00 is called after the night."""
    code, text = init(tmp_path / "shop", "--yes", "--open", "20:00-04:00")
    assert code == 0
    assert "夜班 20:00-04:00" in text


def test_files_of_a_manager_make_a_shop(tmp_path: Path) -> None:
    """Both open questions at once; answered, history, people and the roster are in it."""
    files = [history_file(tmp_path), staff_file(tmp_path), matrix_file(tmp_path)]
    place = tmp_path / "shop"
    code, text = init(place, "--platform", "pdd", "--from", *files)
    assert code == 2
    assert "--shifts" in text
    assert "--answer id=" in text
    assert not place.exists()
    code, text = init(place, "--platform", "pdd", "--from", *files, "--yes", "--answer", "id=serial")
    assert code == 0
    assert "peakroster plan" in text
    assert text.index("哺乳期，每天少1小时", text.index("become no rules")) < text.index("peakroster plan")
    assert len(list((place / "plans").iterdir())) == 1


def test_somebody_at_the_terminal_is_asked_five_things(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is usual stands in brackets; what is not understood is asked again."""
    monkeypatch.setattr("peakroster.cli.init._is_asked", lambda json: not json)
    typed = "\nnowhere\ndouyin\n9-23\n10:00-22:00\n张伟、王芳\n早10:00-19:00 晚13:00-22:00\n"
    code, text = init(tmp_path / "shop", typed=typed)
    assert code == 0, text
    assert "[Tmall]" in text
    assert "[08:00-23:00]" in text
    assert "no platform" in text
    assert "张伟, 王芳" in text
    shifts = (tmp_path / "shop" / "shifts.csv").read_text("utf-8-sig")
    assert "早,10:00,19:00" in shifts


def test_hours_are_proposed_once_the_history_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a file leaves open is asked first, a number of the list is an answer, and the proposal stands."""
    monkeypatch.setattr("peakroster.cli.init._is_asked", lambda json: not json)
    monkeypatch.setattr("peakroster.planning.forecast.sale_entry.sales_to_confirm", lambda folder: ())
    rows: list[list[object]] = [["日期", *(f"{hour}:00" for hour in range(9, 18))]]
    for number in range(42):
        half = number % 7 == 6
        rows.append([date(2026, 9, 7) + timedelta(number), *[20] * 4, *["-" if half else 20] * 5])
    file = workbook(tmp_path / "咨询量.xlsx", rows)
    code, text = init(tmp_path / "shop", "--from", file, typed="1\njd\n\n张伟\n\n")
    assert code == 0, text
    assert text.index("Choose 1 to 2") < text.index("[09:00-18:00]")
    assert "sun 09:00-13:00" in text
    assert 'sun = "09:00-13:00"' in (tmp_path / "shop" / "shop.toml").read_text("utf-8")


def test_sales_are_confirmed_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Yes, no, and a size that nobody knows."""
    from datetime import datetime

    from peakroster.planning.forecast.sale_proposals import SaleProposal

    def sale(kind: str, day: date, times: float | None, coming: bool) -> SaleProposal:
        start = datetime.combine(day, datetime.min.time())
        return SaleProposal(f"{kind}-{day.year}", kind, start, start.replace(hour=23), times, coming, day)

    found = (
        sale("double11", date(2025, 11, 11), 5.0, False),
        sale("99", date(2026, 9, 9), 2.0, False),
        sale("double11", date(2026, 11, 11), 5.0, True),
        sale("99", date(2027, 9, 9), 2.0, True),
        sale("double12", date(2026, 12, 12), None, True),
    )
    monkeypatch.setattr("peakroster.cli.init._is_asked", lambda json: not json)
    monkeypatch.setattr("peakroster.planning.forecast.sale_entry.sales_to_confirm", lambda folder: found)
    typed = "jd\n\n张伟\n\ny\nn\ny\n2.5\n"
    code, text = init(tmp_path / "shop", "--from", history_file(tmp_path), typed=typed)
    assert code == 0, text
    assert "3 sales were entered" in text
    events = (tmp_path / "shop" / "events.csv").read_text("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in events[1:]] == ["double11-2025", "double11-2026", "double12-2026"]
    assert "2.5" in events[-1]
