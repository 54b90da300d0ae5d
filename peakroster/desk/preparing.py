"""What a desk will be asked for, computed beside it: the whole audit of its plan, every queue followed once.

One plan after the other, in a thread that ends with the process; whoever asks earlier computes it himself.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path

from peakroster.desk.memory import Kept
from peakroster.desk.overview.promises import promises
from peakroster.desk.roster import Desk, examine, follow_queues, glance, open_desk, plans
from peakroster.tables.findings import CollisionError, InputError

_begun: Kept[threading.Thread] = Kept(8)
_one_at_a_time = threading.Lock()


def prepare(desk: Desk, seconds: float = 0.0) -> None:
    """Begin with a desk, where nobody has begun with it, and wait for it for so long at most."""
    objects: tuple[object, ...] = (desk.shop, desk.plan)
    thread = _begun.known(objects)
    if thread is None:
        thread = _begun.keep(objects, (), threading.Thread(target=_prepare, args=(desk,), daemon=True))
        thread.start()
    thread.join(seconds)


def prepare_newest(folder: Path) -> None:
    """The plan that a browser is shown first: the one that begins latest; in a thread, nothing is raised."""
    threading.Thread(target=_prepare_newest, args=(folder,), daemon=True).start()


def _prepare_newest(folder: Path) -> None:
    with suppress(InputError, CollisionError, OSError):  # the page tells it
        days = plans(folder)
        if days:
            desk = open_desk(folder, days[-1])
            glance(desk)
            promises(desk.shop, desk.plan)  # a third of the first page's work
            prepare(desk)


def _prepare(desk: Desk) -> None:
    with _one_at_a_time, suppress(InputError, CollisionError, OSError):
        follow_queues(desk)
        examine(desk)
