"""Time series in, distributions out: hourly inquiries of each queue. Knows no agents, files or screens."""
