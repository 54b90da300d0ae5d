"""What a scenario says, entered into the shop's files as one change of the log; taken back as one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from peakroster.desk.forecast import NotForecastError, is_own
from peakroster.desk.roster import Desk, open_desk
from peakroster.desk.saving import forecast_anew, size_anew
from peakroster.desk.scenarios.adopting import traffic_row
from peakroster.desk.scenarios.applying import NEW
from peakroster.desk.scenarios.known_names import name_findings
from peakroster.desk.scenarios.overrides import (
    Hired,
    Override,
    QueueSettings,
    Rule,
    Shrinkage,
    Traffic,
)
from peakroster.desk.scenarios.people import people_of
from peakroster.desk.scenarios.queue_changes import changed_queue
from peakroster.desk.scenarios.table_edits import (
    NewName,
    events_edit,
    is_entered,
    locks_edit,
    new_people,
    people_edit,
    requests_edit,
    shifts_edit,
)
from peakroster.pipeline.basis import require_same_plans
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from peakroster.shop.settings.editing import (
    QueueEdit,
    decoded,
    edited_settings,
    encoded,
    with_rule,
    with_shrinkage,
)
from peakroster.shop.settings.read import FILE as SETTINGS
from peakroster.shop.table_specs import (
    ADJUSTMENTS,
    AGENTS,
    EVENTS,
    HISTORY,
    LOCKS,
    REQUESTS,
    SHIFTS,
    SHOP_TABLES,
)
from peakroster.store.door import writing
from peakroster.store.place import has_store
from peakroster.tables.editing import TableEdit, edited_table
from peakroster.tables.findings import InputError
from peakroster.tables.raw_table import RawTable
from peakroster.tables.reader import find_file
from peakroster.tables.report import Report
from scheduler.domain.queues import Queue

if TYPE_CHECKING:  # SQLAlchemy takes long to load
    from peakroster.store.log import LoggedChange

KIND = "adopt"
"""Of the change in the log."""


@dataclass(frozen=True)
class Entered:
    """desk: as read back, the plan with the figures that follow. people: id in the scenario → in the shop.

    left: what no file of the shop can say, and stays to be done by hand.
    """

    desk: Desk
    people: Mapping[str, str]
    left: tuple[Override, ...]


def enterable(desk: Desk, overrides: Sequence[Override]) -> tuple[Override, ...]:
    """What of a scenario the shop's files can say."""
    return tuple(each for each in overrides if is_entered(desk.shop, each))


def enter(
    desk: Desk,
    overrides: Sequence[Override],
    name: str,
    reason: str,
    new_name: NewName,
    scenario: Sequence[Override] | None = None,
) -> Entered:
    """Write what a scenario says into the shop's files, and make the plan's figures anew; its roster stays.

    All files are one change of the log, which :func:`take_back_entered` takes back. Comments, order, encoding
    and the other rows stay.

    Parameters
    ----------
    name
        Of the scenario, for the log.
    reason
        For rows of adjustments.csv.
    new_name
        Names of new people, from 1.
    scenario
        All that it says, by which its new people are numbered; None = ``overrides`` are all.

    Raises
    ------
    InputError
        Where the shop could not be read with it; nothing is written.
    OutdatedError
        Where a file or the plan is not what the desk was read from; nothing is written.
    NotForecastError
        Where it is written, and the plan could not be made anew with it.
    """
    folder, first_day = desk.shop.folder, desk.plan.first_day
    findings = name_findings(desk.shop, desk.plan, overrides)
    if findings:
        raise InputError(findings)
    contents = _contents(desk, overrides, reason, new_name)
    people = _new_ids(desk, overrides, overrides if scenario is None else scenario)
    left = tuple(each for each in overrides if not is_entered(desk.shop, each))
    if not contents:
        return Entered(desk, people, left)
    PlanStore(folder).check_space()
    require_same_plans(desk.basis, folder, first_day)
    _require_readable(folder, contents)
    expects = {name_: desk.basis.files.get(name_) for name_ in contents}
    with writing(folder, kind=KIND, what=f"plans/{first_day}", note=name, expects=expects) as change:
        for file, content in contents.items():
            change.put(folder / file, content)
    return Entered(_figures_anew(folder, first_day, tuple(contents)), people, left)


def latest_entered(folder: Path, first_day: date) -> LoggedChange | None:
    """The latest scenario that was entered for a plan, if it can still be taken back; None without one."""
    if not has_store(folder):
        return None
    from peakroster.store.log import logged_changes
    from peakroster.store.undo import undoable

    for one in logged_changes(folder, most=20):
        if one.entry.kind == KIND and one.entry.what == f"plans/{first_day}":
            return one if undoable(folder, one) else None
    return None


def take_back_entered(desk: Desk, number: int) -> Desk:
    """Take the files of an entered scenario back, and make the plan's figures anew.

    Raises InputError as :func:`peakroster.store.undo.undo`, and NotForecastError as :func:`enter`.
    """
    from peakroster.store.undo import undo

    folder = desk.shop.folder
    change = undo(folder, number)
    return _figures_anew(folder, desk.plan.first_day, tuple(change.files))


def _new_ids(desk: Desk, overrides: Sequence[Override], scenario: Sequence[Override]) -> dict[str, str]:
    """Id in the scenario → in the shop, of the new people who are entered."""
    ids = [new for new, _ in new_people(desk.shop, overrides)]
    hired = [each for each in scenario if isinstance(each, Hired) for _ in range(each.count)]
    entered = [
        place for place, each in enumerate(hired, start=1) if any(each is chosen for chosen in overrides)
    ]
    return {f"{NEW}{place}": new for place, new in zip(entered, ids, strict=True)}


def _contents(desk: Desk, overrides: Sequence[Override], reason: str, new_name: NewName) -> dict[str, bytes]:
    """The files that change, by name, as they would be."""
    shop, plan = desk.shop, desk.plan
    people = people_of(shop, plan, overrides)
    found: dict[str, bytes] = {}
    before = (shop.folder / SETTINGS).read_bytes()
    text = _settings(decoded(before), desk, overrides)
    if text != decoded(before):
        found[SETTINGS] = encoded(text, before)
    traffic = [traffic_row(desk, each, reason) for each in overrides if isinstance(each, Traffic)]
    edits: tuple[tuple[object, Callable[[RawTable | None], TableEdit]], ...] = (
        (AGENTS, people_edit(shop, plan, overrides, people, new_name)),
        (SHIFTS, shifts_edit(shop, overrides)),
        (EVENTS, events_edit(shop, overrides)),
        (REQUESTS, requests_edit(shop, plan, overrides, people)),
        (LOCKS, locks_edit(shop, plan, overrides, people)),
        (ADJUSTMENTS, lambda table: TableEdit(added=traffic)),
    )
    for spec, edit in edits:
        path, content = edited_table(shop.folder, spec, edit)  # type: ignore[arg-type]
        if content is not None:
            found[path.name] = content
    return found


def _settings(text: str, desk: Desk, overrides: Sequence[Override]) -> str:
    queues = {queue.id: queue for queue in desk.shop.settings.queues}
    for each in overrides:
        match each:
            case QueueSettings(queue=name):
                before = queues[name]
                queues[name] = after = changed_queue(before, each)
                text = edited_settings(text, name, _queue_edit(before, after, each))
            case Shrinkage(share=share):
                text = with_shrinkage(text, share)
            case Rule(rule=key, value=value):
                text = with_rule(text, key, value)
            case _:
                pass
    return text


def _queue_edit(before: Queue, after: Queue, change: QueueSettings) -> QueueEdit:
    """The keys that make one queue the other. A handling time that was learned is fixed from then on."""
    asked = change.aht_seconds is not None or change.handling_factor is not None
    chat = after.conversation if asked else None
    chats = change.concurrency
    return QueueEdit(
        targets=after.targets if after.targets != before.targets else None,
        concurrency=chats,
        slowdown=after.slowdown if chats is not None and before.slowdown is not None else None,
        aht_seconds=after.aht_seconds if asked and chat is None else None,
        reply_seconds=None if chat is None else chat.reply_seconds,
        customer_seconds=None if chat is None else chat.customer_seconds,
        bot_share=change.bot_share,
    )


def _require_readable(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Raise InputError unless the shop could be read with these files."""
    place = Path(tempfile.mkdtemp(prefix="peakroster-"))
    try:
        found = (find_file(folder, spec, Report()) for spec in SHOP_TABLES if spec is not HISTORY)
        for path in (folder / SETTINGS, *(path for path in found if path is not None)):
            if path.name not in contents:
                shutil.copyfile(path, place / path.name)
        for name, content in contents.items():
            (place / name).write_bytes(content)
        read_shop(place, history_required=False, with_history=False)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _figures_anew(folder: Path, first_day: date, files: Sequence[str]) -> Desk:
    """The plan with the figures that follow from these files, its roster as it is."""
    stems = {Path(name).stem for name in files}
    try:
        desk = open_desk(folder, first_day)
        if stems & {EVENTS.stem, ADJUSTMENTS.stem} and not is_own(desk):
            return forecast_anew(folder, first_day)
        return size_anew(folder, first_day) if SETTINGS in files else desk
    except (InputError, OSError) as error:
        raise NotForecastError(files[0], error) from error
