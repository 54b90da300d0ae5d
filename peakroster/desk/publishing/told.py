"""The draft beside what people were told, person by person, and whether it may be told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from peakroster.auditing.words import describe_plainly
from peakroster.messages import Translator
from peakroster.pipeline.stages import PlanOutcome
from peakroster.publishing.differences import Difference
from peakroster.publishing.forgotten import forgotten_publications
from peakroster.publishing.publish import beside_told
from peakroster.publishing.published import publications
from peakroster.publishing.words import DifferenceWords
from peakroster.shop.model import ShopFolder

if TYPE_CHECKING:
    from peakroster.store.publications import StoredPublication


@dataclass(frozen=True)
class ToldState:
    """What of a plan people know.

    newest: the newest publication, withdrawn or not; None = none. holds: whether it holds. changes: what
    people have to be told anew; against nothing it is every shift. is_same: whether they know all of it.
    violations: what the audit found, in words. forgotten: traces that there were publications of this plan
    which the store does not know any more, such as files of exports; empty without any.
    """

    first_day: date
    newest: StoredPublication | None
    holds: bool
    changes: tuple[Difference, ...]
    violations: tuple[str, ...]
    forgotten: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether nothing would be told."""
        return self.holds and not self.changes


@dataclass(frozen=True)
class ChangeRow:
    """A difference in words. before, after: what the person does that day."""

    agent: str
    name: str
    day: date
    kind: str
    before: str
    after: str


def told_state(shop: ShopFolder, outcome: PlanOutcome, translate: Translator) -> ToldState:
    """Compare the plan as it lies there, with what its audit found, with what people know.

    outcome: the plan as it was read and audited, nothing unsaved in it; publishing audits it again. Raises
    InputError as :func:`peakroster.publishing.publish.read_draft`.
    """
    first_day, names = outcome.plan.first_day, shop.agent_names
    draft = beside_told(shop, outcome.plan, publications(shop.folder, first_day))
    newest = draft.known[-1] if draft.known else None
    return ToldState(
        first_day,
        newest,
        draft.before is not None,
        tuple(draft.changes),
        tuple(describe_plainly(one, translate, names) for one in outcome.violations),
        () if newest is not None else forgotten_publications(shop.folder, first_day),
    )


def change_rows(
    changes: Iterable[Difference], shop: ShopFolder, translate: Translator, agent: str | None = None
) -> list[ChangeRow]:
    """Differences in words, by person in the order of the shop, then day. agent: only of this one."""
    words = DifferenceWords(translate, shop.desk_names)
    place = {one.id: n for n, one in enumerate(shop.agents)}
    chosen: Sequence[Difference] = [one for one in changes if agent in (None, one.agent)]
    ordered = sorted(chosen, key=lambda one: (place.get(one.agent, len(place)), one.agent, one.day))
    return [
        ChangeRow(one.agent, one.name, one.day, one.kind, *words.before_and_after(one)) for one in ordered
    ]
