"""The log as a manager reads it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from peakroster.desk.publishing.history import HistoryRow, history
from peakroster.desk.publishing.log_words import change_words, note_words
from peakroster.messages import Translator
from peakroster.store.door import writing

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
            row(
                "push",
                "push 2026-11-09 version 2 to dingtalk",
                "in_effect=5 refused=1 not_confirmed=0 sent=6 stopped",
            ),
            "推送到考勤系统：周一 11-09 起第 2 版，钉钉",
            "已生效 5 条，未被接受 1 条，未确认 0 条；发送 6 条；中途停止",
        ),
        (
            row("push", "push 2026-11-09 to wecom", "differing=3"),
            "推送到考勤系统：周一 11-09 起，企业微信",
            "开始发送：3 条与平台不一致，没有记下结果",
        ),
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


def test_a_push_is_told_once(tmp_path: Path) -> None:
    """By what it came to; one of which no end is known, by its beginning."""
    for what, note in (
        ("push 2026-11-09 to wecom", "differing=3"),
        ("push 2026-11-09 to wecom", "in_effect=3 refused=0 not_confirmed=0 sent=3"),
        ("push 2026-11-09 to dingtalk", "differing=2"),
    ):
        with writing(tmp_path, kind="push", what=what, note=note) as change:
            change.also(lambda connection, store, number: None)
    assert [one.note.split()[0] for one in history(tmp_path)] == ["differing=2", "in_effect=3"]
