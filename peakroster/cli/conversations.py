"""``conversations``: what a chat log says about the conversations of each queue, as lines for shop.toml."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from peakroster.cli.options import Folder, Json, Lang, help_of
from peakroster.cli.output import command_output

if TYPE_CHECKING:  # pandas takes long to load: only the commands that read tables wait
    from peakroster.messages import Translator
    from peakroster.planning.staffing.chat_log import ChatLogFigures, Estimate
    from peakroster.shop.settings.outlines import QueueOutline

_ESTIMATES = ("replies", "reply_seconds", "customer_seconds", "first_reply", "response")
_PER_CENT = 100


def estimate_conversations(
    folder: Folder,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=help_of("chat_log"))],
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Estimate replies, typing and thinking times from a chat log."""
    with command_output(json, lang) as output:
        from peakroster.planning.staffing.chat_log import FEWEST_CHATS, chat_log_figures
        from peakroster.shop.folder import read_outlines
        from peakroster.shop.inputs.chat_log import read_chat_log

        output.add_json(queues=[], warnings=[])
        outlines = read_outlines(folder)
        queues = [queue for queue in outlines if not queue.is_deferred]
        if not queues:
            output.line(output.translate("chats.no_queue"))
            return
        log, warnings = read_chat_log(file, outlines)
        output.findings(warnings, "warnings")
        found = {figures.queue: figures for figures in chat_log_figures(log)}
        rows = [_as_json(found[queue.id], queue) for queue in queues if queue.id in found]
        output.add_json(queues=rows)
        for queue in queues:
            if queue.id not in found:
                output.line(output.translate("chats.too_few", queue=queue.name, least=FEWEST_CHATS))
                continue
            output.table(_table(found[queue.id], queue, output.translate))
            for line in _lines(found[queue.id], output.translate):
                output.line(line)


def _measured_seconds(queue: QueueOutline) -> list[float]:
    """The times that the queue's targets name; 30 s where they name none."""
    return list(queue.seconds) or [30.0]


def _share(delays: Any, seconds: float) -> float | None:
    import numpy as np

    return float(np.searchsorted(delays, seconds, side="right") / len(delays)) if len(delays) else None


def _as_json(figures: ChatLogFigures, queue: QueueOutline) -> dict[str, Any]:
    return {
        "queue": figures.queue,
        "chats": figures.chats,
        **{
            name: {"value": each.value, "low": each.low, "high": each.high}
            for name, each in ((name, getattr(figures, name)) for name in _ESTIMATES)
        },
        "reply_spread": figures.reply_spread,
        "in_time": [
            {
                "within_seconds": seconds,
                "first_reply": _share(figures.first_delays, seconds),
                "reply_rate": _share(figures.delays, seconds),
            }
            for seconds in _measured_seconds(queue)
        ],
        "chats_at_once": figures.chats_at_once,
        "most_at_once": figures.most_at_once,
        "away": figures.away,
    }


def _estimated(each: Estimate, translate: Translator) -> tuple[str, str]:
    """The mean and its interval as the table shows them; a dash where nothing is known."""
    if isnan(each.value):
        return "–", ""
    return f"{each.value:.1f}", translate("chats.between", low=f"{each.low:.1f}", high=f"{each.high:.1f}")


def _table(figures: ChatLogFigures, queue: QueueOutline, translate: Translator) -> Table:
    table = Table(title=translate("chats.title", queue=queue.name, chats=figures.chats), title_justify="left")
    for column in ("figure", "value", "between"):
        table.add_column(
            translate(f"chats.column_{column}"), justify="left" if column == "figure" else "right"
        )
    for key in _ESTIMATES:
        each = getattr(figures, key)
        table.add_row(
            translate(f"chats.{key}"),
            *_estimated(each, translate),
        )
    table.add_row(translate("chats.reply_spread"), f"{figures.reply_spread:.2f}", "")
    for seconds in _measured_seconds(queue):
        for key, delays in (("first_reply", figures.first_delays), ("response", figures.delays)):
            share = _share(delays, seconds)
            if share is not None:
                text = translate(f"chats.{key}_within", seconds=f"{seconds:g}")
                table.add_row(text, f"{_PER_CENT * share:.1f}%", "")
    most = translate("chats.most", most=figures.most_at_once)
    table.add_row(translate("chats.at_once"), f"{figures.chats_at_once:.1f}", most)
    return table


def _lines(figures: ChatLogFigures, translate: Translator) -> Iterator[str]:
    """The figures as shop.toml takes them, and what was left out."""
    if figures.away:
        yield translate("chats.away", away=figures.away)
    yield translate("chats.for_settings")
    yield f'  id = "{figures.queue}"'
    yield f"  replies = {max(figures.replies.value, 1.0):.1f}"
    if figures.reply_seconds.value > 0:
        yield f"  reply_seconds = {figures.reply_seconds.value:.1f}"
        yield f"  reply_spread = {figures.reply_spread:.2f}"
    if figures.customer_seconds.value > 0:
        yield f"  customer_seconds = {figures.customer_seconds.value:.0f}"
    yield '  reply_counts = "sent"'
