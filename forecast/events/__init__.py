"""Promotions: a coming event is forecast from what past events of its kind brought, hour by hour.

- ``event``: a promotion as the caller describes it.
- ``windows``: which hours belong to an event itself, and which to its run-up or aftermath.
- ``normal_weeks``, ``past_events``, ``whittaker``: what a past event brought beyond the weeks before it.
- ``outskirts``: factors on the hours around the events of a kind.
- ``intensity``: how much of a plan came true.
- ``layer``: all events of a queue.
- ``alignment``, ``prediction``: past events laid upon a coming one, their copies and excesses averaged.
- ``on_the_day``: the size of a running event, by a Kalman filter.
- ``forecast``: the combined effect on the hours of a forecast.
"""
