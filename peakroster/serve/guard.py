"""What stands before every request: names, origins, sizes, rates; and what every answer bears.

It is plain ASGI, since it runs for each request. What it refuses has the same form as any other problem, and
an error that nobody expected tells the client nothing but that there was one.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Awaitable, Callable, Collection, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException

from peakroster.serve.problems import problem_answer
from peakroster.serve.rate_limit import RateLimit, client_key

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_BYTES = 64 * 1024
"""Of a request's body; the largest is a password or a note."""
OWN_NAMES = ("localhost", "127.0.0.1", "[::1]")
"""What a browser on the same machine may call the server."""
_SAFE = {"GET", "HEAD", "OPTIONS"}
_LOG = logging.getLogger("peakroster.serve")

_HEADERS: Mapping[bytes, bytes] = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
    b"cache-control": b"no-store",
}
"""Headers of every answer that does not say otherwise."""
_HTTPS_ONLY = (b"strict-transport-security", b"max-age=31536000")


@dataclass(frozen=True)
class Guard:
    """The application behind it. hosts: names that clients may use. clients: the rate of one address."""

    app: App
    hosts: Collection[str]
    clients: RateLimit
    is_page: Callable[[str], bool] = lambda path: False
    """Whether a path is the desk's, whose pages load programs, upload files and keep a WebSocket."""
    policy: str = ""
    """What these pages may load."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request, or pass it on and dress the answer."""
        if scope["type"] == "websocket":
            if self.is_page(scope["path"]) and self._is_own_socket(scope):
                await self.app(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, is_page = False, self.is_page(scope["path"])
        further = {**_HEADERS, b"content-security-policy": self.policy.encode()} if is_page else _HEADERS

        async def dressed(message: MutableMapping[str, Any]) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message["headers"] = _dressed(message.get("headers", ()), further, scope["scheme"] == "https")
            await send(message)

        try:
            refusal = self._refusal(scope, is_page)
            if refusal is not None:
                code, status, headers = refusal
                await problem_answer(scope, status, code, headers=headers)(scope, receive, dressed)
                return
            await self.app(scope, receive if is_page else _limited(receive), dressed)
        except Exception:
            _LOG.exception("%s failed", scope["method"])  # not the path: a calendar's is a secret
            if begun:
                raise
            await problem_answer(scope, 500, "failed")(scope, receive, dressed)

    def _is_own_socket(self, scope: Scope) -> bool:
        """Whether a page of ours opens it: any page can, with our cookies, and the browser says whose."""
        headers = _of_request(scope)
        host, client = headers.get("host", ""), scope.get("client")
        if _name(host) not in self.hosts or self.clients.wait(client_key(client[0] if client else "")):
            return False
        return urlsplit(headers.get("origin", "")).netloc.lower() == host.lower()

    def _refusal(self, scope: Scope, is_page: bool) -> tuple[str, int, dict[str, str]] | None:
        headers = _of_request(scope)
        host = headers.get("host", "")
        if _name(host) not in self.hosts:
            return "bad_host", 400, {}
        client = scope.get("client")
        wait = self.clients.wait(client_key(client[0] if client else ""))
        if wait:
            return "too_many", 429, {"Retry-After": str(math.ceil(wait))}
        if scope["method"] not in _SAFE and not _same_origin(headers, host):
            return "bad_origin", 403, {}
        if is_page:
            return None  # files of a shop are larger, and no JSON; a token of the page's comes with them
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()):
            return "invalid", 400, {}
        if int(length) > MOST_BYTES:
            return "too_large", 413, {}
        has_body = int(length) > 0 or "transfer-encoding" in headers
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if has_body and scope["method"] not in _SAFE and kind != "application/json":
            return "not_json", 415, {}
        return None


def _of_request(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _name(host: str) -> str:
    """The name of a Host header, without its port."""
    name = host.rpartition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]
    return name.lower().rstrip(".")


def _same_origin(headers: Mapping[str, str], host: str) -> bool:
    """Whether a browser's page of ours sends this, or no browser at all.

    Browsers say where a request that changes something comes from: Origin, and Sec-Fetch-Site. Together with
    bodies that must be JSON, which pages of others cannot send, nobody is logged in or out by another's page.
    """
    if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() == host.lower()


def _limited(receive: Receive) -> Receive:
    """The same body, up to ``MOST_BYTES``: one that is sent in pieces does not say how long it is."""
    read = 0

    async def counted() -> MutableMapping[str, Any]:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > MOST_BYTES:
            raise HTTPException(413)
        return message

    return counted


def _dressed(
    headers: Collection[tuple[bytes, bytes]], standard: Mapping[bytes, bytes], secure: bool
) -> list[tuple[bytes, bytes]]:
    said = {name.lower() for name, _ in headers}
    further = [(name, value) for name, value in standard.items() if name not in said]
    return [*headers, *further, *([_HTTPS_ONLY] if secure else [])]
