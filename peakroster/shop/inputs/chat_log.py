"""A chat log, as service desks export it: who wrote in which chat, and when. It may have millions of rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, get_args

import pandas as pd

from peakroster.messages import Term
from peakroster.shop.settings.outlines import QueueOutline, names_of
from peakroster.shop.table_specs import CHAT_LOG
from peakroster.tables.column_parser import ColumnParser
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.names import KnownNames
from peakroster.tables.reader import read_table
from peakroster.tables.report import Report

Sender = Literal["customer", "agent", "bot"]
SENDERS: tuple[Sender, ...] = get_args(Sender)

_WORDS: dict[Sender, tuple[str, ...]] = {
    "customer": (
        *("customer", "buyer", "user", "visitor", "client", "consumer", "shopper", "member"),
        *("买家", "顾客", "客户", "消费者", "用户", "访客", "会员", "买方", "粉丝", "咨询者"),
    ),
    "agent": (
        *("agent", "seller", "staff", "human", "merchant", "representative", "operator"),
        *("客服", "人工", "小二", "商家", "人工客服", "坐席", "人工坐席", "卖家", "店小二", "客服小二"),
        *("店铺", "店家", "卖方", "在线客服", "员工"),
    ),
    "bot": (
        *("bot", "robot", "chatbot", "system", "ai"),
        *("机器人", "智能客服", "系统", "自动回复", "机器人客服", "客服机器人", "智能机器人", "系统消息"),
        *("系统提示", "店小蜜", "京小智", "智能助手"),
    ),
}
_ENDINGS = (".csv", ".xlsx")


def read_chat_log(path: Path, queues: Sequence[QueueOutline]) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """The messages of the file and the warnings about it; queues: those of shop.toml.

    Columns ``chat_id, queue, agent_id`` (str; the id is empty where no agent wrote), ``seconds`` (float, on
    the wall clock, since 1970) and ``sender`` (its place in SENDERS), in the order of the file. Without a
    column ``queue`` every chat is of the shop's only one that is not deferred; there must be one. Raises
    InputError with all errors.
    """
    report = Report()
    log = None
    if not path.exists():
        report.error("no_such_file", path.name, path=str(path))
    elif path.suffix.casefold() not in _ENDINGS:
        report.error("wrong_kind_of_file", path.name, value=path.name)
    elif (table := read_table(path, CHAT_LOG, report)) is not None:
        cells = ColumnParser(table, report)
        if not len(cells):
            report.error("no_rows", table.file)
        live = [queue.id for queue in queues if not queue.is_deferred]
        if "queue" not in table.headers and len(live) > 1:
            report.error("chat_log_without_queue", table.file, queues="; ".join(live))
        log = _read(cells, names_of(queues), live)
    if log is None or report.has("error"):
        raise InputError(report.findings("error"), report.findings("warning"))
    return log, report.findings("warning")


def _known_words() -> Term:
    """The first words of each sender in the reader's language."""
    english = [word for words in _WORDS.values() for word in words[:1]]
    chinese = [word for words in _WORDS.values() for word in [*filter(_is_chinese, words)][:4]]
    return Term(", ".join(english), "、".join(chinese))


def _is_chinese(word: str) -> bool:
    return not word.isascii()


def _read(cells: ColumnParser, queues: KnownNames, live: Sequence[str]) -> pd.DataFrame:
    times = cells.instants("timestamp")
    words = {word: place for place, sender in enumerate(SENDERS) for word in _WORDS[sender]}
    texts = cells.text("sender")
    sender = texts.str.casefold().map(words)
    cells.fail("bad_sender", "sender", sender.isna() & (texts != ""), {"known": _known_words()})
    agent = cells.text("agent_id")
    wrote = sender == SENDERS.index("agent")
    cells.fail("sender_without_id", "agent_id", wrote & (agent == ""))
    queue = cells.known("queue", queues, "unknown_queue")
    if "queue" not in cells.table.headers:
        queue = pd.Series(live[0], index=texts.index)
    log = pd.DataFrame(
        {
            "chat_id": cells.text("chat_id"),
            "queue": queue,
            "agent_id": agent.where(wrote, ""),
            "seconds": (times - pd.Timestamp("1970-01-01")).dt.total_seconds(),
            "sender": sender,
        }
    )[cells.good]
    return log.astype({"sender": "int64"}).reset_index(drop=True)
