"""``peakroster conversations``: shops that lack what the log is to tell, and logs that lack something."""

from __future__ import annotations

from pathlib import Path

from tests.peakroster.cli.small_shop import run
from tests.peakroster.shop.shops import GOOD, write_shop

TICKETS = (
    '\n[[queues]]\nid = "tickets"\nname = "工单"\nkind = "deferred"\naht_seconds = 540\ndeadline_hours = 24\n'
)


def log_of(path: Path, *turns: tuple[int, str]) -> Path:
    """Forty chats of pre-sale, the same a quarter of a day apart."""
    lines = ["chat_id,queue,agent_id,timestamp,sender"]
    for chat in range(40):
        for second, sender in turns:
            moment = f"2026-11-{1 + chat // 4:02d} {6 * (chat % 4):02d}:{second // 60:02d}:{second % 60:02d}"
            lines.append(f"c{chat},售前,{'007' if sender == 'agent' else ''},{moment},{sender}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_shop_that_lacks_what_the_log_tells(tmp_path: Path) -> None:
    """A preset of replies without replies; the targets' seconds are known. No word of tickets."""
    settings = GOOD["shop.toml"].replace('"tmall-30s"', '["jd-first-30s", "pdd-reply-5min"]') + TICKETS
    shop = write_shop(tmp_path / "shop", {"shop.toml": settings})
    refused = run("check", shop, "--json").json["errors"]
    (finding,) = [each for each in refused if each["code"] == "target_of_no_conversation"]
    assert "peakroster conversations" in finding["remedy"]
    log = log_of(tmp_path / "log.csv", (0, "buyer"), (10, "agent"), (40, "buyer"), (55, "agent"))
    result = run("conversations", shop, log, "--json")
    assert result.code == 0
    (queue,) = result.json["queues"]
    assert [each["within_seconds"] for each in queue["in_time"]] == [30, 300]
    assert (queue["first_reply"]["value"], queue["reply_seconds"]["value"]) == (10, 15)
    shown = run("conversations", shop, log, "--lang", "zh").out
    assert "售前" in shown
    assert "工单" not in shown


def test_agents_who_greet_first(tmp_path: Path) -> None:
    """No first delay is known: a dash, and null."""
    shop = write_shop(tmp_path / "shop")
    log = log_of(tmp_path / "log.csv", (0, "agent"), (10, "buyer"), (25, "agent"))
    (queue,) = run("conversations", shop, log, "--json").json["queues"]
    assert queue["first_reply"] == {"value": None, "low": None, "high": None}
    assert (queue["response"]["value"], queue["away"]) == (15, 0)
    shown = run("conversations", shop, log).out
    assert "nan" not in shown
    assert "–" in next(line for line in shown.splitlines() if "First reply" in line)


def test_a_shop_of_tickets_alone(tmp_path: Path) -> None:
    """Nothing to estimate, and that is said."""
    settings = GOOD["shop.toml"].partition("[[queues]]")[0] + TICKETS
    shop = write_shop(tmp_path / "shop", {"shop.toml": settings})
    log = tmp_path / "log.csv"
    log.write_text("chat_id,timestamp,agent_id,sender\nc1,2026-11-01 09:00:00,,buyer\n", encoding="utf-8")
    result = run("conversations", shop, log)
    assert result.code == 0
    assert "no queue with chats" in result.out


def test_without_any_queue_the_errors_are_told(tmp_path: Path) -> None:
    """A shop.toml from which not even the queues can be learned."""
    shop = write_shop(tmp_path / "shop", {"shop.toml": 'name = "x"\n'})
    result = run("conversations", shop, tmp_path / "log.csv", "--json")
    assert result.code == 2
    assert "missing_key" in {each["code"] for each in result.json["errors"]}
