"""What a push leaves behind for the next one: when it last sent, and which rows the platform would not take.

The state of a roster is what the platform holds. Two things the platform cannot say: that rows which it has
accepted are still on their way, and that a row was refused and would be again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from peakroster.json_text import json_file
from peakroster.push.client import Cell
from peakroster.push.problems import Reason
from peakroster.tables.atomic_files import recorded_changes, write_file
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.locking import locked

RECORD = "record.json"
_EVERY = 10.0
"""Seconds after which the moment of sending is written again."""


@dataclass(frozen=True)
class GivenUp:
    """A row that did not take effect. shift: what was sent; None = the day was to hold nothing."""

    shift: str | None
    refused: bool
    reason: Reason


def push_folder(shop: Path, platform: str) -> Path:
    """``exports/push/<platform>`` in the shop folder."""
    return shop / "exports" / "push" / platform


@contextmanager
def alone(shop: Path, platform: str) -> Iterator[Path]:
    """Hold a shop's pushes to a platform; yields their folder. Raises InputError where another one runs."""
    folder = push_folder(shop, platform)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        hold = locked(folder, longest_wait=0.0)
        hold.__enter__()
    except InputError:
        raise InputError(
            [Finding("error", "push_running", "--to", value=platform, details={"folder": str(shop)})]
        ) from None
    try:
        yield folder
    finally:
        hold.__exit__(None, None, None)


class PushRecord:
    """The file; one that cannot be read is as good as none.

    sent_at: when rows were last sent whose effect nobody has waited for; None = nothing is on its way.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / RECORD
        self.sent_at: datetime | None = None
        self.given_up: dict[Cell, GivenUp] = {}
        try:
            self._take(json.loads(self._path.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            self.sent_at, self.given_up = None, {}

    def sending(self, moment: datetime) -> None:
        """Say that rows are being sent, before they are."""
        if self.sent_at is None or (moment - self.sent_at).total_seconds() >= _EVERY:
            self.sent_at = moment
            self.write()

    def settled(self, given_up: dict[Cell, GivenUp]) -> None:
        """Say that nothing is on its way any more, and what did not take effect."""
        if self.sent_at is not None or self.given_up != given_up:
            self.sent_at, self.given_up = None, given_up
            self.write()

    def write(self) -> None:
        """Put the file in its place."""
        content = {
            "sent_at": self.sent_at and self.sent_at.isoformat(),
            "given_up": [
                {
                    "user": user,
                    "day": day.isoformat(),
                    "shift": each.shift,
                    "refused": each.refused,
                    "reason": [each.reason.key, each.reason.code, each.reason.text],
                }
                for (user, day), each in sorted(self.given_up.items())
            ],
        }
        with recorded_changes():  # it is no file of anybody's plan
            write_file(self._path, json_file(content))

    def _take(self, content: dict[str, Any]) -> None:
        sent_at = content["sent_at"]
        self.sent_at = None if sent_at is None else datetime.fromisoformat(sent_at).astimezone(UTC)
        for row in content["given_up"]:
            cell = (str(row["user"]), date.fromisoformat(row["day"]))
            key, code, text = map(str, row["reason"])
            self.given_up[cell] = GivenUp(row["shift"], bool(row["refused"]), Reason(key, code, text))
