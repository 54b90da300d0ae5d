"""The objective: costs of coverage, contracted hours, preferences, and the breakdown that is shown."""
