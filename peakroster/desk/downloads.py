"""Exports as single files in memory, for whoever hands them on instead of writing them into the shop."""

from __future__ import annotations

import io
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from peakroster.exports.dispatch import SYSTEMS, export, export_findings
from peakroster.exports.picture import picture_count
from peakroster.publishing.exported import Exported, to_export
from peakroster.shop.model import ShopFolder
from peakroster.tables.errors import reason_of
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.plan import Plan

_SUFFIXES = {"csv": "csv", "xlsx": "xlsx", "png": "png"}
"""Of formats that are one file; the others come as a zip."""
_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "zip": "application/zip",
}
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say; the same content gives the same bytes


@dataclass(frozen=True)
class Download:
    """A file to hand on: its name, what it holds, its MIME type."""

    name: str
    content: bytes
    mime: str


def handed_on(shop: ShopFolder, first_day: date, *, draft: bool = False) -> Exported:
    """What is handed on of a plan: its newest publication, or the plan as it lies there.

    Raises InputError for a plan that is not there.
    """
    return to_export(shop, first_day, draft=draft)


def download_errors(shop: ShopFolder, plan: Plan, format: str) -> tuple[Finding, ...]:
    """Everything that keeps an export from being made; nothing is made."""
    return tuple(one for one in export_findings(shop, plan, format) if one.severity == "error")


def download_name(shop: ShopFolder, plan: Plan, format: str) -> tuple[str, str]:
    """The name of the file that :func:`download` makes, and its MIME type."""
    suffix = _SUFFIXES.get(format, "zip")
    if format == "png" and picture_count(shop, plan) > 1:
        return f"roster-{plan.first_day}-pictures.zip", _TYPES["zip"]
    kind = "" if format in _SUFFIXES else "-calendars" if format == "ics" else f"-{format}"
    return f"roster-{plan.first_day}{kind}.{suffix}", _TYPES[suffix]


def download(
    shop: ShopFolder,
    plan: Plan,
    format: str,
    language: str = "zh",
    *,
    version: int = 1,
    table: pd.DataFrame | None = None,
    meals: bool = False,
) -> Download:
    """One export of the plan as one file; formats of several files come as a zip.

    version, table: of a publication.
    meals: each meal's time in the workbook's cells. Raises InputError with everything that keeps the export
    from being made.
    """
    with tempfile.TemporaryDirectory() as folder:
        try:
            files = export(
                shop,
                plan,
                format,
                target=Path(folder),
                version=version,
                language=language,
                table=table,
                meals=meals,
            )
        except OSError as problem:  # the calendars' record lies in the shop folder, which may be read-only
            details = {"reason": reason_of(problem)}
            file = Path(problem.filename or "exports").name
            raise InputError([Finding("error", "export_not_written", file, details=details)]) from None
        name, mime = download_name(shop, plan, format)
        content = _zipped(files) if mime == _TYPES["zip"] else files[0].read_bytes()
    return Download(name, content, mime)


def knows_system(shop: ShopFolder, format: str) -> bool:
    """Whether mapping.csv says anything of an attendance system; formats that need no mapping are known."""
    system = SYSTEMS.get(format)
    return system is None or any(row.platform.casefold() in system.names for row in shop.mapping)


def _zipped(files: list[Path]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            entry = zipfile.ZipInfo(file.name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes())
    return packed.getvalue()
