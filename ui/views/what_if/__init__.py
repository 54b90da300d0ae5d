"""The scenarios page: what if, side by side with the plan."""
