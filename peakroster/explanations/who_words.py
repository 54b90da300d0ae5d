"""Who else could? The answer in words, as rows of a table and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from peakroster.messages import Translator
from peakroster.wording import day_label, full_weekday_name, listed
from scheduler.alternatives.exchanges import Exchange, Move
from scheduler.alternatives.who_could import Candidate, Effect, Trade, WhoCould
from scheduler.domain.shop import Shop

_SMALL = 0.05
"""Hours, customers and points that are written as nothing."""


@dataclass(frozen=True)
class AnswerWords:
    """An answer with the names that it is told by.

    first_day: of the plan.
    """

    answer: WhoCould
    shop: Shop
    first_day: date
    translate: Translator

    def of(self, answer: WhoCould) -> AnswerWords:
        """The words of another answer about the same plan."""
        return replace(self, answer=answer)

    @property
    def day(self) -> date:
        """On which the shift starts."""
        return self.first_day + timedelta(days=self.answer.day)

    @property
    def shift(self) -> str:
        """Name of the shift."""
        return self.shop.shifts[self.answer.shift].name

    def headline(self) -> str:
        """Which shift it is about, and what happens without it."""
        giver, nobody = self.answer.giver, self.answer.nobody
        day = day_label(self.day, self.translate)
        if giver is None:
            return self.translate("who.head_more", shift=self.shift, day=day)
        return self.translate(
            "who.head", shift=self.shift, day=day, agent=self.name(giver), effect=self._outcome(nobody)
        )

    def giver_line(self) -> str | None:
        """Which rules keep the giver from a day off; None where none does."""
        giver, codes = self.answer.giver, self.answer.giver_objections
        if giver is None or not codes:
            return None
        return self.translate("who.giver_objections", agent=self.name(giver), rules=self.rules(codes))

    def name(self, agent: int) -> str:
        """Id and name, or what there is of them."""
        one = self.shop.agents[agent]
        return one.id if one.name in ("", one.id) else f"{one.id} {one.name}"

    def rules(self, codes: Sequence[str]) -> str:
        """Rules that say no, in words."""
        weekday = full_weekday_name(self.day, self.translate)
        words = (self.translate(f"explain.reason_{code}", weekday=weekday) for code in codes)
        return self.translate("explain.separator").join(words)

    def able(self) -> list[Candidate]:
        """Who could, the cheapest first."""
        return [one for one in self.answer.candidates if not one.objections]

    def unable(self) -> Iterator[tuple[str, list[str]]]:
        """Rules that say no in words, and the names of those to whom they do; those of most people first."""
        groups: dict[tuple[str, ...], list[str]] = {}
        for one in self.answer.candidates:
            if one.objections:
                groups.setdefault(one.objections, []).append(self.name(one.agent))
        for codes, names in sorted(groups.items(), key=lambda item: -len(item[1])):
            yield self.rules(codes), names

    def instead(self, candidate: Candidate) -> str:
        """The shift that somebody would leave, or that they are off."""
        if candidate.instead_of < 0:
            return self.translate("who.off")
        return self.translate("who.instead", shift=self.shop.shifts[candidate.instead_of].name)

    def hours(self, effect: Effect) -> str:
        """Hours of the week with the shift, and those of the contract."""
        least, most = effect.week.contract
        after = f"{effect.week.after:g}"
        if least is None and most is None:
            return self.translate("who.hours", after=after)
        span = "–".join(f"{hours:g}" for hours in (least, most) if hours is not None)
        key = "who.hours_contract" if least is not None else "who.hours_most"
        return self.translate(key, after=after, contract=span)

    def rest(self, effect: Effect) -> str:
        """Hours of rest before and after the shift, as far as there is a shift."""
        if effect.rest is None:
            return "–"
        return " / ".join("–" if hours is None else f"{hours:g}" for hours in effect.rest)

    def fairness(self, effect: Effect) -> str:
        """Nights and weekend days of the plan, where the shift is one."""
        told = []
        if effect.more_nights:
            code = "nights" if effect.more_nights > 0 else "fewer_nights"
            told.append(self.translate(f"who.{code}", count=effect.nights))
        if effect.more_weekend_days:
            told.append(self.translate("who.weekend_days", count=effect.weekend_days))
        if effect.wishes_broken > 0:
            told.append(self.translate("who.wishes_broken", count=effect.wishes_broken))
        if effect.wishes_broken < 0:
            told.append(self.translate("who.wishes_kept", count=-effect.wishes_broken))
        return listed(told, self.translate) or "–"

    def customers(self, exchange: Exchange) -> str:
        """Change of late customers and missing hours."""
        service, told = exchange.service, []
        if abs(service.late) >= _SMALL:
            told.append(self.translate("who.late", late=f"{service.late:+,.1f}"))
        if abs(service.missing_hours) >= _SMALL:
            told.append(self.translate("who.missing", hours=f"{service.missing_hours:+,.1f}"))
        return listed(told, self.translate) or self.translate("who.as_before")

    def trade(self, trade: Trade) -> str:
        """The moves of a swap or a chain, and what they do."""
        return self.translate(
            "who.trade", moves=self.moves(trade.exchange), effect=self._outcome(trade.exchange)
        )

    def moves(self, exchange: Exchange) -> str:
        """Who gets which shift in place of which."""
        return self.translate("explain.separator").join(map(self._move, exchange.moves))

    def _move(self, move: Move) -> str:
        day = day_label(self.first_day + timedelta(days=move.day), self.translate)
        off = self.translate("who.day_off")
        before, after = (
            off if shift < 0 else self.shop.shifts[shift].name for shift in (move.before, move.after)
        )
        return self.translate("who.move", agent=self.name(move.agent), day=day, before=before, after=after)

    def _outcome(self, exchange: Exchange) -> str:
        return self.translate(
            "who.outcome", customers=self.customers(exchange), points=points_text(exchange.cost / 1000)
        )

    def as_json(self) -> dict[str, Any]:
        """Everything, with ids; points, hours and customers are changes to the roster at hand."""
        answer = self.answer
        return {
            "date": self.day,
            "shift": self.shift,
            "agent_id": None if answer.giver is None else self.shop.agents[answer.giver].id,
            "agent_objections": self._codes(answer.giver_objections),
            "nobody": _change(answer.nobody),
            "people": [self._person(one) for one in answer.candidates],
            "trades": [self._trade(one) for one in answer.trades],
            "message": self.headline(),
        }

    def _codes(self, codes: Sequence[str]) -> list[dict[str, str]]:
        return [{"code": code, "message": self.rules((code,))} for code in codes]

    def _person(self, one: Candidate) -> dict[str, Any]:
        left = None if one.instead_of < 0 else self.shop.shifts[one.instead_of].name
        return {
            "legal": not one.objections,
            "objections": self._codes(one.objections),
            "instead_of": left,
            **_change(one.exchange),
            **self._effect(one.effect),
        }

    def _effect(self, effect: Effect) -> dict[str, Any]:
        before, after = effect.rest or (None, None)
        least, most = effect.week.contract
        return {
            "agent_id": self.shop.agents[effect.agent].id,
            "week_hours": round(effect.week.after, 4),
            "week_hours_before": round(effect.week.before, 4),
            "min_hours_week": least,
            "max_hours_week": most,
            "rest_before": before,
            "rest_after": after,
            "nights": effect.nights,
            "more_nights": effect.more_nights,
            "weekend_days": effect.weekend_days,
            "more_weekend_days": effect.more_weekend_days,
            "wishes_broken": effect.wishes_broken,
            "pay": round(effect.pay, 4),
            "own_points": round(effect.points, 3),
        }

    def _trade(self, trade: Trade) -> dict[str, Any]:
        return {
            **_change(trade.exchange),
            "moves": [self._move_json(move) for move in trade.exchange.moves],
            "people": [self._effect(effect) for effect in trade.effects],
            "message": self.trade(trade),
        }

    def _move_json(self, move: Move) -> Mapping[str, Any]:
        names = [None if shift < 0 else self.shop.shifts[shift].name for shift in (move.before, move.after)]
        return {
            "agent_id": self.shop.agents[move.agent].id,
            "date": self.first_day + timedelta(days=move.day),
            "before": names[0],
            "after": names[1],
        }


def points_text(points: float) -> str:
    """A change of the objective with its sign; nothing is 0."""
    return "0" if abs(points) < _SMALL else f"{points:+,.1f}"


def _change(exchange: Exchange) -> dict[str, float]:
    service = exchange.service
    return {
        "points": round(exchange.cost / 1000, 3),
        "late": round(service.late, 4),
        "missing_hours": round(service.missing_hours, 4),
        "spare_hours": round(service.spare_hours, 4),
    }
