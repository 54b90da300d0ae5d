"""shop.toml of the sample, with a word in Chinese on every key for the manager who opens it."""

from __future__ import annotations

from tools.sample.parameters import Parameters

_TEXT = """\
# 示例店铺：一家虚构的旗舰店，全部数据由程序生成，与任何真实店铺、真实人员无关。
# 以 # 开头的是说明。改完保存，用 peakroster check 检查有没有写错。

name = "山茶花旗舰店"
timezone = "Asia/Shanghai"        # 各表里的时间都是这个时区的当地时间
country = "CN"                    # 用哪国的法定节假日和调休上班日
interval_minutes = 30             # 时段长度（分钟）：15、30 或 60
plan_for = "mean"                 # 按预测的平均值配人；求稳可写 0.9（按 90% 分位配人）
shrinkage = {shrinkage}                  # 在岗工时里损耗的比例（开会、培训、临时请假），不含用餐
forecast_method = "auto"
staffing_method = "auto"

# 售前：全天有人值守，顾客 30 秒内要有人工回复。
[[queues]]
id = "presale"
name = "售前"
open = "00:00-24:00"              # 每天有人工客服的时段
aht_seconds = {presale_aht}                 # 客服手上只有一个会话时，平均多久处理完（秒）
concurrency = 3                   # 一名客服最多同时接几个会话
slowdown = [1.0, 0.9, 0.8]        # 同时接 1、2、3 个会话时，每个会话的处理速度
# 知道会话怎么构成的店铺，把 slowdown 换成下面几行（what a chat is made of, instead of slowdown）：
# replies = 6                     # 每个会话客服回复几次 / replies in a chat
# reply_seconds = 20              # 写一条回复的秒数 / seconds of typing one
# customer_seconds = 30           # 顾客多久再发消息（秒）/ seconds until the customer writes again
# reply_spread = 1.0              # 写回复的时间有多不齐 / spread of the typing time
# first_replies = "in_turn"       # 新会话按先后（in_turn）或优先（first）/ new chats in turn or first
# reply_counts = "begun"          # 回复从开始写（begun）或发出（sent）算 / counted when begun or sent
# target = {{ kind = "first_reply", share = 0.95, within_seconds = 30 }}   # 按首次响应 / counts first replies
patience_seconds = 240            # 顾客平均愿意等多久（秒），等不及就走了
bot_share = 0.35                  # 机器人独立解决的咨询占比，不用人工
target = "tmall-30s"              # 平均等待不超过 30 秒，且 95% 在 30 秒内人工响应
max_occupancy = 0.92              # 客服占用率上限，避免长时间满负荷
min_agents = 2                    # 营业时段至少几人在岗，半夜也不让一个人单独值守

# 售后：8 点到 24 点，每个会话更长，要求比售前宽。
[[queues]]
id = "aftersale"
name = "售后"
open = "08:00-24:00"
aht_seconds = {aftersale_aht}
concurrency = 3
slowdown = [1.0, 0.9, 0.8]
bot_share = 0.15
target = [
    "taobao-3min",                                            # 9 点到 23 点：90% 在 3 分钟内人工响应
    {{ kind = "average_wait", within_seconds = 120 }},          # 其余时段也算：平均等待不超过 2 分钟
]
min_agents = 2

# 硬性规则，任何时候都不能违反。cn-standard：每班最多 8 小时，每周最多 44 小时、6 天，
# 连续上班不超过 6 天，两班之间至少休息 11 小时，每周最多 3 个夜班（碰到 0 点到 6 点的班）。
# 想改哪一条，在下面单独写出来，例如 max_days_per_week = 5。
[rules]
preset = "cn-standard"
"""


def settings(parameters: Parameters) -> str:
    """The text of shop.toml."""
    return _TEXT.format(
        shrinkage=parameters.staff.shrinkage,
        presale_aht=round(parameters.presale.aht_seconds),
        aftersale_aht=round(parameters.aftersale.aht_seconds),
    )
