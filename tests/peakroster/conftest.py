"""The searches of these tests run in this process."""

from tests.search_in_process import search_in_process

__all__ = ["search_in_process"]
