"""The normal week that a shop gives for a queue without history."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from peakroster.shop.folder import read_shop
from peakroster.shop.inputs.profile import parse_hour
from peakroster.tables.errors import UnreadableError
from peakroster.tables.findings import InputError
from scheduler.domain.shop import Shop
from tests.peakroster.shop.shops import GOOD, HISTORY, further_warnings, write_shop

NO_AFTERSALE = "".join(line for line in HISTORY.splitlines(True) if "aftersale" not in line)


def with_profile(folder: Path, rows: str, history: str | None = HISTORY) -> Shop:
    """The sound shop with this profile of aftersale."""
    profile = "队列,星期,小时,咨询量\n" + rows
    return read_shop(write_shop(folder, {"profile.csv": profile, "history.csv": history}))


def test_a_row_of_a_weekday_counts_before_one_of_every_day(tmp_path: Path) -> None:
    """Twelve at ten o'clock, but seven on Saturday and 3.5 on Sunday; in whatever order the rows stand."""
    rows = "aftersale,周六,10,7\naftersale,,10:00,12\naftersale,sun,10,3.5\n"
    week = with_profile(tmp_path / "shop", rows).profiles["aftersale"]
    assert week.shape == (7, 24)
    assert week[:, 10].tolist() == [12, 12, 12, 12, 12, 7, 3.5]
    assert np.isnan(np.delete(week, 10, axis=1)).all()


def test_a_row_for_several_days(tmp_path: Path) -> None:
    """The days of a list each have the row's inquiries; Tuesday is not given."""
    week = with_profile(tmp_path / "shop", "aftersale,mon；3;sun,9,5\n").profiles["aftersale"]
    assert week[[0, 2, 6], 9].tolist() == [5, 5, 5]
    assert np.isnan(week[[1, 3, 4, 5], 9]).all()


@pytest.mark.parametrize(
    ("text", "hour"), [("0", 0), ("8", 8), ("08:00", 8), ("８", 8), ("0.5", 12), ("23", 23)]
)
def test_hours_as_people_and_spreadsheets_write_them(text: str, hour: int) -> None:
    """Whole numbers are hours, fractions are those of a day."""
    assert parse_hour(text) == hour


@pytest.mark.parametrize("text", ["24", "8:30", "-1", "noon", "0.51"])
def test_what_is_no_hour(text: str) -> None:
    """Past the day, within the hour, or no number at all."""
    with pytest.raises(UnreadableError):
        parse_hour(text)


def test_a_queue_with_a_profile_is_not_said_to_lack_history(tmp_path: Path) -> None:
    """The warning is for queues of which nothing is known."""
    rows = "".join(f"aftersale,,{hour},3\n" for hour in range(9, 23))
    shop = with_profile(tmp_path / "shop", rows, NO_AFTERSALE)
    assert further_warnings(shop) == ()
    without = read_shop(write_shop(tmp_path / "other", {"profile.csv": None, "history.csv": NO_AFTERSALE}))
    assert [warning.code for warning in further_warnings(without)] == ["queue_without_history"]


def test_a_new_shop_needs_no_history(tmp_path: Path) -> None:
    """With a profile history.csv may be missing; without one it must be there."""
    shop = read_shop(write_shop(tmp_path / "shop", {"history.csv": None}))
    assert list(shop.profiles) == ["presale"]
    assert shop.history.empty
    with pytest.raises(InputError) as error:
        read_shop(write_shop(tmp_path / "other", {"history.csv": None, "profile.csv": None}))
    assert [finding.code for finding in error.value.findings] == ["missing_file"]


def test_mistakes_in_the_profile_are_told_with_all_others(tmp_path: Path) -> None:
    """A wrong hour and a wrong agent in one go."""
    files = {
        "profile.csv": GOOD["profile.csv"] + "aftersale,,30,1\n",
        "locks.csv": "agent_id,date,shift\nB9,2026-11-11,晚班\n",
    }
    with pytest.raises(InputError) as error:
        read_shop(write_shop(tmp_path / "shop", files))
    assert [finding.code for finding in error.value.findings] == ["bad_hour", "unknown_agent"]
