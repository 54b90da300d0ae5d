"""Who comes to the desk behind the server, and what everybody else gets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from peakroster.serve.accounts.cookies import COOKIE
from peakroster.serve.app import create_app
from peakroster.serve.desk import DeskApp, Visitors, shop_of
from tests.peakroster.serve.conftest import Roof
from tests.peakroster.serve.shops import PASSWORD

PAGE = {"Accept": "text/html"}
OWN = {"Origin": "http://localhost"}


async def _page(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"desk of {request.path_params.get('path', '')}")


async def _talk(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("hello")
    await socket.close()


@pytest.fixture(scope="module")
def desk(roof: Roof) -> TestClient:
    """The server with a stand-in for the pages, which says what it was asked for."""

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        yield

    methods = ["GET", "POST", "PUT"]
    routes = [WebSocketRoute("/_stcore/stream", _talk), Route("/{path:path}", _page, methods=methods)]
    app = create_app(roof.server, desk=DeskApp(Starlette(routes=routes), lifespan))
    return TestClient(app, base_url="http://localhost", raise_server_exceptions=False, follow_redirects=False)


@pytest.fixture
def browser(desk: TestClient) -> TestClient:
    """The client without what the test before has left in it."""
    desk.cookies.clear()
    return desk


def log_in(browser: TestClient, name: str, shop: str = "one") -> None:
    answer = browser.post(f"/shops/{shop}/session", json={"name": name, "password": PASSWORD})
    assert answer.status_code == 200


def test_a_stranger_is_sent_to_log_in_and_back(browser: TestClient) -> None:
    """The page that was asked for is kept; a shop that does not exist is no different."""
    for shop in ("one", "none"):
        answer = browser.get(f"/shops/{shop}/desk/roster?plan=2026-11-09", headers=PAGE)
        assert answer.status_code == 303
        back = f"%2Fshops%2F{shop}%2Fdesk%2Froster%3Fplan%3D2026-11-09"
        assert answer.headers["location"] == f"/login?shop={shop}&next={back}"
    assert browser.get("/shops/one/desk/media/x.csv").status_code == 401
    assert browser.put("/shops/one/desk/_stcore/upload_file/1").status_code == 401
    assert browser.get("/shops/one/desk/static/js/index.js").text == "desk of static/js/index.js"
    with (
        pytest.raises(WebSocketDisconnect),
        browser.websocket_connect("ws://localhost/shops/one/desk/_stcore/stream", OWN),
    ):
        pass


def test_whoever_may_read_the_shop_comes_in(browser: TestClient) -> None:
    """Pages, uploads and the socket; what a page may load is said."""
    for name in ("amy", "vic"):
        browser.cookies.clear()
        log_in(browser, name)
        answer = browser.get("/shops/one/desk/roster", headers=PAGE)
        assert answer.text == "desk of roster"
        assert "'self'" in answer.headers["content-security-policy"]
        assert answer.headers["x-frame-options"] == "DENY"
        assert browser.get("/shops/one/desk", headers=PAGE).headers["location"] == "/shops/one/desk/"
        large = browser.put("/shops/one/desk/_stcore/upload_file/1", content=b"x" * 100_000)
        assert large.status_code == 200
        with browser.websocket_connect("ws://localhost/shops/one/desk/_stcore/stream", headers=OWN) as socket:
            assert socket.receive_text() == "hello"


def test_an_agent_comes_to_her_own_page(browser: TestClient, roof: Roof, tmp_path: Path) -> None:
    """The application is told that what she may see is her own; the calendar that she makes is hers."""
    log_in(browser, "bob")
    assert browser.get("/shops/one/desk/", headers=PAGE).text == "desk of "
    visitors = Visitors(roof.server, {"one": tmp_path, "two": tmp_path})
    visitor = visitors.of("http://localhost/shops/one/desk/", {COOKIE: browser.cookies[COOKIE]})
    assert visitor is not None
    assert (visitor.agent, visitor.reads, visitor.may) == ("A1", False, {"read-own", "ask"})
    calendar = visitors.calendar(visitor)
    assert calendar is not None
    other, _ = roof.one.links.make("A2", "one", "amy")
    path = calendar.make()
    assert browser.get(path).status_code == 200
    calendar.close(other)
    links = {link.id: link for link in roof.one.links.all()}
    assert links[other].revoked_at is None
    own = next(link for link in links.values() if link.agent == "A1" and link.revoked_at is None)
    calendar.close(own.id)
    assert browser.get(path).status_code == 404


def test_a_guest_of_another_shop_does_not(browser: TestClient) -> None:
    """Another shop's session is no session here."""
    log_in(browser, "amy")
    cookie = {"Cookie": f"{COOKIE}={browser.cookies[COOKIE]}"}
    browser.cookies.clear()
    assert browser.get("/shops/two/desk/", headers={**PAGE, **cookie}).status_code == 303


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {}, {**OWN, "Host": "evil.example"}], ids=str
)
def test_another_site_s_page_opens_no_socket(browser: TestClient, headers: dict[str, str]) -> None:
    """Though the browser sends our cookie along."""
    log_in(browser, "amy")
    address = "ws://localhost/shops/one/desk/_stcore/stream"
    with pytest.raises(WebSocketDisconnect), browser.websocket_connect(address, headers=headers):
        pass
    with (
        pytest.raises(WebSocketDisconnect),
        browser.websocket_connect("ws://localhost/elsewhere", headers=OWN),
    ):
        pass


def test_another_site_s_page_changes_nothing(browser: TestClient) -> None:
    """Uploads to the desk come from its own pages."""
    log_in(browser, "amy")
    upload = "/shops/one/desk/_stcore/upload_file/1"
    assert browser.put(upload, headers={"Origin": "https://evil.example"}).status_code == 403


def test_the_page_to_log_in_says_nothing_of_shops(browser: TestClient) -> None:
    """What stands in its address is text in it, never markup; where it leads is a page of a shop."""
    page = browser.get("/login", params={"shop": "</script><b>x"}, headers={"Accept-Language": "zh-CN"})
    assert "</script><b>" not in page.text
    assert "登录 peakroster" in page.text
    assert "'nonce-" in page.headers["content-security-policy"]
    for bad in ("//evil.example", "https://evil.example", "/shops/\\evil", '/shops/"x'):
        assert browser.get("/login", params={"next": bad}).status_code == 422
    assert browser.get("/").headers["location"] == "/login"  # of two shops none is named


def test_visitors_by_address_and_cookie(roof: Roof, browser: TestClient, tmp_path: Path) -> None:
    """What the pages ask at each run: the role counts as it is now."""
    log_in(browser, "amy")
    visitors = Visitors(roof.server, {"one": tmp_path / "1", "two": tmp_path / "2"})
    cookies = {COOKIE: browser.cookies[COOKIE]}
    found = visitors.of("https://x.example/shops/one/desk/roster?plan=1", cookies)
    assert found is not None
    assert (found.shop, found.folder, found.name) == ("one", tmp_path / "1", "amy")
    assert found.may >= {"edit", "publish"}
    for address in ("https://x.example/shops/two/desk/", "https://x.example/shops/none/desk/", "", "/desk"):
        assert visitors.of(address, cookies) is None
    assert visitors.of("/shops/one/desk/", {}) is None
    assert browser.delete("/shops/one/session").status_code == 204
    assert visitors.of("/shops/one/desk/", cookies) is None


def test_the_shop_of_an_address() -> None:
    """Ids with signs that an address has to escape."""
    assert shop_of("/shops/%E5%BA%97%2F1/desk/need") == "店/1"
    assert shop_of("/shops/one/desk") == "one"
    assert shop_of("/shops/one/roster") is None
    assert shop_of("/x/shops/one/desk") is None
