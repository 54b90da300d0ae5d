"""Every relative link of every document leads somewhere: to a file, and to a heading in it."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.docs.pages import ROOT

NOT_OURS = {".venv", ".git", "node_modules", "dist", "build"}
DOCUMENTS = sorted(
    path for path in ROOT.rglob("*.md") if not NOT_OURS.intersection(path.relative_to(ROOT).parts)
)
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\]\(([^()\s]+(?:\([^()\s]*\))?)(?:\s+\"[^\"]*\")?\)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)
_ANCHOR = re.compile(r"<a (?:id|name)=\"([^\"]+)\"")
_PATH = re.compile(r"`((?:forecast|scheduler|peakroster|ui|tests|tools|benchmarks|data|docs)/[\w./-]*)`")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//")


def anchors(text: str) -> set[str]:
    """What ``#…`` may name: GitHub's anchors of headings (repeated ones numbered), and those set by hand."""
    found: dict[str, int] = {}
    names = set(_ANCHOR.findall(text))
    for heading in _HEADING.findall(_FENCE.sub("", text)):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).casefold()
        anchor = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        names.add(f"{anchor}-{found[anchor]}" if anchor in found else anchor)
        found[anchor] = found.get(anchor, 0) + 1
    return names


def broken(document: Path) -> list[str]:
    """The links of a document that lead nowhere."""
    text = document.read_text(encoding="utf-8")
    prose = _CODE.sub("", _FENCE.sub("", text))
    targets = (target for target in _LINK.findall(prose) if not _ELSEWHERE.match(target))
    return [target for target in targets if not _leads_somewhere(document, unquote(target))]


def _leads_somewhere(document: Path, target: str) -> bool:
    name, _, anchor = target.partition("#")
    path = document.parent / name if name else document
    if not path.exists():
        return False
    return not anchor or anchor in anchors(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_resolve(document: Path) -> None:
    """File and ``#anchor``."""
    assert broken(document) == []


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    """A missing file, a missing heading; code and addresses are left alone."""
    page = tmp_path / "page.md"
    page.write_text(
        "# One `two`\n\n[a](no.md) [b](#three) [c](page.md#one-two) `[d](no.md)` [e](https://x.y)\n"
    )
    assert broken(page) == ["no.md", "#three"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_paths_exist(document: Path) -> None:
    """Files and folders that are named as code, from the root of the repository; a changelog has old ones."""
    named = _PATH.findall(_FENCE.sub("", document.read_text(encoding="utf-8")))
    missing = sorted({name for name in named if not (ROOT / name).exists()})
    assert document.name == "CHANGELOG.md" or missing == []


def test_every_page_can_be_reached() -> None:
    """Each page of docs is linked from another document."""
    linked = set(chain.from_iterable(_files_linked(document) for document in DOCUMENTS))
    pages = {path.resolve() for path in DOCUMENTS if path.is_relative_to(ROOT / "docs")}
    assert sorted(str(path) for path in pages - linked) == []


def _files_linked(document: Path) -> list[Path]:
    prose = _CODE.sub("", _FENCE.sub("", document.read_text(encoding="utf-8")))
    names = (unquote(target).partition("#")[0] for target in _LINK.findall(prose))
    paths = [(document.parent / name).resolve() for name in names if name and not _ELSEWHERE.match(name)]
    return [path for path in paths if path != document.resolve()]
