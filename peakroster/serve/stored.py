"""Publications as the store has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from peakroster.exports.calendar_record import first_name
from peakroster.exports.subscription import CalendarFacts
from peakroster.publishing import publish as publishing
from peakroster.serve.published import Publication, PublishedRow
from peakroster.serve.site import Ordered, PublishOrder, UncleanError
from peakroster.shop.settings.read import read_settings
from peakroster.store.blobs import read_blobs
from peakroster.store.engine import Store
from peakroster.store.schema import plan_versions, publication_rows, publications, version_files
from peakroster.store.who import EVERYTHING, acting_as
from peakroster.tables.findings import InputError
from peakroster.tables.report import Report

_COVERAGE = "coverage.csv"
_STATE = sa.select(
    sa.func.count(), sa.func.max(publications.c.id), sa.func.count(publications.c.withdrawn_at)
).where(publications.c.shop == sa.bindparam("shop"))
"""Stated once: building a statement takes longer than the database needs to answer it."""


@dataclass(frozen=True)
class StoredRosters:
    """The publications of the shop that the store is opened for. Each call is one look at the database."""

    store: Store
    _known: dict[tuple[Any, ...], tuple[Publication, ...]] = field(default_factory=dict)
    """How many publications there are, the last one, how many withdrawn → all of them. Nothing else of a
    publication ever changes, and a withdrawal is never taken back."""

    def publications(self) -> Sequence[Publication]:
        """Every publication, in the order in which they were made.

        Few requests find other ones than the one before: first is asked whether there are any.
        """
        with self.store.reading() as connection:
            now = tuple(connection.execute(_STATE, {"shop": self.store.shop}).one())
            known = self._known.get(now)
            if known is not None:
                return known
            query = (
                sa.select(publications, plan_versions.c.days)
                .join(plan_versions, plan_versions.c.id == publications.c.version)
                .where(publications.c.shop == self.store.shop)
                .order_by(publications.c.id)
            )
            found = tuple(
                Publication(
                    row.first_day,
                    row.days or self._days(connection, row),
                    row.number,
                    row.at,
                    row.who,
                    row.note,
                    row.withdrawn_at,
                )
                for row in connection.execute(query).all()
            )
        self._known.clear()
        self._known[now] = found
        return found

    def rows(self, first_day: date, number: int) -> Sequence[PublishedRow]:
        """The rows of a publication, in their order; none for one that does not exist."""
        columns = publication_rows.c
        query = (
            sa.select(columns.agent_id, columns.date, columns.row)
            .join(publications, publications.c.id == columns.publication)
            .where(*self._named(first_day, number))
            .order_by(columns.position)
        )
        with self.store.reading() as connection:
            return [PublishedRow(*row) for row in connection.execute(query)]

    def coverage(self, first_day: date, number: int) -> bytes | None:
        """coverage.csv of the plan that was published; None where it has none."""
        query = (
            sa.select(version_files.c.digest)
            .join(publications, publications.c.version == version_files.c.version)
            .where(*self._named(first_day, number), version_files.c.name == _COVERAGE)
        )
        with self.store.reading() as connection:
            digest = connection.execute(query).scalar()
            return None if digest is None else read_blobs(connection, [digest])[digest]

    def _days(self, connection: Connection, publication: Row[Any]) -> int:
        """The days of a plan that does not say how many it has, by its rows."""
        mine = publication_rows.c.publication == publication.id
        last = connection.execute(sa.select(sa.func.max(publication_rows.c.date)).where(mine)).scalar()
        return 1 if last is None else (last - publication.first_day).days + 1

    def _named(self, first_day: date, number: int) -> tuple[sa.ColumnElement[bool], ...]:
        return (
            publications.c.shop == self.store.shop,
            publications.c.first_day == first_day,
            publications.c.number == number,
        )


def calendar_facts(folder: Path) -> CalendarFacts:
    """What shop.toml says for calendars. Raises InputError where it has errors."""
    report = Report()
    settings = read_settings(folder, report).settings
    if settings is None:
        raise InputError(report.findings("error"))
    queues = {queue.id: queue.name for queue in settings.queues}
    teams = {team.id: team.name for team in settings.shared}
    return CalendarFacts(
        settings.name, first_name(folder, settings.name), settings.timezone, {**queues, **teams}
    )


def publish_plan(folder: Path, order: PublishOrder) -> Ordered:
    """Publish a plan of the folder, as the command does; the log names whoever ordered it.

    Raises UncleanError, and InputError, OSError as :func:`peakroster.publishing.publish.publish` does.
    """
    with acting_as(order.who, EVERYTHING):  # its permission was asked for where the order came in
        try:
            done = publishing.publish(folder, order.first_day, note=order.note, in_spite_of=order.in_spite_of)
        except publishing.UncleanError as error:
            raise UncleanError(error.findings) from error
    return Ordered(done.publication.number, done.new, len(done.changes), done.violations)
