"""A number's breakdown as an HTML table: steps, details below them, totals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def breakdown_table(headers: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]]) -> str:
    """The table as HTML, its texts escaped; styled by the class ``why`` of :mod:`ui.style`.

    Parameters
    ----------
    rows
        Kind and cells of each row. Kind ``detail`` has one cell that spans all columns.
    """
    head = "".join(f"<th>{escape(name)}</th>" for name in headers)
    body = "".join(_row(kind, cells, len(headers)) for kind, cells in rows)
    return f'<table class="why"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _row(kind: str, cells: Sequence[str], columns: int) -> str:
    if kind == "detail":
        return f'<tr class="detail"><td colspan="{columns}">{escape(cells[0])}</td></tr>'
    return f'<tr class="{kind}">{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'
