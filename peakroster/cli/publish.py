"""``publish`` and ``diff``: what people are told, as versions, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from peakroster.cli.options import Folder, From, Json, Lang, first_day, help_of
from peakroster.cli.output import CommandOutput, command_output

if TYPE_CHECKING:  # pandas takes long to load: only the commands that read tables wait
    from datetime import date

    from peakroster.publishing.compare import Comparison, Side
    from peakroster.publishing.differences import Difference
    from peakroster.publishing.publish import Published
    from peakroster.shop.model import ShopFolder

_MOST = 20
"""Changes that ``publish`` tells one by one."""


def publish_plan(
    folder: Folder,
    start: From,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help=help_of("publish_note"))] = "",
    in_spite_of: Annotated[
        str | None, typer.Option("--in-spite-of", metavar="REASON", help=help_of("publish_in_spite"))
    ] = None,
    take_back: Annotated[bool, typer.Option("--withdraw", help=help_of("publish_withdraw"))] = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Publish the plan that starts on this day as the next version, or withdraw the newest one."""
    with command_output(json, lang) as output:
        from peakroster.cli.plan_report import report_audit
        from peakroster.publishing.publish import UncleanError, publish, withdraw
        from peakroster.shop.folder import read_shop

        first = first_day(start)
        shop = read_shop(folder, history_required=False)
        if take_back:
            if in_spite_of is not None:
                raise typer.BadParameter(
                    output.translate("commands.withdraw_note"), param_hint="--in-spite-of"
                )
            gone = withdraw(folder, first, note=note)
            output.add_json(withdrawn={"version": gone.number, "from": f"{first}"})
            output.line(output.translate("publish.withdrawn", number=gone.number, first=first))
            return
        try:
            done = publish(folder, first, note=note, in_spite_of=(in_spite_of or "").strip() or None)
        except UncleanError as error:
            output.add_json(published=None)
            for finding in error.findings:
                output.failure_line(finding.sentence(output.translate))
            report_audit(output, error.shop, error.violations)
            return
        _report(output, shop, done, first)


def compare_plan(
    folder: Folder,
    start: From,
    against: Annotated[
        int | None, typer.Option("--against", metavar="N", min=1, help=help_of("diff_against"))
    ] = None,
    version: Annotated[
        int | None, typer.Option("--version", metavar="N", min=1, help=help_of("diff_version"))
    ] = None,
    saved: Annotated[
        int | None, typer.Option("--saved", metavar="N", min=1, help=help_of("diff_saved"))
    ] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Tell by person and day what differs between what was published and the plan as it lies there."""
    with command_output(json, lang) as output:
        from peakroster.publishing import compare
        from peakroster.publishing.published import newest
        from peakroster.shop.folder import read_shop

        first = first_day(start)
        shop = read_shop(folder, history_required=False)
        if version is not None and saved is not None:
            raise typer.BadParameter(output.translate("commands.version_or_saved"), param_hint="--saved")
        if version is not None:
            after = compare.published_side(shop, first, version, "--version")
        elif saved is not None:
            after = compare.saved_side(shop, first, saved)
        else:
            after = compare.draft_side(shop, first)
        if against is None and newest(shop.folder, first) is None:
            output.line(output.translate("publish.nothing_published", first=first))
            before = compare.nothing_side()
        else:
            before = compare.published_side(shop, first, against, "--against")
        _report_difference(output, shop, compare.compared(before, after))


def changes_json(changes: Sequence[Difference]) -> list[dict[str, Any]]:
    """Changes for scripts: rows of the neutral table before and after, None for a day off."""
    return [
        {
            "agent_id": one.agent,
            "name": one.name,
            "date": f"{one.day}",
            "kind": one.kind,
            "before": one.before,
            "after": one.after,
        }
        for one in changes
    ]


def _report(output: CommandOutput, shop: ShopFolder, done: Published, first: date) -> None:
    from peakroster.publishing.forgotten import forgotten_finding
    from peakroster.publishing.words import DifferenceWords

    made, translate = done.publication, output.translate
    at = shop_time(shop, made.at)
    output.add_json(
        published={
            "version": made.number,
            "from": f"{first}",
            "days": made.days,
            "at": made.at.isoformat(),
            "who": made.who,
            "note": made.note,
            "in_spite_of": made.in_spite_of,
            "new": done.new,
        },
        changes=changes_json(done.changes),
    )
    if not done.new:
        output.line(translate("publish.unchanged", number=made.number, at=at))
        return
    output.line(translate("publish.done", number=made.number, first=first, days=made.days))
    people = len({one.agent for one in done.changes})
    if made.number == 1:
        output.line(translate("publish.done_first", count=len(done.changes), people=people))
    elif done.against is None:
        output.line(translate("publish.done_anew", count=len(done.changes), people=people))
    else:
        before = done.against
        output.line(translate("publish.done_changes", before=before, count=len(done.changes), people=people))
        words = DifferenceWords(translate, shop.desk_names)
        for line in words.lines(done.changes[:_MOST]):
            output.line(f"  {line}")
        if len(done.changes) > _MOST:
            count = len(done.changes) - _MOST
            output.line(
                translate("publish.more", count=count, first=first, before=before, number=made.number)
            )
    if done.forgotten:
        output.findings([forgotten_finding(first, done.forgotten)], "warnings")
    if made.in_spite_of is not None:
        output.line(translate("publish.in_spite", count=done.violations, reason=made.in_spite_of))
    output.line(translate("publish.next", first=first))


def _report_difference(output: CommandOutput, shop: ShopFolder, comparison: Comparison) -> None:
    from peakroster.publishing.words import DifferenceWords

    translate, changes = output.translate, comparison.changes
    output.add_json(
        before={"kind": comparison.before.kind, "number": comparison.before.number},
        after={"kind": comparison.after.kind, "number": comparison.after.number},
        changes=changes_json(changes),
    )
    left, right = (_named(side, output) for side in (comparison.before, comparison.after))
    if not changes:
        output.line(translate("publish.same", left=left, right=right))
        return
    if comparison.before.kind != "nothing":
        people = len({one.agent for one in changes})
        output.line(translate("publish.compared", left=left, right=right, count=len(changes), people=people))
    for line in DifferenceWords(translate, shop.desk_names).lines(changes):
        output.line(f"  {line}")


def _named(side: Side, output: CommandOutput) -> str:
    return output.translate(f"publish.named_{side.kind}", number=side.number)


def shop_time(shop: ShopFolder, moment: Any) -> str:
    """A moment as clocks in the shop show it, to the minute."""
    from zoneinfo import ZoneInfo

    return f"{moment.astimezone(ZoneInfo(shop.settings.timezone)):%Y-%m-%d %H:%M}"
