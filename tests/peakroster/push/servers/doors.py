"""Two ways to reach a server: within the process on its own clock, and over a port of this machine."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import httpx

from tests.peakroster.push.servers.base import Request, Server


class _InProcess(httpx.BaseTransport):
    def __init__(self, server: Server) -> None:
        self._server = server

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        content = request.read()
        answer = self._server.answer(
            Request(
                request.method,
                request.url.path,
                dict(request.url.params),
                {key.lower(): value for key, value in request.headers.items()},
                json.loads(content) if content else None,
            )
        )
        patience = request.extensions["timeout"]["read"]
        self._server.clock.sleep(min(answer.delay, patience))
        if answer.delay > patience:
            raise httpx.ReadTimeout("too slow", request=request)
        if answer.dropped:
            raise httpx.RemoteProtocolError(f"broken: {request.url}", request=request)
        return httpx.Response(answer.status, headers=dict(answer.headers), content=answer.content)


def in_process(server: Server) -> httpx.BaseTransport:
    """A transport for httpx; what waits, waits on the server's clock."""
    return _InProcess(server)


class Killed(BaseException):
    """Stands for a kill: nothing catches it."""


class Deadly(httpx.BaseTransport):
    """Ends the process at the n-th request, before or after it was carried out."""

    def __init__(self, server: Server, number: int, after: bool) -> None:
        self._door, self._left, self._after = in_process(server), number, after

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._left -= 1
        if self._left == 0:
            if self._after:
                self._door.handle_request(request)
            raise Killed
        return self._door.handle_request(request)


@contextmanager
def serve(server: Server, port: int = 0) -> Iterator[str]:
    """Answer on a port of this machine while the body runs; yields the base address."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._reply()

        def do_POST(self) -> None:
            self._reply()

        def _reply(self) -> None:
            parts = urlsplit(self.path)
            content = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {key.lower(): value for key, value in self.headers.items()}
            body = json.loads(content) if content else None
            query = dict(parse_qsl(parts.query))
            with lock:
                answer = server.answer(Request(self.command, parts.path, query, headers, body))
            time.sleep(answer.delay)
            if answer.dropped:
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_port}"
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
