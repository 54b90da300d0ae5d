"""The migrations themselves, ``revision_<number>``."""
