"""Compilation to machine code, kept on disk where that is possible."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function as machine code that lets other threads run, compiled when it is first called.

    The code is kept beside the module or in the user's cache folder. Where neither can be written, as in
    an installation that is read only, it is compiled anew in every process.
    """
    try:
        return cast(Callable[P, R], njit(function, nogil=True, cache=True))
    except RuntimeError:  # numba: "no locator available"
        return cast(Callable[P, R], njit(function, nogil=True))
