"""``requests``: what agents ask for: listed, asked, approved, refused, taken back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from peakroster.cli.options import Folder, Json, Lang, finite, first_day, help_of
from peakroster.cli.output import CommandOutput, command_output
from peakroster.tables.findings import Finding, InputError

if TYPE_CHECKING:  # pandas takes long to load: only the commands that read tables wait
    from peakroster.desk.requests.content import AgentRequest, Asked
    from peakroster.desk.requests.effects import RequestEffect
    from peakroster.shop.model import ShopFolder

_WISHES = ("prefer_off", "prefer", "avoid")


def manage_requests(
    folder: Folder,
    kind: Annotated[
        str | None, typer.Option("--ask", metavar="leave|wish|swap", help=help_of("requests_ask"))
    ] = None,
    agent: Annotated[
        str | None, typer.Option("--agent", metavar="ID", help=help_of("requests_agent"))
    ] = None,
    day: Annotated[
        str | None, typer.Option("--date", metavar="YYYY-MM-DD", help=help_of("requests_date"))
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="YYYY-MM-DD", help=help_of("requests_until"))
    ] = None,
    leave: Annotated[str, typer.Option("--leave", metavar="KIND", help=help_of("requests_leave"))] = "leave",
    hours: Annotated[
        str | None, typer.Option("--hours", metavar="SPAN", help=help_of("requests_hours"))
    ] = None,
    wish: Annotated[
        str, typer.Option("--wish", metavar="|".join(_WISHES), help=help_of("requests_wish"))
    ] = "prefer_off",
    shift: Annotated[
        str | None, typer.Option("--shift", metavar="SHIFT", help=help_of("requests_shift"))
    ] = None,
    weight: Annotated[
        float, typer.Option("--weight", callback=finite, help=help_of("requests_weight"))
    ] = 1.0,
    colleague: Annotated[
        str | None, typer.Option("--with", metavar="ID", help=help_of("requests_with"))
    ] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=help_of("requests_reason"))] = "",
    effect: Annotated[
        int | None, typer.Option("--effect", metavar="N", help=help_of("requests_effect"))
    ] = None,
    approve: Annotated[
        int | None, typer.Option("--approve", metavar="N", help=help_of("requests_approve"))
    ] = None,
    anyway: Annotated[bool, typer.Option("--anyway", help=help_of("requests_anyway"))] = False,
    refuse: Annotated[
        int | None, typer.Option("--refuse", metavar="N", help=help_of("requests_refuse"))
    ] = None,
    take_back: Annotated[
        int | None, typer.Option("--take-back", metavar="N", help=help_of("requests_take_back"))
    ] = None,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help=help_of("requests_note"))] = "",
    every: Annotated[bool, typer.Option("--all", help=help_of("requests_all"))] = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """List the requests that wait, ask for something, or decide one."""
    chosen = {
        "--ask": kind,
        "--effect": effect,
        "--approve": approve,
        "--refuse": refuse,
        "--take-back": take_back,
    }
    given = [name for name, value in chosen.items() if value is not None]
    if len(given) > 1:
        raise typer.BadParameter(" | ".join(given), param_hint=given[1])
    with command_output(json, lang) as output:
        from peakroster.desk.requests import asking, deciding, effects

        if kind is not None:
            asked = _asked(folder, kind, agent, day, until, leave, hours, wish, shift, weight, colleague)
            made = asking.ask(folder, agent or "", asked, reason)
            _tell_one(output, folder, made, None, "asked")
        elif effect is not None:
            found = asking.find_request(folder, effect)
            _tell_one(output, folder, found, effects.effect_of(folder, found), None)
        elif approve is not None:
            done = deciding.approve(folder, approve, note, anyway=anyway)
            _tell_one(output, folder, done.request, done.effect, "approved")
        elif refuse is not None:
            _tell_one(output, folder, deciding.refuse(folder, refuse, note), None, "refused")
        elif take_back is not None:
            gone = asking.withdraw_request(folder, take_back, None if agent is None else agent)
            _tell_one(output, folder, gone, None, "withdrawn")
        _list(output, folder, agent, every)


def _asked(
    folder: Path,
    kind: str,
    agent: str | None,
    day: str | None,
    until: str | None,
    leave: str,
    hours: str | None,
    wish: str,
    shift: str | None,
    weight: float,
    colleague: str | None,
) -> Asked:
    """What is asked for. Raises InputError with every option that is missing or unknown."""
    from peakroster.desk.requests.content import KINDS, LeaveAsked, SwapAsked, WishAsked
    from peakroster.shop.settings.leave_kinds import LEAVE_NAMES

    for option, value, known in (
        ("--ask", kind, KINDS),
        ("--leave", leave, LEAVE_NAMES),
        ("--wish", wish, _WISHES),
    ):
        if value not in known:
            raise typer.BadParameter(f"{value}: {'|'.join(known)}", param_hint=option)
    lacking = [
        option
        for option, value in (
            ("--agent", agent),
            ("--date", day),
            *((("--with", colleague),) if kind == "swap" else ()),
        )
        if not value
    ]
    if lacking:
        raise InputError([Finding("error", "request_incomplete", "requests", value=", ".join(lacking))])
    first = first_day(day or "", "--date")
    last = first if until is None else first_day(until, "--until")
    if kind == "swap":
        return SwapAsked(first, last, colleague or "")
    if kind == "wish":
        return WishAsked(first, last, wish, shift, weight)  # type: ignore[arg-type]
    from peakroster.desk.leave import hours_of_leave

    window = hours_of_leave(_shop(folder), hours or "", "--hours")
    return LeaveAsked(first, last, leave, window)


def _shop(folder: Path) -> ShopFolder:
    from peakroster.shop.folder import read_shop

    return read_shop(folder, history_required=False, with_history=False)


def _tell_one(
    output: CommandOutput, folder: Path, request: AgentRequest, effect: RequestEffect | None, done: str | None
) -> None:
    from peakroster.desk.requests.words import RequestWords

    words = RequestWords(_shop(folder), output.translate)
    content = _request_json(request, words)
    if done is not None:
        output.line(output.translate(f"requests.{done}", id=request.id))
    output.line(words.line(request))
    if effect is not None:
        told = words.effect(request, effect)
        content["effect"] = _effect_json(effect, told)
        for line in told:
            output.line(f"  {line}")
        if done == "approved" and request.kind == "leave" and effect.changes:
            (agent, day), first = next(iter(effect.changes)), effect.plans[0]
            output.line(output.translate("requests.next_leave", agent=agent, day=day, first=first))
        elif done == "approved" and request.kind == "swap":
            output.line(output.translate("requests.next_swap", first=effect.plans[0]))
    output.add_json(request=content)


def _list(output: CommandOutput, folder: Path, agent: str | None, every: bool) -> None:
    from peakroster.cli.publish import shop_time
    from peakroster.desk.leave import known_agent
    from peakroster.desk.requests.asking import WAITING, agent_requests
    from peakroster.desk.requests.words import RequestWords

    shop = _shop(folder)
    if agent is not None:
        agent, findings = known_agent(shop, agent, "--agent")
        if findings:
            raise InputError(findings)
    found = agent_requests(folder, None if every else WAITING, agent, shop=shop)
    words = RequestWords(shop, output.translate)
    output.add_json(requests=[_request_json(one, words) for one in found])
    if not found:
        output.line(output.translate("requests.none" if every else "requests.none_waiting"))
        return
    title = output.translate("requests.title_all" if every else "requests.title_waiting")
    columns = ["id", "who", "what", "asked", *(["state", "note"] if every else [])]
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(output.translate(f"requests.column_{column}"))
    for one in found:
        cells = [
            f"{one.id}",
            words.who(one.agent_id),
            words.asked(one.asked),
            shop_time(shop, one.asked_at)[5:],
        ]
        if every:
            cells += [output.translate(f"requests.state_{one.state}"), one.note]
        table.add_row(*map(Text, cells))
    output.table(table)


def _request_json(one: AgentRequest, words: Any) -> dict[str, Any]:
    from peakroster.desk.requests.content import content_of

    return {
        "id": one.id,
        "agent_id": one.agent_id,
        "name": one.name,
        "kind": one.kind,
        **content_of(one.asked, one.reason),
        "state": one.state,
        "asked_at": one.asked_at.isoformat(),
        "asked_by": one.asked_by,
        "decided_at": None if one.decided_at is None else one.decided_at.isoformat(),
        "decided_by": one.decided_by,
        "note": one.note,
        "message": words.line(one),
    }


def _effect_json(effect: RequestEffect, told: list[str]) -> dict[str, Any]:
    return {
        "changes": [
            {"agent_id": agent, "date": f"{day}", "before": before, "after": after}
            for (agent, day), (before, after) in effect.changes.items()
        ],
        "late": effect.late,
        "missing_hours": effect.missing_hours,
        "missing": [
            {
                "queue": one.queue,
                "date": f"{one.day}",
                "from": one.start,
                "until": one.end,
                "hours": one.hours,
            }
            for one in effect.stretches
        ],
        "rules_broken": [one.code for one in effect.broken],
        "plans": [f"{day}" for day in effect.plans],
        "messages": told,
    }
