"""The forecast stage of a plan: history → hourly series → fitted queues → adjusted forecast table.

``series`` builds the hourly series, ``excluding`` masks what exclude.csv names, ``forecasting`` fits and
predicts each queue, ``handling_times`` adds the average handling time, ``adjusting`` applies adjustments.csv.
``as_of`` re-plans mid-period; ``history_anomalies`` proposes exclusions; ``notes`` puts the forecaster's
notes into words.
"""
