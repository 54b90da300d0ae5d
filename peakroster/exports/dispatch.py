"""Writes a plan in any export format: which files, and where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from peakroster.exports.calendar_record import RECORD, calendar_record
from peakroster.exports.calendars import calendar_files
from peakroster.exports.dingtalk import dingtalk_files, dingtalk_findings
from peakroster.exports.formats import FORMATS
from peakroster.exports.neutral import checked_roster, neutral_table
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


def _dingtalk(request: _Request) -> list[Path]:
    return write_folder(request.target / "dingtalk", dingtalk_files(request.shop, request.plan))


_WRITERS: dict[str, Callable[[_Request], list[Path]]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "ics": _ics,
    "dingtalk": _dingtalk,
}
assert tuple(_WRITERS) == FORMATS


def default_target(shop: ShopFolder, plan: Plan) -> Path:
    """``exports/<first day>`` in the shop folder, so that the plan's own folder stays as it is."""
    return shop.folder / "exports" / plan.first_day.isoformat()


def export_findings(shop: ShopFolder, plan: Plan, format: str, *, today: date | None = None) -> list[Finding]:
    """Errors that prevent the export, and warnings; nothing is written."""
    if format not in _WRITERS:
        details = {"formats": ", ".join(FORMATS)}
        return [Finding("error", "unknown_export_format", "--format", value=format, details=details)]
    try:
        checked_roster(plan)
    except InputError as error:
        return list(error.findings)
    return dingtalk_findings(shop, plan, today=today) if format == "dingtalk" else []


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

    csv: ``roster.csv``; xlsx: ``roster.xlsx``; ics: ``calendars/<id>-<name>.ics``; dingtalk:
    ``dingtalk/schedule-001.json``, … . Returns the files written. Each file, and each of the two folders,
    is replaced whole or not at all. ``language`` is that of the grid for people and of what a calendar
    says; the other formats have none.

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
