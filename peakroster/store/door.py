"""The one door for writing: whatever changes files of a shop, or what the store knows, goes through it.

Inside the ``with`` nothing is written: files are staged. When it ends without an error, the change is
committed to the store with the bytes before and after (*begun*), then the files are put in place, then it is
marked *done*. A process that is killed before the first leaves nothing, and after it a change that whoever
comes next finishes (``recovery``): nothing acknowledged is lost, and nothing stays half done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from peakroster.store.differences import outdated_findings
from peakroster.store.outdated import OutdatedError
from peakroster.store.place import BEGUN
from peakroster.store.recovery import finish_begun
from peakroster.store.staged import Staged, bytes_of, put_in_place
from peakroster.store.who import at_work, require_allowed, who
from peakroster.tables.atomic_files import sync_folder, write_durably
from peakroster.tables.locking import locked

if TYPE_CHECKING:  # SQLAlchemy takes long to load: whoever only might write does not wait
    from sqlalchemy.engine import Connection

    from peakroster.store.engine import Store

    Further = Callable[[Connection, Store, int], None]

_open: ContextVar[Change | None] = ContextVar("open", default=None)


@dataclass
class Change:
    """A change that is being made. note: may be filled in until the door closes."""

    folder: Path
    command: str
    kind: str
    what: str
    note: str = ""
    staged: Staged = field(init=False)
    further: list[Further] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.staged = Staged(self.folder)

    def put(self, path: Path, content: bytes | None) -> Path:
        """Let a file have these bytes, or be gone (None); path: as the system takes it, so it
        begins with the shop folder, or is absolute.

        Raises ValueError for a file outside of the shop, or one that is put twice.
        """
        self.staged.put(path, content)
        return path

    def put_folder(self, folder: Path, contents: Mapping[str, bytes]) -> Path:
        """Let a folder hold exactly these files; it is replaced whole. Raises ValueError as :meth:`put`."""
        self.staged.put_folder(folder, contents)
        return folder

    def also(self, work: Further) -> None:
        """Have ``work(connection, store, change id)`` done in the transaction that begins the change.

        Its rows count once the change is done; without files that is the same moment.
        """
        self.further.append(work)


@contextmanager
def writing(
    folder: Path,
    *,
    kind: str,
    what: str,
    command: str | None = None,
    note: str = "",
    expects: Mapping[str, str | None] | None = None,
) -> Iterator[Change]:
    """Change files of a shop, or what its store knows, as one change. Inside another one it is part of that.

    Nobody else writes to the shop meanwhile. With an error inside nothing is written.

    Parameters
    ----------
    folder
        The shop folder.
    kind
        One word for what is done: ``plan``, ``locks``, ``publish``.
    what
        To which object, as a path of the shop: ``plans/2026-11-09``, ``locks.csv``.
    command
        The command or page that does it; None = the one that said so by ``working_with``.
    expects
        Path relative to the folder → digest of its bytes as whoever writes has seen them; None = no file.

    Raises
    ------
    OutdatedError
        Where a file is not as expected.
    InputError
        Where whoever is at work may not, the store cannot be used, or another writer holds the shop for a
        minute.
    OSError
        Where the folder takes no file; what was put in place until then is taken back.
    """
    require_allowed(kind, what)
    outer = _open.get()
    if outer is not None and is_open(folder):
        require_expected(folder, expects or {})
        yield outer
        return
    with ExitStack() as held:
        held.enter_context(locked(folder))
        finish_begun(folder)
        plans = folder / "plans"
        if plans.is_dir():
            held.enter_context(locked(plans))
        require_expected(folder, expects or {})
        change = Change(folder, at_work() if command is None else command, kind, what, note)
        token = _open.set(change)
        try:
            yield change
        finally:
            _open.reset(token)
        _carry_out(change)


def is_open(folder: Path) -> bool:
    """Whether a change of this shop is being made by whoever asks."""
    outer = _open.get()
    return outer is not None and outer.folder.resolve() == folder.resolve()


def require_expected(folder: Path, expects: Mapping[str, str | None]) -> None:
    """Raise OutdatedError, with all of them, where files are not as somebody has seen them."""
    from peakroster.store.outdated import digests

    now = digests(folder, (folder / name for name in expects))
    changed = sorted(name for name, digest in expects.items() if now.get(name) != digest)
    if changed:
        names = tuple(sorted(changed, key=lambda name: ("/" in name, name)))
        raise OutdatedError(names, told=outdated_findings(folder, expects, names))


def _reached(step: str) -> None:
    """Tests kill the process at each of these steps."""


def _carry_out(change: Change) -> None:
    staged = change.staged
    if not (staged.files or staged.folders or change.further):
        return
    from peakroster.store.engine import open_store
    from peakroster.store.log import ABANDONED, DONE, Entry, end_change, write_ahead

    before = staged.before()
    _reached("staged")
    store = open_store(change.folder)
    entry = Entry(change.command, change.kind, change.what, change.note)
    with store.writing() as connection:
        number = write_ahead(connection, store, entry, who(), before, staged.files, staged.folders)
        for work in change.further:
            work(connection, store, number)
        if staged.files or staged.folders:
            _mark(change.folder, number)
        _reached("entered")
    _reached("begun")
    if not (staged.files or staged.folders):
        return
    try:
        put_in_place(change.folder, staged.files, staged.folders)
    except BaseException:
        _take_back(change.folder, before, staged.folders)
        with store.writing() as connection:
            end_change(connection, number, ABANDONED)
        _unmark(change.folder)
        raise
    _reached("placed")
    with store.writing() as connection:
        end_change(connection, number, DONE)
    _reached("done")
    _unmark(change.folder)


def _take_back(folder: Path, before: Mapping[str, bytes | None], folders: Sequence[str]) -> None:
    """Put back what was there, and touch nothing else: the disk that refused one file may refuse it again."""
    changed = {name for name, content in before.items() if bytes_of(folder / name) != content}
    whole = [name for name in folders if any(path.startswith(f"{name}/") for path in changed)]
    inside = tuple(f"{name}/" for name in whole)
    wanted = {name: content for name, content in before.items() if name in changed or name.startswith(inside)}
    put_in_place(folder, wanted, whole)


def _mark(folder: Path, number: int) -> None:
    """Tell readers that the files of the shop are being changed, and by which change.

    It lies there before the change counts: no change is begun that the folder does not know of. One that
    never came to count is taken away by whoever comes next.
    """
    try:
        write_durably(folder / BEGUN, f"{number}".encode())
        sync_folder(folder)
    except BaseException:
        _unmark(folder)
        raise


def _unmark(folder: Path) -> None:
    with suppress(OSError):
        (folder / BEGUN).unlink(missing_ok=True)
