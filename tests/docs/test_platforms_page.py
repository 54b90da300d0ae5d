"""docs/reference/platforms.md says of each preset what it counts, where that was read, and what it takes."""

from __future__ import annotations

import re

import pytest

from peakroster.shop.settings.platforms import PLATFORM_METRICS
from peakroster.shop.settings.schema import TargetTable
from scheduler.domain.queues import REPLY_KINDS
from scheduler.queueing import ServiceModel, ShareKind, share_in_time, steady_state
from scheduler.staffing import ServiceTarget, agents_needed
from tests.docs.pages import page
from tools.platforms_page import CHATS, CONVERSATION, PAGE, PER_HOUR, filled

KINDS: tuple[ShareKind, ...] = ("reply_rate", "first_reply")
MODEL = ServiceModel(CONVERSATION.alone_seconds, CHATS, conversation=CONVERSATION)


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


def test_later_replies_fail_hardly_any_customer_of_pinduoduo() -> None:
    """One customer of 50,000 with an agent fewer than the first replies take, as its words say."""
    agents = agents_needed(MODEL, PER_HOUR, [(ServiceTarget("first_reply", 300, 0.8), True)]) - 1
    state = steady_state(MODEL, [PER_HOUR], [int(agents)])
    every, first = (float(share_in_time(state, kind, 300)[0]) for kind in KINDS)
    later = (CONVERSATION.replies * every - first) / (CONVERSATION.replies - 1)
    failed = 1 - later ** (CONVERSATION.replies - 1)
    assert 1 / failed == pytest.approx(50_000, rel=0.1)
    assert "one customer of 50,000" in PLATFORM_METRICS["pdd-reply-5min"].not_confirmed
