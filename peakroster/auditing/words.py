"""What the audit found, in the user's language and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from peakroster.json_text import jsonable
from peakroster.messages import Translator
from peakroster.wording import full_weekday_name, listed
from scheduler.audit import EARLIER, Reference, Violation
from scheduler.domain.shifts import OFF

MOST_REFERENCES = 8


def describe(violation: Violation, translator: Translator, names: Mapping[str, str] | None = None) -> str:
    """The violation in words: where it stands, what is wrong, and the other rows that take part.

    names: agent id -> name, for people who know their team by name.
    """
    where = "where_row" if violation.row is not None else "where_file"
    text = describe_plainly(violation, translator, names)
    place = translator(f"audit.{where}", file=violation.file, row=violation.row)
    if not violation.references:
        return translator("audit.line", where=place, text=text)
    named = [_reference(reference, translator) for reference in violation.references[:MOST_REFERENCES]]
    if len(violation.references) > MOST_REFERENCES:
        named.append("…")
    rows = listed(named, translator)
    return translator("audit.line_with_rows", where=place, text=text, rows=rows)


def describe_plainly(
    violation: Violation, translator: Translator, names: Mapping[str, str] | None = None
) -> str:
    """What is wrong, without the file and row where it stands: for people who look at the roster itself."""
    agent = violation.agent
    if agent is not None and names and names.get(agent, agent) != agent:
        agent = f"{agent} {names[agent]}"
    day = violation.day
    first, last = violation.stretch or (None, None)
    return translator(
        f"audit.{violation.code}",
        agent=agent,
        day=shown(day),
        weekday=full_weekday_name(day, translator) if day is not None else "",
        interval=shown(violation.interval),
        queue=violation.queue,
        column=violation.column,
        expected=shown(violation.expected, translator),
        found=shown(violation.found, translator),
        first=shown(first),
        last=shown(last),
        what=violation.what or translator("audit.any_shift"),
    )


def as_json(
    violation: Violation, translator: Translator, names: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The violation with its words, for ``--json``."""
    return {
        "code": violation.code,
        "file": violation.file,
        "row": violation.row,
        "column": violation.column,
        "agent_id": violation.agent,
        "date": violation.day.isoformat() if violation.day else None,
        "timestamp": violation.interval.isoformat(timespec="minutes") if violation.interval else None,
        "queue": violation.queue,
        "expected": jsonable(violation.expected),
        "found": jsonable(violation.found),
        "stretch": None
        if violation.stretch is None
        else {"from": violation.stretch[0].isoformat(), "until": violation.stretch[1].isoformat()},
        "shifts": violation.what,
        "rows": [
            {
                "file": reference.file,
                "row": reference.row,
                "date": reference.day.isoformat() if reference.day else None,
                "shift": reference.shift,
            }
            for reference in violation.references
        ],
        "message": describe(violation, translator, names),
    }


def shown(value: Any, translator: Translator | None = None) -> str:
    """A value as people write it; ``off`` in the language of the translator, if there is one."""
    if value is None:
        return "—"
    if value == OFF and translator is not None:
        return translator("audit.off")
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return str(value)


def _reference(reference: Reference, translator: Translator) -> str:
    what = " ".join(shown(part, translator) for part in (reference.day, reference.shift) if part is not None)
    if reference.file == EARLIER:
        return translator("audit.reference_earlier", what=what)
    key = "audit.reference_row" if what else "audit.reference_bare"
    return translator(key, file=reference.file, row=reference.row, what=what)
