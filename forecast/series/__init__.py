"""The history as data: days × hours grid, calendar, outlier weights, shrinkage, notes."""
