"""Parses the cells of a table column by column, and reports those that cannot be parsed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.tables.errors import UnreadableError
from peakroster.tables.names import all_meant, meant, sharing
from peakroster.tables.numbers import parse_numbers
from peakroster.tables.raw_table import NO_VALUE, RawTable
from peakroster.tables.report import Report
from peakroster.tables.suggestions import nearest_first
from peakroster.tables.timestamps import (
    DAYS_1900_TO_1904,
    FIRST_YEAR,
    LAST_YEAR,
    SERIAL,
    SERIAL_ORIGIN,
    parse_days,
    parse_instants,
    parse_timestamps,
)

T = TypeVar("T")
Mask = NDArray[np.bool_]

_EXCEL_ERROR = r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|#+)"
_NOT_IN_IDS = r"[;,；，\x00-\x1f\x7f]"
_LIST_SEPARATOR = re.compile(r"[;；]")
_LEAST_PER_CENT = 2
"""A smaller number beyond a share's bound may be a slip as well."""
_WRONG_SEPARATOR = re.compile(r"[,，、/|]")


class ColumnParser:
    """Parses the columns of one table.

    Every method reads one column and returns as many values as the table has rows, with an empty value
    (NaT, NaN, None, "") where there is nothing or nothing readable. ``good`` says which rows have had no
    error so far: only those may become records.
    """

    def __init__(self, table: RawTable, report: Report) -> None:
        self.table = table
        self.report = report
        self.good: Mask = ~table.broken
        self._clean: dict[str, pd.Series] = {}
        required = {column.name for column in table.spec.columns if column.required}
        self._filled = {column.name for column in table.spec.columns if column.required and not column.blank}
        if required - set(table.headers):
            self.good &= False  # the missing header was reported; no row can be whole

    def __len__(self) -> int:
        return len(self.table.rows)

    def fail(self, code: str, column: str, mask: Mask | pd.Series, details: Any = None) -> None:
        """Report an error in each marked row. details: a mapping, or a function of the row's position."""
        marked = np.asarray(mask, dtype=bool)
        if marked.any():
            self._tell("error", code, column, marked & ~self.table.broken, details)
            self.good &= ~marked

    def warn(self, code: str, column: str, mask: Mask | pd.Series, details: Any = None) -> None:
        """Report a warning for each marked row."""
        self._tell("warning", code, column, np.asarray(mask, dtype=bool) & ~self.table.broken, details)

    def fail_at(self, code: str, column: str, place: int, details: Any = None) -> None:
        """Report an error in one row, by its position."""
        self._tell_at("error", code, column, place, details)
        self.good[place] = False

    def warn_at(self, code: str, column: str, place: int, details: Any = None) -> None:
        """Report a warning for one row, by its position."""
        self._tell_at("warning", code, column, place, details)

    def _tell_at(self, severity: Any, code: str, column: str, place: int, details: Any) -> None:
        if not self.table.broken[place]:
            value = self.table.cells[column].iloc[place]
            header = self.table.header(column, place)
            rows = self.table.rows[place : place + 1]
            self.report.rows(severity, code, self.table.file, header, rows, [value], details)

    def _tell(self, severity: Any, code: str, column: str, mask: Mask, details: Any) -> None:
        if column in self.table.own_headers:
            for place in np.flatnonzero(mask):
                shown = details(int(place)) if callable(details) else details
                self._tell_at(severity, code, column, int(place), shown)
            return
        places = np.flatnonzero(mask)
        if not len(places):
            return
        values = [value.removeprefix(NO_VALUE) for value in self.table.cells[column].iloc[places]]
        shown = (lambda position: details(int(places[position]))) if callable(details) else details
        header = self.table.headers.get(column, column)
        self.report.rows(severity, code, self.table.file, header, self.table.rows[places], values, shown)

    def text(self, column: str) -> pd.Series:
        """The cells as text; an empty cell in a required column is an error."""
        if column not in self._clean:
            cells = self.table.cells[column]
            if column in self._filled and column in self.table.headers:
                self.fail("missing_value", column, cells == "")
            if cells.str.startswith("#").any():
                spoilt = cells.str.fullmatch(_EXCEL_ERROR).astype(bool)
                self.fail("excel_error", column, spoilt)
                missing = cells.str.startswith(NO_VALUE).astype(bool)
                self.fail("formula_without_value", column, missing)
                cells = cells.mask(spoilt | missing, "")
            self._clean[column] = cells
        return self._clean[column]

    def ids(self, column: str, *, unique: bool = False, reserved: Collection[str] = ()) -> pd.Series:
        """Names that other files refer to; reserved ones are given in lower case."""
        texts = self.text(column)
        bad = texts.str.contains(_NOT_IN_IDS, regex=True).astype(bool)
        self.fail("bad_id", column, bad)
        if reserved:
            self.fail("reserved_name", column, texts.str.casefold().isin(list(reserved)))
        if unique:
            self.unique([column])
        return texts.mask(bad, "")

    def unique(self, columns: Sequence[str], code: str = "duplicate_id") -> None:
        """Report rows whose combination of these columns occurred before."""
        keys = pd.DataFrame({name: self.text(name) for name in columns})
        whole = (keys != "").all(axis=1)
        first_rows = pd.Series(self.table.rows).groupby([keys[name] for name in columns]).transform("first")
        again = whole & keys.duplicated()
        self.fail(code, columns[0], again, lambda place: {"first": int(first_rows.iloc[place])})

    def known(self, column: str, names: Collection[str] | None, code: str) -> pd.Series:
        """Names that must be among ``names``, or be called so; not checked if those were not read (None)."""
        texts = all_meant(self.text(column), names)
        if names is not None:
            shared = texts.map(lambda text: bool(sharing(text, names))).astype(bool)
            self.fail(
                "ambiguous_name", column, shared, lambda place: shared_details(texts.iloc[place], names)
            )
            unknown = ~texts.isin([*names, ""]) & ~shared

            def details(place: int) -> dict[str, str]:
                token = texts.iloc[place]
                return {"token": token, "known": nearest_first(token, names)}

            self.fail(code, column, unknown, details)
        return texts

    def timestamps(
        self, column: str, *, end: bool = False, last_day: bool = False, where: pd.Series | None = None
    ) -> pd.Series:
        """datetime64; ``24:00`` only as an end; only the rows of ``where``, if given.

        last_day: whether a date without a time reaches to the end of that day.
        """
        return self._dated(column, lambda texts: parse_timestamps(texts, end=end, last_day=last_day), where)

    def instants(self, column: str) -> pd.Series:
        """datetime64 in whole seconds, for the times of a log."""
        return self._dated(column, parse_instants)

    def days(self, column: str) -> pd.Series:
        """datetime64 at midnight."""
        return self._dated(column, parse_days)

    def span(self, ends_early: str = "span_ends_early") -> tuple[pd.Series, pd.Series]:
        """``start`` and ``end`` as timestamps, the end excluded; a date alone as an end includes that day.

        An end that is not after its start is an error, of the code ``ends_early``.
        """
        starts, ends = self.timestamps("start"), self.timestamps("end", end=True, last_day=True)
        self.fail(
            ends_early,
            "end",
            ends <= starts,
            lambda place: {"start": f"{starts.iloc[place]:%Y-%m-%dT%H:%M}"},
        )
        return starts, ends

    def _dated(
        self,
        column: str,
        parse: Callable[[pd.Series], tuple[pd.Series, pd.Series]],
        where: pd.Series | None = None,
    ) -> pd.Series:
        texts = self.text(column) if where is None else self.text(column).where(where, "")
        given = texts[texts != ""]
        if self.table.from_1904:
            given = self._from_1900(column, given)
        if given.empty:
            return pd.Series(pd.NaT, index=texts.index, dtype="datetime64[us]")
        values, codes = parse(given)
        all_codes = codes.reindex(texts.index, fill_value="")
        for code in sorted(set(codes) - {""}):
            years = {"first_year": FIRST_YEAR, "last_year": LAST_YEAR}
            self.fail(code, column, all_codes == code, years if code == "date_implausible" else None)
        return values.reindex(texts.index)

    def _from_1900(self, column: str, texts: pd.Series) -> pd.Series:
        """Plain numbers of days since 1904 as those since 1900; cells formatted as dates tell themselves."""
        serial = texts.str.fullmatch(SERIAL).astype(bool)
        if not serial.any():
            return texts
        numbers = texts[serial].astype("float64") + DAYS_1900_TO_1904
        first, value = numbers.index[0], texts[serial].iloc[0]
        meant = SERIAL_ORIGIN + pd.Timedelta(days=float(numbers.iloc[0]))
        days = {
            "meant": f"{meant:%Y-%m-%d}",
            "other": f"{meant - pd.Timedelta(days=DAYS_1900_TO_1904):%Y-%m-%d}",
        }
        header, row = self.table.headers.get(column, column), int(self.table.rows[first])
        self.report.warning(
            "number_from_1904", self.table.file, row, column=header, value=value, count=len(numbers), **days
        )
        moved = texts.copy()
        moved[serial] = numbers.map(lambda number: f"{number:.9f}".rstrip("0").rstrip("."))
        return moved

    def numbers(
        self,
        column: str,
        *,
        above: float | None = None,
        least: float | None = None,
        most: float | None = None,
        whole: bool = False,
    ) -> NDArray[np.float64]:
        """float64 within the bounds; ``whole``: integers only.

        Where the upper bound is a share, per cent are an error of their own.
        """
        texts = self.text(column)
        given = texts != ""
        if not given.any():
            return np.full(len(texts), np.nan)
        values = parse_numbers(texts[given]).reindex(texts.index)
        per_cent = _per_cent(texts, values) if most is not None and most <= 1 else values.where(values.isna())
        self.fail(
            "share_cell_in_per_cent",
            column,
            per_cent.notna(),
            lambda place: {
                "percent": f"{per_cent.iloc[place]:g}",
                "instead": f"{per_cent.iloc[place] / 100:g}",
            },
        )
        values = values.mask(per_cent.notna())
        self.fail("not_a_number", column, given & values.isna() & per_cent.isna())
        if whole:
            self.fail("fractional", column, values.notna() & (values % 1 != 0))
        for outside, sign, bound in (
            (values <= (above or 0) if above is not None else None, ">", above),
            (values < (least or 0) if least is not None else None, "≥", least),
            (values > (most or 0) if most is not None else None, "≤", most),
        ):
            if outside is not None:
                self.fail("out_of_range", column, outside, {"bound": f"{sign} {bound:,.15g}"})
        return values.to_numpy(dtype=np.float64)

    def parsed(
        self, column: str, parse: Callable[[str], T], where: pd.Series | None = None
    ) -> list[T | None]:
        """The result of ``parse`` for each cell (only the rows of ``where``, if given).

        It raises UnreadableError with the code of the finding.
        """
        texts = self.text(column) if where is None else self.text(column).where(where, "")
        read: dict[str, T | None] = {"": None}
        problems: dict[str, UnreadableError] = {}
        for text in set(texts) - {""}:
            try:
                read[text] = parse(text)
            except UnreadableError as problem:
                read[text], problems[text] = None, problem
        for code in sorted({problem.code for problem in problems.values()}):
            wrong = texts.isin([text for text, problem in problems.items() if problem.code == code])
            self.fail(code, column, wrong, lambda place: problems[texts.iloc[place]].details)
        return [read[text] for text in texts]

    def lists(self, column: str, names: Collection[str] | None, code: str) -> list[tuple[str, ...]]:
        """Lists of names separated by ``;``, without repetition; each as :meth:`known`."""

        def parse(text: str) -> tuple[str, ...]:
            parts = (meant(part.strip(), names) for part in _LIST_SEPARATOR.split(text))
            tokens = tuple(dict.fromkeys(part for part in parts if part))
            unknown = [] if names is None else [token for token in tokens if token not in names]
            if unknown and _WRONG_SEPARATOR.search(unknown[0]):
                raise UnreadableError("list_separator", token=unknown[0])
            for token in unknown:
                if sharing(token, names):
                    raise UnreadableError("ambiguous_name", **shared_details(token, names))
            if unknown:
                shown = "; ".join(unknown)
                raise UnreadableError(code, token=shown, known=nearest_first(unknown[0], names or ()))
            return tokens

        return [tokens or () for tokens in self.parsed(column, parse)]


def shared_details(text: str, names: Collection[str] | None) -> dict[str, Any]:
    """What a finding says of a name that several bear."""
    return {"token": text, "ids": "; ".join(sharing(text, names))}


def _per_cent(texts: pd.Series, values: pd.Series) -> pd.Series:
    """The per cent that shares were given in, ``50%`` or ``50``; NaN where they were not."""
    signed = texts.map(lambda text: unicodedata.normalize("NFKC", text)).str.strip()
    numbers = parse_numbers(signed.str.removesuffix("%").str.rstrip())
    meant = numbers.where(signed.str.endswith("%").astype(bool), values.where(values >= _LEAST_PER_CENT))
    return meant.where(meant.between(0, 100, inclusive="left"))


def none_for_nan(values: NDArray[np.float64]) -> list[float | None]:
    """The numbers as Python floats, None for NaN."""
    return [None if np.isnan(value) else float(value) for value in values]
