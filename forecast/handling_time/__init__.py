"""Average handling time (AHT) of a chat: multiplicative random effects of week, hour, weekday and event."""
