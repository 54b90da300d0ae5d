"""Work in a thread of the server that outlives the page it was begun on, for the person who began it."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager, nullcontext
from contextvars import copy_context

from peakroster.store.who import NOBODY, Actor, acting_as, actor


class BackgroundWork(ABC):
    """Begins with its construction; subclasses set what they need before they call this one's ``__init__``.

    error: what it ended with, None while it runs and where all went well.
    """

    def __init__(self) -> None:
        self.error: Exception | None = None
        self._begun = time.monotonic()
        self._stop = threading.Event()
        # A server asks the page who is at work, and a thread of its own is no page's; the page may also be
        # closed before the work is done. The context says by which page a change is made.
        self._by = actor() or Actor(NOBODY, frozenset())
        context = copy_context()
        self._thread = threading.Thread(target=context.run, args=(self._carry_out,), daemon=True)
        self._thread.start()

    @abstractmethod
    def work(self) -> None:
        """What is to be done; called once, in the thread."""

    def noted(self) -> AbstractContextManager[None]:
        """Around the work: that it goes on is kept where the next start of the server finds it."""
        return nullcontext()

    @property
    def by(self) -> str:
        """Who began it."""
        return self._by.name

    def stop(self) -> None:
        """Ask it to end with the best it has."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to end."""
        return self._stop.is_set()

    @property
    def done(self) -> bool:
        """Whether nothing more comes of it."""
        return not self._thread.is_alive()

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._begun

    def wait(self, seconds: float) -> bool:
        """Wait at most that long; returns :attr:`done`."""
        self._thread.join(seconds)
        return self.done

    def _carry_out(self) -> None:
        try:
            with acting_as(self._by.name, self._by.may), self.noted():
                self.work()
        except Exception as error:  # told on the page, by whoever looks at it
            self.error = error
