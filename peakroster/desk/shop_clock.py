"""Moments of the store as clocks in the shop show them, wherever the program runs."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from peakroster.shop.model import ShopFolder


def at_shop(shop: ShopFolder, moment: datetime) -> datetime:
    """A moment with a zone, as a clock in the shop shows it."""
    return moment.astimezone(ZoneInfo(shop.settings.timezone))
