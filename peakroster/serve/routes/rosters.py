"""Published rosters, by date and person; what changed, and how well the days are covered."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Hashable, Sequence
from typing import Annotated, Any

import pandas as pd
from fastapi import APIRouter, Query, Request, Response

from peakroster.exports.neutral import NEUTRAL_COLUMNS
from peakroster.exports.table import table_csv
from peakroster.serve.access import Access, AnyCaller
from peakroster.serve.accounts.permissions import Permission
from peakroster.serve.answers import CSV, JSON, kept_answer
from peakroster.serve.models import (
    Changes,
    ChangesQuery,
    Coverage,
    Day,
    PersonQuery,
    PublicationList,
    Roster,
    RosterQuery,
    Version,
    entry_of,
)
from peakroster.serve.problems import RefusedError, documented
from peakroster.serve.rosters import View, json_rows
from peakroster.serve.standing import RowChange, Stretch, latest

router = APIRouter(prefix="/shops/{shop}", tags=["rosters"])

_REFUSED = documented(401, 403, 404)
_UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "What If-None-Match names still holds."}}
_AS_CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}
_COVERAGE = ("timestamp", "queue", "required", "scheduled", "service_level", "backlog")


@router.get(
    "/publications", response_model=PublicationList, responses={**_UNCHANGED, **_REFUSED}, summary="Versions"
)
def list_publications(request: Request, caller: AnyCaller) -> Response:
    """Every published version of every plan, in the order in which they were made."""
    reader = caller.reader()
    view = reader.site.view(reader.server.kept)
    whole = reader.principal.reads
    what = ("publications", whole, *view.publications)

    def make() -> bytes:
        entries = [entry_of(each, whole=whole) for each in view.publications]
        return PublicationList(publications=entries).model_dump_json().encode()

    return _answer(request, reader, what, JSON, make)


@router.get(
    "/publications/{first_day}/{number}",
    response_model=Roster,
    responses={**_UNCHANGED, **_REFUSED},
    summary="One version",
)
def one_publication(request: Request, caller: AnyCaller, first_day: Day, number: Version) -> Response:
    """All rows of a version, whether it still holds or not. It never changes."""
    reader = caller.reader()
    view = reader.site.view(reader.server.kept)
    found = next((each for each in view.publications if each.key == (first_day, number)), None)
    if found is None:
        raise RefusedError(404)
    agent = reader.only(None)
    holds = [Stretch(found, found.first_day, found.last_day)]
    return _roster(request, reader, view, holds, agent, JSON)


@router.get("/roster", response_model=Roster, responses={**_UNCHANGED, **_REFUSED}, summary="Roster by date")
def roster(request: Request, caller: AnyCaller, query: Annotated[RosterQuery, Query()]) -> Response:
    """Everybody's shifts and days off as published last; of whoever reads their own, theirs."""
    reader = caller.reader()
    return _dated(request, reader, query.from_, query.days, reader.only(None), JSON)


@router.get(
    "/roster.csv",
    response_class=Response,
    responses={**_AS_CSV, **_UNCHANGED, **_REFUSED},
    summary="Roster by date as CSV",
)
def roster_csv(request: Request, caller: AnyCaller, query: Annotated[RosterQuery, Query()]) -> Response:
    """The same as the neutral table's CSV, for spreadsheets."""
    reader = caller.reader()
    return _dated(request, reader, query.from_, query.days, reader.only(None), CSV)


@router.get("/person", response_model=Roster, responses={**_UNCHANGED, **_REFUSED}, summary="One person")
def person(request: Request, caller: AnyCaller, query: Annotated[PersonQuery, Query()]) -> Response:
    """One person's shifts and days off as published last."""
    reader = caller.reader()
    return _dated(request, reader, query.from_, query.days, reader.only(query.agent), JSON)


@router.get(
    "/person.csv",
    response_class=Response,
    responses={**_AS_CSV, **_UNCHANGED, **_REFUSED},
    summary="One person as CSV",
)
def person_csv(request: Request, caller: AnyCaller, query: Annotated[PersonQuery, Query()]) -> Response:
    """The same as the neutral table's CSV, for spreadsheets."""
    reader = caller.reader()
    return _dated(request, reader, query.from_, query.days, reader.only(query.agent), CSV)


@router.get(
    "/changes/{first_day}",
    response_model=Changes,
    responses={**_UNCHANGED, **_REFUSED},
    summary="Changes since a version",
)
def changes(
    request: Request, caller: AnyCaller, first_day: Day, query: Annotated[ChangesQuery, Query()]
) -> Response:
    """What the latest version of the plan from ``first_day`` on says otherwise than the version ``since``.

    A version that was withdrawn says nothing: then every shift of ``since`` is cancelled.
    """
    reader = caller.reader()
    view = reader.site.view(reader.server.kept)
    now = latest(view.publications, first_day)
    known = [each for each in view.publications if each.key == (first_day, query.since)]
    if now is None or (query.since and not known):
        raise RefusedError(404)
    before, agent = (known[0] if known else None), reader.only(None)

    def make() -> bytes:
        found = view.changes(before, now, agent)
        head: dict[str, object] = {
            "first_day": first_day.isoformat(),
            "since": query.since,
            "number": now.number,
        }
        return json_rows(head, "changes", [_change_text(each) for each in found])

    return _answer(request, reader, ("changes", query.since, now, agent), JSON, make)


@router.get("/coverage", response_model=Coverage, responses={**_UNCHANGED, **_REFUSED}, summary="Coverage")
def coverage(request: Request, caller: AnyCaller, query: Annotated[RosterQuery, Query()]) -> Response:
    """Agents needed and rostered in each interval of each queue, as published last."""
    reader = caller.allowed(Permission.READ)
    view = reader.site.view(reader.server.kept)
    holds = view.stretches(query.from_, query.days)

    def make() -> bytes:
        rows = [_coverage_text(row) for row in view.coverage(holds)]
        return json_rows({"held": _held(holds)}, "rows", rows)

    return _answer(request, reader, ("coverage", *holds), JSON, make)


@router.get(
    "/coverage.csv",
    response_class=Response,
    responses={**_AS_CSV, **_UNCHANGED, **_REFUSED},
    summary="Coverage as CSV",
)
def coverage_csv(request: Request, caller: AnyCaller, query: Annotated[RosterQuery, Query()]) -> Response:
    """The same as rows of coverage.csv."""
    reader = caller.allowed(Permission.READ)
    view = reader.site.view(reader.server.kept)
    holds = view.stretches(query.from_, query.days)

    def make() -> bytes:
        rows = view.coverage(holds)
        names = [name for name in _COVERAGE if name != "backlog" or any(name in row for row in rows)]
        text = io.StringIO()
        writer = csv.DictWriter(text, names, extrasaction="ignore", restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue().encode("utf-8-sig")

    return _answer(request, reader, ("coverage", *holds), CSV, make)


def _dated(
    request: Request, reader: Access, first: Day, days: int, agent: str | None, media_type: str
) -> Response:
    view = reader.site.view(reader.server.kept)
    return _roster(request, reader, view, view.stretches(first, days), agent, media_type)


def _roster(
    request: Request,
    reader: Access,
    view: View,
    holds: Sequence[Stretch],
    agent: str | None,
    media_type: str,
) -> Response:
    def make() -> bytes:
        rows = view.rows(holds, agent)
        return json_rows({"held": _held(holds)}, "rows", rows) if media_type == JSON else _csv(rows)

    return _answer(request, reader, ("roster", agent, *holds), media_type, make)


def _answer(
    request: Request, reader: Access, what: tuple[Hashable, ...], media_type: str, make: Any
) -> Response:
    """Kept by shop, too: two shops may have publications that look alike."""
    return kept_answer(request, reader.server.kept, (reader.site.id, *what), media_type, make)


def _held(holds: Sequence[Stretch]) -> list[dict[str, object]]:
    return [
        {
            "first_day": each.publication.first_day.isoformat(),
            "number": each.publication.number,
            "from": each.first.isoformat(),
            "until": each.last.isoformat(),
        }
        for each in holds
    ]


def _csv(rows: Sequence[bytes]) -> bytes:
    table = pd.DataFrame([json.loads(row) for row in rows], columns=list(NEUTRAL_COLUMNS))
    text = ("employee_id", "employee_name", "shift_code", "shift_name", "queue", "short_breaks", "leave")
    table["leave"] = table["leave"].astype(object).fillna("")  # rows of earlier publications have none
    return table_csv(table.astype(dict.fromkeys(text, "str")))


def _change_text(change: RowChange) -> bytes:
    content = {
        "employee_id": change.agent,
        "work_date": change.day.isoformat(),
        "kind": change.kind,
        "before": change.before,
        "after": change.after,
    }
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")


def _coverage_text(row: dict[str, str]) -> bytes:
    numbers = {name: _float(row[name]) for name in _COVERAGE[2:] if name in row}
    return json.dumps({"timestamp": row["timestamp"], "queue": row["queue"], **numbers}).encode()


def _float(text: str | None) -> float | None:
    if not text:
        return None
    value = float(text)
    return value if math.isfinite(value) else None
