"""A new folder whose making was killed: the next try takes it up, and nothing of it stays behind."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from peakroster.shop.folder import read_shop
from peakroster.shop.new_folder import new_shop
from peakroster.tables.findings import InputError
from tests.peakroster.killed import killed_at_each_step

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("empty_there", [False, True])
def test_a_killed_init_can_be_repeated(tmp_path: Path, empty_there: bool) -> None:
    """At every step the folder is no shop or a whole one; made again it is whole, and alone in its place."""
    whole = tmp_path / "whole"
    files = new_shop(whole, sample=False)
    place = tmp_path / "shops" / "mine"

    def stage() -> None:
        shutil.rmtree(place.parent, ignore_errors=True)
        place.parent.mkdir()
        if empty_there:
            place.mkdir()

    stage()
    finished = []
    for step in killed_at_each_step(lambda: new_shop(place, sample=False), place.parent):
        if (place / "shop.toml").exists():
            assert {p.relative_to(place).as_posix() for p in place.rglob("*") if p.is_file()} == set(files), (
                step
            )
        try:
            assert new_shop(place, sample=False) == files
        except InputError as error:  # it had been done but for its last words
            finished.append(error.findings[0].code)
        assert {p.relative_to(place).as_posix() for p in place.rglob("*") if p.is_file()} == set(files), step
        assert (place / "shop.toml").read_bytes() == (whole / "shop.toml").read_bytes()
        assert [entry.name for entry in place.parent.iterdir() if entry.name != ".lock"] == ["mine"], step
        stage()
    assert set(finished) <= {"folder_not_empty"}


def test_what_somebody_put_there_is_nobody_elses(tmp_path: Path) -> None:
    """A folder that a killed init had begun to fill is left alone once it holds anything of another kind."""
    place = tmp_path / "mine"
    place.mkdir()
    steps = killed_at_each_step(lambda: new_shop(place, sample=False), tmp_path)
    next(step for step in steps if any(place.iterdir()))
    assert not (place / "shop.toml").exists()
    (place / "notes.txt").write_text("mine")
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    with pytest.raises(InputError):
        new_shop(place, sample=False)
    assert {path: path.read_bytes() for path in place.rglob("*") if path.is_file()} == before


def test_leftovers_of_another_name_go_too(tmp_path: Path) -> None:
    """A folder that was never finished does not stay for ever because nobody wants its name any more."""
    steps = killed_at_each_step(lambda: new_shop(tmp_path / "first", sample=False), tmp_path)
    next(step for step in steps if any(entry.is_dir() for entry in tmp_path.iterdir()))
    new_shop(tmp_path / "second", sample=True)
    assert [entry.name for entry in tmp_path.iterdir()] == ["second"]
    assert read_shop(tmp_path / "second", history_required=False).agents
