"""The plans of a shop folder: written whole, as versions of the store, and the work of earlier ones."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Container
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from peakroster.plans.activities import with_shifts
from peakroster.plans.bounds import MOST_DAYS, check_days, days_are_plausible
from peakroster.plans.reading import has_column, plan_days, read_plan_files, read_summary, read_table
from peakroster.plans.tables import OWN_TABLES, SUMMARY, TABLES, empty_table, plan_files
from peakroster.plans.versions import keep_aside, newest_with_roster, put_plan, take_in_history
from peakroster.plans.worked import WORKED, as_worked, read_worked
from peakroster.store.door import writing
from peakroster.store.outdated import Kept, OutdatedError
from peakroster.store.recovery import LONGEST_PAUSE, is_being_changed, settle
from peakroster.tables.atomic_files import check_space, is_leftover, recover, sync_folder
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.locking import locked
from scheduler.domain.fairness import LONGEST_MEMORY, FairnessSettings
from scheduler.domain.plan import (
    ACTIVITIES_COLUMNS,
    ARRIVED,
    BACKLOG,
    EarlierWork,
    Plan,
)

DAYS_BACK = 45
"""How far :meth:`PlanStore.before` reads activities: a month, 42 days in a row and any run are less."""

ROSTER_DAYS_BACK = 98
"""How far it reads shifts: a quarter and the week that it begins in."""

LONGEST_PLAN = timedelta(days=MOST_DAYS)

_UNFINISHED = re.compile(r"\.(?P<day>\d{4}-\d\d-\d\d)\.(?P<state>partial|whole)-\d+")


class PlanStore:
    """The folder ``plans`` of a shop folder; a plan lies in ``plans/<first day>``."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is the shop folder; ``plans`` in it is made by the first :meth:`write`."""
        self.folder = folder / "plans"

    def path(self, first_day: date) -> Path:
        """The folder of the plan that starts on this day, whether it exists or not."""
        return self.folder / first_day.isoformat()

    def plans(self) -> list[date]:
        """First days of all plans, ascending; folders of :meth:`implausible` days are none."""
        return [day for day in self._days() if days_are_plausible(day)]

    def implausible(self) -> list[date]:
        """Days that folders are named after and that no plan can have: read by nobody, in nobody's way."""
        return [day for day in self._days() if not days_are_plausible(day)]

    def _days(self) -> list[date]:
        days: list[date] = []
        for _ in range(3):
            settle(self.folder.parent)
            if not self.folder.is_dir():
                return []
            if self._is_unfinished():
                # Who may only read, or comes while somebody writes for long, sees what there is.
                with suppress(OSError, InputError), locked(self.folder, LONGEST_PAUSE):
                    self._recover()
            entries = (_as_day(entry.name) for entry in self.folder.iterdir() if entry.is_dir())
            days = sorted(day for day in entries if day is not None)
            if not is_being_changed(self.folder.parent):
                break  # else a plan may have been on its way to its place just then
        return days

    def read(self, first_day: date) -> Plan:
        """The plan that starts on this day; None for tables without a file.

        Raises InputError when there is no such plan, with everything that cannot be read in its files,
        or when nothing in it says how many days it has.
        """
        if first_day not in self.plans():
            raise InputError([Finding("error", "plan_missing", f"plans/{first_day}", value=str(first_day))])
        folder = self.path(first_day)
        tables, summary = read_plan_files(folder)
        days = plan_days(first_day, tables, summary)
        own = frozenset(map(str, (summary or {}).get(OWN_TABLES) or ()))
        return Plan(first_day=first_day, days=days, summary=summary, own=own, **tables)

    def holding(self, moment: datetime) -> Plan | None:
        """The plan whose days include the moment; of several, the one that starts latest."""
        for first_day in reversed(self.plans()):
            midnight = datetime.combine(first_day, time())
            if midnight <= moment < midnight + LONGEST_PLAN:
                plan = self.read(first_day)
                if moment < plan.end:
                    return plan
        return None

    def files_of(self, first_day: date) -> list[Path]:
        """Every file that :meth:`read` and :meth:`before` read for this plan, in no particular order.

        Earlier plans that cannot be read count too: nobody knows that they do not matter.
        """
        own = self._own_files(first_day)
        unreadable: set[date] = set()
        days_back = 7 * LONGEST_MEMORY  # the shop's own window is no longer
        earlier = {*self._owners(first_day, unreadable, days_back).values(), *unreadable}
        read = ("roster.csv", "activities.csv", SUMMARY)
        worked = [self.path(start) / name for start in sorted(earlier) for name in read]
        worked += [*self._deferred_tables(first_day), self.folder.parent / WORKED]
        return [path for path in (*own, *worked) if path.is_file()]

    def write_or_keep_aside(
        self, plan: Plan, check: Callable[[], None], also: Callable[[], object] = lambda: None
    ) -> Path:
        """Write the plan, or keep it as a version where the check finds what it was made from changed.

        check, also: see :meth:`write`. Of the OutdatedError that it raises, another one follows that says as
        which version the plan is kept; what lies in its place stays.
        """
        try:
            return self.write(plan, check, also)
        except OutdatedError as error:
            note = ", ".join(error.changed)
            number = keep_aside(self.folder.parent, plan.first_day, plan.days, plan_files(plan), note)
            kept = Kept(plan.first_day, number, plan.roster is not None)
            raise OutdatedError(error.changed, kept, error.findings) from error

    def _own_files(self, first_day: date) -> list[Path]:
        return [self.path(first_day) / name for name in (*(f"{table}.csv" for table in TABLES), SUMMARY)]

    def write(
        self,
        plan: Plan,
        check: Callable[[], None] = lambda: None,
        also: Callable[[], object] = lambda: None,
    ) -> Path:
        """Write the plan to ``plans/<first day>`` and return that folder; ``plan.folder`` is not looked at.

        It becomes a version in the store; so does what lay there, unless it is one already. Inside of another
        change it is put in place when that ends. check: called when nobody else can write to the shop any
        more, and before anything is written; what it raises ends the writing. also: changes further files as
        part of the same change. Raises InputError, before anything is written, for days that could not be
        read back, and as :func:`peakroster.store.door.writing`.
        """
        check_days(plan.first_day, plan.days)
        shop, path = self.folder.parent, self.path(plan.first_day)
        self.folder.mkdir(parents=True, exist_ok=True)
        take_in_history(shop)
        with writing(shop, kind="plan", what=f"plans/{plan.first_day}") as change:
            self._recover()
            check()
            put_plan(change, path, plan.first_day, plan.days, plan_files(plan))
            also()
        return path

    def newest_with_roster(self, first_day: date) -> Plan | None:
        """The plan of this first day that lay in its place last with a roster; None without one."""
        return newest_with_roster(self.folder.parent, first_day)

    def check_space(self) -> None:
        """Raise OSError where :meth:`write` would: asked for before the computing, which takes minutes."""
        check_space(self.folder)

    def before(self, first_day: date, weeks: int = FairnessSettings().window_weeks) -> EarlierWork:
        """The shifts of earlier plans in the last ``ROSTER_DAYS_BACK`` days, what was done in those of plans
        that reach into the last ``DAYS_BACK``, and the shifts of the last ``weeks``.

        For each date the plan counts that contains it and starts latest, of those that start before
        ``first_day`` and hold a roster. Shifts are as they were worked, where that is known (``worked``).
        Raises InputError when one of their files cannot be read.
        """
        memory = self._owners(first_day, days_back=max(ROSTER_DAYS_BACK, 7 * weeks))
        earliest = first_day - timedelta(days=DAYS_BACK)
        owners = {
            day: start for day, start in memory.items() if day >= first_day - timedelta(days=ROSTER_DAYS_BACK)
        }
        remembered = frozenset(day for day in memory if day >= first_day - timedelta(days=7 * weeks))
        rosters, window, activities = [], [], []
        actual = read_worked(self.folder.parent)
        for start in sorted(set(memory.values())):
            folder = self.path(start)
            planned = read_table(folder / "roster.csv")
            window.append(as_worked(planned, actual, [day for day in remembered if memory[day] == start]))
            if start not in owners.values():
                continue
            roster = as_worked(planned, actual, [day for day in owners if owners[day] == start])
            rosters.append(roster)
            if max(roster["date"], default=earliest) >= earliest and (folder / "activities.csv").exists():
                done = with_shifts(read_table(folder / "activities.csv"), roster)
                activities.append(done[list(ACTIVITIES_COLUMNS)])
        return EarlierWork(
            roster=_joined(rosters, "roster", ["date", "agent_id"]),
            activities=_joined(activities, "activities", ["start", "agent_id"]),
            window=_joined(window, "roster", ["date", "agent_id"]),
            window_days=remembered,
            covers_day_before=first_day - timedelta(days=1) in owners,
            covered_from=_unbroken(owners, first_day),
            deferred=self._deferred_before(first_day),
        )

    def _deferred_tables(self, first_day: date) -> list[Path]:
        """Where the plan that counts for the day before tells of deferred work; empty if nowhere."""
        owner = self._owners(first_day, set()).get(first_day - timedelta(days=1))
        if owner is None:
            return []
        paths = [self.path(owner) / f"{table}.csv" for table in ("requirement", "coverage")]
        said = all(has_column(path, name) for path, name in zip(paths, (ARRIVED, BACKLOG), strict=True))
        return paths if said else []

    def _deferred_before(self, first_day: date) -> pd.DataFrame | None:
        """Deferred work before the day; of each queue also the first row from that day on.

        Where the plan's tables have none, what its summary says has come after the last closing stands in a
        row of that midnight.
        """
        paths = self._deferred_tables(first_day)
        if not paths:
            return None
        required, covered = map(read_table, paths)
        keys = ["timestamp", "queue"]
        rows = required[[*keys, "inquiries", ARRIVED]].merge(covered[[*keys, BACKLOG]], on=keys)
        rows = rows[rows[ARRIVED].notna()]
        before = (rows["timestamp"] < pd.Timestamp(first_day)).to_numpy()
        following = rows[~before].drop_duplicates("queue")
        evening = self._after_closing(paths[0].parent, first_day)
        absent = [name for name in evening if name not in set(following["queue"])]
        further = pd.DataFrame({"queue": absent}).assign(timestamp=pd.Timestamp(first_day), inquiries=0.0)
        further[ARRIVED], further[BACKLOG] = [evening[name] for name in absent], np.nan
        parts = [rows[before], following, further.astype(dict(rows.dtypes))[list(rows.columns)]]
        return pd.concat([part for part in parts if len(part)], ignore_index=True)

    def _after_closing(self, folder: Path, first_day: date) -> dict[str, float]:
        """Cases from the last closing to the end, by queue, of a plan that ends at this day's midnight."""
        path = folder / SUMMARY
        if not path.exists():
            return {}
        summary = read_summary(path)
        if date.fromisoformat(folder.name) + timedelta(days=int(summary.get("days", 0))) != first_day:
            return {}
        told = summary.get("deferred") or {}
        return {name: float(each["after_closing"]) for name, each in told.items() if "after_closing" in each}

    def _owners(
        self, first_day: date, unreadable: set[date] | None = None, days_back: int = DAYS_BACK
    ) -> dict[date, date]:
        """For each earlier date that a plan covers, the first day of the plan that counts for it.

        days_back: how far to look. unreadable: takes up the plans whose days cannot be read; None = they
        raise InputError.
        """
        earliest = first_day - timedelta(days=days_back)
        owners = {}
        for start in self.plans():
            folder = self.path(start)
            if not earliest - LONGEST_PLAN < start < first_day or not (folder / "roster.csv").exists():
                continue
            try:
                days = _days_of(folder, start)
            except InputError:
                if unreadable is None:
                    raise
                unreadable.add(start)
                continue
            for offset in range(days):
                day = start + timedelta(days=offset)
                if earliest <= day < first_day:
                    owners[day] = start  # plans come in order of time: the one that starts latest stays
        return owners

    def _unfinished(self) -> list[re.Match[str]]:
        """Folders that older programs left when they were killed."""
        found = (_UNFINISHED.fullmatch(entry.name) for entry in sorted(self.folder.iterdir()))
        return [match for match in found if match]

    def _is_unfinished(self) -> bool:
        return any(
            is_leftover(entry.name) or _UNFINISHED.fullmatch(entry.name) for entry in self.folder.iterdir()
        )

    def _recover(self) -> None:
        """Finish or remove what killed writes left; the caller holds the lock.

        A complete plan whose place is empty was killed between its two renames, and is moved into place.
        """
        recover(self.folder)
        for match in self._unfinished():
            leftover, target = self.folder / match[0], self.folder / match["day"]
            if match["state"] == "whole" and not target.exists():
                leftover.rename(target)
                sync_folder(self.folder)
            else:
                shutil.rmtree(leftover, ignore_errors=True)


def _unbroken(days: Container[date], first_day: date) -> date | None:
    """The first day of the unbroken run of days that ends just before ``first_day``; None without one."""
    day = first_day
    while day - timedelta(days=1) in days:
        day -= timedelta(days=1)
    return day if day < first_day else None


def _as_day(name: str) -> date | None:
    try:
        day = date.fromisoformat(name)
    except ValueError:
        return None
    return day if day.isoformat() == name else None


def _days_of(folder: Path, first_day: date) -> int:
    """Number of days of the plan in this folder, reading as few files as possible."""
    summary = read_summary(folder / SUMMARY) if (folder / SUMMARY).exists() else None
    paths = {name: folder / f"{name}.csv" for name in TABLES}
    tables = {}
    if summary is None or "days" not in summary:
        tables = {name: read_table(path) for name, path in paths.items() if path.exists()}
    return plan_days(first_day, tables, summary)


def _joined(parts: list[pd.DataFrame], table: str, order: list[str]) -> pd.DataFrame:
    filled = [part for part in parts if len(part)]
    if not filled:
        return empty_table(table)
    return pd.concat(filled, ignore_index=True).sort_values(order, kind="stable", ignore_index=True)
