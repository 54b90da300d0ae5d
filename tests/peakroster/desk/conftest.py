"""The small shop of the desk's pages, for the functions below them."""

from tests.ui.conftest import shop, small_shop

__all__ = ["shop", "small_shop"]
