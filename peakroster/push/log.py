"""Pushes in the log of the shop's store: that one begins to send, and what it came to."""

from __future__ import annotations

from pathlib import Path

from peakroster.push.report import PushReport
from peakroster.push.source import RosterToPush
from peakroster.store.door import writing


def log_beginning(roster: RosterToPush, platform: str, rows: int) -> None:
    """Before the first row is sent, so that a push that is killed stands in the log. rows: that differ."""
    _log(roster.shop.folder, _what(roster, platform), f"differing={rows}")


def log_end(roster: RosterToPush, report: PushReport) -> None:
    """What is in effect, refused and not confirmed; of rows, and how many were sent."""
    counts = [f"{status}={count}" for status, count in report.counts.items()]
    ended = ["stopped"] if report.stopped else [report.problem.key] if report.problem else []
    note = " ".join([*counts, f"sent={report.rows_sent}", *ended])
    _log(roster.shop.folder, _what(roster, report.platform), note)


def _what(roster: RosterToPush, platform: str) -> str:
    version = "" if roster.version is None else f" version {roster.version}"
    return f"push {roster.first_day}{version} to {platform}"


def _log(folder: Path, what: str, note: str) -> None:
    with writing(folder, command="push", kind="push", what=what, note=note) as change:
        change.also(lambda connection, store, number: None)  # no file changes; the entry is all
