"""A company's directory for tests: an OIDC provider in this process, which can be wrong in all ways."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from peakroster.serve.oidc.provider import Provider
from peakroster.serve.oidc.settings import OidcSettings

ISSUER = "https://login.example"
CLIENT, SECRET = "peakroster at camellia", "a client's secret/:"
ACCESS = "an-access-token"
CODE = "a-code-that-is-worth-a-token"
KEY = RSAKey.generate_key(2048, parameters={"kid": "1"})
OTHER_KEY = RSAKey.generate_key(2048, parameters={"kid": "1"})

Claims = dict[str, object]
Sign = Callable[[Claims], str]


def signed(key: RSAKey = KEY, algorithm: str = "RS256") -> Sign:
    """Signs as a provider with this key does."""
    return lambda claims: jwt.encode({"alg": algorithm, "kid": "1"}, claims, key, algorithms=[algorithm])


def unsigned(claims: Claims) -> str:
    """``alg`` is ``none``."""
    return f"{_part({'alg': 'none', 'kid': '1'})}.{_part(claims)}."


def signed_with_the_public_key(claims: Claims) -> str:
    """HS256, with the key that everybody knows as the secret."""
    text = f"{_part({'alg': 'HS256', 'kid': '1'})}.{_part(claims)}"
    digest = hmac.new(KEY.as_pem(private=False), text.encode(), hashlib.sha256).digest()
    return f"{text}.{_base64(digest)}"


@dataclass
class Directory:
    """A provider whose one account is ``name``.

    claims: put in the place of those that are right; None leaves one out. described: the same for what it
    says of itself. down: the path that fails.
    """

    name: str = "amy"
    claims: Claims = field(default_factory=dict)
    described: Claims = field(default_factory=dict)
    sign: Sign = field(default_factory=signed)
    down: str | None = None
    tokens: list[str] = field(default_factory=list)
    _asked: dict[str, str] = field(default_factory=dict)

    def provider(self, name_claim: str = "preferred_username") -> Provider:
        settings = OidcSettings(ISSUER, CLIENT, SECRET, name_claim)
        return Provider(settings, httpx.MockTransport(self._answer))

    def consent(self, address: str) -> str:
        """The path to which a browser comes back from ``address`` after its user has logged in there."""
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{ISSUER}/authorize"
        self._asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert self._asked["response_type"] == "code"
        assert self._asked["client_id"] == CLIENT
        assert "openid" in self._asked["scope"].split()
        assert self._asked["code_challenge_method"] == "S256"
        back = urlsplit(self._asked["redirect_uri"])
        return f"{back.path}?{urlencode({'state': self._asked['state'], 'code': CODE})}"

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path == self.down:
            raise httpx.ConnectError("refused")
        if path == "/.well-known/openid-configuration":
            return httpx.Response(200, json=self._itself())
        if path == "/keys":
            return httpx.Response(200, json=KeySet([KEY]).as_dict(private=False))
        assert path == "/token"
        return self._token(request)

    def _itself(self) -> Claims:
        addresses = {
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
        }
        return {"issuer": ISSUER, **addresses, **self.described}

    def _token(self, request: httpx.Request) -> httpx.Response:
        sent = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        basic = "Basic " + base64.b64encode(b"peakroster+at+camellia:a+client%27s+secret%2F%3A").decode()
        by_header = request.headers.get("authorization") == basic
        by_form = (sent.get("client_id"), sent.get("client_secret")) == (CLIENT, SECRET)
        if by_header == by_form:
            return httpx.Response(401, json={"error": "invalid_client"})
        challenge = _base64(hashlib.sha256(sent["code_verifier"].encode()).digest())
        right = (CODE, self._asked["redirect_uri"], self._asked["code_challenge"])
        if (sent["code"], sent["redirect_uri"], challenge) != right:
            return httpx.Response(400, json={"error": "invalid_grant", "error_description": sent["code"]})
        now = int(time.time())
        claims: Claims = {
            "iss": ISSUER,
            "sub": "248289761001",
            "aud": CLIENT,
            "exp": now + 300,
            "iat": now,
            "nonce": self._asked["nonce"],
            "preferred_username": self.name,
            **self.claims,
        }
        token = self.sign({name: value for name, value in claims.items() if value is not None})
        self.tokens.append(token)
        content = {"access_token": ACCESS, "token_type": "Bearer", "id_token": token}
        return httpx.Response(200, json=content)


def _part(content: Claims) -> str:
    return _base64(json.dumps(content).encode())


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
