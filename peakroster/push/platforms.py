"""The client of each platform by its name."""

from __future__ import annotations

from peakroster.exports.platforms.dingtalk import DINGTALK
from peakroster.exports.platforms.feishu import FEISHU
from peakroster.exports.platforms.ids import Platform
from peakroster.exports.platforms.wecom import WECOM
from peakroster.push.calls import Caller
from peakroster.push.client import PlatformClient, Single
from peakroster.push.credentials import Access
from peakroster.push.dingtalk import DingTalkClient
from peakroster.push.feishu import FeishuClient
from peakroster.push.wecom import WeComClient

PLATFORMS: dict[str, Platform] = {each.name: each for each in (DINGTALK, FEISHU, WECOM)}
"""Those that a roster can be pushed to."""


def client_of(platform: str, caller: Caller, single: Single, access: Access) -> PlatformClient:
    """The client for one of ``PLATFORMS``."""
    if platform == DINGTALK.name:
        return DingTalkClient(caller, single)
    if platform == FEISHU.name:
        return FeishuClient(caller, single, access.options["EMPLOYEE_TYPE"])
    return WeComClient(caller, single, int(access.options["ROWS_PER_CALL"]))
