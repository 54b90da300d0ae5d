"""Whether the rules of shop.toml and agents.csv fit together and name shifts that there are."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from peakroster.shop.settings.read import FILE, KnownSettings
from peakroster.tables.report import Report
from peakroster.tables.suggestions import nearest_first
from scheduler.domain.agents import Agent

AGENTS = "agents.csv"


def check_rules(
    known: KnownSettings, agents: Sequence[Agent], shifts: Collection[str] | None, report: Report
) -> None:
    """Errors for shifts that nobody knows (``shifts`` None = not checked) and runs that contradict."""
    if known.settings is None:
        return
    rules = known.settings.rules
    if shifts is not None:
        for place, pair in enumerate(rules.forbidden_successions):
            _check_names(pair, known, "forbidden_successions", place, shifts, report)
        for place, limit in enumerate(rules.shift_limits):
            _check_names(limit.shifts or (), known, "shift_limits", place, shifts, report)
    for agent in agents:
        _check_runs(agent, rules.min_consecutive_days, rules.max_consecutive_days, report)


def _check_names(
    names: Sequence[str],
    known: KnownSettings,
    key: str,
    place: int,
    shifts: Collection[str],
    report: Report,
) -> None:
    for name in names:
        if name not in shifts:
            column, line = f"rules.{key}[{place + 1}]", known.line("rules", key, place)
            details = {"token": name, "known": nearest_first(name, shifts)}
            report.error("unknown_shift", FILE, line, column=column, value=name, **details)


def _check_runs(agent: Agent, least: int | None, most: int | None, report: Report) -> None:
    """What is the agent's own stands for what is the shop's."""
    if agent.rules.min_consecutive_days is None and agent.rules.max_consecutive_days is None:
        return
    column = "max_consecutive_days" if agent.rules.min_consecutive_days is None else "min_consecutive_days"
    least = least if agent.rules.min_consecutive_days is None else agent.rules.min_consecutive_days
    most = most if agent.rules.max_consecutive_days is None else agent.rules.max_consecutive_days
    if least is not None and most is not None and least > most:
        report.error(
            "own_runs_contradict", AGENTS, agent.row, column=column, value=agent.id, least=least, most=most
        )
