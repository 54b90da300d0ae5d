"""Changed and lost shifts of a plan that was made anew, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from peakroster.messages import Translator
from peakroster.wording import day_label, later_time
from scheduler.domain.shifts import OFF

_LEAST_HOURS, _LEAST_LATE = 0.05, 0.5
"""Agent-hours and customers below which a gain is not told."""


class ChangeWords:
    """The words of ``replan`` in summary.json. names, queues: by id."""

    def __init__(
        self,
        replan: Mapping[str, Any],
        translate: Translator,
        names: Mapping[str, str],
        queues: Mapping[str, str],
    ) -> None:
        self._replan, self._translate = replan, translate
        self._names, self._queues = names, queues

    def changes(self) -> Iterator[str]:
        """A line for each changed shift: who, when, what instead of what, why, and what it gains."""
        for row in self._replan["changes"]:
            yield self._translate(
                "replan.change",
                who=self._who(row["agent_id"]),
                day=day_label(date.fromisoformat(row["date"]), self._translate),
                before=self._shift(row["before"]),
                after=self._shift(row["after"]),
                why=self.reason(row),
                gain=self.gain(row),
            )

    def lost(self) -> Iterator[str]:
        """A line for each shift that its agent cannot work."""
        for row in self._replan["lost"]:
            yield self._translate(
                "replan.lost",
                who=self._who(row["agent_id"]),
                day=day_label(date.fromisoformat(row["date"]), self._translate),
                shift=self._shift(row["before"]),
                why=self._why_lost(row),
            )

    def _why_lost(self, row: Mapping[str, Any]) -> str:
        told = row["reason"] == "absent" and self._told_reason(row["agent_id"], row["date"])
        if told:
            return self._translate("replan.lost_absent_because", reason=told)
        return self._translate(f"replan.lost_{row['reason']}", after=self._shift(row["after"]))

    def _told_reason(self, agent: str, day: str) -> str:
        """What the file of absences says about the agent's absence that touches the day; empty if nothing."""
        first = datetime.fromisoformat(day)
        last = first + timedelta(days=2)  # a night shift ends on the next day
        return next(
            (
                one["reason"]
                for one in self._replan.get("because") or ()
                if one["agent_id"] == agent
                and one["reason"]
                and datetime.fromisoformat(one["from"]) < last
                and datetime.fromisoformat(one["until"]) > first
            ),
            "",
        )

    def reason(self, row: Mapping[str, Any]) -> str:
        """Why the shift of this row is another one."""
        whom = row["whom"]
        if row["reason"] == "exchange":
            whom = day_label(date.fromisoformat(whom), self._translate)
        elif whom:
            whom = self._who(whom)
        links = [self._translate(f"replan.reason_{row['reason']}", whom=whom)]
        for link in row.get("chain") or ():
            whom = self._who(link["agent_id"])
            links.append(self._translate(f"replan.further_{link['reason']}", whom=whom))
        return "".join(links)

    def gain(self, row: Mapping[str, Any]) -> str:
        """What would be missing without this change."""
        day = date.fromisoformat(row["date"])
        if row["queue"] is not None and row["missing_hours"] >= _LEAST_HOURS:
            start, end = (datetime.fromisoformat(row[key]) for key in ("from", "until"))
            return self._translate(
                "replan.gain_hours",
                hours=row["missing_hours"],
                start=later_time(day, start, self._translate),
                end=later_time(day, end, self._translate, end=True),
                queue=self._queues.get(row["queue"], row["queue"]),
            )
        if row["late"] >= _LEAST_LATE:
            return self._translate("replan.gain_late", late=row["late"])
        return self._translate("replan.gain_none")

    def verdict(self) -> str:
        """What all changes together gain beside doing nothing."""
        standing, now = self._replan["standing"], self._replan["now"]
        if not self._replan["changes"]:
            return self._translate("replan.nothing" if standing["legal"] else "replan.nothing_found")
        key = "replan.verdict" if standing["legal"] else "replan.verdict_broken"
        return self._translate(
            key,
            count=len(self._replan["changes"]),
            people=len({row["agent_id"] for row in self._replan["changes"]}),
            hours_before=standing["missing_hours"],
            hours=now["missing_hours"],
            late_before=standing["late"],
            late=now["late"],
        )

    def _who(self, agent: str) -> str:
        name = self._names.get(agent, "")
        return f"{agent} {name}".strip()

    def _shift(self, name: str) -> str:
        return self._translate("replan.off") if name == OFF else name
