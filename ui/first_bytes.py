"""The page as the browser gets it before any script runs: its language, its title, where its server is.

Streamlit's page is in English, is called Streamlit, and asks for its server at two addresses, one of which is
not there, wherever the address names a page. All of this is in a few bytes of one file, which are replaced on
their way. It does not know its own first page by name either: the browser is sent to where that is.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import quote

from peakroster.desk.quiet import QUIET

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

FIRST_PAGE = "overview"
"""The name of the page whose address is ``/``, the first of :data:`ui.pages.PAGES`."""

_LANGUAGE = {"zh": b"zh-CN", "en": b"en"}
_NO_SCRIPTS = b"You need to enable JavaScript to run this app."
_NEEDS_SCRIPTS = "请在浏览器里允许脚本 / Please allow scripts in this browser.".encode()
_KEPT_BY_BROWSER = (b"etag", b"last-modified", b"content-length")


class FirstBytes:
    """An ASGI middleware around Streamlit's application.

    language: ``zh`` or ``en``, the desk's first. negotiated: whether the browser's goes before it, as
    :func:`ui.hosting.first_language` does. head: HTML for the end of the page's head.
    """

    def __init__(
        self, app: Application, language: str = "zh", negotiated: bool = False, head: str = ""
    ) -> None:
        self._app, self._language, self._negotiated = app, language, negotiated
        self._head = head.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; of a page, its few bytes replaced."""
        if not _asks_for_page(scope):
            await self._app(scope, receive, send)
            return
        QUIET.somebody_comes()
        root = scope.get("root_path", "")
        if scope["path"].removeprefix(root).strip("/") == FIRST_PAGE:
            await _send_on(f"{root}/", scope.get("query_string", b""), send)
            return
        plain = {b"accept-encoding", b"if-none-match", b"if-modified-since"}
        headers = [header for header in scope["headers"] if header[0] not in plain]
        start: Message = {}
        body = bytearray()

        async def gather(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            content = bytes(body)
            kept = [header for header in start["headers"] if header[0].lower() not in _KEPT_BY_BROWSER]
            if (b"content-type", b"text/html; charset=utf-8") in start["headers"]:
                content = self._ours(content, root, self._spoken(scope))
            kept.append((b"content-length", str(len(content)).encode()))
            await send({**start, "headers": kept})
            await send({"type": "http.response.body", "body": content})

        await self._app({**scope, "headers": headers}, receive, gather)

    def _spoken(self, scope: Scope) -> str:
        """The language that the page begins with."""
        wanted = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1").lower()[:2]
        return wanted if self._negotiated and wanted in _LANGUAGE else self._language

    def _ours(self, page: bytes, root: str, language: str) -> bytes:
        where = f"window.__streamlit = {{BACKEND_BASE_URL: location.origin + {json.dumps(root + '/')}}}"
        begin = b"<title>peakroster</title><script>" + where.encode() + b"</script>"
        page = page.replace(b'<html lang="en">', b'<html lang="' + _LANGUAGE[language] + b'">', 1)
        page = page.replace(b"<title>Streamlit</title>", begin, 1)
        page = page.replace(b"</head>", self._head + b"</head>", 1)
        return page.replace(_NO_SCRIPTS, _NEEDS_SCRIPTS, 1)


async def _send_on(path: str, query: bytes, send: Send) -> None:
    """Tell the browser that the page is at this path, with the query that it asked with."""
    location = quote(path).encode() + (b"?" + query if query else b"")
    headers = [(b"location", location), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 307, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _asks_for_page(scope: Scope) -> bool:
    """A browser that opens an address says that it wants HTML; what pages load themselves does not."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    accepts = dict(scope["headers"]).get(b"accept", b"")
    return b"text/html" in accepts
