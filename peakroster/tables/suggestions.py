"""Suggests the name that a misspelt one may have meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

CANDIDATES = 2000  # beyond this many names the comparison would take longer than it helps


def closest(text: str, names: Iterable[str]) -> str | None:
    """The name most like the text, or None when nothing is like it.

    Zeros at the front count for little: a spreadsheet turns ``007`` into ``7``.
    """
    folded = {name.casefold().lstrip("0"): name for name in islice(names, CANDIDATES)}
    found = get_close_matches(text.casefold().lstrip("0"), folded, n=1, cutoff=0.7)
    return folded[found[0]] if found else None


def nearest_first(text: str, names: Iterable[str], limit: int = 6) -> str:
    """Some of the names for a message, the one most like the text in front; ``…`` stands for the rest."""
    known = list(islice(names, CANDIDATES))
    best = closest(text, known)
    ordered = [best, *(name for name in known if name != best)] if best is not None else known
    return "; ".join(ordered[:limit]) + ("; …" if len(ordered) > limit else "") if ordered else "—"
