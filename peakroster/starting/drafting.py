"""The files of a shop that somebody has described in five answers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from peakroster.messages import Translator
from peakroster.shop.settings.read import FILE
from peakroster.shop.table_specs import AGENTS, SHIFTS
from peakroster.starting.kinds import ShopKind
from peakroster.starting.shifts import ShiftDraft
from peakroster.starting.short_settings import QueueDraft, settings_text
from scheduler.domain.windows import Window

TIMEZONE = "Asia/Shanghai"

_PEOPLE = ("agent_id", "name", "skills", "min_hours_week", "max_hours_week", "shifts", "weekdays", "hours")
_SHIFTS = ("shift", "start", "end", "meal_minutes", "meal_from", "meal_to")


@dataclass(frozen=True)
class Answers:
    """The five answers.

    Attributes
    ----------
    name
        Of the shop.
    kind, hours
        Its platform and opening hours.
    people
        Names of people; empty where a file has them, or nobody is known yet.
    shifts
        Its shifts; empty where a file has them.
    queues
        Empty = one.
    timezone
        IANA name.
    """

    name: str
    kind: ShopKind
    hours: Window
    people: tuple[str, ...] = ()
    shifts: tuple[ShiftDraft, ...] = ()
    queues: tuple[QueueDraft, ...] = ()
    timezone: str = TIMEZONE


def shop_files(answers: Answers, translate: Translator) -> dict[str, bytes]:
    """shop.toml, agents.csv and shifts.csv; a table of which nothing is known has its headers alone."""
    own = translate("starting.queue")
    queues = [replace(queue, name=queue.name or own) for queue in answers.queues]
    queues = queues or [QueueDraft("service", own)]
    text = settings_text(answers.name, answers.kind, answers.hours, queues, answers.timezone, translate)
    skills = ";".join(queue.id for queue in queues)
    people = [
        {"agent_id": f"{number:03d}", "name": name, "skills": skills}
        for number, name in enumerate(answers.people, 1)
    ]
    columns = (*_SHIFTS, "weekdays") if any(shift.weekdays for shift in answers.shifts) else _SHIFTS
    return {
        FILE: text.encode(),
        f"{AGENTS.stem}.csv": _table(_PEOPLE, people),
        f"{SHIFTS.stem}.csv": _table(columns, [shift.row() for shift in answers.shifts]),
    }


def _table(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")
