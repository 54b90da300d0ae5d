"""Printing the grid: short names, how wide a day is, where pages end; a month can be read on A4."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break, ColBreak
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from peakroster.shop.inputs.roster_names import RosterNames
from peakroster.wording import letters_of
from scheduler.domain.shop import Shop

DAYS_OF_A_PAGE = 16
"""Days up to which the grid is one page wide and shifts have their whole names."""
_SUFFIXES = ("班次", "班", " shift", " Shift")
_NARROWEST, _WIDEST = 5.5, 15.0
"""Width of a day in letters."""
_LETTER, _PADDING = 7, 5
"""Pixels of a letter of the workbook's font, and of a column beside its letters."""
_PAGE_WIDTH = 840
"""Pixels between the margins of A4 landscape are 1,040; a letter is up to a fifth wider in some programs."""
_LEAST_SCALE, _MOST_SCALE = 40, 100


def short_names(shop: Shop) -> dict[str, str]:
    """Whole name → the shortest that reading a roster takes for the same shift: 早班 → 早."""
    names = RosterNames(shop)
    short = {}
    for shift in shop.shifts:
        for suffix in _SUFFIXES:
            cut = shift.name.removesuffix(suffix).strip()
            if cut and cut != shift.name and names.meant(cut) == shift.name:
                short[shift.name] = cut
                break
    return short


def room_for(texts: Iterable[str], least: float, most: float) -> float:
    """Width of a column, in letters, in which these texts can be read."""
    return min(max(max((letters_of(text) for text in set(texts)), default=0) + 1.5, least), most)


def lines_of(text: str, width: float) -> int:
    """Lines that a text takes in a cell of this width; one, where a word of it would be broken."""
    if "\n" not in text and any(letters_of(word) + 1 > width for word in text.split()):
        return 1  # it is drawn smaller instead
    return sum(max(1, ceil((letters_of(line) + 1) / width)) for line in text.split("\n"))


def day_width(texts: Iterable[str], days: int) -> float:
    """Width of a day's column in letters: the longest line's in a week, less in a month."""
    longest = max((letters_of(line) for text in texts for line in text.split("\n")), default=0)
    widest = _WIDEST if days <= 7 else 9.0
    return min(max(longest + 1.5, _NARROWEST if days > DAYS_OF_A_PAGE else 7.5), widest)


def pages_of(sheet: Worksheet, *, left: int, days: int, right: int) -> None:
    """Print more days than one page holds on several, so that they can be read; the names are on each.

    left, right: columns before and after the days. Pages end between days, so a month is two pages wide;
    the scale is that of the widest page.
    """
    ends = page_ends(left, days)
    ends[-1] += right
    breaks = ColBreak()
    for end in ends[:-1]:
        breaks.append(Break(id=end))
    sheet.col_breaks = breaks
    names = _pixels(sheet, range(1, left + 1))
    firsts = [left + 1, *(end + 1 for end in ends[:-1])]
    widest = max(
        names + _pixels(sheet, range(first, end + 1)) for first, end in zip(firsts, ends, strict=True)
    )
    scale = int(100 * _PAGE_WIDTH / widest)
    sheet.page_setup.scale = max(_LEAST_SCALE, min(scale, _MOST_SCALE))
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=False)
    sheet.page_setup.pageOrder = "overThenDown"


def page_ends(left: int, days: int) -> list[int]:
    """The last day's column on each page."""
    pages = ceil(days / DAYS_OF_A_PAGE)
    most = ceil(days / pages)
    return [left + min(most * page, days) for page in range(1, pages + 1)]


def _pixels(sheet: Worksheet, columns: Sequence[int]) -> float:
    widths = (sheet.column_dimensions[get_column_letter(column)].width for column in columns)
    return sum(width * _LETTER + _PADDING for width in widths)
