"""Queues of one shop borrow from one another: events, the week of a new queue, and who follows whom.

Every queue is fitted alone first, and borrows from these fits only: nothing depends on the order of the
queues, and nothing goes round in circles.

- ``attach``: sisters' events for kinds that a queue never saw, and for an event that runs.
- ``new_queue``: the week of its sisters for a queue with few days of its own.
- ``leads``: which queue leads which others by days, as a driver.
"""
