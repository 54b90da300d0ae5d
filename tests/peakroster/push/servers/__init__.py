"""Servers of our own that behave as the vendors' documents say, and as badly as real ones."""

from tests.peakroster.push.servers.base import Hostility, Server
from tests.peakroster.push.servers.clock import VirtualClock
from tests.peakroster.push.servers.dingtalk import DingTalkServer
from tests.peakroster.push.servers.doors import in_process, serve
from tests.peakroster.push.servers.feishu import FeishuServer
from tests.peakroster.push.servers.wecom import WeComServer

SERVERS: dict[str, type[Server]] = {
    "dingtalk": DingTalkServer,
    "feishu": FeishuServer,
    "wecom": WeComServer,
}

__all__ = [
    "SERVERS",
    "DingTalkServer",
    "FeishuServer",
    "Hostility",
    "Server",
    "VirtualClock",
    "WeComServer",
    "in_process",
    "serve",
]
