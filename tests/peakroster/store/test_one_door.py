"""Whatever writes to a shop goes through the door; what may write past it is listed here, with its reason."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[3]
WRITERS = {"write_file", "write_folder", "write_durably", "write_bytes", "write_text", "replace", "rename"}
WRITERS |= {"unlink", "rmtree", "rmdir", "copy", "copytree", "move"}
MODULES = {"os", "shutil"}
PAST_THE_DOOR = {
    "exports/dispatch.py": "results for other systems, made again at any time",
    "backtest/content.py": "results, made again at any time",
    "simulation/report.py": "results, made again at any time",
    "push/record.py": "what a platform was told, held by a lock of its own while that takes minutes",
    "cli/attendance.py": "files that the user names",
    "cli/fairness.py": "a file that the user names",
    "cli/shifts.py": "a file that the user names",
    "shop/new_folder.py": "before it there is no shop",
    "desk/adjustment_log.py": "a file of a moment, outside of the shop",
    "desk/importing.py": "files of a moment, outside of the shop, that wait to be imported",
    "importing/trial.py": "a copy of a moment, outside of the shop, in which an import is tried",
    "desk/need/adopting.py": "links and a file of a moment, outside of the shop",
    "desk/people/editing.py": "a copy of a moment, outside of the shop, in which a change is checked",
    "desk/roster_file.py": "a file of a moment, outside of the shop",
    "plans/versions.py": "a folder of a moment, outside of the shop; and an empty folder of the history",
    "desk/publishing/sending.py": "an uploaded file, for a moment and outside of the shop",
    "desk/scenarios/entering.py": "a copy of a moment, outside of the shop, in which a change is checked",
    "starting/making.py": "a shop of a moment, outside of what the user named, in which answers are tried",
    "plans/store.py": "what older programs left when they were killed",
}


def writers_of(path: Path) -> set[str]:
    """Names of what a module calls or imports that writes, of strings aside."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "peakroster.tables.atomic_files":
            found |= {name.name for name in node.names} & WRITERS
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITERS:
            owner = node.func.value
            is_module = isinstance(owner, ast.Name) and owner.id in MODULES
            own = {"write_bytes", "write_text", "unlink", "rmdir"}  # rename is a method of tables, too
            if is_module or node.func.attr in own:
                found.add(node.func.attr)
    return found


def _may(path: Path) -> bool:
    """Whether any of the names stands in a module at all: parsing takes long."""
    text = path.read_text(encoding="utf-8")
    return any(name in text for name in WRITERS)


def test_every_writer_goes_through_the_door() -> None:
    """Files of the package that write by themselves, but for the library of tables and the store."""
    package = ROOT / "peakroster"
    paths = {path.relative_to(package).as_posix(): path for path in package.rglob("*.py")}
    below = ("tables/", "store/", "data/")
    candidates = {name: path for name, path in paths.items() if not name.startswith(below) and _may(path)}
    past = {name for name, path in candidates.items() if writers_of(path)}
    assert past <= PAST_THE_DOOR.keys(), past - PAST_THE_DOOR.keys()
    assert {name for name in PAST_THE_DOOR if name in paths} - past == set()
    assert "write_file" in writers_of(package / "exports" / "dispatch.py")
