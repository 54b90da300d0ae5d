"""The roster: which agent works which shift, where the meals lie, which queue is served when.

Read in this order: ``eligibility`` → ``variables`` → ``rules`` → ``coverage`` → ``objective`` →
``model``; then ``meals`` gives the counts to people, ``handout`` and ``service`` their queues, and ``search``
runs it all in a process of its own.
"""
