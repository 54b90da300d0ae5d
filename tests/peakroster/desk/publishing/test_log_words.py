"""The log as a manager reads it."""

from __future__ import annotations

from datetime import datetime

import pytest

from peakroster.desk.publishing.history import HistoryRow
from peakroster.desk.publishing.log_words import change_words, note_words
from peakroster.messages import Translator

NAMES = {"CG003": "张敏", "CG004": "刘静"}


def row(kind: str, what: str, note: str = "") -> HistoryRow:
    return HistoryRow(1, datetime(2026, 11, 5, 9), "店长", "ui", kind, what, note, "done", ())


@pytest.mark.parametrize(
    ("one", "did", "told"),
    [
        (row("leave", "requests.csv", "CG003 2026-11-11 sick_leave"), "登记请假", "张敏 2026-11-11 病假"),
        (
            row("leave", "requests.csv", "CG003 2026-11-11 – 2026-11-12 13:00–18:00 annual_leave"),
            "登记请假",
            "张敏 2026-11-11 – 2026-11-12 13:00–18:00 年假",
        ),
        (row("leave_back", "requests.csv", "CG004 2026-11-11 产检假"), "撤销请假", "刘静 2026-11-11 产检假"),
        (row("save", "plans/2026-11-09"), "排班台保存：周一 11-09 起", ""),
        (
            row("scenario", "plans/2026-11-09", "5 人生病: solved"),
            "情景：周一 11-09 起",
            "5 人生病 · 重新求解",
        ),
        (row("people", "agents.csv", "CG003, CG004"), "修改人员资料：客服名单", "张敏、刘静"),
        (row("restore", "plans/2026-11-09", "2026-11-09@3"), "恢复计划：周一 11-09 起", "第 3 版"),
        (row("undo", "shop.toml", "#12"), "撤销改动：店铺设置", "第 12 次改动"),
        (row("approved", "requests/CG004", "好的"), "批准申请：刘静", "好的"),
        (row("import", "花名册.xlsx"), "导入文件：花名册.xlsx", ""),
        (
            row("publish", "plans/2026-11-09", "sick_leave: 大家辛苦"),
            "发布：周一 11-09 起",
            "sick_leave: 大家辛苦",
        ),
    ],
)
def test_names_and_words_instead_of_files_and_keys(one: HistoryRow, did: str, told: str) -> None:
    """What somebody typed stays as it was typed."""
    translate = Translator("zh")
    assert change_words(one, NAMES, translate) == did
    assert note_words(one, NAMES, translate) == told
