"""The glossary: two names for each term, and one Chinese word for one thing in all that is said."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from peakroster.resources import data_folder

ROOT = Path(__file__).parents[2]
GLOSSARY = ROOT / "docs" / "glossary.md"
COLUMNS = ["English", "中文", "不用", "Meaning here"]


@dataclass(frozen=True)
class Term:
    """One line of the glossary. ``refused``: Chinese words that mean the same and are not used."""

    english: str
    chinese: tuple[str, ...]
    refused: tuple[str, ...]
    meaning: str


def terms(page: str) -> Iterator[Term]:
    """The lines of all tables of a glossary."""
    for line in page.splitlines():
        if not line.startswith("|"):
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells == COLUMNS or set(line) <= set("|- "):
            continue
        english, chinese, refused, meaning = cells
        yield Term(english, _words(chinese), _words(refused), meaning)


def refused_words(text: str, glossary: list[Term]) -> dict[str, str]:
    """Every refused word in a text → the word to use. Inside a right word it is no offence."""
    right = {word for term in glossary for word in term.chinese}
    found = {}
    for term in glossary:
        for refused in term.refused:
            rest = text
            for word in right:
                if refused in word:
                    rest = rest.replace(word, "\n")
            if refused in rest:
                found[refused] = term.chinese[0]
    return found


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word for word in cell.split("、") if word)


def _chinese_texts() -> Mapping[str, str]:
    """Every message in Chinese by its key, and the Chinese README line by line."""
    texts = {}
    for path in sorted((data_folder() / "messages" / "zh").glob("*.toml")):
        catalogue = tomllib.loads(path.read_text(encoding="utf-8"))
        texts |= {f"{path.stem}.{key}": text for key, text in catalogue.items()}
    readme = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8").splitlines()
    return texts | {f"README.zh-CN.md:{number}": line for number, line in enumerate(readme, 1)}


PAGE = list(terms(GLOSSARY.read_text(encoding="utf-8")))


def test_every_term_has_two_names_and_a_meaning() -> None:
    """One line says it all: English, Chinese and a sentence."""
    assert 100 <= len(PAGE) <= 175
    assert [term.english for term in PAGE if not (term.english and term.chinese)] == []
    assert [term.english for term in PAGE if not term.meaning.endswith(".")] == []


def test_no_term_stands_twice() -> None:
    """A thing is explained in one place."""
    assert [name for name, count in Counter(term.english for term in PAGE).items() if count > 1] == []


def test_no_word_is_both_right_and_refused() -> None:
    """The glossary does not contradict itself, nor refuse one word for two things."""
    right = {word for term in PAGE for word in term.chinese}
    refused = Counter(word for term in PAGE for word in term.refused)
    assert right & set(refused) == set()
    assert [word for word, count in refused.items() if count > 1] == []


def test_one_thing_has_one_chinese_word() -> None:
    """No message and no line of the README uses a word that the glossary refuses."""
    offences = {place: refused_words(text, PAGE) for place, text in _chinese_texts().items()}
    assert {place: found for place, found in offences.items() if found} == {}


def test_a_refused_word_is_found() -> None:
    """The checker can fail: planted words are named, with what to write instead."""
    page = "\n".join(
        [
            "| English | 中文 | 不用 | Meaning here |",
            "| --- | --- | --- | --- |",
            "| audit | 核查 | 复核、审计 | Recomputes every rule. |",
            "| random seed | 随机种子 | 抽签号、种子 | Same seed, same result. |",
            "| inquiry | 咨询、个咨询 | 次咨询 | One customer asking. |",
        ]
    )
    glossary = list(terms(page))
    assert [term.english for term in glossary] == ["audit", "random seed", "inquiry"]
    assert refused_words("正在逐条复核……", glossary) == {"复核": "核查"}
    assert refused_words("输入、种子和秒数", glossary) == {"种子": "随机种子"}
    assert refused_words("随机种子相同，种子也相同", glossary) == {"种子": "随机种子"}
    assert refused_words("{total} 次咨询", glossary) == {"次咨询": "咨询"}
    assert refused_words("核查通过；随机种子；{total} 个咨询", glossary) == {}
