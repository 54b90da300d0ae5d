"""Cells of agents.csv that name a rotation of shop.toml."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from peakroster.tables.errors import UnreadableError
from peakroster.tables.suggestions import nearest_first
from scheduler.domain.rotations import OwnRotation, Rotation

_AHEAD = re.compile(r"(?P<name>.+?)\s*\+\s*(?P<days>\d{1,3})")


def parse_rotation(text: str, rotations: Sequence[Rotation] | None) -> OwnRotation | None:
    """``<name>[+days]``: the days by which the person is further in the pattern.

    rotations: those of shop.toml; None = not checked. Raises UnreadableError ``unknown_rotation``.
    """
    if rotations is None:
        return None
    known = {unicodedata.normalize("NFKC", each.name): each for each in rotations}
    whole = unicodedata.normalize("NFKC", text).strip()
    found = None if whole in known else _AHEAD.fullmatch(whole)
    name, ahead = (whole, 0) if found is None else (found["name"], int(found["days"]))
    if name not in known:
        names = [each.name for each in rotations]
        raise UnreadableError("unknown_rotation", token=text, known=nearest_first(name, names))
    return OwnRotation(known[name], ahead)
