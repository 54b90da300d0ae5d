"""What a spreadsheet makes of an id that looks like a number, and which id it was before."""

from __future__ import annotations

import re
import unicodedata

EXCEL_DIGITS = 15
"""Digits of a number that Excel keeps; it writes zeros for those behind."""

_SCIENTIFIC = re.compile(r"([0-9](?:\.[0-9]+)?)E\+?([0-9]{1,3})", re.IGNORECASE)


def plain_form(text: str) -> str:
    """The id without what spreadsheets and keyboards change: width, case, zeros in front, ``.0`` behind."""
    folded = unicodedata.normalize("NFKC", text).strip().casefold()
    folded = re.sub(r"(?<=[0-9])\.0+$", "", folded) if folded.replace(".", "", 1).isdigit() else folded
    return folded.lstrip("0") or "0"


def is_scientific(text: str) -> bool:
    """``1.23457E+17``: what is left of a long number in a cell that was too narrow."""
    return _SCIENTIFIC.fullmatch(_narrow(text)) is not None


def is_rounded(text: str) -> bool:
    """Whether it is a number of more than 15 digits with zeros for all of those behind."""
    narrow = _narrow(text)
    return narrow.isdecimal() and len(narrow) > EXCEL_DIGITS and not narrow[EXCEL_DIGITS:].strip("0")


def may_have_been(text: str, original: str) -> bool:
    """Whether a spreadsheet could have made ``text`` of the id ``original``."""
    if plain_form(text) == plain_form(original):
        return True
    narrow, digits = _narrow(text), _narrow(original).lstrip("0")
    if not digits.isdecimal():
        return False
    if (found := _SCIENTIFIC.fullmatch(narrow)) is not None:
        places = len(found[1].partition(".")[2])
        return f"{int(digits):.{places}E}" == f"{found[1]}E+{int(found[2]):02d}"
    same_start = narrow[:EXCEL_DIGITS] == digits[:EXCEL_DIGITS]
    return is_rounded(narrow) and len(narrow) == len(digits) and same_start


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
