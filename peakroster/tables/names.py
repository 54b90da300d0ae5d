"""Names that cells refer to, and what else these may be called."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True)
class KnownNames(Collection[str]):
    """Ids, and what people call them. A title that is an id itself, or that of two, means nothing else.

    titles: id → title, such as ``presale`` → 售前.
    """

    titles: Mapping[str, str]
    ids_of: Mapping[str, str] = field(init=False)
    """Title → id."""
    ids_sharing: Mapping[str, tuple[str, ...]] = field(init=False)
    """A title of several that is no id itself → their ids."""

    def __post_init__(self) -> None:
        bearers: dict[str, list[str]] = {}
        for name, title in self.titles.items():
            if title and title not in self.titles:
                bearers.setdefault(title, []).append(name)
        ids = {title: names[0] for title, names in bearers.items() if len(names) == 1}
        shared = {title: tuple(names) for title, names in bearers.items() if len(names) > 1}
        object.__setattr__(self, "ids_of", ids)
        object.__setattr__(self, "ids_sharing", shared)

    def __contains__(self, name: object) -> bool:
        return name in self.titles

    def __iter__(self) -> Iterator[str]:
        return iter(self.titles)

    def __len__(self) -> int:
        return len(self.titles)


def meant(text: str, names: Collection[str] | None) -> str:
    """The id that a text means; the text itself where it is none."""
    return names.ids_of.get(text, text) if isinstance(names, KnownNames) else text


def sharing(text: str, names: Collection[str] | None) -> tuple[str, ...]:
    """The ids of all who are called so, where several are; else none."""
    return names.ids_sharing.get(text, ()) if isinstance(names, KnownNames) else ()


def all_meant(texts: pd.Series, names: Collection[str] | None) -> pd.Series:
    """The same of a whole column."""
    if not isinstance(names, KnownNames):
        return texts
    titles = texts.isin(list(names.ids_of))
    return texts.mask(titles, texts[titles].map(names.ids_of)) if titles.any() else texts
