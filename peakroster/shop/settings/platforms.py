"""What the platforms count of a shop's replies, as far as it could be read, and a preset of targets for each.

The platforms' own rules lie behind the merchants' log-in. What is written here comes from copies and
summaries of them by others; each has its address and date, and what none of them says is said to be open.
docs/reference/platforms.md is made from this table by ``python -m tools.platforms_page``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Source:
    """Where something was read. date: of the page, as it states it; None = it states none."""

    address: str
    date: str | None


@dataclass(frozen=True)
class PlatformMetric:
    """One figure that a platform counts.

    metric: its Chinese name. definition: what is counted, in words. not_confirmed: what no source settles.
    target: the preset's table, as shop.toml would have it.
    """

    platform: str
    metric: str
    definition: str
    not_confirmed: str
    sources: tuple[Source, ...]
    target: Mapping[str, Any]


PLATFORM_METRICS: Mapping[str, PlatformMetric] = {
    "tmall-response-30s": PlatformMetric(
        "Tmall",
        "旺旺人工平响时长",
        "Mean time over all rounds of a chat, from the customer's first message to the shop's first reply "
        "to it. A round counts at most 10 minutes, and so does one that nobody answers on that day. Over "
        "the last 30 days, 08:00-23:00. Replies of people count, and those that a chatbot prepares for an "
        "agent; rounds that a chatbot handles alone are left out.",
        "The 30 s: no source says which mean is asked for; it is the number of `tmall-30s`. Here no round "
        "is cut off at 10 minutes, so the target is a little stricter than the platform.",
        (Source("https://diantuoyi.com/article/4966.html", "undated, its example is of March 2022"),),
        {"kind": "average_response", "within_seconds": 30, "hours": "08:00-23:00", "per": "day"},
    ),
    "taobao-reply-3min": PlatformMetric(
        "Taobao",
        "旺旺3分钟人工响应率",
        "Share of all rounds of chats in which the reply comes within 3 minutes of the customer's first "
        "unanswered message: a customer who writes three times before the reply has one round, one who "
        "writes again after it has another. Over the last 30 days. Replies of people count, and those that "
        "a chatbot prepares for an agent. The platform judges it since July 2022.",
        "The share of 90 %: no source says which is asked for. The hours: 08:00-24:00 in the sources of "
        "2023, 08:00-23:00 in the one of 2025, which is taken.",
        (
            Source("http://www.sssssz.cn/article/kefuwaibao/517.html", "2022-07-27"),
            Source("http://dingjiuxi.cn/tbnews/14066.html", "2023-04-02"),
            Source("http://www.hrb-hd.cn/article/42441", "2023-08-18"),
            Source("http://g8108.cn/edu/article/1108.html", "2025-06-02"),
        ),
        {"kind": "reply_rate", "share": 0.9, "within_seconds": 180, "hours": "08:00-23:00", "per": "day"},
    ),
    "pdd-reply-5min": PlatformMetric(
        "Pinduoduo",
        "5分钟回复率",
        "Share of the day's customers, 08:00-23:00, none of whose messages waited longer than 5 minutes; a "
        "customer counts once a day however often he writes. Over the last 3 days, for taking part in "
        "sales.",
        "The definition is that of the 1-hour rate of 2019, taken over to 5 minutes; an undated source "
        "counts the first message alone, and chatbots' replies too. The 80 %: a service company names it, "
        "not the platform. First replies are counted here, which wait for an agent; a later reply that is "
        "late fails a customer, too. That hits one customer of 50,000 in the worked example, even with an "
        "agent fewer than it takes, since later messages wait for the agent's other chats alone. Of a "
        "3-minute rate of replies by people (3分钟人工回复率) nothing certain was found: no preset.",
        (
            Source("http://www.gstsqh.com.cn/ecschool/pinduoduo/show_64869.html", "2019-01-10, for 1 hour"),
            Source("https://www.ws46.com/showinfo-24-225598-0.html", None),
            Source("http://www.cymth.com/post/141552.html", None),
            Source("https://winwin888.hk/en/services/319.html", None),
        ),
        {"kind": "first_reply", "share": 0.8, "within_seconds": 300, "hours": "08:00-23:00", "per": "day"},
    ),
    "jd-first-30s": PlatformMetric(
        "JD",
        "咚咚首次30秒应答率",
        "Share of chats whose first reply comes within 30 s. Chats that begin between 23:00 and 09:00 are "
        "left out, and so are messages left while no agent is online. Over 30 days. A customer who writes "
        "again within 10 minutes of the end goes on with the same chat. 80 % is one of the conditions of "
        "the label 热情掌柜.",
        "Whether 80 % is still asked for. The platform also counts 咚咚平均响应时长 in the same hours, and "
        "since 2024 or before 3分钟人工回复率: their definitions and limits were not found, so they have no "
        "preset.",
        (
            Source("https://maijiaw.com/article/505791", "2021-12-14"),
            Source("http://www.zhaoyi.net.cn/article/jingdongzixun/609.html", "2022-09-16"),
            Source("https://39zn.cn/article/215407.htm", "2023-02-21"),
            Source("http://sszgclub.com/ask/63524.html", "2024-02-18"),
            Source("https://insight.xiaoduoai.com/faq/questions/D1qA", None),
        ),
        {"kind": "first_reply", "share": 0.8, "within_seconds": 30, "hours": "09:00-23:00", "per": "day"},
    ),
    "douyin-reply-3min": PlatformMetric(
        "Douyin",
        "飞鸽3分钟人工回复率",
        "Share of the customers' messages that people answer within 3 minutes, 08:00-23:00. In a great sale "
        "of 2023 the platform judged 平均响应时长 and IM不满意度 in these hours.",
        "The share of 80 %, the days that are counted, and whether several messages in a row are one. "
        "Limits and definition of 平均响应时长 were not found, so it has no preset.",
        (
            Source("http://www.plnmw.com/InformationConsulting/kqreqrqhdd.html", None),
            Source("http://m.bbbearmall.com/news-68957.html", "2024-07-15, of a sale in 2023"),
        ),
        {"kind": "reply_rate", "share": 0.8, "within_seconds": 180, "hours": "08:00-23:00", "per": "day"},
    ),
    "kuaishou-first-3min": PlatformMetric(
        "Kuaishou",
        "人工客服3分钟回复率",
        "Of the customers who reach a person between 08:00 and 23:00, the share who were not left without a "
        "reply for 3 minutes. People's replies count alone since March 2023; before, chatbots' did too.",
        "The share of 80 %: one page names it, for 5 minutes. Whether it is the first message that counts, "
        "as an undated page says of the older 5-minute rate, or any; the first is taken.",
        (
            Source("http://snsmcma.cn/article-15550-1.html", "2023-03-27, cites the platform's notice"),
            Source("http://ndbrw.com/shengshishoucang/63955.html", None),
            Source(
                "https://insight.xiaoduoai.com/commerce-knowledge/kuaishou-information/"
                "kuaishou-xiaodian-s-reply-rate-rules-include-which-how-to-improve-reply-rate-rule-"
                "interpretation-and-improvement-complete-guide.html",
                None,
            ),
        ),
        {"kind": "first_reply", "share": 0.8, "within_seconds": 180, "hours": "08:00-23:00", "per": "day"},
    ),
    "xiaohongshu-first-3min": PlatformMetric(
        "Xiaohongshu",
        "3分钟人工回复率",
        "Share of chats, 09:00-23:00, in which a person replies within 3 minutes of the customer's first "
        "message. Automatic replies do not count.",
        "The share of 80 %: the source says that the platform names none, and gives 70-80 % from "
        "experience. The days that are counted.",
        (Source("https://www.aiyongtech.com/new/id10853", "2026-01-19"),),
        {"kind": "first_reply", "share": 0.8, "within_seconds": 180, "hours": "09:00-23:00", "per": "day"},
    ),
}
"""By name of the preset. All need a conversation in the queue: the platforms count replies.

All count by day: no platform judges a half hour, and a day is the shortest period that one of them names. Who
keeps every day keeps any 3 or 30 days together, for their share is the mean of the days', weighted by
customers.
"""
