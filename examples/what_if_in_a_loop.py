"""Ask what a roster makes of more traffic, and of people who fall ill."""

import sys

import peakroster as pr


def main(folder: str = "data/sample", first_day: str = "2026-11-09", seconds: str = "60") -> None:
    """Agent-hours short for four levels of traffic, with everybody there and with five away."""
    shop = pr.read_shop(folder)
    roster = pr.roster(shop, pr.staffing(shop, pr.forecast(shop, first_day)), time_limit=float(seconds))
    ill = tuple(roster.shifts["agent_id"].unique()[:5])
    print("traffic  away  agent-hours short")
    for absent in ((), ill):
        for traffic in (1.0, 1.1, 1.2, 1.3):
            found = pr.what_if(shop, roster, traffic=traffic, absent=absent)
            print(f"{traffic:7.1f}  {len(absent):4}  {found.shortage_hours:17.1f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
