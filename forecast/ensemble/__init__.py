"""Forecast combination: regression variants and univariate methods, weighted by out-of-fold error,
calibrated.

- ``level_variants``: the level regression re-solved without its latest days, without cycles, or with a faster
  random walk.
- ``smoothers``: seasonal naive, means of weeks, discounted profile × level, autoregressions.
- ``members``: all of them, run from now and from rolling origins of the past.
- ``combination``: weights by inverse error (Bates and Granger 1969).
- ``calibration``: predictive variances scaled to the out-of-fold errors.
- ``accuracy``, ``naive``: error measures, and the two naive benchmarks.
"""
