"""Words for totals, and signs for nothing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SUMS = ("合计", "总计", "小计", "汇总", "汇总值", "总和", "累计", "总数", "总量", "全天", "全日")
_MEANS = ("平均", "平均值", "平均数", "均值", "日均", "时均", "月均")
_ENGLISH = re.compile(r"(?:grand ?|sub-?)?(?:totals?|sums?|averages?|avg\.?|mean)")
_FOREIGN = ("summe", "gesamt", "mittelwert", "durchschnitt", "moyenne", "суммa", "promedio")

ZEROS = frozenset(("无", "-", "–", "—", "--", "——", "－", "没有", "零", "none"))
"""Signs that mostly stand for 0: 无, and the dash of Excel's format for amounts."""
UNKNOWN = frozenset(
    ("空", "空白", "/", "\\", "null", "nan", "n/a", "na", "nil", "缺", "缺失", "未统计", "暂无", "暂无数据")
)
"""Signs that mostly say that nothing was recorded."""


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """A text without differences of width and case, and without blanks and colons around it."""
    return unicodedata.normalize("NFKC", text).strip(" \t\r\n:：*").casefold()


@lru_cache(maxsize=20_000)
def is_total(text: str) -> bool:
    """Whether a label names a sum or a mean of others: 合计, 3月小计, 售前合计, 日均, Total, average."""
    label = re.sub(r"[\s()（）\[\]【】]+", "", plain(text))
    if not label or len(label) > 16:
        return False
    if label.startswith(("合计", "总计", "小计", "汇总", "累计")) or label.endswith((*_SUMS, *_MEANS)):
        return True
    return (
        bool(_ENGLISH.fullmatch(plain(text)) or re.search(r"(?:total|average)$", label)) or label in _FOREIGN
    )


def is_sign(text: str) -> bool:
    """Whether a cell says in a sign that there is nothing, or nothing known."""
    label = plain(text)
    return label in ZEROS or label in UNKNOWN


def is_zero_sign(text: str) -> bool:
    """Whether the sign is one that mostly stands for 0."""
    return plain(text) in ZEROS
