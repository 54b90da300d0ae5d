"""Words that many texts share: weekdays, times of day and lists of names, from the catalogue ``common``."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from peakroster.messages import Term, Translator

_MINUTES_PER_DAY = 24 * 60
_MACHINE = "root"
"""The account of whoever runs a server, in the store's log."""
_DATED = re.compile(r"[-_ ]?(?P<year>20\d\d)(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?")
"""What names of promotions end with where their kind is written before it."""
_YEARLY = re.compile(r"yearly-(?P<month>\d\d)-(?P<day>\d\d)")
"""Kinds of a shop's own sales that come at one date of each year."""


def who_words(who: str, translate: Translator) -> str:
    """Whoever made a change; the account that runs a machine is nobody's name."""
    return translate("outcome.machine") if who == _MACHINE else who


def weekday_name(day: date | int, translate: Translator) -> str:
    """``Wed``, ``周三``; of a date, or of 0 for Monday … 6 for Sunday."""
    return translate(f"common.weekday_{day.weekday() if isinstance(day, date) else day}")


def full_weekday_name(day: date | int, translate: Translator) -> str:
    """``Wednesday``, ``周三``."""
    return translate(f"common.full_weekday_{day.weekday() if isinstance(day, date) else day}")


def day_label(day: date, translate: Translator) -> str:
    """``Wed 11-11``."""
    return f"{weekday_name(day, translate)} {day:%m-%d}"


def clock_time(minutes: int, translate: Translator) -> str:
    """Minutes after midnight as ``22:00``; midnight at the end is ``24:00``, after it ``06:00 next day``."""
    if minutes <= _MINUTES_PER_DAY:
        return f"{minutes // 60:02}:{minutes % 60:02}"
    return translate("common.next_day", time=clock_time(minutes - _MINUTES_PER_DAY, translate))


def clock_range(start: int, end: int, translate: Translator) -> str:
    """Two times of day as ``15:00–24:00``, see :func:`clock_time`."""
    return f"{clock_time(start, translate)}–{clock_time(end, translate)}"


def later_time(first: date, moment: datetime, translate: Translator, *, end: bool = False) -> str:
    """A moment seen from the day ``first``: its time, with as much of its date as it takes.

    ``23:30``, ``02:00 next day``, ``Fri 11-13 02:00``. end: it ends something, so that midnight is ``24:00``
    of the day before.
    """
    day, minutes = moment.date(), moment.hour * 60 + moment.minute
    if end and not minutes and day > first:
        day, minutes = day - timedelta(days=1), _MINUTES_PER_DAY
    time = clock_time(minutes, translate)
    if day == first:
        return time
    if day - first == timedelta(days=1):
        return translate("common.next_day", time=time)
    return f"{day_label(day, translate)} {time}"


def holiday_name(family: str, translate: Translator) -> str:
    """A family of holidays in the reader's language, where the catalogue knows it: ``国庆节``."""
    key = "hour.holiday_" + family.lower().replace("'", "").replace(" ", "_").replace("-", "_")
    return translate(key) if translate.has(key) else family


def at_most_share(share: float) -> float:
    """A share that is an upper limit, rounded up to tenths of a per cent: only 0 reads 0.0%."""
    return max(0.0, math.ceil(share * 1000 - 1e-6) / 1000)


def whole_per_cent(share: float) -> str:
    """A share in whole per cents; with a tenth where it would read 0% or 100% and is neither."""
    whole = f"{share:.0%}"
    if (whole in ("0%", "-0%") and share > 0) or (whole == "100%" and share < 1):
        return f"{min(max(share, 0.001), 0.999):.1%}"
    return whole.removeprefix("-") if whole == "-0%" else whole


def letters_of(text: str) -> int:
    """Width of a text in letters; a Chinese one takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def listed(items: Iterable[str], translate: Translator) -> str:
    """``Ann, Bob, Eve``, ``甲、乙、丙``."""
    return translate("common.list_separator").join(items)


def event_kind_name(kind: str, translate: Translator) -> str:
    """A kind of promotion in the reader's language where the catalogue knows it: ``双十一``."""
    key = f"demand.kind_{kind.casefold()}"
    if translate.has(key):
        return translate(key)
    yearly = _YEARLY.fullmatch(kind)
    if yearly is None:
        return kind
    return translate("demand.kind_yearly", month=int(yearly["month"]), day=int(yearly["day"]))


def event_kind_term(kind: str) -> Term:
    """A kind of promotion in both languages, for a sentence; digits are set apart from Chinese characters."""
    english, chinese = (event_kind_name(kind, Translator(language)) for language in ("en", "zh"))
    return Term(english, f" {chinese}" if chinese[0].isascii() else chinese)


def event_name(name: str, kind: str, translate: Translator) -> str:
    """A promotion as people call it: ``2026 年双十一`` for the ``double11-2026`` of the kind ``double11``.

    A name of the shop's own stays as it is, and so does one of a kind that the catalogue does not know.
    """
    stem, _, rest = name.partition(kind) if name.startswith(kind) else (name, "", "")
    dated = _DATED.fullmatch(rest)
    known = translate.has(f"demand.kind_{kind.casefold()}") or _YEARLY.fullmatch(kind) is not None
    if stem or dated is None or not known:
        return name
    year, month, day = dated["year"], dated["month"], dated["day"]
    said = event_kind_name(kind, translate)
    if translate.language == "zh" and said[0].isascii():
        said = f" {said}"  # digits are set apart from Chinese characters
    if month is None:
        return translate("demand.event_of_year", kind=said, year=year)
    if day is None:
        return translate("demand.event_of_month", kind=said, year=year, month=int(month))
    return translate("demand.event_of_day", kind=said, year=year, month=int(month), day=int(day))
