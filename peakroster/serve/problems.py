"""Refusals and failures: a code, a sentence in the reader's language, and nothing of the inside."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from functools import cache
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from peakroster.messages import Translator
from peakroster.tables.findings import Finding

_CODES = {
    400: "invalid",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    409: "unpublishable",
    405: "bad_method",
    413: "too_large",
    415: "not_json",
    422: "invalid",
    429: "too_many",
    503: "unavailable",
}
_WHEN = {
    400: "The request cannot be read, or names a host that is not served here.",
    401: "No valid token or session of this shop; a shop that does not exist answers the same.",
    403: "Not allowed for this token or user, or sent by another site's page.",
    404: "Not there, or not for this token or user.",
    409: "It cannot be done; `findings` says why.",
    413: "The body is larger than 64 KiB.",
    415: "The body is not application/json.",
    422: "A parameter or the body is not of the documented form.",
    429: "Too many requests; Retry-After says when to go on.",
    503: "The database cannot be reached just now.",
}


class Problem(BaseModel):
    """code: for programs. message: for people, by Accept-Language. where: the parameters that are wrong.

    findings: what keeps a plan from being published, in words.
    """

    model_config = ConfigDict(extra="forbid")

    code: str = Field(examples=["unauthorized"])
    message: str
    where: list[str] = []
    findings: list[str] = []


class RefusedError(HTTPException):
    """A refusal with a code of its own, or with findings about the shop."""

    def __init__(
        self,
        status: int,
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
        findings: Sequence[Finding] = (),
    ) -> None:
        super().__init__(status, headers=dict(headers or {}))
        self.code = code or _CODES[status]
        self.findings = tuple(findings)


def documented(*further: int) -> dict[int | str, dict[str, Any]]:
    """The answers other than success that an operation may give, for its OpenAPI entry."""
    statuses = sorted({400, 413, 422, 429, 503, *further})
    return {status: {"model": Problem, "description": _WHEN[status]} for status in statuses}


def problem_answer(
    scope: MutableMapping[str, Any],
    status: int,
    code: str,
    *,
    where: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
    findings: Sequence[Finding] = (),
) -> JSONResponse:
    """The answer that tells a problem."""
    translate = _translator(language_of(scope))
    content = {
        "code": code,
        "message": translate(f"serve.problem_{code}"),
        "where": list(where),
        "findings": [finding.sentence(translate) for finding in findings],
    }
    return JSONResponse(content, status, headers=dict(headers or {}))


def add_handlers(app: FastAPI) -> None:
    """Tell every refusal of the routes in this form."""

    @app.exception_handler(HTTPException)
    async def _refused(request: Request, error: HTTPException) -> JSONResponse:
        refused = error if isinstance(error, RefusedError) else None
        code = refused.code if refused else _CODES.get(error.status_code, "failed")
        findings = refused.findings if refused else ()
        return problem_answer(
            request.scope, error.status_code, code, headers=error.headers, findings=findings
        )

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        # The places, not what stands there: an answer must not repeat a password.
        where = [".".join(map(str, each["loc"])) for each in error.errors()]
        return problem_answer(request.scope, 422, "invalid", where=sorted(set(where)))


def language_of(scope: MutableMapping[str, Any]) -> str:
    """``zh`` or ``en``: which of them Accept-Language names first; English where it names neither."""
    wanted = next((value for name, value in scope["headers"] if name.lower() == b"accept-language"), b"")
    for part in wanted.decode("latin-1").lower().split(","):
        tag = part.partition(";")[0].strip()
        if tag[:2] in ("zh", "en"):
            return tag[:2]
    return "en"


@cache
def _translator(language: str) -> Translator:
    return Translator(language)
