"""A new shop folder: given files, every setting explained and nothing filled in, or the sample shop."""

from __future__ import annotations

import filecmp
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from peakroster.resources import data_folder
from peakroster.shop.settings.read import FILE
from peakroster.shop.settings.template import with_rules
from peakroster.tables.atomic_files import (
    check_space,
    note_change,
    recover,
    sync_folder,
    temporary_name,
    write_durably,
)
from peakroster.tables.errors import naming
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.locking import locked


def new_shop(folder: Path, *, sample: bool = False, files: Mapping[str, bytes] | None = None) -> list[str]:
    """Create the folder and return its files; whole or not at all.

    sample: the sample shop. files: exactly these, by name. Neither: the template, whose tables have their
    headers alone, so that no example is ever taken for a person or a figure.

    It is built beside its place. A folder that is there already, and empty, is filled: somebody may stand in
    it. Killed while filling it, the next call takes the files up that the killed one had brought.

    Raises InputError when the folder is there and holds anything else: nothing of it is touched.
    """
    place = folder.resolve()  # of "." neither the name nor the parent says where it is
    built, moving = (temporary_name(place, state) for state in ("partial", "moving"))
    if _content(place) and not moving.exists():
        raise _not_empty(folder)
    place.parent.mkdir(parents=True, exist_ok=True)
    recover(place.parent)
    check_space(place.parent)
    with locked(place.parent):
        try:
            _build(built, place, _contents(sample) if files is None else files)
            there = _content(place)
            if there and not (moving.exists() and all(_is_same(path, built / path.name) for path in there)):
                clear_finished(place)
                raise _not_empty(folder)
            for path in there:
                _remove(path)
            shutil.rmtree(moving, ignore_errors=True)
            if place.exists():
                built.rename(moving)
                _move(moving, place)
            else:
                built.rename(place)
            sync_folder(place.parent)
            note_change(folder)
        except BaseException:
            shutil.rmtree(built, ignore_errors=True)
            raise
    return sorted(str(path.relative_to(place)) for path in place.rglob("*") if path.is_file())


def clear_finished(place: Path) -> None:
    """Take away what a killed :func:`new_shop` left beside a folder that it had filled."""
    if (place / FILE).exists():
        shutil.rmtree(temporary_name(place.resolve(), "moving"), ignore_errors=True)


def _content(place: Path) -> Sequence[Path]:
    """What lies in the folder; the place itself where it is no folder; nothing where nothing is there."""
    if not place.exists():
        return ()
    return sorted(place.iterdir()) if place.is_dir() else [place]


def _not_empty(folder: Path) -> InputError:
    return InputError([Finding("error", "folder_not_empty", folder.name or str(folder), value=str(folder))])


def require_empty(folder: Path) -> None:
    """Raise InputError when the folder is there and holds anything: nobody answers questions in vain."""
    place = folder.resolve()
    if _content(place) and not temporary_name(place, "moving").exists():
        raise _not_empty(folder)


def _contents(sample: bool) -> dict[str, bytes]:
    """The files of the sample shop, or of the template without its example rows, by path."""
    source = data_folder() / ("sample" if sample else "template")
    found: dict[str, bytes] = {}
    for path in sorted(path for path in source.rglob("*") if path.is_file()):
        name = path.relative_to(source).as_posix()
        content = path.read_bytes()
        if name == FILE:
            content = with_rules(content.decode()).encode()
        elif not sample and path.suffix == ".csv":
            content = content.splitlines(keepends=True)[0]
        found[name] = content
    return found


def _build(folder: Path, place: Path, files: Mapping[str, bytes]) -> None:
    """Write every file of the shop into the new folder, which shall lie at ``place``: errors name that."""
    folder.mkdir()
    for name, content in files.items():
        with naming(place / name):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            write_durably(folder / name, content)
    for path in folder.rglob("*"):
        if path.is_dir():
            sync_folder(path)
    sync_folder(folder)


def _move(source: Path, place: Path) -> None:
    """Move the entries, shop.toml last: without it the folder is no shop. Failing, it leaves it empty."""
    moved: list[Path] = []
    try:
        for entry in sorted(source.iterdir(), key=lambda entry: (entry.name == FILE, entry.name)):
            entry.rename(place / entry.name)
            moved.append(place / entry.name)
        sync_folder(place)
    except BaseException:
        for path in moved:
            _remove(path)
        raise
    finally:
        shutil.rmtree(source, ignore_errors=True)


def _is_same(path: Path, other: Path) -> bool:
    """Whether two files, or two folders with all that they hold, are equal byte by byte."""
    if path.is_dir():
        names = {entry.name for entry in path.iterdir()}
        return (
            other.is_dir()
            and names == {entry.name for entry in other.iterdir()}
            and all(_is_same(path / name, other / name) for name in names)
        )
    return path.is_file() and other.is_file() and filecmp.cmp(path, other, shallow=False)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
