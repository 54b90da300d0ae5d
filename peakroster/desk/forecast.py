"""What a manager does with a plan's forecast: ask why, correct it, leave wrong history out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from forecast.anomalies import Anomaly
from peakroster.desk.roster import Desk, open_desk
from peakroster.desk.saving import forecast_anew
from peakroster.explanations.forecast_hour import ExplainedHour, FittedQueue, explain_hour, fit_for_plan
from peakroster.pipeline.basis import require_same_plans
from peakroster.planning.forecast.as_of import known_until
from peakroster.planning.forecast.history_anomalies import history_anomalies
from peakroster.plans.store import PlanStore
from peakroster.shop.inputs.adjustments import read_adjustments
from peakroster.shop.inputs.exclusions import read_exclusions
from peakroster.shop.table_specs import ADJUSTMENTS, EXCLUDE
from peakroster.store.editing import edit_table
from peakroster.tables.editing import RowValues, TableEdit, changed_meanwhile
from peakroster.tables.findings import InputError
from peakroster.tables.raw_table import RawTable
from peakroster.tables.reader import find_file
from peakroster.tables.report import Report
from peakroster.tables.specs import TableSpec
from scheduler.domain.events import Adjustment, Exclusion


class NotForecastError(Exception):
    """Rows are in their file, and the plan could not be forecast with them.

    file: where the rows are. reason: why the plan is still the one before.
    """

    def __init__(self, file: str, reason: InputError | OSError) -> None:
        super().__init__(f"{file}: {reason}")
        self.file = file
        self.reason = reason


@dataclass(frozen=True)
class OddStretch:
    """A stretch of a queue's history that is proposed to be left out."""

    queue: str
    unusual: Anomaly


def fitted(desk: Desk, queue: str) -> FittedQueue:
    """A queue's forecast as the plan would make it from the files on the desk; takes a moment.

    Raises InputError when the queue's history is too short.
    """
    return fit_for_plan(desk.shop, queue, desk.plan.first_day, desk.plan.days, as_of=known_until(desk.plan))


def explained(desk: Desk, queue: FittedQueue, hour: datetime) -> ExplainedHour:
    """One hour taken apart, beside what the plan's forecast.csv says of it."""
    return explain_hour(queue, hour, desk.plan)


def adjustments_in_plan(desk: Desk) -> tuple[Adjustment, ...]:
    """Rows of adjustments.csv that touch the plan or its tail, in the order of the file."""
    plan = desk.plan
    return tuple(row for row in desk.shop.adjustments if row.start < plan.tail_end and row.end > plan.start)


def is_own(desk: Desk) -> bool:
    """Whether the plan's forecast.csv was made elsewhere: then nothing here takes its place."""
    return desk.plan.forecast is None or "model_mean" not in desk.plan.forecast


def adjust(
    desk: Desk,
    changed: Mapping[int, RowValues],
    removed: frozenset[int] = frozenset(),
    added: Sequence[RowValues] = (),
) -> Desk:
    """Change rows of adjustments.csv (by their number in the file), then forecast the plan anew.

    Columns as in the file. All of its rows must be those that the desk shows: they work on one another, and
    a number may be another row's by now. Raises, when nothing is written, OutdatedError if the plan is
    another than the desk's, and InputError if the rows are not those or one would be wrong; NotForecastError
    when the rows are written, and the plan is not.
    """
    queues = desk.shop.queue_ids

    def edit(table: RawTable | None) -> TableEdit:
        now = () if table is None else read_adjustments(table, Report(), queues)
        _check_seen(ADJUSTMENTS, table, desk.shop.adjustments, now)
        require_same_plans(desk.basis, desk.shop.folder, desk.plan.first_day)
        return TableEdit(changed, removed, added)

    def check(table: RawTable, report: Report) -> None:
        read_adjustments(table, report, queues)

    PlanStore(desk.shop.folder).check_space()
    edit_table(desk.shop.folder, ADJUSTMENTS, edit, check)
    return forecast_again(desk, ADJUSTMENTS)


def odd_stretches(desk: Desk) -> tuple[OddStretch, ...]:
    """What looks odd in the history before the plan, by queue, then time."""
    return tuple(
        OddStretch(queue, unusual)
        for queue in desk.shop.queue_ids
        for unusual in history_anomalies(desk.shop, queue, desk.plan.start)
    )


def exclude(desk: Desk, stretch: OddStretch, reason: str) -> Desk:
    """Add the stretch to exclude.csv, then forecast the plan anew. Raises what :func:`adjust` raises."""
    queues, unusual = desk.shop.queue_ids, stretch.unusual
    row: RowValues = {
        "start": unusual.start.to_pydatetime(),
        "end": unusual.end.to_pydatetime(),
        "queue": stretch.queue,
        "reason": reason,
    }

    def edit(table: RawTable | None) -> TableEdit:
        now = () if table is None else read_exclusions(table, Report(), queues)
        _check_seen(EXCLUDE, table, desk.shop.exclusions, now)
        require_same_plans(desk.basis, desk.shop.folder, desk.plan.first_day)
        return TableEdit(added=[row])

    def check(table: RawTable, report: Report) -> None:
        read_exclusions(table, report, queues)

    PlanStore(desk.shop.folder).check_space()
    edit_table(desk.shop.folder, EXCLUDE, edit, check)
    return forecast_again(desk, EXCLUDE)


def _check_seen(
    spec: TableSpec,
    table: RawTable | None,
    seen: Sequence[Adjustment] | Sequence[Exclusion],
    now: Sequence[Adjustment] | Sequence[Exclusion],
) -> None:
    """Raise InputError unless the rows of a file are those that the desk was opened with."""
    if tuple(seen) == tuple(now):
        return
    file = f"{spec.stem}.csv" if table is None else table.file
    gone = [_told(row) for row in seen if row not in now]
    new = [_told(row) for row in now if row not in seen]
    raise changed_meanwhile(file, gone, new)


def _told(row: Adjustment | Exclusion) -> str:
    """A row as a person recognises it."""
    what = [f"{row.start:%Y-%m-%dT%H:%M}", f"{row.end:%Y-%m-%dT%H:%M}", row.queue or ""]
    if isinstance(row, Adjustment):
        what.append(f"×{row.multiply:g}" if row.multiply is not None else f"={row.set_to:g}")
    return " ".join(part for part in [*what, row.reason] if part)


def forecast_again(desk: Desk, written: TableSpec) -> Desk:
    """The desk with the files as they are now, and the plan forecast anew; a forecast of one's own stays.

    written: the table that has new rows. Raises NotForecastError where the plan is still the one before.
    """
    again = open_desk if is_own(desk) else forecast_anew
    try:
        return again(desk.shop.folder, desk.plan.first_day)
    except (InputError, OSError) as error:
        path = find_file(desk.shop.folder, written, Report())
        raise NotForecastError(path.name if path is not None else f"{written.stem}.csv", error) from error
