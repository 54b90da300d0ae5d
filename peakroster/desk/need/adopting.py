"""Levers adopted: shop.toml changed through the door, the rest of it as it was, and the plan sized anew."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from peakroster.desk.forecast import NotForecastError
from peakroster.desk.need.levers import Levers, levers_now, speeds_of, turned_targets
from peakroster.desk.roster import Desk
from peakroster.desk.saving import size_anew
from peakroster.pipeline.basis import require_same_plans
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from peakroster.shop.settings.editing import QueueEdit, decoded, edited_settings, encoded
from peakroster.shop.settings.read import FILE
from peakroster.store.door import writing
from peakroster.tables.findings import InputError
from scheduler.domain.queues import Queue


@dataclass(frozen=True)
class LeverChange:
    """One setting that adopting changes. name: of :class:`Levers`. also: what goes with it: ``fixed`` where
    the handling time is learned no more, ``all_day`` where the chatbot's share differs by the hour now,
    ``speeds`` where the speed with so many chats is an estimate, ``shop`` where all queues are concerned."""

    name: str
    before: float
    after: float
    also: tuple[str, ...] = ()


def lever_changes(desk: Desk, queue: str, levers: Levers) -> tuple[LeverChange, ...]:
    """What adopting these levers would change, in the order of the levers; empty where nothing is turned."""
    now = levers_now(desk, queue)
    own = _queue(desk, queue)
    return tuple(
        LeverChange(name, float(getattr(now, name)), float(value), tuple(_also(own, name, value)))
        for name, value in levers.changed_from(now).stated()
    )


def adopt_levers(desk: Desk, queue: str, levers: Levers) -> Desk:
    """Write the levers that are turned into shop.toml, and size the plan anew.

    Raises, when nothing is written, OutdatedError where shop.toml or the plan is another than the desk's, and
    InputError where the shop could not be read with these settings; NotForecastError when they are written,
    and the plan could not be sized with them. Comments and order of the file stay.
    """
    folder, first_day = desk.shop.folder, desk.plan.first_day
    text = edited_text(desk, queue, levers)
    store = PlanStore(folder)
    store.check_space()
    require_same_plans(desk.basis, folder, first_day)
    _require_readable(folder, text)
    with writing(folder, kind="edit", what=FILE, expects={FILE: desk.basis.files.get(FILE)}) as change:
        change.put(folder / FILE, encoded(text, (folder / FILE).read_bytes()))
    try:
        return size_anew(folder, first_day)
    except (InputError, OSError) as error:
        raise NotForecastError(FILE, error) from error


def edited_text(desk: Desk, queue: str, levers: Levers) -> str:
    """shop.toml as it would be; the levers that are as they were change nothing."""
    own = _queue(desk, queue)
    asked = levers.changed_from(levers_now(desk, queue))
    targets = None
    if asked.share is not None or asked.within_seconds is not None:
        targets = tuple(turned_targets(own, asked))
    speeds = None
    if asked.concurrency is not None and own.slowdown is not None:
        speeds = speeds_of(own.slowdown, asked.concurrency)
    edit = QueueEdit(
        targets=targets,
        concurrency=asked.concurrency,
        slowdown=speeds,
        aht_seconds=asked.handling_seconds,
        reply_seconds=asked.reply_seconds,
        bot_share=asked.bot_share,
    )
    text = decoded((desk.shop.folder / FILE).read_bytes())
    return edited_settings(text, queue, edit, asked.shrinkage)


def _also(queue: Queue, name: str, value: float) -> Iterator[str]:
    if name in ("handling_seconds", "reply_seconds") and queue.handling_time != "fixed":
        yield "fixed"
    if name == "bot_share" and queue.bot_hours:
        yield "all_day"
    if name == "concurrency" and queue.slowdown is not None and value > queue.concurrency:
        yield "speeds"
    if name == "shrinkage":
        yield "shop"


def _queue(desk: Desk, name: str) -> Queue:
    (found,) = (each for each in desk.shop.settings.queues if each.id == name)
    return found


def _require_readable(folder: Path, text: str) -> None:
    """Raise InputError unless the shop's files fit these settings."""
    with tempfile.TemporaryDirectory(prefix="peakroster-") as place:
        beside = Path(place)
        for path in folder.iterdir():
            if path.is_file() and path.name != FILE and path.suffix.casefold() in (".csv", ".xlsx"):
                (beside / path.name).symlink_to(path.resolve())
        (beside / FILE).write_text(text, encoding="utf-8")
        read_shop(beside, history_required=False, with_history=False)
