"""Files and folders are replaced whole or not at all, whenever the writer is killed."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from peakroster.tables import atomic_files
from peakroster.tables.atomic_files import check_space, recover, write_file, write_folder
from peakroster.tables.findings import InputError
from peakroster.tables.locking import locked
from tests.peakroster.killed import killed_at_each_step

OLD, NEW = {"a.csv": b"old a", "b.csv": b"old b"}, {"b.csv": b"new b", "c.csv": b"new c"}


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_a_file_of_a_killed_writer_is_old_or_new(tmp_path: Path) -> None:
    """At every step of the writing; what it left is gone after the next look into the folder."""
    path = tmp_path / "locks.csv"
    write_file(path, b"old")
    for step in killed_at_each_step(lambda: write_file(path, b"new"), tmp_path):
        assert path.read_bytes() in (b"old", b"new"), step
        recover(tmp_path)
        assert [entry.name for entry in tmp_path.iterdir() if entry.name != ".lock"] == ["locks.csv"], step
        write_file(path, b"old")
        assert contents(tmp_path) == {"locks.csv": b"old"}, step
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_of_a_killed_writer_is_old_or_new(tmp_path: Path, there: bool) -> None:
    """At every step, between its two renames included; the next look puts it in its place and clears up."""
    folder = tmp_path / "calendars"

    def stage() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        if there:
            write_folder(folder, OLD)

    stage()
    seen = []
    for step in killed_at_each_step(lambda: write_folder(folder, NEW), tmp_path):
        recover(tmp_path)
        found = contents(folder) if folder.exists() else None
        assert found in ((OLD, NEW) if there else (None, NEW)), step
        assert {entry.name for entry in tmp_path.iterdir()} <= {"calendars", ".lock"}, step
        seen.append(found == NEW)
        stage()
    assert contents(folder) == NEW
    # The old one up to some step, the new one from there on, and steps of both kinds.
    assert seen == sorted(seen)
    assert {*seen} == {False, True}


def test_the_bytes_are_on_the_disk_before_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file before the rename that gives it its name, and the folder of that name after it."""
    told: list[tuple[str, str]] = []
    fsync, replace, rename = os.fsync, os.replace, Path.rename

    def name_of(file: int) -> str:
        return Path(f"/proc/self/fd/{file}").resolve().name

    monkeypatch.setattr(os, "fsync", lambda file: (told.append(("sync", name_of(file))), fsync(file)))
    monkeypatch.setattr(os, "replace", lambda a, b: (told.append(("name", Path(b).name)), replace(a, b)))
    monkeypatch.setattr(Path, "rename", lambda a, b: (told.append(("name", Path(b).name)), rename(a, b))[1])
    write_file(tmp_path / "a.csv", b"a")
    assert told == [("sync", ".a.csv.peakroster.partial"), ("name", "a.csv"), ("sync", tmp_path.name)]
    told.clear()
    write_folder(tmp_path / "f", {"a": b"a", "b": b"b"})
    partial = ".f.peakroster.partial"
    assert told == [
        ("sync", "a"),
        ("sync", "b"),
        ("sync", partial),
        ("name", ".f.peakroster.whole"),
        ("name", "f"),
        ("sync", tmp_path.name),
    ]


@pytest.mark.parametrize("whole", [False, True], ids=["file", "folder"])
def test_new_folders_above_are_on_the_disk_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    """The first plan of a shop makes ``plans``: a power cut must not take that away with the plan in it."""
    synced, sync = set(), atomic_files.sync_folder
    monkeypatch.setattr(atomic_files, "sync_folder", lambda folder: (synced.add(folder), sync(folder)))
    place = tmp_path / "exports" / "plans" / "2026-11-09"
    if whole:
        write_folder(place, NEW)
    else:
        write_file(place, b"new")
    assert {tmp_path, tmp_path / "exports", tmp_path / "exports" / "plans"} <= synced


def test_a_link_stays_one(tmp_path: Path) -> None:
    """The file that it points to is replaced."""
    (tmp_path / "drive").mkdir()
    (tmp_path / "drive" / "locks.csv").write_bytes(b"old")
    (tmp_path / "locks.csv").symlink_to(tmp_path / "drive" / "locks.csv")
    write_file(tmp_path / "locks.csv", b"new")
    assert (tmp_path / "locks.csv").is_symlink()
    assert contents(tmp_path / "drive") == {"locks.csv": b"new"}


def test_hidden_files_of_others_stay(tmp_path: Path) -> None:
    """Only what this program has left is cleared away."""
    (tmp_path / ".download.partial").write_bytes(b"mine")
    (tmp_path / ".data.aside").mkdir()
    recover(tmp_path)
    assert {entry.name for entry in tmp_path.iterdir()} == {".download.partial", ".data.aside"}


def _take_and_die(folder: Path) -> None:
    with locked(folder):
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_killed_holder_blocks_nobody(tmp_path: Path) -> None:
    """The system takes the lock back; the file that is left is taken up, and gone after the next."""
    process = multiprocessing.get_context("fork").Process(target=_take_and_die, args=(tmp_path,))
    process.start()
    process.join(30)
    assert process.exitcode == -signal.SIGKILL
    assert (tmp_path / ".lock").exists()
    with locked(tmp_path, longest_wait=0):
        pass
    assert list(tmp_path.iterdir()) == []


def test_who_waits_too_long_is_told(tmp_path: Path) -> None:
    """A holder that hangs, here another thread; the same thread may take the lock twice."""
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with locked(tmp_path), locked(tmp_path):
            held.set()
            done.wait(30)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(30)
    try:
        with pytest.raises(InputError) as told, locked(tmp_path, longest_wait=0.05):
            pass
        assert [finding.code for finding in told.value.findings] == ["locked_elsewhere"]
    finally:
        done.set()
        holder.join()


_PROBED = """
import resource, signal, sys
from pathlib import Path
from peakroster.tables.atomic_files import check_space
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
try:
    check_space(Path(sys.argv[1]))
except OSError as problem:
    print(problem.filename)
"""


def test_space_is_asked_for_beforehand(tmp_path: Path) -> None:
    """A disk that takes no more, here a limit of the process; a folder that is a file, or a link to nothing;
    nothing is left behind, and a folder that does not exist yet is not made."""
    ran = subprocess.run(
        [sys.executable, "-c", _PROBED, str(tmp_path / "plans")], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == str(tmp_path)
    check_space(tmp_path / "plans" / "deeper")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "plans").write_bytes(b"")
    (tmp_path / "exports").symlink_to(tmp_path / "nowhere")
    for name in ("plans", "exports"):
        with pytest.raises(OSError, match=name):
            check_space(tmp_path / name)


def test_a_failed_probe_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the folder, and the probe is gone."""

    def full(path: Path, content: bytes) -> None:
        path.write_bytes(content[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic_files, "write_durably", full)
    with pytest.raises(OSError, match="No space left on device") as told:
        check_space(tmp_path)
    assert told.value.filename == str(tmp_path)
    assert list(tmp_path.iterdir()) == []
