"""Log-in by a company's directory: whoever it names gets in, and nobody else learns why not."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from peakroster.serve.accounts.cookies import COOKIE
from peakroster.serve.oidc import settings as oidc_settings_module
from peakroster.serve.oidc.provider import NotProvenError
from peakroster.serve.oidc.settings import oidc_settings
from peakroster.serve.oidc.tickets import TICKET, Ticket, Tickets
from peakroster.serve.rate_limit import Rate, RateLimit
from peakroster.tables.findings import InputError
from tests.peakroster.serve.conftest import Roof
from tests.peakroster.serve.directory import (
    ACCESS,
    CLIENT,
    CODE,
    OTHER_KEY,
    SECRET,
    Directory,
    signed,
    signed_with_the_public_key,
    unsigned,
)
from tests.peakroster.serve.shops import (
    PASSWORD,
    MemoryRosters,
    add_user,
    make_client,
    make_server,
    make_site,
)

_LONG_AGO, _LATER = time.time() - 3600, time.time() + 3600
_VARIABLES = {
    "PEAKROSTER_OIDC_ISSUER": "https://login.example",
    "PEAKROSTER_OIDC_CLIENT_ID": "peakroster",
    "PEAKROSTER_OIDC_CLIENT_SECRET": "secret",
}


def browser(roof: Roof, directory: Directory, name_claim: str = "preferred_username") -> TestClient:
    return make_client(roof.server, directory.provider(name_claim), follow_redirects=False)


def go(client: TestClient, directory: Directory, asked: str = "shop=one") -> Response:
    """What a browser gets in the end."""
    begun = client.get(f"/oidc/login?{asked}")
    assert begun.status_code == 303, begun.text
    return client.get(directory.consent(begun.headers["location"]))


def same_as_a_wrong_password(client: TestClient, answer: Response) -> bool:
    wrong = client.post("/shops/one/session", json={"name": "amy", "password": "wrong password"})
    client.app.state.server.sites["one"].users.unlock("amy")  # type: ignore[attr-defined]
    assert wrong.status_code == 401
    return (answer.status_code, answer.text, answer.headers) == (401, wrong.text, wrong.headers)


def test_whom_the_directory_names_is_logged_in(roof: Roof) -> None:
    """With the ordinary session of that shop and role; the ticket is gone, and led where it was asked to."""
    directory = Directory()
    client = browser(roof, directory)
    answer = go(client, directory, "shop=one&next=/shops/one/publications%3Fx=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/shops/one/publications?x=1")
    session = next(each for each in answer.headers.get_list("set-cookie") if each.startswith(COOKIE))
    assert all(part in session for part in ("HttpOnly", "SameSite=lax", "Path=/shops/one;"))
    assert TICKET not in client.cookies
    who = client.get("/shops/one/session").json()
    assert (who["name"], who["role"]) == ("amy", "manager")
    assert client.get("/shops/two/session").status_code == 401


def test_what_the_browser_carries_to_the_provider(roof: Roof) -> None:
    """A ticket of ten minutes that scripts do not see; what is secret in it is not in the address."""
    client = browser(roof, Directory())
    client.base_url = "https://roster.example"
    answers = [client.get("/oidc/login?shop=one") for _ in range(2)]
    cookie = answers[0].headers["set-cookie"]
    assert cookie.startswith(f"{TICKET}=")
    assert all(part in cookie for part in ("HttpOnly", "SameSite=lax", "Path=/oidc", "Max-Age=600", "Secure"))
    first, second = (parse_qs(urlsplit(each.headers["location"]).query) for each in answers)
    assert first["redirect_uri"] == ["https://roster.example/oidc/callback"]
    assert all(first[name] != second[name] for name in ("state", "nonce", "code_challenge"))
    assert "code_verifier" not in first


WRONG_TOKENS = {
    "wrong nonce": Directory(claims={"nonce": "another log-in's"}),
    "no nonce": Directory(claims={"nonce": None}),
    "wrong signature": Directory(sign=signed(OTHER_KEY)),
    "alg none": Directory(sign=unsigned),
    "the public key as a secret": Directory(sign=signed_with_the_public_key),
    "no token at all": Directory(sign=lambda claims: "this-is-no-token"),
    "expired": Directory(claims={"exp": _LONG_AGO}),
    "never ends": Directory(claims={"exp": None}),
    "issued in the future": Directory(claims={"iat": _LATER}),
    "other audience": Directory(claims={"aud": "another program"}),
    "other audience, as though for us": Directory(claims={"aud": "another program", "azp": CLIENT}),
    "for another of two": Directory(claims={"aud": ["another", CLIENT], "azp": "another"}),
    "other issuer": Directory(claims={"iss": "https://evil.example"}),
    "unknown user": Directory(name="nobody"),
    "another shop's name": Directory(name="carol"),
    "nearly the name": Directory(name="Ａmy"),  # one name for name_key
    "no name": Directory(claims={"preferred_username": None}),
    "a name of another kind": Directory(claims={"preferred_username": ["amy"]}),
}


@pytest.mark.parametrize("directory", WRONG_TOKENS.values(), ids=list(WRONG_TOKENS))
def test_a_token_that_proves_nothing(
    roof: Roof, directory: Directory, caplog: pytest.LogCaptureFixture
) -> None:
    """Not one byte differs from the answer to a wrong password, and the log has nothing that opens a door."""
    caplog.set_level(logging.DEBUG)
    client = browser(roof, directory)
    answer = go(client, directory)
    assert directory.tokens
    assert same_as_a_wrong_password(client, answer)
    assert client.get("/shops/one/session").status_code == 401
    # The test's own client tells its addresses, too.
    theirs = [each for each in caplog.records if "http://localhost" not in each.getMessage()]
    said = "\n".join(logging.Formatter().format(each) for each in theirs)
    assert not any(secret in said for secret in (CODE, ACCESS, SECRET, *directory.tokens))


def test_a_callback_that_this_browser_has_not_begun(roof: Roof) -> None:
    """Another's state, none, no ticket, a made-up one; the provider is not even asked."""
    directory = Directory()
    client = browser(roof, directory)
    back = directory.consent(client.get("/oidc/login?shop=one").headers["location"])
    foreign = Tickets().cookie(Ticket("one", "/"))
    other = browser(roof, directory)
    answers = [
        client.get(f"/oidc/callback?code={CODE}&state=another"),
        client.get(f"/oidc/callback?code={CODE}&state=%F0%9F%8D%B5"),
        client.get(f"/oidc/callback?code={CODE}"),
        client.get(back.replace(CODE, "")),
        client.get("/oidc/callback?error=access_denied"),
        other.get(back),
        other.get(back, headers={"Cookie": f"{TICKET}={foreign}"}),
        other.get(back, headers={"Cookie": f"{TICKET}=x"}),
    ]
    assert all(same_as_a_wrong_password(client, answer) for answer in answers)
    assert not directory.tokens
    assert client.get(back).status_code == 303


def test_a_code_of_somebody_else(roof: Roof) -> None:
    """The provider refuses what the verifier does not fit."""
    directory = Directory()
    client = browser(roof, directory)
    back = directory.consent(client.get("/oidc/login?shop=one").headers["location"])
    assert same_as_a_wrong_password(client, client.get(back.replace(CODE, "another")))


def test_a_name_that_no_database_takes() -> None:
    """Is looked up in none."""
    directory = Directory(name="a\x00my")
    provider, ticket, back = directory.provider(), Ticket("one", "/"), "http://localhost/oidc/callback"
    directory.consent(provider.log_in_address(ticket, back))
    with pytest.raises(NotProvenError):
        provider.name(CODE, ticket, back)


def test_a_ticket_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """After ten minutes one begins anew."""
    tickets = Tickets()
    ticket = Ticket("one", "/")
    cookie = tickets.cookie(ticket)
    assert tickets.read(cookie) == ticket
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 601)
    assert tickets.read(cookie) is None


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys"])
def test_a_provider_that_is_down(roof: Roof, path: str) -> None:
    """Is told as such, to be tried again."""
    directory = Directory()
    client = browser(roof, directory)
    back = directory.consent(client.get("/oidc/login?shop=one").headers["location"])
    directory.down = path
    answer = client.get(back)
    assert (answer.status_code, answer.json()["code"]) == (503, "provider")
    assert "retry-after" in answer.headers
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://evil.example"},
        {"authorization_endpoint": "http://login.example/authorize"},
        {"authorization_endpoint": None},
    ],
)
def test_a_provider_that_is_another(roof: Roof, described: dict[str, object]) -> None:
    """Nobody is sent to it."""
    answer = browser(roof, Directory(described=described)).get("/oidc/login?shop=one")
    assert (answer.status_code, answer.json()["code"]) == (503, "provider")


def test_the_secret_goes_the_way_that_the_provider_takes(roof: Roof) -> None:
    """In the header, unless it says that it takes it in the form alone."""
    directory = Directory(described={"token_endpoint_auth_methods_supported": ["client_secret_post"]})
    assert go(browser(roof, directory), directory).status_code == 303


def test_an_address_counts_when_it_is_verified(roof: Roof) -> None:
    """Else anybody could write the manager's into their account."""
    for verified, status in ((True, 303), (False, 401), (None, 401), ("true", 401)):
        directory = Directory(claims={"email": "amy", "email_verified": verified})
        assert go(browser(roof, directory, "email"), directory).status_code == status


@pytest.mark.parametrize(
    "next",
    ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/%0d%0ax:y\r\n", "/a b", ""],
)
def test_nobody_is_led_elsewhere(roof: Roof, next: str) -> None:
    """Only to paths of this server."""
    client = browser(roof, Directory())
    assert client.get("/oidc/login", params={"shop": "one", "next": next}).status_code == 422


def test_shops(roof: Roof, tmp_path: Path) -> None:
    """Of several one is named; a name that is none is refused at the end, as a wrong password is."""
    directory = Directory()
    client = browser(roof, directory)
    assert client.get("/oidc/login").status_code == 422
    assert same_as_a_wrong_password(client, go(client, directory, "shop=none"))
    assert same_as_a_wrong_password(client, go(client, directory, "shop=two"))
    site = make_site(tmp_path, "the only one", MemoryRosters())
    add_user(site, "amy", "viewer")
    alone = make_client(make_server([site]), directory.provider(), follow_redirects=False)
    answer = go(alone, directory, "")
    assert answer.headers["location"] == "/shops/the%20only%20one/session"
    assert alone.get(answer.headers["location"]).json()["name"] == "amy"


def test_a_closed_name_stays_closed(tmp_path: Path) -> None:
    """And getting in does not forget what somebody else has tried."""
    site = make_site(tmp_path, "one", MemoryRosters())
    add_user(site, "amy", "viewer")
    directory = Directory()
    client = make_client(make_server([site]), directory.provider(), follow_redirects=False)
    for _ in range(4):
        site.users.checked("amy", "wrong password")
    assert go(client, directory).status_code == 303
    site.users.checked("amy", "wrong password")
    assert go(client, directory).status_code == 401
    assert site.users.checked("amy", PASSWORD) is None
    site.users.unlock("amy")
    assert go(client, directory).status_code == 303
    site.users.remove("amy")
    assert go(client, directory).status_code == 401
    assert site.users.all() == []


def test_too_many_log_ins_wait(roof: Roof) -> None:
    """Each step asks the provider, so each counts."""
    directory = Directory()
    limits = RateLimit(Rate(burst=3, per_second=0.01))
    server = make_server([roof.one], log_ins=limits)
    client = make_client(server, directory.provider(), follow_redirects=False)
    assert go(client, directory).status_code == 303
    assert [client.get("/oidc/login").status_code for _ in range(2)] == [303, 429]


def test_without_settings_there_is_nothing(client: TestClient) -> None:
    """Neither address is there."""
    for path in ("/oidc/login?shop=one", "/oidc/callback?code=x&state=y"):
        assert client.get(path).status_code == 404


def test_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """All or none of them; everything that is wrong at once, and no value."""
    assert oidc_settings({"PEAKROSTER_OIDC_NAME_CLAIM": "sub", "PEAKROSTER_OIDC_ISSUER": " "}) is None
    found = oidc_settings(_VARIABLES)
    assert found is not None
    assert (found.issuer, found.name_claim) == ("https://login.example", "preferred_username")
    assert "secret" not in repr(found).replace("client_secret", "")
    named = oidc_settings({**_VARIABLES, "PEAKROSTER_OIDC_NAME_CLAIM": "sub"})
    assert named is not None
    assert named.name_claim == "sub"
    monkeypatch.setattr(oidc_settings_module, "find_spec", lambda name: None)
    with pytest.raises(InputError) as raised:
        oidc_settings({"PEAKROSTER_OIDC_ISSUER": "http://login.example"})
    assert [(each.code, each.file) for each in raised.value.findings] == [
        ("serve_oidc_missing", "PEAKROSTER_OIDC_CLIENT_ID"),
        ("serve_oidc_missing", "PEAKROSTER_OIDC_CLIENT_SECRET"),
        ("serve_oidc_issuer", "PEAKROSTER_OIDC_ISSUER"),
        ("serve_oidc_package", "PEAKROSTER_OIDC_ISSUER"),
    ]


@pytest.mark.parametrize(
    ("issuer", "safe"),
    [
        ("https://login.example/realms/shop", True),
        ("http://localhost:8080", True),
        ("http://login.example", False),
        ("http://localhost.evil.example", False),
        ("https://amy:secret@login.example", False),
        ("https://", False),
        ("https://login.example:port", False),
        ("login.example", False),
    ],
)
def test_which_addresses_are_safe(issuer: str, safe: bool) -> None:
    """HTTPS, or this machine."""
    assert oidc_settings_module.is_safe(issuer) == safe
