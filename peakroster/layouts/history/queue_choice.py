"""Whose customers a history counts: queues by their names, or the queue of a whole sheet."""

from __future__ import annotations

from collections.abc import Sequence

from peakroster.layouts.cells.days import day_in
from peakroster.layouts.cells.words import is_total, plain
from peakroster.layouts.dating import Titles
from peakroster.layouts.grid import Sheet
from peakroster.layouts.history.columns import Column
from peakroster.layouts.history.headers import Block
from peakroster.layouts.known import Known
from peakroster.layouts.opened import OpenChoices
from peakroster.layouts.questions import Answers, Option, mapped

_PLAIN_TITLES = ("sheet", "工作表", "表", "数据", "咨询量", "历史", "咨询", "data", "history", "明细", "汇总")


def queue_names(
    rows: Sequence[Sequence[str]],
    columns: Sequence[Column],
    block: Block,
    sheet: Sheet,
    known: Known,
    opened: OpenChoices,
    answers: Answers,
) -> tuple[str, dict[str, str]]:
    """The queue of all rows, and what each name of one means."""
    key = next((column for column in columns if column.role == "queue"), None)
    names = [column.queue for column in columns if column.role == "count" and column.queue]
    counts = [column for column in columns if column.role == "count"]
    if names and len(set(names)) == 1 and len(names) == len(counts):
        only = names[0]
        named = known.queue_of(only) or mapped(answers.get("queues", "")).get(only)
        names = [only] if named or (known.queues is None and len(counts) > 1) else []
    if key is not None:
        names += dict.fromkeys(
            text
            for row in rows[block.body :]
            if key.place < len(row)
            and (text := row[key.place])
            and not is_total(text)
            and sum(1 for cell in row if cell) > 1
        )
    elif not names:
        return _queue_of_all(block, sheet, known, opened, answers), {}
    names = list(dict.fromkeys(names))
    if known.queues is None:
        return "", {}
    meant = {name: known.queue_of(name) or "" for name in names}
    meant |= {name: one for name, one in mapped(answers.get("queues", "")).items() if one in known.queues}
    unknown = [name for name in names if not meant.get(name)]
    if unknown and known.only_queue and len(names) == 1:
        opened.assumed.add("queue_of_one", None, known.only_queue)
        return known.only_queue, {names[0]: known.only_queue}
    if unknown:
        ask_queues(unknown, known, opened)
    return "", {name: one for name, one in meant.items() if one}


def ask_queues(unknown: Sequence[str], known: Known, opened: OpenChoices) -> None:
    """Which queues of the shop are meant by these names."""
    options = [Option(one, "queue", {"name": name}) for one, name in (known.queues or {}).items()]
    opened.ask("queues", "queues", options, labels="、".join(unknown[:12]), maps=tuple(unknown))


def _queue_of_all(block: Block, sheet: Sheet, known: Known, opened: OpenChoices, answers: Answers) -> str:
    """The queue that a sheet is about: by its name or title, the only one of the shop, or as answered."""
    if known.queues is None:
        return _named_sheet(sheet)
    by_name = mapped(answers.get("queues", "")).get(sheet.title, "")
    for answer in (answers.get("queue", ""), by_name):
        if answer in known.queues:
            return answer
    if known.only_queue:
        return known.only_queue
    for text in (sheet.title, *block.titles):
        if text and (found := known.queue_of(text) or known.queue_in(text)):
            opened.assumed.add("queue_by_title", None, text)
            return found
    name = _named_sheet(sheet)
    options = [Option(one, "queue", {"name": called}) for one, called in known.queues.items()]
    if name and not sheet.is_only:
        opened.ask("queues", "queues", options, labels=name, maps=(name,))
    elif found := known.queue_in(sheet.file):
        opened.assumed.add("queue_by_title", None, sheet.file)
        return found
    else:
        opened.ask("queue", "queue", options)
    return ""


def _named_sheet(sheet: Sheet) -> str:
    """The sheet's name where it may be that of a queue: no month, no Sheet1."""
    label = plain(sheet.title).strip("0123456789 ")
    titles = Titles.of(sheet.title)
    if titles.month or titles.years or day_in(sheet.title) or label in _PLAIN_TITLES:
        return ""
    return sheet.title
