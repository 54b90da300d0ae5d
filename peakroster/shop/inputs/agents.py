"""agents.csv: who can work what, and when."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from peakroster.shop.inputs.contracts import Stays, borders, parse_stays, row_on
from peakroster.shop.inputs.skill_cells import Skills, parse_skills
from peakroster.shop.inputs.term_columns import Values, contradiction, day_of, fields_of, read_terms
from peakroster.tables.column_parser import ColumnParser, none_for_nan
from peakroster.tables.raw_table import RawTable
from peakroster.tables.report import Report
from peakroster.tables.yes_no import parse_yes_no
from scheduler.domain.agents import Agent, Contract
from scheduler.domain.queues import Queue
from scheduler.domain.shop import Settings

MOST_YEARS = 60
_LANGUAGES = re.compile(r"[;；,，、/]")


def read_agents(
    table: RawTable,
    report: Report,
    queues: Collection[str] | None,
    shifts: Collection[str] | None,
    settings: Settings | None,
    contracts: Sequence[Contract] | None = (),
) -> tuple[Agent, ...]:
    """The good rows, in the order of the file.

    queues, shifts: known names; settings: what shop.toml says of the queues; contracts: rows of
    contracts.csv, whose values stand where a cell is empty; without any rows a contract is a name alone.
    None = not checked.
    """
    if not len(table.rows):
        report.error("no_rows", table.file)
        return ()
    cells = ColumnParser(table, report)
    ids = cells.ids("agent_id", unique=True)
    names = cells.text("name")
    levels = None if settings is None else settings.skill_levels
    parsed = cells.parsed("skills", lambda text: parse_skills(text, queues, levels))
    skills = [each or Skills(()) for each in parsed]
    own = read_terms(cells, shifts, queues, settings)
    first, last = cells.days("from"), cells.days("until")
    cells.fail(
        "until_before_from",
        "until",
        last < first,
        lambda place: {"first_day": f"{first.iloc[place]:%Y-%m-%d}"},
    )
    seniority = none_for_nan(cells.numbers("seniority", least=0, most=MOST_YEARS))
    teams = cells.text("team")
    kinds = {one.name for one in contracts or ()}
    stays = cells.parsed("contract", lambda text: parse_stays(text, kinds or None))
    leaders = cells.parsed("leader", parse_yes_no)
    known = () if settings is None else settings.queues
    languages = [_languages(text, known) for text in cells.text("languages")]
    served = [_served(each.queues, spoken, known) for each, spoken in zip(skills, languages, strict=True)]
    _tell_of_languages(cells, skills, served, known)
    _tell_of_contradictions(cells, own, stays, contracts or ())
    return tuple(
        _with_terms(
            Agent(
                id=ids.iloc[place],
                name=names.iloc[place],
                skills=served[place],
                first_day=day_of(first.iloc[place]),
                last_day=day_of(last.iloc[place]),
                row=int(table.rows[place]),
                seniority=seniority[place],
                team=teams.iloc[place] or None,
                leader=bool(leaders[place]),
                skill_levels=tuple(one for one in skills[place].levels if one[0] in served[place]),
                languages=languages[place],
                **fields_of({}, (), ()),
            ),
            own[place],
            stays[place],
            contracts or (),
            known,
        )
        for place in np.flatnonzero(cells.good)
    )


def _with_terms(
    agent: Agent, own: Values, stays: Stays | None, contracts: Sequence[Contract], queues: Sequence[Queue]
) -> Agent:
    """The agent with the own values and those of the contract, stretch of dates by stretch."""

    def by(name: str | None, row: Contract | None) -> Agent:
        inherited = {} if row is None else {c: v for c, v in row.values.items() if c not in own}
        return replace(
            agent,
            contract=name,
            inherited=() if row is None else tuple((column, row.row) for column in inherited),
            **fields_of({**inherited, **own}, agent.skills, queues),
        )

    if not stays:
        return by(None, None)
    terms: list[tuple[date, Agent]] = []
    for begins in _borders(stays, contracts):
        name = _stay_on(stays, begins)
        then = by(name, row_on(contracts, name, begins))
        if not terms or then != terms[-1][1]:
            terms.append((begins, then))
    if len(terms) == 1:
        return terms[0][1]
    return replace(terms[0][1], terms=tuple(terms))


def _borders(stays: Stays, contracts: Sequence[Contract]) -> list[date]:
    """The first date of each stretch in which one row of one contract may hold."""
    days = {day for day, _ in stays if day is not None}
    return sorted({date.min, *days, *(day for _, name in stays for day in borders(contracts, name))})


def _stay_on(stays: Stays, day: date) -> str:
    return [name for begins, name in stays if begins is None or begins <= day][-1]


def _languages(text: str, queues: Sequence[Queue]) -> tuple[str, ...]:
    """The languages of a cell, as the queues spell them."""
    known = {language_key(queue.language): queue.language for queue in queues if queue.language}
    parts = [part.strip() for part in _LANGUAGES.split(text) if part.strip()]
    return tuple(dict.fromkeys(known.get(language_key(part), part) for part in parts))


def language_key(name: str) -> str:
    """What tells one language from another, however it is written: 英语 and 英文 are the same."""
    folded = unicodedata.normalize("NFKC", name).strip().casefold()
    return folded[:-1] if len(folded) > 1 and folded[-1] in "语文话" else folded


def _served(skills: Sequence[str], spoken: Sequence[str], queues: Sequence[Queue]) -> tuple[str, ...]:
    asked = {queue.id: queue.language for queue in queues if queue.language}
    return tuple(name for name in skills if name not in asked or asked[name] in spoken)


def _tell_of_languages(
    cells: ColumnParser,
    skills: Sequence[Skills],
    served: Sequence[tuple[str, ...]],
    queues: Sequence[Queue],
) -> None:
    """Skills that count for nothing, because their queue asks for a language that the person lacks."""
    asked = {queue.id: queue.language or "" for queue in queues}
    for place, (said, left) in enumerate(zip(skills, served, strict=True)):
        lost = [name for name in said.queues if name not in left]
        if lost:
            details = {"queues": "; ".join(lost), "languages": "; ".join({asked[name]: 0 for name in lost})}
            (cells.warn_at if left else cells.fail_at)("skill_without_language", "skills", place, details)


def _tell_of_contradictions(
    cells: ColumnParser,
    own: Sequence[Values],
    stays: Sequence[Stays | None],
    contracts: Sequence[Contract],
) -> None:
    """A least of one's own above the most of one's contract, or the other way round."""
    for place, said in enumerate(own):
        for row in _rows_of(stays[place], contracts):
            together: Mapping[str, Any] = {**row.values, **said}
            columns = contradiction(together)
            if columns is not None and cells.good[place]:
                column = next(name for name in columns if name in said)
                details = {
                    "contract": row.name,
                    "line": row.row,
                    "least": f"{together[columns[0]]:g}",
                    "most": f"{together[columns[1]]:g}",
                }
                cells.fail_at("contract_contradicts", column, place, details)


def _rows_of(stays: Stays | None, contracts: Sequence[Contract]) -> list[Contract]:
    names = {name for _, name in stays or ()}
    return [one for one in contracts if one.name in names]
