"""Suggests the name that a misspelt one may have meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from itertools import islice

from peakroster.messages import Term

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


def nearest_kinds(text: str, names: Mapping[str, str]) -> Term:
    """Kinds for a message, nearest first: as they are called inside, or by their first Chinese name.

    names: every accepted name → the kind.
    """
    chinese: dict[str, str] = {}
    for name, kind in names.items():
        if name != kind:
            chinese.setdefault(kind, name)
    return Term(nearest_first(text, dict.fromkeys(names.values())), nearest_first(text, chinese.values()))


def kind_named(kind: str, names: Mapping[str, str]) -> Term:
    """One kind as a message calls it; names as for :func:`nearest_kinds`."""
    return Term(kind, next((name for name, meant in names.items() if meant == kind != name), kind))
