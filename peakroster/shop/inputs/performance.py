"""performance.csv: what the service desk counts of each person, and the speeds that it says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from peakroster.tables.column_parser import ColumnParser, none_for_nan
from peakroster.tables.errors import UnreadableError
from peakroster.tables.names import all_meant
from peakroster.tables.raw_table import RawTable
from peakroster.tables.report import Report
from peakroster.tables.timestamps import FIRST_YEAR, LAST_YEAR, parse_days
from scheduler.domain.agents import FASTEST, SLOWEST, Agent
from scheduler.domain.performance import LearnedSpeed, PerformanceRow
from scheduler.domain.skill_levels import SkillLevel
from scheduler.queueing.agent_speeds import learned_speeds

MOST_CHATS, SHORTEST, LONGEST = 10_000_000, 0.1, 86_400
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?", re.ASCII)


def read_performance(
    table: RawTable, report: Report, people: Collection[str] | None, queues: Collection[str] | None
) -> tuple[PerformanceRow, ...]:
    """The good rows that have chats, in the order of the file.

    people: ids of agents.csv; the rows of others count as colleagues of the past, with a warning. None = not
    checked, as of queues.
    """
    cells = ColumnParser(table, report)
    agents = all_meant(cells.ids("agent_id"), people)
    names = cells.known("queue", queues, "unknown_queue")
    chats = cells.numbers("chats", least=0, most=MOST_CHATS, whole=True)
    aht = cells.numbers("aht_seconds", least=SHORTEST, most=LONGEST)
    first_reply = none_for_nan(cells.numbers("first_reply_seconds", least=0, most=LONGEST))
    satisfaction = none_for_nan(cells.numbers("satisfaction", least=0, most=100))
    months = cells.parsed("month", parse_month)
    _check_duplicates(cells, agents, names, months)
    if people is not None and len(people):
        strangers = agents[~agents.isin([*people, ""])].unique()
        if len(strangers):
            report.warning(
                "performance_strangers", table.file, value="; ".join(strangers[:6]), count=len(strangers)
            )
    return tuple(
        PerformanceRow(
            agent_id=agents.iloc[place],
            queue=names.iloc[place],
            chats=int(chats[place]),
            aht_seconds=float(aht[place]),
            month=months[place],
            first_reply_seconds=first_reply[place],
            satisfaction=satisfaction[place],
        )
        for place in np.flatnonzero(cells.good)
        if chats[place] > 0
    )


def parse_month(text: str) -> date:
    """The first day of the month that ``2026-10``, ``2026年10月`` or any date in it names.

    Raises UnreadableError ``bad_month``.
    """
    found = _MONTH.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found and FIRST_YEAR <= int(found[1]) <= LAST_YEAR and 1 <= int(found[2]) <= 12:
        return date(int(found[1]), int(found[2]), 1)
    days, codes = parse_days(pd.Series([text]))
    if found or codes.iloc[0]:
        raise UnreadableError("bad_month", token=text)
    return date(days.iloc[0].year, days.iloc[0].month, 1)


def _check_duplicates(
    cells: ColumnParser, agents: pd.Series, queues: pd.Series, months: Sequence[date | None]
) -> None:
    """Every agent, queue and month once: a row pasted twice would count its chats twice."""
    keys = pd.DataFrame({"agent": agents, "queue": queues, "month": [str(month) for month in months]})
    first = pd.Series(cells.table.rows).groupby([keys[name] for name in keys]).transform("first")
    again = cells.good & keys.duplicated().to_numpy()
    cells.fail("duplicate_performance", "agent_id", again, lambda place: {"first": int(first.iloc[place])})


def speeds_of_rows(rows: Sequence[PerformanceRow]) -> tuple[LearnedSpeed, ...]:
    """Speeds of everybody in the table, by queue and person in the order in which they first appear."""
    by_queue: dict[str, list[PerformanceRow]] = {}
    for row in rows:
        by_queue.setdefault(row.queue, []).append(row)
    found: list[LearnedSpeed] = []
    for queue, own in by_queue.items():
        people = {name: place for place, name in enumerate(dict.fromkeys(row.agent_id for row in own))}
        months = {month: place for place, month in enumerate({row.month: None for row in own})}
        estimate = learned_speeds(
            np.array([people[row.agent_id] for row in own], dtype=np.int64),
            np.array([months[row.month] for row in own], dtype=np.int64),
            np.array([row.chats for row in own], dtype=np.float64),
            np.array([row.aht_seconds for row in own], dtype=np.float64),
        )
        bounded = np.clip(estimate.speed, SLOWEST, FASTEST)
        found += [
            LearnedSpeed(name, queue, int(chats), float(observed), float(speed))
            for name, chats, observed, speed in zip(
                people, estimate.chats, estimate.observed, bounded, strict=True
            )
        ]
    return tuple(found)


def with_learned_speeds(
    agents: Sequence[Agent], rows: Sequence[PerformanceRow]
) -> tuple[tuple[Agent, ...], tuple[LearnedSpeed, ...]]:
    """The agents with the speeds of the table in the queues of which agents.csv says nothing, and these.

    Speeds are told of the agents there are, in their skills, in the order of agents.csv.
    """
    known: Mapping[tuple[str, str], LearnedSpeed] = {
        (one.agent_id, one.queue): one for one in speeds_of_rows(rows)
    }
    told = [
        replace(known[agent.id, queue], is_used=queue not in dict(agent.speeds))
        for agent in agents
        for queue in agent.skills
        if (agent.id, queue) in known
    ]

    def with_speeds(agent: Agent) -> Agent:
        speeds = dict(agent.speeds)
        for queue in agent.skills:
            if (agent.id, queue) in known:
                speeds.setdefault(queue, known[agent.id, queue].speed)
        return replace(agent, speeds=tuple(speeds.items()))

    return tuple(agent.changed(with_speeds) for agent in agents), tuple(told)


def with_speeds_of_levels(agents: Sequence[Agent], levels: Sequence[SkillLevel]) -> tuple[Agent, ...]:
    """The agents with the speeds of their skills' levels where nothing else says one."""
    speed_of = {level.name: level.speed for level in levels if level.speed is not None}

    def with_speeds(agent: Agent) -> Agent:
        speeds = dict(agent.speeds)
        for queue, level in agent.skill_levels:
            if level in speed_of:
                speeds.setdefault(queue, speed_of[level])
        return replace(agent, speeds=tuple(speeds.items()))

    if not any(agent.skill_levels for agent in agents):
        return tuple(agents)
    return tuple(agent.changed(with_speeds) for agent in agents)
