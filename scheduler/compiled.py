"""Just-in-time compilation with numba, cached on disk where possible."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function on its first call; it releases the GIL.

    The machine code is cached beside the module or in the user's cache folder. Where neither is writable, as
    in a read-only installation, every process compiles anew.
    """
    try:
        return cast(Callable[P, R], njit(function, nogil=True, cache=True))
    except RuntimeError:  # numba: "no locator available"
        return cast(Callable[P, R], njit(function, nogil=True))
