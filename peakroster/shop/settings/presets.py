"""The numbers behind the names that shop.toml may use: targets of the platforms, and hard rules.

Targets: those that count when an agent takes the chat (`tmall-30s`, `taobao-3min`, `pdd-5min`) are this
program's own reading of three marketplaces, without a recorded source. Those that count replies are the
platforms' figures, see :mod:`peakroster.shop.settings.platforms`.
Rules: 8 hours a day, 44 a week and a day off in every seven are those of China's Labour Law (articles
36 and 38); 11 hours of rest and three nights a week are good practice (the rest is European law).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from peakroster.shop.settings.platforms import PLATFORM_METRICS
from scheduler.domain.rules import REGISTRY

DEFAULT_TARGET = "tmall-30s"

TARGET_PRESETS: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "tmall-30s": (
        {"kind": "average_wait", "within_seconds": 30},
        {"kind": "service_level", "share": 0.95, "within_seconds": 30},
    ),
    "taobao-3min": ({"kind": "service_level", "share": 0.9, "within_seconds": 180, "hours": "09:00-23:00"},),
    "pdd-5min": ({"kind": "service_level", "share": 0.9, "within_seconds": 300, "hours": "08:00-23:00"},),
    **{name: (metric.target,) for name, metric in PLATFORM_METRICS.items()},
}

DEFAULT_RULES = "cn-standard"

RULE_PRESETS: Mapping[str, Mapping[str, Any]] = {
    "cn-standard": {spec.key: spec.standard for spec in REGISTRY.values() if spec.standard is not None},
    "none": {},
}
