"""The reader of chat logs: headers, senders and times as service desks write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from peakroster.messages import Translator
from peakroster.shop.inputs.chat_log import read_chat_log
from peakroster.shop.settings.outlines import QueueOutline
from peakroster.tables.findings import InputError

PRESALE, AFTERSALE = QueueOutline("presale", "售前", False, ()), QueueOutline("aftersale", "售后", False, ())
TICKETS = QueueOutline("tickets", "工单", True, ())


def test_a_chinese_export_is_read(tmp_path: Path) -> None:
    """Names of columns and senders, times with and without leading zeros, no queue in a shop of one."""
    path = tmp_path / "聊天记录.csv"
    path.write_text(
        "会话编号,时间,发送方,工号\n"
        "s1,2026-11-02 09:00:01,买家,\n"
        "s1,2026/11/2 9:00:21,客服,007\n"
        "s1,2026年11月2日 9:00,机器人,\n",
        encoding="utf-8",
    )
    log, warnings = read_chat_log(path, [PRESALE])
    assert warnings == ()
    assert list(log["sender"]) == [0, 1, 2]
    assert list(log["agent_id"]) == ["", "007", ""]
    assert list(log["queue"].unique()) == ["presale"]
    assert list(log["seconds"].diff()[1:]) == [20, -21]


@pytest.mark.parametrize(
    ("rows", "code", "row", "value"),
    [
        ("s1,2026-11-02T09:00:00,friend,,presale\n", "bad_sender", 2, "friend"),
        ("s1,2026-11-02T09:00:00,agent,,presale\n", "sender_without_id", 2, ""),
        ("s1,2026-11-02T09:61:00,buyer,,presale\n", "bad_timestamp", 2, "2026-11-02T09:61:00"),
        ("s1,2026-11-02T09:00:75,buyer,,presale\n", "bad_timestamp", 2, "2026-11-02T09:00:75"),
        ("s1,2026-11-02T09:00:00,buyer,,vip\n", "unknown_queue", 2, "vip"),
        ("", "no_rows", None, None),
    ],
)
def test_what_cannot_be_read_is_told(
    tmp_path: Path, rows: str, code: str, row: int | None, value: str | None
) -> None:
    """With its row and value."""
    path = tmp_path / "log.csv"
    path.write_text("chat_id,timestamp,sender,agent_id,queue\n" + rows, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_chat_log(path, [PRESALE, AFTERSALE])
    assert [(each.code, each.row, each.value) for each in error.value.findings] == [(code, row, value)]


def test_files_that_are_no_log(tmp_path: Path) -> None:
    """A missing file, another kind of file, and no queue in a shop of two."""
    (tmp_path / "log.csv").write_text("chat_id,timestamp,sender,agent_id\ns1,2026-11-02 09:00:00,buyer,\n")
    for name, code in (
        ("none.csv", "no_such_file"),
        ("log.txt", "wrong_kind_of_file"),
        ("log.csv", "chat_log_without_queue"),
    ):
        (tmp_path / "log.txt").touch()
        with pytest.raises(InputError) as error:
            read_chat_log(tmp_path / name, [PRESALE, AFTERSALE])
        assert [each.code for each in error.value.findings] == [code]


def test_queues_as_they_are_called_and_words_of_platforms(tmp_path: Path) -> None:
    """售前 is presale; 小二 wrote to 消费者. Tickets have no chats and need no column."""
    path = tmp_path / "log.csv"
    path.write_text(
        "会话编号,时间,发送方,工号,队列\n"
        "s1,2026-11-02 09:00:01,消费者,,售前\n"
        "s1,2026-11-02 09:00:21,小二,007,presale\n"
        "s1,2026-11-02 09:00:25,店小蜜,,售后\n",
        encoding="utf-8",
    )
    log, _ = read_chat_log(path, [PRESALE, AFTERSALE])
    assert list(log["queue"]) == ["presale", "presale", "aftersale"]
    assert list(log["sender"]) == [0, 1, 2]
    path.write_text("chat_id,timestamp,agent_id,sender\ns1,2026-11-02 09:00:01,,buyer\n", encoding="utf-8")
    log, _ = read_chat_log(path, [PRESALE, TICKETS])
    assert list(log["queue"]) == ["presale"]


def test_the_words_for_senders_are_told_in_the_language(tmp_path: Path) -> None:
    """Chinese readers see Chinese words."""
    path = tmp_path / "log.csv"
    path.write_text("chat_id,timestamp,agent_id,sender\ns1,2026-11-02 09:00:01,,friend\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_chat_log(path, [PRESALE])
    english, chinese = (error.value.findings[0].as_json(Translator(each))["remedy"] for each in ("en", "zh"))
    assert "customer, agent, bot" in english
    assert all(word in chinese for word in ("买家", "客服", "小二", "机器人"))
    assert "customer" not in chinese
