"""The provider: where it sends browsers, and whom its token names (OpenID Connect Core 1.0, section 3.1).

What it says of itself, and its keys, are asked anew for every log-in. These are few, and a key that it has
withdrawn counts no longer at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from peakroster.serve.oidc.settings import OidcSettings, is_safe
from peakroster.serve.oidc.tickets import Ticket

_ALGORITHMS = ["RS256", "PS256", "ES256"]
"""Signatures that it alone can make. For ``HS256`` its public key is enough, for ``none`` nothing."""
_KEY_TYPES = ("RSA", "EC")
_LEEWAY = 60
"""Seconds by which the clocks of two machines may differ."""
_PATIENCE = httpx.Timeout(5.0)
_BASIC = "client_secret_basic"


class ProviderError(Exception):
    """The provider does not answer as it should. Its text has no secret, and is for the server's log."""


class NotProvenError(Exception):
    """The provider says nobody's name, or nobody can rely on it. Its text has no secret, either."""


@dataclass(frozen=True)
class Provider:
    """transport: how it is reached; None = over the network."""

    settings: OidcSettings
    transport: httpx.BaseTransport | None = None

    def log_in_address(self, ticket: Ticket, redirect_uri: str) -> str:
        """Where a browser goes to log in. Raises ProviderError."""
        scope = "openid profile email" if self.settings.name_claim == "email" else "openid profile"
        with self._client() as client:
            address = _endpoint(self._described(client), "authorization_endpoint")
        found: str = prepare_grant_uri(
            address,
            client_id=self.settings.client_id,
            response_type="code",
            redirect_uri=redirect_uri,
            scope=scope,
            state=ticket.state,
            nonce=ticket.nonce,
            code_challenge=create_s256_code_challenge(ticket.verifier),
            code_challenge_method="S256",
        )
        return found

    def name(self, code: str, ticket: Ticket, redirect_uri: str) -> str:
        """Whose name the token has that the code is worth. Raises ProviderError, NotProvenError."""
        with self._client() as client:
            described = self._described(client)
            tokens = self._tokens(client, described, code, ticket, redirect_uri)
            keys = _object(client, "GET", _endpoint(described, "jwks_uri"))
        claims = self._claims(tokens, keys, ticket.nonce)
        name = claims.get(self.settings.name_claim)
        if not isinstance(name, str) or not name or not name.isprintable():
            raise NotProvenError(f"the token has no name in its claim {self.settings.name_claim}")
        if self.settings.name_claim == "email" and claims.get("email_verified") is not True:
            raise NotProvenError("the provider has not verified the e-mail address")
        return name

    def _client(self) -> httpx.Client:
        by_proxy = self.transport is None  # as the environment says
        return httpx.Client(
            transport=self.transport, timeout=_PATIENCE, follow_redirects=False, trust_env=by_proxy
        )

    def _described(self, client: httpx.Client) -> Mapping[str, Any]:
        issuer = self.settings.issuer
        described = _object(client, "GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if described.get("issuer") != issuer:
            raise ProviderError("it calls itself by another issuer than PEAKROSTER_OIDC_ISSUER")
        return described

    def _tokens(
        self, client: httpx.Client, described: Mapping[str, Any], code: str, ticket: Ticket, redirect_uri: str
    ) -> Mapping[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": ticket.verifier,
        }
        id, secret = self.settings.client_id, self.settings.client_secret
        methods = described.get("token_endpoint_auth_methods_supported", [_BASIC])
        address = _endpoint(described, "token_endpoint")
        if isinstance(methods, list) and _BASIC not in methods:
            return _object(client, "POST", address, data={**form, "client_id": id, "client_secret": secret})
        # RFC 6749, section 2.3.1: both are encoded as in a form first
        return _object(client, "POST", address, data=form, auth=(quote_plus(id), quote_plus(secret)))

    def _claims(self, tokens: Mapping[str, Any], keys: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
        token, access = tokens.get("id_token"), tokens.get("access_token")
        if not isinstance(token, str):
            raise NotProvenError("there is no id_token")
        id = self.settings.client_id
        options = {
            "iss": {"essential": True, "value": self.settings.issuer},
            "aud": {"essential": True, "value": id},
        }
        # The texts of these errors are not passed on: they may quote the token.
        try:
            signed = jwt.decode(token, _public_keys(keys), algorithms=_ALGORITHMS)
            params = {"nonce": nonce, "client_id": id, "access_token": access}
            claims = CodeIDToken(signed.claims, signed.header, options, params)
            claims.validate(leeway=_LEEWAY)
        except (JoseError, ValueError, TypeError, AttributeError) as error:
            raise NotProvenError(f"the id_token is not valid: {type(error).__name__}") from None
        return dict(claims)


def _public_keys(document: Mapping[str, Any]) -> KeySet:
    keys = document.get("keys")
    if not isinstance(keys, list):
        raise ProviderError("its keys are no list")
    found = [key for key in keys if isinstance(key, dict) and key.get("kty") in _KEY_TYPES]
    return KeySet.import_key_set({"keys": found})


def _endpoint(described: Mapping[str, Any], name: str) -> str:
    address = described.get(name)
    if not isinstance(address, str) or not is_safe(address):
        raise ProviderError(f"its {name} is no address with HTTPS")
    return address


def _object(client: httpx.Client, method: str, address: str, **sent: Any) -> Mapping[str, Any]:
    """The JSON object that is answered. What was sent and what came back is in no error."""
    try:
        answer = client.request(method, address, headers={"Accept": "application/json"}, **sent)
        content = answer.json() if answer.status_code == 200 else None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise ProviderError(f"no answer that can be read: {type(error).__name__}") from None
    if method == "POST" and answer.status_code == 400:
        raise NotProvenError("the provider refuses the code")
    if not isinstance(content, dict):
        raise ProviderError(f"{method} was answered by status {answer.status_code}, or by no JSON object")
    return content
