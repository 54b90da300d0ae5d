"""From shifts to activities: queues, meals and breaks of the people who are there."""
