"""Sales that the history shows and nobody entered: asked at the terminal, or told with what enters them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from peakroster.cli.output import CommandOutput
from peakroster.tables.findings import Finding, InputError

if TYPE_CHECKING:
    from peakroster.planning.forecast.sale_entry import Confirmed
    from peakroster.planning.forecast.sale_proposals import SaleProposal

ALL, NONE = "all", "none"


def require_sales_answer(text: str | None) -> None:
    """Raise InputError unless ``--sales`` is all, none or not given."""
    if text not in (None, ALL, NONE):
        raise InputError([Finding("error", "start_sales", "--sales", value=text)])


def confirm_sales(
    output: CommandOutput, folder: Path, answer: str | None, *, asks: bool, takes_all: bool
) -> None:
    """Propose, have confirmed, and enter. takes_all: without being asked, but for sizes that nobody knows."""
    if answer == NONE:
        output.add_json(sales=[])
        return
    from peakroster.planning.forecast.sale_entry import enter_sales, sales_to_confirm
    from peakroster.planning.forecast.sale_refusals import refuse_sales

    found = sales_to_confirm(folder)
    output.add_json(sales=[{**one.row(), "times": one.times, "coming": one.coming} for one in found])
    if not found:
        return
    known: list[Confirmed] = [(one, None) for one in found if one.times is not None]
    if answer == ALL or takes_all:
        chosen = known
        for one in found:
            if one.times is None:
                output.line(f"  {_line(one, output)}")
    elif asks:
        output.line(output.translate("starting.sales_title"))
        chosen = _asked(output, found)
    else:
        output.line(output.translate("starting.sales_title"))
        for one in found:
            output.line(f"  {_line(one, output)}")
        output.line(output.translate("starting.sales_flag"))
        return
    if asks and not takes_all and answer != ALL:
        taken = {one.name for one, _ in chosen}
        refuse_sales(folder, [one for one in found if one.times is not None and one.name not in taken])
    entered = enter_sales(folder, chosen) if chosen else 0
    output.add_json(sales_entered=[one.name for one, _ in chosen])
    if entered:
        output.line(output.translate("starting.sales_entered", count=entered))
        if not asks or takes_all or answer == ALL:
            for one, _ in chosen:
                output.line(f"  {_line(one, output)}")


def _asked(output: CommandOutput, found: tuple[SaleProposal, ...]) -> list[Confirmed]:
    chosen: list[Confirmed] = []
    refused: set[str] = set()
    for one in found:
        text = _question(one, output)
        if one.times is None:
            size = _size(str(typer.prompt(text, default="", show_default=False)))
            if size is not None:
                chosen.append((one, size))
        elif one.coming and one.kind in refused:
            continue  # that was no sale, so that nothing comes again
        elif typer.confirm(text, default=True):
            chosen.append((one, None))
        else:
            refused.add(one.kind)
    return chosen


def _size(text: str) -> float | None:
    try:
        number = float(text.strip().rstrip("倍x×"))
    except ValueError:
        return None
    return number if 0 < number <= 1000 else None


def _question(one: SaleProposal, output: CommandOutput) -> str:
    kind = "unseen" if one.times is None else "coming" if one.coming else "past"
    return _words(f"starting.sale_{kind}", one, output)


def _line(one: SaleProposal, output: CommandOutput) -> str:
    kind = "unseen" if one.times is None else "coming" if one.coming else "past"
    return _words(f"starting.sale_line_{kind}", one, output)


def _words(key: str, one: SaleProposal, output: CommandOutput) -> str:
    from peakroster.wording import event_kind_term

    times = "" if one.times is None else f"{one.times:.1f}"
    return output.translate(key, day=f"{one.peak}", times=times, sale=event_kind_term(one.kind))
