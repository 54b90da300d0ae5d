"""Headers of lists, as people, systems of human resources and approvals write them.

Those of approvals (审批编号, 发起人工号, …) and of service desks (接待人数, 首次响应时长, …) are what public
code that reads such exports expects; no document of a vendor confirmed them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from peakroster.layouts.cells.words import plain

Headers = Mapping[str, tuple[str, ...]]

_ID = (
    *(
        "工号",
        "员工号",
        "员工编号",
        "员工工号",
        "人员编号",
        "客服工号",
        "坐席工号",
        "职工号",
        "编号",
        "agent id",
        "agent",
    ),
    *("employee id", "employee no", "staff id", "job number", "id", "user id", "员工id"),
)
_NAME = (
    "姓名",
    "名字",
    "员工姓名",
    "客服姓名",
    "员工",
    "客服",
    "name",
    "agent name",
    "employee",
    "employee name",
    "成员",
)
_REMARK = ("备注", "说明", "note", "remark", "remarks", "comment")

STAFF: Headers = {
    "agent_id": _ID,
    "serial": ("序号", "no", "no.", "#", "行号", "排序"),
    "name": _NAME,
    "team": (
        "部门",
        "班组",
        "小组",
        "组别",
        "团队",
        "所属部门",
        "department",
        "team",
        "group",
        "所在部门",
        "所属组",
        "分组",
    ),
    "skills": (
        "技能",
        "技能组",
        "队列",
        "业务线",
        "skills",
        "skill",
        "queues",
        "queue",
        "接待业务",
        "接待队列",
        "负责业务",
    ),
    "level": (
        "技能等级",
        "技能级别",
        "级别",
        "职级",
        "等级",
        "level",
        "grade",
        "客服等级",
        "星级",
        "岗位等级",
    ),
    "from": ("入职日期", "入职时间", "入职", "start date", "hire date", "from", "到岗日期", "joined"),
    "until": ("离职日期", "离职时间", "离职", "end date", "until", "合同到期日"),
    "hourly_cost": ("时薪", "小时工资", "hourly cost", "hourly wage", "hourly_cost"),
    "pay": ("月薪", "工资", "薪资", "底薪", "salary", "基本工资"),
    "contract": (
        "合同类型",
        "用工形式",
        "员工类型",
        "用工性质",
        "用工类型",
        "合同",
        "合同类别",
        "contract",
        "contract type",
        "employment type",
        "员工性质",
    ),
    "post": ("岗位", "职务", "职位", "post", "position", "title"),
    "phone": ("手机号", "手机", "电话", "联系方式", "手机号码", "phone", "mobile", "联系电话"),
    "leader": ("组长", "直属上级", "上级", "主管", "leader", "manager", "直接主管", "是否组长", "班长"),
    "languages": ("语言", "语种", "外语", "语言能力", "会的语言", "languages", "language"),
    "remark": _REMARK,
    "min_hours_week": ("最少周工时", "min_hours_week", "每周最少工时"),
    "max_hours_week": ("最多周工时", "max_hours_week", "每周最多工时"),
    "shifts": ("可排班次", "可上班次", "shifts"),
    "weekdays": ("可上班日", "weekdays", "可排日"),
    "hours": ("可用时段", "hours", "可上班时段"),
    "seniority": ("工龄", "司龄", "seniority"),
    "personal": (
        "性别",
        "年龄",
        "身份证号",
        "出生日期",
        "学历",
        "籍贯",
        "住址",
        "紧急联系人",
        "gender",
        "sex",
        "birthday",
    ),
}

LEAVE: Headers = {
    "agent_id": (*_ID, "发起人工号", "申请人工号", "请假人工号", "applicant id", "提交人工号"),
    "name": (*_NAME, "发起人姓名", "申请人姓名", "发起人", "申请人", "请假人", "提交人", "applicant"),
    "kind": (
        *(
            "请假类型",
            "假期类型",
            "假别",
            "类型",
            "类别",
            "休假类型",
            "假期名称",
            "请假种类",
            "kind",
            "type",
            "leave type",
        ),
        *("请假类别", "事由类型"),
    ),
    "start": (
        *(
            "开始时间",
            "开始日期",
            "开始",
            "起始时间",
            "请假开始时间",
            "请假开始日期",
            "从",
            "起",
            "start",
            "from",
            "start time",
        ),
        *("start date", "休假开始时间", "自"),
    ),
    "end": (
        *(
            "结束时间",
            "结束日期",
            "结束",
            "截止时间",
            "请假结束时间",
            "请假结束日期",
            "至",
            "到",
            "止",
            "end",
            "until",
            "to",
        ),
        *("end time", "end date", "休假结束时间"),
    ),
    "start_half": ("开始时段", "开始上下午", "开始半天", "start half"),
    "end_half": ("结束时段", "结束上下午", "结束半天", "end half"),
    "day": ("请假日期", "休假日期", "日期", "date", "day"),
    "hours": ("时段", "hours", "半天", "上下午"),
    "duration": (
        "时长",
        "请假时长",
        "天数",
        "请假天数",
        "duration",
        "days",
        "休假时长",
        "合计天数",
        "时长(天)",
    ),
    "unit": ("单位", "时长单位", "unit"),
    "status": ("审批状态", "状态", "流程状态", "status", "申请状态", "当前状态"),
    "result": ("审批结果", "结果", "result", "approval"),
    "number": ("审批编号", "编号", "单号", "申请编号", "审批单号", "流程编号"),
    "title": ("标题", "title"),
    "asked": ("发起时间", "申请时间", "提交时间", "创建时间", "完成时间", "审批完成时间"),
    "team": ("发起人部门", "部门", "申请部门", "所属部门", "department"),
    "reason": ("请假事由", "事由", "原因", "请假原因", "reason", *_REMARK),
    "approver": ("审批人", "当前审批人", "历史审批人", "审批人姓名", "抄送人", "当前处理人", "审批记录"),
    "weight": ("权重", "weight"),
    "shift": ("班次", "shift"),
}

SHIFTS: Headers = {
    "shift": ("班次", "班次名称", "班别", "shift", "shift name", "班次名", "班种"),
    "start": ("上班", "上班时间", "开始时间", "开始", "start", "start time", "上班打卡"),
    "end": ("下班", "下班时间", "结束时间", "结束", "end", "end time"),
    "span": (
        "时间",
        "时段",
        "班次时间",
        "工作时间",
        "上下班时间",
        "起止时间",
        "time",
        "hours",
        "工作时段",
        "上班时段",
    ),
    "meal_minutes": (
        "用餐分钟",
        "用餐时长",
        "meal minutes",
        "meal_minutes",
        "meal",
        "休息时长",
        "用餐分钟数",
        "吃饭时长",
    ),
    "meal_span": ("用餐时间", "用餐时段", "吃饭时间", "休息时间", "meal time"),
    "meal_from": ("用餐最早", "meal_from", "用餐开始"),
    "meal_to": ("用餐最晚", "meal_to", "用餐结束"),
    "wanted": ("需要人数", "人数", "wanted", "每日人数", "headcount"),
    "weekdays": ("适用星期", "weekdays", "适用日"),
    "length": ("时长", "工时", "length", "工作时长", "班次时长"),
    "remark": _REMARK,
}

EVENTS: Headers = {
    "event": ("活动", "活动名称", "event", "event name", "活动名", "大促", "大促名称", "promotion"),
    "kind": ("类型", "活动类型", "kind", "type", "类别", "活动类别"),
    "start": ("开始", "开始时间", "开始日期", "start", "start time", "活动开始", "活动开始时间", "from"),
    "end": ("结束", "结束时间", "结束日期", "end", "end time", "活动结束", "活动结束时间", "until", "to"),
    "span": ("活动时间", "时间", "活动日期", "起止时间", "起止日期"),
    "queues": ("队列", "queues", "queue"),
    "intensity": ("预计规模", "intensity", "规模", "强度", "gmv", "目标gmv"),
    "uplift": (
        *("预估倍数", "uplift", "倍数", "预计倍数", "预期倍数", "平日倍数", "预计是平日的几倍", "流量倍数"),
        *("咨询倍数", "咨询量倍数", "放大倍数"),
    ),
    "bot_share": ("机器人占比", "bot_share"),
    "opening": ("开场倍数", "opening"),
    "remark": _REMARK,
}

PERFORMANCE: Headers = {
    "agent_id": _ID,
    "name": (*_NAME, "客服昵称", "旺旺", "旺旺昵称", "客服账号", "账号名称", "账号", "子账号"),
    "queue": ("队列", "技能组", "queue", "skill group", "店铺", "业务"),
    "chats": (
        *(
            "接待量",
            "接待人数",
            "会话量",
            "会话数",
            "chats",
            "咨询人数",
            "人工已接待会话量",
            "人工已接待人数",
            "有效接待人数",
        ),
        *("接待数", "人工接待人数"),
    ),
    "aht_seconds": ("平均处理时长", "aht", "aht_seconds", "处理时长", "平均会话时长", "平均通话时长"),
    "first_reply_seconds": (
        *(
            "首次响应时长",
            "首响",
            "首响时长",
            "平均首次响应",
            "首次响应时间",
            "首次响应",
            "first_reply_seconds",
        ),
        *("平均首响", "frt"),
    ),
    "average_reply": ("平均响应时长", "平均响应", "平均人工响应时长", "平均响应时间", "新平均响应时长"),
    "satisfaction": ("满意度", "满意率", "客户满意率", "satisfaction", "csat", "客户满意度"),
    "asked": ("询单人数", "询单转化率", "询单量"),
    "share": ("回复率", "旺旺回复率", "3分钟人工回复率", "30秒应答率", "3分钟回复率", "不满意率", "转化率"),
    "money": ("客服销售额", "销售额", "销售金额", "成交金额"),
    "month": ("月份", "月", "month", "统计月份"),
    "day": ("日期", "统计日期", "date"),
}

ROSTER: Headers = {
    "agent_id": _ID,
    "name": _NAME,
    "date": ("日期", "排班日期", "工作日期", "date", "day", "work date"),
    "shift": ("班次", "班次名称", "班别", "shift", "shift name"),
    "start": ("上班", "上班时间", "开始时间", "start", "start time"),
    "end": ("下班", "下班时间", "结束时间", "end", "end time"),
    "paid_hours": ("计薪工时", "工时", "paid_hours", "hours"),
    "remark": _REMARK,
}

_SIGNS = re.compile(r"[\s_\-*:]+")
_BRACKETS = re.compile(r"[(\[【（].*?[)\]】）]")


@lru_cache(maxsize=8192)
def key_of(text: str) -> str:
    """A header without blanks and signs."""
    return _SIGNS.sub("", plain(text))


@lru_cache(maxsize=8192)
def spellings(text: str) -> tuple[str, ...]:
    """A header, and the same without what is in brackets."""
    return tuple(dict.fromkeys((key_of(text), key_of(_BRACKETS.sub("", plain(text))))))


def assigned(headers: list[str], words: Headers) -> dict[str, int]:
    """Column → place of its header; the first spelling of a column's list goes before the others."""
    places: dict[str, int] = {}
    where: dict[str, list[int]] = {}
    for place, text in enumerate(headers):
        for spelling in spellings(text):
            where.setdefault(spelling, []).append(place)
    taken: set[int] = set()
    for rank in range(max(len(names) for names in words.values())):
        for column, names in words.items():
            if column in places or rank >= len(names):
                continue
            free = [place for place in where.get(key_of(names[rank]), ()) if place not in taken]
            if free:
                places[column] = free[0]
                taken.add(free[0])
    return places


def spelt(words: Headers) -> frozenset[str]:
    """Every spelling of every column, as :func:`spellings` gives those of a header."""
    return frozenset(key_of(name) for names in words.values() for name in names)
