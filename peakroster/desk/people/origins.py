"""What holds for one person, and where each value comes from: the own row, or the contract's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from peakroster.messages import Translator
from peakroster.shop.inputs.contracts import row_on
from peakroster.shop.inputs.term_columns import TERM_COLUMNS
from peakroster.shop.model import ShopFolder
from peakroster.shop.table_specs import AGENTS
from peakroster.tables.editing import read_for_edit
from peakroster.wording import listed
from scheduler.domain.agents import Agent, Contract

Origin = Literal["own", "contract"]


@dataclass(frozen=True)
class PersonValue:
    """A value that holds for somebody. column: official name. text: as it is written. origin: the own row of
    agents.csv, or the contract's of contracts.csv. row: of that file."""

    column: str
    text: str
    origin: Origin
    row: int


@dataclass(frozen=True)
class TermsFrom:
    """Terms that begin on a date. contract: the kind; None = none. row: of contracts.csv; None = none."""

    first_day: date
    contract: str | None
    row: Contract | None


def person_values(shop: ShopFolder, agent_id: str, day: date) -> tuple[PersonValue, ...]:
    """Each value that agents.csv or the contract states for a person on a date, in the order of the columns.

    Columns about which neither says anything are left out: there the shop's rules hold. Raises InputError
    where agents.csv cannot be read, KeyError for somebody who is not in it.
    """
    agent = _agent(shop, agent_id)
    table = read_for_edit(shop.folder, AGENTS)
    own = {} if table is None else table.cells[table.cells["agent_id"] == agent_id].iloc[0].to_dict()
    then = agent.on(day)
    contract = None if then.contract is None else row_on(shop.contracts, then.contract, day)
    inherited = dict(then.inherited)
    found = []
    for column in TERM_COLUMNS:
        if own.get(column):
            found.append(PersonValue(column, str(own[column]), "own", agent.row))
        elif column in inherited and contract is not None:
            found.append(PersonValue(column, contract.cells[column], "contract", inherited[column]))
    return tuple(found)


def terms_of(shop: ShopFolder, agent_id: str, first: date, last: date) -> tuple[TermsFrom, ...]:
    """The terms of a person that begin within the dates, both included, after the first of them."""
    agent = _agent(shop, agent_id)
    return tuple(
        TermsFrom(
            begins,
            then.contract,
            None if then.contract is None else row_on(shop.contracts, then.contract, begins),
        )
        for begins, then in agent.terms
        if first < begins <= last
    )


def value_rows(
    shop: ShopFolder, agent_id: str, day: date, translate: Translator
) -> list[tuple[str, str, str]]:
    """The same in words: what, how much, and where it stands."""
    contract = _agent(shop, agent_id).on(day).contract
    specs = {column.name: column for column in AGENTS.columns}
    return [
        (
            specs[one.column].chinese
            if translate.language == "zh"
            else translate(f"people.column_{one.column}"),
            one.text,
            translate("people.from_own")
            if one.origin == "own"
            else translate("people.from_contract", contract=contract),
        )
        for one in person_values(shop, agent_id, day)
    ]


def person_lines(shop: ShopFolder, agent_id: str, day: date, translate: Translator) -> list[str]:
    """Leader, levels of skills, languages, and the terms that begin within a year, as far as stated."""
    return list(_lines(shop, _agent(shop, agent_id), day, translate))


def _lines(shop: ShopFolder, agent: Agent, day: date, translate: Translator) -> Iterator[str]:
    names = shop.queue_names
    if agent.leader:
        yield translate("people.is_leader", team=agent.team or "")
    if agent.skill_levels:
        levels = dict(agent.skill_levels)
        said = [
            translate(
                "people.skill_at", queue=names.get(queue, queue), level=level_name(levels[queue], translate)
            )
            for queue in agent.skills
            if queue in levels
        ]
        yield translate("people.skill_levels_of", skills=listed(said, translate))
    if agent.languages:
        yield translate("people.speaks", languages=listed(list(agent.languages), translate))
    for terms in terms_of(shop, agent.id, day, day + timedelta(days=365)):
        hours = _hours(terms.row, translate)
        yield translate(
            "people.terms_from", day=f"{terms.first_day}", contract=terms.contract or "–", hours=hours
        )


def level_name(level: str, translate: Translator) -> str:
    """A level of a skill in the reader's language; the shop's own names and numbers stay as they are."""
    key = f"people.level_{level}"
    return translate(key) if translate.has(key) else level


def _hours(row: Contract | None, translate: Translator) -> str:
    cells = {} if row is None else row.cells
    least, most = cells.get("min_hours_week", ""), cells.get("max_hours_week", "")
    if not least and not most:
        return translate("people.hours_open")
    return translate("people.hours_span", least=least or "0", most=most or "–")


def _agent(shop: ShopFolder, agent_id: str) -> Agent:
    found = next((one for one in shop.agents if one.id == agent_id), None)
    if found is None:
        raise KeyError(agent_id)
    return found
