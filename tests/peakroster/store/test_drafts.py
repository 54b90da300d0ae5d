"""The draft of a plan: appended to by several people, never losing a step."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from peakroster.store.door import writing
from peakroster.store.drafts import (
    SAVED,
    Place,
    SameCellsError,
    append_step,
    discard_draft,
    discarded_drafts,
    end_draft,
    open_draft_of,
    place_of_draft,
    present_people,
    say_present,
    steps_after,
    take_back_discarded,
)
from peakroster.store.who import acting_as

DAY = date(2026, 11, 9)
ROOT = Path(__file__).parents[3]
BASE = {"shop.toml": "a"}


def append(folder: Path, seen: Place, *cells: str, who: str = "anna", shift: str = "早班") -> Place:
    content = {cell: {"shift": shift} for cell in cells}
    with acting_as(who):
        return append_step(folder, DAY, BASE, seen, "cells", content)[0]


def test_steps_are_appended_and_read_again(stored: Path) -> None:
    """Nothing is there without a store; each step has its number, its author and its cells."""
    assert place_of_draft(stored, DAY) == Place()
    assert open_draft_of(stored, DAY) is None
    one = append(stored, Place(), "001 2026-11-09")
    two = append(stored, one, "002 2026-11-09", who="li")
    assert place_of_draft(stored, DAY) == two
    assert place_of_draft(stored, date(2026, 11, 16)) == Place()
    steps = steps_after(stored, Place(two.draft, 0))
    assert [(step.number, step.who, list(step.content)) for step in steps] == [
        (1, "anna", ["001 2026-11-09"]),
        (2, "li", ["002 2026-11-09"]),
    ]
    kept = open_draft_of(stored, DAY)
    assert kept is not None
    assert (kept.base, kept.begun_by, kept.revision) == (BASE, "anna", 2)


def test_other_cells_go_together_and_the_same_are_told(stored: Path) -> None:
    """Who has not seen the last steps is given them; of the same cell nothing is appended."""
    first = append(stored, Place(), "001 2026-11-09")
    append(stored, first, "002 2026-11-09", who="li")
    with acting_as("anna"):
        place, others = append_step(stored, DAY, BASE, first, "cells", {"003 2026-11-09": {}})
    assert [step.who for step in others] == ["li"]
    with pytest.raises(SameCellsError) as raised:
        append(stored, first, "002 2026-11-09", "009 2026-11-09")
    assert raised.value.cells == ("002 2026-11-09",)
    assert {step.who for step in raised.value.steps} == {"li", "anna"}
    assert place_of_draft(stored, DAY) == place


def test_saved_discarded_and_taken_back(stored: Path) -> None:
    """Saving ends a draft in the same change; a discarded one can be taken back while no other is open."""
    place = append(stored, Place(), "001 2026-11-09")
    with writing(stored, kind="save", what=f"plans/{DAY}") as change:
        change.put(stored / "x.txt", b"1")
        change.also(lambda connection, store, number: end_draft(connection, store, DAY, SAVED))
    assert place_of_draft(stored, DAY) == Place()
    second = append(stored, place, "004 2026-11-09")
    assert second.draft != place.draft
    discard_draft(stored, DAY, second)
    assert place_of_draft(stored, DAY) == Place()
    (gone,) = discarded_drafts(stored, DAY)
    assert take_back_discarded(stored, gone)
    assert place_of_draft(stored, DAY) == second
    append(stored, second, "005 2026-11-09", who="li")
    with pytest.raises(SameCellsError):
        discard_draft(stored, DAY, second)
    discard_draft(stored, DAY, Place(second.draft, 2))
    append(stored, Place(), "006 2026-11-09")
    assert not take_back_discarded(stored, gone)


def test_who_is_there(stored: Path) -> None:
    """Others who have looked at the plan within the last half minute, each once."""
    append(stored, Place(), "001 2026-11-09")
    for session, who in (("a", "anna"), ("b", "li"), ("c", "li")):
        with acting_as(who):
            say_present(stored, DAY, session)
            say_present(stored, DAY, session)
    assert present_people(stored, DAY, but="a") == ["li"]
    assert present_people(stored, date(2026, 11, 16)) == []


APPENDS = """
import os, sys
from datetime import date
from pathlib import Path
from peakroster.store.drafts import Place, append_step

seen = Place()
for number in range(int(sys.argv[2]), int(sys.argv[2]) + 15):
    cell = f"{number:03d} 2026-11-09"
    seen, _ = append_step(Path(sys.argv[1]), date(2026, 11, 9), {}, seen, "cells", {cell: {"shift": None}})
    if len(sys.argv) > 3:
        os.kill(os.getpid(), 9)
"""


def _append_many(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", APPENDS, str(folder), *arguments], cwd=ROOT)


def test_two_at_once_lose_nothing(stored: Path) -> None:
    """Two processes append as fast as they can: every step is there once, numbers without a gap."""
    both = [_append_many(stored, first) for first in ("0", "100")]
    assert [one.wait(120) for one in both] == [0, 0]
    place = place_of_draft(stored, DAY)
    steps = steps_after(stored, Place(place.draft, 0))
    assert [step.number for step in steps] == list(range(1, 31))
    assert len({cell for step in steps for cell in step.content}) == 30


def test_killed_before_the_answer(stored: Path) -> None:
    """What was appended is there, although whoever did so never heard of it."""
    assert _append_many(stored, "0", "killed").wait(60) == -9
    place = place_of_draft(stored, DAY)
    assert [list(step.content) for step in steps_after(stored, Place(place.draft, 0))] == [["000 2026-11-09"]]
