"""Leave as approvals are exported: ranges of days, times and halves of days, each a row of requests.csv."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import pandas as pd

from peakroster.layouts.cells.clocks import MINUTES
from peakroster.layouts.cells.days import WrittenDay, day_of
from peakroster.layouts.cells.moments import moment_of
from peakroster.layouts.cells.words import plain
from peakroster.layouts.dating import Dating, DayReader, Titles, find_dating
from peakroster.layouts.grid import Sheet
from peakroster.layouts.known import Known
from peakroster.layouts.lists.finding import FoundList, find_list
from peakroster.layouts.lists.people import Person, people_of_rows
from peakroster.layouts.lists.words import LEAVE
from peakroster.layouts.questions import Answers, Question, Remarks
from peakroster.layouts.results import Reading

COLUMNS = ("agent_id", "date", "until", "kind", "shift", "weight", "hours", "status")
MOST_DAYS = 366

PENDING, APPROVED = "审批中", "已同意"
LEAVE_KIND = "请假"
"""What leave of a kind without a name of its own is called."""

State = Literal["approved", "pending", "refused", "revoked"]

_REVOKED = ("撤销", "撤回", "已撤销", "revoked", "cancelled", "canceled", "withdrawn", "销假", "作废")
_REFUSED = ("拒绝", "驳回", "不同意", "不通过", "未通过", "rejected", "refused", "denied", "disagree")
_PENDING = ("审批中", "待审批", "处理中", "进行中", "待处理", "pending", "in progress", "草稿", "未提交")
_APPROVED = ("同意", "通过", "已完成", "完成", "已通过", "approved", "accepted", "生效", "agree", "completed")
_NOT_YET = re.compile(
    r"(?:未|没有?|待|等)[^,;，；、]{0,4}(?:同意|通过|完成|生效)"
    r"|(?:not |not yet |un|to be |awaiting )(?:approv|accept|agree|complet)"
)
"""What has a word of agreement in it, and says that it is still to come."""
_HALF = re.compile(
    r"^(.*?\d\s*[日号]?)\s*[(（]?\s*(上午|下午|am|pm|morning|afternoon|全天)\s*[)）]?$", re.IGNORECASE
)
_MORNING = ("上午", "am", "morning")
_AFTERNOON = ("下午", "pm", "afternoon")


@dataclass(frozen=True)
class End:
    """A start or an end: a day, and a half of it or a time. minute None and half "" = the whole day."""

    day: date
    half: str = ""
    minute: int | None = None


def understand_leave(sheet: Sheet, known: Known, answers: Answers) -> Reading | None:
    """The sheet as leave; None where it has no people with a start and an end, or with days and kinds."""
    found = find_list(sheet, LEAVE)
    if found is None or not {"agent_id", "name"} & set(found.places):
        return None
    ranges = "start" in found.places and ("end" in found.places or "duration" in found.places)
    telling = {"status", "result", "duration", "reason", "number"} & set(found.places)
    by_day = "day" in found.places and "kind" in found.places
    if not (ranges and ("kind" in found.places or telling)) and not by_day:
        return None
    remarks, assumed = Remarks(), Remarks()
    records = list(found.records(remarks))
    if not records:
        return None
    questions: list[Question] = []
    kept = []
    ended: list[tuple[int, dict[str, str]]] = []
    for number, cells in records:
        state = state_of(cells.get("status", ""), cells.get("result", ""))
        label = f"{cells.get('name') or cells.get('agent_id', '')} {cells.get('kind', '')}".strip()
        span = " – ".join(text for text in (cells.get("start", ""), cells.get("end", "")) if text)
        if state != "approved":
            told = assumed if state == "pending" else remarks
            told.add(f"leave_{state}", number, f"{label} {span}".strip())
        if state in ("approved", "pending"):
            kept.append((number, {**cells, "is_pending": "x" if state == "pending" else ""}))
        else:
            ended.append((number, cells))
    people = people_of_rows(found, kept, known, answers, questions, remarks)
    reader = _reader(found, [*kept, *ended], known, answers, questions)
    table = None
    if not questions and reader is not None:
        table = pd.DataFrame(_rows(kept, people, reader, remarks, known, assumed), columns=[*COLUMNS, "row"])
        if ended:
            whose = people_of_rows(found, ended, known, answers, [], Remarks())
            gone = pd.DataFrame(
                _rows(ended, whose, reader, Remarks(), known, Remarks()), columns=[*COLUMNS, "row"]
            )
            table.attrs["revoked"] = gone[list(COLUMNS)].to_dict("records")
    for text in found.unknown:
        remarks.add("column_not_needed", None, text)
    return Reading(
        "leave",
        "ranges" if ranges else "list",
        table,
        found.header_rows,
        found.body,
        tuple(questions),
        remarks.all(),
        assumed.all(),
        tuple(sorted(plain(text) for text in found.headers if text)),
        found.texts,
        len(found.places) + (2.0 if telling else 0.0),
    )


def state_of(status: str, result: str) -> State:
    """What an approval has come to; without a word of it leave is agreed.

    Only what was agreed binds: 完成 alone says that it is over, not how, so the result goes before it.
    """
    both = (plain(result), plain(status))
    for words, state in (
        (_REVOKED, "revoked"),
        (_REFUSED, "refused"),
        (_PENDING, "pending"),
        (_APPROVED, "approved"),
    ):
        told = any(word in text for text in both for word in words if text)
        if told or (state == "pending" and any(_NOT_YET.search(text) for text in both)):
            return state  # type: ignore[return-value]
    return "approved" if not any(both) else "pending"


def _reader(
    found: FoundList,
    records: Sequence[tuple[int, dict[str, str]]],
    known: Known,
    answers: Answers,
    questions: list[Question],
) -> DayReader | None:
    """Reads the days of all ranges in one way."""
    written: list[WrittenDay] = []
    for _, cells in records:
        for column in ("start", "end", "day"):
            day, _ = _parts(cells.get(column, ""))
            if day is not None and not day.is_bare:
                written.append(day)
    if not written:
        return Dating().reader()
    dated = find_dating(written, Titles.of(*found.titles, found.sheet.file), known.today, answers)
    if dated.question is not None:
        questions.append(replace(dated.question, file=found.sheet.file, sheet=found.sheet.title))
    return None if dated.dating is None else dated.dating.reader()


def _parts(text: str) -> tuple[WrittenDay | None, str]:
    """The day of a cell, and what it says of the time: ``上午``, ``09:00`` or nothing."""
    if (match := _HALF.match(text)) is not None:
        return day_of(match[1].strip()), match[2].casefold()
    moment = moment_of(text)
    if moment is not None:
        return moment.day, f"{moment.clock.minute}"
    return day_of(text), ""


def _end(text: str, half: str, reader: DayReader) -> End | None:
    written, time = _parts(text)
    day = None if written is None else reader.read(written)
    if day is None:
        return None
    if half and not time:
        time = half.strip().casefold()
    if time in _MORNING:
        return End(day, "上午")
    if time in _AFTERNOON:
        return End(day, "下午")
    return End(day, "", int(time)) if time.isdigit() else End(day)


def _rows(
    records: Sequence[tuple[int, dict[str, str]]],
    people: Sequence[Person],
    reader: DayReader,
    remarks: Remarks,
    known: Known,
    assumed: Remarks,
) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    told = any(cells.get("status") or cells.get("result") for _, cells in records)
    for (number, cells), person in zip(records, people, strict=True):
        if person.agent is None:
            continue
        start = _end(cells.get("start", "") or cells.get("day", ""), cells.get("start_half", ""), reader)
        end_text = cells.get("end", "") or cells.get("start", "") or cells.get("day", "")
        end = _end(end_text, cells.get("end_half", ""), reader)
        if start is not None and not cells.get("end") and (days := _days(cells)) > 1:
            end = End(start.day + timedelta(days=days - 1))
        if start is None or end is None or end.day < start.day or (end.day - start.day).days > MOST_DAYS:
            label = f"{cells.get('start', '')} – {cells.get('end', '')}"
            remarks.add("leave_without_days", number, label)
            continue
        own_hours = cells.get("hours", "")
        kind = cells.get("kind", "") or LEAVE_KIND
        if known.leave_kinds is not None and re.sub(r"[ -]", "_", plain(kind)) not in known.leave_kinds:
            assumed.add("kind_as_leave", number, kind)
            kind = LEAVE_KIND
        span = _span(start, end, cells, known.noon)
        if span is None:
            remarks.add("leave_without_days", number, f"{cells.get('start', '')} – {cells.get('end', '')}")
            continue
        first, last, hours = span
        rows.append(
            {
                "agent_id": person.agent,
                "date": first,
                "until": last,
                "kind": kind,
                "shift": cells.get("shift", ""),
                "weight": cells.get("weight", ""),
                "hours": own_hours or hours,
                "status": PENDING if cells.get("is_pending") else APPROVED if told else "",
                "row": number,
            }
        )
    return rows


def _days(cells: dict[str, str]) -> int:
    """Whole days of the duration, where it is told in days."""
    text = re.sub(r"天|日|days?", "", plain(cells.get("duration", ""))).strip()
    unit = plain(cells.get("unit", ""))
    if unit and unit not in ("天", "日", "day", "days"):
        return 0
    return int(float(text)) if re.fullmatch(r"\d+(?:\.0*)?", text) else 0


def _span(start: End, end: End, cells: dict[str, str], noon: int) -> tuple[str, str, str] | None:
    """``date``, ``until`` and ``hours`` of a range; None for one that ends before it begins.

    A range from midnight to midnight names days; whether the last one counts, its duration says. Of one date
    the part stands in the hours, of several behind the first date and the last.
    """
    if start.minute in (0, None) and end.minute == 0 and not (start.half or end.half) and end.day > start.day:
        counted = _days(cells)
        last = (
            end.day
            if counted == 0 or counted >= (end.day - start.day).days + 1
            else end.day - timedelta(days=1)
        )
        start, end = End(start.day), End(last)
    if end.minute is not None and end.minute >= MINUTES - 1:
        end = End(end.day)
    if start.minute == 0:
        start = End(start.day)
    if end.day > start.day:
        begins = f" {start.half}" if start.half == "下午" else _at(start.minute)
        ends = f" {end.half}" if end.half == "上午" else _at(end.minute)
        return f"{start.day}{begins}", f"{end.day}{ends}", ""
    if start.half == "下午" and end.half == "上午":
        return None
    if start.minute is None is end.minute:
        half = start.half if start.half == "下午" else end.half if end.half == "上午" else ""
        return f"{start.day}", "", half
    begin = start.minute or (noon if start.half == "下午" else 0)
    finish = end.minute if end.minute is not None else noon if end.half == "上午" else MINUTES
    return (f"{start.day}", "", f"{_clock(begin)}-{_clock(finish)}") if finish > begin else None


def _at(minute: int | None) -> str:
    return "" if minute is None else f" {_clock(minute)}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
