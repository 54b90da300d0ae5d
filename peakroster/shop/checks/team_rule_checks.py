"""Whether the rules of the team name people that there are, and ask for what can be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from peakroster.shop.settings.read import FILE, KnownSettings
from peakroster.tables.report import Report
from peakroster.tables.suggestions import nearest_first
from scheduler.domain.agents import Agent
from scheduler.domain.team_rules import People, TeamRule

_KEYS = ("agents", "level", "team", "skill", "language")


def check_team_rules(known: KnownSettings, agents: Sequence[Agent], report: Report) -> None:
    """Errors for names that nobody has, rules of nobody, and numbers that contradict the team or a rule."""
    if known.settings is None or not agents:
        return
    rules = known.settings.team_rules
    for place, rule in enumerate(rules):
        _check_name(rules, place, known, report)
        is_known = _check_people(rule.who, "", place, known, agents, report)
        if rule.beside is not None:
            is_known &= _check_people(rule.beside, "beside_", place, known, agents, report)
        if is_known:
            _check_numbers(rules, place, known, agents, report)


def _tell(
    code: str,
    place: int,
    key: str,
    value: object,
    known: KnownSettings,
    report: Report,
    details: Mapping[str, object] | None = None,
) -> None:
    column = f"team_rules[{place + 1}].{key}"
    report.error(
        code, FILE, known.line("team_rules", place, key), column=column, value=value, **(details or {})
    )


def _check_name(rules: Sequence[TeamRule], place: int, known: KnownSettings, report: Report) -> None:
    if rules[place].name in [rule.name for rule in rules[:place]]:
        _tell("team_rule_twice", place, "name", rules[place].name, known, report)


def _check_people(
    people: People, prefix: str, place: int, known: KnownSettings, agents: Sequence[Agent], report: Report
) -> bool:
    """Whether all names are known, and somebody has them all."""
    said = (people.agents, people.levels, people.teams, people.skills, people.languages)
    queues = () if known.settings is None else [queue.id for queue in known.settings.queues]
    there: tuple[Iterable[str | None], ...] = (
        [agent.id for agent in agents],
        {agent.level for agent in agents},
        {agent.team for agent in agents},
        queues,
        {name for agent in agents for name in agent.languages},
    )
    is_known = True
    for key, names, own in zip(_KEYS, said, there, strict=True):
        of_shop = sorted(name for name in own if name)
        for name in names or ():
            if name not in of_shop:
                near = nearest_first(name, of_shop) if of_shop else "—"
                _tell("team_rule_unknown", place, prefix + key, name, known, report, {"known": near})
                is_known = False
    if is_known and not any(people.include(agent) for agent in agents):
        keys = [prefix + key for key, names in zip(_KEYS, said, strict=True) if names]
        keys += [] if people.leader is None else [f"{prefix}leader"]
        _tell("team_rule_nobody", place, (keys or ["kind"])[0], ", ".join(keys), known, report)
        is_known = False
    return is_known


def _check_numbers(
    rules: Sequence[TeamRule], place: int, known: KnownSettings, agents: Sequence[Agent], report: Report
) -> None:
    rule = rules[place]
    if rule.kind != "at_least":
        return
    number, people = rule.number or 0, sum(rule.who.include(agent) for agent in agents)
    if number > people:
        _tell("team_rule_too_many", place, "number", number, known, report, {"people": people})
    for other in rules:
        is_of_same = (other.kind, other.who, other.counted) == ("at_most", rule.who, rule.counted)
        if is_of_same and _meet(rule, other) and other.number is not None and other.number < number:
            details = {"other": other.name, "most": other.number}
            _tell("team_rules_contradict", place, "number", number, known, report, details)


def _meet(one: TeamRule, other: TeamRule) -> bool:
    """Whether both hold at some hour."""
    if not one.weekdays & other.weekdays:
        return False
    if one.hours is None or other.hours is None:
        return True
    return one.hours.start < other.hours.end and other.hours.start < one.hours.end
