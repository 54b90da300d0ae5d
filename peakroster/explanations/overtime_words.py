"""Overtime and paid holidays of a plan in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from peakroster.messages import Translator


def overtime_lines(summary: Mapping[str, Any], translate: Translator) -> Iterator[str]:
    """Hours beyond the ordinary ones and on holidays; nothing of a shop that has neither."""
    people = summary.get("overtime")
    if people is None:
        return

    def total(key: str, rows: Sequence[Mapping[str, Any]] = people) -> float:
        return float(sum(row[key] or 0.0 for row in rows))

    beyond = [row for row in people if row["extended_hours"] + row["rest_day_hours"]]
    holidays = [row for row in people if row["holiday_hours"]]
    if beyond:
        most = max(beyond, key=lambda row: row["extended_hours"] + row["rest_day_hours"])
        yield translate(
            "commands.figure_overtime",
            count=len(beyond),
            extended=total("extended_hours"),
            rest_day=total("rest_day_hours"),
            agent=most["agent_id"],
            most=most["extended_hours"] + most["rest_day_hours"],
        )
    elif "overtime" in summary.get("objective_parts", {}):
        yield translate("commands.figure_no_overtime")
    if holidays:
        yield translate("commands.figure_holidays", holiday=total("holiday_hours"), count=len(holidays))
    if total("surcharge"):
        yield translate("commands.figure_surcharge", surcharge=total("surcharge"))
