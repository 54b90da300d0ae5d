"""How long a name is closed after wrong passwords."""

from __future__ import annotations

from datetime import datetime, timedelta

FREE = 5
"""Wrong passwords in a row that lock nothing yet."""
_FIRST, _LONGEST = timedelta(minutes=1), timedelta(hours=1)
FORGOTTEN = timedelta(days=1)
"""So long after the last wrong one, the count begins anew."""


def closed_until(failures: int, now: datetime) -> datetime | None:
    """When the next password is listened to after so many wrong ones in a row; None = at once.

    A minute after the fifth, then twice as long each time, at most an hour: 25 guesses a day from then on,
    while whoever owns the name is never shut out for longer than an hour after the last guess.
    """
    if failures < FREE:
        return None
    doublings = min(failures - FREE, 10)
    return now + min(_FIRST * 2**doublings, _LONGEST)
