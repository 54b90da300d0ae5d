"""Scenarios by name: kept, listed, renamed, deleted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from peakroster.desk.scenarios.overrides import PLACE, Override, Overrides, as_json, overrides_of
from peakroster.store.door import writing
from peakroster.store.who import acting_as
from peakroster.store.who import who as who_is
from peakroster.tables.findings import Finding, InputError

if TYPE_CHECKING:  # SQLAlchemy takes long to load: only who reads or keeps one waits
    from sqlalchemy.engine import Connection

    from peakroster.store.engine import Store

LONGEST_NAME = 60


@dataclass(frozen=True)
class Scenario:
    """What is otherwise in a plan's days, by name. who, at: of the latest change; at in UTC."""

    id: int
    name: str
    first_day: date
    overrides: Overrides
    who: str
    at: datetime


def scenarios_of(folder: Path, first_day: date) -> tuple[Scenario, ...]:
    """The scenarios of a plan, in the order in which they were made; empty where there are none.

    Raises InputError where the store cannot be read, or one of them was written by a newer version.
    """
    from peakroster.store.scenarios import scenarios_in

    return tuple(
        Scenario(each.id, each.name, each.first_day, overrides_of(each.overrides), each.who, each.at)
        for each in scenarios_in(folder, first_day)
    )


def scenario_named(folder: Path, first_day: date, name: str) -> Scenario:
    """A scenario by its name. Raises InputError ``scenario_missing`` with those that there are."""
    found = scenarios_of(folder, first_day)
    for each in found:
        if each.name == name.strip():
            return each
    raise InputError([_missing(name, first_day, [each.name for each in found])])


def keep_scenario(
    folder: Path,
    first_day: date,
    name: str,
    overrides: Sequence[Override],
    who: str | None = None,
    *,
    replaces: bool = False,
) -> Scenario:
    """Keep a scenario of the plan that begins on this day.

    Parameters
    ----------
    overrides
        What is otherwise; whether it fits the shop is found out when it is applied.
    who
        Who keeps it; None = who is at work.
    replaces
        Whether it may take the place of the overrides that the name has.

    Raises
    ------
    InputError
        For a name that is empty, too long, or another scenario's; where the store cannot be used.
    """
    name = _checked(name)
    content = as_json(overrides)

    def keep(connection: Connection, store: Store, change: int) -> None:
        from peakroster.store.scenarios import find_scenario, put_scenario

        found = find_scenario(connection, store, first_day, name)
        if found is not None and not replaces and found.overrides != content:
            raise InputError([Finding("error", "scenario_name_taken", name)])
        if found is None or found.overrides != content:
            put_scenario(connection, store, first_day, name, content, _who(who))

    _write(folder, first_day, name, keep, who)
    return scenario_named(folder, first_day, name)


def rename_scenario(folder: Path, first_day: date, name: str, other: str, who: str | None = None) -> Scenario:
    """Give a scenario another name. Raises InputError as :func:`keep_scenario`, or where it is not there."""
    other = _checked(other)

    def rename(connection: Connection, store: Store, change: int) -> None:
        from peakroster.store.scenarios import find_scenario, name_scenario, read_scenarios

        found = find_scenario(connection, store, first_day, name)
        if found is None:
            known = [each.name for each in read_scenarios(connection, store, first_day)]
            raise InputError([_missing(name, first_day, known)])
        if other != name:
            if find_scenario(connection, store, first_day, other) is not None:
                raise InputError([Finding("error", "scenario_name_taken", other)])
            name_scenario(connection, found.id, other)

    _write(folder, first_day, f"{name} → {other}", rename, who)
    return scenario_named(folder, first_day, other)


def delete_scenario(folder: Path, first_day: date, name: str, who: str | None = None) -> None:
    """Remove a scenario with its results. Raises InputError where it is not there."""

    def drop(connection: Connection, store: Store, change: int) -> None:
        from peakroster.store.scenarios import drop_scenario, find_scenario, read_scenarios

        found = find_scenario(connection, store, first_day, name)
        if found is None:
            known = [each.name for each in read_scenarios(connection, store, first_day)]
            raise InputError([_missing(name, first_day, known)])
        drop_scenario(connection, found.id)

    _write(folder, first_day, f"{name} ✕", drop, who)


def _write(
    folder: Path,
    first_day: date,
    note: str,
    work: Callable[[Connection, Store, int], None],
    who: str | None,
) -> None:
    with ExitStack() as acting:
        if who is not None:
            acting.enter_context(acting_as(who))
        with writing(folder, kind="scenario", what=f"plans/{first_day}", note=note) as change:
            change.also(work)


def _who(given: str | None) -> str:
    return who_is() if given is None else given


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        details = {"most": LONGEST_NAME}
        raise InputError([Finding("error", "scenario_name", PLACE, value=name, details=details)])
    return name


def _missing(name: str, first_day: date, known: Sequence[str]) -> Finding:
    details = {"first": f"{first_day}", "known": ", ".join(known) or "–"}
    return Finding("error", "scenario_missing", PLACE, value=name, details=details)
