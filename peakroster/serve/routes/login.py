"""The page on which people log in, and the way from the bare address of the server to a desk."""

from __future__ import annotations

import json
import secrets
from html import escape
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from peakroster.messages import Translator
from peakroster.serve.access import server_of
from peakroster.serve.problems import language_of

_OWN_PATH = r"^/shops/[A-Za-z0-9._~%!$&'()*+,;=:@?/-]*$"
"""A page of a shop, perhaps with a query."""

_Shop = Annotated[str | None, Query(max_length=200)]
_Next = Annotated[str | None, Query(max_length=1000, pattern=_OWN_PATH)]


def login_router(directory: bool) -> APIRouter:
    """The pages. directory: whether people may log in by the company's."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def begin(request: Request) -> RedirectResponse:
        """To the only shop's desk, else to say which."""
        sites = server_of(request).sites
        only = next(iter(sites)) if len(sites) == 1 else None
        return RedirectResponse("/login" if only is None else f"/shops/{quote(only, safe='')}/desk/", 303)

    @router.get("/shops/{shop}/desk")
    def into_folder(shop: str) -> RedirectResponse:
        """What a page of the desk loads is named relative to the folder that the page lies in."""
        return RedirectResponse(f"/shops/{quote(shop, safe='')}/desk/", 303)

    @router.get("/login")
    def log_in(request: Request, shop: _Shop = None, next: _Next = None) -> HTMLResponse:
        """Ask for name and password. shop: None = asked for. next: where to go then; None = the desk."""
        nonce = secrets.token_urlsafe(16)
        page = _page(Translator(language_of(request.scope)), shop, next, nonce, directory)
        policy = (
            f"default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; connect-src 'self'; "
            "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
        )
        return HTMLResponse(page, headers={"Content-Security-Policy": policy})

    return router


def _page(translate: Translator, shop: str | None, next: str | None, nonce: str, directory: bool) -> str:
    words = {name: translate(f"serve.login_{name}") for name in ("wrong", "failed")}
    # Names in braces are filled in by the page's script.
    words["often"] = translate("serve.login_often", seconds="{seconds}")
    facts = json.dumps({"shop": shop, "next": next, "words": words}).replace("<", "\\u003c")
    text = {
        name: escape(translate(f"serve.login_{name}"))
        for name in ("title", "shop", "name", "password", "button", "directory", "script")
    }
    asks_shop = "" if shop is not None else _field("shop", text["shop"], "text", "organization")
    to_directory = f'<p><a id="directory" href="/oidc/login">{text["directory"]}</a></p>' if directory else ""
    return f"""<!doctype html>
<html lang="{"zh-CN" if translate.language == "zh" else "en"}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{text["title"]}</title><style nonce="{nonce}">{_STYLE}</style></head>
<body><main><h1>{text["title"]}</h1>
<form id="form">{asks_shop}{_field("name", text["name"], "text", "username")}
{_field("password", text["password"], "password", "current-password")}
<p id="said" role="alert"></p><button type="submit">{text["button"]}</button></form>{to_directory}
<noscript><p>{text["script"]}</p></noscript></main>
<script type="application/json" id="facts" nonce="{nonce}">{facts}</script>
<script nonce="{nonce}">{_SCRIPT}</script></body></html>"""


def _field(name: str, label: str, kind: str, fills: str) -> str:
    return (
        f'<label for="{name}">{label}</label>'
        f'<input id="{name}" name="{name}" type="{kind}" autocomplete="{fills}" required>'
    )


_STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; font: 16px/1.5 system-ui, "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
main { max-width: 22rem; margin: 14vh auto 0; padding: 0 1.5rem; }
h1 { font-size: 1.4rem; }
label { display: block; margin-top: 1rem; }
input, button { box-sizing: border-box; width: 100%; padding: .6rem .7rem; font: inherit; }
input, button { border-radius: .4rem; }
input { border: 1px solid #7b8794; }
button { margin-top: .5rem; border: 0; background: #2557b8; color: #fff; cursor: pointer; }
button:disabled { opacity: .6; }
:focus-visible { outline: 3px solid #7aa7ff; outline-offset: 2px; }
#said { min-height: 1.5rem; color: #b3261e; }
@media (prefers-color-scheme: dark) { #said { color: #ff8a80; } a { color: #9cc2ff; } }
"""

_SCRIPT = """
const facts = JSON.parse(document.getElementById('facts').textContent);
const form = document.getElementById('form'), said = document.getElementById('said');
const there = (shop) => facts.next || '/shops/' + encodeURIComponent(shop) + '/desk/';
const directory = document.getElementById('directory');
if (directory && facts.shop)
  directory.href += '?' + new URLSearchParams({shop: facts.shop, next: there(facts.shop)});
(form.elements.shop || form.elements.name).focus();
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = form.querySelector('button'), shop = facts.shop ?? form.elements.shop.value.trim();
  button.disabled = true;
  said.textContent = '';
  try {
    const answer = await fetch('/shops/' + encodeURIComponent(shop) + '/session', {
      method: 'POST', headers: {'Content-Type': 'application/json'},
      body: JSON.stringify({name: form.elements.name.value, password: form.elements.password.value}),
    });
    if (answer.ok) { location.assign(there(shop)); return; }
    const wait = answer.headers.get('Retry-After');
    said.textContent = answer.status === 429 ? facts.words.often.replace('{seconds}', wait)
      : answer.status >= 500 ? facts.words.failed : facts.words.wrong;
  } catch { said.textContent = facts.words.failed; }
  button.disabled = false;
  form.elements.password.select();
});
"""
