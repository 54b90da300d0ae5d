"""Calendars that phones subscribe to."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from icalendar import Calendar

from peakroster.exports.calendars import shift_uid
from peakroster.exports.subscription import CalendarFacts
from peakroster.messages import Translator
from peakroster.serve.calendars import calendar, first_shown
from peakroster.serve.rosters import Kept, View
from tests.peakroster.serve.conftest import Roof
from tests.peakroster.serve.shops import MONDAY, PASSWORD, MemoryRosters, bearer, row, week

FACTS = CalendarFacts("Camellia", "Camellia", "Asia/Shanghai", {"presale": "Pre-sale"})


def events(source: MemoryRosters, agent: str | None, first: date = MONDAY) -> dict[str, dict]:
    """UID → what a strict parser reads of each event."""
    view = View("shop", source, tuple(source.publications()), Kept())
    content = calendar(view, FACTS, agent, first, Translator("en"))
    assert content == calendar(view, FACTS, agent, first, Translator("en"))
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    parsed = Calendar.from_ical(content)
    assert not parsed.errors
    found = {}
    for event in parsed.walk("VEVENT"):
        assert not event.errors
        assert str(event["uid"]) not in found
        found[str(event["uid"])] = {
            "start": event.decoded("dtstart"),
            "end": event.decoded("dtend"),
            "summary": str(event["summary"]),
            "status": str(event["status"]),
            "sequence": int(event["sequence"]),
            "stamp": event.decoded("dtstamp"),
            "description": str(event.get("description", "")),
        }
    return found


def uid(day: int) -> str:
    return shift_uid("Camellia", "A1", (MONDAY + timedelta(days=day)).isoformat())


def test_shifts_of_one_person() -> None:
    """With the UIDs of exported calendars; days off are no events."""
    source = MemoryRosters()
    source.publish(week())
    found = events(source, "A1")
    assert set(found) == {uid(day) for day in range(5)}
    monday = found[uid(0)]
    assert (monday["summary"], monday["status"], monday["sequence"]) == ("early", "CONFIRMED", 0)
    assert f"{monday['start']:%Y-%m-%d %H:%M} {monday['end']:%H:%M}" == "2026-11-09 08:00 16:00"
    assert "Pre-sale" in monday["description"]


def test_a_moved_and_a_withdrawn_shift_reach_a_phone() -> None:
    """RFC 5545: the same UID with a higher SEQUENCE and a later DTSTAMP; what did not change has neither."""
    source = MemoryRosters()
    source.publish(week())
    before = events(source, "A1")
    source.publish([each for each in week(version=2, A1_2=None) if each.agent == "A1"][1:])  # Monday: no row
    moved = [row("A1", MONDAY + timedelta(days=1), "early", start="09:00", version=3)]
    source.publish([*moved, *[each for each in week(version=3, A1_2=None) if each.agent == "A1"][2:]])
    after = events(source, "A1")
    assert set(after) == set(before)
    assert {after[uid(day)]["status"] for day in (0, 2)} == {"CANCELLED"}
    assert after[uid(0)]["start"] == before[uid(0)]["start"]
    assert [after[uid(day)]["sequence"] for day in range(5)] == [1, 2, 1, 0, 0]
    assert f"{after[uid(1)]['start']:%H:%M}" == "09:00"
    for day in (0, 1, 2):
        assert after[uid(day)]["stamp"] > before[uid(day)]["stamp"]
    assert [after[uid(day)] for day in (3, 4)] == [before[uid(day)] for day in (3, 4)]
    source.publish(week(version=4))
    again = events(source, "A1")
    assert [again[uid(day)]["status"] for day in range(5)] == ["CONFIRMED"] * 5
    assert [again[uid(day)]["sequence"] for day in range(5)] == [3, 3, 3, 0, 0]


def test_a_publication_that_is_taken_back() -> None:
    """Its shifts are cancelled; where an older plan holds again, its shifts are back."""
    source = MemoryRosters()
    source.publish(week())
    first = events(source, "A1")
    wednesday = MONDAY + timedelta(days=2)
    middle = source.publish([row("A1", wednesday, "night", start="22:00")], wednesday, 1)
    assert events(source, "A1")[uid(2)]["summary"] == "night"
    source.withdraw(middle)
    back = events(source, "A1")
    assert back[uid(2)]["summary"] == "early"
    assert back[uid(2)]["sequence"] == 2
    assert {back[uid(day)]["sequence"] for day in (0, 1, 3, 4)} == {0}
    source.withdraw(source.made[0])
    gone = events(source, "A1")
    assert {event["status"] for event in gone.values()} == {"CANCELLED"}
    assert set(gone) == set(first)


def test_the_team_has_one_event_a_shift() -> None:
    """With how many and who; it changes when they do, and is cancelled when nobody is left."""
    source = MemoryRosters()
    source.publish(week())
    before = events(source, None)
    assert len(before) == 5
    assert {event["summary"] for event in before.values()} == {"early (2 people)"}
    source.publish(week(version=2, A1_0="late", A1_1=None, A2_1=None))
    after = events(source, None)
    told = sorted((f"{each['start']:%d}", each["summary"], each["status"]) for each in after.values())
    assert told[:3] == [
        ("09", "early (1 person)", "CONFIRMED"),
        ("09", "late (1 person)", "CONFIRMED"),
        ("10", "No shift (cancelled)", "CANCELLED"),
    ]


def test_a_night_is_one_event_across_midnight() -> None:
    """With local times."""
    source = MemoryRosters()
    source.publish([row("A1", MONDAY, "night", start="22:00")])
    (event,) = events(source, "A1").values()
    assert f"{event['start']:%d %H:%M} {event['end']:%d %H:%M}" == "09 22:00 10 06:00"


def test_a_calendar_without_publications() -> None:
    """Is empty and valid, and so is that of somebody unknown."""
    assert events(MemoryRosters(), "A1") == {}
    assert events(MemoryRosters(), None) == {}
    source = MemoryRosters()
    source.publish(week())
    assert events(source, "A999") == {}


@pytest.mark.parametrize(
    ("today", "first"),
    [("2026-11-30", "2026-10-01"), ("2026-01-01", "2025-12-01"), ("2026-03-31", "2026-02-01")],
)
def test_calendars_begin_with_last_month(today: str, first: str) -> None:
    """So that they change by the calendar once a month, not each day."""
    assert first_shown(date.fromisoformat(today)) == date.fromisoformat(first)


def test_an_address_is_made_read_and_closed(roof: Roof, client: TestClient) -> None:
    """Behind a secret of 256 bits; phones get 304, and 404 once it is closed. The list has no secrets."""
    client.post("/shops/one/session", json={"name": "amy", "password": PASSWORD})
    made = client.post("/shops/one/calendars", json={"agent": "A1"}).json()
    client.cookies.clear()
    assert len(made["path"]) == len("/calendars/.ics") + 43
    answer = client.get(made["path"])
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "Name of A1" in answer.text
    assert client.get(made["path"], headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    client.post("/shops/one/session", json={"name": "amy", "password": PASSWORD})
    listed = client.get("/shops/one/calendars")
    assert made["path"][11:-4] not in listed.text
    assert made["id"] in [each["id"] for each in listed.json()["calendars"]]
    assert client.delete(f"/shops/one/calendars/{made['id']}").status_code == 204
    closed, never = client.get(made["path"]), client.get("/calendars/never.ics")
    assert (closed.status_code, closed.text) == (never.status_code, never.text)
    assert closed.status_code == 404
    assert client.delete(f"/shops/one/calendars/{made['id']}").status_code == 404


def test_agents_manage_their_own_only(roof: Roof, client: TestClient) -> None:
    """A viewer manages none; a token never does; nobody sees another shop's."""
    foreign, _ = roof.one.links.make("A2", "Shop one", "amy")
    client.post("/shops/one/session", json={"name": "bob", "password": PASSWORD})
    assert client.post("/shops/one/calendars", json={"agent": "A2"}).status_code == 403
    assert client.post("/shops/one/calendars", json={"agent": None}).status_code == 403
    made = client.post("/shops/one/calendars", json={"agent": "A1"})
    assert made.status_code == 201
    assert {each["agent"] for each in client.get("/shops/one/calendars").json()["calendars"]} == {"A1"}
    assert client.delete(f"/shops/one/calendars/{foreign}").status_code == 404
    assert client.delete(f"/shops/one/calendars/{made.json()['id']}").status_code == 204
    client.cookies.clear()
    client.post("/shops/one/session", json={"name": "vic", "password": PASSWORD})
    assert client.post("/shops/one/calendars", json={"agent": "A1"}).status_code == 403
    client.cookies.clear()
    for scopes in (["read"], ["read-own"]):
        token = bearer(roof.one, *scopes, agent="A1")  # type: ignore[arg-type]
        assert client.post("/shops/one/calendars", json={"agent": "A1"}, headers=token).status_code == 403
    assert roof.one.links.revoke(foreign)


def test_uids_outlast_a_new_name(roof: Roof) -> None:
    """They hang on what the shop was called when the address was made."""
    number, secret = roof.one.links.make("A1", "The first name", "amy")
    link = roof.one.links.found(secret)
    assert link is not None
    assert (link.id, link.first_name) == (number, "The first name")
    roof.one.links.revoke(number)


def test_stamps_are_whole_seconds_in_utc() -> None:
    """As RFC 5545 asks of DTSTAMP (3.8.7.2)."""
    source = MemoryRosters()
    source.publish(week())
    (stamp,) = {event["stamp"] for event in events(source, "A1").values()}
    assert isinstance(stamp, datetime)
    assert (stamp.utcoffset(), stamp.microsecond) == (timedelta(0), 0)
