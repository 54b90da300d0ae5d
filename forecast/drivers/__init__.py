"""Drivers: what the shop knows of its own traffic explains how a day differs from its usual self.

Visitors, orders, ad spend, live-stream hours or parcels act as factors exp(elasticity · x), where x is the
log of the driver over its own usual level.

- ``phases``: which days are comparable: normal days, and the days of each kind of event and holiday.
- ``usual_level``: the level of a series that is usual for the weekday.
- ``terms``: lags in days, and saturation.
- ``selection``: terms chosen by rolling out-of-fold gain, elasticities by ridge regression.
- ``plans``: how far planned values come true.
- ``layer``: the factors of all drivers on history and horizon.
"""
