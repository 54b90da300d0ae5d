"""What differs between two rosters, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from peakroster.messages import Translator
from peakroster.publishing.differences import Difference
from peakroster.wording import day_label, later_time, listed


class DifferenceWords:
    """Lines for differences. queues: id → name, of queues and teams."""

    def __init__(self, translate: Translator, queues: dict[str, str]) -> None:
        self._translate, self._queues = translate, queues

    def line(self, one: Difference) -> str:
        """Who, which day, what instead of what."""
        return self._translate(
            f"publish.{one.kind}",
            who=f"{one.agent} {one.name}".strip(),
            day=day_label(one.day, self._translate),
            before=self._shift(one, one.before, one.away[0]),
            after=self._shift(one, one.after, one.away[1]),
            what=listed(self._inside(one), self._translate) if one.kind == "inside" else "",
        )

    def before_and_after(self, one: Difference) -> tuple[str, str]:
        """What somebody does that day, before and now; of a shift that stays only what differs in it."""
        if one.kind != "inside":
            return self._shift(one, one.before, one.away[0]), self._shift(one, one.after, one.away[1])
        return self._shift(one, one.before), listed(self._inside(one), self._translate)

    def lines(self, changes: Iterable[Difference]) -> Iterator[str]:
        """A line for each."""
        return map(self.line, changes)

    def _shift(self, one: Difference, row: dict[str, Any] | None, away: str = "") -> str:
        if row is None:
            return away or self._translate("publish.off")
        return f"{row['shift_name']} {self._span(one, row['start_at'], row['end_at'])}"

    def _span(self, one: Difference, start: str, end: str) -> str:
        if not start or not end:
            return self._translate("publish.none")
        begins, ends = (datetime.fromisoformat(text).replace(tzinfo=None) for text in (start, end))
        first = later_time(one.day, begins, self._translate)
        return f"{first}–{later_time(one.day, ends, self._translate, end=True)}"

    def _inside(self, one: Difference) -> Iterator[str]:
        """What is different within a shift that stays."""
        was, now = one.before or {}, one.after or {}
        for key, words in _INSIDE.items():
            before, after = words(self, one, was), words(self, one, now)
            if before != after:
                yield self._translate(f"publish.inside_{key}", before=before, after=after)

    def _meal(self, one: Difference, row: dict[str, Any]) -> str:
        return self._span(one, row["break_start"], row["break_end"])

    def _paid(self, one: Difference, row: dict[str, Any]) -> str:
        return self._translate("publish.paid_hours", hours=row["paid_minutes"] / 60)

    def _breaks(self, one: Difference, row: dict[str, Any]) -> str:
        spans = [span.split("/") for span in row["short_breaks"].split(";") if span]
        if not spans:
            return self._translate("publish.none")
        return listed([self._span(one, start, end) for start, end in spans], self._translate)

    def _served(self, one: Difference, row: dict[str, Any]) -> str:
        names = [self._queues.get(queue, queue) for queue in row["queue"].split(";") if queue]
        return listed(names, self._translate) if names else self._translate("publish.none")


_INSIDE: dict[str, Callable[[DifferenceWords, Difference, dict[str, Any]], str]] = {
    "meal": DifferenceWords._meal,
    "breaks": DifferenceWords._breaks,
    "queues": DifferenceWords._served,
    "paid": DifferenceWords._paid,
}
"""What may differ within a shift, in words."""
