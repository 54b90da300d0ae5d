"""The log in words: what was changed and the note of a change, without file names and keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from peakroster.desk.overview.words import file_words
from peakroster.desk.publishing.history import HistoryRow
from peakroster.messages import Translator
from peakroster.shop.settings.leave_kinds import LEAVE_NAMES
from peakroster.wording import day_label, listed

_LEAVE = {"leave", "leave_back"}
_OF_REQUESTS = {"ask", "approved", "refused", "withdrawn"}
_PLANS = "plans/"
_PUSH = re.compile(r"push (?P<day>\d{4}-\d\d-\d\d)(?: version (?P<version>\d+))? to (?P<platform>\w+)")
_COUNTS = {"in_effect", "refused", "not_confirmed", "sent"}


def change_words(row: HistoryRow, names: Mapping[str, str], translate: Translator) -> str:
    """What was done to what: ``Leave entered``, ``Plan: of the days from Mon 11-09``.

    names: agent id → name.
    """
    key = f"publish.what_{row.kind}"
    kind = translate(key) if translate.has(key) else row.kind
    subject = _subject(row, names, translate)
    said = translate("publish.log_what", kind=kind, what=subject) if subject else kind
    state = f"publish.state_{row.state}"
    return f"{said} ({translate(state)})" if translate.has(state) else said


def note_words(row: HistoryRow, names: Mapping[str, str], translate: Translator) -> str:
    """The note with names of people for their ids and words for kinds; what somebody typed stays."""
    told: dict[str, Callable[[str], str]] = {
        "leave": lambda note: _leave(note, names, translate),
        "leave_back": lambda note: _leave(note, names, translate),
        "people": lambda note: listed(
            [names.get(one.strip(), one.strip()) for one in note.split(",")], translate
        ),
        "scenario": lambda note: _scenario(note, translate),
        "restore": lambda note: _number(note, "@", "publish.note_version", translate),
        "undo": lambda note: _number(note, "#", "publish.note_undone", translate),
    }
    told["push"] = lambda note: _push_note(note, translate)
    return told[row.kind](row.note) if row.note and row.kind in told else row.note


def _subject(row: HistoryRow, names: Mapping[str, str], translate: Translator) -> str:
    if row.kind in _LEAVE:
        return ""
    if row.what.startswith(_PLANS):
        try:
            first = date.fromisoformat(row.what.removeprefix(_PLANS)[:10])
        except ValueError:
            return row.what
        return translate("publish.log_days", first=day_label(first, translate))
    if row.kind == "push" and (push := _PUSH.fullmatch(row.what)) is not None:
        platform = f"push.platform_{push['platform']}"
        words = {
            "day": day_label(date.fromisoformat(push["day"]), translate),
            "platform": translate(platform) if translate.has(platform) else push["platform"],
        }
        if push["version"] is None:
            return translate("outcome.push_subject", **words)
        return translate("outcome.push_subject_version", version=push["version"], **words)
    if row.kind in _OF_REQUESTS:
        agent = row.what.rpartition("/")[2]
        return names.get(agent, agent)
    if row.kind in ("edit", "people", "undo"):
        return file_words(row.what, translate)
    return row.what


def _push_note(note: str, translate: Translator) -> str:
    """That a push began and no end of it is known, or what it came to; see ``peakroster.push.log``."""
    counts = dict(part.split("=", 1) for part in note.split() if "=" in part)
    ended = [part for part in note.split() if "=" not in part]
    if "differing" in counts:
        return translate("outcome.push_begun", count=counts["differing"])
    if not counts.keys() >= _COUNTS:
        return note
    told = translate("outcome.push_ended", **{name: counts[name] for name in _COUNTS})
    if ended:
        key = "push_stopped" if ended == ["stopped"] else "push_problem"
        return translate(f"outcome.{key}", what=told)
    return told


def _leave(note: str, names: Mapping[str, str], translate: Translator) -> str:
    """``003 2026-11-10 – 2026-11-12 annual_leave``; a kind of the shop's own is called as it is."""
    kinds = {term.english: translate(f"requests.leave_{name}") for name, term in LEAVE_NAMES.items()}
    agent, _, rest = note.partition(" ")
    span, _, kind = rest.rpartition(" ")
    if agent not in names or not span:
        return note
    return f"{names[agent]} {span} {kinds.get(kind, kind)}"


def _scenario(note: str, translate: Translator) -> str:
    """What a scenario was computed to; the name may have a colon of its own."""
    name, _, depth = note.rpartition(": ")
    key = f"scenario.{depth}"
    return f"{name} · {translate(key)}" if name and translate.has(key) else note


def _number(note: str, sign: str, key: str, translate: Translator) -> str:
    number = note.rpartition(sign)[2]
    return translate(key, number=number) if number.isdigit() else note
