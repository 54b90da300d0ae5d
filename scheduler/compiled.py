"""Just-in-time compilation with numba, cached on disk where possible."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function on its first call; it releases the GIL.

    The machine code is cached beside the module or in the user's cache folder. Where neither is writable, as
    in a read-only installation, every process compiles anew.
    """
    try:
        return cast(Callable[P, R], njit(function, nogil=True, cache=True))
    except RuntimeError:  # numba: "no locator available"
        return cast(Callable[P, R], njit(function, nogil=True))


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """A kernel that compiled functions take in whole: for small ones in inner loops, where a call with arrays
    would take longer than the work."""
    return cast(Callable[P, R], njit(function, nogil=True, inline="always"))


def plain(value: T) -> T:
    """A named tuple, and those in it, as plain tuples for a call of a compiled function from Python.

    Numba finds the type of a plain tuple in a microsecond, of a named one in ten. A function that is called
    so unpacks it by position or makes it a named tuple again; both cost nothing in compiled code.
    """
    return cast(T, tuple(map(plain, value))) if isinstance(value, tuple) else value
