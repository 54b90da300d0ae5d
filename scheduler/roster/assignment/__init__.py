"""Queue assignment: from shifts with meals and breaks to the activities of each agent, and to a solution.

The searches only count who serves which queue; here the counts become schedules of people. Read
``worked_shifts`` (a shift with its breaks), ``augmenting_path`` (optimal split of the agents of one slot over
the queues, by shortest augmenting paths), ``shift_path`` (optimal queue sequence of one shift, by dynamic
programming), ``queues`` (all shifts together, by sequential insertion and ruin-and-recreate), ``activities``
and ``result``.
"""
