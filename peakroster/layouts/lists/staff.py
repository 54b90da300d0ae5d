"""A list of people as agents.csv: ids, names, queues, level, first and last day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from peakroster.layouts.cells.days import WrittenDay, day_of
from peakroster.layouts.cells.words import plain
from peakroster.layouts.dating import Titles, find_dating
from peakroster.layouts.grid import Sheet
from peakroster.layouts.known import Known
from peakroster.layouts.lists.contracts import contracts_of
from peakroster.layouts.lists.finding import FoundList, find_list
from peakroster.layouts.lists.marks import leaders_of, levels_of, with_skill_levels
from peakroster.layouts.lists.words import STAFF
from peakroster.layouts.questions import Answers, Option, Question, Remarks, mapped
from peakroster.layouts.results import Reading

COLUMNS = (
    *(
        "agent_id",
        "name",
        "skills",
        "min_hours_week",
        "max_hours_week",
        "shifts",
        "weekdays",
        "hours",
        "from",
    ),
    *("until", "hourly_cost", "seniority", "level", "team", "contract", "leader", "languages"),
)
_KEPT = (
    "min_hours_week",
    "max_hours_week",
    "shifts",
    "weekdays",
    "hours",
    "hourly_cost",
    "seniority",
    "team",
    "languages",
)
_TELLING = (
    "from",
    "contract",
    "post",
    "level",
    "team",
    "phone",
    "skills",
    "hourly_cost",
    "pay",
    "min_hours_week",
)
_LEFT = ("serial", "pay", "phone", "personal")
_LEAVES = re.compile(
    r"((?:\d{4}年)?\d{1,2}月\d{1,2}[日号]|\d{4}[-/.]\d{1,2}[-/.]\d{1,2})\s*(?:日)?(?:离职|离岗|最后一天)"
)


def understand_staff(sheet: Sheet, known: Known, answers: Answers) -> Reading | None:
    """The sheet as people; None where it has no names, or nothing else that is told of people."""
    found = find_list(sheet, STAFF)
    if found is None or "name" not in found.places or not any(each in found.places for each in _TELLING):
        return None
    remarks, assumed = Remarks(), Remarks()
    records = list(found.records(remarks))
    if not records:
        return None
    questions: list[Question] = []
    ids = _ids(found, records, known, answers, questions, remarks, assumed)
    skills = _skills(found, records, known, answers, questions, assumed)
    contracts, hours = contracts_of(found, records, known, answers, questions, assumed)
    days = {column: _days(found, records, column, known, answers, questions) for column in ("from", "until")}
    for place, (number, cells) in enumerate(records):
        leaves = _leaves(cells.get("remark", ""), days["from"][place], known.today)
        if leaves is not None and not days["until"][place]:
            days["until"][place] = f"{leaves}"
            assumed.add("leaves_by_remark", number, cells["remark"], name=cells["name"], day=f"{leaves}")
        elif cells.get("remark"):
            remarks.add("staff_remark", number, f"{cells['name']}：{cells['remark']}")
    for column in _LEFT:
        if column in found.places and not (column == "serial" and answers.get("id") == "serial"):
            remarks.add(f"staff_{column}", None, found.texts[column])
    for text in found.unknown:
        remarks.add("column_not_needed", None, text)
    table = None
    if not questions:
        columns: dict[str, list[str]] = {"agent_id": ids, "name": [cells["name"] for _, cells in records]}
        columns |= {"skills": with_skill_levels(skills, found, records, assumed), **days}
        columns |= {"contract": contracts, "leader": leaders_of(found, records, assumed)}
        columns["level"] = levels_of(found, records)
        for column in _KEPT:
            if column in found.places:
                columns[column] = [cells[column] for _, cells in records]
        kept = [column for column in COLUMNS if any(columns.get(column, ()))]
        table = pd.DataFrame({column: columns[column] for column in kept}, dtype="str")
        table["row"] = [number for number, _ in records]
        table = table[table["agent_id"] != ""].reset_index(drop=True)
        table.attrs["contracts"] = [
            {"contract": one.name, "min_hours_week": one.least, "max_hours_week": one.most} for one in hours
        ]
    return Reading(
        "staff",
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


def _ids(
    found: FoundList,
    records: Sequence[tuple[int, dict[str, str]]],
    known: Known,
    answers: Answers,
    questions: list[Question],
    remarks: Remarks,
    assumed: Remarks,
) -> list[str]:
    """The id of each row: its own, that of the person of this name, or of the column that was named."""
    if "agent_id" in found.places:
        return _own_ids(records, known, remarks)
    by_name = [known.bearers(cells["name"]) for _, cells in records]
    if known.people and all(len(bearers) == 1 for bearers in by_name):
        assumed.add("ids_by_name")
        return [bearers[0] for bearers in by_name]
    choices = [column for column in ("serial", "name", "phone") if column in found.places]
    answer = answers.get("id", "")
    if answer in choices:
        if answer == "serial":
            width = max(3, max(len(cells["serial"]) for _, cells in records))
            fresh = [cells["serial"].zfill(width) for _, cells in records]
        else:
            fresh = [cells[answer] for _, cells in records]
        return [b[0] if len(b) == 1 else one for b, one in zip(by_name, fresh, strict=True)]
    options = [Option(column, f"id_{column}", {"header": found.texts[column]}) for column in choices]
    questions.append(Question("id", "id", {}, tuple(options), file=found.sheet.file, sheet=found.sheet.title))
    return []


def _own_ids(records: Sequence[tuple[int, dict[str, str]]], known: Known, remarks: Remarks) -> list[str]:
    """Ids as they stand there; zeros that a spreadsheet took away are put back where the person is known."""
    ids: list[str] = []
    seen: set[str] = set()
    for number, cells in records:
        text = cells["agent_id"]
        same = known.id_of(text)
        if same is not None and same != text and (known.people or {}).get(same) == cells["name"]:
            text = same
        if not text:
            remarks.add("person_without_id", number, cells["name"])
        elif text in seen:
            remarks.add("person_twice", number, f"{text} {cells['name']}")
            text = ""
        seen.add(text)
        ids.append(text)
    return ids


def _skills(
    found: FoundList,
    records: Sequence[tuple[int, dict[str, str]]],
    known: Known,
    answers: Answers,
    questions: list[Question],
    assumed: Remarks,
) -> list[str]:
    """Queues of each row: those it names, those of its team, or the only one of the shop."""
    column = _queue_column(found, records, known)
    if known.only_queue:
        return [known.only_queue] * len(records)
    if known.queues is None:
        return [cells.get("skills", "") for _, cells in records]
    given = mapped(answers.get("skills", ""))
    options = [Option(one, "queue", {"name": name}) for one, name in known.queues.items()]
    if column is None:
        whole = [
            part.strip() for part in answers.get("skills", "").replace("；", ";").split(";") if part.strip()
        ]
        if whole and all(part in known.queues for part in whole):
            return [";".join(whole)] * len(records)
        questions.append(
            Question(
                "skills", "skills_all", {}, tuple(options), True, (), found.sheet.file, found.sheet.title
            )
        )
        return []
    meant: dict[str, str] = {}
    for text in dict.fromkeys(cells[column] for _, cells in records):
        parts = [part for part in re.split(r"[;；,，、/+&\s]+", text) if part]
        named = [known.queue_of(part) for part in parts]
        if text in given and all(one.strip() in known.queues for one in given[text].split("+")):
            meant[text] = ";".join(one.strip() for one in given[text].split("+"))
        elif parts and all(named):
            meant[text] = ";".join(dict.fromkeys(one for one in named if one))
        elif (team := known.queue_of(text)) is not None:
            meant[text] = team
    unknown = [
        text for text in dict.fromkeys(cells[column] for _, cells in records) if text not in meant and text
    ]
    if unknown:
        details = {"labels": "、".join(unknown[:12]), "header": found.texts[column]}
        question = Question("skills", "skills", details, tuple(options), False, tuple(unknown))
        questions.append(_placed(question, found))
        return []
    if column != "skills":
        assumed.add("skills_by_team", None, found.texts[column])
    return [meant.get(cells[column], "") for _, cells in records]


def _queue_column(
    found: FoundList, records: Sequence[tuple[int, dict[str, str]]], known: Known
) -> str | None:
    """The column that tells the queues: skills, else team or post, whichever names more people's queue."""
    if "skills" in found.places:
        return "skills"

    def named(column: str) -> int:
        return sum(known.queue_of(cells.get(column, "")) is not None for _, cells in records)

    columns = [column for column in ("team", "post") if column in found.places]
    best = max(columns, key=named, default=None)
    return None if best == "post" and not named("post") else best


def _placed(question: Question, found: FoundList) -> Question:

    return replace(question, file=found.sheet.file, sheet=found.sheet.title)


def _days(
    found: FoundList,
    records: Sequence[tuple[int, dict[str, str]]],
    column: str,
    known: Known,
    answers: Answers,
    questions: list[Question],
) -> list[str]:
    """Days as ISO texts; what is no day stays as it is, for the reader of the table to name it."""
    texts = [cells.get(column, "") for _, cells in records]
    written: dict[str, WrittenDay] = {
        text: day for text in texts if text and (day := day_of(text)) is not None
    }
    whole = [day for day in written.values() if not day.is_bare]
    if not whole:
        return texts
    dated = find_dating(whole, Titles.of(*found.titles, found.sheet.file), known.today, answers)
    if dated.question is not None and not any(each.key == dated.question.key for each in questions):
        questions.append(_placed(dated.question, found))
    if dated.dating is None:
        return texts
    reader = dated.dating.reader()
    days = {text: reader.read(each) for text, each in written.items()}
    return [f"{days[text]}" if days.get(text) is not None else text for text in texts]


def _leaves(remark: str, begins: str, today: date) -> date | None:
    """The last day that a remark names outright: 12月5日离职. Without a year it is the nearest to today."""
    match = _LEAVES.search(remark)
    written = day_of(match[1]) if match else None
    parts = None if written is None else written.parts("")
    if parts is None or not parts.month or not parts.day:
        return None
    years = [parts.year] if parts.year else [today.year - 1, today.year, today.year + 1]
    days = []
    for year in years:
        try:
            days.append(date(year, parts.month, parts.day))
        except ValueError:
            continue
    later = [day for day in days if f"{day}" >= begins]
    near = sorted(later, key=lambda day: abs((day - today).days))
    return near[0] if near and (parts.year or abs((near[0] - today).days) <= 120) else None
