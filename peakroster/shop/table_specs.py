"""The input tables of a shop folder: their columns and the names under which these are recognised.

The synonyms are what spreadsheets, exports of service desks and translation tools are known to make of the
official names; they count only where no other header claims the column.
"""

from __future__ import annotations

from peakroster.tables.specs import ColumnSpec, TableSpec

_AGENT = ColumnSpec(
    "agent_id",
    "工号",
    True,
    (
        "agent",
        "id",
        "员工号",
        "员工编号",
        "员工工号",
        "客服工号",
        "坐席工号",
        "坐席id",
        "代理id",
        "代理",
    ),
)
_DATE = ColumnSpec("date", "日期", True, ("day", "排班日期", "工作日期"))
_SHIFT_SYNONYMS = ("shift name", "班次名称", "轮班", "班别", "移位")
_START = ("start time", "start at", "开始时间", "开始", "上班时间", "启动")
_END = ("end time", "end at", "结束时间", "结束", "下班时间", "终止")

HISTORY = TableSpec(
    "history",
    (
        ColumnSpec(
            "timestamp",
            "时间",
            True,
            ("时间戳", "时间戳记", "datetime", "date time", "time", "hour", "日期时间", "小时", "开始时间"),
        ),
        ColumnSpec(
            "queue", "队列", True, ("queue id", "队列id", "队列编号", "排队", "技能组", "skill group")
        ),
        ColumnSpec(
            "inquiries",
            "咨询量",
            True,
            (
                "inquiry",
                "contacts",
                "volume",
                "咨询数",
                "咨询",
                "咨询人数",
                "查询",
                "查询量",
                "询问",
                "进线量",
            ),
        ),
        ColumnSpec(
            "aht_seconds",
            "平均处理时长",
            False,
            ("aht", "aht s", "aht秒", "aht秒数", "处理时长", "平均处理时间", "平均处理秒数"),
        ),
    ),
    required=True,
    megabytes=200,
    most_rows=10_000_000,
)

EVENTS = TableSpec(
    "events",
    (
        ColumnSpec("event", "活动", True, ("event name", "name", "活动名称", "事件", "活动名")),
        ColumnSpec("kind", "类型", True, ("type", "event type", "活动类型", "类别", "种类")),
        ColumnSpec("start", "开始", True, ("start time", "开始时间", "启动")),
        ColumnSpec("end", "结束", True, ("end time", "结束时间", "终止")),
        ColumnSpec("queues", "队列", False, ("queue", "排队")),
        ColumnSpec("intensity", "预计规模", False, ("规模", "强度", "gmv")),
        ColumnSpec("uplift", "预估倍数", False, ("倍数", "提升", "抬升", "multiple")),
        ColumnSpec("bot_share", "机器人占比", False, ("机器人独立解决", "机器人解决率", "bot share")),
        ColumnSpec("opening", "开场倍数", False, ("开场", "前五分钟倍数", "opening rush", "rush")),
    ),
)

_STRETCH = (
    ColumnSpec("start", "开始", True, ("start time", "开始时间", "启动")),
    ColumnSpec("end", "结束", True, ("end time", "结束时间", "终止")),
    ColumnSpec("queue", "队列", False, ("queue id", "队列id", "队列编号", "排队", "技能组", "skill group")),
)
_REASON = ColumnSpec("reason", "原因", False, ("理由", "说明", "备注", "note"))

ADJUSTMENTS = TableSpec(
    "adjustments",
    (
        *_STRETCH,
        ColumnSpec("multiply", "倍数", False, ("乘以", "乘", "系数", "factor")),
        ColumnSpec("set", "设为", False, ("设定", "设置", "固定值", "改为")),
        _REASON,
        ColumnSpec("who", "填写人", False, ("谁", "操作人", "author", "by")),
    ),
    most_rows=10_000,
)

ABSENCES = TableSpec(
    "absences",
    (
        _AGENT,
        ColumnSpec("from", "从", True, ("start", "since", "开始", "起", "开始日期", "开始时间")),
        ColumnSpec("until", "至", False, ("end", "to", "结束", "到", "止", "结束日期", "结束时间")),
        _REASON,
    ),
    most_rows=100_000,
)

EXCLUDE = TableSpec("exclude", (*_STRETCH, _REASON), most_rows=10_000)

DRIVERS = TableSpec(
    "drivers",
    (
        ColumnSpec("timestamp", "时间", False, ("时间戳", "datetime", "date time", "time", "hour", "小时")),
        ColumnSpec("date", "日期", False, ("day", "日", "天")),
        ColumnSpec("driver", "指标", True, ("driver name", "metric", "业务指标", "指标名称", "指标名")),
        ColumnSpec("value", "数值", False, ("values", "值", "实际值", "实际", "actual")),
        ColumnSpec("planned", "计划值", False, ("plan", "计划", "预计", "planned value")),
        ColumnSpec("queues", "队列", False, ("queue", "排队")),
    ),
    most_rows=1_000_000,
)

PROFILE = TableSpec(
    "profile",
    (
        ColumnSpec(
            "queue", "队列", True, ("queue id", "队列id", "队列编号", "排队", "技能组", "skill group")
        ),
        ColumnSpec("weekday", "星期", False, ("weekdays", "day", "周几", "星期几")),
        ColumnSpec("hour", "小时", True, ("time", "时间", "时段", "钟点")),
        ColumnSpec("inquiries", "咨询量", True, ("contacts", "volume", "咨询数", "咨询人数", "进线量")),
    ),
    most_rows=100_000,
)

_TERMS = (
    ColumnSpec("min_hours_week", "最少周工时", False, ("min hours", "最低周工时", "每周最少工时")),
    ColumnSpec("max_hours_week", "最多周工时", False, ("max hours", "最高周工时", "每周最多工时")),
    ColumnSpec("shifts", "可排班次", False, ("shift", "可上班次", "班次", "轮班")),
    ColumnSpec("weekdays", "可上班日", False, ("weekday", "days", "可排日", "工作日", "平日")),
    ColumnSpec("hours", "可用时段", False, ("available hours", "可用时间", "可上班时段", "小时")),
)
_MORE_TERMS = (
    ColumnSpec("hourly_cost", "时薪", False, ("cost", "hourly wage", "每小时费用", "小时成本", "小时工资")),
    ColumnSpec("max_consecutive_days", "最多连续上班天数", False, ("最多连上天数", "最多连班天数")),
    ColumnSpec("min_consecutive_days", "最少连续上班天数", False, ("最少连上天数", "最少连班天数")),
    ColumnSpec("min_consecutive_days_off", "最少连续休息天数", False, ("最少连休天数",)),
    ColumnSpec("max_weekends_month", "每月最多周末", False, ("每月最多周末班", "max weekends")),
    ColumnSpec("min_hours_month", "最少月工时", False, ("最低月工时", "每月最少工时")),
    ColumnSpec("max_hours_month", "最多月工时", False, ("最高月工时", "每月最多工时")),
    ColumnSpec("max_overtime_month", "每月最多加班工时", False, ("最多加班工时", "加班上限", "overtime")),
    ColumnSpec("shift_limits", "班次次数限制", False, ("班次限制", "班次次数", "shift limit")),
    ColumnSpec("speed", "处理速度", False, ("速度", "效率", "处理效率", "熟练度", "efficiency")),
    ColumnSpec(
        "max_chats",
        "最多同时接待",
        False,
        ("最大接待量", "最大会话数", "同时接待数", "max concurrency", "max concurrent chats"),
    ),
    ColumnSpec("regular_start", "固定上班时间", False, ("固定班次时间", "常班时间", "usual start")),
)
_LEVEL = ColumnSpec("level", "级别", False, ("职级", "等级", "agent level", "grade"))
_ROTATION = ColumnSpec("rotation", "轮班表", False, ("轮换", "倒班", "轮转", "shift rotation", "rota"))
_CONTRACT = ("合同类型", "用工形式", "用工类型", "用工性质", "员工类型", "contract type", "employment type")

AGENTS = TableSpec(
    "agents",
    (
        _AGENT,
        ColumnSpec("name", "姓名", True, ("agent name", "名字", "名称", "员工姓名", "客服姓名")),
        ColumnSpec("skills", "技能", True, ("skill", "队列", "queues", "技能组")),
        *_TERMS,
        ColumnSpec("from", "入职", False, ("入职日期", "start date", "从", "自")),
        ColumnSpec("until", "离职", False, ("离职日期", "end date", "to", "直到", "至")),
        *_MORE_TERMS,
        ColumnSpec("seniority", "工龄", False, ("司龄", "工作年限", "years of service", "years")),
        _LEVEL,
        ColumnSpec("team", "班组", False, ("小组", "团队", "组别", "group", "squad")),
        _ROTATION,
        ColumnSpec("contract", "合同", False, _CONTRACT),
        ColumnSpec("languages", "语言", False, ("language", "语种", "外语", "spoken languages")),
        ColumnSpec("leader", "是否组长", False, ("is leader", "是否班长", "带组")),
    ),
    required=True,
    most_rows=20_000,
)

CONTRACTS = TableSpec(
    "contracts",
    (
        ColumnSpec("contract", "合同", True, (*_CONTRACT, "类型", "kind", "name")),
        ColumnSpec("from", "开始日期", False, ("from date", "start", "开始", "自", "起")),
        ColumnSpec("until", "结束日期", False, ("until date", "end", "结束", "至", "止")),
        *_TERMS,
        *_MORE_TERMS,
        _LEVEL,
        _ROTATION,
    ),
    most_rows=1_000,
)

PERFORMANCE = TableSpec(
    "performance",
    (
        _AGENT,
        ColumnSpec(
            "queue", "队列", True, ("queue id", "队列id", "队列编号", "排队", "技能组", "skill group")
        ),
        ColumnSpec("chats", "接待量", True, ("会话量", "会话数", "接待人数", "接待数", "contacts", "volume")),
        ColumnSpec(
            "aht_seconds",
            "平均处理时长",
            True,
            ("aht", "aht s", "aht秒", "aht秒数", "处理时长", "平均处理时间", "平均处理秒数"),
        ),
        ColumnSpec(
            "first_reply_seconds",
            "首次响应时长",
            False,
            ("首响", "首响时长", "平均首次响应", "首次响应时间", "first response seconds", "frt"),
        ),
        ColumnSpec("satisfaction", "满意度", False, ("满意率", "csat")),
        ColumnSpec("month", "月份", False, ("月", "统计月份", "period")),
    ),
    most_rows=1_000_000,
)

SHIFTS = TableSpec(
    "shifts",
    (
        ColumnSpec("shift", "班次", True, ("name", *_SHIFT_SYNONYMS)),
        ColumnSpec("start", "上班", True, _START),
        ColumnSpec("end", "下班", False, _END),
        ColumnSpec("meal_minutes", "用餐分钟", False, ("meal", "用餐时长", "用餐分钟数", "膳食分钟")),
        ColumnSpec("meal_from", "用餐最早", False, ("用餐开始", "最早用餐")),
        ColumnSpec("meal_to", "用餐最晚", False, ("用餐结束", "最晚用餐")),
        ColumnSpec("start_to", "最晚上班", False, ("latest start", "最晚上班时间", "最晚开始")),
        ColumnSpec("start_step", "上班间隔", False, ("start interval", "step", "上班间隔分钟", "步长")),
        ColumnSpec("lengths", "时长", False, ("length", "班次时长", "可选时长", "长度")),
        ColumnSpec("breaks", "小休", False, ("break", "short breaks", "短休", "小休时段", "休息时段")),
        ColumnSpec("wanted", "需要人数", False, ("需要", "人数", "每日人数", "每天人数", "headcount")),
        ColumnSpec("weekdays", "适用星期", False, ("weekday", "days", "星期", "适用日")),
        ColumnSpec("from", "启用日期", False, ("first day", "valid from", "开始日期", "自")),
        ColumnSpec("until", "停用日期", False, ("last day", "valid until", "结束日期", "至")),
        ColumnSpec("reserve", "机动", False, ("on call", "机动班", "待命", "备勤")),
    ),
    required=True,
    most_rows=1_000,
)

REQUESTS = TableSpec(
    "requests",
    (
        _AGENT,
        _DATE,
        ColumnSpec("kind", "类别", True, ("type", "request", "类型", "种类")),
        ColumnSpec("shift", "班次", False, _SHIFT_SYNONYMS),
        ColumnSpec("weight", "权重", False, ("重量", "优先级", "priority")),
        ColumnSpec("hours", "时段", False, ("time span", "hours of leave", "请假时段", "半天")),
        ColumnSpec("until", "截止日期", False, ("end date", "last day", "结束日期", "至")),
        ColumnSpec("status", "状态", False, ("approval", "审批状态", "审批结果")),
    ),
)

LOCKS = TableSpec("locks", (_AGENT, _DATE, ColumnSpec("shift", "班次", True, _SHIFT_SYNONYMS)))

MEETINGS = TableSpec(
    "meetings",
    (
        ColumnSpec(
            "meeting", "会议", True, ("name", "topic", "training", "培训", "会议名称", "例会", "名称")
        ),
        ColumnSpec("date", "日期", True, ("day", "开始日期", "会议日期")),
        ColumnSpec("until", "截止日期", False, ("repeat until", "结束日期", "到")),
        ColumnSpec("weekdays", "星期", False, ("weekday", "days", "每周")),
        ColumnSpec("minutes", "分钟", True, ("length", "duration", "时长", "分钟数")),
        ColumnSpec("hours", "时段", False, ("between", "time span", "可安排时段", "时间")),
        ColumnSpec("agents", "参加人", True, ("agent ids", "who", "people", "参加人员", "参会人", "工号")),
        ColumnSpec("apart", "分别安排", False, ("one by one", "individually", "单独", "逐个安排")),
    ),
    most_rows=10_000,
)

CALENDAR = TableSpec(
    "calendar",
    (
        ColumnSpec("date", "日期", True, ("day", "from", "first day", "开始日期", "起始日期", "从")),
        ColumnSpec("until", "截止日期", False, ("to", "last day", "结束日期", "到", "至")),
        ColumnSpec("queue", "队列", False, ("queue id", "队列id", "队列编号", "技能组", "skill group")),
        ColumnSpec("closed", "休息", False, ("is closed", "关门", "不营业", "停业", "放假", "是否休息")),
        ColumnSpec("open", "营业时间", False, ("hours", "opening hours", "营业时段", "时段", "服务时间")),
        ColumnSpec("as", "按星期", False, ("as weekday", "like", "按周几", "按哪天", "当作", "调为")),
        ColumnSpec("note", "说明", False, ("name", "holiday", "备注", "名称", "节日", "原因")),
    ),
    most_rows=10_000,
)

MAPPING = TableSpec(
    "mapping",
    (
        ColumnSpec("kind", "类别", True, ("type", "类型", "种类")),
        ColumnSpec("platform", "平台", True, ("系统", "system")),
        ColumnSpec("local_id", "本地编号", True, ("local", "本地id", "本地标识"), blank=True),
        ColumnSpec("platform_id", "平台编号", True, ("remote id", "平台id", "平台标识")),
    ),
)

ROSTER = TableSpec(
    "roster",
    (
        _AGENT,
        _DATE,
        ColumnSpec("shift", "班次", True, _SHIFT_SYNONYMS),
        ColumnSpec("start", "上班", False, _START),
        ColumnSpec("end", "下班", False, _END),
        ColumnSpec("paid_hours", "计薪工时", False, ("hours", "工时", "付薪工时", "paid")),
    ),
    required=True,
)

CHAT_LOG = TableSpec(
    "chat log",
    (
        ColumnSpec(
            "chat_id",
            "会话编号",
            True,
            ("chat", "session id", "session", "conversation id", "会话id", "会话", "聊天id", "买家昵称"),
        ),
        ColumnSpec(
            "timestamp",
            "时间",
            True,
            ("time", "datetime", "sent at", "消息时间", "发送时间", "日期时间"),
        ),
        ColumnSpec(
            "sender",
            "发送方",
            True,
            ("sender type", "role", "from", "发送人类型", "发送者", "消息来源", "角色"),
        ),
        ColumnSpec(
            "agent_id",
            "工号",
            True,
            ("agent", "员工号", "客服工号", "坐席工号", "客服", "客服账号", "坐席"),
            blank=True,
        ),
        ColumnSpec("queue", "队列", False, ("queue id", "队列id", "技能组", "skill group")),
    ),
    required=True,
    megabytes=500,
    most_rows=10_000_000,
)
"""The chat log that ``conversations`` reads: a row a message."""

NEUTRAL = TableSpec(
    "neutral",
    (
        ColumnSpec("employee_id", "工号", True),
        ColumnSpec("employee_name", "姓名"),
        ColumnSpec("work_date", "日期", True),
        ColumnSpec("shift_code", "班次编号"),
        ColumnSpec("shift_name", "班次", True),
        ColumnSpec("start_at", "上班"),
        ColumnSpec("end_at", "下班"),
        ColumnSpec("cross_midnight", "跨零点"),
        ColumnSpec("is_rest", "休息"),
        ColumnSpec("paid_minutes", "计薪分钟"),
        ColumnSpec("break_start", "用餐开始"),
        ColumnSpec("break_end", "用餐结束"),
        ColumnSpec("queue", "队列"),
        ColumnSpec("status", "状态"),
        ColumnSpec("version", "版本"),
        ColumnSpec("short_breaks", "小休"),
        ColumnSpec("leave", "请假"),
    ),
    required=True,
)
"""The neutral table of an export, as it is read back; people do not write it."""

SHOP_TABLES = (
    HISTORY,
    PROFILE,
    EVENTS,
    DRIVERS,
    ADJUSTMENTS,
    EXCLUDE,
    CONTRACTS,
    AGENTS,
    PERFORMANCE,
    SHIFTS,
    REQUESTS,
    LOCKS,
    MEETINGS,
    CALENDAR,
    MAPPING,
)

FILE_ORDER = ("shop", *(spec.stem for spec in SHOP_TABLES))
"""Files without their endings, in the order in which findings about them are reported."""
