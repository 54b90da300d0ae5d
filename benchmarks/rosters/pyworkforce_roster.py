"""A published instance solved by pyworkforce's MinHoursRoster; called by peers.py in its environment.

Reads {"instance": Instance as a dictionary, "seconds": …} from the standard input; writes {"roster":
[[person, day, shift], …], "found": [], "status": …, "objective": …} to the standard output. Its objective is
hours.

It is told all that it has words for: days off and shifts that are not somebody's (``banned_shifts``), what
may not follow (``non_sequential_shifts``), the least hours (one number for everybody: the smallest), the
cover. It has no words for runs, weekends, caps by shift, most minutes, requests, or for cover that may be
missed.
"""

# mypy: disable-error-code="import-not-found"

from __future__ import annotations

import json
import sys

from pyworkforce.rostering.binary_programming import MinHoursRoster


def main() -> None:
    """Solve and answer."""
    given = json.load(sys.stdin)
    instance = given["instance"]
    days, kinds, staff = instance["days"], instance["shifts"], instance["staff"]
    required = {shift: [0] * days for shift in kinds}
    for cover in instance["cover"]:
        required[cover["shift"]][cover["day"]] = cover["wanted"]
    banned = [
        {"resource": name, "shift": shift, "day": day}
        for name, person in staff.items()
        for shift in kinds
        for day in range(days)
        if day in instance["days_off"].get(name, []) or not person["most_shifts"].get(shift)
    ]
    hours = [kind["minutes"] // 60 for kind in kinds.values()]
    found = MinHoursRoster(
        num_days=days,
        resources=list(staff),
        shifts=list(kinds),
        shifts_hours=hours,
        min_working_hours=min(person["least_minutes"] for person in staff.values()) // 60,
        banned_shifts=banned,
        max_resting=days,
        required_resources=required,
        non_sequential_shifts=[
            {"origin": name, "destination": after}
            for name, kind in kinds.items()
            for after in kind["not_followed_by"]
        ],
        max_search_time=given["seconds"],
        num_search_workers=2,
    ).solve()
    roster = [
        (row["resource"], row["day"], row["shift"])
        for row in found["resource_shifts"]
        if found["total_shifts"]
    ]
    answer = {"roster": roster, "found": [], "status": found["status"], "objective": found["shifted_hours"]}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
