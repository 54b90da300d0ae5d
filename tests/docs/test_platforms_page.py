"""docs/reference/platforms.md says of each preset what it counts, where that was read, and what it takes."""

from __future__ import annotations

import re

import pytest

from peakroster.shop.settings.platforms import PLATFORM_METRICS
from peakroster.shop.settings.schema import TargetTable
from scheduler.domain.queues import REPLY_KINDS
from tests.docs.pages import page
from tools.platforms_page import PAGE, filled


def test_the_page_is_that_of_the_presets() -> None:
    """``python -m tools.platforms_page`` brings it up to date, worked examples included."""
    text = PAGE.read_text(encoding="utf-8")
    assert filled(text) == text


@pytest.mark.parametrize("name", PLATFORM_METRICS)
def test_each_preset_says_where_it_comes_from(name: str) -> None:
    """Words for what is counted and what is open, an address, and a target that a shop may write."""
    metric = PLATFORM_METRICS[name]
    assert metric.definition.endswith(".")
    assert metric.not_confirmed.endswith(".")
    assert all(re.fullmatch(r"https?://\S+", source.address) for source in metric.sources)
    assert metric.sources
    target = TargetTable.model_validate(dict(metric.target))
    assert target.kind in REPLY_KINDS
    assert f'`target = "{name}"`' in page("platforms.md")
