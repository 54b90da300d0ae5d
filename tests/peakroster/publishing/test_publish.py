"""From draft to published, on files and a store."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from peakroster.plans.store import PlanStore
from peakroster.publishing import publish as publishing
from peakroster.publishing.publish import Published, UncleanError, publish, withdraw
from peakroster.publishing.published import (
    find_publication,
    newest,
    publications,
    published_plan,
    published_roster,
)
from peakroster.store.log import logged_changes
from peakroster.store.outdated import OutdatedError
from peakroster.tables.findings import InputError
from tests.peakroster.cli.small_shop import write_small_shop
from tests.peakroster.plans.conftest import make_plan

DAY = date(2026, 11, 9)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small shop with a plan made by hand, whose audit finds much."""
    folder = write_small_shop(tmp_path_factory.mktemp("publish") / "shop")
    write(folder, ("007", 0, "day"), ("A2", 1, "night"))
    return folder


@pytest.fixture
def shop(written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it."""
    monkeypatch.setenv("PEAKROSTER_USER", "anna")
    return Path(shutil.copytree(written, tmp_path / "shop"))


def write(folder: Path, *worked: tuple[str, int, str]) -> None:
    """Write the plan of two days with these shifts."""
    PlanStore(folder).write(make_plan(DAY, 2, worked))


def published(folder: Path, note: str = "") -> Published:
    """Publish what lies there, whatever the audit says."""
    return publish(folder, DAY, note=note, in_spite_of="a test")


def test_versions_count_and_keep_what_was_told(shop: Path) -> None:
    """The second says what is different; the first still says what it said."""
    first = published(shop, "for Friday")
    assert (first.publication.number, first.publication.who, first.publication.note) == (
        1,
        "anna",
        "for Friday",
    )
    assert first.publication.in_spite_of == "a test"
    assert first.violations > 0
    assert [one.kind for one in first.changes] == ["given", "given"]
    write(shop, ("007", 0, "night"), ("A2", 1, "night"))
    second = published(shop)
    assert second.publication.number == 2
    assert [(one.agent, one.day, one.kind) for one in second.changes] == [("007", DAY, "moved")]
    old, new = (published_roster(shop, one).table for one in publications(shop, DAY))
    assert [told_shift(one, "007") for one in (old, new)] == ["day", "night"]
    assert set(new["version"]) == {2}
    plan = published_plan(shop, find_publication(shop, DAY, 1))
    assert plan.roster is not None
    assert list(plan.roster["shift"]) == ["day", "night"]
    assert [one.entry.kind for one in logged_changes(shop)][:1] == ["publish"]


def told_shift(table: pd.DataFrame, agent: str) -> str:
    """The shift of a person on the first day."""
    mine = (table["employee_id"] == agent) & (table["work_date"] == f"{DAY}")
    return str(table.loc[mine, "shift_name"].item())


def test_the_same_again_is_no_new_version(shop: Path) -> None:
    """People were told this already."""
    published(shop)
    again = published(shop)
    assert not again.new
    assert [one.number for one in publications(shop)] == [1]


def test_what_breaks_rules_needs_a_reason(shop: Path) -> None:
    """And says how much is broken; nothing is written."""
    with pytest.raises(UncleanError) as refused:
        publish(shop, DAY)
    assert len(refused.value.violations) > 0
    assert publications(shop) == []


def test_people_who_left_the_plan_are_cancelled_until_they_are_back(shop: Path) -> None:
    """Somebody who reads only the third version must still learn of it."""
    write(shop, ("A5", 0, "day"), ("A2", 1, "night"))
    published(shop)
    before = {name: (shop / name).read_text("utf-8") for name in ("agents.csv", "mapping.csv")}
    for name, text in before.items():
        kept = [line for line in text.splitlines() if "A5" not in line]
        (shop / name).write_text("\n".join(kept) + "\n", "utf-8")
    write(shop, ("A2", 1, "night"))
    published(shop)
    write(shop, ("A2", 1, "day"))
    third = published(shop)
    table = published_roster(shop, third.publication).table
    gone = table[table["employee_id"] == "A5"]
    assert list(zip(gone["work_date"], gone["status"], strict=True)) == [(f"{DAY}", "cancelled")]
    for name, text in before.items():
        (shop / name).write_text(text, "utf-8")
    write(shop, ("A5", 0, "day"))
    back = published_roster(shop, published(shop).publication).table
    assert set(back["status"]) == {"published"}


def test_a_file_that_changes_while_it_is_audited_ends_it(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was audited is what is published."""
    audited = publishing.audit_written

    def meanwhile(*given: object) -> object:
        found = audited(*given)  # type: ignore[arg-type]
        write(shop, ("A3", 0, "day"))
        return found

    monkeypatch.setattr(publishing, "audit_written", meanwhile)
    with pytest.raises(OutdatedError):
        published(shop)
    assert publications(shop) == []


def during_the_audit(monkeypatch: pytest.MonkeyPatch, work: Callable[[], object]) -> None:
    """Let somebody do this once while a plan is audited."""
    audited, waiting = publishing.audit_written, [work]

    def meanwhile(*given: object) -> object:
        if waiting:
            waiting.pop()()
        return audited(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(publishing, "audit_written", meanwhile)


def test_two_who_publish_the_same_at_once_make_one_version(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second finds that people were told it just now."""
    during_the_audit(monkeypatch, lambda: published(shop, "mine"))
    second = published(shop, "theirs")
    assert (second.new, second.publication.note) == (False, "mine")
    assert [one.note for one in publications(shop)] == ["mine"]


def test_what_is_withdrawn_during_the_audit_is_told_anew(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same shifts hold no more, so that they are a new version, whose rows say its number."""
    published(shop)
    during_the_audit(monkeypatch, lambda: withdraw(shop, DAY))
    again = published(shop)
    assert (again.new, again.publication.number, again.against, len(again.changes)) == (True, 2, None, 2)
    assert set(published_roster(shop, again.publication).table["version"]) == {2}


def test_withdrawn_is_not_in_force_and_the_next_one_holds(shop: Path) -> None:
    """It cannot be withdrawn twice; its number is not used again."""
    published(shop)
    assert withdraw(shop, DAY).withdrawn_at is not None
    assert newest(shop, DAY) is None
    with pytest.raises(InputError) as refused:
        withdraw(shop, DAY)
    assert [one.code for one in refused.value.findings] == ["not_published"]
    again = published(shop)
    assert (again.publication.number, again.new, len(again.changes)) == (2, True, 2)


def test_a_number_that_is_none_names_those_that_are(shop: Path) -> None:
    """Before the first one there are none at all."""
    with pytest.raises(InputError) as refused:
        find_publication(shop, DAY)
    assert [one.code for one in refused.value.findings] == ["not_published"]
    published(shop)
    with pytest.raises(InputError) as refused:
        find_publication(shop, DAY, 7)
    (finding,) = refused.value.findings
    assert (finding.code, finding.value, finding.details["known"]) == ("publication_missing", "7", "1")
