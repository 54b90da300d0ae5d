"""Writes a plan in any export format: which files, and where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from peakroster.exports.calendar_record import RECORD, calendar_record
from peakroster.exports.calendars import calendar_files
from peakroster.exports.formats import FORMATS
from peakroster.exports.neutral import checked_roster, neutral_table
from peakroster.exports.picture import roster_picture
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
from peakroster.tables.atomic_files import check_space, recover, write_file, write_folder
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.plan import Plan


@dataclass(frozen=True)
class _Request:
    shop: ShopFolder
    plan: Plan
    target: Path
    version: int
    translate: Translator


def _csv(request: _Request) -> list[Path]:
    table = neutral_table(request.shop, request.plan, version=request.version)
    return [write_file(request.target / "roster.csv", table_csv(table))]


def _xlsx(request: _Request) -> list[Path]:
    content = workbook(request.shop, request.plan, version=request.version, translate=request.translate)
    return [write_file(request.target / "roster.xlsx", content)]


def _ics(request: _Request) -> list[Path]:
    shop, plan = request.shop, request.plan
    with calendar_record(shop.folder, shop.settings.name, plan.first_day) as record:
        files = calendar_files(
            shop, plan, version=request.version, translate=request.translate, record=record
        )
        return write_folder(request.target / "calendars", files)


def _png(request: _Request) -> list[Path]:
    content = roster_picture(request.shop, request.plan, request.translate)
    return [write_file(request.target / "roster.png", content)]


_FILES: dict[str, Callable[[ShopFolder, Plan], dict[str, bytes]]] = {
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
    return write_folder(request.target / system, _FILES[system](request.shop, request.plan))


_WRITERS: dict[str, Callable[[_Request], list[Path]]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "png": _png,
    "ics": _ics,
    **{name: partial(_written, system=name) for name in SYSTEMS},
}
assert tuple(_WRITERS) == FORMATS


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


def export_findings(shop: ShopFolder, plan: Plan, format: str, *, today: date | None = None) -> list[Finding]:
    """Errors that prevent the export, and warnings; nothing is written."""
    if format not in _WRITERS:
        details = {"formats": ", ".join(FORMATS)}
        return [Finding("error", "unknown_export_format", "--format", value=format, details=details)]
    try:
        checked_roster(plan)
    except InputError as error:
        return list(error.findings)
    if format not in SYSTEMS:
        return []
    far = dates_too_far(plan, today) if format == "dingtalk" else []
    return PlatformIds.of_plan(shop, plan, SYSTEMS[format]).findings + far


def export(
    shop: ShopFolder,
    plan: Plan,
    format: str,
    *,
    target: Path | None = None,
    version: int = 1,
    language: str = "zh",
) -> list[Path]:
    """Write one of ``FORMATS`` into the folder ``target`` (``default_target`` if not given).

    csv: ``roster.csv``; xlsx: ``roster.xlsx``; png: ``roster.png``; ics: ``calendars/<id>-<name>.ics``;
    attendance systems: a folder of their name, ``dingtalk/schedule-001.json``, … . Returns the files written.
    Each file, and each folder, is replaced whole or not at all. ``language`` is that of the grid for people,
    of the picture and of what a calendar says; the other formats have none.

    Raises InputError with all errors of :func:`export_findings` before anything is written; OSError where
    the folder takes no file.
    """
    errors = [f for f in export_findings(shop, plan, format) if f.severity == "error"]
    if errors:
        raise InputError(errors)
    target = target if target is not None else default_target(shop, plan)
    for place in (shop.folder / RECORD.parent, target):
        recover(place)
    check_space(target)
    return _WRITERS[format](_Request(shop, plan, target, version, Translator(language)))
