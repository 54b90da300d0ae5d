"""Who could, as rows of a table: each row is a choice that can be put on the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from peakroster.explanations.who_words import AnswerWords, points_text
from scheduler.alternatives.exchanges import Exchange
from scheduler.alternatives.who_could import Candidate, Trade, WhoCould

_SOME = 0.05
"""Missing hours that are told; see ``AnswerWords``."""


@dataclass(frozen=True)
class WhoChoice:
    """Somebody who takes a shift alone, or a trade.

    cells: what becomes of each cell, None = off. label: the choice in a list. rules: that say no, in words;
    empty = none. row: column → text or number, in the order of the table.
    """

    cells: Mapping[tuple[str, date], str | None]
    label: str
    rules: str
    row: Mapping[str, object]


def people_choices(
    answers: Sequence[WhoCould], words: AnswerWords, interval: bool = False
) -> list[WhoChoice]:
    """Everybody once, with the shift of these that suits best; without objections first, then by points.

    words: of any of the answers. interval: it is hours that somebody is missing in, not a shift; whoever
    brings fewer missing hours goes before whoever only changes shifts.
    """
    best: dict[int, tuple[tuple[int, bool, float], WhoCould, Candidate]] = {}
    for answer in answers:
        for one in answer.candidates:
            idle = interval and one.exchange.service.missing_hours > -_SOME
            rank = len(one.objections), idle, one.exchange.cost
            if one.agent not in best or rank < best[one.agent][0]:
                best[one.agent] = rank, answer, one
    ranked = sorted(best.values(), key=lambda item: (*item[0], item[2].agent))
    paid = any(one.effect.pay for _, _, one in ranked)
    return [_person(words.of(answer), one, interval, paid) for _, answer, one in ranked]


def trade_choices(answers: Sequence[WhoCould], words: AnswerWords, most: int) -> list[WhoChoice]:
    """The cheapest swaps of two and chains of three of all answers."""
    found = [(one.exchange.cost, place, one) for place, answer in enumerate(answers) for one in answer.trades]
    found.sort(key=lambda item: item[:2])
    paid = any(effect.pay for _, _, one in found for effect in one.effects)
    return [_trade(words.of(answers[place]), one, paid) for _, place, one in found[:most]]


def _person(words: AnswerWords, one: Candidate, interval: bool, paid: bool) -> WhoChoice:
    translate, rules = words.translate, words.rules(one.objections)
    row: dict[str, object] = {translate("who.column_agent"): words.name(one.agent)}
    if interval:
        row[translate("who.column_shift")] = words.shift
    row |= {
        translate("who.column_rules"): rules or translate("who.no_rule"),
        translate("who.column_points"): round(one.exchange.cost / 1000, 1) + 0.0,
        translate("who.column_customers"): words.customers(one.exchange),
        translate("who.column_now"): words.instead(one),
        translate("who.column_hours"): words.hours(one.effect),
        translate("who.column_rest"): words.rest(one.effect),
        translate("who.column_fairness"): words.fairness(one.effect),
    }
    if paid:
        row[translate("who.column_pay")] = round(one.effect.pay)
    label = "who.choice_against" if rules else "who.choice"
    return WhoChoice(
        _cells(words, one.exchange),
        translate(
            label, name=words.name(one.agent), shift=words.shift, points=_points(one.exchange), rules=rules
        ),
        rules,
        row,
    )


def _trade(words: AnswerWords, trade: Trade, paid: bool) -> WhoChoice:
    translate = words.translate
    row: dict[str, object] = {
        translate("who.column_points"): round(trade.exchange.cost / 1000, 1) + 0.0,
        translate("who.column_moves"): words.moves(trade.exchange),
        translate("who.column_customers"): words.customers(trade.exchange),
    }
    if paid:
        row[translate("who.column_pay")] = round(sum(effect.pay for effect in trade.effects))
    label = translate("who.choice_trade", moves=words.moves(trade.exchange), points=_points(trade.exchange))
    return WhoChoice(_cells(words, trade.exchange), label, "", row)


def _points(exchange: Exchange) -> str:
    return points_text(exchange.cost / 1000)


def _cells(words: AnswerWords, exchange: Exchange) -> dict[tuple[str, date], str | None]:
    shop = words.shop
    return {
        (shop.agents[move.agent].id, words.first_day + timedelta(days=move.day)): (
            None if move.after < 0 else shop.shifts[move.after].name
        )
        for move in exchange.moves
    }
