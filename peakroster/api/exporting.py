"""Leaving the script: a roster written for people and attendance systems, or as a plan of the shop."""

from __future__ import annotations

from pathlib import Path

from peakroster.api.results import Forecast, Roster, Staffing
from peakroster.exports.dispatch import export as export_plan
from peakroster.plans.store import PlanStore
from peakroster.shop.model import ShopFolder
from scheduler.domain.shop import Shop


def export(
    shop: ShopFolder,
    roster: Roster,
    format: str,
    *,
    to: str | Path | None = None,
    language: str = "en",
    meals: bool = False,
) -> list[Path]:
    """Write a roster for people or an attendance system.

    Parameters
    ----------
    shop, roster
        The plan and the shop that it was made for.
    format
        ``csv``, ``xlsx``, ``png``, ``ics``, ``dingtalk``, ``feishu``, ``wecom``, ``frappe`` or ``odoo``.
    to
        The folder; None: ``exports/<first day>`` in the shop's folder.
    language
        Of the grid and the calendars, ``en`` or ``zh``.
    meals
        Whether the workbook has each meal's time under its shift.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    InputError
        With everything that keeps the format from being written, such as missing rows of mapping.csv.
    """
    _require_folder(shop)
    target = None if to is None else Path(to)
    return export_plan(shop, roster.plan, format, target=target, language=language, meals=meals)


def save(shop: ShopFolder, result: Forecast | Staffing | Roster) -> Path:
    """Write a plan into the shop's folder, as the commands do; what stood there stays a version.

    Returns
    -------
    Path
        The plan's folder, ``plans/<first day>``.
    """
    _require_folder(shop)
    return PlanStore(shop.folder).write(result.plan)


def _require_folder(shop: Shop) -> None:
    if not isinstance(shop, ShopFolder):
        raise TypeError("a shop without a folder has nowhere to write to: use one of read_shop()")
