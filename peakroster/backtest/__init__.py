"""Backtest: rolling-origin evaluation of the forecast, from what was known at the time.

``origins`` chooses the forecast origins, ``history_series`` holds a queue's past, ``evaluate_origin`` makes
and scores one forecast, ``event_methods`` copies the last event beside it, ``rolling_origin`` makes all of
them, ``figures`` computes accuracy measures, ``method_comparison`` tests whether a simple method was better,
and ``level_changes`` tells what moved in the history. ``content`` writes the files. Rolling origins as in
Tashman, "Out-of-sample tests of forecasting accuracy", *International Journal of Forecasting* 16 (2000),
437-450.
"""
