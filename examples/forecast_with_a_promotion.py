"""Forecast the Double 11 week, and ask why one hour is what it is."""

import sys

import peakroster as pr


def main(folder: str = "data/sample", first_day: str = "2026-11-09", hour: str = "2026-11-11T20:00") -> None:
    """The week by day, its busiest hour, and one hour taken apart for each queue."""
    shop = pr.read_shop(folder)
    forecast = pr.forecast(shop, first_day, days=7)
    print(forecast)
    print(forecast.by_day.round(0))
    busiest = forecast.table.loc[forecast.table["mean"].idxmax()]
    print(
        f"The busiest hour is {busiest['timestamp']}: {busiest['p10']:.0f} to {busiest['p90']:.0f} inquiries."
    )
    for queue in shop.queue_ids:
        why = pr.explain(shop, forecast, hour, queue)
        print(why.table.to_string(index=False))
        print(why)


if __name__ == "__main__":
    main(*sys.argv[1:])
