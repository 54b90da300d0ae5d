"""What makes the project's own material; not part of the wheel."""
