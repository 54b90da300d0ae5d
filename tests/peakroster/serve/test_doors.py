"""Who gets in, and what everybody else learns: nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from peakroster.serve.access import Access
from peakroster.serve.accounts.cookies import COOKIE
from peakroster.serve.accounts.permissions import ROLES, Principal
from peakroster.serve.problems import RefusedError
from peakroster.serve.rate_limit import Rate, RateLimit
from peakroster.tables.findings import Finding, InputError
from tests.peakroster.serve.conftest import Roof
from tests.peakroster.serve.shops import PASSWORD, MemoryRosters, bearer, make_client, make_server, make_site

ROSTER = "roster?from=2026-11-09"
PATHS = [
    "session",
    "publications",
    "publications/2026-11-09/1",
    ROSTER,
    "roster.csv?from=2026-11-09",
    "person?agent=A1&from=2026-11-09",
    "person.csv?agent=A1&from=2026-11-09",
    "changes/2026-11-09",
    "coverage?from=2026-11-09",
    "coverage.csv?from=2026-11-09",
    "calendars",
]


def log_in(client: TestClient, shop: str = "one", name: str = "amy", password: str = PASSWORD) -> object:
    return client.post(f"/shops/{shop}/session", json={"name": name, "password": password})


@pytest.mark.parametrize("path", PATHS)
def test_all_strangers_get_the_same_answer(roof: Roof, client: TestClient, path: str) -> None:
    """No token, a made-up one, one of another shop, a revoked one, no such shop: not one byte differs."""
    number, text = roof.one.tokens.make("revoked", ["read"], None, 30, "amy")
    roof.one.tokens.revoke(number)
    foreign = bearer(roof.two, "read", "publish")
    headers: list[dict[str, str]] = [
        {},
        {"Authorization": "Bearer pkr_wrong"},
        {"Authorization": "Basic YW15OmFteQ=="},
        {"Authorization": f"Bearer {text}"},
        {"Cookie": f"{COOKIE}=wrong"},
        foreign,
    ]
    answers = [client.get(f"/shops/one/{path}", headers=each) for each in headers]
    answers += [client.get(f"/shops/{shop}/{path}", headers=foreign) for shop in ("none", "One", "%2e%2e")]
    assert {(answer.status_code, answer.text) for answer in answers} == {(401, answers[0].text)}
    assert {answer.headers["www-authenticate"] for answer in answers} == {"Bearer"}
    assert len({tuple(answer.headers.items()) for answer in answers}) == 1


def test_who_reads_their_own_and_is_nobody_gets_nothing(roof: Roof) -> None:
    """However such a row came into the database: no agent must not mean every agent."""
    nobody = Principal("x", "agent", ROLES["agent"], None, "user:0")
    for agent in (None, "A1"):
        with pytest.raises(RefusedError) as refused:
            Access(roof.server, roof.one, nobody).only(agent)
        assert refused.value.status_code == 404


def test_shops_do_not_see_each_other(roof: Roof, client: TestClient) -> None:
    """The same dates, the same agent, a token each; also where one has asked just before."""
    for shop, site, first in (("one", roof.one, "early"), ("two", roof.two, "secret shift")):
        answer = client.get(f"/shops/{shop}/{ROSTER}", headers=bearer(site, "read")).json()
        assert answer["rows"][0]["shift_name"] == first


def test_one_s_own_shifts_and_nobody_else_s(roof: Roof, client: TestClient) -> None:
    """Another's are not there; coverage is not for them; who published it, and why, neither."""
    own = bearer(roof.one, "read-own", agent="A1")
    rows = client.get(f"/shops/one/{ROSTER}", headers=own).json()["rows"]
    assert {each["employee_id"] for each in rows} == {"A1"}
    rows = client.get("/shops/one/publications/2026-11-09/2", headers=own).json()["rows"]
    assert {each["employee_id"] for each in rows} == {"A1"}
    assert client.get("/shops/one/person?agent=A1&from=2026-11-09", headers=own).status_code == 200
    others = client.get("/shops/one/person?agent=A2&from=2026-11-09", headers=own)
    nobody = client.get("/shops/one/person?agent=A999&from=2026-11-09", headers=own)
    assert (others.status_code, others.text) == (nobody.status_code, nobody.text)
    assert others.status_code == 404
    assert client.get("/shops/one/coverage?from=2026-11-09", headers=own).status_code == 403
    listed = client.get("/shops/one/publications", headers=own).json()["publications"]
    assert {(each["who"], each["note"]) for each in listed} == {(None, None)}


def test_a_scope_is_all_that_a_token_has(roof: Roof, client: TestClient) -> None:
    """Who may publish does not read."""
    publishes = bearer(roof.one, "publish")
    for path in PATHS[1:-1]:
        assert client.get(f"/shops/one/{path}", headers=publishes).status_code == 403
    assert client.get("/shops/one/session", headers=publishes).json()["permissions"] == ["publish"]


def test_logging_in_and_out(roof: Roof, client: TestClient) -> None:
    """The cookie is hidden from scripts and other shops; after log-out its copy is worth nothing."""
    answer = log_in(client)
    assert answer.status_code == 200  # type: ignore[attr-defined]
    said = answer.headers["set-cookie"]  # type: ignore[attr-defined]
    assert "HttpOnly" in said
    assert "SameSite=lax" in said
    assert "Path=/shops/one;" in said
    assert "Secure" not in said  # this one came by plain HTTP
    copy = client.cookies[COOKIE]
    assert client.get("/shops/one/session").json()["name"] == "amy"
    assert client.get(f"/shops/one/{ROSTER}").status_code == 200
    assert client.delete("/shops/one/session").status_code == 204
    client.cookies.clear()
    assert client.get("/shops/one/session", headers={"Cookie": f"{COOKIE}={copy}"}).status_code == 401


def test_by_https_the_cookie_stays_there(roof: Roof) -> None:
    """And browsers are told to come back by HTTPS only."""
    client = make_client(roof.server)
    client.base_url = "https://roster.example"
    answer = log_in(client)
    assert "Secure" in answer.headers["set-cookie"]  # type: ignore[attr-defined]
    assert "max-age" in answer.headers["strict-transport-security"]  # type: ignore[attr-defined]


def test_wrong_names_and_passwords_say_the_same(roof: Roof, client: TestClient) -> None:
    """An unknown name, a wrong password, another shop's user, no such shop; none gets a cookie."""
    answers = [
        log_in(client, name="amy", password="wrong"),
        log_in(client, name="nobody"),
        log_in(client, shop="two"),
        log_in(client, shop="none"),
        log_in(client, name="amy", password="x" * 1000),
    ]
    assert {(answer.status_code, answer.text) for answer in answers} == {(401, answers[0].text)}  # type: ignore[attr-defined]
    assert not any("set-cookie" in answer.headers for answer in answers)  # type: ignore[attr-defined]


def test_a_password_is_never_said_back(roof: Roof, client: TestClient) -> None:
    """Not even where the body is of another form."""
    for body in ({"name": "amy", "password": [PASSWORD]}, {"name": 1, "password": PASSWORD, "x": PASSWORD}):
        answer = client.post("/shops/one/session", json=body)
        assert answer.status_code == 422
        assert PASSWORD not in answer.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost:9999"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"}, 403),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Host": "evil.example"}, 400),
        ({"Host": ""}, 400),
        ({"Host": "ROSTER.example.:8500"}, 200),
        ({"Host": "[::1]:8500"}, 200),
        ({"Content-Length": "70000"}, 413),
    ],
)
def test_pages_of_others_log_nobody_in(
    roof: Roof, client: TestClient, headers: dict[str, str], status: int
) -> None:
    """Foreign origins and names are refused before anything is looked at, and so is what is no JSON."""
    body = f'{{"name": "amy", "password": "{PASSWORD}"}}'
    sent = {"Content-Type": "application/json", **headers}
    assert client.post("/shops/one/session", content=body, headers=sent).status_code == status


def test_a_body_in_pieces_is_no_larger(roof: Roof, client: TestClient) -> None:
    """Where it does not say its length, it is counted."""
    pieces = iter([b'{"name": "', *[b"x" * 10_000] * 7, b'"}'])
    sent = {"Content-Type": "application/json"}
    assert client.post("/shops/one/session", content=pieces, headers=sent).status_code == 413


def test_every_answer_is_dressed(roof: Roof, client: TestClient) -> None:
    """Refusals and failures, too; nothing says what the server is made of."""
    for path in ("/healthz", "/nothing", f"/shops/one/{ROSTER}", "/openapi.json", "/docs"):
        answer = client.get(path)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "server" not in answer.headers
    assert client.get("/docs").status_code == 404
    assert client.post("/healthz").status_code == 405


def test_a_failure_tells_nothing(roof: Roof, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a defect nor a database that is gone; the log of the server has the reason."""
    reads = bearer(roof.one, "read")

    def defect(self: object) -> None:
        raise RuntimeError("the inside")

    monkeypatch.setattr(MemoryRosters, "publications", defect)
    answer = client.get(f"/shops/one/{ROSTER}", headers=reads)
    assert (answer.status_code, answer.json()["code"]) == (500, "failed")
    assert "inside" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"

    def gone(self: object) -> None:
        raise InputError([Finding("error", "store_busy", "/secret/place")])

    monkeypatch.setattr(MemoryRosters, "publications", gone)
    for path in (f"/shops/one/{ROSTER}", "/healthz"):
        answer = client.get(path, headers=reads)
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert "secret" not in answer.text


def test_too_many_requests_wait(tmp_path: Path) -> None:
    """Of an address, of a token and of log-ins, each with its own measure."""
    source = MemoryRosters()
    site = make_site(tmp_path, "shop", source)
    reads, other = bearer(site, "read"), bearer(site, "read")
    twice = Rate(burst=2, per_second=0.1)
    client = make_client(make_server([site], principals=RateLimit(twice)))
    paths = ["/shops/shop/session"] * 3
    assert [client.get(path, headers=reads).status_code for path in paths] == [200, 200, 429]
    assert client.get(paths[0], headers=other).status_code == 200
    client = make_client(make_server([site], log_ins=RateLimit(twice)))
    assert [log_in(client, "shop").status_code for _ in range(3)] == [401, 401, 429]  # type: ignore[attr-defined]
    client = make_client(make_server([site], clients=RateLimit(twice)))
    answers = [client.get("/healthz") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2].headers["retry-after"]) in range(1, 11)


def test_refusals_are_in_the_reader_s_language(roof: Roof, client: TestClient) -> None:
    """As Accept-Language asks; codes stay the same."""
    for language, chinese in (
        ("zh-CN,zh;q=0.9,en;q=0.8", True),
        ("en-GB", False),
        ("fr, zh", True),
        ("", False),
    ):
        answer = client.get(f"/shops/one/{ROSTER}", headers={"Accept-Language": language}).json()
        assert answer["code"] == "unauthorized"
        assert bool(re.search("[\u4e00-\u9fff]", answer["message"])) == chinese
