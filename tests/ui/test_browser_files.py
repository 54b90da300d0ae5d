"""Streamlit's files as the browser gets them, and those that the first screen needs."""

from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from ui.browser_files import BrowserFiles, preloads


def client(root: str = "", machine: str = "192.168.0.7") -> TestClient:
    async def behind(request: Request) -> PlainTextResponse:
        return PlainTextResponse("streamlit")

    files = BrowserFiles(Starlette(routes=[Route("/{path:path}", behind)]))
    return TestClient(Starlette(routes=[Mount(root, files)]), client=(machine, 50000))


def first_files() -> list[str]:
    return re.findall(r'href="\.(/static/js/[^"]+)"', preloads())


@pytest.mark.parametrize("root", ["", "/shops/one/desk"])
def test_a_file_comes_once_and_for_good(root: str) -> None:
    """Whole, of its kind, to be kept, packed for another machine; all that the page's head names is there."""
    files = first_files()
    assert any("/Html." in name for name in files)
    for name in files:
        found = client(root).get(root + name)
        assert found.headers["content-type"].startswith("text/javascript")
        assert "immutable" in found.headers["cache-control"]
        plain = client(root, "127.0.0.1").get(root + name)
        assert "content-encoding" not in plain.headers
        assert plain.content == found.content != b"streamlit"
    assert client(root).get(root + files[0]).headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    "path", ["/", "/static/", "/static/js/none.js", "/static/../index.html", "/static/%2e%2e/index.html"]
)
def test_all_else_is_streamlits(path: str) -> None:
    """Also a part of a file, and what lies elsewhere."""
    assert client().get(path).text == "streamlit"
    assert client().get(first_files()[0], headers={"range": "bytes=0-9"}).text == "streamlit"
    assert client().post(first_files()[0]).status_code == 405
