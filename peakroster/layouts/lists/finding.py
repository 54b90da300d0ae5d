"""Where a list begins on its sheet, and which of the headers known for its kind it has."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from peakroster.layouts.cells.counts import is_number
from peakroster.layouts.cells.words import is_total
from peakroster.layouts.grid import Sheet
from peakroster.layouts.lists.words import Headers, assigned, spellings, spelt
from peakroster.layouts.questions import Remarks
from peakroster.layouts.spread import spread_rows

HEAD = 15


@dataclass(frozen=True)
class FoundList:
    """A list on a sheet. places: column → its place; titles: the texts above the headers."""

    sheet: Sheet
    rows: Sequence[Sequence[str]]
    header_rows: tuple[int, ...]
    headers: tuple[str, ...]
    places: dict[str, int]
    titles: tuple[str, ...]

    @property
    def body(self) -> int:
        """The first row below the headers, from 0."""
        return self.header_rows[-1] + 1

    @property
    def texts(self) -> dict[str, str]:
        """Column → its header as it stands there."""
        return {column: self.headers[place] for column, place in self.places.items()}

    def records(self, remarks: Remarks) -> Iterator[tuple[int, dict[str, str]]]:
        """Number of the row, from 1, and column → text, of the rows that are people or things.

        Totals, headers that are repeated and remarks below the list become remarks.
        """
        first = tuple(text for text in self.rows[self.header_rows[-1]] if text)
        for number, row in enumerate(self.rows[self.body :], start=self.body + 1):
            if not any(row):
                continue
            filled = [text for text in row if text]
            cells = {column: row[place] if place < len(row) else "" for column, place in self.places.items()}
            if tuple(filled) == first:
                remarks.add("header_again", number)
            elif is_total(filled[0]):
                remarks.add("total_row", number, filled[0])
            elif not any(cells.values()) or (
                len(filled) == 1 and len(self.places) > 2 and not is_number(filled[0])
            ):
                remarks.add("note_row", number, filled[0])
            else:
                yield number, cells

    @property
    def unknown(self) -> tuple[str, ...]:
        """Headers that nobody knows."""
        taken = set(self.places.values())
        return tuple(text for place, text in enumerate(self.headers) if text and place not in taken)


def find_list(sheet: Sheet, words: Headers) -> FoundList | None:
    """The list by the row, or the two rows, with the most known headers; None with fewer than two."""
    rows, _ = spread_rows(sheet)
    known = spelt(words)
    best: FoundList | None = None
    for place in range(min(len(rows), HEAD)):
        for count in (1, 2):
            if place + count > len(rows):
                continue
            headers = _joined(rows[place : place + count], known)
            places = assigned(headers, words)
            fewer = best is None or len(places) > len(best.places)
            if best is not None and len(places) == len(best.places) and count < len(best.header_rows):
                fewer = place > best.header_rows[0]  # the upper of two rows was a title
            if len(places) >= 2 and fewer:
                titles = tuple(text for row in rows[:place] for text in row if text)
                numbers = tuple(range(place, place + count))
                best = FoundList(sheet, rows, numbers, tuple(headers), places, titles)
    return best


def _joined(parts: Sequence[Sequence[str]], spellings_known: Collection[str]) -> list[str]:
    """One row of headers, or two as one: what is known of the lower, the upper, or both together."""
    if len(parts) == 1:
        return list(parts[0])
    upper, lower = parts
    width = max(len(upper), len(lower))
    found, group = [], ""
    for place in range(width):
        over = upper[place] if place < len(upper) else ""
        under = lower[place] if place < len(lower) else ""
        group = over or (group if under else "")
        choices = [group + under, under, over]
        known = (text for text in choices if any(one in spellings_known for one in spellings(text)))
        found.append(next(known, group + under))
    return found
