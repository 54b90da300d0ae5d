"""Files may call people by their names, where a name means one person."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from peakroster.shop.folder import read_shop
from peakroster.shop.inputs.absences import absences_of
from peakroster.shop.inputs.locks_file import change_locks
from peakroster.tables.findings import InputError
from tests.peakroster.shop.shops import AGENTS, LOCKS, MAPPING, REQUESTS, write_shop

MEETINGS = "meeting,date,minutes,agents\n周会,2026-11-10,60,王芳;A2\n"
TWO_OF_A_NAME = AGENTS + "A4,王芳,presale" + "," * 16 + "\n"
NAMED_LIKE_AN_ID = AGENTS.replace("A3,韩梅梅", "A3,A2")


def test_a_name_means_who_bears_it(tmp_path: Path) -> None:
    """In requests, locks, meetings, the mapping and absences."""
    files = {
        "requests.csv": REQUESTS + "李雷,2026-11-12,leave,,\n",
        "locks.csv": LOCKS + "韩梅梅,2026-11-12,早班\n",
        "mapping.csv": MAPPING + "agent,dingtalk,韩梅梅,user-3\n",
        "meetings.csv": MEETINGS,
    }
    shop = read_shop(write_shop(tmp_path / "shop", files))
    assert (shop.requests[-1].agent_id, shop.requests[-1].day) == ("A2", date(2026, 11, 12))
    assert (shop.locks[-1].agent_id, shop.locks[-1].shift) == ("A3", "早班")
    assert shop.mapping[-1].local_id == "A3"
    assert shop.meetings[0].agents == ("007", "A2")
    absences = tmp_path / "absences.csv"
    absences.write_text("工号,从\n王芳,2026-11-12\n", encoding="utf-8")
    assert absences_of(absences, shop)[0].agent_id == "007"


@pytest.mark.parametrize(
    ("file", "text", "column"),
    [
        ("requests.csv", REQUESTS + "王芳,2026-11-12,leave,,\n", "agent_id"),
        ("meetings.csv", MEETINGS, "agents"),
    ],
)
def test_a_name_of_two_says_whose_it_is(tmp_path: Path, file: str, text: str, column: str) -> None:
    """One error, with the ids to choose from."""
    with pytest.raises(InputError) as raised:
        read_shop(write_shop(tmp_path / "shop", {"agents.csv": TWO_OF_A_NAME, file: text}))
    (finding,) = raised.value.findings
    assert (finding.code, finding.file, finding.column) == ("ambiguous_name", file, column)
    assert finding.details["ids"] == "007; A4"


def test_an_id_goes_before_a_name(tmp_path: Path) -> None:
    """Somebody who is called like another's id is not meant by it."""
    shop = read_shop(write_shop(tmp_path / "shop", {"agents.csv": NAMED_LIKE_AN_ID}))
    assert [request.agent_id for request in shop.requests] == ["007", "A2", "A3"]


def test_a_lock_by_name_is_released(tmp_path: Path) -> None:
    """What was locked under a name is found again by whoever takes the lock away."""
    folder = write_shop(tmp_path / "shop", {"locks.csv": LOCKS + "韩梅梅,2026-11-12,早班\n"})
    shop = read_shop(folder)
    change_locks(folder, {}, [("A3", date(2026, 11, 12))], seen=shop.locks, people=shop.people)
    assert len(read_shop(folder).locks) == 2
