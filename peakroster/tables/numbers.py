"""Parses numbers, a whole column at a time."""

from __future__ import annotations

import unicodedata

import pandas as pd

_NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
_THOUSANDS = r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?"


def parse_numbers(texts: pd.Series) -> pd.Series:
    """float64 on the index of ``texts``; NaN where there is no finite number.

    ``1,234`` is read as Excel writes it, ``１２`` as the full-width digits of a Chinese keyboard.
    """
    plain = texts.str.fullmatch(_NUMBER).astype(bool)
    if not plain.all():
        odd = texts[~plain].map(lambda text: unicodedata.normalize("NFKC", text)).astype("str").str.strip()
        odd = odd.where(~odd.str.fullmatch(_THOUSANDS).astype(bool), odd.str.replace(",", ""))
        texts = texts.copy()
        texts[~plain] = odd.where(odd.str.fullmatch(_NUMBER).astype(bool), "nan")
    numbers = pd.to_numeric(texts, errors="coerce").astype("float64")
    return numbers.where(numbers.abs() < float("inf"))
