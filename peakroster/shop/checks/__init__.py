"""What is legal to write but odd: warnings about history, queues, events, agents, shifts and rules."""
