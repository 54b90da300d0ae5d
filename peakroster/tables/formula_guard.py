"""Keeps texts in a .csv file from being computed by the spreadsheet that opens it.

A cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break may be run as a formula, also in the
wide forms of a Chinese keyboard. An apostrophe before it is what spreadsheets themselves take for "this is a
text" (OWASP, "CSV Injection"); what we read drops it again.
"""

from __future__ import annotations

import re

import pandas as pd

GUARD = "'"
_FORMULA = r"[=+\-@\t\r\n＝＋－＠]"
_BEGINS = re.compile(f"{GUARD}*{_FORMULA}")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+", re.ASCII)


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet computes."""
    return GUARD + text if is_formula(text) else text


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may compute a cell with this text."""
    return _BEGINS.match(text) is not None


def guarded_id(text: str) -> str:
    """An id as such a cell: one that is a plain number with a sign computes nothing and stays what it is."""
    return text if _PLAIN_NUMBER.fullmatch(text) else guarded(text)


def without_guard(texts: pd.Series) -> pd.Series:
    """A column of text as it was before :func:`guarded`."""
    return texts.str.replace(f"^{GUARD}(?={GUARD}*{_FORMULA})", "", regex=True)
