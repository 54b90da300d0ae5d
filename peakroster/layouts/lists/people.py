"""Whom the rows of a list mean: by id, by a name that one person bears, or as somebody said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from peakroster.layouts.known import Known
from peakroster.layouts.lists.finding import FoundList
from peakroster.layouts.questions import Answers, Option, Question, Remarks, mapped

_MOST = 12


@dataclass(frozen=True)
class Person:
    """agent: id; None = nobody of the shop."""

    agent: str | None


def people_of_rows(
    found: FoundList,
    records: Sequence[tuple[int, dict[str, str]]],
    known: Known,
    answers: Answers,
    questions: list[Question],
    remarks: Remarks,
) -> list[Person]:
    """The person of each row. A name of several is a question; an id that nobody has is left out.

    Where nobody is known yet, ids are taken as they stand.
    """
    given = mapped(answers.get("people", ""))
    people = known.people
    result: list[Person] = []
    open_names: dict[str, tuple[str, ...]] = {}
    for number, cells in records:
        own, name = cells.get("agent_id", ""), cells.get("name", "")
        if people is None:
            if not own and not name:
                remarks.add("person_without_id", number, name)
            result.append(Person(own or name or None))
            continue
        agent = known.id_of(own) if own else None
        if agent is None and own in given:
            agent = given[own]
        bearers = known.bearers(name or own)
        if agent is None and (name in given or f"{name}" in given):
            agent = given[name]
        if agent is None and not own and len(bearers) == 1:
            agent = bearers[0]
        if agent is None and own and len(known.bearers(own)) == 1:
            agent = known.bearers(own)[0]
        if agent is None and len(bearers) > 1 and not own:
            open_names[name] = bearers
        elif agent is None or agent not in people:
            remarks.add("nobody_of_the_shop", number, f"{own} {name}".strip())
            agent = None
        result.append(Person(agent))
    if open_names:
        options = tuple(
            Option(one, "person", {"name": name}) for name, ids in open_names.items() for one in ids
        )
        labels = "、".join(list(open_names)[:_MOST])
        questions.append(
            Question(
                "people",
                "people",
                {"labels": labels},
                options,
                maps=tuple(open_names),
                file=found.sheet.file,
                sheet=found.sheet.title,
            )
        )
    return result
