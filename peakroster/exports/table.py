"""The neutral table as a CSV file."""

from __future__ import annotations

import pandas as pd


def table_csv(neutral: pd.DataFrame) -> bytes:
    """UTF-8 with a BOM, so that Excel reads the Chinese; yes or no as ``true`` or ``false``."""
    words = neutral.copy()
    for column in ("cross_midnight", "is_rest"):
        words[column] = words[column].map({True: "true", False: "false"})
    return words.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")
