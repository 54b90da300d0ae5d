"""What an approval has come to, by its words: only what was agreed binds."""

from __future__ import annotations

import pytest

from peakroster.layouts.lists.leave import state_of


@pytest.mark.parametrize(
    ("status", "result", "state"),
    [
        ("", "", "approved"),
        ("已同意", "", "approved"),
        ("已完成", "同意", "approved"),
        ("Completed", "Approved", "approved"),
        ("已完成", "拒绝", "refused"),
        ("审批未通过", "", "refused"),
        ("", "Disagreed", "refused"),
        ("未完成", "", "pending"),
        ("待同意", "", "pending"),
        ("未生效", "", "pending"),
        ("等待审批通过", "", "pending"),
        ("Not approved", "", "pending"),
        ("处理好了", "", "pending"),
        ("已撤销", "同意", "revoked"),
    ],
)
def test_only_what_was_agreed_binds(status: str, result: str, state: str) -> None:
    """A word of agreement that is still to come is none."""
    assert state_of(status, result) == state
