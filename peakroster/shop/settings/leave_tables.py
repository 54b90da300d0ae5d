"""``[[leave_kinds]]`` of shop.toml: which leave is paid, which counts as worked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from peakroster.shop.settings.leave_kinds import (
    DAY_OFF_WORDS,
    LEAVE_WORDS,
    WISH_WORDS,
    folded_kind,
    terms_of,
)
from peakroster.shop.settings.strict import Strict, Text
from scheduler.domain.leave_kinds import LeaveSettings, LeaveTerms


def _as_share(value: object) -> object:
    """true = all of it."""
    return float(value) if isinstance(value, bool) else value


class LeaveKindTable(Strict):
    """One of ``[[leave_kinds]]``; keys that are not given are those of the law for a kind of that name."""

    name: Text
    paid: Annotated[float, Field(ge=0, le=1), BeforeValidator(_as_share)] | None = None
    counted: bool | None = None
    at_work: bool | None = None

    @property
    def kind(self) -> str:
        """The key of the kind."""
        return LEAVE_WORDS.get(folded_kind(self.name.strip()), self.name.strip())

    @field_validator("name")
    @classmethod
    def _is_no_other_word(cls, name: str) -> str:
        if folded_kind(name.strip()) in {*WISH_WORDS, *DAY_OFF_WORDS}:
            raise PydanticCustomError("leave_kind_is_a_wish", "another word", {"kind": name.strip()})
        return name

    @model_validator(mode="after")
    def _at_work_is_counted(self) -> LeaveKindTable:
        if self.at_work and self.counted is False:
            raise PydanticCustomError("leave_at_work_counts", "contradiction", {"kind": self.name.strip()})
        return self

    def stated(self) -> LeaveTerms:
        """The same for the engine."""
        known = terms_of(self.kind)
        at_work = known.at_work if self.at_work is None else self.at_work
        if self.counted is False:
            at_work = False
        counted = at_work or (known.counted if self.counted is None else self.counted)
        paid = (1.0 if self.at_work else known.paid) if self.paid is None else float(self.paid)
        return LeaveTerms(paid, counted, at_work)


def _each_once(tables: list[LeaveKindTable]) -> list[LeaveKindTable]:
    seen: set[str] = set()
    for table in tables:
        if table.kind in seen:
            raise PydanticCustomError("duplicate_leave_kind", "twice", {"kind": table.name.strip()})
        seen.add(table.kind)
    return tables


LeaveKindTables = Annotated[list[LeaveKindTable], AfterValidator(_each_once)]


def leave_settings(kinds: Sequence[LeaveKindTable], shortens: bool, least: int, noon: int) -> LeaveSettings:
    """The same for the engine."""
    return LeaveSettings({table.kind: table.stated() for table in kinds}, shortens, least, noon)
