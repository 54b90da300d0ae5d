"""Names of the sales that Chinese platforms share, as people write them: 双11, 双十二大促, 618, 女神节."""

from __future__ import annotations

import re
from collections.abc import Collection

from peakroster.layouts.cells.words import plain

_SAID = {
    "double11": ("双11", "双十一", "11.11", "1111", "double11", "double 11"),
    "double12": ("双12", "双十二", "12.12", "1212", "double12", "double 12"),
    "618": ("618", "6.18", "年中大促"),
    "38": ("38", "3.8", "三八", "三八节", "38节", "女神节", "女王节", "妇女节"),
    "99": ("99", "9.9", "九九", "划算节"),
    "818": ("818", "8.18"),
    "newyear": ("年货节", "年货"),
    "blackfriday": ("黑五", "黑色星期五", "black friday", "blackfriday"),
}
_KINDS = {plain(word): kind for kind, words in _SAID.items() for word in words}
_AROUND = re.compile(r"^(?:天猫|淘宝|京东|拼多多|抖音)|(?:大促|促销|狂欢节|全球狂欢节|购物节|活动|节)$")


def sale_kind(name: str, own: Collection[str] = ()) -> str | None:
    """The kind that events.csv calls a sale by; None for a name that is none of them.

    name: without its year. own: kinds that the shop uses; one called the same goes before.
    """
    if name in own:
        return name
    label = plain(name)
    shorter = _AROUND.sub("", _AROUND.sub("", label)).strip()
    return _KINDS.get(label) or _KINDS.get(shorter)
