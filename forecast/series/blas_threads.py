"""One thread for linear algebra: on matrices this small a second one mostly waits for the first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from threadpoolctl import ThreadpoolController


@cache
def _linear_algebra() -> ThreadpoolController:
    # Cached at the first fit, when every library that brings threads has been loaded.
    return ThreadpoolController()


@contextmanager
def one_thread() -> Iterator[None]:
    """Limit BLAS to one thread; on a busy machine that is ten times as fast as two."""
    with _linear_algebra().limit(limits=1, user_api="blas"):
        yield
