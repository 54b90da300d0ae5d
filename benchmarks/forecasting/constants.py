"""Which numbers of the forecast make a difference: each halved and doubled, on real series.

    python benchmarks/forecasting/constants.py EVENTS M4 SERIES... [--only MODULE...] [--both] [--out FILE]
    python benchmarks/forecasting/constants.py --count

EVENTS is a folder as of real_events.py, M4 one as of m4_hourly.py, SERIES are CSV files of hourly counts. The
numbers are those in the source: of module constants, wherever they stand in them (tuples, tables, arrays,
expressions), and the default values of arguments and fields. Each is changed in the source text, and the
package imported anew in a process of its own: none is out of reach. ``yardsticks.py`` says which errors
a module can move and how they are measured: the mean by WAPE, the distribution by pinball loss. A number that
moves no error by half a per cent, neither halved nor doubled, does nothing that this data shows; it should
go, or be justified by a case. Without ``--both`` a number that matters when halved is not doubled.

Units of time and what follows from them are no choice and left out (``DEFINITIONS``). ``--count`` tells how
many constants and numbers there are, and how many more stand within functions.
"""

from __future__ import annotations

import argparse
import ast
import csv
import importlib
import importlib.abc
import importlib.util
import json
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
FACTORS = (0.5, 2.0)
SHOWN = 0.005
SECONDS = 90
OURS = {"forecast", "peakroster", "scheduler", "real_events", "drivers", "yardsticks_of"}
DEFINITIONS = {
    *("HOURS", "WEEK", "_WEEK_HOURS", "HOURS_OF_WEEK", "_DAYS_OF_WEEK", "_DAYS_PER_YEAR", "YEAR_DAYS"),
    *("_DAY", "_HOUR", "_ONE_HOUR", "MAKE_UP", "BINS", "BINS_BEFORE", "HOURS_AWAY", "HOURS_NEEDED"),
    *("_NORMAL_WEIGHTS", "_NODE_WEIGHTS"),
}
"""Units of time, numbers of weekdays, and what is computed from other constants alone."""

TRIVIAL = {0, 1, 2}


@dataclass(frozen=True)
class Number:
    """A number in the source. name: of the constant, argument or field, with its place among several."""

    module: str
    name: str
    line: int
    column: int
    value: float

    def __str__(self) -> str:
        return f"{self.module.removeprefix('forecast.')}.{self.name} = {self.value:g}"


def numbers(only: str = "forecast") -> Iterator[Number]:
    """Every number of the constants and defaults of the modules whose name begins so."""
    for path in sorted((ROOT / "forecast").rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if module.startswith(only):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for name, node in _constants(tree):
                found = list(_literals(node))
                for place, literal in enumerate(found):
                    label = name if len(found) == 1 else f"{name}[{place}]"
                    yield Number(module, label, literal.lineno, literal.col_offset, literal.value)


def _constants(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Names in capitals of a module, then defaults, with their expressions."""
    for statement in tree.body:
        if isinstance(statement, ast.Assign):
            (target,) = statement.targets
            pairs = [(target, statement.value)]
            if isinstance(target, ast.Tuple) and isinstance(statement.value, ast.Tuple):
                pairs = list(zip(target.elts, statement.value.elts, strict=True))
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            pairs = [(statement.target, statement.value)]
        else:
            continue
        for name, value in pairs:
            if isinstance(name, ast.Name) and name.id.isupper() and name.id not in DEFINITIONS:
                yield name.id, value
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("__"):
            arguments = node.args.posonlyargs + node.args.args
            for argument, default in zip(reversed(arguments), reversed(node.args.defaults), strict=False):
                yield f"{node.name}.{argument.arg}", default
            for argument, given in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
                if given is not None:
                    yield f"{node.name}.{argument.arg}", given
        elif isinstance(node, ast.ClassDef):
            for field in node.body:
                if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and field.value:
                    yield f"{node.name}.{field.target.id}", field.value


def _literals(node: ast.AST) -> Iterator[ast.Constant]:
    """Numbers but 0, in the order of the text; those that only pick an element are none."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, int | float) and not isinstance(node.value, bool) and node.value:
            yield node
    elif isinstance(node, ast.Subscript):
        yield from _literals(node.value)
    elif not isinstance(node, ast.Lambda):
        for child in ast.iter_child_nodes(node):
            yield from _literals(child)


def numbers_within_functions() -> int:
    """How many numbers but 0, 1 and 2 stand in function bodies, shapes and indices apart."""
    found = 0
    for path in sorted((ROOT / "forecast").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                literals = {n for statement in node.body for n in _literals(statement)}
                found += sum(abs(n.value) not in TRIVIAL for n in literals)
    return found


class _Mutant(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module with one number changed."""

    def __init__(self, number: Number, value: float) -> None:
        self.number, self.value = number, value

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None):
        if name != self.number.module:
            return None
        file = importlib.machinery.PathFinder.find_spec(name, path)
        assert file is not None
        file.loader = self
        return file

    def exec_module(self, module: ModuleType) -> None:
        assert module.__file__ is not None
        tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
        place = self.number.line, self.number.column
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and (node.lineno, node.col_offset) == place:
                node.value = self.value
        exec(compile(tree, module.__file__, "exec"), module.__dict__)


def measure(data, module: str, number: Number | None, factor: float) -> dict[str, float] | str:
    """Errors of the yardsticks of a module, with the number changed, from a process of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        signal.alarm(SECONDS)
        try:
            if number is not None:
                value = number.value * factor
                whole = isinstance(number.value, int)
                sys.meta_path.insert(0, _Mutant(number, round(value) if whole else value))
            import yardsticks

            found: dict[str, float] | str = {
                f"{each.__name__} {name}": error
                for each in yardsticks.yardsticks_of(module)
                for name, error in each(data).items()
            }
        except BaseException as error:
            found = type(error).__name__
        os.write(writing, json.dumps(found).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else "too slow"


def main() -> None:
    """Print the largest changes of each number, as it is measured."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("events", type=Path, nargs="?")
    parser.add_argument("m4", type=Path, nargs="?")
    parser.add_argument("series", type=Path, nargs="*")
    parser.add_argument("--count", action="store_true")
    parser.add_argument(
        "--only", nargs="+", default=["forecast"], help="modules, by the beginnings of their names"
    )
    parser.add_argument("--both", action="store_true", help="double too what matters halved")
    parser.add_argument("--out", type=Path, help="append every change to this CSV")
    options = parser.parse_args()
    every = [number for only in options.only for number in numbers(only)]
    if options.count:
        names = {(n.module, n.name.partition("[")[0]) for n in every}
        print(f"{len(names)} constants and defaults hold {len(every)} numbers")
        print(f"{numbers_within_functions()} more stand within functions")
        return
    import yardsticks

    data = yardsticks.Data(options.events, tuple(options.series), options.m4, ROOT / "data/sample")
    yardsticks.prepare(data)
    for name in [name for name in sys.modules if name.split(".")[0] in OURS]:
        del sys.modules[name]
    bases: dict[tuple, dict[str, float]] = {}
    for number in every:
        begun = time.monotonic()
        key = yardsticks.yardsticks_of(number.module)
        if key not in bases:
            base = measure(data, number.module, None, 1.0)
            assert isinstance(base, dict), base
            bases[key] = base
            print("  ".join(f"{name} {error:.4f}" for name, error in base.items()), flush=True)
        changes: list[dict[str, float]] = []
        words = []
        for factor in FACTORS:
            found = measure(data, number.module, number, factor)
            if isinstance(found, str):
                words.append(found)
                changes.append({found: np.inf})
            else:
                change = {name: error / bases[key][name] - 1 for name, error in found.items()}
                changes.append(change)
                most = sorted(change, key=lambda name: -abs(change[name]))[:3]
                words.append(", ".join(f"{name} {change[name]:+.2%}" for name in most))
            if options.out:
                with options.out.open("a") as lines:
                    csv.writer(lines).writerow([number.module, number.name, number.value, factor, found])
            if not options.both and max(map(abs, changes[-1].values())) >= SHOWN:
                break
        worst = max(abs(c) for change in changes for c in change.values())
        mark = " " if worst >= SHOWN else "=" if worst == 0 else "·"
        spent = time.monotonic() - begun
        print(f"{mark} {number!s:<62} {' | '.join(words)}  ({spent:.0f} s)", flush=True)


if __name__ == "__main__":
    main()
