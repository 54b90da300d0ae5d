"""The one door for writing: all of a change or nothing, and the log knows it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from peakroster.store import door
from peakroster.store.blobs import digest_of
from peakroster.store.door import writing
from peakroster.store.log import bytes_by_digest, logged_changes
from peakroster.store.outdated import OutdatedError
from peakroster.store.place import BEGUN, FILE
from tests.peakroster.killed import killed_at_each_step

OLD, NEW = {"roster.csv": b"old", "notes/x.txt": b"x"}, {"roster.csv": b"new", "coverage.csv": b"c"}
SHORT = {"roster.csv": b"short"}


def contents(folder: Path) -> dict[str, bytes]:
    """Files of the shop that people see."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith((".", FILE)) and path.name != "shop.toml"
    }


def change(shop: Path, text: bytes, plan: dict[str, bytes]) -> None:
    with writing(shop, command="desk", kind="save", what="plan 2026-11-09") as made:
        made.put(shop / "locks.csv", text)
        made.put_folder(shop / "plans" / "2026-11-09", plan)


def test_a_change_lies_in_its_place_and_in_the_log(stored: Path) -> None:
    """Who, by what, which files, and the bytes of each before and after."""
    change(stored, b"a", OLD)
    change(stored, b"b", NEW)
    assert contents(stored) == {
        "locks.csv": b"b",
        "plans/2026-11-09/coverage.csv": b"c",
        "plans/2026-11-09/roster.csv": b"new",
    }
    newest, oldest = logged_changes(stored)
    assert (newest.who, newest.state) == ("anna", "done")
    assert (newest.entry.command, newest.entry.kind, newest.entry.what) == ("desk", "save", "plan 2026-11-09")
    assert newest.at > oldest.at
    assert newest.files["locks.csv"] == (digest_of(b"a"), digest_of(b"b"))
    assert newest.files["plans/2026-11-09/notes/x.txt"] == (digest_of(b"x"), None)
    assert oldest.files["plans/2026-11-09/roster.csv"] == (None, digest_of(b"old"))
    assert bytes_by_digest(stored, [digest_of(b"x")]) == {digest_of(b"x"): b"x"}
    assert [each.id for each in logged_changes(stored, path="plans/2026-11-09")] == [newest.id, oldest.id]
    assert not (stored / BEGUN).exists()


@pytest.mark.parametrize("name", ["{shop}", ".", "../{shop}"])
def test_a_folder_may_be_named_from_where_one_stands(
    stored: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Files lie in the shop, and the log has them by their names there, however the folder is named."""
    monkeypatch.chdir(stored.parent if name == "{shop}" else stored)
    change(Path(name.format(shop=stored.name)), b"a", NEW)
    there = {f"plans/2026-11-09/{inside}" for inside in NEW}
    assert contents(stored).keys() == {"locks.csv"} | there
    assert logged_changes(stored)[0].files.keys() == {"locks.csv"} | there


def test_nothing_is_written_where_something_is_not_as_expected(stored: Path) -> None:
    """Neither files nor a row; a file that is expected not to be there counts as well."""
    change(stored, b"a", OLD)
    expects = {"locks.csv": digest_of(b"other"), "agents.csv": None, "plans/2026-11-09/roster.csv": None}
    with (
        pytest.raises(OutdatedError) as refused,
        writing(stored, command="desk", kind="save", what="locks", expects=expects) as made,
    ):
        made.put(stored / "locks.csv", b"mine")
    assert refused.value.changed == ("locks.csv", "plans/2026-11-09/roster.csv")
    assert contents(stored)["locks.csv"] == b"a"
    assert len(logged_changes(stored)) == 1


def test_an_error_inside_leaves_everything_as_it_was(shop: Path) -> None:
    """Not even a database is made."""

    def failing() -> None:
        with writing(shop, command="desk", kind="save", what="locks") as made:
            made.put(shop / "locks.csv", b"mine")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        failing()
    assert [path.name for path in shop.iterdir()] == ["shop.toml"]
    with writing(shop, command="desk", kind="save", what="nothing"):
        pass
    assert [path.name for path in shop.iterdir()] == ["shop.toml"]


def test_a_change_inside_another_is_part_of_it(shop: Path) -> None:
    """It lies in place when the outer one does."""
    with writing(shop, command="desk", kind="save", what="plan") as outer:
        with writing(shop, command="locks", kind="locks", what="locks.csv") as inner:
            inner.put(shop / "locks.csv", b"a")
        assert inner is outer
        assert not (shop / "locks.csv").exists()
    assert [one.entry.command for one in logged_changes(shop)] == ["desk"]
    assert contents(shop) == {"locks.csv": b"a"}


def test_a_refusal_of_the_disk_takes_back_what_was_put_in_place(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The change stands in the log as abandoned."""
    change(shop, b"a", OLD)
    before = contents(shop)
    real = door.put_in_place

    def full(folder: Path, files: dict[str, bytes | None], folders: list[str]) -> None:
        monkeypatch.setattr(door, "put_in_place", real)
        real(folder, {"locks.csv": files["locks.csv"]}, [])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(door, "put_in_place", full)
    with pytest.raises(OSError, match="No space"):
        change(shop, b"b", NEW)
    assert contents(shop) == before
    assert [one.state for one in logged_changes(shop)] == ["abandoned", "done"]
    assert not (shop / BEGUN).exists()


@pytest.mark.slow
def test_a_killed_change_is_whole_or_nothing(shop: Path) -> None:
    """At every step of the writing; whoever comes next finds one of both, and a log that says which."""
    change(shop, b"a", OLD)
    before, after = contents(shop), {}
    seen = set()
    for step in killed_at_each_step(lambda: change(shop, b"b", SHORT), shop):
        with writing(shop, command="", kind="", what=""):
            pass
        found = contents(shop)
        log = logged_changes(shop)
        after = {"locks.csv": b"b", **{f"plans/2026-11-09/{name}": text for name, text in SHORT.items()}}
        assert found in (before, after), step
        assert {one.state for one in log} == {"done"}, step
        is_new = log[0].files["locks.csv"][1] == digest_of(b"b")
        assert (found == after) == is_new, step
        seen.add(is_new)
        assert not (shop / BEGUN).exists(), step
        if is_new:
            change(shop, b"a", OLD)
    assert seen == {False, True}
    assert contents(shop) == after


def test_what_only_might_write_does_not_load_the_database(tmp_path: Path) -> None:
    """SQLAlchemy takes longer to load than many a command."""
    script = """
import pathlib, sys
import peakroster.cli
from peakroster.plans.store import PlanStore
assert PlanStore(pathlib.Path(sys.argv[1])).plans() == []
assert not {"sqlalchemy", "alembic", "psycopg"} & {*sys.modules}
"""
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=True)
