"""Changes keys of a queue in shop.toml, and leaves comments, order and everything else as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peakroster.shop.settings.presets import DEFAULT_TARGET, TARGET_PRESETS
from scheduler.domain.queues import Target


@dataclass(frozen=True)
class QueueEdit:
    """New values of a queue's keys; None = as it is.

    targets: all of them, in the order in which the file states them. A handling time or a reply time is fixed
    from then on, not learned from the history.
    """

    targets: Sequence[Target] | None = None
    concurrency: int | None = None
    slowdown: Sequence[float] | None = None
    aht_seconds: float | None = None
    reply_seconds: float | None = None
    bot_share: float | None = None


def edited_settings(text: str, queue: str, edit: QueueEdit, shrinkage: float | None = None) -> str:
    """The text of a shop.toml without errors, with these changes. queue: id of one that it has."""
    import tomlkit  # takes a moment to load: only who adopts something waits

    document = tomlkit.parse(text)
    tables: Any = document["queues"]
    table = next(each for each in tables if str(each["id"]).strip() == queue)
    if edit.targets is not None:
        table["target"] = _targets(table.get("target", DEFAULT_TARGET), edit.targets)
    if edit.concurrency is not None:
        table["concurrency"] = edit.concurrency
    if edit.slowdown is not None:
        table["slowdown"] = [_number(each) for each in edit.slowdown]
    if edit.aht_seconds is not None:
        table["aht_seconds"] = _number(edit.aht_seconds)
    if edit.reply_seconds is not None:
        table["reply_seconds"] = _number(edit.reply_seconds)
        table.pop("aht_seconds", None)  # it follows from the replies
    if edit.aht_seconds is not None or edit.reply_seconds is not None:
        table["handling_time"] = "fixed"
    if edit.bot_share is not None:
        table["bot_share"] = _number(edit.bot_share)
    if shrinkage is not None:
        if "shrinkage" in document:
            document["shrinkage"] = _number(shrinkage)
        else:
            return f"shrinkage = {_number(shrinkage)}\n" + tomlkit.dumps(document)
    return tomlkit.dumps(document)


def _targets(stated: Any, targets: Sequence[Target]) -> Any:
    """The stated targets with new shares and times; a preset that none of them changes keeps its name."""
    import tomlkit

    entries = list(stated) if isinstance(stated, list) else [stated]
    wanted, written = iter(targets), tomlkit.array()
    for entry in entries:
        plain = entry.unwrap() if hasattr(entry, "unwrap") else entry
        before = [dict(each) for each in (TARGET_PRESETS[plain] if isinstance(plain, str) else [plain])]
        after = [_changed(each, next(wanted)) for each in before]
        if isinstance(plain, str) and after == before:
            written.append(plain)
            continue
        for each in after:
            inline = tomlkit.inline_table()
            inline.update(each)
            written.append(inline)
    written.multiline(len(written) > 1)
    return written[0] if len(written) == 1 and not isinstance(stated, list) else written


def _changed(table: Mapping[str, Any], target: Target) -> dict[str, Any]:
    found = {**table, "within_seconds": _number(target.within_seconds)}
    return found if target.share is None else {**found, "share": _number(target.share)}


def _number(value: float) -> int | float:
    """Whole numbers without a point, others without digits that only binary fractions have."""
    rounded = round(float(value), 6)
    return int(rounded) if rounded == int(rounded) else rounded
