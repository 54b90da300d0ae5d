"""Yes and no as people write them."""

from __future__ import annotations

from peakroster.tables.errors import UnreadableError

_YES = {"yes", "y", "true", "1", "是", "√", "分别", "单独", "逐个"}
_NO = {"no", "n", "false", "0", "否", "一起", "同时"}


def parse_yes_no(text: str) -> bool:
    """Raises UnreadableError ``bad_yes_no``."""
    word = text.strip().casefold()
    if word not in _YES | _NO:
        raise UnreadableError("bad_yes_no")
    return word in _YES
