"""``versions``, ``log`` and ``restore``: what was there before, who changed it, and how it comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from peakroster.cli.options import Folder, From, FromIfAny, Json, Lang, first_day, help_of
from peakroster.cli.output import CommandOutput, command_output

if TYPE_CHECKING:  # the store takes long to load: only the commands that read it wait
    from peakroster.messages import Translator
    from peakroster.store.log import LoggedChange
    from peakroster.store.publications import StoredPublication
    from peakroster.store.versions import PlanVersion

_WIDTHS = {"who": 10, "what": 28, "how": 14, "note": 12}
"""Of columns, so that a table fits 80; longer texts go on in the next line."""
_MOST_FILES = 3
"""Files of a change that a line names."""


def list_versions(folder: Folder, start: FromIfAny = None, json: Json = False, lang: Lang = None) -> None:
    """List every version of the plans of a shop, and what of it was published."""
    with command_output(json, lang) as output:
        from peakroster.publishing.published import publications
        from peakroster.store.versions import versions_of

        first = None if start is None else first_day(start)
        clock = _clock(folder)
        found = versions_of(folder, first)
        made: dict[tuple[object, int], list[StoredPublication]] = {}
        for one in publications(folder, first):
            made.setdefault((one.first_day, one.version), []).append(one)
        output.add_json(versions=[_version_json(each, made) for each in found])
        if not found:
            none = "publish.no_versions" if first is None else "publish.no_versions_from"
            output.line(output.translate(none, first=first))
            return
        shown = _table(output, "versions", ("number", "at", "who", "how", "note"))
        for each in found:
            shown.add_row(
                f"{each.first_day}@{each.number}",
                clock(each.made_at),
                each.made_by,
                _how(each, made.get((each.first_day, each.number), []), output.translate),
                each.note,
            )
        output.table(shown)


def show_log(
    folder: Folder,
    path: Annotated[str | None, typer.Option("--file", metavar="PATH", help=help_of("log_file"))] = None,
    last: Annotated[int, typer.Option("--last", min=1, help=help_of("log_last"))] = 30,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Show who changed what of a shop, and when, the newest first."""
    with command_output(json, lang) as output:
        from peakroster.store.log import logged_changes

        clock = _clock(folder)
        found = logged_changes(folder, path=path, most=last + 1)
        output.add_json(log=[_change_json(each) for each in found[:last]])
        if not found:
            output.line(
                output.translate("publish.no_log" if path is None else "publish.no_log_of", path=path)
            )
            return
        shown = _table(output, "log", ("at", "who", "what", "note"))
        for each in found[:last]:
            shown.add_row(
                clock(each.at),
                each.who,
                _what(each, output.translate),
                each.entry.note,
            )
        output.table(shown)
        if len(found) > last:
            output.line(output.translate("publish.log_more", count=last))


def restore_plan(
    folder: Folder,
    start: From,
    version: Annotated[
        int | None, typer.Option("--version", metavar="N", min=1, help=help_of("restore_version"))
    ] = None,
    saved: Annotated[
        int | None, typer.Option("--saved", metavar="N", min=1, help=help_of("restore_saved"))
    ] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Put an earlier version of a plan in its place again; what lies there is kept."""
    with command_output(json, lang) as output:
        from peakroster.plans.versions import restore_version
        from peakroster.publishing.published import find_publication

        first = first_day(start)
        if (version is None) == (saved is None):
            raise typer.BadParameter(output.translate("commands.version_or_saved"), param_hint="--version")
        if version is not None:
            number = find_publication(folder, first, version).version
            named = output.translate("publish.named_version", number=version)
        else:
            assert saved is not None
            number, named = saved, output.translate("publish.named_saved", number=saved)
        place = restore_version(folder, first, number)
        output.add_json(restored={"from": f"{first}", "saved": number, "version": version}, files=[place])
        output.line(output.translate("publish.restored", first=first, named=named))
        output.line(output.translate("publish.restored_audit", first=first))


def _clock(folder: Folder):  # type: ignore[no-untyped-def]
    from peakroster.cli.publish import shop_time
    from peakroster.shop.folder import read_shop

    shop = read_shop(folder, history_required=False)
    return lambda moment: shop_time(shop, moment)


def _table(output: CommandOutput, title: str, columns: tuple[str, ...]) -> Table:
    shown = Table(title=output.translate(f"publish.title_{title}"), title_justify="left")
    for column in columns:
        most = _WIDTHS.get(column)
        shown.add_column(output.translate(f"publish.column_{column}"), max_width=most, overflow="fold")
    return shown


def _how(each: PlanVersion, published: list[StoredPublication], translate: Translator) -> str:
    """How it came to be, and as which versions it was published."""
    told = [_published(one, translate) for one in published]
    return "; ".join([translate(f"publish.kind_{each.kind}"), *told])


def _published(one: StoredPublication, translate: Translator) -> str:
    if one.withdrawn_at is not None:
        return translate("publish.published_withdrawn", number=one.number)
    if one.in_spite_of is not None:
        return translate("publish.published_in_spite", number=one.number, reason=one.in_spite_of)
    return translate("publish.published_as", number=one.number)


def _what(change: LoggedChange, translate: Translator) -> str:
    """What was done to which object, with the files that the object does not name."""
    entry = change.entry
    key = f"publish.what_{entry.kind}"
    kind = translate(key) if translate.has(key) else entry.kind
    others = [name for name in change.files if name != entry.what and not name.startswith(f"{entry.what}/")]
    if others:
        files = _files(others)
        said = translate("publish.log_what_files", kind=kind, what=entry.what, files=files)
    else:
        said = translate("publish.log_what", kind=kind, what=entry.what)
    state = f"publish.state_{change.state}"
    return f"{said} ({translate(state)})" if translate.has(state) else said


def _files(names: list[str]) -> str:
    shown = ", ".join(names[:_MOST_FILES])
    return f"{shown} … +{len(names) - _MOST_FILES}" if len(names) > _MOST_FILES else shown


def _version_json(
    each: PlanVersion, made: dict[tuple[object, int], list[StoredPublication]]
) -> dict[str, object]:
    return {
        "from": f"{each.first_day}",
        "saved": each.number,
        "days": each.days,
        "at": each.made_at.isoformat(),
        "who": each.made_by,
        "how": each.kind,
        "note": each.note,
        "published": [
            {
                "version": one.number,
                "at": one.at.isoformat(),
                "who": one.who,
                "note": one.note,
                "in_spite_of": one.in_spite_of,
                "withdrawn_at": None if one.withdrawn_at is None else one.withdrawn_at.isoformat(),
            }
            for one in made.get((each.first_day, each.number), [])
        ],
    }


def _change_json(each: LoggedChange) -> dict[str, object]:
    return {
        "id": each.id,
        "at": each.at.isoformat(),
        "who": each.who,
        "command": each.entry.command,
        "kind": each.entry.kind,
        "what": each.entry.what,
        "note": each.entry.note,
        "state": each.state,
        "files": {
            path: {"before": before, "after": after} for path, (before, after) in sorted(each.files.items())
        },
    }
