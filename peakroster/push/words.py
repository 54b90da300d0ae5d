"""A push in words: reasons, rows, totals."""

from __future__ import annotations

from collections.abc import Iterator

from peakroster.exports.platforms.rows import REST
from peakroster.messages import Term, Translator
from peakroster.push.mapping import Open, Proposal, Proposals
from peakroster.push.problems import Reason
from peakroster.push.report import PushReport, RowReport
from peakroster.wording import day_label, listed


class PushWords:
    """Sentences about a push in one language."""

    def __init__(self, translate: Translator) -> None:
        self._translate = translate

    def platform(self, name: str) -> str:
        """``DingTalk``, ``钉钉``."""
        return self._translate(f"push.platform_{name}")

    def reason(self, reason: Reason) -> str:
        """Why, with what the platform said itself."""
        said = " ".join(filter(None, (reason.code, reason.text)))
        return self._translate(f"push.reason_{reason.key}", said=said or "–")

    def shift(self, shift: str | None) -> str:
        """A shift's name, a rest day, or nothing."""
        if shift is None:
            return self._translate("push.nothing")
        return self._translate("push.rest") if shift == REST else shift

    def rows(self, report: PushReport) -> list[str]:
        """Lines about what is not in effect; days of a person with one reason stand in one line.

        Rows that were not sent since the push ended early are in the totals alone.
        """
        alike: dict[tuple[object, ...], list[RowReport]] = {}
        for row in report.open:
            if row.reason is None or row.reason.key != "not_sent":
                alike.setdefault((row.agent, row.status, row.reason, row.passed_over), []).append(row)
        return [self._days(rows) for rows in alike.values()]

    def _days(self, rows: list[RowReport]) -> str:
        row = rows[0]
        if len(rows) == 1:
            return self.row(row)
        line = self._translate(
            f"push.days_{row.status}",
            agent=row.agent,
            name=row.name,
            days=len(rows),
            first=day_label(row.day, self._translate),
            last=day_label(rows[-1].day, self._translate),
            reason="" if row.reason is None else self.reason(row.reason),
        )
        return line + (self._translate("push.row_given_up") if row.passed_over else "")

    def row(self, row: RowReport) -> str:
        """A row that is not in effect: who, when, what, why, and what the platform holds."""
        line = self._translate(
            f"push.row_{row.status}",
            agent=row.agent,
            name=row.name,
            day=day_label(row.day, self._translate),
            shift=self.shift(row.shift),
            reason="" if row.reason is None else self.reason(row.reason),
            held=self.shift(row.held),
        )
        return line + (self._translate("push.row_given_up") if row.passed_over else "")

    def totals(self, report: PushReport) -> str:
        """How many rows are in effect, refused and not confirmed, and how many were sent."""
        counts = report.counts
        version = "of_draft" if report.version is None else "of_version"
        return self._translate(
            "push.totals",
            platform=self.platform(report.platform),
            version=self._translate(f"push.{version}", version=report.version),
            rows=len(report.rows),
            in_effect=counts["in_effect"],
            refused=counts["refused"],
            not_confirmed=counts["not_confirmed"],
            sent=report.rows_sent,
            calls=report.calls,
        )

    def verdict(self, report: PushReport) -> str | None:
        """What went wrong, and what to do; None where all is in effect."""
        if report.stopped:
            return self._translate("push.stopped")
        if report.problem is not None:
            return self._translate("push.ended_early", reason=self.reason(report.problem))
        if report.is_whole:
            return None
        return self._translate(
            "push.given_up" if any(r.passed_over for r in report.open) else "push.not_whole"
        )


class MappingWords:
    """Sentences about a proposal for mapping.csv in one language."""

    def __init__(self, translate: Translator, found: Proposals) -> None:
        self._translate, self._found = translate, found

    def lines(self) -> Iterator[str]:
        """What is proposed, what is ambiguous, what is missing, and totals."""
        found, platform = self._found, self._found.platform.name
        for each in found.proposed:
            way = self._translate(f"push.way_{each.way}")
            differs = self._translate("push.other_name") if each.other_name and each.kind == "agent" else ""
            yield "  " + self._translate(
                "push.proposed",
                **self._ours(each),
                platform_id=each.theirs.id,
                platform_name=each.theirs.name,
                way=way + differs,
            )
        for open_ in found.open:
            names = listed(
                [f"{one.id} {one.name} {one.job_number}".rstrip() for one in open_.candidates],
                self._translate,
            )
            key = "push.ambiguous" if open_.candidates else "push.missing"
            yield "  " + self._translate(key, **self._ours(open_), **({"candidates": names} if names else {}))
        for kind in found.single:
            if kind in ("group", "operator"):
                yield "  " + self._translate(f"push.{kind}_missing", platform=platform)
        unclear = sum(bool(each.candidates) for each in found.open)
        yield self._translate(
            "push.mapping_totals",
            platform=self._translate(f"push.platform_{platform}"),
            there=found.there,
            proposed=len(found.proposed),
            ambiguous=unclear,
            missing=len(found.open) - unclear,
        )

    def _ours(self, row: Proposal | Open) -> dict[str, object]:
        kind = Term("agent", "员工") if row.kind == "agent" else Term("shift", "班次")
        name = "" if row.name == row.local_id else f" {row.name}"
        return {"kind": kind, "local_id": row.local_id, "name": name}
