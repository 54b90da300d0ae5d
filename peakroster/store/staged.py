"""Files that a change will put in place: gathered first, so that the log says them before they lie there."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from peakroster.tables.atomic_files import note_change, sync_folder, write_file, write_folder


@dataclass
class Staged:
    """What shall lie in a shop folder, by names relative to it.

    files: name → bytes; None = removed. folders: names of folders that hold exactly the files of them that
    stand in ``files``; every other file of theirs is removed.
    """

    folder: Path
    files: dict[str, bytes | None] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)

    def put(self, path: Path, content: bytes | None) -> None:
        """Let a file have these bytes, or be gone. Raises ValueError for one outside, or put twice."""
        name = self.name_of(path)
        if name in self.files or any(name.startswith(f"{folder}/") for folder in self.folders):
            raise ValueError(f"{name} is put twice in one change")
        self.files[name] = content

    def put_folder(self, folder: Path, contents: Mapping[str, bytes]) -> None:
        """Let a folder hold exactly these files. Raises ValueError as :meth:`put`."""
        name = self.name_of(folder)
        if name in self.folders or any(known.startswith(f"{name}/") for known in self.files):
            raise ValueError(f"{name} is put twice in one change")
        there = {f"{name}/{inside}" for inside in files_in(self.folder / name)}
        self.files |= {f"{name}/{inside}": content for inside, content in contents.items()}
        self.files |= dict.fromkeys(sorted(there - self.files.keys()))
        self.folders.append(name)

    def name_of(self, path: Path) -> str:
        """A path as the log has it. Raises ValueError for one outside of the shop folder."""
        try:
            return path.relative_to(self.folder).as_posix()
        except ValueError:  # the caller names the folder in another way
            return path.resolve().relative_to(self.folder.resolve()).as_posix()

    def before(self) -> dict[str, bytes | None]:
        """The bytes that lie there now, by name."""
        return {name: bytes_of(self.folder / name) for name in self.files}


def put_in_place(folder: Path, files: Mapping[str, bytes | None], folders: Sequence[str]) -> None:
    """Write what was staged, each file and folder whole; nothing where all of it lies there already."""
    for name in folders:
        inside = {
            path.removeprefix(f"{name}/"): content
            for path, content in files.items()
            if path.startswith(f"{name}/") and content is not None
        }
        if inside:
            write_folder(folder / name, inside)
        elif (folder / name).is_dir():
            shutil.rmtree(folder / name)
            sync_folder((folder / name).parent)
            note_change(folder / name)
    for name, content in files.items():
        if any(name.startswith(f"{whole}/") for whole in folders):
            continue
        path = folder / name
        if content is not None:
            write_file(path, content)
        elif path.exists():
            path.unlink()
            sync_folder(path.parent)
            note_change(path)


def bytes_of(path: Path) -> bytes | None:
    """The bytes of a file; None where there is none. Raises OSError where it cannot be read."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def files_in(folder: Path) -> dict[str, Path]:
    """Every file in a folder and below, by its name relative to it; hidden ones are the system's."""
    if not folder.is_dir():
        return {}
    found = ((path.relative_to(folder), path) for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        name.as_posix(): path for name, path in found if not any(part.startswith(".") for part in name.parts)
    }
