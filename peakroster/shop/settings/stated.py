"""What shop.toml states, key by key: by this a plan recognises settings that have changed since."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

_LABELS = ("id", "name", "kind", "date", "from", "team")
"""Keys after which one of several tables is called, the first that it has."""


def stated_settings(text: str) -> dict[str, str]:
    """Dotted name of each key → its value as text, such as ``queues[presale].aht_seconds`` → ``420``.

    Tables of a list are named by their id, else by their place. text: of a shop.toml without errors.
    """
    return dict(_flat("", tomllib.loads(text)))


def changed_settings(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Name, value then and value now of each key that differs, in order of names; "" = not stated."""
    for name in sorted(before.keys() | now.keys()):
        if before.get(name) != now.get(name):
            yield name, before.get(name, ""), now.get(name, "")


def _flat(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(f"{name}.{key}" if name else key, inner)
    elif isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        labels = [_label(each) for each in value]
        for place, (label, each) in enumerate(zip(labels, value, strict=True)):
            called = label if label and labels.count(label) == 1 else str(place + 1)
            yield from _flat(f"{name}[{called}]", each)
    else:
        yield name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _label(table: Mapping[str, Any]) -> str:
    return next((str(table[key]) for key in _LABELS if key in table), "")
