"""What a desk will be asked for, computed beside it: the whole audit of its plan, every queue followed once.

One plan after the other, in a thread that ends with the process; whoever asks earlier computes it himself.
A server lets another process do what takes long (:mod:`peakroster.desk.apart`), and what must be done in its
own waits until nobody is at work.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from peakroster.desk.apart import prepare_apart
from peakroster.desk.memory import Kept
from peakroster.desk.need.explained import is_at_hand
from peakroster.desk.overview.days import days_ahead
from peakroster.desk.overview.news import news, since_yesterday
from peakroster.desk.overview.promises import promises
from peakroster.desk.overview.weeks import day_of_work, weeks_ahead
from peakroster.desk.quiet import QUIET
from peakroster.desk.requests.asking import waiting_requests
from peakroster.desk.roster import (
    Desk,
    assignments_of,
    change,
    examine,
    follow_queues,
    glance,
    open_desk,
    plans,
)
from peakroster.store.drafts import open_draft_of
from peakroster.tables.findings import CollisionError, InputError

_begun: Kept[threading.Thread] = Kept(8)
_one_at_a_time = threading.Lock()
_serving = 0

_TURN_SECONDS = 0.001
"""A page does hundreds of small things outside of the interpreter (files, the store, messages to a browser)
and waits for its turn after each; Python's own five thousandths make a second of that."""
_QUIET_SECONDS = 1.0
_MOST_SECONDS = 20.0
"""For which a step waits for quiet at most; a server with many desks may never be quiet."""


@contextmanager
def served() -> Iterator[None]:
    """As long as this process is a server, which people wait for."""
    global _serving
    _serving += 1
    before = sys.getswitchinterval()
    sys.setswitchinterval(_TURN_SECONDS)
    try:
        yield
    finally:
        _serving -= 1
        sys.setswitchinterval(before)


def prepare(desk: Desk, seconds: float = 0.0) -> None:
    """Begin with a desk, where nobody has begun with it, and wait for it for so long at most.

    A server does not wait.
    """
    objects: tuple[object, ...] = (desk.shop, desk.plan)
    thread = _begun.of(objects, (), lambda: threading.Thread(target=_prepare, args=(desk,), daemon=True))
    with suppress(RuntimeError):  # another has started it
        thread.start()
    if not _serving:
        thread.join(seconds)


def will_explain(desk: Desk, queue: str) -> bool:
    """Whether the need of this queue is about to be recomputed by another process: a page need not do it."""
    thread = _begun.known((desk.shop, desk.plan)) if _serving else None
    return thread is not None and thread.is_alive() and not is_at_hand(desk, queue)


def prepare_newest(folder: Path) -> None:
    """The plan that a browser is shown first: the one that begins latest; in a thread, nothing is raised."""
    threading.Thread(target=_prepare_newest, args=(folder,), daemon=True).start()


def _prepare_newest(folder: Path) -> None:
    with suppress(InputError, CollisionError, OSError):  # the page tells it
        days = plans(folder)
        if days:
            desk = open_desk(folder, days[-1])
            _first_screen(desk)
            prepare(desk)


def _first_screen(desk: Desk) -> None:
    """All that the overview asks for, found again or quicker the second time."""
    shop, now = desk.shop, datetime.now(ZoneInfo(desk.shop.settings.timezone))
    len(glance(desk).shortages)
    today, kept = day_of_work(shop, now), promises(shop, desk.plan)
    open_draft_of(shop.folder, desk.plan.first_day)
    if kept is not None:
        days_ahead(shop, desk.plan, kept, today)
    weeks_ahead(shop, today)
    waiting_requests(shop.folder, shop=shop)
    news(shop.folder, shop.settings.timezone, since_yesterday(now))


def _prepare(desk: Desk) -> None:
    warming = threading.Thread(target=_warm, args=(desk,), daemon=True)
    with _one_at_a_time, suppress(InputError, CollisionError, OSError):
        if not _serving or not prepare_apart(desk, warming.start):
            follow_queues(desk)
            examine(desk)


def _warm(desk: Desk) -> None:
    """In this process: the compiled functions are loaded, the courses that another has followed are found."""
    with suppress(InputError, CollisionError, OSError):
        for step in (follow_queues, _change_a_cell):
            QUIET.wait(_QUIET_SECONDS, _MOST_SECONDS)
            step(desk)


def _change_a_cell(desk: Desk) -> None:
    """As the first changed cell would; the plan that comes of it is nobody's."""
    one = next(iter(assignments_of(desk)), None)
    if one is not None:
        agent, day = desk.shop.agents[one.agent].id, desk.plan.first_day + timedelta(days=one.day)
        change(desk, {(agent, day): None})
