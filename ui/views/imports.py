"""Files as people have them, brought into the shop: the page."""

from __future__ import annotations

from peakroster.desk.shop_clock import at_shop
from peakroster.messages import Translator
from ui.draft import Draft
from ui.following import follow
from ui.import_files.panel import show_import_files


def show_imports(draft: Draft, translate: Translator) -> None:
    """Show the place for files and what comes of them; unsaved changes of the roster stay on top."""
    shop = draft.desk.shop
    show_import_files(shop.folder, lambda at: at_shop(shop, at), lambda: follow(draft), translate)
