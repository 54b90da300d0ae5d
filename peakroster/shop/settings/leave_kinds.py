"""Kinds of leave: how files call them, and what follows from each where the shop says nothing else.

The sources of what follows are in ``docs/reference/leave.md``.
"""

from __future__ import annotations

from collections.abc import Mapping

from peakroster.messages import Term
from scheduler.domain.leave_kinds import LeaveTerms

LeaveKind = str
"""A key of :data:`LEAVE_NAMES`, or the name of a kind of the shop's own."""

LEAVE_NAMES: dict[LeaveKind, Term] = {
    "leave": Term("leave", "请假"),
    "annual": Term("annual_leave", "年假"),
    "ill": Term("sick_leave", "病假"),
    "personal": Term("personal_leave", "事假"),
    "lieu": Term("day_in_lieu", "调休"),
    "marriage": Term("marriage_leave", "婚假"),
    "maternity": Term("maternity_leave", "产假"),
    "prenatal": Term("prenatal_leave", "产检假"),
    "paternity": Term("paternity_leave", "陪产假"),
    "bereavement": Term("bereavement_leave", "丧假"),
    "childcare": Term("childcare_leave", "育儿假"),
    "nursing": Term("nursing_leave", "哺乳假"),
    "care": Term("care_leave", "护理假"),
    "injury": Term("injury_leave", "工伤假"),
    "business": Term("business", "公出"),
    "training": Term("training", "培训"),
}
"""What a file calls each kind of leave."""

LEAVE_WORDS: dict[str, LeaveKind] = {
    **{term.chinese: kind for kind, term in LEAVE_NAMES.items()},
    **{term.english: kind for kind, term in LEAVE_NAMES.items()},
    "休假": "leave",
    "补休": "lieu",
    "出差": "business",
    "外出": "business",
}
"""Every word for leave that a file may have → its kind."""

WISH_WORDS: dict[str, str] = {
    "prefer_off": "prefer_off",
    "prefer": "prefer",
    "avoid": "avoid",
    "想休": "prefer_off",
    "希望休息": "prefer_off",
    "希望": "prefer",
    "想上": "prefer",
    "避免": "avoid",
    "不想上": "avoid",
}
"""Every word for a wish that a file may have → its kind."""

DAY_OFF_WORDS = frozenset({"off", "休", "休息"})
"""Words for a day without a shift, which is no leave."""

_PAID, _AT_WORK = LeaveTerms(paid=1.0), LeaveTerms(paid=1.0, counted=True, at_work=True)

LEAVE_TERMS: dict[LeaveKind, LeaveTerms] = {
    **dict.fromkeys(("annual", "ill", "marriage", "paternity", "bereavement"), _PAID),
    **dict.fromkeys(("childcare", "nursing", "care", "injury"), _PAID),
    "prenatal": LeaveTerms(paid=1.0, counted=True),
    **dict.fromkeys(("business", "training"), _AT_WORK),
}
"""What law and custom in China have follow from a kind; for the others nothing is paid or counted."""


def folded_kind(text: str) -> str:
    """A kind as the names of kinds are looked up."""
    return text.casefold().replace(" ", "_").replace("-", "_")


def leave_kind(named: str, own: Mapping[str, LeaveTerms] | None = None) -> LeaveKind:
    """Which leave a file's word means; ``leave`` for one that says no more than that.

    own: what shop.toml says of kinds, those of the shop among them.
    """
    text = folded_kind(named)
    known = {folded_kind(kind): kind for kind in own or {} if kind not in LEAVE_NAMES}
    return known.get(text) or LEAVE_WORDS.get(text, "leave")


def terms_of(kind: LeaveKind, own: Mapping[str, LeaveTerms] | None = None) -> LeaveTerms:
    """What follows from a kind: as the shop has it, else as the law does."""
    return (own or {}).get(kind) or LEAVE_TERMS.get(kind, LeaveTerms())


def leave_name(kind: LeaveKind) -> Term:
    """What a kind is called in a file; a kind of the shop's own by its name."""
    return LEAVE_NAMES.get(kind) or Term(kind, kind)
