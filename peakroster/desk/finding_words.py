"""Findings in the manager's words: whom or which row each is about, and the page of the desk that mends it.

The file, the row and the command that the message of a finding speaks of are kept apart, as small print.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path, PurePath

from peakroster.messages import Translator
from peakroster.shop.table_specs import AGENTS, EVENTS, SHOP_TABLES
from peakroster.tables.editing import read_for_edit
from peakroster.tables.findings import Finding, InputError, printable
from peakroster.tables.raw_table import RawTable
from peakroster.wording import event_name

_MOST_CELLS = 4
"""Of a row, enough to recognise it by."""
_LARGE = {"history", "history_5min", "conversations", "calls", "performance"}
"""Tables of machines: nobody knows a row of theirs by sight."""
_AT_A_TERMINAL = re.compile(r"peakroster [a-z]|(?<![\w-])--[a-z]|\.(?:csv|toml|xlsx)\b")


@dataclass(frozen=True)
class Home:
    """Where something is mended: a page of the desk by name, and what its address says besides."""

    page: str
    query: tuple[tuple[str, str], ...] = ()

    def label(self, translate: Translator) -> str:
        """The page's name, with the part of it where the page has parts of that name."""
        page = translate(f"shell.page_{self.page}")
        part = f"shell.part_{dict(self.query).get('part')}"
        panel = f"demand.panel_{dict(self.query).get('part')}"
        known = next((key for key in (part, panel) if translate.has(key)), None)
        return page if known is None else translate("mending.part", page=page, part=translate(known))


@dataclass(frozen=True)
class FindingWords:
    """about: a person, a row as it is seen, or the table. small: file, row and column. command: what to do
    without the desk; "" where the remedy says the same. home: None where no page mends it."""

    about: str
    message: str
    remedy: str
    small: str
    command: str
    home: Home | None


_SEND = Home("publish", (("part", "send"),))
_EVENTS = Home("demand", (("part", "tables"),))
_COURSE = Home("demand", (("part", "course"),))
_HOMES: Mapping[str, Home] = {
    "agents": Home("people", (("part", "tables"), ("table", "team"))),
    "contracts": Home("people", (("part", "tables"), ("table", "contracts"))),
    "requests": Home("people", (("part", "tables"), ("table", "leave"))),
    "events": _EVENTS,
    "drivers": _EVENTS,
    "adjustments": _COURSE,
    "exclude": Home("demand", (("part", "odd"),)),
    "history": Home("import"),
    "history_5min": Home("import"),
    "shifts": Home("import"),
    "mapping": _SEND,
    "locks": Home("roster"),
    "roster": Home("roster"),
}
_OF_CODES: Mapping[str, Home] = {
    "push_not_published": Home("publish", (("part", "publish"),)),
    "push_changed_since": Home("publish", (("part", "publish"),)),
    "not_published": Home("publish", (("part", "publish"),)),
    "push_strangers": _SEND,
    "sheet_shared_name": _SEND,
}
_OF_IDS = {"unmapped_agent", "unmapped_shift", "unmapped_group", "unmapped_operator", "unmapped_company"}
"""Ids of a platform, which the send page enters for the systems that it sends to."""


def home_of(finding: Finding) -> Home | None:
    """The page that mends it; None for what no page of the desk changes."""
    platform = finding.details.get("platform")
    if finding.code in _OF_IDS:
        from peakroster.push.platforms import PLATFORMS  # nothing that a first screen waits for

        # Of the others nobody can read a list: their ids are written into the file by hand.
        return Home("publish", (*_SEND.query, ("platform", str(platform)))) if platform in PLATFORMS else None
    return _OF_CODES.get(finding.code) or _HOMES.get(PurePath(finding.file).stem)


def finding_words(
    findings: Sequence[Finding], folder: Path | None, translate: Translator
) -> list[FindingWords]:
    """Each finding in words; folder: of the shop whose rows are shown, None = none is."""
    tables = _Tables(folder)
    return [_words(one, tables, translate) for one in findings]


def _words(original: Finding, tables: _Tables, translate: Translator) -> FindingWords:
    home, finding = home_of(original), _platform_named(original, translate)
    remedy, command = finding.remedy(translate) or "", ""
    own = f"mending.{finding.code}"
    if translate.has(own) and (home is not None or original.code not in _OF_IDS):
        remedy, command = translate(own), original.remedy(translate)
    elif home is not None and _AT_A_TERMINAL.search(remedy):
        remedy, command = translate("mending.at_page", page=home.label(translate)), remedy
    return FindingWords(
        _about(finding, tables, translate),
        finding.message(translate),
        remedy,
        file_place(finding, translate),
        command,
        home,
    )


def _platform_named(finding: Finding, translate: Translator) -> Finding:
    """The finding with a platform's name for its key: 钉钉 for dingtalk."""
    key = f"push.platform_{finding.details.get('platform')}"
    if not translate.has(key):
        return finding
    return replace(finding, details={**finding.details, "platform": translate(key)})


def file_place(finding: Finding, translate: Translator) -> str:
    """File, row and column as far as they are known."""
    if finding.row is not None and finding.column:
        return translate("ui.where_row_column", file=finding.file, row=finding.row, column=finding.column)
    if finding.row is not None:
        return translate("ui.where_row", file=finding.file, row=finding.row)
    if finding.column:
        return translate("ui.where_column", file=finding.file, column=finding.column)
    return finding.file


def _about(finding: Finding, tables: _Tables, translate: Translator) -> str:
    stem = PurePath(finding.file).stem
    key = f"overview.file_{stem}"
    table = translate(key) if translate.has(key) else ""
    told = tables.row(stem, finding.row, translate) or tables.person(finding)
    if not told and finding.code == "unmapped_shift":
        told = str(finding.value)
    table = table[:1].upper() + table[1:]
    if not told:
        return table or ("" if "/" not in finding.file else translate("mending.plan"))
    return translate("mending.about", table=table, row=told) if table else told


class _Tables:
    """The shop's tables, each read once and only where a finding is about a row of it."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._read: dict[str, RawTable | None] = {}
        self._people: dict[str, str] | None = None

    def person(self, finding: Finding) -> str:
        """The person whom a finding names by number; "" where it names none."""
        if not isinstance(finding.value, str) and "agent" not in finding.details:
            return ""
        said = (finding.details.get("agent"), finding.value)
        return next((self._person(str(one)) for one in said if str(one) in self._names()), "")

    def row(self, stem: str, row: int | None, translate: Translator) -> str:
        """A row as the manager knows it: the person and what follows, or its first cells."""
        table = None if row is None or stem in _LARGE else self._table(stem)
        places = [] if table is None else [i for i, number in enumerate(table.rows) if number == row]
        if table is None or not places:
            return ""
        cells = {str(name): str(text) for name, text in table.cells.iloc[places[0]].items() if text}
        if "agent_id" in cells:
            agent = self._person(cells.pop("agent_id"))
            if stem == AGENTS.stem:
                return agent
            return _joined([agent, *cells.values()])
        if stem == EVENTS.stem and {"event", "kind"} <= set(cells):
            return event_name(cells["event"], cells["kind"], translate)
        return _joined(cells.values())

    def _person(self, agent: str) -> str:
        return f"{agent} {self._names().get(agent, '')}".strip()

    def _names(self) -> dict[str, str]:
        if self._people is None:
            table = self._table(AGENTS.stem)
            self._people = (
                {}
                if table is None or not {"agent_id", "name"} <= set(table.cells)
                else dict(zip(table.cells["agent_id"], table.cells["name"], strict=True))
            )
        return self._people

    def _table(self, stem: str) -> RawTable | None:
        if stem not in self._read:
            spec = next((one for one in SHOP_TABLES if one.stem == stem), None)
            self._read[stem] = None
            if spec is not None and self._folder is not None:
                with suppress(InputError, OSError):  # what is wrong with it is what the findings tell
                    self._read[stem] = read_for_edit(self._folder, spec)
        return self._read[stem]


def _joined(cells: Iterable[str]) -> str:
    return " · ".join(printable(one) or "" for one in islice(cells, _MOST_CELLS))
