"""The neutral table as a CSV file."""

from __future__ import annotations

import pandas as pd


def table_csv(neutral: pd.DataFrame) -> bytes:
    """The table as CSV in UTF-8 with a BOM, which Excel needs for Chinese; booleans as true and false."""
    words = neutral.copy()
    for column in ("cross_midnight", "is_rest"):
        words[column] = words[column].map({True: "true", False: "false"})
    return words.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")
