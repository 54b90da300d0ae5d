"""Requests and what they do to the roster, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from peakroster.auditing.words import describe_plainly
from peakroster.desk.leave import LeaveEffect
from peakroster.desk.requests.content import AgentRequest, Asked, LeaveAsked, WishAsked
from peakroster.desk.requests.effects import RequestEffect
from peakroster.messages import Translator
from peakroster.shop.leave_words import leave_called
from peakroster.shop.model import ShopFolder
from peakroster.wording import clock_range, day_label, listed

_SMALL = 0.05
_MOST_STRETCHES = 4
_MOST_RULES = 3


def leave_effect_lines(
    shop: ShopFolder, asked: LeaveAsked, effect: LeaveEffect, translate: Translator
) -> list[str]:
    """What leave does to the plan on the desk, sentence by sentence."""
    changes = {cell: (shift, None) for cell, shift in effect.uncovered.items()}
    whole = RequestEffect(changes, effect.late, effect.missing_hours, effect.stretches, plans=(asked.first,))
    return list(RequestWords(shop, translate).of_leave(whole))


class RequestWords:
    """Sentences about requests of one shop."""

    def __init__(self, shop: ShopFolder, translate: Translator) -> None:
        self._shop, self._say = shop, translate

    def who(self, agent_id: str) -> str:
        """Id and name."""
        return f"{agent_id} {self._shop.agent_names.get(agent_id, '')}".strip()

    def asked(self, asked: Asked) -> str:
        """What is asked for: ``病假：周二 11-10 至 周三 11-11``."""
        if isinstance(asked, LeaveAsked):
            days = self._days(asked.first, asked.last)
            if asked.hours is not None:
                hours = clock_range(asked.hours.start, asked.hours.end, self._say)
                days = self._say("requests.with_hours", days=days, hours=hours)
            return self._say("requests.leave", leave=leave_called(asked.leave, self._say), days=days)
        if isinstance(asked, WishAsked):
            shift = asked.shift or self._say("requests.any_shift")
            wish = self._say(f"requests.wish_{asked.wish}", shift=shift)
            return self._say("requests.wish", wish=wish, days=self._days(asked.first, asked.last))
        days = day_label(asked.first, self._say)
        if asked.last != asked.first:
            days = self._say("requests.swap_days", first=days, last=day_label(asked.last, self._say))
        return self._say("requests.swap", colleague=self.who(asked.colleague), days=days)

    def sentence(self, request: AgentRequest) -> str:
        """Person and what is asked for."""
        return self._say(
            "requests.sentence", name=self.who(request.agent_id), asked=self.asked(request.asked)
        )

    def line(self, request: AgentRequest) -> str:
        """Number, person and what is asked for."""
        return self._say(
            "requests.line",
            id=request.id,
            name=self.who(request.agent_id),
            asked=self.asked(request.asked),
        )

    def effect(self, request: AgentRequest, effect: RequestEffect) -> list[str]:
        """What approving it does, sentence by sentence; never empty."""
        if isinstance(request.asked, WishAsked):
            return [self._wish(effect)]
        if isinstance(request.asked, LeaveAsked):
            return list(self.of_leave(effect))
        return list(self._swap(effect))

    def _wish(self, effect: RequestEffect) -> str:
        if effect.kept is None:
            return self._say("requests.wish_no_plan")
        kept, all_ = effect.kept
        return self._say("requests.wish_kept" if kept == all_ else "requests.wish_later", kept=kept, all=all_)

    def of_leave(self, effect: RequestEffect) -> Iterator[str]:
        """Which shifts nobody works, and what customers notice."""
        if not effect.changes:
            yield self._say("requests.free_then" if effect.plans else "requests.no_plan")
            return
        shifts = [
            self._say("requests.uncovered_shift", day=day_label(day, self._say), shift=before)
            for (_, day), (before, _) in effect.changes.items()
        ]
        yield self._say("requests.uncovered", count=len(shifts), shifts=listed(shifts, self._say))
        yield from self._customers(effect, "customers")

    def _swap(self, effect: RequestEffect) -> Iterator[str]:
        off = self._say("requests.off")
        for (agent, day), (before, after) in effect.changes.items():
            yield self._say(
                "requests.swapped",
                day=day_label(day, self._say),
                name=self.who(agent),
                before=before or off,
                after=after or off,
            )
        yield from self._customers(effect, "customers_swap")
        if effect.broken:
            names = self._shop.agent_names
            rules = [describe_plainly(one, self._say, names) for one in effect.broken[:_MOST_RULES]]
            more = ["…"] if len(effect.broken) > _MOST_RULES else []
            told = listed([*rules, *more], self._say)
            yield self._say("requests.broken", count=len(effect.broken), rules=told)
        else:
            yield self._say("requests.legal")

    def _customers(self, effect: RequestEffect, key: str) -> Iterator[str]:
        if effect.late is None or effect.missing_hours is None:
            return
        if effect.late < _SMALL and effect.missing_hours < _SMALL:
            yield self._say(f"requests.{key}_none")
            return
        yield self._say(f"requests.{key}", late=effect.late, hours=effect.missing_hours)
        worst = sorted(effect.stretches, key=lambda one: -one.hours)[:_MOST_STRETCHES]
        if worst:
            yield self._say("requests.stretches", stretches=self._stretches(effect))

    def _stretches(self, effect: RequestEffect) -> str:
        """The worst, in the order of time."""
        worst = sorted(effect.stretches, key=lambda one: -one.hours)[:_MOST_STRETCHES]
        queues = self._shop.desk_names
        told = [
            self._say(
                "requests.stretch",
                queue=queues.get(one.queue, one.queue),
                day=day_label(one.day, self._say),
                time=clock_range(one.start, one.end, self._say),
            )
            for one in sorted(worst, key=lambda one: (one.day, one.start, one.queue))
        ]
        more = len(effect.stretches) - len(told)
        return listed(
            [*told, *([self._say("requests.stretches_more", count=more)] if more else [])], self._say
        )

    def _days(self, first: date, last: date) -> str:
        if first == last:
            return self._say("requests.one_day", first=day_label(first, self._say))
        return self._say("requests.span", first=day_label(first, self._say), last=day_label(last, self._say))
