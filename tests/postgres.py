"""A PostgreSQL server of one's own, for as long as the tests run: a new cluster on a Unix socket."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

USER = "peakroster"


def binaries() -> Path | None:
    """The folder of the newest ``initdb`` that is installed; None without one."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3].split(".")[0])
    )
    if found:
        return found[-1].parent
    there = shutil.which("initdb")
    return Path(there).resolve().parent if there else None


@contextmanager
def server() -> Iterator[str]:
    """Start a server in a folder of its own; yields the address of its database ``postgres``.

    It trusts whoever reaches its socket, and does not wait for the disk: it need not survive the machine.
    Raises FileNotFoundError where PostgreSQL is not installed.
    """
    programs = binaries()
    if programs is None:
        raise FileNotFoundError("initdb")
    place = Path(tempfile.mkdtemp(prefix="peakroster-pg-"))
    as_postgres: list[str] = []
    if os.name == "posix" and os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(place, "postgres")
        as_postgres = ["runuser", "-u", "postgres", "--"]

    def run(*command: str) -> None:
        subprocess.run([*as_postgres, *command], check=True, stdout=subprocess.DEVNULL, cwd="/", timeout=180)

    data = place / "data"
    try:
        run(f"{programs}/initdb", "-D", f"{data}", "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-k {place} -c listen_addresses='' -c fsync=off -c max_connections=200"
        log = f"{place}/log"
        run(f"{programs}/pg_ctl", "-D", f"{data}", "-w", "-t", "120", "-l", log, "-o", options, "start")
        try:
            yield f"postgresql://{USER}@/postgres?host={quote(str(place))}"
        finally:
            run(f"{programs}/pg_ctl", "-D", f"{data}", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(place, ignore_errors=True)


def new_database(address: str, name: str) -> str:
    """Make a database on the server, empty even if there was one; returns its address."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    return address.replace("/postgres?", f"/{name}?")
