"""What agents of a shop ask for, as answers of the server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from peakroster.desk.leave import hours_of_leave
from peakroster.desk.requests.asking import agent_requests, ask, find_request, withdraw_request
from peakroster.desk.requests.content import (
    AgentRequest,
    Asked,
    LeaveAsked,
    SwapAsked,
    WishAsked,
    content_of,
)
from peakroster.desk.requests.deciding import approve as approve_request
from peakroster.desk.requests.deciding import refuse
from peakroster.desk.requests.effects import effect_of
from peakroster.desk.requests.words import RequestWords
from peakroster.messages import Translator
from peakroster.shop.folder import read_shop
from peakroster.shop.model import ShopFolder
from peakroster.store.who import ASK, EVERYTHING, acting_as
from peakroster.tables.findings import Finding, InputError


@dataclass(frozen=True)
class ShopRequests:
    """The requests of the shop in a folder; permissions are asked for where a request comes in."""

    folder: Path

    def listed(self, agent: str | None, language: str) -> Sequence[Mapping[str, Any]]:
        """All of them, in the order in which they were made."""
        shop = self._shop()
        words = RequestWords(shop, Translator(language))
        return [_entry(one, words) for one in agent_requests(self.folder, None, agent, shop=shop)]

    def ask(self, who: str, agent: str, asked: Mapping[str, Any], language: str) -> Mapping[str, Any]:
        """Enter one that waits. asked: as ``NewRequest`` has it."""
        shop = self._shop()
        what = _asked(shop, asked)
        with acting_as(who, {ASK}):
            made = ask(self.folder, agent, what, str(asked.get("reason") or ""))
        return _entry(made, RequestWords(shop, Translator(language)))

    def effect(self, number: int, language: str) -> Mapping[str, Any]:
        """What approving it would do to the roster."""
        request = find_request(self.folder, number)
        effect = effect_of(self.folder, request)
        words = RequestWords(self._shop(), Translator(language))
        return {
            "late": effect.late,
            "missing_hours": effect.missing_hours,
            "rules_broken": [one.code for one in effect.broken],
            "changes": [
                {"agent_id": agent, "date": day, "before": before, "after": after}
                for (agent, day), (before, after) in effect.changes.items()
            ],
            "messages": words.effect(request, effect),
        }

    def decide(
        self, who: str, number: int, approve: bool, note: str, anyway: bool, language: str
    ) -> Mapping[str, Any]:
        """Approve or refuse one."""
        with acting_as(who, EVERYTHING):
            if approve:
                request = approve_request(self.folder, number, note, anyway=anyway).request
            else:
                request = refuse(self.folder, number, note)
        return _entry(request, RequestWords(self._shop(), Translator(language)))

    def withdraw(self, who: str, number: int, agent: str | None) -> None:
        """Withdraw one that waits."""
        with acting_as(who, {ASK}):
            withdraw_request(self.folder, number, agent)

    def _shop(self) -> ShopFolder:
        return read_shop(self.folder, history_required=False, with_history=False)


def _asked(shop: ShopFolder, said: Mapping[str, Any]) -> Asked:
    first: date = said["first"]
    last: date = said["last"] or first
    if said["kind"] == "leave":
        hours = hours_of_leave(shop, said["hours"] or "", "hours")
        return LeaveAsked(first, last, said["leave"], hours)
    if said["kind"] == "wish":
        return WishAsked(first, last, said["wish"], said["shift"])
    if not said["colleague"]:
        raise InputError([Finding("error", "request_incomplete", "requests", value="colleague")])
    return SwapAsked(first, last, said["colleague"])


def _entry(one: AgentRequest, words: RequestWords) -> dict[str, Any]:
    empty = dict.fromkeys(("leave", "hours", "wish", "shift", "colleague"))
    content = {**empty, **content_of(one.asked, one.reason)}
    content.pop("weight", None)
    return {
        "id": one.id,
        "agent_id": one.agent_id,
        "name": one.name,
        "kind": one.kind,
        **content,
        "state": one.state,
        "asked_at": one.asked_at,
        "asked_by": one.asked_by,
        "decided_at": one.decided_at,
        "decided_by": one.decided_by,
        "note": one.note,
        "message": words.sentence(one),
    }
