"""What requests say and answers hold, as the OpenAPI document describes it."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from peakroster.serve.published import Publication

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[0-9]{1,9}")


def _day(value: object) -> object:
    """Only ``2026-11-09``: pydantic would take a number for the seconds since 1970."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return date.fromisoformat(value)
    raise ValueError("not a date")


def _number(value: object) -> object:
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return int(value)
    raise ValueError("not a number")


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
"""A date of the shop."""


_READ = BeforeValidator(_number)
"""Stands last among what is said of a number, so that its bounds are in the document."""
Version = Annotated[int, Field(ge=1, le=999_999_999), _READ]
"""The number of a publication, or of anything else in an address: digits and nothing else."""


class Sent(BaseModel):
    """A body: nothing but what is documented, nothing converted."""

    model_config = ConfigDict(extra="forbid", strict=True)


class LogIn(Sent):
    """Name and password of a user."""

    name: str = Field(min_length=1, max_length=200, examples=["amy"])
    password: str = Field(min_length=1, max_length=1000)


class Publish(Sent):
    """Which plan to publish. in_spite_of: why, where its audit is not clean."""

    first_day: Day
    note: str = Field("", max_length=2000)
    in_spite_of: str | None = Field(None, min_length=1, max_length=2000)


class NewCalendar(Sent):
    """Whose calendar the address shall show; null = the whole team's."""

    agent: str | None = Field(max_length=200, examples=["A07"])


class RosterQuery(BaseModel):
    """First date, and how many."""

    model_config = ConfigDict(extra="forbid")

    from_: Day = Field(alias="from", description="The first date.", examples=["2026-11-09"])
    days: Annotated[int, Field(ge=1, le=62), _READ] = Field(7, description="How many dates.")


class PersonQuery(BaseModel):
    """One person's dates."""

    model_config = ConfigDict(extra="forbid")

    agent: str = Field(max_length=200, description="The agent's id.", examples=["A07"])
    from_: Day = Field(alias="from", description="The first date.", examples=["2026-11-09"])
    days: Annotated[int, Field(ge=1, le=366), _READ] = Field(31, description="How many dates.")


class ChangesQuery(BaseModel):
    """The version that is known already; 0 = none."""

    model_config = ConfigDict(extra="forbid")

    since: Annotated[int, Field(ge=0, le=999_999_999), _READ] = Field(
        0, description="The version that is known already; 0 = none."
    )


class Health(BaseModel):
    """That the server answers, and reaches its data."""

    status: Literal["ok"]


class Session(BaseModel):
    """Who is logged in. expires_at: in UTC; null for a token."""

    name: str
    role: str
    permissions: list[str]
    agent: str | None
    expires_at: datetime | None = None


class PublicationEntry(BaseModel):
    """A published version of a plan. who, note: null for whoever reads their own shifts only."""

    first_day: date
    days: int
    number: int
    at: datetime
    withdrawn_at: datetime | None
    who: str | None
    note: str | None


class Published(PublicationEntry):
    """What was published. new: false where people were told all of it already. changes: rows that differ.

    violations: what its audit found, in spite of which it was published.
    """

    new: bool
    changes: int
    violations: int


class PublicationList(BaseModel):
    """All of them, in the order in which they were made."""

    publications: list[PublicationEntry]


class Holding(BaseModel):
    """From which version dates in a row come."""

    first_day: date
    number: int
    first: date = Field(serialization_alias="from")
    last: date = Field(serialization_alias="until")


class Row(BaseModel):
    """A row of the neutral table, see docs/reference/outputs.md."""

    employee_id: str
    employee_name: str
    work_date: date
    shift_code: str
    shift_name: str
    start_at: str
    end_at: str
    cross_midnight: bool
    is_rest: bool
    paid_minutes: int
    break_start: str
    break_end: str
    queue: str
    status: str
    version: int
    short_breaks: str
    leave: str = ""


class Roster(BaseModel):
    """Rows by date and person, and which versions they come from."""

    held: list[Holding]
    rows: list[Row]


class ChangedRow(BaseModel):
    """A person's date that differs."""

    employee_id: str
    work_date: date
    kind: Literal["added", "changed", "cancelled"]
    before: Row | None
    after: Row | None


class Changes(BaseModel):
    """What differs between two versions of a plan."""

    first_day: date
    since: int
    number: int
    changes: list[ChangedRow]


class CoverageRow(BaseModel):
    """An interval of a queue, see coverage.csv in docs/reference/outputs.md."""

    timestamp: str
    queue: str
    required: float | None
    scheduled: float | None
    service_level: float | None
    backlog: float | None = None


class Coverage(BaseModel):
    """Intervals by queue, and which versions they come from."""

    held: list[Holding]
    rows: list[CoverageRow]


class CalendarEntry(BaseModel):
    """An address that a phone subscribes to, without its secret."""

    id: int
    agent: str | None
    made_at: datetime
    made_by: str
    used_at: datetime | None
    revoked_at: datetime | None


class CalendarList(BaseModel):
    """Every address that one may see."""

    calendars: list[CalendarEntry]


class MadeCalendar(BaseModel):
    """A new address. path: to be put behind the server's name; it is shown this once."""

    id: int
    path: str


class NewRequest(Sent):
    """What somebody asks for.

    agent: for whom; whoever asks for themselves leaves it out. first, last: of a swap the day of the asker's
    shift and that of the colleague's. hours: of leave, the part of each day. shift: of a wish. colleague: of
    a swap.
    """

    kind: Literal["leave", "wish", "swap"]
    agent: str | None = Field(None, min_length=1, max_length=100)
    first: Day
    last: Day | None = None
    leave: Literal[
        "leave",
        "annual",
        "ill",
        "personal",
        "lieu",
        "marriage",
        "maternity",
        "prenatal",
        "paternity",
        "bereavement",
        "childcare",
        "nursing",
        "care",
        "injury",
        "business",
        "training",
    ] = "leave"
    hours: str | None = Field(None, max_length=20, examples=["13:00-18:00"])
    wish: Literal["prefer_off", "prefer", "avoid"] = "prefer_off"
    shift: str | None = Field(None, min_length=1, max_length=100)
    colleague: str | None = Field(None, min_length=1, max_length=100)
    reason: str = Field("", max_length=500)


class RequestEntry(BaseModel):
    """A request, whatever became of it. message: in words. note: of whoever decided."""

    id: int
    agent_id: str
    name: str
    kind: Literal["leave", "wish", "swap"]
    first: date
    last: date
    leave: str | None
    hours: str | None
    wish: str | None
    shift: str | None
    colleague: str | None
    reason: str
    state: Literal["asked", "approved", "refused", "withdrawn"]
    asked_at: datetime
    asked_by: str
    decided_at: datetime | None
    decided_by: str | None
    note: str
    message: str


class RequestList(BaseModel):
    """Every request that one may see, in the order in which they were made."""

    requests: list[RequestEntry]


class Decision(Sent):
    """Approve or refuse. note: for whoever asked; a refusal needs one. anyway: a swap that breaks rules."""

    approve: bool
    note: str = Field("", max_length=500)
    anyway: bool = False


class RequestChange(BaseModel):
    """What somebody does on a day, before and after; null: off."""

    agent_id: str
    date: date
    before: str | None
    after: str | None


class RequestEffect(BaseModel):
    """What approving would do: customers late and agent-hours missing in addition, shifts, rules, words."""

    late: float | None
    missing_hours: float | None
    rules_broken: list[str]
    changes: list[RequestChange]
    messages: list[str]


def entry_of(publication: Publication, *, whole: bool) -> PublicationEntry:
    """A publication as answers show it. whole: with who and note."""
    return PublicationEntry(
        first_day=publication.first_day,
        days=publication.days,
        number=publication.number,
        at=publication.at,
        withdrawn_at=publication.withdrawn_at,
        who=publication.who if whole else None,
        note=publication.note if whole else None,
    )
