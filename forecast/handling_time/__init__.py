"""How long a chat takes: a model of multiplicative effects by hour, weekday and event."""
