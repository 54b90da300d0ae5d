"""Backtest: rolling-origin evaluation of the forecast, from what was known at the time.

``origins`` chooses the forecast origins, ``history_series`` holds a queue's past, ``evaluate_origin`` makes
and scores one forecast, ``rolling_origin`` makes all of them, ``figures`` computes accuracy measures, and
``method_comparison`` tests whether a naive method was better. ``content`` writes the files. Rolling origins
as in Tashman, "Out-of-sample tests of forecasting accuracy", *International Journal of Forecasting* 16
(2000), 437-450.
"""
