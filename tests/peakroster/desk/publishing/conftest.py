"""The small shop with a company on DingTalk that knows some of its people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.peakroster.push.servers import DingTalkServer, serve
from tests.peakroster.push.servers.clock import VirtualClock
from tests.peakroster.push.worlds import environment
from tests.ui.conftest import shop, small_shop

__all__ = ["dingtalk", "shop", "small_shop"]

NAMES = {"001": "王芳", "002": "李强", "003": "张敏", "004": "刘洋", "005": "陈静", "006": "杨帆"}
SHIFTS = {"101": ("早班", "08:00-16:00"), "102": ("晚班", "12:00-20:00")}


@pytest.fixture
def dingtalk(shop: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DingTalkServer]:
    """A server that stands for DingTalk; the shop's mapping has only group and operator."""
    text = "kind,platform,local_id,platform_id\ngroup,dingtalk,main,1\noperator,dingtalk,main,boss\n"
    (shop / "mapping.csv").write_text(text, encoding="utf-8")
    server = DingTalkServer(VirtualClock())
    server.group = "1"
    server.staff = {f"u-{one}": (name, one) for one, name in NAMES.items()}
    server.shift_list = dict(SHIFTS)
    with serve(server) as address:
        for name, value in environment("dingtalk", address).items():
            monkeypatch.setenv(name, value)
        yield server
