"""``push``: the roster sent to an attendance system, and proof of what it then holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from peakroster.cli.options import Folder, From, Json, Lang, first_day, help_of
from peakroster.cli.output import FAILURE, CommandOutput, command_output

if TYPE_CHECKING:
    from collections.abc import Callable

    from peakroster.push.pushing import DryRun
    from peakroster.push.report import PushReport
    from peakroster.push.run import Observer

_MOST_LINES = 50
"""Lines about what is not in effect, for people; a programme gets every row."""


def push_plan(
    folder: Folder,
    start: From,
    platform: Annotated[str, typer.Option("--to", metavar="PLATFORM", help=help_of("push_to"))],
    draft: Annotated[bool, typer.Option("--draft", help=help_of("push_draft"))] = False,
    dry: Annotated[bool, typer.Option("--dry-run", help=help_of("push_dry_run"))] = False,
    again: Annotated[bool, typer.Option("--again", help=help_of("push_again"))] = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Bring an attendance system to the roster."""
    with command_output(json, lang) as output:
        from peakroster.cli.progress_bar import progress_bar
        from peakroster.push.pushing import Surroundings, checked_platform, dry_run, push_roster, ready
        from peakroster.push.source import rows_to_push

        first, name = first_day(start), checked_platform(platform)
        roster = rows_to_push(folder, first, draft=draft)
        around = Surroundings(should_stop=lambda: output.stop.made)
        output.findings(ready(roster, name, around).warnings, "warnings")
        with progress_bar(output, output.translate("push.bar")) as step:
            output.stop.catch()
            observer = _observer(output, step)
            if dry:
                _report_dry_run(
                    output, lambda: dry_run(roster, name, again=again, observer=observer, around=around)
                )
                return
            report = push_roster(roster, name, again=again, observer=observer, around=around)
        _report(output, report)


def _observer(output: CommandOutput, step: Callable[[int, int], None]) -> Observer:
    from peakroster.push.run import Observer

    latest: list[str] = []

    def phase(name: str) -> None:
        if [name] != latest:
            latest[:] = [name]
            output.progress(output.translate(f"push.phase_{name}"))

    return Observer(phase, step)


def _report_dry_run(output: CommandOutput, planned: Callable[[], DryRun]) -> None:
    from json import dumps as one_line

    from peakroster.push.problems import PlatformError, StoppedError
    from peakroster.push.words import PushWords

    words = PushWords(output.translate)
    try:
        found = planned()
    except StoppedError:
        output.failure_line(output.translate("push.stopped"))
        raise typer.Exit(FAILURE) from None
    except PlatformError as error:
        output.failure_line(output.translate("push.ended_early", reason=words.reason(error.reason)))
        raise typer.Exit(FAILURE) from None
    calls = [{"method": "POST", "path": call.path, "body": call.body} for call in found.calls]
    output.add_json(dry_run={"platform": found.platform, "rows": found.rows, "of": found.of, "calls": calls})
    for call in found.calls:
        output.line(f"POST {call.path} {one_line(call.body, ensure_ascii=False)}")
    output.line(
        output.translate(
            "push.dry_run",
            platform=words.platform(found.platform),
            rows=found.rows,
            of=found.of,
            calls=len(found.calls),
        )
    )


def _report(output: CommandOutput, report: PushReport) -> None:
    from peakroster.push.words import PushWords

    words = PushWords(output.translate)
    rows: list[dict[str, Any]] = [
        {**row.as_json(), "reason": None if row.reason is None else words.reason(row.reason)}
        for row in report.rows
    ]
    output.add_json(
        push={
            "platform": report.platform,
            "first_day": report.first_day,
            "version": report.version,
            "counts": dict(report.counts),
            "calls": report.calls,
            "rows_sent": report.rows_sent,
            "stopped": report.stopped,
            "message": words.totals(report),
            "rows": rows,
        }
    )
    lines = words.rows(report)
    for line in lines[:_MOST_LINES]:
        output.line("  " + line)
    if len(lines) > _MOST_LINES:
        output.line(output.translate("push.more_rows", count=len(lines) - _MOST_LINES))
    output.line(words.totals(report))
    if report.is_unlogged:
        output.progress(output.translate("push.unlogged"))
    verdict = words.verdict(report)
    if verdict is not None:
        output.failure_line(verdict)
        raise typer.Exit(FAILURE)
