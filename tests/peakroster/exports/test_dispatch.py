from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import peakroster.exports.dispatch as dispatch
import peakroster.tables.atomic_files as files
from peakroster.exports.dispatch import SYSTEMS, default_target, export, export_findings
from peakroster.exports.formats import FORMATS
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import InputError
from scheduler.domain.plan import Plan
from scheduler.domain.shop import Shop
from tests.peakroster.exports.conftest import SHANGHAI_FIRST_DAY, make_plan, mapped
from tests.peakroster.killed import killed_at_each_step

pytestmark = pytest.mark.slow


@pytest.fixture
def shop(shop: ShopFolder) -> ShopFolder:
    """With a mapping for every system."""
    others = [row for system in SYSTEMS if system != "dingtalk" for row in mapped(shop, system).mapping]
    return replace(shop, mapping=(*shop.mapping, *others))


@pytest.mark.parametrize("format", FORMATS)
def test_where_files_go(tmp_path: Path, shop: Shop, plan: Plan, format: str) -> None:
    """Into the folder that is asked for, else exports/<first day>; all of them are returned."""
    written = export(shop, plan, format)
    elsewhere = export(shop, plan, format, target=tmp_path / "some" / "where")
    folder = shop.folder / "exports" / "2026-11-09"
    assert [path.relative_to(folder) for path in written] == [
        path.relative_to(tmp_path / "some" / "where") for path in elsewhere
    ]
    assert sorted(path for path in folder.rglob("*") if path.is_file()) == sorted(written)
    assert [path.read_bytes() for path in written] == [path.read_bytes() for path in elsewhere]


@pytest.mark.parametrize("format", ["", "pdf", "CSV"])
def test_unknown_formats(shop: Shop, plan: Plan, format: str) -> None:
    """A format that is none is refused with the list of those there are, and nothing is written."""
    with pytest.raises(InputError) as caught:
        export(shop, plan, format)
    (finding,) = caught.value.findings
    assert (finding.code, finding.value) == ("unknown_export_format", format)
    assert finding.details == {"formats": "csv, xlsx, png, ics, dingtalk, feishu, wecom, frappe, odoo"}
    assert not (shop.folder / "exports").exists()


@pytest.mark.parametrize("format", FORMATS)
def test_findings_come_before_writing(tmp_path: Path, shop: Shop, plan: Plan, format: str) -> None:
    """A good plan has no findings; a roster with a repeated date is refused by every format."""
    assert export_findings(shop, plan, format) == []
    worked = [("007", 0, "早班"), ("007", 0, "夜班")]
    broken = make_plan(tmp_path, SHANGHAI_FIRST_DAY, worked, days=1)
    with pytest.raises(InputError) as caught:
        export(shop, broken, format)
    assert [finding.code for finding in caught.value.findings] == ["roster_two_shifts"]
    assert not (shop.folder / "exports").exists()


@pytest.mark.parametrize("format", ["ics", "dingtalk"])
def test_nothing_of_an_earlier_export_stays(shop: Shop, plan: Plan, format: str) -> None:
    """A folder of many files is replaced whole: an old chunk would be sent again by a script."""
    first = export(shop, plan, format)
    stale = first[0].with_name("stale")
    stale.write_text("old", encoding="utf-8")
    second = export(shop, plan, format)
    assert second == first
    assert sorted(first[0].parent.iterdir()) == sorted(first)
    assert [entry.name for entry in first[0].parent.parent.iterdir()] == [first[0].parent.name]


@pytest.mark.parametrize("format", FORMATS)
def test_a_failed_write_keeps_the_old_files(
    shop: Shop, plan: Plan, format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the disk fails, or the new files cannot take their place, the old export is as it was."""
    paths = export(shop, plan, format)
    before = [path.read_bytes() for path in paths]

    def fails(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(dispatch, "check_space", lambda _: None)  # it was full only after the question
        broken.setattr(files.os, "fsync", fails)
        with pytest.raises(OSError, match="disk full"):
            export(shop, plan, format, version=2)
    renames = Path.rename

    def fails_for_new(path: Path, target: Path) -> Path:
        if path.name.endswith(".whole"):
            raise OSError("in use")
        return renames(path, target)

    with monkeypatch.context() as broken:
        broken.setattr(Path, "rename", fails_for_new)
        broken.setattr(files.os, "replace", fails)
        with pytest.raises(OSError, match=r"in use|disk full"):
            export(shop, plan, format, version=2)
    assert [path.read_bytes() for path in paths] == before
    entries = list(paths[0].parent.iterdir()) + list((shop.folder / "exports" / "2026-11-09").iterdir())
    assert not [entry for entry in entries if entry.name.startswith(".")]


def test_a_killed_swap_is_repaired(shop: Shop, plan: Plan) -> None:
    """A run that was killed between its two renames left the old folder aside; no trace of it stays."""
    paths = export(shop, plan, "ics")
    folder = paths[0].parent
    folder.rename(folder.with_name(".calendars.peakroster.aside"))
    assert export(shop, plan, "ics") == paths
    assert [entry.name for entry in folder.parent.iterdir()] == ["calendars"]


@pytest.mark.parametrize("format", ["ics", "csv"])
def test_a_killed_export_is_repaired_by_whatever_comes_next(shop: Shop, plan: Plan, format: str) -> None:
    """At every step the old export is there or the new one, after the next export of any kind."""
    target = default_target(shop, plan)
    begun = calendars_of(export(shop, plan, format))
    for step in killed_at_each_step(lambda: export(shop, plan, format, version=2), shop.folder):
        export(shop, plan, "xlsx")
        paths = [target / "roster.csv"] if format == "csv" else sorted((target / "calendars").iterdir())
        assert calendars_of(paths).keys() == begun.keys(), step
        hidden = [e.name for e in (shop.folder / "exports").rglob(".*") if e.name != ".lock"]
        assert hidden == [], step


def calendars_of(paths: list[Path]) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in paths}
