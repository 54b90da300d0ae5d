"""The roster as each attendance system takes it, one module a system."""
