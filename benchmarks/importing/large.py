"""Imports 200 MB of history in a layout: seconds and the most memory that the process held.

    python benchmarks/importing/large.py FOLDER [--layout list|wide] [--megabytes 200]

``list`` has a row an hour with date and hour in two columns (2024年3月1日, 9点); ``wide`` a row a day with
24 hours across and long remarks, so that the figures fit into what a history may hold. Both are made first,
outside of the clock.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from datetime import date, timedelta
from pathlib import Path

SETTINGS = 'name = "Large"\ntimezone = "Asia/Shanghai"\n\n'
QUEUE = '[[queues]]\nid = "q{0}"\nname = "队{0}"\naht_seconds = 240\ntarget = "tmall-30s"\n\n'
FIRST = date(2010, 1, 1)


def make(folder: Path, layout: str, megabytes: int) -> Path:
    """A shop, and the file beside it."""
    shop = folder / "shop"
    shop.mkdir(parents=True, exist_ok=True)
    queues = 50
    text = SETTINGS + "".join(QUEUE.format(number) for number in range(queues))
    (shop / "shop.toml").write_text(text, encoding="utf-8")
    path = folder / f"{layout}.csv"
    numbers = random.Random(1)
    wanted = megabytes * 1_000_000
    with path.open("w", encoding="utf-8") as file:
        hours = ",".join(f"{hour}点" for hour in range(24))
        head = f"日期,队列,{hours},合计,备注\n" if layout == "wide" else "日期,小时,队列,咨询量,备注\n"
        written = file.write("客服咨询量统计表\n" + head)
        day = FIRST
        while written < wanted:
            lines = []
            for queue in range(queues):
                label = f"{day.year}年{day.month}月{day.day}日"
                if layout == "wide":
                    counts = [numbers.randrange(400) for _ in range(24)]
                    cells = ",".join(map(str, counts))
                    lines.append(f"{label},队{queue},{cells},{sum(counts)},{'按系统导出，未经核对。' * 45}\n")
                else:
                    lines += [f"{label},{hour}点,队{queue},{numbers.randrange(400)},\n" for hour in range(24)]
            text = "".join(lines)
            file.write(text)
            written += len(text.encode())
            day += timedelta(days=1)
    return path


def main() -> None:
    """Make the file, import it, and say what that took."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--layout", choices=("list", "wide"), default="list")
    options.add_argument("--megabytes", type=int, default=200)
    given = options.parse_args()
    path = make(given.folder, given.layout, given.megabytes)
    from peakroster.importing import context_of, understand, write

    shop = given.folder / "shop"
    began = time.perf_counter()

    def told(stage: str) -> None:
        print(f"{time.perf_counter() - began:6.1f} s  {stage}", file=sys.stderr)

    found = understand([path], context_of(shop))
    assert found.is_complete, found.questions
    table = found.sheets[0].reading.table
    assert table is not None
    told(f"read {len(table):,} figures")
    written = write(shop, found, told)
    seconds = time.perf_counter() - began
    work = time.process_time()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    size = path.stat().st_size / 1e6
    figures = written.changes[0].added
    print(f"{given.layout}: {size:.0f} MB, {figures:,} figures, {memory:.2f} GB")
    print(f"{seconds:.0f} s, {work:.0f} s of work")


if __name__ == "__main__":
    main()
