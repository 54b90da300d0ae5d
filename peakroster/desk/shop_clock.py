"""Moments of the store as clocks in the shop show them, wherever the program runs."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from peakroster.shop.model import ShopFolder
from peakroster.shop.settings.read import read_settings
from peakroster.tables.report import Report


def at_shop(shop: ShopFolder, moment: datetime) -> datetime:
    """A moment with a zone, as a clock in the shop shows it."""
    return moment.astimezone(ZoneInfo(shop.settings.timezone))


def at_shop_of(folder: Path, moment: datetime) -> datetime:
    """The same for a folder whose shop may not be readable; in UTC where it does not say its zone."""
    zone = read_settings(folder, Report()).timezone
    return moment if zone is None else moment.astimezone(ZoneInfo(zone))
