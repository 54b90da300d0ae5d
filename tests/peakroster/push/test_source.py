"""What is pushed: what people were told, and that days were withdrawn."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from peakroster.exports.platforms.rows import REST
from peakroster.plans.store import PlanStore
from peakroster.publishing.publish import publish, withdraw
from peakroster.push import source
from peakroster.push.pushing import Surroundings, ready
from peakroster.push.source import RosterToPush, rows_to_push
from peakroster.tables.findings import InputError
from tests.peakroster.cli.small_shop import write_small_shop
from tests.peakroster.plans.conftest import make_plan
from tests.peakroster.push.worlds import environment

DAY = date(2026, 11, 9)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return write_small_shop(tmp_path / "shop")


def write(folder: Path, first_day: date, days: int, *worked: tuple[str, int, str]) -> None:
    PlanStore(folder).write(make_plan(first_day, days, worked))


def told(folder: Path, first_day: date, days: int, *worked: tuple[str, int, str]) -> None:
    write(folder, first_day, days, *worked)
    publish(folder, first_day, in_spite_of="a test")


def cell(roster: RosterToPush, agent: str, day: int) -> list[str | None]:
    wanted = DAY + timedelta(days=day)
    return [row.shift for row in roster.rows if (row.agent, row.day) == (agent, wanted)]


def codes(roster: RosterToPush) -> list[str]:
    return [found.code for found in roster.warnings]


def test_the_newest_publication(shop: Path) -> None:
    """Not what has changed since, which is told; the draft on request."""
    told(shop, DAY, 2, ("007", 0, "day"))
    told(shop, DAY, 2, ("007", 0, "night"))
    write(shop, DAY, 2, ("007", 1, "day"))
    roster = rows_to_push(shop, DAY)
    assert (roster.version, cell(roster, "007", 0), cell(roster, "007", 1)) == (2, ["night"], [REST])
    assert codes(roster) == ["push_changed_since"]
    draft = rows_to_push(shop, DAY, draft=True)
    assert (draft.version, cell(draft, "007", 1), codes(draft)) == (None, ["day"], [])


def test_what_is_withdrawn_at_this_moment_is_not_pushed_as_a_draft(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look whether it is published and the look at what it says."""
    told(shop, DAY, 2, ("007", 0, "day"))
    exported = source.to_export

    def withdrawn_before(*given: Any, **named: Any) -> object:
        withdraw(shop, DAY)
        return exported(*given, **named)

    monkeypatch.setattr(source, "to_export", withdrawn_before)
    with pytest.raises(InputError) as refused:
        rows_to_push(shop, DAY)
    assert [found.code for found in refused.value.findings] == ["push_not_published"]


def test_nothing_that_was_not_published(shop: Path) -> None:
    """Nor what was withdrawn."""
    write(shop, DAY, 2, ("007", 0, "day"))
    with pytest.raises(InputError) as problem:
        rows_to_push(shop, DAY)
    assert [found.code for found in problem.value.findings] == ["push_not_published"]
    publish(shop, DAY, in_spite_of="a test")
    assert rows_to_push(shop, DAY).version == 1
    withdraw(shop, DAY)
    with pytest.raises(InputError):
        rows_to_push(shop, DAY)


def test_days_that_are_gone_are_cleared(shop: Path) -> None:
    """A plan made shorter since people were told."""
    told(shop, DAY, 3, ("007", 2, "day"))
    told(shop, DAY, 2, ("007", 0, "day"))
    roster = rows_to_push(shop, DAY)
    assert cell(roster, "007", 2) == [None]
    assert cell(roster, "007", 0) == ["day"]


def test_days_of_a_later_plan_are_its_own(shop: Path) -> None:
    """Neither overwritten nor cleared."""
    told(shop, DAY, 3, ("007", 2, "day"))
    told(shop, DAY, 2, ("007", 0, "day"))
    told(shop, DAY + timedelta(days=1), 2, ("007", 1, "night"))
    roster = rows_to_push(shop, DAY)
    assert {row.day for row in roster.rows} == {DAY}
    assert codes(roster) == ["push_later_plan"]
    later = rows_to_push(shop, DAY + timedelta(days=1))
    assert cell(later, "007", 2) == ["night"]


def test_withdrawn_days_of_people_who_left(shop: Path) -> None:
    """Nobody can name them to the platform: the rest is pushed, and they are told."""
    told(shop, DAY, 2, ("A8", 0, "夜班"), ("007", 0, "早班"))
    for file in ("agents.csv", "mapping.csv"):
        lines = (shop / file).read_text(encoding="utf-8").splitlines()
        (shop / file).write_text("\n".join(line for line in lines if "A8" not in line), encoding="utf-8")
    told(shop, DAY, 2, ("007", 0, "早班"))
    roster = rows_to_push(shop, DAY)
    assert cell(roster, "A8", 0) == [None]
    around = Surroundings(environment=environment("dingtalk"), keyring=lambda name: None)
    found = ready(roster, "dingtalk", around)
    assert [each.code for each in found.warnings] == ["push_strangers"]
    assert {row.agent for row in found.roster.rows}.isdisjoint({"A8"})
    assert len(found.roster.rows) == 14
