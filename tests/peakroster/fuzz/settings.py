"""shop.toml with a value of every type in the place of each of its keys."""

from __future__ import annotations

from collections.abc import Iterator

from peakroster.shop.settings.fairness_table import FairnessTable
from peakroster.shop.settings.limit_tables import HoursLimitTable, ShiftLimitTable
from peakroster.shop.settings.objective_table import ObjectiveTable
from peakroster.shop.settings.pay_tables import HolidayTable, OvertimeTable
from peakroster.shop.settings.schema import (
    QueueTable,
    RulesTable,
    SharedTable,
    ShopTable,
    TargetTable,
)
from peakroster.shop.settings.skill_level_table import SkillLevelTable
from peakroster.shop.settings.strict import Strict
from peakroster.shop.settings.team_rule_table import TeamRuleTable
from tests.peakroster.fuzz.values import TOML

TOP = {"name": '"店"', "timezone": '"Asia/Shanghai"'}
QUEUE = {"id": '"presale"', "aht_seconds": "240"}
TARGET = {"kind": '"service_level"', "within_seconds": "60", "share": "0.8"}
LIMIT = {"per": '"week"', "most": "5"}
SECTIONS: tuple[tuple[str, type[Strict], dict[str, str]], ...] = (
    ("[[team_rules]]", TeamRuleTable, {"name": '"x"', "kind": '"at_least"', "number": "1"}),
    ("[[team_rules]]", TeamRuleTable, {"name": '"x"', "kind": '"apart"', "agents": '["a", "b"]'}),
    ("[[shared]]", SharedTable, {"id": '"front"', "queues": '["presale", "aftersale"]'}),
    ("[[holidays]]", HolidayTable, {"date": "2026-11-11"}),
    ("[skill_levels.secondary]", SkillLevelTable, {}),
    ("[overtime]", OvertimeTable, {"allowed": "true"}),
    ("[fairness]", FairnessTable, {}),
)


def every_swap() -> Iterator[str]:
    """The whole file, once for each key and value."""
    for value in TOML:
        for key in ShopTable.model_fields:
            yield _file(TOP | {key: value})
        for key in QueueTable.model_fields:
            yield _file(queue=QUEUE | {key: value})
        for key in TargetTable.model_fields:
            yield _file(queue=QUEUE | {"target": _inline(TARGET | {key: value})})
        for key in RulesTable.model_fields:
            yield _file(rules={key: value})
        for name, table in (("shift_limits", ShiftLimitTable), ("hours_limits", HoursLimitTable)):
            for key in table.model_fields:
                yield _file(rules={name: f"[{_inline(LIMIT | {key: value})}]"})
        for key in ObjectiveTable.model_fields:
            yield _file(objective={key: value})
        for head, section, keys in SECTIONS:
            for key in section.model_fields:
                yield _file() + f"{head}\n{_lines(keys | {key: value})}\n"


def _file(
    top: dict[str, str] = TOP,
    queue: dict[str, str] = QUEUE,
    rules: dict[str, str] | None = None,
    objective: dict[str, str] | None = None,
) -> str:
    parts = [_lines(top)]
    if "queues" not in top:
        parts += ["[[queues]]", _lines(queue)]
    if rules:
        parts += ["[rules]", _lines(rules)]
    if objective:
        parts += ["[objective]", _lines(objective)]
    return "\n".join(parts) + "\n"


def _lines(table: dict[str, str]) -> str:
    return "\n".join(f"{key} = {value}" for key, value in table.items())


def _inline(table: dict[str, str]) -> str:
    return "{ " + ", ".join(f"{key} = {value}" for key, value in table.items()) + " }"
