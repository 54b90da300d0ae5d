"""What a browser sends is read as it is meant, once, and never trusted."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from peakroster.desk.day_activities import DayActivity
from peakroster.desk.grid_operations import merged, read_edits
from peakroster.desk.roster import Desk, open_desk
from peakroster.store.drafts import Place
from tests.ui.conftest import FIRST_DAY, small_shop

__all__ = ["small_shop"]

TUESDAY, WEDNESDAY = FIRST_DAY.isoformat(), (FIRST_DAY + timedelta(days=1)).isoformat()


@pytest.fixture(scope="module")
def desk(small_shop: Path) -> Desk:
    return open_desk(small_shop, FIRST_DAY)


def sent(*batches: list[dict[str, object]]) -> dict[str, object]:
    numbered = [{"sequence": at, "operations": each} for at, each in enumerate(batches, start=1)]
    return {"client": "a", "batches": numbered}


def put(agent: str, day: str, shift: str | None) -> dict[str, object]:
    return {"kind": "set", "cells": [[agent, day, shift]]}


def test_neighbouring_changes_are_one(desk: Desk) -> None:
    """Cells typed fast one after the other are one change; the later value of a cell counts; a lock parts."""
    edits = sent(
        [put("001", TUESDAY, "早班")],
        [put("001", TUESDAY, None), put("002", WEDNESDAY, "晚班")],
        [{"kind": "lock", "cells": [["001", TUESDAY]]}],
        [put("003", TUESDAY, "早班")],
    )
    done = merged(read_edits(desk.shop, desk.plan, edits).batches)
    kinds = [(batch.sequence, one.kind, len(one.cells)) for batch in done for one in batch.operations]
    assert kinds == [(2, "set", 2), (3, "lock", 1), (4, "set", 1)]
    assert done[0].operations[0].cells["001", FIRST_DAY] is None


def test_changes_are_held_to_the_earliest_picture(desk: Desk) -> None:
    """Of several that are one change by then; a picture that makes no sense is none."""
    edits = sent([put("001", TUESDAY, "早班")], [put("002", TUESDAY, "早班")], [put("003", TUESDAY, None)])
    for batch, drawn in zip(edits["batches"], ([3, 1], [3, 2], ["3", None]), strict=True):  # type: ignore[call-overload]
        batch["drawn"] = drawn
    received = read_edits(desk.shop, desk.plan, edits).batches
    assert [batch.drawn for batch in received] == [Place(3, 1), Place(3, 2), None]
    assert [batch.drawn for batch in merged(received)] == [Place(3, 1)]


def test_what_was_applied_is_not_read_again(desk: Desk) -> None:
    """A batch up to the number that was applied last is left out, however often it comes."""
    edits = sent([put("001", TUESDAY, "早班")], [put("002", TUESDAY, None)])
    assert [batch.sequence for batch in read_edits(desk.shop, desk.plan, edits, 1).batches] == [2]
    assert read_edits(desk.shop, desk.plan, edits, 2).batches == ()


@pytest.mark.parametrize(
    "cell",
    [
        ["999", TUESDAY, "早班"],
        ["001", "2020-01-01", "早班"],
        ["001", TUESDAY, "没有这个班"],
        ["001", "?", None],
    ],
)
def test_what_nobody_knows_is_counted_and_left_out(desk: Desk, cell: list[object]) -> None:
    """People, days and shifts that are gone: the others of the operation count."""
    edits = sent([{"kind": "set", "cells": [cell, ["002", TUESDAY, None]]}])
    received = read_edits(desk.shop, desk.plan, edits)
    assert received.unknown == 1
    assert set(received.batches[0].operations[0].cells) == {("002", FIRST_DAY)}


@pytest.mark.parametrize(
    "rubbish",
    [
        None,
        3,
        {},
        {"client": 1},
        {"client": "a", "batches": [3, {"sequence": "1"}, {"sequence": 1}]},
        sent([{"kind": "drop table"}]),
        sent([{"kind": "set", "cells": 3}]),
        sent([{"kind": "activity"}]),
    ],
)
def test_rubbish_does_nothing(desk: Desk, rubbish: object) -> None:
    """Whatever is no edit is no error, either: nothing comes of it."""
    received = read_edits(desk.shop, desk.plan, rubbish)
    assert all(not batch.operations for batch in received.batches)


def test_a_moved_activity(desk: Desk) -> None:
    """Minutes after midnight become moments, also of the next day; an end before its start is none."""
    move = {"kind": "activity", "agent": "001", "day": TUESDAY, "what": "meal"}
    good = {**move, "was": [1380, 1410], "to": [1440, 1470]}
    received = read_edits(desk.shop, desk.plan, sent([good, {**good, "to": [700, 700]}]))
    (operation,) = received.batches[0].operations
    assert operation.moved is not None
    assert operation.moved.after == DayActivity(datetime(2026, 11, 11), datetime(2026, 11, 11, 0, 30), "meal")
    assert operation.moved.day == FIRST_DAY
    assert received.unknown == 1
