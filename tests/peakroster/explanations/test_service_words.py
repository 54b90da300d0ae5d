"""The words for what a service level counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peakroster.explanations.service_words import counted_as
from peakroster.messages import Translator
from peakroster.resources import data_folder
from peakroster.shop.folder import read_shop
from scheduler.domain.conversations import Conversation
from scheduler.domain.queues import Target


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (Target("first_reply", 30, 0.95), {"en": "First reply within 30 s", "zh": "30 秒内首次响应"}),
        (Target("average_response", 20), {"en": "Replies within 20 s", "zh": "20 秒内回复率（全部消息）"}),
        (Target("service_level", 0, 0.9), {"en": "Answered immediately", "zh": "无需等待"}),
    ],
)
def test_the_words_name_what_is_counted(target: Target, words: dict[str, str]) -> None:
    """Not every service level is a chat taken in time: it may be a reply."""
    shop = read_shop(data_folder() / "sample")
    queue = replace(
        shop.settings.queues[0], targets=(target,), slowdown=None, conversation=Conversation(6, 20, 30)
    )
    shop = replace(shop, settings=replace(shop.settings, queues=(queue, *shop.settings.queues[1:])))
    for language in ("en", "zh"):
        assert counted_as(shop, queue.id, Translator(language)) == words[language]
