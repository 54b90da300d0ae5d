"""Opens the shops of folders and listens."""

from __future__ import annotations

import gc
import socket
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from ipaddress import ip_address
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from peakroster.serve.asked import ShopRequests
from peakroster.serve.site import Server, Site, site_of
from peakroster.serve.stored import StoredRosters, calendar_facts, publish_plan
from peakroster.store.engine import kept_open, open_store
from peakroster.store.place import SETTINGS, shop_id
from peakroster.tables.errors import reason_of
from peakroster.tables.findings import Finding, InputError

_MOST_AT_ONCE = 500
"""Connections that are answered at the same time; more are refused with 503."""
_KEPT_ALIVE = 30
"""Seconds that an idle connection stays open."""


def site_id(folder: Path) -> str:
    """What a shop is called in addresses: ``id`` of its shop.toml, else the folder's name.

    Raises InputError for a folder without shop.toml, and for an id that no address can hold as it is: clients
    take ``/`` for a step down, and dots alone for one up.
    """
    if not (folder / SETTINGS).is_file():
        raise InputError([Finding("error", "serve_no_shop", str(folder))])
    id = shop_id(folder) or folder.resolve().name
    if not id.strip(".") or "/" in id or "\\" in id or not id.isprintable():
        raise InputError([Finding("error", "serve_bad_id", str(folder / SETTINGS), column="id", value=id)])
    return id


def open_sites(folders: Sequence[Path]) -> dict[str, Site]:
    """The shops of these folders by id, their stores made or brought up to date.

    Raises InputError with everything that is wrong with any of them, and for an id that two have.
    """
    findings: list[Finding] = []
    by_id: dict[str, Path] = {}
    for folder in folders:
        try:
            id = site_id(folder)
        except InputError as error:
            findings += error.findings
            continue
        if id in by_id:
            details = {"other": str(by_id[id])}
            findings.append(Finding("error", "serve_same_id", str(folder), value=id, details=details))
        by_id.setdefault(id, folder)
    if findings:
        raise InputError(findings)
    return {id: open_site(folder, id) for id, folder in by_id.items()}


def open_site(folder: Path, id: str) -> Site:
    """One shop. Raises InputError, OSError where its store cannot be opened."""
    store = kept_open(open_store(folder))
    facts, publish = partial(calendar_facts, folder), partial(publish_plan, folder)
    return site_of(id, store, StoredRosters(store), facts, publish, ShopRequests(folder))


def is_own_machine(host: str) -> bool:
    """Whether an address is reached from this machine alone."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def listen(
    make_app: Callable[[], FastAPI],
    host: str,
    port: int,
    *,
    proxies: Sequence[str] = (),
    started: Callable[[int], None] = lambda port: None,
) -> None:
    """Answer until SIGINT or SIGTERM; requests that are being answered then are finished.

    make_app: called once the address is ours. port: 0 = any. proxies: addresses whose word counts for who
    asks, and by which scheme. started: called with the port. Raises InputError for an address that cannot be
    had.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host.strip("[]"), port), family=family, backlog=2048)
    except (OSError, OverflowError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else str(error)
        details = {"reason": reason}
        raise InputError([Finding("error", "serve_address", f"{host}:{port}", details=details)]) from error
    with listening:
        config = uvicorn.Config(
            make_app(),
            log_config=None,
            log_level="warning",
            access_log=False,  # a calendar's address is a secret
            server_header=False,
            forwarded_allow_ips=list(proxies) or ["127.0.0.1", "::1"],
            limit_concurrency=_MOST_AT_ONCE,
            timeout_keep_alive=_KEPT_ALIVE,
            timeout_graceful_shutdown=10,
        )
        gc.collect()
        gc.freeze()  # modules and statements stay: there is no garbage to look for among them
        server = _Told(config, partial(started, listening.getsockname()[1]))
        server.run(sockets=[listening])


class _Told(uvicorn.Server):
    """A server that says when it is there."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._told = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and say so."""
        await super().startup(sockets)
        self._told()


def open_server(sites: Mapping[str, Site], language: str) -> Server:
    """All shops under one roof. language: ``zh`` or ``en``, of calendars."""
    return Server(dict(sites), language)
