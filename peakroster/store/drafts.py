"""What is on the desk of a plan and not saved: one draft for all who work on it, kept as a list of steps.

A step says how some cells are after it; the latest step that names a cell counts. Steps are only appended,
and whoever appends says which ones he has seen: where others have appended meanwhile, his go on top if they
touch other cells, and nothing is appended if they touch the same.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from peakroster.store.blobs import digest_of, keep_blobs, read_blobs
from peakroster.store.engine import Store, open_store, read_store
from peakroster.store.schema import desk_drafts, desk_present, desk_steps
from peakroster.store.who import require_allowed, who

OPEN, SAVED, DISCARDED = "open", "saved", "discarded"

Content = Mapping[str, Any]
"""Cell, as ``agent date``, → how it is after a step; see ``peakroster.desk.draft_cells``."""

_GONE = timedelta(seconds=30)
"""After which a session that has not been seen counts as gone."""


@dataclass(frozen=True)
class Step:
    """One step of a draft. number: from 1. at: in UTC. undoes: the step that it takes back, None = none."""

    number: int
    at: datetime
    who: str
    kind: str
    undoes: int | None
    content: Content


@dataclass(frozen=True)
class KeptDraft:
    """A draft. base: file → digest, of what it was begun from. revision: number of its last step.

    ended_at, ended_by: of one that was saved or discarded.
    """

    id: int
    first_day: date
    base: Mapping[str, str]
    begun_at: datetime
    begun_by: str
    state: str
    revision: int
    ended_at: datetime | None = None
    ended_by: str | None = None


@dataclass(frozen=True)
class Place:
    """How far somebody has seen a draft: its id and its last step; 0, 0 where there is none."""

    draft: int = 0
    number: int = 0


NOWHERE = Place()


class SameCellsError(Exception):
    """Others have changed cells of a step since it was begun. steps: all of theirs, cells: those of both."""

    def __init__(self, steps: tuple[Step, ...], cells: tuple[str, ...]) -> None:
        super().__init__(", ".join(cells))
        self.steps = steps
        self.cells = cells


def place_of_draft(folder: Path, first_day: date) -> Place:
    """How far the open draft of a plan is; one query, and none without a store."""
    store = read_store(folder)
    if store is None:
        return Place()
    query = sa.select(desk_drafts.c.id, desk_drafts.c.revision).where(_is_open(store, first_day))
    with store.reading() as connection:
        found = connection.execute(query).first()
    return Place() if found is None else Place(found.id, found.revision)


def open_draft_of(folder: Path, first_day: date) -> KeptDraft | None:
    """The open draft of a plan; None without one. Raises InputError as ``read_store``."""
    store = read_store(folder)
    if store is None:
        return None
    with store.reading() as connection:
        found = connection.execute(sa.select(desk_drafts).where(_is_open(store, first_day))).first()
    return None if found is None else _draft(found)


def steps_after(folder: Path, place: Place) -> list[Step]:
    """Steps of a draft that come after a place, in their order."""
    store = read_store(folder)
    if store is None or not place.draft:
        return []
    with store.reading() as connection:
        return _steps(connection, place)


def append_step(
    folder: Path,
    first_day: date,
    base: Mapping[str, str],
    seen: Place,
    kind: str,
    content: Content,
    undoes: int | None = None,
) -> tuple[Place, list[Step]]:
    """Append a step to the plan's draft, which is begun where there is none; durable when this returns.

    Parameters
    ----------
    base
        File → digest, of what the desk was read from.
    seen
        The place up to which whoever appends knows the draft.

    Returns
    -------
    The place with this step, and the steps of others that lie between it and ``seen``.

    Raises
    ------
    SameCellsError
        Where one of those touches the same cells; nothing is appended.
    InputError, OSError
        Where whoever is at work may not, or the store cannot be used.
    """
    require_allowed("draft", f"plans/{first_day}")
    store = open_store(folder)
    try:
        return _appended(store, first_day, base, seen, kind, content, undoes)
    except IntegrityError:  # another one has begun the draft, or appended, at the same moment
        return _appended(store, first_day, base, seen, kind, content, undoes)


def _appended(
    store: Store,
    first_day: date,
    base: Mapping[str, str],
    seen: Place,
    kind: str,
    content: Content,
    undoes: int | None,
) -> tuple[Place, list[Step]]:
    packed = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    with store.writing() as connection:
        found = connection.execute(
            sa.select(desk_drafts).where(_is_open(store, first_day)).with_for_update()
        ).first()
        if found is None:
            row = {
                "shop": store.shop,
                "first_day": first_day,
                "base": dict(base),
                "begun_at": datetime.now(UTC),
                "begun_by": who(),
                "state": OPEN,
                "open_key": _open_key(store, first_day),
                "revision": 0,
            }
            number = connection.execute(desk_drafts.insert().returning(desk_drafts.c.id), row).scalar_one()
            place, others = Place(number, 0), []
        else:
            place = Place(found.id, found.revision)
            known = seen.number if seen.draft == found.id else 0
            others = _steps(connection, Place(found.id, known))
        both = tuple(sorted({cell for step in others for cell in step.content} & content.keys()))
        if both:
            raise SameCellsError(tuple(others), both)
        keep_blobs(connection, [packed])
        step = {
            "draft": place.draft,
            "number": place.number + 1,
            "at": datetime.now(UTC),
            "who": who(),
            "kind": kind,
            "undoes": undoes,
            "content": digest_of(packed),
        }
        connection.execute(desk_steps.insert(), step)
        connection.execute(
            desk_drafts.update().where(desk_drafts.c.id == place.draft).values(revision=place.number + 1)
        )
    return Place(place.draft, place.number + 1), others


def end_draft(connection: Connection, store: Store, first_day: date, state: str) -> None:
    """End the open draft of a plan, if there is one; its steps stay. state: SAVED or DISCARDED."""
    ended = {"state": state, "open_key": None, "ended_at": datetime.now(UTC), "ended_by": who()}
    connection.execute(desk_drafts.update().where(_is_open(store, first_day)).values(**ended))


def discard_draft(folder: Path, first_day: date, seen: Place) -> None:
    """End the open draft without saving it. Raises SameCellsError where others have gone on with it."""
    require_allowed("draft", f"plans/{first_day}")
    store = open_store(folder)
    with store.writing() as connection:
        _end_as_seen(connection, store, first_day, seen, DISCARDED)


def save_draft(connection: Connection, store: Store, first_day: date, seen: Place) -> None:
    """End the open draft as saved, in the change that saves it. Raises as :func:`discard_draft`."""
    _end_as_seen(connection, store, first_day, seen, SAVED)


def _end_as_seen(connection: Connection, store: Store, first_day: date, seen: Place, state: str) -> None:
    found = connection.execute(
        sa.select(desk_drafts).where(_is_open(store, first_day)).with_for_update()
    ).first()
    if found is None:
        return
    others = _steps(connection, Place(found.id, seen.number if seen.draft == found.id else 0))
    if others:
        raise SameCellsError(tuple(others), tuple(sorted(cells_of(others))))
    end_draft(connection, store, first_day, state)


def discarded_drafts(folder: Path, first_day: date) -> list[KeptDraft]:
    """Drafts of a plan that were discarded, the latest first."""
    store = read_store(folder)
    if store is None:
        return []
    mine = (desk_drafts.c.shop == store.shop) & (desk_drafts.c.first_day == first_day)
    query = sa.select(desk_drafts).where(mine, desk_drafts.c.state == DISCARDED)
    with store.reading() as connection:
        rows = connection.execute(query.order_by(desk_drafts.c.ended_at.desc())).all()
    return [_draft(row) for row in rows]


def take_back_discarded(folder: Path, draft: KeptDraft) -> bool:
    """Open a discarded draft again; False, and nothing is done, where another one has been begun since."""
    require_allowed("draft", f"plans/{draft.first_day}")
    store = open_store(folder)
    opened = {
        "state": OPEN,
        "open_key": _open_key(store, draft.first_day),
        "ended_at": None,
        "ended_by": None,
    }
    mine = (desk_drafts.c.id == draft.id) & (desk_drafts.c.state == DISCARDED)
    try:
        with store.writing() as connection:
            there = connection.execute(
                sa.select(desk_drafts.c.id).where(_is_open(store, draft.first_day))
            ).first()
            if there is not None:
                return False
            return bool(connection.execute(desk_drafts.update().where(mine).values(**opened)).rowcount)
    except IntegrityError:
        return False


def say_present(folder: Path, first_day: date, session: str) -> None:
    """Say that somebody looks at a plan; nothing where there is no store yet."""
    store = read_store(folder)
    if store is None:
        return
    now = datetime.now(UTC)
    row = {"first_day": first_day, "who": who(), "seen_at": now}
    mine = (desk_present.c.shop == store.shop) & (desk_present.c.session == session)
    with store.writing() as connection:
        if not connection.execute(desk_present.update().where(mine).values(**row)).rowcount:
            connection.execute(desk_present.insert(), {"shop": store.shop, "session": session, **row})
        long_gone = (desk_present.c.shop == store.shop) & (desk_present.c.seen_at < now - 10 * _GONE)
        connection.execute(desk_present.delete().where(long_gone))


def present_people(folder: Path, first_day: date, but: str = "") -> list[str]:
    """Who else looks at a plan now, by name. but: the session that asks."""
    store = read_store(folder)
    if store is None:
        return []
    since = datetime.now(UTC) - _GONE
    here = (desk_present.c.shop == store.shop) & (desk_present.c.first_day == first_day)
    query = sa.select(desk_present.c.who).where(here, desk_present.c.session != but)
    with store.reading() as connection:
        rows = connection.execute(query.where(desk_present.c.seen_at > since)).scalars()
        return sorted({*rows})


def cells_of(steps: Collection[Step]) -> frozenset[str]:
    """Cells that these steps touch."""
    return frozenset(cell for step in steps for cell in step.content)


def _open_key(store: Store, first_day: date) -> str:
    return f"{store.shop} {first_day}"


def _is_open(store: Store, first_day: date) -> sa.ColumnElement[bool]:
    return desk_drafts.c.open_key == _open_key(store, first_day)


def _steps(connection: Connection, after: Place) -> list[Step]:
    mine = (desk_steps.c.draft == after.draft) & (desk_steps.c.number > after.number)
    rows = connection.execute(sa.select(desk_steps).where(mine).order_by(desk_steps.c.number)).all()
    contents = read_blobs(connection, (row.content for row in rows)) if rows else {}
    return [
        Step(row.number, row.at, row.who, row.kind, row.undoes, json.loads(contents[row.content]))
        for row in rows
    ]


def _draft(row: Any) -> KeptDraft:
    begun = row.id, row.first_day, row.base, row.begun_at, row.begun_by
    return KeptDraft(*begun, row.state, row.revision, row.ended_at, row.ended_by)
