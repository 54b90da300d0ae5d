"""What ``cures`` and ``why-not`` print and add to the JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rich.table import Table
from rich.text import Text

from peakroster.cli.output import CommandOutput
from peakroster.desk.cures import ShortageCures
from peakroster.desk.roster import Desk
from peakroster.desk.why_not import RuleTrial, WeightTrial, WhyNot
from peakroster.explanations.cure_words import SMALL, CureWords, cells, changes, signed
from peakroster.messages import Translator
from peakroster.planning.staffing.rostered_queues import rostered_shop
from peakroster.shop.table_specs import AGENTS
from peakroster.wording import day_label, later_time, listed
from scheduler.alternatives.cures import Cure
from scheduler.domain.rules import REGISTRY

_FIGURES = ("missing_hours", "late", "paid_hours", "pay", "points")
_HEADS = ("missing", "late", "paid", "pay", "points")
_MOST_USERS = 4
_FURTHER = re.compile("[;；:：]")
"""Begins what the words of a rule explain besides."""


def report_cures(output: CommandOutput, desk: Desk, found: ShortageCures) -> None:
    """Print or add to the JSON the shortage, its cures and the series of more people."""
    shortage, cures, translate = found.shortage, found.cures, output.translate
    if shortage is None or cures is None:
        output.add_json(shortage=None, cures=[], hired=[])
        output.line(translate("cures.none"))
        return
    shop = rostered_shop(desk.shop)
    words = CureWords(cures, shortage.queue, shop, desk.plan.first_day, translate)
    output.add_json(
        shortage={
            "queue": shortage.queue,
            "start": shortage.start,
            "end": shortage.end,
            "missing_hours": round(shortage.missing_hours, 4),
        },
        base={"short_hours": round(cures.missing, 4), **changes(cures.base, cures.before)},
        cures=[words.as_json(one) for one in cures.found],
        hired=[words.as_json(one) for one in cures.hired],
        tried=cures.tried,
    )
    day = shortage.start.date()
    output.line(
        translate(
            "cures.head",
            queue=shop.queue_names.get(shortage.queue, shortage.queue),
            day=day_label(day, translate),
            start=f"{shortage.start:%H:%M}",
            end=later_time(day, shortage.end, translate, end=True),
            hours=shortage.missing_hours,
        )
    )
    better = cures.before.points - cures.base.points
    key = "cures.base_better" if better >= SMALL else "cures.base"
    output.line(translate(key, points=f"{better:,.1f}", hours=cures.missing))
    if cures.found:
        output.table(_cure_table(words, translate("cures.title"), cures.found))
    else:
        output.line(translate("cures.nothing", count=cures.tried))
    if cures.found and cures.tried > len(cures.found):
        output.line(translate("cures.also_tried", count=cures.tried - len(cures.found)))
    if cures.hired:
        output.table(_cure_table(words, translate("cures.hire_title"), cures.hired))
        enough = next((one for one in cures.hired if one.enough), None)
        if enough is None:
            output.line(translate("cures.hire_not_enough"))
        else:
            hours = enough.measured.paid_hours - cures.base.paid_hours
            output.line(translate("cures.hire_enough", count=enough.people, hours=hours))
    output.line(translate("cures.note"))


def _cure_table(words: CureWords, title: str, found: Sequence[Cure]) -> Table:
    translate = words.translate
    table = Table(title=Text(title), title_justify="left")
    table.add_column(translate("cures.column_cure"))
    for name in ("left", *_HEADS):
        table.add_column(translate(f"cures.column_{name}"), justify="right")
    for one in found:
        figures = cells(one.measured, words.cures.base, _FIGURES)
        table.add_row(Text(words.named(one)), f"{one.left:,.1f}", *figures)
    return table


def report_why_not(output: CommandOutput, desk: Desk, found: WhyNot) -> None:
    """Print or add to the JSON what each rule and each weight does."""
    translate = output.translate
    better = found.before.points - found.base.points
    output.add_json(
        base=changes(found.base, found.before),
        rules=[_rule_json(one, found) for one in found.rules],
        weights=[_weight_json(one, found) for one in found.weights],
        work=round(found.work, 6),
    )
    key = "cures.why_base" if better >= SMALL else "cures.why_base_none"
    output.line(translate(key, points=f"{better:,.1f}"))
    gains = [one for one in found.rules if one.gain >= SMALL]
    if gains:
        output.table(_rule_table(gains, found, desk, translate))
    none = [_rule_named(one, desk, translate) for one in found.rules if one.gain < SMALL]
    if none:
        output.line(translate("cures.why_none", rules=listed(none, translate)))
    changed = [one for one in found.weights if _differs(one, found)]
    if changed:
        output.table(_weight_table(changed, found, translate))
    names = {one.weight for one in changed}
    weights = dict.fromkeys(one.weight for one in found.weights)
    same = [_weight_named(name, translate) for name in weights if name not in names]
    if same:
        output.line(translate("cures.why_same", weights=listed(same, translate)))
    output.line(translate("cures.why_note"))


def _weight_named(weight: str, translate: Translator) -> str:
    """A weight in a few words with its key."""
    return translate("cures.why_named", words=translate(f"cures.weight_{weight}"), name=weight)


def _rule_named(one: RuleTrial, desk: Desk, translate: Translator) -> str:
    """A rule in a few words with its key, a column by its header; whose it is, where it is of one alone."""
    named, agent = _rule_words(one, translate), one.relaxation.agent
    if agent is None:
        return named
    return translate("cures.why_of_one", rule=named, agent=desk.shop.agent_names.get(agent, agent))


def _rule_words(one: RuleTrial, translate: Translator) -> str:
    key = one.relaxation.key
    if key == "locks":
        return translate("cures.locks")
    column = next((each for each in AGENTS.columns if each.name == key), None)
    if one.relaxation.of_agents and column is not None:
        header = column.chinese if translate.language == "zh" else "agents.csv"
        return translate("cures.why_named", words=header, name=key)
    words = _FURTHER.split(translate(f"rules.{key}"))[0] if translate.has(f"rules.{key}") else key
    return translate("cures.why_named", words=words, name=key)


def rule_change(one: RuleTrial, translate: Translator) -> str:
    """How far it is loosened."""
    relaxed = one.relaxation
    if relaxed.softened:
        return translate("cures.why_softened", count=relaxed.of_agents)
    if relaxed.of_agents > 1 and not relaxed.dropped:
        return translate("cures.why_step", count=relaxed.of_agents)
    if relaxed.before is not None and relaxed.after is not None:
        return translate("cures.why_changed", before=relaxed.before, after=relaxed.after)
    is_wider = relaxed.key in REGISTRY and REGISTRY[relaxed.key].unit == "limits"
    return translate("cures.why_step_shop" if is_wider else "cures.why_dropped")


def _rule_table(gains: Sequence[RuleTrial], found: WhyNot, desk: Desk, translate: Translator) -> Table:
    table = Table(title=Text(translate("cures.why_rules")), title_justify="left")
    table.add_column(translate("cures.why_column_rule"))
    table.add_column(translate("cures.why_column_change"))
    for name in _HEADS:
        table.add_column(translate(f"cures.column_{name}"), justify="right")
    table.add_column(translate("cures.why_column_users"))
    names = desk.shop.agent_names
    for one in gains:
        users = [names.get(agent, agent) for agent in one.users]
        shown = listed(users[:_MOST_USERS], translate) + (" …" if len(users) > _MOST_USERS else "")
        table.add_row(
            Text(_rule_named(one, desk, translate)),
            rule_change(one, translate),
            *cells(one.measured, found.base, _FIGURES),
            Text(shown or "–"),
        )
    return table


def _weight_table(changed: Sequence[WeightTrial], found: WhyNot, translate: Translator) -> Table:
    table = Table(title=Text(translate("cures.why_weights")), title_justify="left")
    table.add_column(translate("cures.why_column_weight"))
    table.add_column(translate("cures.why_column_factor"), justify="right")
    for name in _HEADS:
        table.add_column(translate(f"cures.column_{name}"), justify="right")
    table.add_column("")
    for one in changed:
        table.add_row(
            Text(_weight_named(one.weight, translate)),
            f"{one.value:.3g} × {one.factor:g}",
            *cells(one.measured, found.base, _FIGURES),
            listed(_other_amounts(one, found, translate), translate),
        )
    return table


def _other_amounts(one: WeightTrial, found: WhyNot, translate: Translator) -> Iterator[str]:
    """Parts of the objective that depend on shifts alone, where they differ."""
    for name, amount in one.measured.amounts.items():
        differs = amount - found.base.amounts[name]
        if name != "cost" and abs(differs) >= SMALL:
            yield f"{translate(f'objective.{name}')} {signed(differs)}"


def _differs(one: WeightTrial, found: WhyNot) -> bool:
    differs = changes(one.measured, found.base)
    return any(abs(value) >= SMALL for value in differs.values())


def _rule_json(one: RuleTrial, found: WhyNot) -> dict[str, object]:
    relaxed = one.relaxation
    return {
        "rule": relaxed.key,
        "agents": relaxed.of_agents,
        "agent_id": relaxed.agent,
        "before": relaxed.before,
        "after": relaxed.after,
        "gain": round(one.gain, 3),
        "users": list(one.users),
        **(
            changes(one.measured, found.base)
            if one.gain > 0
            else dict.fromkeys(changes(found.base, found.base), 0.0)
        ),
    }


def _weight_json(one: WeightTrial, found: WhyNot) -> dict[str, object]:
    amounts = {name: round(v - found.base.amounts[name], 4) for name, v in one.measured.amounts.items()}
    return {
        "weight": one.weight,
        "value": one.value,
        "factor": one.factor,
        **changes(one.measured, found.base),
        "amounts": amounts,
    }
