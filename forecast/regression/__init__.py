"""Log-linear Poisson regression of the history, fitted in blocks.

log rate(day, hour) = level(week) + Fourier terms and calendar effects (day) + weekly profile (hour) + AR(1)
deviation of the day.

- ``level``, ``day_features``, ``poisson_regression``: a GLM on day totals, with a random-walk level.
- ``profile``: the hour-of-week profile, shrunken ratios of counts.
- ``day_noise``, ``hour_noise``: variance of days, and of hours given their day.
- ``regression``: the blocks fitted in turn (backfitting).
"""
