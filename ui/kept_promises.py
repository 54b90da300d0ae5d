"""How the promises of the draft are kept, computed once for each change of it."""

from __future__ import annotations

from peakroster.desk.draft import Draft
from peakroster.desk.overview.promises import Promises, promises
from ui import state


def promises_of(draft: Draft) -> Promises | None:
    """See :func:`peakroster.desk.overview.promises.promises`."""
    return state.cached("promises", (state.version(),), lambda: promises(draft.desk.shop, draft.outcome.plan))
