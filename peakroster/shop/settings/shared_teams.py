"""``[[shared]]`` of shop.toml: which queues one team can serve at once, and what keeps others from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from peakroster.shop.settings.schema import ShopTable
from scheduler.domain.queues import Queue
from scheduler.domain.shared_teams import SharedTeam

LONGEST_PROMISE = 7_200
"""Seconds; work of a longer promise is spread over hours, which is not computed for a team."""
COUNTED = ("service_level", "average_wait")
"""Targets that are computed for queues in order of priority."""

Problem = tuple[str, tuple[str | int, ...], object, Mapping[str, Any]]
"""Code, path of the key, value and details of a finding."""


def shared_teams(table: ShopTable) -> tuple[SharedTeam, ...]:
    """The teams of a shop.toml in which :func:`unknown_or_doubled` finds nothing."""
    return tuple(
        SharedTeam(each.id, each.name or each.id, tuple(name.strip() for name in each.queues))
        for each in table.shared
    )


def unknown_or_doubled(table: ShopTable) -> Iterator[Problem]:
    """Teams and queues that are named wrongly."""
    ids = [queue.id for queue in table.queues]
    taken, in_team = set(ids), dict[str, str]()
    for place, team in enumerate(table.shared):
        if team.id in taken:
            yield "team_id_taken", ("shared", place, "id"), team.id, {}
        taken.add(team.id)
        path = ("shared", place, "queues")
        names = [name.strip() for name in team.queues]
        for name in names:
            if name not in ids:
                yield "team_queue_unknown", path, name, {"known": ", ".join(ids)}
            elif name in in_team:
                yield "team_queue_twice", path, name, {"first": in_team[name]}
            else:
                in_team[name] = team.id
        if len(set(names)) < 2:
            yield "team_too_few", path, ", ".join(names), {}


def unfit_queues(teams: Sequence[SharedTeam], queues: Sequence[Queue]) -> Iterator[Problem]:
    """Queues whose customers cannot be computed as those of their team."""
    place_of = {queue.id: place for place, queue in enumerate(queues)}
    for number, team in enumerate(teams):
        members = [queues[place_of[name]] for name in team.queues]
        for queue in members:
            yield from _unfit(queue, place_of[queue.id], team)
        path: tuple[str | int, ...] = ("shared", number, "queues")
        live = [queue for queue in members if queue.deferred is None]
        if len({queue.concurrency for queue in live}) > 1:
            chats = "; ".join(f"{queue.id} {queue.concurrency}" for queue in live)
            yield "team_concurrency", path, ", ".join(team.queues), {"chats": chats}
        if len({queue.patience_seconds is None for queue in live}) > 1:
            without = ", ".join(queue.id for queue in live if queue.patience_seconds is None)
            yield "team_patience", path, ", ".join(team.queues), {"without": without}


def _unfit(queue: Queue, place: int, team: SharedTeam) -> Iterator[Problem]:
    named = {"team": team.id}
    if queue.deferred is not None:
        yield "team_deferred", ("queues", place, "kind"), "deferred", named
        return
    for target in queue.targets:
        if target.kind not in COUNTED or target.per != "interval" or target.within_seconds > LONGEST_PROMISE:
            value = target.kind if target.per == "interval" else f'{target.kind}, per = "{target.per}"'
            yield (
                "team_target",
                ("queues", place, "target"),
                value,
                {**named, "most": f"{LONGEST_PROMISE // 3600}"},
            )
            break
    if queue.returns_share > 0:
        yield "team_returns", ("queues", place, "returns_share"), f"{queue.returns_share:g}", named
