"""``audit``: every rule and figure of a written plan, recomputed."""

from __future__ import annotations

from peakroster.cli.options import Folder, From, Json, Lang, first_day
from peakroster.cli.output import command_output


def audit_plan(folder: Folder, start: From, json: Json = False, lang: Lang = None) -> None:
    """Audit a plan as its files state it."""
    with command_output(json, lang) as output:
        from peakroster.auditing import audit_written, is_adopted, parts_of
        from peakroster.cli.plan_report import report_audit
        from peakroster.planning.roster.changed_ids import changed_ids
        from peakroster.planning.roster.made_with import settings_changed
        from peakroster.plans.store import PlanStore
        from peakroster.shop.folder import read_shop

        first = first_day(start)
        shop = read_shop(folder, history_required=False)
        plan = PlanStore(shop.folder).read(first)
        output.findings((*changed_ids(shop, first), *settings_changed(shop.stated, plan)), "warnings")
        violations = tuple(audit_written(shop, first))
        adopted = is_adopted(plan)
        output.add_json(audited=list(parts_of(plan)))
        if adopted:
            output.message("audit_adopted")
        elif plan.roster is None and plan.summary is None:
            output.message("audit_unfinished", files=", ".join(f"{part}.csv" for part in parts_of(plan)))
        clean = "audit_clean_adopted" if adopted else "audit_clean"
        report_audit(output, shop, violations, plan.own, clean)
