"""Kinds of contract in a list of people, and the weekly hours of each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from peakroster.layouts.known import Known
from peakroster.layouts.lists.finding import FoundList
from peakroster.layouts.questions import Answers, Option, Question, Remarks, mapped

FULL_TIME_HOURS = "40"
"""Least weekly hours of who works full time."""
_FULL = re.compile(r"全职|正式|全日制|劳动合同|full[- ]?time|regular", re.IGNORECASE)
_NOT_FULL = re.compile(r"非|未|兼|实习|派遣|非全日|part", re.IGNORECASE)
_HOURS = r"(\d{1,3}(?:\.\d+)?)"
_SPAN = re.compile(rf"(?:{_HOURS}\s*[-~–—至到]\s*)?{_HOURS}\s*(?:小时|h)?", re.IGNORECASE)
_MOST_QUESTIONS = 2
"""Of one list; hours that would be one more are left to the page of people."""
_UNKNOWN = ("-", "无", "不知道", "?", "？", "skip")
_EXAMPLES = ("16-24", "0-24", "24-40", "40-44", "-")
_NO_ID = re.compile(r"[;；,，@＠\x00-\x1f]+")


@dataclass(frozen=True)
class ContractHours:
    """Weekly hours of one kind, as cells of contracts.csv; empty = none said."""

    name: str
    least: str = ""
    most: str = ""


def contracts_of(
    found: FoundList,
    records: Sequence[tuple[int, dict[str, str]]],
    known: Known,
    answers: Answers,
    questions: list[Question],
    assumed: Remarks,
) -> tuple[list[str], list[ContractHours]]:
    """The contract of each row, and the hours of the kinds that the shop does not know yet.

    Who works full time is due 40 hours, which is told; the hours of other kinds are asked once, unless the
    list has hours of each person.
    """
    if "contract" not in found.places:
        return [], []
    names = [_NO_ID.sub(" ", cells["contract"]).strip() for _, cells in records]
    has_hours = bool({"min_hours_week", "max_hours_week"} & set(found.places))
    fresh = [name for name in dict.fromkeys(names) if name and name not in (known.contracts or ())]
    if has_hours:
        return names, [ContractHours(name) for name in fresh] if known.contracts else []
    given = mapped(answers.get("contracts", ""))
    hours, open_ = [], []
    for name in fresh:
        span = read_hours(given.get(name, ""))
        if span is not None:
            hours.append(ContractHours(name, *span))
        elif is_full_time(name):
            hours.append(ContractHours(name, FULL_TIME_HOURS))
            assumed.add("contract_full_time", None, name, hours=int(FULL_TIME_HOURS))
        else:
            open_.append(name)
    others = {question.key for question in questions} | ({"id", "skills"} & set(answers))
    if open_ and len(others) < _MOST_QUESTIONS:
        questions.append(_question(found, open_))
    elif open_:
        assumed.add("contract_hours_open", None, "、".join(open_))
        hours += [ContractHours(name) for name in open_]
    return names, hours


def read_hours(text: str) -> tuple[str, str] | None:
    """``16-24`` as least and most, ``24`` as the most alone, ``-`` as neither; None where it is no answer."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain in _UNKNOWN:
        return "", ""
    match = _SPAN.fullmatch(plain)
    if match is None or float(match[2]) > 168 or float(match[1] or 0) > float(match[2]):
        return None
    least = match[1] or ""
    return ("" if least and float(least) == 0 else least), match[2]


def is_full_time(name: str) -> bool:
    """Whether the kind is full time by its name."""
    return bool(_FULL.search(name)) and not _NOT_FULL.search(name)


def _question(found: FoundList, names: Collection[str]) -> Question:
    options = tuple(Option(value) for value in _EXAMPLES)
    details = {"labels": "、".join(list(names)[:12]), "header": found.texts["contract"]}
    return Question(
        "contracts",
        "contracts",
        details,
        options,
        True,
        tuple(names),
        found.sheet.file,
        found.sheet.title,
    )
