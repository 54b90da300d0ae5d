"""Whether rotations name shifts that there are, and whether anybody could keep them under the rules."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from itertools import product

from peakroster.shop.eligibility import rule_against, touches
from peakroster.shop.settings.read import FILE, KnownSettings
from peakroster.tables.report import Report
from peakroster.tables.suggestions import nearest_first
from scheduler.domain.agents import Agent
from scheduler.domain.rotations import OwnRotation, Rotation
from scheduler.domain.rules import Rules
from scheduler.domain.shifts import Shift
from scheduler.domain.shop import Shop
from scheduler.domain.windows import MINUTES_PER_DAY

_MOST_WEEKS = 366


def check_rotations(known: KnownSettings, shifts: Collection[str] | None, report: Report) -> None:
    """Errors for names that there are twice and shifts that nobody knows (``shifts`` None = not checked)."""
    if known.settings is None:
        return
    rotations = known.settings.rotations
    for place, rotation in enumerate(rotations):
        column = f"rotation[{place + 1}]"
        if rotation.name in [other.name for other in rotations[:place]]:
            line = known.line("rotation", place, "name")
            report.error("rotation_twice", FILE, line, column=f"{column}.name", value=rotation.name)
        names = dict.fromkeys(name for entry in rotation.entries for name in entry or ())
        for name in names if shifts is not None else ():
            if name not in (shifts or ()):
                line = known.line("rotation", place, "pattern")
                details = {"token": name, "known": nearest_first(name, shifts or ())}
                report.error("unknown_shift", FILE, line, column=f"{column}.pattern", value=name, **details)


def warn_of_rotations(shop: Shop, known: KnownSettings, report: Report) -> None:
    """What no roster can keep of a rotation: rests, runs, weeks; and rotations that nobody has.

    Of several shifts on a day those count that come nearest to being possible.
    """
    for place, rotation in enumerate(shop.settings.rotations):
        people = [
            agent
            for agent in shop.agents
            if agent.rotation is not None and agent.rotation.rotation == rotation
        ]

        def tell(code: str, place: int = place, rotation: Rotation = rotation, **details: object) -> None:
            line = known.line("rotation", place, "pattern")
            column = f"rotation[{place + 1}].pattern"
            report.warning(code, FILE, line, column=column, value=rotation.name, **details)

        if not people:
            tell("rotation_for_nobody")
        days = [_possible(entry, shop) for entry in rotation.entries]
        for number, names, hours in _short_rests(days, shop.settings.rules):
            least = f"{shop.settings.rules.min_rest_hours or 0:g}"
            tell("rotation_rest", entry=number, shifts=names, hours=f"{hours:g}", least=least)
        for rule, found, most in [
            *_runs(days, people, shop.settings.rules),
            *_weeks(rotation, days, people, shop),
        ]:
            tell("rotation_beyond_rule", rule=rule, found=f"{found:g}", most=f"{most:g}")


def _possible(entry: Sequence[str] | None, shop: Shop) -> list[Shift]:
    """Shifts of one day of the pattern that the rules let anybody work."""
    return [
        shift
        for shift in shop.shifts
        if (entry is None or shift.name in entry) and rule_against(shift, shop.settings.rules) is None
    ]


def _short_rests(days: Sequence[Sequence[Shift]], rules: Rules) -> Iterator[tuple[int, str, float]]:
    """Entries (from 1) after which the next day's cannot be worked, with the shifts and the longest rest."""
    least = 60 * (rules.min_rest_hours or 0)
    for place, today in enumerate(days):
        tomorrow = days[(place + 1) % len(days)]
        pairs = list(product(today, tomorrow))
        if not pairs:
            continue
        rests = {(one.name, two.name): MINUTES_PER_DAY + two.start - one.end for one, two in pairs}
        if all(rest < least or pair in rules.succession_set for pair, rest in rests.items()):
            longest = max(rests, key=lambda pair: rests[pair])
            yield place + 1, " → ".join(longest), rests[longest] / 60


def _runs(
    days: Sequence[Sequence[Shift]], people: Sequence[Agent], rules: Rules
) -> Iterator[tuple[str, float, float]]:
    own = [agent.rules.max_consecutive_days for agent in people]
    most = min((limit for limit in (rules.max_consecutive_days, *own) if limit is not None), default=None)
    longest = run = 0
    for day in (*days, *days):
        run = run + 1 if day else 0
        longest = max(longest, run)
    if most is not None and longest > most:
        yield "max_consecutive_days", longest, most


def _weeks(
    rotation: Rotation, days: Sequence[Sequence[Shift]], people: Sequence[Agent], shop: Shop
) -> Iterator[tuple[str, float, float]]:
    """What the fullest calendar week of anybody has at least, where that is more than a rule allows."""
    rules = shop.settings.rules.ordinary
    monday = rotation.start - timedelta(days=rotation.start.weekday())
    shifts = {shift.name for day in days for shift in day}
    catalogue = [shift for shift in shop.shifts if shift.name in shifts]
    position = {shift.name: shift for shift in catalogue}
    fewest_days = fewest_hours = fewest_nights = 0.0
    own = {OwnRotation(rotation, agent.rotation.ahead) for agent in people if agent.rotation is not None}
    for one in own or {OwnRotation(rotation)}:
        for week in range(min(len(days), _MOST_WEEKS)):
            turns = [one.on(monday + timedelta(days=7 * week + day)) for day in range(7)]
            worked = [
                [position[name] for name in (position if turn is None else turn) if name in position]
                for turn in turns
            ]
            worked = [day for day in worked if day]
            fewest_days = max(fewest_days, len(worked))
            fewest_hours = max(
                fewest_hours, sum(min(shift.paid_minutes for shift in day) for day in worked) / 60
            )
            fewest_nights = max(
                fewest_nights,
                sum(all(touches(s.start, s.end, rules.night_hours) for s in day) for day in worked),
            )
    for rule, found in (
        ("max_days_per_week", fewest_days),
        ("max_hours_per_week", fewest_hours),
        ("max_night_shifts_per_week", fewest_nights),
    ):
        most = getattr(rules, rule)
        if most is not None and found > most:
            yield rule, found, most
