"""A shop, a roster and a platform that holds it, on a clock that passes only where somebody waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from peakroster.exports.platforms.rows import REST
from peakroster.push.pushing import Surroundings, push_roster
from peakroster.push.report import PushReport
from peakroster.push.run import Observer
from peakroster.push.source import RosterRow, RosterToPush
from peakroster.shop.model import MappingKind, MappingRow, ShopFolder
from tests.peakroster.exports.conftest import agent, make_shop
from tests.peakroster.push.servers import SERVERS, Hostility, Server, VirtualClock, in_process
from tests.peakroster.push.servers.base import SECRETS

FIRST_DAY = date(2026, 11, 9)
PLATFORM_NAMES = ("dingtalk", "feishu", "wecom")
RESTS = {"dingtalk": "1", "feishu": "0", "wecom": "0"}
"""What each server holds on a rest day."""
SHIFTS = {"早班": "11", "夜班": "12"}
VARIABLES = {
    "dingtalk": ("APP_KEY", "APP_SECRET"),
    "feishu": ("APP_ID", "APP_SECRET"),
    "wecom": ("CORP_ID", "SECRET"),
}


def environment(platform: str, base_url: str = "http://127.0.0.1:9") -> dict[str, str]:
    names = zip(VARIABLES[platform], SECRETS, strict=True)
    found = {f"PEAKROSTER_{platform.upper()}_{name}": secret for name, secret in names}
    return found | {f"PEAKROSTER_{platform.upper()}_BASE_URL": base_url}


def user(agent_id: str) -> str:
    return f"u-{agent_id}"


@dataclass
class World:
    """roster: what the shop wants. server: what the platform is."""

    platform: str
    server: Server
    roster: RosterToPush
    clock: VirtualClock

    def around(self, **more: object) -> Surroundings:
        around = Surroundings(
            environment=environment(self.platform),
            keyring=lambda name: None,
            transport=in_process(self.server),
            clock=self.clock,
            seed=1,
            is_logged=False,
        )
        return replace(around, **more)  # type: ignore[arg-type]

    def push(
        self,
        *,
        again: bool = False,
        should_stop: Callable[[], bool] = lambda: False,
        observer: Observer | None = None,
    ) -> PushReport:
        around = self.around(should_stop=should_stop)
        return push_roster(self.roster, self.platform, again=again, observer=observer, around=around)

    def in_server(self, agent_id: str, day: int) -> str | None:
        """What the server holds, in our words."""
        self.server.pass_time()
        value = self.server.held.get((user(agent_id), FIRST_DAY + timedelta(days=day)))
        names = {number: name for name, number in SHIFTS.items()} | {RESTS[self.platform]: REST}
        return None if value is None else names.get(value, value)

    def change(self, agent_id: str, day: int, shift: str | None) -> None:
        """Want something else."""
        wanted = FIRST_DAY + timedelta(days=day)
        self.roster = replace(
            self.roster,
            rows=tuple(
                replace(row, shift=shift) if (row.agent, row.day) == (agent_id, wanted) else row
                for row in self.roster.rows
            ),
        )

    def agree(self, report: PushReport) -> None:
        """The report says of every row what the server holds, and nothing else is in effect."""
        self.server.pass_time()
        for row in report.rows:
            held = self.in_server(row.agent, (row.day - FIRST_DAY).days)
            wanted = row.shift if row.shift is not None else (REST if self.platform == "wecom" else None)
            assert row.held == held, row
            assert (row.status == "in_effect") == (held == wanted), row
        assert self.server.broken_rules == []


def mapped(shop: ShopFolder, platform: str) -> ShopFolder:
    rows: list[tuple[MappingKind, str, str]] = [("agent", each.id, user(each.id)) for each in shop.agents]
    rows += [("shift", name, number) for name, number in SHIFTS.items()]
    rows += [("group", "客服组", "900"), ("operator", "主管", "boss")]
    mapping = tuple(
        MappingRow(kind, platform, ours, theirs, n) for n, (kind, ours, theirs) in enumerate(rows, 2)
    )
    return replace(shop, mapping=mapping)


def pattern(person: int, day: int) -> str:
    """Day shifts, nights and rests in turn."""
    return ("早班", "夜班", REST)[(person + day) % 3]


def make_world(
    folder: Path,
    platform: str,
    hostility: Hostility | None = None,
    *,
    people: int = 3,
    days: int = 3,
    seed: int = 1,
) -> World:
    """So many people for so many days."""
    agents = [agent(f"{n:03}", f"客服{n}", n + 2) for n in range(people)]
    shop = mapped(make_shop(folder, agents=agents), platform)
    clock = VirtualClock()
    server = SERVERS[platform](clock, hostility, seed=seed)
    server.staff = {user(each.id): (each.name, each.id) for each in agents}
    server.shift_list = {"11": ("早班", "08:00-16:30"), "12": ("夜班", "22:00-30:00")}
    rows = tuple(
        RosterRow(each.id, each.name, FIRST_DAY + timedelta(days=day), pattern(person, day))
        for person, each in enumerate(agents)
        for day in range(days)
    )
    return World(platform, server, RosterToPush(shop, FIRST_DAY, rows), clock)
