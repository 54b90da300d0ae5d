"""The plans of a shop folder: atomic writes, a history of replaced plans, and the work of earlier ones."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Collection, Container
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from peakroster.plans.activities import with_shifts
from peakroster.plans.bounds import MOST_DAYS, check_days, days_are_plausible
from peakroster.plans.reading import has_column, plan_days, read_plan_files, read_summary, read_table
from peakroster.plans.tables import OWN_TABLES, SUMMARY, TABLES, empty_table, write_plan_files
from peakroster.store.outdated import OutdatedError
from peakroster.tables.atomic_files import check_space, note_change, sync_folder
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.locking import locked
from scheduler.domain.fairness import LONGEST_MEMORY, FairnessSettings
from scheduler.domain.plan import (
    ACTIVITIES_COLUMNS,
    ARRIVED,
    BACKLOG,
    ROSTER_COLUMNS,
    EarlierWork,
    Plan,
)

DAYS_BACK = 45
"""How far :meth:`PlanStore.before` reads activities: a month, 42 days in a row and any run are less."""

ROSTER_DAYS_BACK = 98
"""How far it reads shifts: a quarter and the week that it begins in."""

LONGEST_PLAN = timedelta(days=MOST_DAYS)
LONGEST_PAUSE = 5.0
"""Seconds that a reader waits for a writer; putting a plan in its place takes far less."""

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
        if not self.folder.is_dir():
            return []
        if self._unfinished():
            # Who may only read, or comes while somebody writes for long, sees what there is.
            with suppress(OSError, InputError), locked(self.folder, LONGEST_PAUSE):
                self._recover()
        days = (_as_day(entry.name) for entry in self.folder.iterdir() if entry.is_dir())
        return sorted(day for day in days if day is not None)

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
        worked += self._deferred_tables(first_day)
        return [path for path in (*own, *worked) if path.is_file()]

    def write_or_keep_aside(self, plan: Plan, check: Callable[[], None]) -> Path:
        """Write the plan, or keep it in plans/history where the check finds what it was made from changed.

        check: see :meth:`write`. Of the OutdatedError that it raises, another one follows that says where the
        plan is kept; what lies in its place stays.
        """
        try:
            return self.write(plan, check)
        except OutdatedError as error:
            kept = self._keep_aside(plan).relative_to(self.folder.parent).as_posix()
            raise OutdatedError(error.changed, kept, plan.roster is not None) from error

    def _keep_aside(self, plan: Plan) -> Path:
        with locked(self.folder):
            partial = self._built(plan)
            try:
                kept = self._next_in_history(plan.first_day.isoformat())
                partial.rename(kept)
            except BaseException:
                shutil.rmtree(partial, ignore_errors=True)
                raise
            sync_folder(kept.parent)
        note_change(kept)
        return kept

    def _built(self, plan: Plan) -> Path:
        """The plan in a folder that nobody reads, whole; the caller holds the lock, and gives it its name."""
        partial = self.folder / f".{plan.first_day}.partial-{os.getpid()}"
        try:
            partial.mkdir()
            write_plan_files(plan, partial)
            sync_folder(partial)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
        return partial

    def _own_files(self, first_day: date) -> list[Path]:
        return [self.path(first_day) / name for name in (*(f"{table}.csv" for table in TABLES), SUMMARY)]

    def write(self, plan: Plan, check: Callable[[], None] = lambda: None) -> Path:
        """Write the plan to ``plans/<first day>`` and return that folder; ``plan.folder`` is not looked at.

        A plan that starts on the same day moves to ``plans/history/<first day>-<n>``. Until the new one
        is whole nothing is touched, and when it cannot take its place the old one is put back.
        check: called when no other process can write a plan any more, and before anything is written; what
        it raises ends the writing. Raises InputError, before anything is written, for days that could not be
        read back.
        """
        check_days(plan.first_day, plan.days)
        self.folder.mkdir(parents=True, exist_ok=True)
        with locked(self.folder):
            self._recover()
            check()
            partial = self._built(plan)
            whole = self.folder / f".{plan.first_day}.whole-{os.getpid()}"
            try:
                partial.rename(whole)
            except BaseException:
                shutil.rmtree(partial, ignore_errors=True)
                raise
            self._put_in_place(whole, self.path(plan.first_day))
        return self.path(plan.first_day)

    def newest_in_history(self, first_day: date) -> Plan | None:
        """The plan of this first day that was replaced last and has a roster; None without one."""
        history = self.folder / "history"
        found = re.compile(re.escape(first_day.isoformat()) + r"-(\d+)")
        entries = history.iterdir() if history.is_dir() else ()
        numbers = sorted(
            (int(match[1]) for entry in entries if (match := found.fullmatch(entry.name))), reverse=True
        )
        for number in numbers:
            folder = history / f"{first_day}-{number}"
            if (folder / "roster.csv").exists():
                tables, summary = read_plan_files(folder)
                days = plan_days(first_day, tables, summary)
                return Plan(first_day=first_day, days=days, summary=summary, own=frozenset(), **tables)
        return None

    def check_space(self) -> None:
        """Raise OSError where :meth:`write` would: asked for before the computing, which takes minutes."""
        check_space(self.folder)

    def before(self, first_day: date, weeks: int = FairnessSettings().window_weeks) -> EarlierWork:
        """The shifts of earlier plans in the last ``ROSTER_DAYS_BACK`` days, what was done in those of plans
        that reach into the last ``DAYS_BACK``, and the shifts of the last ``weeks``.

        For each date the plan counts that contains it and starts latest, of those that start before
        ``first_day`` and hold a roster. Raises InputError when one of their files cannot be read.
        """
        memory = self._owners(first_day, days_back=max(ROSTER_DAYS_BACK, 7 * weeks))
        earliest = first_day - timedelta(days=DAYS_BACK)
        owners = {
            day: start for day, start in memory.items() if day >= first_day - timedelta(days=ROSTER_DAYS_BACK)
        }
        remembered = frozenset(day for day in memory if day >= first_day - timedelta(days=7 * weeks))
        rosters, window, activities = [], [], []
        for start in sorted(set(memory.values())):
            folder = self.path(start)
            worked = read_table(folder / "roster.csv")
            window.append(_of_days(worked, [day for day in remembered if memory[day] == start]))
            if start not in owners.values():
                continue
            roster = _of_days(worked, [day for day in owners if owners[day] == start])
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

    def _put_in_place(self, whole: Path, target: Path) -> None:
        kept = None
        try:
            if target.exists():
                kept = self._next_in_history(target.name)
                target.rename(kept)
                sync_folder(kept.parent)
            whole.rename(target)
            sync_folder(self.folder)
            note_change(target)
        except BaseException:
            if kept is not None and kept.exists() and not target.exists():
                kept.rename(target)
            shutil.rmtree(whole, ignore_errors=True)
            raise

    def _next_in_history(self, name: str) -> Path:
        history = self.folder / "history"
        history.mkdir(exist_ok=True)
        numbers = [
            int(found[1])
            for entry in history.iterdir()
            if (found := re.fullmatch(re.escape(name) + r"-(\d+)", entry.name))
        ]
        return history / f"{name}-{max(numbers, default=0) + 1}"

    def _unfinished(self) -> list[re.Match[str]]:
        """Folders of writes that are in progress, or whose process was killed."""
        found = (_UNFINISHED.fullmatch(entry.name) for entry in sorted(self.folder.iterdir()))
        return [match for match in found if match]

    def _recover(self) -> None:
        """Finish or remove what killed writes left; the caller holds the lock.

        A complete plan whose place is empty was killed between its two renames, and is moved into place.
        """
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


def _of_days(roster: pd.DataFrame, days: Collection[date]) -> pd.DataFrame:
    """The shifts that start on these days, ROSTER_COLUMNS."""
    return roster.loc[roster["date"].isin(set(days)), list(ROSTER_COLUMNS)].reset_index(drop=True)


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
