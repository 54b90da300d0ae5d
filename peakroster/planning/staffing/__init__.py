"""Staffing: from the forecast table to the requirement table, and from scheduled agents to coverage.

``intervals`` lays the planning intervals on the wall clock, ``inquiries`` disaggregates hourly forecasts to
them, ``scenarios`` turns quantiles into demand scenarios, ``demand`` puts these together for one queue,
``customers`` adds those whom queues hand over to one another,
``queue_model`` states its service model and targets, ``method`` resolves the staffing method (stationary or
time-varying). ``requirement`` and ``coverage`` make the tables, ``overloads`` the summary's backlogs;
``requirement_file`` reads an edited requirement.csv.
"""
