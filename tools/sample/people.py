"""agents.csv of the sample: names that nobody has, mixed skills, contracts and limits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import pandas as pd

from tools.sample.parameters import Parameters
from tools.sample.shifts import DAY_SHIFTS, LATE_SHIFTS

Item = TypeVar("Item")

COLUMNS = (
    *("agent_id", "name", "skills", "min_hours_week", "max_hours_week", "shifts", "weekdays", "hours"),
    *("from", "until", "hourly_cost"),
)
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢"
)
_GIVEN = (
    *("子涵", "雨桐", "欣怡", "思远", "嘉宁", "晓彤", "佳琪", "文博", "雅静", "梦瑶", "志强", "慧敏", "俊杰"),
    *("丽娟", "婷婷", "浩然", "晨曦", "若琳", "诗雨", "明轩", "秀英", "建华", "海燕", "春梅", "国栋", "小雪"),
    *("可欣", "天佑", "静怡", "伟", "芳", "磊", "娜", "洋", "敏", "超", "颖", "鑫", "倩", "凯"),
)


def agents(parameters: Parameters, rng: np.random.Generator) -> pd.DataFrame:
    """Columns of agents.csv, as text, in the order of the ids: full-timers ``001``…, part-timers ``A001``…"""
    staff = parameters.staff
    full = _skills(staff.full_time, rng)
    part = _skills(staff.part_time, rng)
    names = _names(len(full) + len(part), rng)
    table = pd.DataFrame("", index=range(len(names)), columns=list(COLUMNS))
    table["agent_id"] = [f"{number + 1:03d}" for number in range(len(full))] + [
        f"A{number + 1:03d}" for number in range(len(part))
    ]
    table["name"] = names
    table["skills"] = full + part
    table = table.set_index("agent_id", drop=False)
    _full_time(table.index[: len(full)], table, rng)
    _part_time(table.index[len(full) :], table)
    for agent, column, value in staff.particular:
        table.loc[agent, column] = value
    return table.reset_index(drop=True)


def shuffled(items: Sequence[Item], rng: np.random.Generator) -> list[Item]:
    """The items in an order that the stream chooses, from uniform numbers only."""
    return [items[position] for position in np.argsort(rng.random(len(items)), kind="stable")]


def _skills(counts: Sequence[tuple[str, int]], rng: np.random.Generator) -> list[str]:
    return shuffled([skills for skills, count in counts for _ in range(count)], rng)


def _names(count: int, rng: np.random.Generator) -> list[str]:
    """Names in which surnames and given names repeat as they do in life, but no whole name does."""
    names: list[str] = []
    while len(names) < count:
        pairs = zip(shuffled(_SURNAMES, rng), shuffled(_GIVEN, rng), strict=False)
        names += [name for name in map("".join, pairs) if name not in names]
    return names[:count]


def _full_time(ids: pd.Index, table: pd.DataFrame, rng: np.random.Generator) -> None:
    """Five shifts of 8 hours are the usual week; some contracts ask for less, some allow no more."""
    luck = rng.random((2, len(ids)))
    table.loc[ids, "min_hours_week"] = np.select([luck[0] < 0.15, luck[0] < 0.6], ["32", "36"], "40")
    table.loc[ids, "max_hours_week"] = np.where(luck[1] < 0.25, "40", "44")
    table.loc[ids, "hourly_cost"] = [str(28 + int(number * 8)) for number in rng.random(len(ids))]
    order = shuffled(list(ids), rng)
    table.loc[order[:5], "shifts"] = ";".join(DAY_SHIFTS)
    table.loc[order[5:8], "shifts"] = ";".join(LATE_SHIFTS)
    table.loc[order[8:10], "weekdays"] = "mon;tue;wed;thu;fri"


def _part_time(ids: pd.Index, table: pd.DataFrame) -> None:
    """Students and second jobs: evenings, or certain days."""
    table.loc[ids, ["min_hours_week", "max_hours_week", "hourly_cost"]] = ["16", "24", "26"]
    table.loc[ids, "hours"] = "18:00-23:30"
    table.loc[ids[-3:], "hours"] = ""
    table.loc[ids[-3:], "weekdays"] = ["tue;wed;sat;sun", "tue;fri;sat;sun", "mon;tue;wed;sat"]
