"""The forecast page: the chart, why an hour is what it is, adjustments, and anomalies of the history."""
