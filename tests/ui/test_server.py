"""The desk's server answers to its own names alone, on every address and on the websocket."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.ui.browser import running_desk

pytestmark = pytest.mark.slow

PAGES = ("/", "/_stcore/health", "/_stcore/host-config", "/media/none.csv", "/anything")
OWN = ("localhost", "127.0.0.1", "[::1]", "LOCALHOST")
FOREIGN = (
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "evil.example.",
    "192.168.0.7",
    "",
)


@pytest.fixture(scope="module")
def port(small_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """That of a desk, started as ``peakroster ui`` starts it."""
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with running_desk(small_shop, log) as address:
        yield urlsplit(address).port or 0


def status(port: int, path: str, host: str, *headers: str) -> int:
    """What the server answers whoever believes that it is called ``host``."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", *headers]
    with socket.create_connection(("127.0.0.1", port), 20) as connection:
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        return int(connection.recv(100).split()[1])


def websocket(port: int, host: str, origin: str | None) -> int:
    """What it answers to a websocket, over which everything of the shop goes."""
    upgrade = ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
    key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    return status(
        port, "/_stcore/stream", host, *upgrade, key, *([] if origin is None else [f"Origin: {origin}"])
    )


def test_the_newest_plan_is_prepared_before_anybody_asks(port: int) -> None:
    """In a process of its own, of the server on this port."""
    if not Path("/proc/self/cmdline").exists():
        pytest.skip("processes are looked for in /proc")
    end = time.monotonic() + 30
    while not any("peakroster.desk.apart" in said for said in children(f"--server.port={port}")):
        assert time.monotonic() < end
        time.sleep(0.05)


def children(of: str) -> list[str]:
    """Command lines of processes whose parent's has this word."""
    said, parents = {}, {}
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended
            said[place.name] = (place / "cmdline").read_text().replace("\0", " ")
            parents[place.name] = (place / "stat").read_text().rsplit(")", 1)[1].split()[1]
    return [line for each, line in said.items() if of in said.get(parents.get(each, ""), "")]


@pytest.mark.parametrize("host", FOREIGN)
def test_other_names_are_refused(port: int, host: str) -> None:
    """A page that points its name at this machine gets nothing, although its Origin matches its Host."""
    name = f"{host}:{port}" if host else ""
    assert {path: status(port, path, name) for path in PAGES} == dict.fromkeys(PAGES, 400)
    for origin in (f"http://{name}", f"http://localhost:{port}", None):
        assert websocket(port, name, origin) in (400, 403)


@pytest.mark.parametrize("host", OWN)
def test_own_names_are_served(port: int, host: str) -> None:
    """With and without a port, and with another one: a port that is forwarded has its own number."""
    for name in (host, f"{host}:{port}", f"{host}:9000"):
        assert status(port, "/", name) == status(port, "/_stcore/health", name) == 200
        assert websocket(port, name, f"http://{name}") == 101


def test_other_pages_are_refused(port: int) -> None:
    """A page of another server cannot open the websocket under the desk's own name."""
    assert websocket(port, f"localhost:{port}", "http://evil.example") == 403
