"""The page as the browser gets it: whose it is, in which language, and the first page by its name."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from ui.first_bytes import FIRST_PAGE, FirstBytes
from ui.pages import PAGES

PAGE = '<html lang="en"><title>Streamlit</title>'
HTML = {"accept": "text/html,*/*"}


def client(root: str = "", negotiated: bool = False) -> TestClient:
    async def page(request: Request) -> HTMLResponse:
        return HTMLResponse(PAGE)

    desk = FirstBytes(Starlette(routes=[Route("/{path:path}", page)]), "zh", negotiated)
    return TestClient(Starlette(routes=[Mount(root, desk)]), headers=HTML, follow_redirects=False)


@pytest.mark.parametrize("root", ["", "/shops/one/desk"])
def test_the_first_page_is_found_by_its_name(root: str) -> None:
    """With what the link asks for; other pages are served where they are."""
    assert next(iter(PAGES)) == FIRST_PAGE
    found = client(root).get(f"{root}/overview?plan=2026-11-09&lang=en")
    assert found.status_code == 307
    assert found.headers["location"] == f"{root}/?plan=2026-11-09&lang=en"
    assert client(root).get(f"{root}/overview").headers["location"] == f"{root}/"
    assert client(root).get(f"{root}/roster").status_code == 200


def test_the_page_says_where_its_server_is() -> None:
    """And is called after us, in the desk's language."""
    text = client("/shops/one/desk").get("/shops/one/desk/roster").text
    assert '<html lang="zh-CN"><title>peakroster</title>' in text
    assert 'location.origin + "/shops/one/desk/"' in text


def test_a_server_of_many_begins_in_the_language_of_the_browser() -> None:
    """Where it speaks one of ours."""
    for wanted, lang in (("en-GB,en;q=0.9", "en"), ("zh-TW", "zh-CN"), ("fr", "zh-CN")):
        text = client(negotiated=True).get("/", headers={"accept-language": wanted}).text
        assert f'<html lang="{lang}">' in text
    assert '<html lang="zh-CN">' in client().get("/", headers={"accept-language": "en"}).text
