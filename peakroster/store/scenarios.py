"""Scenarios in the store: what would be otherwise in a plan's days, by name, and what came of it.

A scenario holds only what is otherwise. Its results lie beside it, one of each depth, and go with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from peakroster.store.engine import Store, read_store
from peakroster.store.schema import scenario_results, scenarios


@dataclass(frozen=True)
class StoredScenario:
    """overrides: in the types of JSON. who, at: of the latest change of it; at in UTC."""

    id: int
    name: str
    first_day: date
    overrides: Any
    who: str
    at: datetime


@dataclass(frozen=True)
class StoredResult:
    """What was computed of a scenario.

    depth: how far. basis: fingerprint of what it was computed from. content: figures, in the types of JSON.
    plan: files of the plan that it came to, zipped; None where it came to none. at: in UTC.
    """

    depth: str
    basis: Mapping[str, Any]
    content: Mapping[str, Any]
    plan: bytes | None
    who: str
    at: datetime


def put_scenario(
    connection: Connection, store: Store, first_day: date, name: str, overrides: Any, who: str
) -> int:
    """Enter a scenario, or give the one of this name other overrides; returns its id."""
    found = find_scenario(connection, store, first_day, name)
    row = {"overrides": overrides, "who": who, "at": datetime.now(UTC)}
    if found is not None:
        connection.execute(scenarios.update().where(scenarios.c.id == found.id).values(**row))
        return found.id
    row |= {"shop": store.shop, "first_day": first_day, "name": name}
    return int(connection.execute(scenarios.insert().returning(scenarios.c.id), row).scalar_one())


def name_scenario(connection: Connection, scenario: int, name: str) -> None:
    """Give a scenario, by its id, another name."""
    connection.execute(scenarios.update().where(scenarios.c.id == scenario).values(name=name))


def drop_scenario(connection: Connection, scenario: int) -> None:
    """Remove a scenario, by its id, with its results."""
    connection.execute(scenarios.delete().where(scenarios.c.id == scenario))


def find_scenario(connection: Connection, store: Store, first_day: date, name: str) -> StoredScenario | None:
    """The scenario of this name; None without one."""
    found = [each for each in read_scenarios(connection, store, first_day) if each.name == name]
    return found[0] if found else None


def read_scenarios(connection: Connection, store: Store, first_day: date) -> list[StoredScenario]:
    """The scenarios of a plan, in the order in which they were made."""
    mine = (scenarios.c.shop == store.shop) & (scenarios.c.first_day == first_day)
    query = sa.select(scenarios).where(mine).order_by(scenarios.c.id)
    return [
        StoredScenario(row.id, row.name, row.first_day, row.overrides, row.who, row.at)
        for row in connection.execute(query)
    ]


def put_result(connection: Connection, scenario: int, result: StoredResult) -> None:
    """Enter a result of a scenario, by its id, in place of the one of the same depth."""
    mine = (scenario_results.c.scenario == scenario) & (scenario_results.c.depth == result.depth)
    connection.execute(scenario_results.delete().where(mine))
    row = {
        "scenario": scenario,
        "depth": result.depth,
        "basis": dict(result.basis),
        "content": dict(result.content),
        "plan": result.plan,
        "who": result.who,
        "at": result.at,
    }
    connection.execute(scenario_results.insert(), row)


def read_results(connection: Connection, scenario: int) -> list[StoredResult]:
    """Every result of a scenario, by its id, in the order in which they were computed."""
    mine = scenario_results.c.scenario == scenario
    query = sa.select(scenario_results).where(mine).order_by(scenario_results.c.at)
    return [
        StoredResult(row.depth, row.basis, row.content, row.plan, row.who, row.at)
        for row in connection.execute(query)
    ]


def scenarios_in(folder: Path, first_day: date) -> list[StoredScenario]:
    """The scenarios of a plan; empty without a store. Raises InputError, OSError."""
    store = read_store(folder)
    if store is None:
        return []
    with store.reading() as connection:
        return read_scenarios(connection, store, first_day)


def results_in(folder: Path, scenario: int) -> list[StoredResult]:
    """Every result of a scenario, by its id; empty without a store. Raises InputError, OSError."""
    store = read_store(folder)
    if store is None:
        return []
    with store.reading() as connection:
        return read_results(connection, scenario)


def result_moments_in(folder: Path, first_day: date) -> dict[int, tuple[tuple[str, datetime], ...]]:
    """Of each scenario of a plan, by its id, which results there are and of when, without reading them."""
    store = read_store(folder)
    if store is None:
        return {}
    mine = (scenarios.c.shop == store.shop) & (scenarios.c.first_day == first_day)
    query = (
        sa.select(scenario_results.c.scenario, scenario_results.c.depth, scenario_results.c.at)
        .join(scenarios, scenarios.c.id == scenario_results.c.scenario)
        .where(mine)
        .order_by(scenario_results.c.scenario, scenario_results.c.depth)
    )
    found: dict[int, tuple[tuple[str, datetime], ...]] = {}
    with store.reading() as connection:
        for row in connection.execute(query):
            found[row.scenario] = (*found.get(row.scenario, ()), (row.depth, row.at))
    return found
