"""``mapping``: rows of mapping.csv, proposed from a platform's own lists."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from peakroster.cli.options import Folder, Json, Lang, help_of
from peakroster.cli.output import FAILURE, CommandOutput, command_output

if TYPE_CHECKING:
    from peakroster.push.lists import Lists
    from peakroster.push.mapping import Proposals
    from peakroster.shop.model import ShopFolder


def map_platform(
    folder: Folder,
    platform: Annotated[
        str, typer.Option("--platform", metavar="PLATFORM", help=help_of("mapping_platform"))
    ],
    files: Annotated[
        list[Path] | None, typer.Option("--file", metavar="FILE", help=help_of("mapping_file"))
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help=help_of("mapping_yes"))] = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Propose rows of mapping.csv; write them on request."""
    with command_output(json, lang) as output:
        from peakroster.exports.dispatch import SYSTEMS
        from peakroster.push.lists import read_lists
        from peakroster.push.mapping import propose, write_proposals
        from peakroster.shop.folder import read_shop
        from peakroster.tables.findings import Finding, InputError

        system = SYSTEMS.get(platform.casefold())
        if system is None:
            details = {"platforms": ", ".join(SYSTEMS)}
            raise InputError(
                [Finding("error", "mapping_unknown_platform", "--platform", value=platform, details=details)]
            )
        shop = read_shop(folder, history_required=False)
        lists = read_lists(files) if files else _read_online(output, shop, system.name)
        found = propose(shop, system, lists)
        _tell(output, found)
        if not yes:
            if found.proposed:
                output.line(output.translate("push.mapping_not_written"))
            return
        count = write_proposals(shop, found)
        output.add_json(written=count)
        output.line(output.translate("push.mapping_written", count=count, file="mapping.csv"))


def _read_online(output: CommandOutput, shop: ShopFolder, platform: str) -> Lists:
    from peakroster.push.problems import PlatformError, StoppedError
    from peakroster.push.pushing import Surroundings, online_lists
    from peakroster.push.words import PushWords

    output.stop.catch()
    try:
        lists, warnings = online_lists(shop, platform, Surroundings(should_stop=lambda: output.stop.made))
    except StoppedError:
        raise KeyboardInterrupt from None
    except PlatformError as error:
        output.failure_line(PushWords(output.translate).reason(error.reason))
        raise typer.Exit(FAILURE) from None
    output.findings(warnings, "warnings")
    return lists


def _tell(output: CommandOutput, found: Proposals) -> None:
    from peakroster.push.words import MappingWords

    words = MappingWords(output.translate, found)
    proposed: list[dict[str, Any]] = [
        {
            "kind": each.kind,
            "local_id": each.local_id,
            "platform_id": each.theirs.id,
            "platform_name": each.theirs.name,
            "by": each.way,
            "names_differ": each.other_name,
        }
        for each in found.proposed
    ]
    unsettled = [
        {
            "kind": each.kind,
            "local_id": each.local_id,
            "candidates": [{"id": one.id, "name": one.name} for one in each.candidates],
        }
        for each in found.open
    ]
    output.add_json(
        platform=found.platform.name,
        there=found.there,
        proposed=proposed,
        open=unsettled,
        lacking=list(found.single),
    )
    for line in words.lines():
        output.line(line)
