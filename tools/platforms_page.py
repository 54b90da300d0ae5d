"""Fills docs/reference/platforms.md: ``python -m tools.platforms_page``.

What stands above the mark is written by hand. Below it is one section for each preset of
:mod:`peakroster.shop.settings.platforms`: definition, sources, and a worked example that is computed here.
A test holds the page to this.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from peakroster.shop.settings.platforms import PLATFORM_METRICS, PlatformMetric, Source
from scheduler.domain.conversations import Conversation
from scheduler.domain.queues import SHARE_KINDS
from scheduler.queueing import ServiceModel, mean_seconds, share_in_time, steady_state
from scheduler.staffing.service_constraints import ServiceTarget
from scheduler.staffing.stationary import agents_needed

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "platforms.md"
MARK = "<!-- python -m tools.platforms_page writes what follows -->\n"

PER_HOUR = 240.0
CHATS = 3
CONVERSATION = Conversation(replies=6, reply_seconds=20, customer_seconds=30, reply_spread=0.5)


def filled(page: str) -> str:
    """The page with a section for each preset below the mark."""
    head, mark, _ = page.partition(MARK)
    sections = (_section(name, metric) for name, metric in PLATFORM_METRICS.items())
    return head + mark + "".join(sections)


def counted_at_assignment(target: Mapping[str, Any]) -> ServiceTarget:
    """The same time, and share if it has one, until an agent takes the chat."""
    kind = "service_level" if target["kind"] in SHARE_KINDS else "average_wait"
    return ServiceTarget(kind, target["within_seconds"], target.get("share"))


def _section(name: str, metric: PlatformMetric) -> str:
    target = metric.target
    begun, sent = (replace(CONVERSATION, typing_counts=sent) for sent in (False, True))
    wanted = ServiceTarget(target["kind"], target["within_seconds"], target.get("share"))
    taken = _agents(begun, counted_at_assignment(target))
    rows = [
        ("an agent takes the chat", taken, _reached(begun, target, taken), _reached(sent, target, taken)),
        *(
            (words, needed, _reached(begun, target, needed), _reached(sent, target, needed))
            for words, needed in (
                (f"{_what(target)} begun", _agents(begun, wanted)),
                (f"{_what(target)} sent", _agents(sent, wanted)),
            )
        ),
    ]
    table = "\n".join(f"| {words} | {needed} | {now} | {then} |" for words, needed, now, then in rows)
    return f"""
## {metric.platform}: {metric.metric}

`target = "{name}"` is `{_table(target)}`.

- **Counted.** {metric.definition}
- **Not confirmed.** {metric.not_confirmed}
- **Sources.** {"; ".join(_source(source) for source in metric.sources)}.

| promised: {_goal(target)}, counted until … | agents | {_what(target)} begun | {_what(target)} sent |
| --- | --- | --- | --- |
{table}
"""


def _agents(conversation: Conversation, target: ServiceTarget) -> int:
    """Raises StaffingError where typing alone takes too long; the example's numbers are not so."""
    model = ServiceModel(conversation.alone_seconds, CHATS, conversation=conversation)
    return int(agents_needed(model, PER_HOUR, [(target, True)], None))


def _reached(conversation: Conversation, target: Mapping[str, Any], agents: int) -> str:
    """What the platform would count with so many agents."""
    model = ServiceModel(conversation.alone_seconds, CHATS, conversation=conversation)
    state = steady_state(model, np.array([PER_HOUR]), np.array([agents]))
    if target["kind"] in SHARE_KINDS:
        return f"{float(share_in_time(state, target['kind'], target['within_seconds'])[0]):.1%}"
    seconds = float(mean_seconds(state, target["kind"])[0])
    return f"{seconds:.1f} s" if math.isfinite(seconds) else "without bound"


def _what(target: Mapping[str, Any]) -> str:
    words = {"first_reply": "first reply", "reply_rate": "each reply", "average_response": "each reply"}
    return words[target["kind"]]


def _goal(target: Mapping[str, Any]) -> str:
    seconds = f"{target['within_seconds']:g} s"
    return f"{target['share']:.0%} within {seconds}" if "share" in target else f"mean at most {seconds}"


def _table(target: Mapping[str, Any]) -> str:
    """As shop.toml has it."""
    pairs = (
        f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value}"
        for key, value in target.items()
    )
    return f"{{ {', '.join(pairs)} }}"


def _source(source: Source) -> str:
    return f"`{source.address}` ({source.date or 'undated'})"


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
