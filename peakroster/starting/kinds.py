"""What is usual for a shop of each platform, and for a team on the telephone: where the five answers begin.

The targets are those of docs/reference/platforms.md, counted until an agent takes the chat: whoever is new
does not know of how many replies a chat consists. Opening hours are those in which the platform counts.
Handling time, chats at once and speeds are a beginning for anybody to correct, and without a source.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.domain.windows import Window


@dataclass(frozen=True)
class ShopKind:
    """A platform.

    Attributes
    ----------
    id
        As ``--platform`` takes it.
    names
        Words by which people, and titles of their tables, call it.
    target
        The value of ``target``, as shop.toml has it.
    open
        Usual hours of people at the desks.
    aht_seconds
        Mean time of a chat or call whose agent has no other.
    slowdown
        Speed of each of 1, 2, … chats at once; its length is their number.
    patience_seconds
        Mean patience; None = nobody leaves.
    """

    id: str
    names: tuple[str, ...]
    target: str
    open: Window
    aht_seconds: int
    slowdown: tuple[float, ...]
    patience_seconds: int | None = None

    @property
    def concurrency(self) -> int:
        """Chats at once."""
        return len(self.slowdown)


_CHAT = (1.0, 0.9, 0.8)
_DAY = Window(8 * 60, 23 * 60)

KINDS: tuple[ShopKind, ...] = (
    ShopKind("tmall", ("天猫", "tmall"), '"tmall-30s"', _DAY, 240, _CHAT),
    ShopKind("taobao", ("淘宝", "taobao"), '"taobao-3min"', _DAY, 240, _CHAT),
    ShopKind("pdd", ("拼多多", "pdd", "pinduoduo"), '"pdd-5min"', _DAY, 180, _CHAT),
    ShopKind(
        "jd",
        ("京东", "jd"),
        '{ kind = "service_level", share = 0.8, within_seconds = 30, hours = "09:00-23:00" }',
        Window(9 * 60, 23 * 60),
        240,
        _CHAT,
    ),
    ShopKind(
        "douyin",
        ("抖音", "飞鸽", "抖店", "douyin"),
        '{ kind = "service_level", share = 0.8, within_seconds = 180, hours = "08:00-23:00" }',
        _DAY,
        180,
        _CHAT,
    ),
    ShopKind(
        "phone",
        ("电话", "热线", "呼叫中心", "phone", "telephone", "call"),
        '{ kind = "service_level", share = 0.8, within_seconds = 20 }',
        Window(9 * 60, 21 * 60),
        270,
        (1.0,),
        180,
    ),
)

BY_ID = {kind.id: kind for kind in KINDS}


def kind_called(text: str) -> ShopKind | None:
    """The platform of a word, also of its number in the list; None for none."""
    label = unicodedata.normalize("NFKC", text).strip().casefold()
    if label.isdigit() and 1 <= int(label) <= len(KINDS):
        return KINDS[int(label) - 1]
    return next((kind for kind in KINDS if label in (kind.id, *kind.names)), None)


def kind_in(titles: Iterable[str]) -> ShopKind | None:
    """The one platform that titles name; None for none, and for several."""
    text = " ".join(titles)
    found = [kind for kind in KINDS if any(name in text for name in kind.names if not name.isascii())]
    return found[0] if len(found) == 1 else None
