"""The day on the roster page."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from peakroster.desk.day_gantt import DayGantt, GanttWorker
from peakroster.messages import Translator
from peakroster.shop.folder import read_shop
from tests.ui.conftest import FIRST_DAY
from ui.views.roster.gantt import _worker


def test_the_tail_of_last_night_is_called_so(small_shop: Path) -> None:
    """A shift that began the evening before is no shift of the day."""
    draft: Any = SimpleNamespace(desk=SimpleNamespace(shop=read_shop(small_shop)))
    tail = GanttWorker("001", FIRST_DAY, "晚班", -120, 360, ())
    for day, words in ((FIRST_DAY + timedelta(days=1), "昨晚的晚班"), (FIRST_DAY, "晚班")):
        gantt = DayGantt(day, 0, 1440, 60, (tail,), {})
        assert _worker(draft, tail, gantt, {}, Translator("zh"))["shift"] == words
