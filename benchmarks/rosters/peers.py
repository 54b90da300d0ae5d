"""Other packages on the published instances, each in an environment of its own made at the first call.

``run.py --suite curtois-qu --peers`` puts them beside the engine; the environments are in
``benchmarks/.cache``.

*Timefold* (its Python build 1.24.0b0, the last; needs a Java 17 on the path: ``apt-get install
default-jre-headless``) can be told all rules of the published instances. It cannot do the call-centre weeks
or the catalogue with its employee scheduling: there a person is given to a shift that is there already, while
here the number of people on each shift, their meals and what they serve half hour by half hour are what is
searched for. *pyworkforce* 0.5.1 has no words for most rules of the published instances (see
pyworkforce_roster.py), none for intervals, skills or meals in a roster of people: its rosters are judged by
the rules that it was never told.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.rosters.curtois_qu import Instance
from benchmarks.rosters.measured import PeakMemory, Run
from scheduler.roster.problem.solution import Assignment, Progress, Solution

HERE = Path(__file__).parent
_CACHE = HERE.parent / ".cache"
_SLACK_SECONDS = 60.0


def timefold(instance: Instance, seconds: float) -> Run:
    """Timefold's employee scheduling with the instance's rules."""
    if shutil.which("java") is None:
        raise SystemExit("Timefold needs a Java 17 on the path: apt-get install default-jre-headless")
    return _run("timefold", HERE / "timefold-requirements.txt", instance, seconds)


def pyworkforce(instance: Instance, seconds: float) -> Run:
    """pyworkforce's MinHoursRoster with the rules that it knows."""
    requirements = HERE.parent / "staffing" / "pyworkforce-requirements.txt"
    return _run("pyworkforce", requirements, instance, seconds)


PEERS: dict[str, Callable[[Instance, float], Run]] = {"Timefold": timefold, "pyworkforce": pyworkforce}


def _environment(name: str, requirements: Path) -> Path:
    python = _CACHE / name / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(_CACHE / name)], check=True)
        pins = ["--require-hashes", "-r", str(requirements)]
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *pins], check=True)
    return python


def _run(name: str, requirements: Path, instance: Instance, seconds: float) -> Run:
    command = [str(_environment(name, requirements)), str(HERE / f"{name}_roster.py")]
    given = json.dumps({"instance": asdict(instance), "seconds": seconds}, default=sorted)
    begun = time.perf_counter()
    with PeakMemory() as memory:
        done = subprocess.run(
            command, input=given, capture_output=True, text=True, timeout=2 * seconds + _SLACK_SECONDS
        )
    taken = time.perf_counter() - begun
    if done.returncode:
        words = done.stderr.strip().splitlines() or [""]
        return Run(None, (), taken, memory.megabytes, words[-1])
    answer: dict[str, Any] = json.loads(done.stdout)
    if not answer["roster"]:
        return Run(None, (), taken, memory.megabytes, answer.get("status", "no roster"))
    history = tuple(Progress(-soft, 0.0, at) for at, hard, soft in answer["found"] if hard == 0)
    return Run(_solution(instance, answer, taken), history, taken, memory.megabytes)


def _solution(instance: Instance, answer: dict[str, Any], seconds: float) -> Solution:
    person_at = {name: place for place, name in enumerate(instance.staff)}
    shift_at = {name: place for place, name in enumerate(instance.shifts)}
    found = answer["found"]
    return Solution(
        status="feasible",
        objective=-found[-1][2] if found else answer["objective"],
        bound=0.0,
        stopped_by="time",
        seconds={"search": seconds},
        assignments=tuple(
            Assignment(person_at[person], day, shift_at[shift])
            for person, day, shift in sorted(answer["roster"])
        ),
        activities=(),
        moves=0,
    )
