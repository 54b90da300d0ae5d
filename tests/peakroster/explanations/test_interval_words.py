"""The words and figures of a number of agents taken apart."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, datetime

import pytest

from peakroster.explanations.interval import ChatSpeed, StaffedInterval
from peakroster.explanations.interval_periods import PeriodValue
from peakroster.explanations.interval_summary import summary_sentences
from peakroster.explanations.interval_words import (
    as_json,
    headline,
    lines,
    rule_lines,
    team_table,
)
from peakroster.messages import LANGUAGES, Translator
from scheduler.domain.conversations import Conversation
from scheduler.domain.queues import Target
from scheduler.domain.windows import Window
from scheduler.queueing import InTime
from scheduler.staffing.explanation import FirstReplyEstimate, RuleRequirement, StaffingOption

LEVEL = Target("service_level", 30, 0.95)
OUTSIDE = Target("service_level", 180, 0.9, Window(9 * 60, 23 * 60))
NEEDS = (
    RuleRequirement("target", 0, 7),
    RuleRequirement("target", 1, 0, counts=False),
    RuleRequirement("max_occupancy", None, 6),
    RuleRequirement("min_agents", None, 2),
)


def team(agents: int, level: float, wait: float, *, short: float = 0.0) -> StaffingOption:
    return StaffingOption(
        agents=agents,
        shares=((InTime("service_level", 30), level), (InTime("service_level", 180), 0.999)),
        average_wait=wait,
        average_response=None,
        probability_of_wait=0.2,
        share_leaving=0.0,
        occupancy=0.8,
        overloaded=short > 0,
        agents_short=short,
        broken=tuple(need for need in NEEDS if need.agents is None or need.agents > agents),
    )


def example() -> StaffedInterval:
    """Half an hour of a night, staffed for by the 90 % quantile."""
    return StaffedInterval(
        queue="presale",
        first_day=date(2026, 11, 9),
        start=datetime(2026, 11, 11, 0, 30),
        end=datetime(2026, 11, 11, 1),
        lasting=0.5,
        plan_for=0.9,
        staffing_method="time_varying",
        column="p90",
        hourly=221.4,
        inquiries=110.0,
        bot_share=0.35,
        bot_minutes=0.0,
        arrivals=71.5,
        per_hour=143.0,
        aht_seconds=270.0,
        usual_aht=240.0,
        offered_load=10.725,
        patience_seconds=None,
        speeds=(ChatSpeed(1, 1.0, 270, 13.333), ChatSpeed(2, 0.9, 300, 24.0), ChatSpeed(3, 0.8, 337.5, 32.0)),
        fully_busy=4.46875,
        targets=(LEVEL, OUTSIDE),
        max_occupancy=0.92,
        needs=NEEDS,
        stationary=7,
        by_method=7,
        agents=7,
        teams=(team(6, 0.94996, 12.0), team(7, 0.97, 4.0), team(8, 0.99, 1.0)),
        late=(None, None, None),
        reported=InTime("service_level", 30),
        shrinkage=0.08,
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("7 agents", "column p90", "10.72", "each at speed 0.8, so it takes 338 s")),
        ("zh", ("7 人", "p90 列", "10.72", "每个会话的速度是 0.8，要 338 秒")),
    ],
)
def test_the_way_to_the_work(language: str, words: tuple[str, ...]) -> None:
    """Forecast, chatbot, rate, length of a chat, load, and what an agent with 1, 2, 3 chats gets done."""
    translate = Translator(language)
    told = list(lines(example(), translate))
    text = headline(example(), {"presale": "售前"}, translate)
    text += "".join(f"\n{line.what} {line.figure}" for line in told)
    for part in ("售前", "221.4", "110.0", "−38.5", "71.5", "143.0", "13.3", "24.0", "32.0", "4.47", *words):
        assert part in text, part
    whole = replace(example(), lasting=1.0, bot_share=0.0, hourly=None, usual_aht=270.0)
    assert len(list(lines(whole, translate))) == len(told) - 5


def test_an_agent_with_a_hundred_chats() -> None:
    """Only the first few and the last are told."""
    speeds = tuple(ChatSpeed(chats, 1.0, 60.0, 60.0 * chats) for chats in range(1, 101))
    told = [line.what for line in lines(replace(example(), speeds=speeds), Translator("en"))]
    assert len([what for what in told if what.startswith("An agent with")]) == 5
    assert "Full capacity of an agent with 100 chats at once" in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_rule_is_told(language: str) -> None:
    """What it asks for; which one decides; the hours of one that does not count now; that one is hopeless."""
    level, outside, cap, least = rule_lines(example(), Translator(language))
    assert [line.agents for line in (level, outside, cap, least)] == ["7", "–", "6", "2"]
    assert [line.decides for line in (level, outside, cap, least)] == [True, False, False, False]
    assert "95%" in level.what
    assert "09:00-23:00" in outside.note
    assert "92%" in cap.what
    hopeless = replace(example(), needs=(RuleRequirement("target", 0, None),), stationary=None)
    (line,) = rule_lines(hopeless, Translator(language))
    assert line.decides
    assert line.note
    assert line.what in summary_sentences(hopeless, Translator(language))[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_target_that_is_missed_does_not_look_met(language: str) -> None:
    """94.996 % is not written as 95.0 %, nor 30.04 s as 30.0 s beside a target of 30 s; a target that is met
    exactly may look so."""
    translate = Translator(language)
    _, rows = team_table(example(), translate)
    assert rows[0][1:] == ["94.996%", "97.0%", "99.0%"]
    waiting = replace(
        example(),
        targets=(Target("average_wait", 30), OUTSIDE),
        teams=(team(6, 0.9, 30.04), team(7, 0.9, 30.0)),
    )
    _, rows = team_table(waiting, translate)
    wait = next(row for row in rows if row[0] == translate("sizing.row_wait"))
    assert [cell.split()[0] for cell in wait[1:]] == ["30.04", "30.0"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_late_customers(language: str) -> None:
    """Of the steady state where the requirement says nothing; else what it says."""
    translate = Translator(language)

    def late(interval: StaffedInterval) -> list[str]:
        return next(row for row in team_table(interval, translate)[1] if "71.5" in row[0])

    assert late(example())[1:] == ["3.6", "2.1", "0.7"]
    written = late(replace(example(), late=(9.0, 4.0, 2.0)))
    assert written[1:] == ["9.0", "4.0", "2.0"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_a_few_sentences(language: str) -> None:
    """What decides; one fewer with what it breaks, one more; how many are rostered."""
    translate = Translator(language)
    decides, fewer, more, rostered = summary_sentences(example(), translate)
    rule = rule_lines(example(), translate)[0].what
    assert rule in decides
    assert "94.996%" in fewer
    assert rule in fewer
    assert "99.0%" in more
    assert "7.61" in rostered
    content = as_json(example(), {}, translate)
    assert content["deciding"] == [{"rule": "target", "place": 0, "agents": 7, "counts": True}]
    assert content["summary"] == [decides, fewer, more, rostered]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_overload_is_said(language: str) -> None:
    """How many are short; never a wait without end as a number; with patience, how many leave."""
    translate = Translator(language)
    endless = replace(team(6, 0.0, math.inf, short=3.24), occupancy=1.5)
    interval = replace(example(), teams=(endless, *example().teams[1:]))
    told = summary_sentences(interval, translate)[1]
    assert "3.2" in told
    _, rows = team_table(interval, translate)
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if "inf" in cell]
    assert translate("sizing.unbounded") in cells
    leaving = replace(endless, average_wait=50.0, share_leaving=0.41)
    told = summary_sentences(replace(interval, teams=(leaving,), patience_seconds=120.0), translate)[1]
    assert "41.0%" in told
    hair = replace(interval, teams=(replace(endless, agents_short=0.004),))
    assert "0.004" in summary_sentences(hair, translate)[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_the_number_is_not_that_of_the_steady_state(language: str) -> None:
    """What the method adds for the intervals before, or for the forecast's spread; what was changed in the
    file; each with its size."""
    translate = Translator(language)

    def difference(**changes: object) -> list[str]:
        changed = replace(example(), **changes)  # type: ignore[arg-type]
        return [
            line
            for line in summary_sentences(changed, translate)
            if line not in summary_sentences(example(), translate)
        ]

    before = difference(agents=9, by_method=9)
    spread = difference(agents=9, by_method=9, plan_for="expected_service", staffing_method="stationary")
    both = difference(agents=9, by_method=9, plan_for="expected_service")
    by_hand = difference(agents=9)
    assert len({told[0] for told in (before, spread, both, by_hand)}) == 4
    for told in (before, spread, both, by_hand):
        assert "+2" in told[0]
        assert "9" in told[0]
    assert "expected_service" in spread[0]
    assert {"zh": "手工", "en": "by hand"}[language] in by_hand[0]
    then_by_hand = difference(agents=5, by_method=8)
    assert "+1" in then_by_hand[0]
    assert "-3" in then_by_hand[1]
    assert {"zh": "手工", "en": "by hand"}[language] in difference(agents=9, by_method=None)[0]
    # One fewer than a number that looks further keeps the rules, but only in the steady state.
    further = replace(example(), agents=9, by_method=9, teams=(team(8, 0.99, 1.0), team(9, 0.999, 0.1)))
    words = {
        "in_time": translate("sizing.in_time_service_level", level="99.0%", seconds="30"),
        "wait": translate("sizing.seconds", seconds="1.0"),
    }
    assert translate("sizing.meets_targets_in_steady_state", agents=8, **words) in summary_sentences(
        further, translate
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_asked_for(language: str) -> None:
    """No rule that counts, or no inquiries: two different reasons."""
    translate = Translator(language)
    free = replace(
        example(),
        needs=(RuleRequirement("target", 1, 0, counts=False), RuleRequirement("min_agents", None, 0)),
        stationary=0,
        by_method=0,
        agents=0,
        teams=(team(0, 0.0, math.inf, short=4.5), team(1, 0.0, math.inf, short=3.5)),
    )
    assert summary_sentences(free, translate)[0] == translate("sizing.no_target")
    assert summary_sentences(replace(free, arrivals=0.0), translate)[0] == translate("sizing.no_inquiries")


def test_the_hand_over_of_the_chatbot_is_a_step() -> None:
    """71.5 are handed over in all; 80 reach the agents now: 8.5 more of before than are still held."""
    for language in LANGUAGES:
        told = list(lines(replace(example(), bot_minutes=2.5, arrivals=80.0), Translator(language)))
        (step,) = (line for line in told if "2.5" in line.what)
        assert step.figure == "+8.50"
        assert [line.figure for line in told if line.kind == "step"].index("80.0") > told.index(step)


def test_nothing_resolved_is_not_subtracted_and_a_half_is_rounded_up() -> None:
    """Without inquiries the chatbot resolves 0.00, not −0.00; 270 s at 0.8 of the speed are 338 s."""
    quiet = replace(
        example(), inquiries=0.0, arrivals=0.0, bot_share=0.3, speeds=(ChatSpeed(3, 0.8, 337.5, 32.0),) * 2
    )
    told = [line for language in LANGUAGES for line in lines(quiet, Translator(language))]
    assert "−0.00" not in {line.figure for line in told}
    assert sum("338" in line.what for line in told) == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_floor_is_not_called_the_target(language: str) -> None:
    """Of a target of the day an interval keeps its floor by itself, which is less than the target."""
    translate = Translator(language)
    by_day = replace(LEVEL, per="day", floor=0.475)
    day = PeriodValue(0, date(2026, 11, 11), date(2026, 11, 11), 0.951, 0.97)
    sentences = summary_sentences(replace(example(), targets=(by_day, OUTSIDE), together=(day,)), translate)
    floor = translate("sizing.floor_share", share="47.5")
    (more,) = [words for words in sentences if "99.0%" in words]
    assert floor in more
    assert translate("sizing.rule_service_level", share="95", seconds="30") not in more


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_leaves_has_no_response(language: str) -> None:
    """Beside a mean response, and only where somebody leaves."""
    translate = Translator(language)
    stated = replace(
        example(), targets=(Target("average_response", 30),), conversation=Conversation(6, 20, 30)
    )
    words = translate("sizing.counted_leaving")
    assert words not in summary_sentences(stated, translate)
    assert words in summary_sentences(replace(stated, patience_seconds=300.0), translate)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_counted(language: str) -> None:
    """At assignment: how many first replies would be in time; a conversation: each kind that was promised."""
    translate = Translator(language)
    told = "\n".join(summary_sentences(example(), translate))
    usual = FirstReplyEstimate(Conversation(6, 20, 30), 7, 30, 0.97, 0.834)
    (lag,) = set(summary_sentences(replace(example(), first_replies=usual), translate)) - set(
        told.split("\n")
    )
    assert all(part in lag for part in ("97.0%", "83.4%", "20", "30", "7"))
    targets = (Target("first_reply", 30, 0.95), Target("reply_rate", 60, 0.9))
    needs = tuple(RuleRequirement("target", place, 7) for place in (0, 1))
    for typing, key in ((False, "until_begun"), (True, "until_sent")):
        talk = Conversation(6, 20, 30, typing_counts=typing)
        stated = replace(example(), targets=targets, needs=needs, conversation=talk)
        sentences = summary_sentences(stated, translate)
        until = translate(f"sizing.{key}")
        assert translate("sizing.counted_first_reply", until=until) in sentences
        assert translate("sizing.counted_reply_rate", until=until) in sentences
        assert translate("sizing.turn_in_turn") in sentences
