"""Shifts, promotions and figures of people, as rows of shifts.csv, events.csv and performance.csv."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from peakroster.layouts.cells.clocks import MINUTES, clock_of
from peakroster.layouts.cells.counts import number_of
from peakroster.layouts.cells.days import WrittenDay, day_of
from peakroster.layouts.cells.moments import moment_of
from peakroster.layouts.cells.words import plain
from peakroster.layouts.dating import DayReader, Titles, find_dating
from peakroster.layouts.grid import Sheet
from peakroster.layouts.known import Known
from peakroster.layouts.lists.finding import FoundList, find_list
from peakroster.layouts.lists.people import people_of_rows
from peakroster.layouts.lists.sale_kinds import sale_kind
from peakroster.layouts.lists.words import EVENTS, PERFORMANCE, SHIFTS
from peakroster.layouts.questions import Answers, Option, Question, Remark, Remarks
from peakroster.layouts.results import Kind, Reading

SHIFT_COLUMNS = ("shift", "start", "end", "meal_minutes", "meal_from", "meal_to", "wanted", "weekdays")
EVENT_COLUMNS = ("event", "kind", "start", "end", "queues", "intensity", "uplift", "bot_share", "opening")
PERFORMANCE_COLUMNS = (
    *("agent_id", "queue", "chats", "aht_seconds", "first_reply_seconds", "satisfaction", "month"),
)
_BETWEEN = re.compile(r"\s*(?:-|–|—|~|〜|至|到)\s*")
_YEARS = re.compile(r"(?<!\d)20\d{2}\s*年?[-_ ]?|[-_ ]?(?<!\d)20\d{2}(?!\d)")

Records = Sequence[tuple[int, dict[str, str]]]


def understand_shifts(sheet: Sheet, known: Known, answers: Answers) -> Reading | None:
    """The sheet as shifts; None where it has no names of shifts with their times."""
    found = find_list(sheet, SHIFTS)
    if found is None or "shift" not in found.places:
        return None
    if not {"start", "span"} & set(found.places) or ("start" in found.places and "end" not in found.places):
        return None
    remarks = Remarks()
    rows = []
    for number, cells in found.records(remarks):
        start, end = _clock(cells.get("start", "")), _clock(cells.get("end", ""), end=True)
        if not start and (span := _span(cells.get("span", ""))):
            start, end = span
        if not cells["shift"] or not start or not end:
            remarks.add("shift_without_times", number, cells["shift"] or cells.get("span", ""))
            continue
        row: dict[str, object] = {**dict.fromkeys(SHIFT_COLUMNS, ""), "shift": cells["shift"], "start": start}
        row |= {
            "end": end,
            "row": number,
            "weekdays": cells.get("weekdays", ""),
            "wanted": cells.get("wanted", ""),
        }
        row["meal_minutes"] = _minutes(cells.get("meal_minutes", ""))
        meal = _span(cells.get("meal_span", "")) or (cells.get("meal_from", ""), cells.get("meal_to", ""))
        row["meal_from"], row["meal_to"] = meal
        if meal[0] and not row["meal_minutes"] and cells.get("meal_span"):
            row["meal_minutes"] = f"{(_minute_of(meal[1]) - _minute_of(meal[0])) % MINUTES}"
        rows.append(row)
    if not rows:
        return None
    return _reading("shifts", found, rows, SHIFT_COLUMNS, [], remarks, Remarks())


def _clock(text: str, *, end: bool = False) -> str:
    """``HH:MM``, a next day's time as an end included; "" where it is none."""
    plain_text = re.sub(r"^(?:次日|翌日|第二天|\+1)\s*", "", text)
    clock = clock_of(plain_text)
    if clock is None or clock.end is not None:
        return ""
    if clock.minute == MINUTES:
        return "24:00" if end else "00:00"
    return f"{clock.minute // 60:02d}:{clock.minute % 60:02d}"


def _span(text: str) -> tuple[str, str] | None:
    parts = _BETWEEN.split(text)
    if len(parts) != 2:
        return None
    start, end = _clock(parts[0]), _clock(parts[1], end=True)
    return (start, end) if start and end else None


def _minute_of(text: str) -> int:
    hour, _, minute = text.partition(":")
    return int(hour) * 60 + int(minute or 0)


def _minutes(text: str) -> str:
    """Minutes of a length: 30, 30分钟, 1小时."""
    label = plain(text)
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(分钟?|min(?:utes)?|小时|h|hours?)?", label)
    if match is None:
        return ""
    factor = 60 if match[2] and match[2][0] in "小h" else 1
    return f"{float(match[1]) * factor:g}"


def understand_events(sheet: Sheet, known: Known, answers: Answers) -> Reading | None:
    """The sheet as promotions; None where it has no names with a start and an end."""
    found = find_list(sheet, EVENTS)
    if found is None or "event" not in found.places:
        return None
    if not ({"start", "end"} <= set(found.places) or "span" in found.places):
        return None
    remarks, assumed = Remarks(), Remarks()
    records = list(found.records(remarks))
    questions: list[Question] = []
    spans = {number: _ends(cells) for number, cells in records}
    reader = _day_reader(found, [text for span in spans.values() for text in span], known, answers, questions)
    kinds = _kinds(found, records, known, answers, questions)
    rows: list[dict[str, object]] = []
    if reader is not None and not questions:
        for place, (number, cells) in enumerate(records):
            start, end = (_moment(text, reader) for text in spans[number])
            if not start or not end or not cells["event"]:
                remarks.add("event_without_days", number, cells["event"])
                continue
            row: dict[str, object] = {column: cells.get(column, "") for column in EVENT_COLUMNS}
            row |= {"start": start, "end": end, "kind": kinds[place], "row": number}
            row["queues"] = _event_queues(cells.get("queues", ""), known)
            rows.append(row)
    if not records:
        return None
    return _reading("events", found, rows, EVENT_COLUMNS, questions, remarks, assumed)


def _event_queues(text: str, known: Known) -> str:
    parts = [part for part in re.split(r"[;；,，、]", text) if part.strip()]
    if plain(text) in ("全部", "所有", "all", "全店"):
        return ""
    return ";".join(known.queue_of(part) or part.strip() for part in parts)


def _ends(cells: Mapping[str, str]) -> tuple[str, str]:
    if cells.get("start"):
        return cells["start"], cells.get("end", "") or cells["start"]
    parts = re.split(
        r"\s*(?:–|—|~|〜|至|到|\s-\s)\s*|(?<=[日号])\s*-\s*|(?<=\d{2})-(?=\d{4}|\d{1,2}月)",
        cells.get("span", ""),
    )
    return (parts[0], parts[-1]) if parts else ("", "")


def _kinds(
    found: FoundList, records: Records, known: Known, answers: Answers, questions: list[Question]
) -> list[str]:
    """The kind of each promotion: as it stands there, that of a sale that every platform holds, or the name
    without its year where somebody says so."""
    if "kind" in found.places and all(cells["kind"] for _, cells in records):
        return [cells["kind"] for _, cells in records]
    names = [_YEARS.sub("", cells["event"]).strip(" -_") or cells["event"] for _, cells in records]
    shared = [sale_kind(name, known.event_kinds) for name in names]
    kinds = [cells.get("kind") or kind or "" for (_, cells), kind in zip(records, shared, strict=True)]
    if all(kinds):
        return kinds
    answer = answers.get("event_kind", "")
    if answer:
        meant = names if answer == "name" else [answer] * len(names)
        return [kind or one for kind, one in zip(kinds, meant, strict=True)]
    unknown = [name for name, kind in zip(names, kinds, strict=True) if not kind]
    details = {"labels": "、".join(dict.fromkeys(unknown[:6]))}
    questions.append(
        Question(
            "event_kind",
            "event_kind",
            details,
            (Option("name", "kind_name", details),),
            True,
            (),
            found.sheet.file,
            found.sheet.title,
        )
    )
    return names


def _day_reader(
    found: FoundList, texts: Sequence[str], known: Known, answers: Answers, questions: list[Question]
) -> DayReader | None:
    written: list[WrittenDay] = []
    for text in texts:
        moment = moment_of(text)
        day = moment.day if moment is not None else day_of(text)
        if day is not None and not day.is_bare:
            written.append(day)
    if not written:
        return None
    dated = find_dating(
        written, Titles.of(*found.titles, found.sheet.title, found.sheet.file), known.today, answers
    )
    if dated.question is not None:
        questions.append(replace(dated.question, file=found.sheet.file, sheet=found.sheet.title))
    return None if dated.dating is None else dated.dating.reader()


def _moment(text: str, reader: DayReader) -> str:
    """A day, or a time of a day, as the tables of the shop take it."""
    moment = moment_of(text)
    written = moment.day if moment is not None else day_of(text)
    day = None if written is None else reader.read(written)
    if day is None:
        return ""
    if moment is None:
        return f"{day}"
    minute = moment.clock.minute
    return f"{day}T{minute // 60:02d}:{minute % 60:02d}"


def understand_performance(sheet: Sheet, known: Known, answers: Answers) -> Reading | None:
    """Figures of people: as performance.csv where they tell how long a chat takes, else left out."""
    found = find_list(sheet, PERFORMANCE)
    if found is None or not {"agent_id", "name"} & set(found.places):
        return None
    figures = {
        "chats",
        "aht_seconds",
        "first_reply_seconds",
        "average_reply",
        "satisfaction",
        "asked",
        "share",
        "money",
    }
    told = figures & set(found.places)
    if len(told) < 2:
        return None
    remarks = Remarks()
    if not {"chats", "aht_seconds"} <= told:
        left = (Remark("no_handling_time", details={"label": ""}, count=1),)
        return Reading(
            "figures", "list", None, found.header_rows, found.body, left_out=left, strength=float(len(told))
        )
    records = list(found.records(remarks))
    questions: list[Question] = []
    people = people_of_rows(found, records, known, answers, questions, remarks)
    queue = answers.get("queue") or known.only_queue or ""
    if "queue" not in found.places and known.queues and queue not in known.queues:
        options = tuple(Option(one, "queue", {"name": name}) for one, name in known.queues.items())
        questions.append(Question("queue", "queue", {}, options, file=sheet.file, sheet=sheet.title))
    rows: list[dict[str, object]] = []
    for (number, cells), person in zip(records, people, strict=True):
        if person.agent is None:
            continue
        row: dict[str, object] = {column: cells.get(column, "") for column in PERFORMANCE_COLUMNS}
        row |= {"agent_id": person.agent, "row": number}
        row["queue"] = known.queue_of(cells.get("queue", "")) or cells.get("queue", "") or queue
        chats = number_of(cells["chats"])
        row["chats"] = "" if chats is None else f"{chats:.0f}"
        rows.append(row)
    return _reading("performance", found, rows, PERFORMANCE_COLUMNS, questions, remarks, Remarks())


def _reading(
    kind: Kind,
    found: FoundList,
    rows: Sequence[Mapping[str, object]],
    columns: Sequence[str],
    questions: Sequence[Question],
    remarks: Remarks,
    assumed: Remarks,
) -> Reading:
    for text in found.unknown:
        remarks.add("column_not_needed", None, text)
    table = None if questions else pd.DataFrame(rows, columns=[*columns, "row"])
    return Reading(
        kind,
        "list",
        table,
        found.header_rows,
        found.body,
        tuple(questions),
        remarks.all(),
        assumed.all(),
        tuple(sorted(plain(text) for text in found.headers if text)),
        found.texts,
        float(len(found.places)),
    )
