"""shop.toml as short as it can be: what was answered, each with a word on it, and where the rest is told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from peakroster.messages import Translator
from peakroster.starting.kinds import ShopKind
from peakroster.tables.clock import format_window
from scheduler.domain.windows import Window

_WIDTH = 40
"""Column in which the comments begin, where the value leaves room."""


@dataclass(frozen=True)
class QueueDraft:
    """A queue. id: as the tables call it. open: its value of ``open`` in shop.toml; "" = the shop's hours."""

    id: str
    name: str
    open: str = ""


def settings_text(
    name: str,
    kind: ShopKind,
    hours: Window,
    queues: Sequence[QueueDraft],
    timezone: str,
    translate: Translator,
) -> str:
    """The text of shop.toml, its comments in one language."""

    def line(key: str, value: str, word: str | None = None, **more: str) -> str:
        comment = translate(f"starting.toml_{word or key}", **more)
        return f"{f'{key} = {value}':{_WIDTH}} # {comment}"

    lines = [f"# {translate('starting.toml_head')}", f"# {translate('starting.toml_more')}", ""]
    lines += [line("name", _text(name)), line("timezone", _text(timezone))]
    for queue in queues:
        lines += [
            "",
            "[[queues]]",
            line("id", _text(queue.id)),
            line("name", _text(queue.name), "queue_name"),
        ]
        lines += [line("open", queue.open or _text(format_window(hours)))]
        lines += [line("aht_seconds", f"{kind.aht_seconds}")]
        if kind.concurrency > 1:
            speeds = ", ".join(f"{speed:g}" if speed < 1 else "1.0" for speed in kind.slowdown)
            lines += [line("concurrency", f"{kind.concurrency}"), line("slowdown", f"[{speeds}]")]
        if kind.patience_seconds is not None:
            lines += [line("patience_seconds", f"{kind.patience_seconds}")]
        lines += [f"# {translate(f'starting.toml_target_{kind.id}')}", f"target = {kind.target}"]
        lines += [line("min_agents", "1")]
    lines += ["", "[rules]", line("preset", '"cn-standard"')]
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
