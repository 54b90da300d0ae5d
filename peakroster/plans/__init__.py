"""The plan store: reads plans, writes them atomically, and finds the work of earlier plans."""
