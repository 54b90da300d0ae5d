"""Make a roster under a rule that no setting has: nobody works more than one night in any three days."""

import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import peakroster as pr
from scheduler.domain import Agent, Shop


def one_night_in_three_days(shop: Shop) -> pr.OwnRule:
    """The rule for the shifts of this shop that end after midnight."""
    nights = tuple(shift.name for shift in shop.shifts if shift.end > 24 * 60)

    def rule(agent: Agent, dates: Sequence[date]) -> Iterator[pr.OwnLimit]:
        for last in dates:
            yield pr.OwnLimit(
                last - timedelta(days=2), last, most=1, shifts=nights, name="one_night_in_three"
            )

    return rule


def main(folder: str = "data/sample", first_day: str = "2026-11-09", seconds: str = "60") -> None:
    """The roster without the rule and with it, and how often each breaks it."""
    shop = pr.read_shop(folder)
    needed = pr.staffing(shop, pr.forecast(shop, first_day))
    rule = one_night_in_three_days(shop)
    for rules in ((), (rule,)):
        roster = pr.roster(shop, needed, time_limit=float(seconds), rules=rules)
        audit = pr.audit(shop, roster, rules=[rule])
        print(roster)
        print(f"  the rule is broken {len(audit.table)} times")


if __name__ == "__main__":
    main(*sys.argv[1:])
