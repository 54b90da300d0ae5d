"""``peakroster simulate`` of a queue whose chats are conversations: its targets' own measures and words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from peakroster.messages import LANGUAGES, Translator
from tests.docs.pages import section
from tests.peakroster.cli.small_shop import run
from tests.peakroster.simulation.weeks import write_week

pytestmark = pytest.mark.slow

TALK = "replies = 5\nreply_seconds = 25\ncustomer_seconds = 30"
FIRST = '{ kind = "first_reply", share = 0.9, within_seconds = 30 }'
RATE = '{ kind = "reply_rate", share = 0.8, within_seconds = 20, hours = "09:00-23:00" }'
RESPONSE = '{ kind = "average_response", within_seconds = 15 }'
PLANNED = ("--from", "2026-11-09", "--demand", "planned", "--replications", 10)


def talking(folder: Path, *targets: str, inquiries: float = 25.0) -> Path:
    """The hand-made week with presale in conversations."""
    settings = {"slowdown": TALK, 'target = { kind = "service': f"target = [{', '.join(targets)}]"}
    return write_week(folder, inquiries=inquiries, **settings)


def presale(folder: Path) -> tuple[dict[str, Any], list[list[str]]]:
    """The queue in simulation.json, and the rows of simulation.csv."""
    assert run("simulate", folder, *PLANNED).code == 0
    written = folder / "plans" / "2026-11-09" / "simulation"
    rows = (written / "simulation.csv").read_text(encoding="utf-8-sig").splitlines()
    queues = json.loads((written / "simulation.json").read_text(encoding="utf-8"))["queues"]
    assert [queue.get("counted") for queue in queues][1] is None
    return queues[0], [row.split(",") for row in rows]


def test_figures(tmp_path: Path) -> None:
    """Each target is judged by its own measure; the reported share is that of the first; rows of other queues
    have no response."""
    queue, (header, *rows) = presale(talking(tmp_path / "shop", FIRST, RATE, RESPONSE))
    assert (queue["counted"], queue["within_seconds"]) == ("first_reply", 30)
    first, rate, response = queue["total"]["targets"]
    assert first["reached"] == queue["total"]["service_level"]
    assert 0.5 < first["reached"] < 0.99
    assert first["reached"] < rate["reached"] < 0.99  # later messages never wait in line
    assert response["reached"] == queue["total"]["average_response_seconds"]
    assert 0 < response["reached"] != queue["total"]["average_wait_seconds"]
    assert first["kept"] is (first["reached"] >= 0.9)
    assert header[-1] == "average_response_seconds"
    assert all(float(row[-1]) >= 0 for row in rows if row[1] == "presale")
    assert {row[-1] for row in rows if row[1] == "aftersale"} == {""}


def test_a_quicker_promise_is_kept_less_often(tmp_path: Path) -> None:
    """Replies by assignment are sooner than first replies; sent ones are later than begun ones."""
    levels = []
    for kind, typed in (
        ("service_level", ""),
        ("first_reply", ""),
        ("first_reply", '\nreply_counts = "sent"'),
    ):
        target = FIRST.replace("first_reply", kind)
        folder = tmp_path / f"{kind}{len(typed)}"
        talking(folder, target)
        settings = folder / "shop.toml"
        settings.write_text(settings.read_text("utf-8").replace(TALK, TALK + typed), "utf-8")
        levels.append(presale(folder)[0]["total"]["service_level"])
    assert levels[0] > levels[1] + 0.02
    assert levels[1] > levels[2] + 0.2


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_words(tmp_path: Path, language: str) -> None:
    """Verdicts, stretches and the explanation name first replies, replies and the average response."""
    folder = talking(tmp_path / "shop", FIRST.replace("30", "2"), RATE, RESPONSE)
    ran = run("simulate", folder, *PLANNED, "--lang", language)
    assert ran.code == 0
    words = Translator(language)
    told = {
        "en": (
            "have a first reply within 2 s",
            "of all messages replied to within 20 s",
            "average response ",
        ),
        "zh": ("2 秒内首次响应", "20 秒内回复率", "平均响应时间 "),
    }[language]
    broken = {"en": "without a first reply in time", "zh": "未得到及时的首次响应"}[language]
    for text in (*told, broken, words("simulation.response"), words("simulation.explain_response")):
        assert text in ran.out, text
    assert words("simulation.explain_first_reply", queue="售前", seconds=2.0) in ran.out


def test_replies_in_words(tmp_path: Path) -> None:
    """A queue that promised a share of all replies is told in messages."""
    folder = talking(tmp_path / "shop", RATE.replace("20", "2", 1).replace("0.8", "0.99"))
    assert "messages without a reply in time" in run("simulate", folder, *PLANNED, "--lang", "en").out
    assert "条消息中" in run("simulate", folder, *PLANNED, "--lang", "zh").out


@pytest.mark.parametrize("language", LANGUAGES)
def test_agents_stay_for_conversations_after_closing(tmp_path: Path, language: str) -> None:
    """After-sale closes at 21:00 with one agent who cannot keep up: he stays, and the hours and their cost
    are told."""
    settings = {'target = { kind = "average': f'closing = "stay"\n{TALK}\ntarget = {FIRST}'}
    folder = write_week(tmp_path / "shop", inquiries=20.0, **settings)
    ran = run("simulate", folder, *PLANNED, "--lang", language, "--json")
    assert ran.code == 0
    presale, aftersale = ran.json["queues"]
    assert aftersale["counted"] == "first_reply"
    assert presale["total"]["overtime_hours"] == 0
    hours = aftersale["total"]["overtime_hours"]
    assert hours == pytest.approx(sum(day["overtime_hours"] for day in aftersale["days"]), abs=1e-5)
    assert hours > 0.5
    words = Translator(language)
    assert words("simulation.overtime", hours=hours) in ran.json["messages"]
    assert words("simulation.overtime_cost", cost=hours * 243 / 8) in ran.json["messages"]


def test_no_difference_without_conversations(tmp_path: Path) -> None:
    """Shops without them have neither the column nor the keys nor the words."""
    folder = write_week(tmp_path / "shop")
    ran = run("simulate", folder, *PLANNED, "--lang", "en", "--json")
    assert "counted" not in ran.json["queues"][0]
    assert "average_response_seconds" not in ran.json["queues"][0]["total"]
    assert not [line for line in ran.json["messages"] if "esponse" in line]


def test_the_document_names_every_column_and_key(tmp_path: Path) -> None:
    queue, (header, *_) = presale(talking(tmp_path / "shop", FIRST.replace("30", "2")))
    keys = {*queue, *queue["total"], *queue["broken"][0], *header}
    text = section("outputs.md", "simulation/")
    named = set(text.replace("`", ",").replace(" ", "").replace("\n", ",").split(","))
    assert sorted(keys - named) == []
