"""``push``: from a roster and a platform's name to the report."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx

from peakroster.exports.platforms.ids import MAPPING_FILE, Platform, PlatformIds
from peakroster.push.calls import Caller
from peakroster.push.client import Call
from peakroster.push.clock import Clock, Pacer, SystemClock
from peakroster.push.credentials import Access, access_of, from_keyring
from peakroster.push.facts import FACTS
from peakroster.push.lists import Lists
from peakroster.push.log import log_beginning, log_end
from peakroster.push.platforms import PLATFORMS, client_of
from peakroster.push.record import PushRecord, alone, push_folder
from peakroster.push.report import PushReport, report_of
from peakroster.push.run import EFFECT_SECONDS, Observer, PushRun
from peakroster.push.source import RosterToPush
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import Finding, InputError


def _any_seed() -> int:
    return random.SystemRandom().getrandbits(31)


@dataclass(frozen=True)
class Surroundings:
    """What a push needs beside the roster; tests put their own in.

    seed: of the jitter between attempts. is_logged: whether the store's log gets the push.
    """

    environment: Mapping[str, str] | None = None
    keyring: Callable[[str], str | None] = from_keyring
    transport: httpx.BaseTransport | None = None
    clock: Clock = field(default_factory=SystemClock)
    should_stop: Callable[[], bool] = lambda: False
    seed: int = field(default_factory=_any_seed)
    is_logged: bool = True

    def caller(self, platform: str, access: Access) -> Caller:
        """For the calls of one push."""
        pacer = Pacer(self.clock, self.should_stop)
        return Caller(FACTS[platform], access, pacer, transport=self.transport, seed=self.seed)


@dataclass(frozen=True)
class DryRun:
    """The calls that a push would make; rows that differ, and of how many."""

    platform: str
    calls: tuple[Call, ...]
    rows: int
    of: int


def checked_platform(platform: str) -> str:
    """The name, in small letters. Raises InputError for one that nothing can be pushed to."""
    name = platform.casefold()
    if name not in PLATFORMS:
        details = {"platforms": ", ".join(PLATFORMS)}
        raise InputError([Finding("error", "push_unknown_platform", "--to", value=platform, details=details)])
    return name


@dataclass(frozen=True)
class Ready:
    """A roster that can be pushed: all of it is mapped, and the platform has an address."""

    roster: RosterToPush
    ids: PlatformIds
    access: Access
    warnings: tuple[Finding, ...]


def ready(roster: RosterToPush, platform: str, around: Surroundings) -> Ready:
    """What a push needs beside the roster; nothing is sent.

    Withdrawn days of people whom mapping.csv does not know any more are left out, with a warning. Raises
    InputError with everything at once that mapping.csv lacks and that the environment lacks.
    """
    roster, gone = _without_strangers(roster, PLATFORMS[platform])
    ids = PlatformIds(roster.shop, PLATFORMS[platform], roster.names, roster.shifts)
    access, findings = access_of(platform, around.environment, around.keyring)
    errors = [each for each in findings if each.severity == "error"]
    if ids.findings or errors:
        raise InputError([*ids.findings, *errors])
    return Ready(roster, ids, access, (*roster.warnings, *gone, *findings))


def _without_strangers(roster: RosterToPush, platform: Platform) -> tuple[RosterToPush, list[Finding]]:
    """The roster without people who are only to be cleared and whom nobody can name to the platform."""
    mapped = {
        row.local_id
        for row in roster.shop.mapping
        if row.kind == "agent" and row.platform.casefold() in platform.names
    }
    staying = {row.agent for row in roster.rows if row.shift is not None}
    strangers = {row.agent: row.name for row in roster.rows if row.agent not in mapped | staying}
    if not strangers:
        return roster, []
    rows = tuple(row for row in roster.rows if row.agent not in strangers)
    details = {"count": len(roster.rows) - len(rows), "people": ", ".join(strangers.values())}
    finding = Finding("warning", "push_strangers", MAPPING_FILE, value=next(iter(strangers)), details=details)
    return replace(roster, rows=rows), [finding]


def push_roster(
    roster: RosterToPush,
    platform: str,
    *,
    again: bool = False,
    effect_seconds: float = EFFECT_SECONDS,
    observer: Observer | None = None,
    around: Surroundings | None = None,
) -> PushReport:
    """Bring a platform (one of ``PLATFORMS``) to the roster, and report what it then holds.

    Raises InputError as :func:`ready` does, before anything is sent, and where another push of the shop to
    this platform runs. Whatever the platform does wrong stands in the report.
    """
    around = around or Surroundings()
    found = ready(roster, platform, around)
    observer = observer or Observer()
    if around.is_logged:
        observer = replace(observer, begins=lambda rows: log_beginning(roster, platform, rows))
    with (
        alone(roster.shop.folder, platform) as folder,
        _run(found, platform, folder, around, again, effect_seconds, observer) as (run, caller),
    ):
        run.run()
        report = report_of(run, found.roster, platform, found.ids, caller.count)
    if around.is_logged and report.rows_sent:
        try:
            log_end(roster, report)
        except (InputError, OSError):  # what the platform holds must be told all the same
            return replace(report, is_unlogged=True)
    return report


def dry_run(
    roster: RosterToPush,
    platform: str,
    *,
    again: bool = False,
    effect_seconds: float = EFFECT_SECONDS,
    observer: Observer | None = None,
    around: Surroundings | None = None,
) -> DryRun:
    """The calls that :func:`push_roster` would make now; the platform is read, and nothing is sent.

    Raises InputError as :func:`ready` does, PlatformError where the platform cannot be read, StoppedError.
    """
    around = around or Surroundings()
    found = ready(roster, platform, around)
    folder = push_folder(roster.shop.folder, platform)
    with _run(found, platform, folder, around, again, effect_seconds, observer) as (run, _):
        calls = tuple(run.planned())
    return DryRun(platform, calls, sum(len(call.rows) for call in calls), len(found.roster.rows))


@contextmanager
def _run(
    found: Ready,
    platform: str,
    folder: Path,
    around: Surroundings,
    again: bool,
    effect_seconds: float,
    observer: Observer | None,
) -> Iterator[tuple[PushRun, Caller]]:
    ids, access = found.ids, found.access
    wanted = {
        (ids.agents[row.agent], row.day): row.shift and ids.shifts[row.shift] for row in found.roster.rows
    }
    caller = around.caller(platform, access)
    try:
        run = PushRun(
            client_of(platform, caller, ids.single, access),
            wanted,
            PushRecord(folder),
            Pacer(around.clock, around.should_stop),
            again=again,
            effect_seconds=effect_seconds,
            observer=observer,
        )
        yield run, caller
    finally:
        caller.close()


def online_lists(shop: ShopFolder, platform: str, around: Surroundings) -> tuple[Lists, list[Finding]]:
    """A platform's own lists, and warnings.

    Raises InputError without credentials, without the operator in whose name DingTalk lists its shifts, and
    for platforms that cannot be read online; PlatformError, StoppedError.
    """
    if platform not in PLATFORMS:
        raise InputError([Finding("error", "mapping_needs_file", "--platform", value=platform)])
    access, findings = access_of(platform, around.environment, around.keyring)
    ids = PlatformIds(shop, PLATFORMS[platform], {}, ())
    lacking = [each for each in ids.findings if each.code == "unmapped_operator" and platform == "dingtalk"]
    errors = [*lacking, *(each for each in findings if each.severity == "error")]
    if errors:
        raise InputError(errors)
    caller = around.caller(platform, access)
    try:
        client = client_of(platform, caller, ids.single, access)
        return Lists(tuple(client.people()), tuple(client.shifts())), findings
    finally:
        caller.close()
