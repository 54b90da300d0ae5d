"""``shifts``: the best catalogue of shifts for the requirement of some days, beside the present one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from peakroster.cli.options import HELP, Folder, From, Json, Lang, first_day
from peakroster.cli.output import CommandOutput, command_output
from peakroster.wording import at_most_share, clock_range, listed, weekday_name

if TYPE_CHECKING:  # loading the engines takes seconds: only the commands that run them wait
    from peakroster.messages import Translator
    from peakroster.planning.shift_design.candidates import Choice
    from peakroster.planning.shift_design.design import ProposedShift, ShiftDesign
    from scheduler.domain.shifts import Shift
    from scheduler.shift_design.use import Use

_MOST_SIZE = 12
_DAYS_PER_WEEK = 7
_NONE = 0.05
"""Hours that the tables show as none."""


def _help(key: str) -> str:
    return HELP(f"design.help_{key}")


def design_catalogue(
    folder: Folder,
    start: From,
    days: Annotated[int, typer.Option("--days", min=1, max=42, help=_help("days_of_design"))] = 7,
    size: Annotated[
        int | None, typer.Option("--shifts", min=1, max=30, metavar="N", help=_help("size"))
    ] = None,
    lengths: Annotated[
        str | None, typer.Option("--lengths", metavar="HOURS;HOURS", help=_help("lengths"))
    ] = None,
    step: Annotated[int, typer.Option("--start-step", min=5, max=720, help=_help("start_step"))] = 30,
    earliest: Annotated[
        str | None, typer.Option("--earliest", metavar="HH:MM", help=_help("earliest"))
    ] = None,
    latest: Annotated[str | None, typer.Option("--latest", metavar="HH:MM", help=_help("latest"))] = None,
    meal: Annotated[
        int | None, typer.Option("--meal-minutes", min=0, max=240, metavar="N", help=_help("meal_minutes"))
    ] = None,
    unlimited: Annotated[bool, typer.Option("--unlimited", help=_help("unlimited"))] = False,
    write: Annotated[Path | None, typer.Option("--write", metavar="FILE", help=_help("write"))] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Design a catalogue of shifts."""
    with command_output(json, lang) as output:
        from peakroster.planning.shift_design.demand import requirement_of
        from peakroster.planning.shift_design.design import design_shifts
        from peakroster.shop.folder import read_shop
        from peakroster.tables.findings import Finding, InputError

        first = first_day(start)
        if write is not None and write.exists():
            raise InputError([Finding("error", "file_is_there", "--write", value=str(write))])
        shop = read_shop(folder, history_required=False)
        step = max(step, shop.settings.interval_minutes)
        choice = _choice(lengths, step, earliest, latest, meal)
        requirement = requirement_of(shop, first, days)
        output.progress(output.translate("design.searching"))
        wanted = size or min(max(len(shop.shifts), 1), _MOST_SIZE)
        found = design_shifts(shop, requirement, first, days, wanted, choice, unlimited)
        output.add_json(shift_design=_as_json(found))
        _report(output, found, unlimited)
        gone = [
            Finding("warning", "shift_name_gone", file, value=name)
            for name, files in found.gone.items()
            for file in files
        ]
        output.findings(gone, "warnings")
        if write is not None:
            from peakroster.planning.shift_design.shift_file import shift_file
            from peakroster.tables.atomic_files import write_file

            write_file(write, shift_file([each.shift for each in found.proposal]))
            output.add_json(files=[str(write)])
            output.line(output.translate("design.written", file=write))


def _choice(
    lengths: str | None, step: int, earliest: str | None, latest: str | None, meal: int | None
) -> Choice:
    """The options in minutes. Raises InputError for all that cannot be read."""
    from peakroster.planning.shift_design.candidates import Choice
    from peakroster.shop.inputs.shift_times import parse_lengths
    from peakroster.tables.clock import parse_clock
    from peakroster.tables.errors import UnreadableError
    from peakroster.tables.findings import Finding, InputError

    errors = []
    read: dict[str, Any] = {}
    for option, text, parse in (
        ("--lengths", lengths, lambda text: parse_lengths(text.replace(",", ";"))),
        ("--earliest", earliest, parse_clock),
        ("--latest", latest, parse_clock),
    ):
        if text is None:
            continue
        try:
            read[option.strip("-")] = parse(text)
        except UnreadableError as error:
            errors.append(Finding("error", error.code, option, value=text, details=error.details))
    if errors:
        raise InputError(errors)
    return Choice(step=step, meal=meal, **read)


def _report(output: CommandOutput, found: ShiftDesign, unlimited: bool) -> None:
    output.table(_proposal_table(found, output.translate))
    output.table(_curve_table(found, output.translate))
    for line in _lines(found, output.translate, unlimited):
        output.line(line)


def _proposal_table(found: ShiftDesign, translate: Translator) -> Table:
    title = translate(
        "design.title", count=len(found.proposal), first=str(found.dates[0]), last=str(found.dates[-1])
    )
    table = Table(title=Text(title), title_justify="left")
    people = "column_people" if found.days <= _DAYS_PER_WEEK else "column_people_weekday"
    for column in ("column_shift", "column_time", "column_meal", "column_paid", people):
        justify: Any = "right" if column == "column_paid" else "left"
        table.add_column(translate(f"design.{column}"), justify=justify)
    for each in found.proposal:
        shift = each.shift
        table.add_row(
            Text(shift.name),
            clock_range(shift.start, shift.end, translate),
            _meal(shift, translate),
            f"{shift.paid_minutes / 60:g}",
            _people(each, found, translate),
        )
    return table


def _meal(shift: Shift, translate: Translator) -> str:
    if shift.meal is None:
        return translate("design.no_meal")
    window = clock_range(shift.meal.start, shift.meal.end, translate)
    return translate("design.meal", minutes=shift.meal_minutes, window=window)


def _people(each: ProposedShift, found: ShiftDesign, translate: Translator) -> str:
    """Of each day; of more than a week the mean of each weekday."""
    by_weekday: dict[int, list[int]] = {}
    for day, people in zip(found.dates, each.people, strict=True):
        by_weekday.setdefault(day.weekday(), []).append(people)
    return "  ".join(
        translate(
            "design.people_on",
            day=weekday_name(weekday, translate),
            people=f"{sum(counts) / len(counts):.1f}".removesuffix(".0"),
        )
        for weekday, counts in by_weekday.items()
    )


def _curve_table(found: ShiftDesign, translate: Translator) -> Table:
    table = Table(title=Text(translate("design.curve_title")), title_justify="left")
    uses = [use for use in (found.design.present, *(sized.use for sized in found.design.curve)) if use]
    owed = any(use.owed_hours > _NONE for use in uses)
    overtime = any(use.overtime_hours > _NONE for use in uses)
    table.add_column(translate("design.column_catalogue"))
    for column in (
        "column_hours",
        "column_missing",
        *(["column_owed"] if owed else []),
        *(["column_overtime"] if overtime else []),
    ):
        table.add_column(translate(f"design.{column}"), justify="right")

    def row(name: str, use: Use, style: str = "") -> None:
        cells = [f"{use.paid_hours:,.1f}", f"{use.missing_hours:,.1f}"]
        cells += [f"{use.owed_hours:,.1f}"] if owed else []
        cells += [f"{use.overtime_hours:,.1f}"] if overtime else []
        table.add_row(name, *cells, style=style)

    if found.design.present is not None:
        row(translate("design.present", count=found.present_size), found.design.present)
    for sized in found.design.curve:
        asked = sized.size == min(found.size, len(found.design.curve))
        key = "design.best_asked" if asked else "design.best"
        row(translate(key, count=sized.size), sized.use, "bold" if asked else "")
    return table


def _lines(found: ShiftDesign, translate: Translator, unlimited: bool) -> Iterator[str]:
    best, now = found.best, found.design.present
    needed, owed = f"{found.needed_hours:,.1f}", f"{found.contract_hours:,.1f}"
    yield translate(
        "design.needed_contract" if found.contract_hours else "design.needed", needed=needed, owed=owed
    )
    if now is not None:
        less, fewer = now.paid_hours - best.use.paid_hours, now.missing_hours - best.use.missing_hours
        if now.points <= best.use.points:
            yield translate("design.saves_nothing")
        elif less >= 0:
            yield translate("design.saves", less=f"{less:,.1f}", fewer=f"{fewer:,.1f}")
        else:
            yield translate("design.saves_missing", more=f"{-less:,.1f}", fewer=f"{fewer:,.1f}")
    gap = at_most_share(best.gap)
    yield (
        translate("design.gap", gap=f"{gap:.1%}", price=f"{found.short_price:g}")
        if gap
        else translate("design.proven")
    )
    yield translate("design.assumption_unlimited" if unlimited else "design.assumption")
    if found.limited:
        agents = listed(found.limited, translate)
        yield translate("design.names_new", count=len(found.limited), agents=agents)


def _as_json(found: ShiftDesign) -> dict[str, Any]:
    best, design = found.best, found.design
    return {
        "first_day": found.first_day.isoformat(),
        "days": found.days,
        "needed_hours": round(found.needed_hours, 4),
        "contract_hours": round(found.contract_hours, 4),
        "present": design.present and {"shifts": found.present_size, **_figures(design.present)},
        "proposal": {
            "shifts": [_shift(each) for each in found.proposal],
            **_figures(best.use),
            "bound": round(best.bound, 4),
            "gap": round(best.gap, 6),
        },
        "curve": [{"shifts": sized.size, **_figures(sized.use)} for sized in design.curve],
        "names_gone": {name: list(files) for name, files in found.gone.items()},
        "agents_with_lists": list(found.limited),
    }


def _figures(use: Use) -> dict[str, float]:
    return {
        "paid_hours": round(use.paid_hours, 4),
        "missing_hours": round(use.missing_hours, 4),
        "contract_hours_not_given": round(use.owed_hours, 4),
        "overtime_hours": round(use.overtime_hours, 4),
        "points": round(use.points, 4),
    }


def _shift(each: ProposedShift) -> dict[str, Any]:
    from peakroster.tables.clock import format_clock

    shift = each.shift
    window: Sequence[int] = () if shift.meal is None else (shift.meal.start, shift.meal.end)
    return {
        "shift": shift.name,
        "start": format_clock(shift.start),
        "end": format_clock(shift.end),
        "paid_hours": shift.paid_minutes / 60,
        "meal_minutes": shift.meal_minutes,
        "meal": [format_clock(minutes) for minutes in window],
        "people": list(each.people),
    }
