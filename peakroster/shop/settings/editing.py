"""Changes keys of a queue in shop.toml, and leaves comments, order and everything else as they are."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peakroster.shop.settings.presets import DEFAULT_RULES, DEFAULT_TARGET, RULE_PRESETS, TARGET_PRESETS
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
    customer_seconds: float | None = None
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
    if edit.customer_seconds is not None:
        table["customer_seconds"] = _number(edit.customer_seconds)
    if edit.aht_seconds is not None or edit.reply_seconds is not None:
        table["handling_time"] = "fixed"
    if edit.bot_share is not None:
        table["bot_share"] = _number(edit.bot_share)
    written = tomlkit.dumps(document)
    return written if shrinkage is None else with_shrinkage(written, shrinkage)


def with_shrinkage(text: str, share: float) -> str:
    """The text with another share of desk time that is lost."""
    import tomlkit

    document = tomlkit.parse(text)
    if "shrinkage" not in document:
        return f"shrinkage = {_number(share)}\n{text}"
    document["shrinkage"] = _number(share)
    return tomlkit.dumps(document)


def with_rule(text: str, key: str, value: float | None) -> str:
    """The text with another value of a hard rule; None = without it, also where the preset has it."""
    import tomlkit

    document = tomlkit.parse(text)
    if "rules" not in document:
        document["rules"] = tomlkit.table()
    rules: Any = document["rules"]
    if value is not None:
        rules[key] = _number(value)
        return tomlkit.dumps(document)
    rules.pop(key, None)
    preset = RULE_PRESETS[str(rules.get("preset", DEFAULT_RULES))]
    if key in preset:  # the others of the preset are stated instead
        rules["preset"] = "none"
        for other, standard in preset.items():
            if other != key and other not in rules:
                rules[other] = standard
    return tomlkit.dumps(document)


def decoded(content: bytes) -> str:
    """The text of a shop.toml."""
    return content.decode("utf-8-sig")


def encoded(text: str, before: bytes) -> bytes:
    """A changed shop.toml, with the mark at its beginning if it had one."""
    return text.encode("utf-8-sig" if before.startswith(codecs.BOM_UTF8) else "utf-8")


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
