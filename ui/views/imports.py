"""Files as people have them, brought into the shop: the page."""

from __future__ import annotations

from functools import partial

from peakroster.desk.draft import Draft
from peakroster.desk.sales import enter_on_desk, of_desk
from peakroster.desk.shop_clock import at_shop
from peakroster.messages import Translator
from ui import state
from ui.applying import apply_and_tell
from ui.following import follow
from ui.import_files.panel import show_import_files
from ui.sales_panel import said, show_sales


def show_imports(draft: Draft, translate: Translator) -> None:
    """Show the place for files and what comes of them; unsaved changes of the roster stay on top."""
    desk, shop = draft.desk, draft.desk.shop
    show_import_files(shop.folder, lambda at: at_shop(shop, at), lambda: follow(draft), translate)
    _, found = state.cached("sales", (state.Same(desk), said()), lambda: (desk, of_desk(desk)))
    show_sales(
        found,
        lambda chosen: apply_and_tell(
            partial(enter_on_desk, desk, chosen),
            translate("ui.forecasting_anew"),
            "forecast_news",
            lambda _: "saved_anew",
            translate,
        ),
        translate,
        key="import",
        folder=shop.folder,
        blocked=draft.changed,
    )
