"""What ``who`` prints: a table of those who could, the rules that keep others from it, swaps and chains."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from peakroster.cli.output import CommandOutput
from peakroster.explanations.who_words import AnswerWords, points_text
from peakroster.wording import listed
from scheduler.alternatives.who_could import Candidate

_MOST_NAMES = 12


def report_who(output: CommandOutput, words: AnswerWords, most: int) -> None:
    """Print the answer; ``most`` people and trades of it."""
    translate = output.translate
    output.line(words.headline())
    told = words.giver_line()
    if told is not None:
        output.line(told)
    able = words.able()
    if able:
        output.table(_table(words, able[:most]))
        if len(able) > most:
            output.line(translate("who.more_people", count=len(able) - most))
    else:
        output.line(translate("who.nobody_can"))
    unable = list(words.unable())
    if unable:
        output.line(translate("who.unable_head", count=sum(len(names) for _, names in unable)))
    for rules, names in unable:
        shown = listed(names[:_MOST_NAMES], translate)
        if len(names) > _MOST_NAMES:
            shown = translate("who.and_more", names=shown, count=len(names))
        output.line("  " + translate("who.unable", rules=rules, names=shown))
    trades = words.answer.trades
    if trades:
        output.line(translate("who.trades_head"))
        for trade in trades:
            output.line("  " + words.trade(trade))
    elif words.answer.giver is not None:
        output.line(translate("who.no_trades"))
    output.line(translate("who.note"))


def _table(words: AnswerWords, people: list[Candidate]) -> Table:
    translate, paid = words.translate, any(one.effect.pay for one in people)
    columns = ["agent", "now", "hours", "rest", "fairness", *(["pay"] if paid else []), "customers", "points"]
    table = Table(title=Text(translate("who.title")), title_justify="left")
    for name in columns:
        table.add_column(
            translate(f"who.column_{name}"), justify="right" if name in ("pay", "points") else "left"
        )
    for one in people:
        cells = [
            words.name(one.agent),
            words.instead(one),
            words.hours(one.effect),
            words.rest(one.effect),
            words.fairness(one.effect),
            *([f"{one.effect.pay:+,.0f}"] if paid else []),
            words.customers(one.exchange),
            points_text(one.exchange.cost / 1000),
        ]
        table.add_row(*(Text(cell) for cell in cells))
    return table
