"""From a shop folder to a roster that people can read, in twenty lines."""

import sys

import peakroster as pr


def main(folder: str = "data/sample", day: str = "2026-11-09", to: str = "out", seconds: str = "60") -> None:
    """Forecast, agents needed, roster, audit, a workbook."""
    shop = pr.read_shop(folder)
    forecast = pr.forecast(shop, day, days=7)
    needed = pr.staffing(shop, forecast)
    roster = pr.roster(shop, needed, time_limit=float(seconds))
    audit = pr.audit(shop, roster)
    print(forecast, needed, roster, audit, sep="\n")
    if audit.clean:
        for file in pr.export(shop, roster, "xlsx", to=to):
            print(f"Written: {file}")


if __name__ == "__main__":
    main(*sys.argv[1:])
