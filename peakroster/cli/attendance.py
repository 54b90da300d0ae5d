"""``attendance``: what an attendance system recorded against what was planned."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from peakroster.cli.options import Folder, FromIfAny, Json, Lang, first_day, help_of
from peakroster.cli.output import CommandOutput, command_output

if TYPE_CHECKING:  # pandas takes long to load: only the commands that read tables wait
    from peakroster.attendance.attending import Attendance

_MOST_GRACE = 120


def compare_attendance(
    folder: Folder,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=help_of("attendance_file"))],
    start: FromIfAny = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="YYYY-MM-DD", help=help_of("attendance_until"))
    ] = None,
    column: Annotated[
        list[str] | None, typer.Option("--column", metavar="NAME=HEADER", help=help_of("attendance_column"))
    ] = None,
    grace: Annotated[
        int, typer.Option("--grace", min=0, max=_MOST_GRACE, help=help_of("attendance_grace"))
    ] = 0,
    overtime_from: Annotated[
        int, typer.Option("--overtime-from", min=1, max=_MOST_GRACE, help=help_of("attendance_overtime"))
    ] = 30,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help=help_of("attendance_csv"))] = None,
    intervals: Annotated[
        Path | None, typer.Option("--intervals", metavar="FILE", help=help_of("attendance_intervals"))
    ] = None,
    write: Annotated[bool, typer.Option("--write", help=help_of("attendance_write"))] = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Compare what an attendance system recorded with the roster."""
    with command_output(json, lang) as output:
        from peakroster.attendance.attending import attend, remember_columns
        from peakroster.attendance.settings import columns_of_options
        from peakroster.attendance.tables import attendance_csv, intervals_csv
        from peakroster.shop.folder import read_shop
        from peakroster.tables.atomic_files import write_file

        output.add_json(agents=[], days=[], intervals=[], warnings=[])
        shop = read_shop(folder, history_required=False)
        found = attend(
            shop,
            file,
            only=None if start is None else first_day(start),
            until=None if until is None else first_day(until, "--until"),
            named=columns_of_options(column or []),
            grace=grace,
            overtime_from=overtime_from,
        )
        output.findings(found.warnings, "warnings")
        _tell(output, found)
        remember_columns(found)
        for path, content in ((csv, attendance_csv), (intervals, intervals_csv)):
            if path is not None:
                write_file(path, content(found))
                output.line(output.translate("attendance.file_written", file=path))
        if write:
            _store(output, found)
        else:
            output.add_json(stored=None)
            output.line(output.translate("attendance.not_stored"))


def _tell(output: CommandOutput, found: Attendance) -> None:
    from peakroster.attendance.tables import day_row, interval_rows, shrinkage_json, totals_json
    from peakroster.cli.attendance_tables import (
        headline,
        interval_lines,
        people_table,
        shrinkage_lines,
        shrinkage_table,
    )

    names = found.shop.agent_names
    output.add_json(
        file=found.file,
        first=f"{found.first}",
        last=f"{found.last}",
        sources=[
            {"first_day": f"{one.first_day}", "publication": one.publication} for one in found.planned.sources
        ],
        totals=totals_json(found.totals),
        agents=[
            {"agent_id": agent, "name": names[agent], **totals_json(one)}
            for agent, one in found.by_agent().items()
        ],
        days=[day_row(found, one) for one in found.days],
        intervals=interval_rows(found),
        shrinkage=shrinkage_json(found.shrinkage),
    )
    for line in headline(found, output.translate):
        output.line(line)
    output.table(people_table(found, output.translate))
    for line in interval_lines(found, output.translate):
        output.line(line)
    if found.shrinkage.overall is not None:
        output.table(shrinkage_table(found.shrinkage, output.translate))
    for line in shrinkage_lines(found.shrinkage, output.translate):
        output.line(line)


def _store(output: CommandOutput, found: Attendance) -> None:
    from peakroster.attendance.attending import store_attendance
    from peakroster.plans.worked import WORKED

    stored = store_attendance(found)
    output.add_json(
        stored={
            "file": WORKED.as_posix(),
            "rows": stored.rows,
            "shrinkage": stored.shrinkage,
            "later_plans": [f"{day}" for day in stored.later],
        }
    )
    words = {"rows": stored.rows, "file": WORKED.as_posix()}
    output.line(output.translate("attendance.stored", **words))
    if stored.shrinkage is not None:
        output.line(output.translate("attendance.stored_shrinkage", value=f"{stored.shrinkage:g}"))
    if stored.later:
        plans = ", ".join(f"{day}" for day in stored.later)
        output.line(output.translate("attendance.later_plans", plans=plans))
