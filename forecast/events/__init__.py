"""Promotion effects: a hierarchical model of size × profile of the kind × hour-of-day response.

Uplift of an event in an hour = event size × its kind's profile (hours since the start, until the end) × how
much of the audience is awake, over the hour's baseline. Each factor is estimated given the others
(``layer``):

- ``profiles``: the excess of each kind along the event's course, a Gaussian process around a pooled profile.
- ``size_regression``, ``sizes``: log size in a linear mixed model on the planned intensity.
- ``diurnal``: the hour-of-day response, a Gaussian process around 1.
- ``overlap``: events at the same time, between additive and multiplicative.
- ``prediction``, ``forecast``: coming events, and the combined effect on the hours of a forecast.
"""
