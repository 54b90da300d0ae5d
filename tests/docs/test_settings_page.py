"""docs/reference/settings.md names every key of shop.toml, and has one table of all rules: the code's."""

from __future__ import annotations

import re
from itertools import dropwhile, takewhile

from peakroster.shop.settings.limit_tables import HoursLimitTable, ShiftLimitTable
from peakroster.shop.settings.objective_table import ObjectiveTable
from peakroster.shop.settings.pay_tables import HolidayTable, OvertimeTable
from peakroster.shop.settings.presets import RULE_PRESETS, TARGET_PRESETS
from peakroster.shop.settings.schema import (
    QueueTable,
    RulesTable,
    ShopTable,
    TargetTable,
)
from peakroster.shop.settings.skill_level_table import SkillLevelTable
from peakroster.shop.settings.team_rule_table import TeamRuleTable
from peakroster.shop.table_specs import AGENTS
from scheduler.domain.rules import REGISTRY
from tests.docs.pages import page, section

NO_RULES = {
    "agent_id",
    "name",
    "skills",
    "hourly_cost",
    "speed",
    "max_chats",
    "regular_start",
    "level",
    "team",
    "seniority",
    "leader",
    "languages",
    "contract",
}
"""Columns of agents.csv that say who somebody is, what somebody gets done, and when as a rule."""


def table() -> list[list[str]]:
    """The cells of the first table, without its head."""
    below = dropwhile(lambda line: not line.startswith("|"), section("settings.md", "Rules").splitlines())
    lines = list(takewhile(lambda line: line.startswith("|"), below))
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def names(cell: str) -> list[str]:
    return re.findall(r"`(\w+)`", cell)


def test_every_rule_stands_once_in_the_table() -> None:
    """Every key of ``[rules]`` and every column of agents.csv that is a rule, and nothing else."""
    rows = table()
    keys = [name for row in rows for name in names(row[0])]
    assert sorted(keys) == sorted(RulesTable.model_fields.keys() - {"preset"})
    columns = [name for row in rows if " of " not in row[1] for name in names(row[1])]
    assert sorted(columns) == sorted({column.name for column in AGENTS.columns} - NO_RULES)
    assert {row[2] for row in rows} == {"hard", "soft"}


def test_the_numbers_are_those_of_the_preset() -> None:
    """What stands under ``cn-standard`` is what the preset says; the other rules are not in it."""
    found: dict[str, object] = {}
    for row in table():
        values = [value.strip('`"') for value in row[3].split(", ") if value]
        found |= dict(zip(names(row[0]), values, strict=bool(values)))
    assert found == {name: str(value) for name, value in RULE_PRESETS["cn-standard"].items()}


def test_bounds_and_columns_are_those_of_the_registry() -> None:
    """Of each rule: its bounds, its column of agents.csv, and how an agent's own value meets the shop's."""
    rows = {name: row for row in table() for name in names(row[0])}
    of_column = {name: row for row in table() for name in names(row[1])}
    for spec in REGISTRY.values():
        if spec.own_table:
            continue
        row = rows[spec.key] if spec.in_shop else of_column[spec.column or ""]
        if spec.column is not None:
            assert spec.column in names(row[1]), spec.key
            assert not spec.in_shop or f"({spec.combine})" in row[1], spec.key
        if spec.is_number and spec.in_shop:
            low, high = f"{spec.low:g}", f"{spec.high:g}"
            bounds = f"> {low}, ≤ {high}" if spec.above_low else f"{low} … {high}"
            assert row[4].startswith(bounds), spec.key


def test_the_keys_of_a_limit_are_explained() -> None:
    """``per``, ``least``, ``most`` and ``shifts``, and every stretch that ``per`` may name."""
    text = section("settings.md", "Rules")
    keys = {*ShiftLimitTable.model_fields, *HoursLimitTable.model_fields}
    assert [key for key in sorted(keys) if f"`{key}`" not in text] == []
    assert all(f'`"{per}"`' in text for per in ("week", "month", "quarter", "plan"))


def test_every_key_and_preset_is_named() -> None:
    """All keys of shop.toml, and all presets."""
    text = page("settings.md")
    tables = (
        *(ShopTable, QueueTable, RulesTable, TargetTable, ObjectiveTable),
        *(OvertimeTable, HolidayTable, TeamRuleTable, SkillLevelTable),
    )
    names = {name for table in tables for name in table.model_fields} | {*TARGET_PRESETS, *RULE_PRESETS}
    assert sorted(name for name in names if f"`{name}`" not in text and f'`"{name}"`' not in text) == []
