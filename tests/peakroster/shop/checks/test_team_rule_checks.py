"""Rules of the team in shop.toml: what is wrong with them, and what comes of the sound ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from peakroster.shop.folder import read_shop
from peakroster.tables.findings import InputError
from scheduler.domain.team_rules import People, TeamRule
from scheduler.domain.windows import Window
from tests.peakroster.shop.shops import SETTINGS, Case, check, write_shop

pytestmark = pytest.mark.slow

AGENTS = (
    "agent_id,name,skills,level,team\nA1,张三,presale,组长,甲\nA2,李四,presale;aftersale,老人,甲\n"
    "A3,王五,presale,新人,乙\n"
)
FIRST = len(SETTINGS.splitlines()) + 1


def rule(keys: str, more: str = "") -> dict[str, str | bytes | None]:
    """A rule of the team at the end of shop.toml: its head is line ``FIRST``."""
    text = f'[[team_rules]]\nname = "甲"\n{keys}\n{more}'
    others = dict.fromkeys(("requests.csv", "locks.csv", "mapping.csv"))
    return {"shop.toml": SETTINGS + text, "agents.csv": AGENTS, **others}


LEADER = 'kind = "at_least"\nlevel = "组长"\nnumber = 1'
SECOND = '[[team_rules]]\nname = "乙"\nkind = "at_most"\nlevel = "组长"\nnumber = 0\n'
CASES = [
    Case("team_rule_needs", rule('kind = "at_least"\nlevel = "组长"'), "shop.toml"),
    Case("team_rule_needs", rule('kind = "at_least"\nnumber = 0'), "shop.toml"),
    Case("team_rule_needs", rule('kind = "at_most"'), "shop.toml"),
    Case("team_rule_needs", rule('kind = "at_most"\nnumber = 2\nshare = 0.2'), "shop.toml"),
    Case("team_rule_needs", rule('kind = "at_most"\nshare = 0.2'), "shop.toml"),
    Case("team_rule_needs", rule('kind = "beside"\nlevel = "新人"'), "shop.toml"),
    Case("team_rule_needs", rule('kind = "beside"\nbeside_level = "老人"'), "shop.toml"),
    Case("team_rule_needs", rule('kind = "apart"\nagents = ["A1", "A1"]'), "shop.toml"),
    Case("key_not_boolean", rule(LEADER + "\nhard = 1"), "shop.toml", FIRST + 5, "team_rules[1].hard", "1"),
    Case("key_not_boolean", rule(LEADER + '\nhard = "true"'), "shop.toml", FIRST + 5, "team_rules[1].hard"),
    Case("section_not_repeated", {"shop.toml": SETTINGS + '[team_rules]\nname = "甲"\n'}, "shop.toml"),
    Case("team_rule_surplus", rule('kind = "apart"\nagents = ["A1", "A2"]\nnumber = 1'), "shop.toml"),
    Case("team_rule_surplus", rule(LEADER + "\nshare = 0.5"), "shop.toml"),
    Case("team_rule_surplus", rule('kind = "together"\nagents = ["A1", "A2"]\nby_day = true'), "shop.toml"),
    Case("unknown_key_similar", rule(LEADER + '\nlevels = "组长"'), "shop.toml", FIRST + 5),
    Case("key_choice", rule('kind = "near"'), "shop.toml", FIRST + 2, "team_rules[1].kind", "near"),
    Case("key_out_of_range", rule(LEADER + "\nprice = 0"), "shop.toml", FIRST + 5, "team_rules[1].price"),
    Case(
        "team_rule_twice",
        rule(LEADER, SECOND.replace("乙", "甲").replace("number = 0", "number = 1")),
        "shop.toml",
        FIRST + 6,
        "team_rules[2].name",
        "甲",
    ),
    Case(
        "team_rule_unknown",
        rule(LEADER.replace("组长", "经理")),
        "shop.toml",
        FIRST + 3,
        "team_rules[1].level",
        "经理",
    ),
    Case("team_rule_unknown", rule('kind = "apart"\nagents = ["A1", "A9"]'), "shop.toml", FIRST + 3),
    Case("team_rule_unknown", rule(LEADER + '\nskill = "vip"'), "shop.toml", FIRST + 5),
    Case("team_rule_unknown", rule(LEADER + '\nteam = "丙"'), "shop.toml", FIRST + 5),
    Case("team_rule_nobody", rule(LEADER + '\nteam = "乙"'), "shop.toml", FIRST + 3),
    Case(
        "team_rule_too_many",
        rule(LEADER.replace("1", "2")),
        "shop.toml",
        FIRST + 4,
        "team_rules[1].number",
        "2",
    ),
    Case("team_rules_contradict", rule(LEADER, SECOND), "shop.toml", FIRST + 4, "team_rules[1].number", "1"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_mistake_has_its_clear_message(case: Case, tmp_path: Path) -> None:
    """Code, line, key and value are named, and the words exist in both languages."""
    with pytest.raises(InputError) as raised:
        read_shop(write_shop(tmp_path / "shop", case.files))
    check(case, list(raised.value.findings))


def test_hours_that_do_not_meet_contradict_nothing(tmp_path: Path) -> None:
    """At least one in the morning, none at night."""
    files = rule(LEADER + '\nhours = "08:00-12:00"', SECOND + 'hours = "22:00-06:00"\n')
    assert len(read_shop(write_shop(tmp_path / "shop", files)).settings.team_rules) == 2


def test_rules_as_they_are_stated(tmp_path: Path) -> None:
    """Keys, defaults and who is meant."""
    text = (
        'kind = "beside"\nlevel = ["新人"]\nbeside_level = ["老人", "组长"]\nfor_each = 5\n'
        'hours = "09:00-21:00"\nweekdays = ["sat", "sun"]\nhard = true\n'
    )
    more = '[[team_rules]]\nname = "乙"\nkind = "together"\nagents = ["A1", "A3"]\n'
    shop = read_shop(write_shop(tmp_path / "shop", rule(text, more)))
    first, second = shop.settings.team_rules
    assert first == TeamRule(
        "甲",
        "beside",
        People(levels=("新人",)),
        20.0,
        beside=People(levels=("老人", "组长")),
        for_each=5,
        hours=Window(540, 1260),
        weekdays=frozenset({5, 6}),
        hard=True,
    )
    assert (second.price, second.points, first.points) == (1.0, 1.0, 10_000.0)
    assert [agent.id for agent in shop.agents if People(teams=("甲",)).include(agent)] == ["A1", "A2"]
    assert [agent.id for agent in shop.agents if People(skills=("aftersale",)).include(agent)] == ["A2"]


def test_names_of_rows_that_cannot_be_read_are_not_unknown(tmp_path: Path) -> None:
    """The only leader's row has a slip: that is told, not that nobody is a leader."""
    files = rule(LEADER)
    files["agents.csv"] = AGENTS.replace("A1,", "A1;,", 1)
    with pytest.raises(InputError) as problem:
        read_shop(write_shop(tmp_path / "shop", files))
    assert not {"team_rule_unknown", "team_rule_nobody"} & {each.code for each in problem.value.findings}
