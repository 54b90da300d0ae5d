"""How fast the server answers: 500 agents and a year of published plans, 100 requests a second.

``.venv/bin/python benchmarks/serve/requests.py [--seconds 30] [--rate 100] [--weeks 52] [--agents 500]``

Makes a shop with weekly plans in a folder of its own, starts ``peakroster serve`` in another process, and
asks it at fixed moments over connections that stay open, whether earlier answers are there or not. Times
count from the moment at which a request was due. Printed are the times of all and of each kind, and what the
server and this client took of the processor. On a machine that has other work, ``chrt -r 5`` before the
command gives both the processor when they ask for it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from peakroster.resources import data_folder
from peakroster.serve.run import open_site
from peakroster.store.blobs import digest_of, keep_blobs
from peakroster.store.engine import Store, open_store
from peakroster.store.schema import changes, plan_versions, publication_rows, publications, version_files

FIRST = date(2026, 1, 5)
KINDS = (("person", 55), ("day", 20), ("known", 10), ("changes", 5), ("coverage", 5), ("week", 5))
"""What is asked, and how often in a hundred: a month of one person; a day of all; a day that the client has
already; changes since the first version; a week's coverage; a week of all."""
CONNECTIONS = 16


def rows_of_week(agents: int, first: date, number: int) -> Iterator[dict]:
    """Rows of the neutral table: five early or late shifts a week for each agent.

    Every later version changes the shifts of one agent in twenty.
    """
    for agent in range(agents):
        early = (agent + (number if agent % 20 == 0 else 1)) % 2 == 0
        free = {agent % 7, (agent + first.day) % 7}
        for offset in range(7):
            day = first + timedelta(days=offset)
            works = offset not in free
            start, end, meal = ("09:00", "18:00", "12:00") if early else ("14:00", "23:00", "18:00")
            stamp = f"{day}T{{}}:00+08:00"
            yield {
                "employee_id": f"A{agent:04}",
                "employee_name": f"客服{agent:04}",
                "work_date": day.isoformat(),
                "shift_code": ("early" if early else "late") if works else "off",
                "shift_name": ("早班" if early else "晚班") if works else "休息",
                "start_at": stamp.format(start) if works else "",
                "end_at": stamp.format(end) if works else "",
                "cross_midnight": False,
                "is_rest": not works,
                "paid_minutes": 480 if works else 0,
                "break_start": stamp.format(meal) if works else "",
                "break_end": stamp.format(meal.replace(":00", ":45")) if works else "",
                "queue": "presale;aftersale" if works else "",
                "status": "published",
                "version": number,
                "short_breaks": "",
            }


def coverage_of_week(first: date) -> bytes:
    """coverage.csv of half hours for two queues."""
    lines = ["\ufefftimestamp,queue,required,scheduled,service_level"]
    for half_hour in range(7 * 48):
        moment = datetime(first.year, first.month, first.day) + timedelta(minutes=30 * half_hour)
        lines += [f"{moment:%Y-%m-%dT%H:%M},{queue},41.5,42,0.871" for queue in ("presale", "aftersale")]
    return ("\n".join(lines) + "\n").encode()


def publish(store: Store, agents: int, first: date, number: int) -> None:
    """One publication of a week."""
    now = datetime.now(UTC)
    with store.writing() as connection:
        change = {"shop": store.shop, "at": now, "who": "amy", "command": "publish", "kind": "publish"}
        change |= {"what": "x", "note": "", "state": "done", "place": "", "folders": []}
        changed = connection.execute(changes.insert().returning(changes.c.id), change).scalar_one()
        version = {"shop": store.shop, "first_day": first, "number": number, "days": 7, "made_at": now}
        version |= {"made_by": "amy", "change": changed, "kind": "published", "note": ""}
        made = connection.execute(plan_versions.insert().returning(plan_versions.c.id), version).scalar_one()
        coverage = coverage_of_week(first)
        keep_blobs(connection, [coverage])
        file = {"version": made, "name": "coverage.csv", "digest": digest_of(coverage)}
        connection.execute(version_files.insert(), file)
        publication = {"shop": store.shop, "first_day": first, "number": number, "version": made}
        publication |= {"change": changed, "at": now, "who": "amy", "note": ""}
        key = connection.execute(publications.insert().returning(publications.c.id), publication).scalar_one()
        connection.execute(
            publication_rows.insert(),
            [
                {
                    "publication": key,
                    "position": position,
                    "agent_id": row["employee_id"],
                    "date": date.fromisoformat(row["work_date"]),
                    "shift": None if row["is_rest"] else row["shift_name"],
                    "status": row["status"],
                    "row": json.dumps(row, ensure_ascii=False),
                }
                for position, row in enumerate(rows_of_week(agents, first, number))
            ],
        )


def processor_seconds(process: int) -> float:
    """What the threads of a process have taken of the processor so far, to the nanosecond."""
    threads = Path(f"/proc/{process}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


class Connection:
    """One connection that stays open; as little of HTTP as the server needs."""

    def __init__(self, port: int, token: str) -> None:
        self.port = port
        self.head = f"Host: localhost\r\nAuthorization: Bearer {token}\r\n"
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, tag: str | None) -> tuple[int, str, int]:
        """Status, ETag and bytes of the body."""
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port, limit=2**24)
        reader, writer = self.streams
        known = "" if tag is None else f"If-None-Match: {tag}\r\n"
        writer.write(f"GET {path} HTTP/1.1\r\n{self.head}{known}\r\n".encode())
        status, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {line.partition(": ")[0].lower(): line.partition(": ")[2] for line in lines if line}
        length = int(headers.get("content-length", 0))
        await reader.readexactly(length)
        return int(status.split()[1]), headers.get("etag", ""), length


class Asking:
    """Questions drawn by a seed, and how long each took, in seconds."""

    def __init__(self, port: int, token: str, agents: int, weeks: int) -> None:
        self.chance = random.Random(1)
        self.agents, self.weeks = agents, weeks
        self.times: dict[str, list[float]] = {kind: [] for kind, _ in KINDS}
        self.failed: list[str] = []
        self.bytes = 0
        self.tags: dict[str, str] = {}
        self.connections: asyncio.Queue[Connection] = asyncio.Queue()
        for _ in range(CONNECTIONS):
            self.connections.put_nowait(Connection(port, token))

    def question(self) -> tuple[str, str]:
        """A kind and its address."""
        (kind,) = self.chance.choices([kind for kind, _ in KINDS], [share for _, share in KINDS])
        week = FIRST + timedelta(days=7 * self.chance.randrange(self.weeks))
        day = week + timedelta(days=self.chance.randrange(7))
        agent = f"A{self.chance.randrange(self.agents):04}"
        path = {
            "person": f"person?agent={agent}&from={day}&days=31",
            "day": f"roster?from={day}&days=1",
            "known": f"roster?from={FIRST}&days=1",
            "changes": f"changes/{week}?since=1",
            "coverage": f"coverage?from={week}&days=7",
            "week": f"roster?from={week}&days=7",
        }[kind]
        return kind, f"/shops/shop/{path}"

    async def ask(self, due: float, kind: str, path: str) -> None:
        """Ask once, and note how long after ``due`` the answer was there."""
        connection = await self.connections.get()
        try:
            status, tag, length = await connection.get(path, self.tags.get(path) if kind == "known" else None)
        finally:
            self.connections.put_nowait(connection)
        self.times[kind].append(time.perf_counter() - due)
        self.bytes += length
        if status not in (200, 304):
            self.failed.append(f"{status} {path}")
        self.tags[path] = tag

    async def run(self, rate: float, seconds: float) -> None:
        """Ask at fixed moments, whether or not the answers before are there."""
        begun = time.perf_counter()
        asked = []
        for number in range(int(rate * seconds)):
            due = begun + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            asked.append(asyncio.create_task(self.ask(due, *self.question())))
        await asyncio.gather(*asked)


def quantiles(times: list[float]) -> str:
    """Median, 95th and 99th percentile and the longest, in milliseconds."""
    ordered = sorted(times)
    shown = [ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.95, 0.99, 1.0)]
    return "p50 {:6.1f}  p95 {:6.1f}  p99 {:6.1f}  max {:6.1f} ms".format(*(1000 * each for each in shown))


def main() -> None:
    """Make the shop, start the server, ask, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, default in (("seconds", 30), ("rate", 100), ("weeks", 52), ("agents", 500)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "shop"
        folder.mkdir()
        (folder / "shop.toml").write_bytes((data_folder() / "sample" / "shop.toml").read_bytes())
        store = open_store(folder)
        for week in range(options.weeks):
            for number in (1, 2) if week % 4 == 0 else (1,):
                publish(store, options.agents, FIRST + timedelta(days=7 * week), number)
        size = sum(path.stat().st_size for path in folder.iterdir()) / 2**20
        print(f"{options.agents} agents, {options.weeks} weeks, database of {size:.0f} MiB")
        _, token = open_site(folder, "shop").tokens.make("benchmark", ["read"], None, 1, "amy")
        command = [
            sys.executable,
            "-u",
            "-m",
            "peakroster",
            "serve",
            str(folder),
            "--port",
            "0",
            "--lang",
            "en",
        ]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            try:
                assert server.stdout is not None
                port = int(server.stdout.readline().split(". ")[0].rpartition(":")[2])
                for name, seconds in (("from a cold start", 10), ("warm", options.seconds)):
                    report(
                        name,
                        server.pid,
                        Asking(port, token, options.agents, options.weeks),
                        options.rate,
                        seconds,
                    )
                memory = Path(f"/proc/{server.pid}/status").read_text().split("VmHWM:")[1].split()[0]
                print(f"memory of the server at most {int(memory) / 1024:.0f} MiB")
            finally:
                server.terminate()


def report(name: str, process: int, asking: Asking, rate: float, seconds: float) -> None:
    """Ask for so many seconds, and print what came of it."""
    before, own = processor_seconds(process), time.process_time()

    asyncio.run(asking.run(rate, seconds))
    took, client = processor_seconds(process) - before, time.process_time() - own
    times = [each for kind in asking.times.values() for each in kind]
    count = len(times)
    print(f"{name}: {count} requests, {rate:.0f} a second, {asking.bytes / count / 1024:.0f} KiB on average")
    print(f"  all       {quantiles(times)}")
    for kind, kind_times in asking.times.items():
        if kind_times:
            print(f"  {kind:9} {quantiles(kind_times)}  ({len(kind_times)})")
    print(
        f"  processor: server {1000 * took / count:.2f} ms a request, client {1000 * client / count:.2f} ms"
    )
    print(f"  failed: {len(asking.failed)} {asking.failed[:3]}")


if __name__ == "__main__":
    main()
