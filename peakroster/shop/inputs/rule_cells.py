"""Rules that have a cell of their own: ``夜班<=4; 早班+中班>=2/week`` in agents.csv."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from peakroster.shop.settings.limit_tables import FEWEST_DAYS, LONGEST_PLAN
from peakroster.tables.errors import UnreadableError
from peakroster.tables.suggestions import nearest_first
from scheduler.domain.rules import Limit, Per

_PARTS = re.compile(r"[;；]")
_LIMIT = re.compile(r"(?P<shifts>.+?)\s*(?P<sign><=|>=|=|≤|≥)\s*(?P<number>\d+)\s*(?:/\s*(?P<per>\w+))?")
_STRETCHES: dict[str, Per] = {"": "month", "week": "week", "month": "month", "plan": "plan"}
_STRETCHES |= {"quarter": "quarter", "周": "week", "月": "month", "季": "quarter", "期": "plan"}


def parse_shift_limits(text: str, names: Collection[str] | None) -> tuple[Limit, ...]:
    """``<shift>[+<shift>…]<=number[/week|/month|/plan|/days]``, several separated by ``;``.

    ``>=`` is at least, ``=`` exactly; without a stretch it is each calendar month. names: of the shifts there
    are; None = not checked. Raises UnreadableError ``bad_shift_limit``, ``unknown_shift``, or
    ``limit_out_of_reach`` for more than the stretch has days.
    """
    parts = [part.strip() for part in _PARTS.split(text) if part.strip()]
    if not parts:
        raise UnreadableError("bad_shift_limit", token=text)
    return tuple(_limit(part, names) for part in parts)


def _limit(text: str, names: Collection[str] | None) -> Limit:
    found = _LIMIT.fullmatch(unicodedata.normalize("NFKC", text))
    per = None if found is None else _per(found["per"] or "")
    if found is None or per is None:
        raise UnreadableError("bad_shift_limit", token=text)
    # A name may hold a + itself.
    known = {} if names is None else {unicodedata.normalize("NFKC", name): name for name in names}
    whole = found["shifts"].strip()
    tokens = [whole] if whole in known else [token.strip() for token in whole.split("+")]
    unknown = [token for token in tokens if token not in known]
    if names is not None and unknown:
        raise UnreadableError("unknown_shift", token=unknown[0], known=nearest_first(unknown[0], names))
    number = int(found["number"])
    least = None if found["sign"] in ("<=", "≤") else number
    days = per if isinstance(per, int) else FEWEST_DAYS[per]
    if least is not None and least > days:
        raise UnreadableError("limit_out_of_reach", least=least, days=days, possible=days)
    return Limit(
        per,
        least=least,
        most=None if found["sign"] in (">=", "≥") else number,
        shifts=tuple(dict.fromkeys(known.get(token, token) for token in tokens)),
    )


def _per(text: str) -> Per | None:
    if text.isdecimal():
        return int(text) if 1 <= int(text) <= LONGEST_PLAN else None
    return _STRETCHES.get(text.casefold())
