"""What a sheet was understood to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from peakroster.layouts.questions import Question, Remark

Kind = Literal[
    "history",
    "staff",
    "leave",
    "roster",
    "shifts",
    "events",
    "attendance",
    "performance",
    "figures",
    "unknown",
]


@dataclass(frozen=True)
class Reading:
    """One sheet as it is understood.

    Attributes
    ----------
    kind, layout
        What it is, and how it lies: codes of words.
    table
        Its rows with the columns of a table of the shop, as text, and ``row``: that of the sheet, from 1.
        None while a question keeps it from being read, or where it is left out.
    header_rows, body
        Rows of the headers and the first one of the table, from 0.
    questions
        What has to be answered first.
    left_out, assumed
        What is not read, and how what might be read otherwise is read.
    signature
        Headers by which next week's file is known again.
    headers
        Column of the table → its header as it stands in the sheet.
    strength
        How surely it is of this kind, to choose among several: recognised headers.
    used
        Keys of the answers that it was read with.
    notes
        Texts above and below a roster, which may say what its shifts are.
    """

    kind: Kind
    layout: str
    table: pd.DataFrame | None
    header_rows: tuple[int, ...] = ()
    body: int = 0
    questions: tuple[Question, ...] = ()
    left_out: tuple[Remark, ...] = ()
    assumed: tuple[Remark, ...] = ()
    signature: tuple[str, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    strength: float = 0.0
    used: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
