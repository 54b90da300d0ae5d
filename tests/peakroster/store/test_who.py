"""Who is at work, and what they may do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from peakroster.messages import Translator
from peakroster.store.door import writing
from peakroster.store.who import EDIT, EVERYTHING, PUBLISH, Actor, acting_as, ask_for_actor, may, who
from peakroster.tables.findings import InputError


@pytest.fixture
def hosted() -> Iterator[list[Actor | None]]:
    """A server's process; its last entry is who is at the page that runs now."""
    at_the_page: list[Actor | None] = [None]
    ask_for_actor(lambda: at_the_page[-1])
    yield at_the_page
    ask_for_actor(None)


def write(folder: Path, kind: str = "edit") -> None:
    with writing(folder, kind=kind, what="notes.csv") as change:
        change.put(folder / "notes.csv", b"note\n")


def test_the_user_of_this_machine_may_do_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEAKROSTER_USER", " amy ")
    assert who() == "amy"
    write(tmp_path)
    write(tmp_path, "publish")


def test_in_a_server_nobody_is_at_work_but_who_is_logged_in(
    tmp_path: Path, hosted: list[Actor | None]
) -> None:
    """Not the user under whom the server runs, and not a thread that nobody stands for."""
    assert not may(EDIT)
    with pytest.raises(InputError):
        write(tmp_path)
    assert not (tmp_path / "notes.csv").exists()
    hosted.append(Actor("lea", frozenset({EDIT})))
    write(tmp_path)
    with pytest.raises(InputError) as refused:
        write(tmp_path, "publish")
    (finding,) = refused.value.findings
    assert "lea" in finding.message(Translator("zh"))
    assert (tmp_path / "notes.csv").read_bytes() == b"note\n"


@pytest.mark.parametrize("kind", ["withdraw", "push", "publish"])
def test_who_may_edit_may_not_tell_people(tmp_path: Path, kind: str) -> None:
    with acting_as("lea", {EDIT}), pytest.raises(InputError):
        write(tmp_path, kind)


def test_another_name_brings_no_more_rights(hosted: list[Actor | None]) -> None:
    """Whoever writes in somebody's name may what they themselves may; an order that was checked says so."""
    hosted.append(Actor("vic", frozenset()))
    with acting_as("amy"):
        assert who() == "amy"
        assert not may(EDIT)
    with acting_as("amy", EVERYTHING), acting_as("bob"):
        assert may(PUBLISH)
    assert who() == "vic"
