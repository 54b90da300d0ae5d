"""Streamlit's programs and fonts as a browser gets them: from memory, and those of the first screen at once.

A browser asks for seventy files before it shows anything. Streamlit reads each from the disk in threads that
take turns with whatever else is computed. What the elements of the first screen need the browser finds only
when it is to draw them; so the page names those files, too.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool

from ui.first_bytes import Application, Message, Receive, Scope, Send

FIRST_ELEMENTS = ("Html", "ButtonGroup", "PageLink", "Button", "Selectbox")
"""Streamlit's programs that draw what the overview consists of, by the names that its manifest gives them."""

_PLACE = Path(st.__file__).parent / "static"
_FOLDER = "static/"
_SECONDS = 31_536_000
_OWN = ("127.0.0.1", "::1")
_COMPRESSED = (".js", ".css")
_KINDS = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".woff2": "font/woff2",
    ".png": "image/png",
    ".gif": "image/gif",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".json": "application/json",
}
_LEAST = 1000


class BrowserFiles:
    """An ASGI middleware around Streamlit's application: it answers for files named by their digest."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send one of the files, or pass on what is asked for."""
        name = _asked_name(scope)
        if name is None:
            await self._app(scope, receive, send)
            return
        body, headers = _bytes_of(name), [(b"vary", b"Accept-Encoding")]
        if name.endswith(_COMPRESSED) and len(body) >= _LEAST and _wants_gzip(scope):
            body = await run_in_threadpool(_compressed, name)
            headers.append((b"content-encoding", b"gzip"))
        headers += [
            (b"content-type", _KINDS.get(Path(name).suffix, "application/octet-stream").encode()),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", f"public, immutable, max-age={_SECONDS}".encode()),
            (b"x-content-type-options", b"nosniff"),
        ]
        start: Message = {"type": "http.response.start", "status": 200, "headers": headers}
        await send(start)
        await send({"type": "http.response.body", "body": body})


def preloads() -> str:
    """Links to the files of the first screen that the page itself does not name, for its head."""
    page = (_PLACE / "index.html").read_text("utf-8")
    files = [file for file in dict.fromkeys(_first_files()) if file not in page]
    return "".join(f'<link rel="modulepreload" crossorigin href="./{file}">' for file in files)


def _first_files() -> Iterator[str]:
    """The programs of :data:`FIRST_ELEMENTS` and what they import; nothing where Streamlit lists none."""
    try:
        listed = json.loads((_PLACE / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError):
        return
    begun = [
        key for key, one in listed.items() if one.get("isDynamicEntry") and one.get("name") in FIRST_ELEMENTS
    ]
    seen = set(begun)
    while begun:
        one = listed.get(begun.pop(), {})
        if not one.get("isEntry") and str(one.get("file", "")).endswith(".js"):
            yield one["file"]
            new = [key for key in one.get("imports", ()) if key not in seen]
            seen.update(new)
            begun += new


def _asked_name(scope: Scope) -> str | None:
    """The name below Streamlit's folder, of a file that is there and is asked for as a whole."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    path = scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/")
    if (
        not path.startswith(_FOLDER)
        or path not in _names()
        or any(key == b"range" for key, _ in scope["headers"])
    ):
        return None
    return str(path)


def _wants_gzip(scope: Scope) -> bool:
    """Whether it says so and is on another machine: on this one packing takes longer than sending."""
    client = scope.get("client")
    if client is not None and client[0] in _OWN:
        return False
    return b"gzip" in dict(scope["headers"]).get(b"accept-encoding", b"")


@cache
def _names() -> frozenset[str]:
    found = (_PLACE / _FOLDER).rglob("*")
    return frozenset(path.relative_to(_PLACE).as_posix() for path in found if path.is_file())


@cache
def _bytes_of(name: str) -> bytes:
    return (_PLACE / name).read_bytes()


@cache
def _compressed(name: str) -> bytes:
    return gzip.compress(_bytes_of(name), 6, mtime=0)
