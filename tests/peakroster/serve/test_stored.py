"""Publications out of the store's tables."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from peakroster.serve.stored import StoredRosters, calendar_facts
from peakroster.store.blobs import digest_of, keep_blobs
from peakroster.store.engine import Store, open_store
from peakroster.store.schema import changes, plan_versions, publication_rows, publications, version_files
from peakroster.tables.findings import InputError
from tests.peakroster.serve.shops import COVERAGE, MONDAY, row

AT = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A shop that has published two weeks, the first one twice."""
    store = open_store(tmp_path_factory.mktemp("shop"))
    for number, first_day in enumerate([MONDAY, MONDAY + timedelta(days=7), MONDAY], start=1):
        publish(store, first_day, number)
    return store


def publish(store: Store, first_day: date, number: int) -> None:
    """The same as the command does, as far as the server reads it."""
    with store.writing() as connection:
        change = connection.execute(
            changes.insert().returning(changes.c.id),
            {
                "shop": store.shop,
                "at": AT,
                "who": "amy",
                "command": "publish",
                "kind": "publish",
                "what": "x",
                "note": "",
                "state": "done",
                "place": "here",
                "folders": [],
            },
        ).scalar_one()
        of_plan = (publications.c.shop == store.shop, publications.c.first_day == first_day)
        earlier = sa.select(sa.func.count()).where(*of_plan)
        own = 1 + connection.execute(earlier).scalar_one()
        version = connection.execute(
            plan_versions.insert().returning(plan_versions.c.id),
            {
                "shop": store.shop,
                "first_day": first_day,
                "number": own,
                "days": None if number == 2 else 7,
                "made_at": AT,
                "made_by": "amy",
                "change": change,
                "kind": "published",
                "note": "",
            },
        ).scalar_one()
        keep_blobs(connection, [COVERAGE.encode()])
        if number != 2:
            file = {"version": version, "name": "coverage.csv", "digest": digest_of(COVERAGE.encode())}
            connection.execute(version_files.insert(), file)
        publication = connection.execute(
            publications.insert().returning(publications.c.id),
            {
                "shop": store.shop,
                "first_day": first_day,
                "number": own,
                "version": version,
                "change": change,
                "at": AT + timedelta(hours=number),
                "who": "amy",
                "note": f"publication {number}",
                "withdrawn_at": AT if number == 2 else None,
            },
        ).scalar_one()
        rows = [row("A1", first_day + timedelta(days=day), "early", version=own) for day in (0, 3)]
        connection.execute(
            publication_rows.insert(),
            [
                {
                    "publication": publication,
                    "position": position,
                    "agent_id": each.agent,
                    "date": each.day,
                    "shift": "early",
                    "status": "published",
                    "row": each.text,
                }
                for position, each in enumerate(rows)
            ],
        )


def test_publications_in_the_order_in_which_they_were_made(store: Store) -> None:
    """With their days, or as many as their rows have; who published, when, and whether it was taken back."""
    found = StoredRosters(store).publications()
    assert [(each.first_day, each.number, each.days) for each in found] == [
        (MONDAY, 1, 7),
        (MONDAY + timedelta(days=7), 1, 4),
        (MONDAY, 2, 7),
    ]
    assert [each.withdrawn_at for each in found] == [None, AT, None]
    assert (found[0].at, found[0].who, found[0].note) == (AT + timedelta(hours=1), "amy", "publication 1")


def test_rows_and_coverage_of_one_publication(store: Store) -> None:
    """As they were written; of one that does not exist, none."""
    source = StoredRosters(store)
    assert source.rows(MONDAY, 2) == [
        row("A1", MONDAY, "early", version=2),
        row("A1", MONDAY + timedelta(days=3), "early", version=2),
    ]
    assert source.coverage(MONDAY, 1) == COVERAGE.encode()
    assert source.coverage(MONDAY + timedelta(days=7), 1) is None
    assert source.rows(MONDAY, 3) == []
    assert source.coverage(MONDAY, 3) is None


def test_another_shop_of_the_same_database_sees_nothing(store: Store) -> None:
    """On a server all shops share the tables."""
    other = Store(store.folder, store.engine, store.shop + 1)
    assert StoredRosters(other).publications() == ()
    assert StoredRosters(other).rows(MONDAY, 1) == []
    assert StoredRosters(other).coverage(MONDAY, 1) is None


def test_what_happens_meanwhile_is_seen(store: Store) -> None:
    """A publication and a withdrawal by another process, though the list is kept from look to look."""
    source = StoredRosters(store)
    before = source.publications()
    assert source.publications() is before
    publish(store, MONDAY, 4)
    assert [each.number for each in source.publications()] == [1, 1, 2, 3]
    with store.writing() as connection:
        last = publications.c.number == 3
        connection.execute(publications.update().where(last).values(withdrawn_at=AT))
    assert [each.withdrawn_at for each in source.publications()] == [None, AT, None, AT]


def test_what_calendars_say_of_a_shop(tmp_path: Path) -> None:
    """Name, time zone and queues; a shop.toml with errors is told."""
    sample = Path(__file__).parents[3] / "data" / "sample" / "shop.toml"
    (tmp_path / "shop.toml").write_bytes(sample.read_bytes())
    facts = calendar_facts(tmp_path)
    assert facts.first_name == facts.name
    assert facts.timezone == "Asia/Shanghai"
    assert {"presale", "aftersale"} <= set(facts.queues)
    (tmp_path / "shop.toml").write_text("name = 1\n", encoding="utf-8")
    with pytest.raises(InputError):
        calendar_facts(tmp_path)
