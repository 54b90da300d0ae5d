"""Overrides from the options of a command, and from a file of JSON."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from peakroster.desk.scenarios.overrides import Override, Overrides, overrides_of
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import Finding, InputError


def options_as_overrides(
    shop: ShopFolder,
    traffic: float | None,
    queue: str | None,
    ill: str | None,
    span: tuple[date, date] | None,
    seed: int,
) -> list[Override]:
    """What the options say; queue: of the traffic, span: days of both. ill: a number, or ids or names.

    Raises InputError with what is wrong.
    """
    content: list[dict[str, Any]] = []
    if traffic is not None:
        row: dict[str, Any] = {"kind": "traffic", "factor": traffic}
        if queue is not None:
            row["queue"] = queue
        if span is not None:
            last = datetime.combine(span[1], time()) + timedelta(days=1)
            row |= {"start": datetime.combine(span[0], time()), "end": last}
        content.append(row)
    if ill is not None:
        who: dict[str, Any]
        if ill.strip().isdigit() and ill.strip() not in shop.agent_names:
            who = {"count": int(ill), "seed": seed}
        else:
            ids = {name: agent for agent, name in shop.agent_names.items()}
            parts = [part.strip() for part in ill.replace("，", ",").replace("、", ",").split(",")]
            who = {"agents": [ids.get(part, part) for part in parts if part]}
        days = {} if span is None else {"first": span[0], "last": span[1]}
        content.append({"kind": "away", **who, **days})
    return list(overrides_of(content))


def overrides_in_file(path: Path) -> Overrides:
    """The overrides that a file of JSON lists. Raises InputError where it cannot be read."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(
            [Finding("error", "no_such_file", path.name, details={"path": str(path)})]
        ) from error
    except ValueError as error:
        row = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise InputError([Finding("error", "bad_json", path.name, row=row)]) from error
    return overrides_of(content)
