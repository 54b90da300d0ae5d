"""What is known of one person, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator

from peakroster.desk.fairness import Had
from peakroster.desk.people.person import PersonPage
from peakroster.desk.shop_clock import at_shop
from peakroster.messages import Translator
from peakroster.publishing.words import DifferenceWords
from peakroster.shop.leave_words import leave_words
from peakroster.shop.model import ShopFolder
from peakroster.wording import day_label, listed

_EVEN = 0.05


def who_line(page: PersonPage, shop: ShopFolder, translate: Translator) -> str:
    """Id, name, team, skills, contract and the hours of the month in one line."""
    agent = page.agent
    least, most = agent.min_hours_week, agent.max_hours_week
    if least is not None and least == most:
        contract = translate("people.contract_exact", most=f"{most:g}")
    elif least is not None and most is not None:
        contract = translate("people.contract", least=f"{least:g}", most=f"{most:g}")
    elif most is not None:
        contract = translate("people.contract_most", most=f"{most:g}")
    elif least is not None:
        contract = translate("people.contract_least", least=f"{least:g}")
    else:
        contract = translate("people.no_contract")
    names = shop.queue_names
    skills = listed([names.get(queue, queue) for queue in agent.skills], translate)
    parts = [
        f"{agent.id} {agent.name}",
        *([translate("people.team_of", team=agent.team)] if agent.team else []),
        translate("people.skills_of", skills=skills),
        *([translate("people.contract_kind", contract=agent.contract)] if agent.contract else []),
        contract,
        translate("people.month_hours", hours=f"{page.hours:g}"),
        *_leave(page, translate),
    ]
    return " · ".join(parts)


def _leave(page: PersonPage, translate: Translator) -> list[str]:
    """Hours of leave of the month; those that count as worked beside them."""
    hours, counted = (f"{one:g}" for one in page.leave)
    if not page.leave[0]:
        return []
    if not page.leave[1]:
        return [translate("leave.month", hours=hours)]
    return [translate("leave.month_counted", hours=hours, counted=counted)]


def leave_lines(page: PersonPage, noon: int, translate: Translator) -> list[str]:
    """Leave and wishes of the month, by day. noon: where the two halves of a day meet."""
    found = []
    for one in page.days:
        day = day_label(one.day, translate)
        if one.away:
            leave = leave_words(one.away, noon, translate)
            found.append(translate("people.leave_on", day=day, leave=leave))
        if one.pending:
            waits = translate("leave.waits", leave=leave_words(one.pending, noon, translate))
            found.append(translate("people.leave_on", day=day, leave=waits))
        for wish in one.wishes:
            shift = wish.shift or translate("requests.any_shift")
            told = translate(f"requests.wish_{wish.kind}", shift=shift)
            found.append(translate("people.wish_on", day=day, wish=told))
    return found


def fairness_lines(page: PersonPage, translate: Translator) -> list[str]:
    """A line for each kind in which the person has a part, and the others in one."""
    return [] if page.fairness is None else list(_fairness(page.fairness.kinds, translate))


def _fairness(kinds: dict[str, Had], translate: Translator) -> Iterator[str]:
    without = []
    for kind, one in kinds.items():
        name, balance = translate(f"fairness.{kind}"), one.balance
        if balance is None:
            without.append(name)
            continue
        key = "fair_even" if abs(balance) < _EVEN else "fair_more" if balance > 0 else "fair_less"
        yield translate(f"people.{key}", kind=name, had=f"{one.had:.3g}", by=f"{abs(balance):.1f}")
    if without:
        yield translate("people.fair_none", kind=listed(without, translate))


def told_lines(page: PersonPage, shop: ShopFolder, translate: Translator) -> list[str]:
    """What publications changed, the newest first."""
    words = DifferenceWords(translate, shop.desk_names)
    return [
        translate(
            "people.told_line",
            number=one.number,
            at=f"{at_shop(shop, one.at):%m-%d %H:%M}",
            what=words.line(one.change),
        )
        for one in page.told
    ]
