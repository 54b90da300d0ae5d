"""Writes a plan in any export format: which files, and where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd

from peakroster.exports.calendar_record import RECORD, calendar_record
from peakroster.exports.calendars import calendar_files
from peakroster.exports.changes import changed_rows
from peakroster.exports.formats import FORMATS
from peakroster.exports.neutral import NEUTRAL_COLUMNS, checked_roster, neutral_table
from peakroster.exports.picture import roster_pictures
from peakroster.exports.platforms.dingtalk import DINGTALK, dates_too_far, dingtalk_files
from peakroster.exports.platforms.dingtalk_sheet import filled_sheet
from peakroster.exports.platforms.feishu import FEISHU, feishu_files
from peakroster.exports.platforms.frappe import FRAPPE, frappe_files
from peakroster.exports.platforms.ids import PlatformIds
from peakroster.exports.platforms.odoo import ODOO, odoo_files
from peakroster.exports.platforms.wecom import WECOM, wecom_files
from peakroster.exports.table import table_csv
from peakroster.exports.workbook import workbook
from peakroster.messages import Translator
from peakroster.shop.model import ShopFolder
from peakroster.store.statuses import CANCELLED
from peakroster.tables.atomic_files import check_space, recover, write_file, write_folder
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.plan import Plan


@dataclass(frozen=True)
class Since:
    """The version that the receiver has. number: its own. told: its neutral table."""

    number: int
    told: pd.DataFrame


@dataclass(frozen=True)
class _Request:
    shop: ShopFolder
    plan: Plan
    target: Path
    version: int
    translate: Translator
    table: pd.DataFrame | None = None
    since: Since | None = None
    meals: bool = False

    @property
    def neutral(self) -> pd.DataFrame:
        """The rows as they were published, or those of the plan."""
        if self.table is not None:
            return self.table
        return neutral_table(self.shop, self.plan, version=self.version)

    def named(self, name: str, ending: str = "") -> Path:
        """Where a file or folder of this name goes: changes lie beside the whole, not in its place."""
        since = "" if self.since is None else f"-since-{self.since.number}"
        return self.target / f"{name}{since}{ending}"


def _csv(request: _Request) -> list[Path]:
    table = request.neutral
    if request.since is not None:
        changed = changed_rows(request.since.told, table, _SAID)
        gone = changed.gone.assign(status=CANCELLED, version=request.version)
        table = pd.concat([changed.rows, gone[~gone["is_rest"]]], ignore_index=True)
    return [write_file(request.named("roster", ".csv"), table_csv(table))]


def _xlsx(request: _Request) -> list[Path]:
    content = workbook(
        request.shop, request.plan, version=request.version, translate=request.translate, meals=request.meals
    )
    return [write_file(request.target / "roster.xlsx", content)]


def _ics(request: _Request) -> list[Path]:
    shop, plan = request.shop, request.plan
    with calendar_record(shop.folder, shop.settings.name, plan.first_day) as record:
        files = calendar_files(
            shop, plan, version=request.version, translate=request.translate, record=record
        )
        return write_folder(request.target / "calendars", files)


def _png(request: _Request) -> list[Path]:
    pictures = roster_pictures(request.shop, request.plan, request.translate)
    if len(pictures) == 1:
        return [write_file(request.target / "roster.png", pictures[0])]
    files = {f"roster-{number:02}.png": content for number, content in enumerate(pictures, start=1)}
    return write_folder(request.target / "pictures", files)


_SAID = tuple(column for column in NEUTRAL_COLUMNS if column not in ("version", "status"))
_FILES: dict[str, Callable[[ShopFolder, Plan, pd.DataFrame | None], dict[str, bytes]]] = {
    "dingtalk": dingtalk_files,
    "feishu": feishu_files,
    "wecom": wecom_files,
    "frappe": frappe_files,
    "odoo": odoo_files,
}
SYSTEMS = {system.name: system for system in (DINGTALK, FEISHU, WECOM, FRAPPE, ODOO)}
"""Attendance systems by the name of their format."""
assert tuple(SYSTEMS) == tuple(_FILES)


def _written(request: _Request, system: str) -> list[Path]:
    told = None if request.since is None else request.since.told
    return write_folder(request.named(system), _FILES[system](request.shop, request.plan, told))


_WRITERS: dict[str, Callable[[_Request], list[Path]]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "png": _png,
    "ics": _ics,
    **{name: partial(_written, system=name) for name in SYSTEMS},
}
assert tuple(_WRITERS) == FORMATS
WITH_CHANGES = ("csv", *SYSTEMS)
"""Formats that can hold only what changed since an earlier version."""


def default_target(shop: ShopFolder, plan: Plan) -> Path:
    """``exports/<first day>`` in the shop folder, so that the plan's own folder stays as it is."""
    return shop.folder / "exports" / plan.first_day.isoformat()


def export_into_sheet(
    shop: ShopFolder, plan: Plan, template: Path, *, target: Path | None = None
) -> tuple[list[Path], tuple[Finding, ...], int]:
    """Fill the workbook that DingTalk's console exported; the file of that name in the target folder.

    Returns the file, warnings, and how many cells were filled. Raises InputError as :func:`filled_sheet`
    does, before anything is written; OSError where the folder takes no file.
    """
    checked_roster(plan)
    filled = filled_sheet(shop, plan, template)
    target = target if target is not None else default_target(shop, plan)
    recover(target)
    check_space(target)
    return [write_file(target / template.name, filled.content)], filled.warnings, filled.cells


def export_findings(
    shop: ShopFolder, plan: Plan, format: str, *, today: date | None = None, since: Since | None = None
) -> list[Finding]:
    """Errors that prevent the export, and warnings; nothing is written."""
    if format not in _WRITERS:
        details = {"formats": ", ".join(FORMATS)}
        return [Finding("error", "unknown_export_format", "--format", value=format, details=details)]
    try:
        checked_roster(plan)
    except InputError as error:
        return list(error.findings)
    if since is not None and format not in WITH_CHANGES:
        details = {"formats": ", ".join(WITH_CHANGES)}
        return [Finding("error", "changes_since_format", "--changes-since", value=format, details=details)]
    if format not in SYSTEMS:
        return []
    far = dates_too_far(plan, today) if format == "dingtalk" else []
    if since is not None:  # other people than those of the plan: what is missing shows when it is made
        return far
    return PlatformIds.of_plan(shop, plan, SYSTEMS[format]).findings + far


def export(
    shop: ShopFolder,
    plan: Plan,
    format: str,
    *,
    target: Path | None = None,
    version: int = 1,
    language: str = "zh",
    table: pd.DataFrame | None = None,
    since: Since | None = None,
    meals: bool = False,
) -> list[Path]:
    """Write one of ``FORMATS`` into the folder ``target`` (``default_target`` if not given).

    csv: ``roster.csv``; xlsx: ``roster.xlsx``; png: ``roster.png``, or ``pictures/roster-01.png``, …
    where one would be too tall to read; ics: ``calendars/<id>-<name>.ics``;
    attendance systems: a folder of their name, ``dingtalk/schedule-001.json``, … . Returns the files written.
    Each file, and each folder, is replaced whole or not at all. ``language`` is that of the grid for people,
    of the picture and of what a calendar says; the other formats have none. ``table``: the neutral table as
    it was published, for csv. ``since``: only what differs from an earlier version, in files of other names.
    ``meals``: each meal's time in the workbook's cells.

    Raises InputError with all errors of :func:`export_findings` before anything is written; OSError where
    the folder takes no file.
    """
    errors = [f for f in export_findings(shop, plan, format, since=since) if f.severity == "error"]
    if errors:
        raise InputError(errors)
    target = target if target is not None else default_target(shop, plan)
    for place in (shop.folder / RECORD.parent, target):
        recover(place)
    check_space(target)
    return _WRITERS[format](_Request(shop, plan, target, version, Translator(language), table, since, meals))
