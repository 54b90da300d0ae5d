"""Rosters over HTTP: by date and person, changes, coverage; answers that clients keep."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from peakroster.exports.neutral import NEUTRAL_COLUMNS
from peakroster.serve.models import Row
from tests.peakroster.serve.conftest import Roof
from tests.peakroster.serve.shops import (
    MONDAY,
    MemoryRosters,
    bearer,
    make_client,
    make_server,
    make_site,
    row,
    week,
)


def shifts(answer: dict) -> dict[tuple[str, str], str]:
    return {(each["employee_id"], each["work_date"]): each["shift_name"] for each in answer["rows"]}


def test_the_roster_as_published_last(roof: Roof, client: TestClient) -> None:
    """By date and then person, in the form of the neutral table."""
    reads = bearer(roof.one, "read")
    answer = client.get("/shops/one/roster", params={"from": "2026-11-11", "days": 2}, headers=reads).json()
    assert answer["held"] == [
        {"first_day": "2026-11-09", "number": 2, "from": "2026-11-11", "until": "2026-11-12"}
    ]
    assert list(shifts(answer).items()) == [
        (("A1", "2026-11-11"), "late"),
        (("A2", "2026-11-11"), "early"),
        (("A1", "2026-11-12"), "early"),
        (("A2", "2026-11-12"), "early"),
    ]
    assert tuple(answer["rows"][0]) == NEUTRAL_COLUMNS == tuple(Row.model_fields)


def test_one_person(roof: Roof, client: TestClient) -> None:
    """Nobody else's rows; somebody without rows has none."""
    reads = bearer(roof.one, "read")
    ask = {"agent": "A2", "from": "2026-11-01", "days": 366}
    answer = client.get("/shops/one/person", params=ask, headers=reads).json()
    assert list(shifts(answer).values()) == ["early"] * 4 + ["休息"] * 3
    assert {who for who, _ in shifts(answer)} == {"A2"}
    nobody = client.get("/shops/one/person", params={**ask, "agent": "客服/01"}, headers=reads).json()
    assert nobody["rows"] == []


def test_the_tables_are_those_of_the_exports(roof: Roof, client: TestClient) -> None:
    """CSV with a BOM for Excel, with the columns of the neutral table, also where there is no row."""
    reads = bearer(roof.one, "read")
    for path, rows in (("roster.csv?from=2026-11-09&days=7", 14), ("person.csv?agent=A1&from=2027-01-01", 0)):
        answer = client.get(f"/shops/one/{path}", headers=reads)
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.content.startswith(b"\xef\xbb\xbf")
        table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert tuple(table[0]) == NEUTRAL_COLUMNS
        assert len(table) == 1 + rows
    first = client.get("/shops/one/roster.csv?from=2026-11-09&days=7", headers=reads).content
    assert b"A1,Name of A1,2026-11-09,early,early,2026-11-09T08:00:00+08:00" in first


def test_every_version_can_be_read(roof: Roof, client: TestClient) -> None:
    """And never changes; one that does not exist is not found."""
    reads = bearer(roof.one, "read")
    listed = client.get("/shops/one/publications", headers=reads).json()["publications"]
    assert [(each["first_day"], each["number"], each["note"]) for each in listed] == [
        ("2026-11-09", 1, "first"),
        ("2026-11-09", 2, "second"),
    ]
    versions = [client.get(f"/shops/one/publications/2026-11-09/{n}", headers=reads) for n in (1, 2, 3)]
    assert [answer.status_code for answer in versions] == [200, 200, 404]
    assert [shifts(answer.json())["A1", "2026-11-11"] for answer in versions[:2]] == ["early", "late"]


def test_changes_since_a_version(roof: Roof, client: TestClient) -> None:
    """Only what differs, each with before and after; from 0 on everything; of an unknown version nothing."""
    reads = bearer(roof.one, "read")

    def changes(since: object) -> dict:
        found: dict = client.get(f"/shops/one/changes/2026-11-09?since={since}", headers=reads).json()
        return found

    found = changes(1)
    assert (found["since"], found["number"]) == (1, 2)
    told = [
        (each["employee_id"], each["work_date"], each["kind"], each["after"]["shift_name"])
        for each in found["changes"]
    ]
    assert told == [("A1", "2026-11-11", "changed", "late"), ("A2", "2026-11-13", "cancelled", "休息")]
    assert changes(2)["changes"] == []
    assert [each["kind"] for each in changes(0)["changes"]].count("added") == 9
    assert changes(3)["code"] == changes(99)["code"] == "not_found"
    own = bearer(roof.one, "read-own", agent="A2")
    mine = client.get("/shops/one/changes/2026-11-09?since=1", headers=own).json()["changes"]
    assert [each["employee_id"] for each in mine] == ["A2"]


def test_coverage_by_interval(roof: Roof, client: TestClient) -> None:
    """Numbers, or null where the table has an empty cell; the same as CSV."""
    reads = bearer(roof.one, "read")
    answer = client.get("/shops/one/coverage?from=2026-11-09", headers=reads).json()
    assert [
        (each["timestamp"], each["required"], each["scheduled"], each["service_level"])
        for each in answer["rows"]
    ] == [("2026-11-09T08:00", 2.5, 3, 0.9), ("2026-11-10T08:00", 2, 1, None)]
    table = client.get("/shops/one/coverage.csv?from=2026-11-10&days=1", headers=reads)
    assert table.content.decode("utf-8-sig").splitlines() == [
        "timestamp,queue,required,scheduled,service_level",
        "2026-11-10T08:00,presale,2,1,",
    ]


def test_what_is_known_is_not_sent_again(tmp_path: Path) -> None:
    """304 until these dates are published anew; who sees less has other tags."""
    source = MemoryRosters()
    source.publish(week())
    site = make_site(tmp_path, "shop", source)
    client = make_client(make_server([site]))
    reads, own = bearer(site, "read"), bearer(site, "read-own", agent="A1")
    path = "/shops/shop/roster?from=2026-11-09"
    first = client.get(path, headers=reads)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.get(path, headers={**reads, "If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(path, headers={**own, "If-None-Match": tag}).status_code == 200
    source.publish([row("A1", MONDAY + timedelta(days=7), "early")], MONDAY + timedelta(days=7))
    assert client.get(path, headers={**reads, "If-None-Match": tag}).status_code == 304
    source.publish(week(version=2, A1_0="late"))
    changed = client.get(path, headers={**reads, "If-None-Match": tag})
    assert changed.status_code == 200
    assert shifts(changed.json())["A1", "2026-11-09"] == "late"
    assert changed.headers["etag"] != tag


def test_a_publication_is_read_once(tmp_path: Path) -> None:
    """Whatever is asked of it."""
    source = MemoryRosters()
    source.publish(week())
    site = make_site(tmp_path, "shop", source)
    client = make_client(make_server([site]))
    reads = bearer(site, "read")
    for path in ("roster?from=2026-11-09", "person?agent=A1&from=2026-11-09", "publications/2026-11-09/1"):
        assert client.get(f"/shops/shop/{path}", headers=reads).status_code == 200
    assert source.reads == 1


def test_an_answer_comes_from_one_look_at_the_shop(tmp_path: Path) -> None:
    """Somebody publishes while an answer is made: it says all of the version before, and names it."""
    source = MemoryRosters()
    source.publish(week())
    site = make_site(tmp_path, "shop", source)
    client = make_client(make_server([site]))
    read = source.rows

    def rows(first_day: date, number: int) -> object:
        found = read(first_day, number)
        if len(source.made) == 1:
            source.publish(week(version=2, A1_0="late"))
        return found

    source.rows = rows  # type: ignore[assignment, method-assign]
    reads = bearer(site, "read")
    path = "/shops/shop/roster?from=2026-11-09"
    during, after = (client.get(path, headers=reads) for _ in range(2))
    assert [answer.json()["held"][0]["number"] for answer in (during, after)] == [1, 2]
    assert [shifts(answer.json())["A1", "2026-11-09"] for answer in (during, after)] == ["early", "late"]
    assert during.headers["etag"] != after.headers["etag"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "from=",
        "from=1762646400",
        "from=2026-11-31",
        "from=2026-1-1",
        "from=２０２６-11-09",
        "from=2026-11-09&days=0",
        "from=2026-11-09&days=63",
        "from=2026-11-09&days=7.0",
        "from=2026-11-09&days=1_0",
        "from=2026-11-09&to=2026-11-10",
    ],
)
def test_questions_of_another_form(roof: Roof, client: TestClient, query: str) -> None:
    """Are refused with the parameter's name, and never with what it said."""
    answer = client.get(f"/shops/one/roster?{query}", headers=bearer(roof.one, "read"))
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid"
    assert answer.json()["where"][0] in ("query.from", "query.days", "query.to")
    assert set(answer.json()) == {"code", "message", "where", "findings"}


def test_the_last_date_of_all(roof: Roof, client: TestClient) -> None:
    """The calendar's ends are no failure."""
    reads = bearer(roof.one, "read")
    for first in ("9999-12-31", "0001-01-01"):
        for path in (
            f"roster?from={first}&days=62",
            f"coverage?from={first}",
            f"person?agent=A1&from={first}",
        ):
            assert client.get(f"/shops/one/{path}", headers=reads).json()["rows"] == []
