"""Told, sent, looked at, brought back, and the log: what the publish page calls."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from peakroster.desk.downloads import download, handed_on
from peakroster.desk.publishing.history import history, people_of_log
from peakroster.desk.publishing.sending import (
    confirmed,
    look_before_sending,
    mapping_proposals,
    readiness,
    send,
    unmapped,
    write_confirmed,
)
from peakroster.desk.publishing.told import ToldState, change_rows, told_state
from peakroster.desk.publishing.versions import (
    differences_to_now,
    plan_versions,
    restore,
    roster_of,
    version_table,
)
from peakroster.desk.roster import Desk, change, examine, open_desk
from peakroster.desk.saving import save
from peakroster.desk.stored import shifts_of
from peakroster.messages import Translator
from peakroster.publishing.forgotten import forgotten_publications
from peakroster.publishing.publish import publish, withdraw
from peakroster.shop.folder import read_shop
from peakroster.store.outdated import OutdatedError
from peakroster.store.who import acting_as
from peakroster.tables.findings import InputError
from tests.peakroster.push.servers import DingTalkServer
from tests.ui.conftest import FIRST_DAY

pytestmark = pytest.mark.slow

ZH = Translator("zh")
SECOND = FIRST_DAY + timedelta(days=1)


def told(shop: Path) -> ToldState:
    desk = open_desk(shop, FIRST_DAY)
    return told_state(desk.shop, examine(desk), ZH)


def one_off(shop: Path) -> tuple[str, Desk]:
    """Somebody who works the first day does not any more; the plan is saved."""
    desk = open_desk(shop, FIRST_DAY)
    agent = next(one for one, day in shifts_of(desk.plan) if day == FIRST_DAY and one != "005")
    return agent, save(desk, change(desk, {(agent, FIRST_DAY): None}).plan, {})


def test_what_people_would_be_told(shop: Path) -> None:
    """Nothing yet: every shift; then nothing; then one person's day, in words; then withdrawn."""
    first = told(shop)
    shifts = shifts_of(open_desk(shop, FIRST_DAY).plan)
    assert (first.newest, first.holds, first.is_same, len(first.changes)) == (None, False, False, len(shifts))
    publish(shop, FIRST_DAY, note="第一次")
    assert told(shop).is_same
    agent, desk = one_off(shop)
    now = told(shop)
    (row,) = change_rows(now.changes, desk.shop, ZH)
    assert (row.agent, row.day, row.after) == (agent, FIRST_DAY, "休")
    assert row.before.startswith(shifts[agent, FIRST_DAY])
    assert change_rows(now.changes, desk.shop, ZH, agent="nobody") == []
    withdraw(shop, FIRST_DAY)
    gone = told(shop)
    assert (gone.holds, gone.newest is not None) == (False, True)


def test_only_what_was_seen_is_published(shop: Path) -> None:
    """Somebody else has saved another roster since: nobody is told what nobody has looked at."""
    seen = open_desk(shop, FIRST_DAY).basis
    one_off(shop)
    with pytest.raises(OutdatedError):
        publish(shop, FIRST_DAY, in_spite_of="试", seen=seen)
    publish(shop, FIRST_DAY, in_spite_of="试", seen=open_desk(shop, FIRST_DAY).basis)


def test_what_the_audit_finds_is_in_words(shop: Path) -> None:
    """With the person's name; 006 is on leave the second day."""
    desk = open_desk(shop, FIRST_DAY)
    save(desk, change(desk, {("006", SECOND): "早班"}).plan, {})
    found = told(shop)
    assert any("杨帆" in line for line in found.violations)


def test_a_lost_database_is_noticed(shop: Path) -> None:
    """A push was recorded, and nothing is known of a publication: numbers would begin anew."""
    assert forgotten_publications(shop, FIRST_DAY) == ()
    record = shop / "exports" / "push" / "dingtalk" / "record.json"
    record.parent.mkdir(parents=True)
    record.write_text('{"sent_at": null, "given_up": []}', encoding="utf-8")
    assert told(shop).forgotten == ("exports/push/dingtalk/record.json",)
    assert publish(shop, FIRST_DAY).forgotten == ("exports/push/dingtalk/record.json",)
    assert told(shop).forgotten == ()


def test_an_export_of_a_later_version_is_a_trace(shop: Path) -> None:
    """One of the first version, or of a draft, is none."""
    folder = shop / "exports" / f"{FIRST_DAY}"
    folder.mkdir(parents=True)
    plan = open_desk(shop, FIRST_DAY)
    for version, traces in ((1, 0), (2, 1)):
        made = download(plan.shop, plan.plan, "csv", version=version)
        (folder / "roster.csv").write_bytes(made.content)
        assert len(forgotten_publications(shop, FIRST_DAY)) == traces


def test_what_is_handed_on_is_what_people_were_told(shop: Path) -> None:
    """Not the draft that has changed since."""
    publish(shop, FIRST_DAY)
    agent, desk = one_off(shop)
    what = handed_on(shop_of(shop), FIRST_DAY)
    assert (what.published, what.version, what.differs) == (True, 1, 1)
    assert (agent, FIRST_DAY) in shifts_of(what.plan)
    draft = handed_on(desk.shop, FIRST_DAY, draft=True)
    assert (draft.published, (agent, FIRST_DAY) in shifts_of(draft.plan)) == (False, False)


def shop_of(folder: Path):  # type: ignore[no-untyped-def]
    return read_shop(folder, history_required=False)


def test_what_a_push_lacks(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A publication, then credentials with the variables' names, and the people without an id."""
    assert readiness(shop, FIRST_DAY, "dingtalk").version is None
    publish(shop, FIRST_DAY)
    found = readiness(shop, FIRST_DAY, "dingtalk")
    assert [one.file for one in found.credentials] == [
        "PEAKROSTER_DINGTALK_APP_KEY",
        "PEAKROSTER_DINGTALK_APP_SECRET",
    ]
    assert {one.code for one in found.mapping} >= {"unmapped_agent", "unmapped_shift"}
    assert not found.is_ready


def test_mapped_sent_and_only_the_changes_the_second_time(shop: Path, dingtalk: DingTalkServer) -> None:
    """From the platform's own list, each confirmed; the server holds what the report says."""
    publish(shop, FIRST_DAY)
    assert len(unmapped(shop_of(shop), "dingtalk")) == 8
    proposals = mapping_proposals(shop_of(shop), "dingtalk")
    chosen = {(one.kind, one.local_id): one.theirs.id for one in proposals.proposed}
    assert len(chosen) == 8
    some, twice = confirmed(proposals, {("agent", "001"): "u-001", ("agent", "002"): "u-001"})
    assert twice == ("u-001",)
    none, _ = confirmed(proposals, {("agent", "001"): " ", ("agent", "999"): "u-9"})
    assert (len(some.proposed), len(none.proposed)) == (2, 0)
    rows, _ = confirmed(proposals, chosen)
    assert write_confirmed(shop_of(shop), rows) == 8
    assert readiness(shop, FIRST_DAY, "dingtalk").is_ready
    before = look_before_sending(shop, FIRST_DAY, "dingtalk")
    report = send(shop, FIRST_DAY, "dingtalk")
    assert report.is_whole
    assert report.rows_sent == before.rows == 12
    agent, _ = one_off(shop)
    publish(shop, FIRST_DAY, in_spite_of="试")
    again = send(shop, FIRST_DAY, "dingtalk")
    assert [(row.agent, row.day) for row in again.rows if row.sent] == [(agent, FIRST_DAY)]
    assert dingtalk.broken_rules == []


def test_versions_are_looked_at_and_brought_back(shop: Path) -> None:
    """A version as it was, what is different now, and the plan byte for byte."""
    publish(shop, FIRST_DAY)
    roster = shop / "plans" / f"{FIRST_DAY}" / "roster.csv"
    before = roster.read_bytes()
    agent, desk = one_off(shop)
    newest, first = plan_versions(shop, FIRST_DAY)
    assert (newest.number, first.number, [one.number for one in first.published]) == (2, 1, [1])
    table = version_table(desk.shop, FIRST_DAY, 1)
    assert (agent, FIRST_DAY) in roster_of(table).shifts
    assert [(one.agent, one.kind) for one in differences_to_now(desk.shop, FIRST_DAY, table)] == [
        (agent, "taken")
    ]
    restore(shop, FIRST_DAY, 1, desk.basis)
    assert roster.read_bytes() == before
    with pytest.raises(OutdatedError):
        restore(shop, FIRST_DAY, 2, desk.basis)
    with pytest.raises(InputError):
        restore(shop, FIRST_DAY, 9)


def test_the_log_by_person_and_day(shop: Path) -> None:
    """Rows of the person and day that went; who did it; everything without a filter."""
    with acting_as("店长"):
        agent, _ = one_off(shop)
    assert people_of_log(shop) == sorted({"店长", history(shop)[-1].who})
    newest = history(shop, agent=agent, day=FIRST_DAY)[0]
    assert newest.kind == "save"
    assert any(line.startswith(f"{agent},{FIRST_DAY},") for line in newest.gone)
    assert [one.kind for one in history(shop, who="店长")] == ["save"]
    assert history(shop, agent="nobody") == []
