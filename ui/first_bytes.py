"""The page as the browser gets it before any script runs: its language, its title, where its server is.

Streamlit's page is in English, is called Streamlit, and asks for its server at two addresses, one of which is
not there, wherever the address names a page. All of this is in a few bytes of one file, which are replaced on
their way.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

_LANGUAGE = {"zh": b"zh-CN", "en": b"en"}
_NO_SCRIPTS = b"You need to enable JavaScript to run this app."
_NEEDS_SCRIPTS = "请在浏览器里允许脚本 / Please allow scripts in this browser.".encode()
_KEPT_BY_BROWSER = (b"etag", b"last-modified", b"content-length")


class FirstBytes:
    """An ASGI middleware around Streamlit's application. language: ``zh`` or ``en``, the desk's first."""

    def __init__(self, app: Application, language: str = "zh") -> None:
        self._app, self._language = app, language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; of a page, its few bytes replaced."""
        if not _asks_for_page(scope):
            await self._app(scope, receive, send)
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
                content = self._ours(content, scope.get("root_path", ""))
            kept.append((b"content-length", str(len(content)).encode()))
            await send({**start, "headers": kept})
            await send({"type": "http.response.body", "body": content})

        await self._app({**scope, "headers": headers}, receive, gather)

    def _ours(self, page: bytes, root: str) -> bytes:
        where = f"window.__streamlit = {{BACKEND_BASE_URL: location.origin + {json.dumps(root + '/')}}}"
        begin = b"<title>peakroster</title><script>" + where.encode() + b"</script>"
        page = page.replace(b'<html lang="en">', b'<html lang="' + _LANGUAGE[self._language] + b'">', 1)
        page = page.replace(b"<title>Streamlit</title>", begin, 1)
        return page.replace(_NO_SCRIPTS, _NEEDS_SCRIPTS, 1)


def _asks_for_page(scope: Scope) -> bool:
    """A browser that opens an address says that it wants HTML; what pages load themselves does not."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    accepts = dict(scope["headers"]).get(b"accept", b"")
    return b"text/html" in accepts
