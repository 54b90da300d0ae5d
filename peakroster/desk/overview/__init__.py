"""What needs the manager now: broken promises, weeks without a plan, what others did since yesterday."""
