"""Answers that a client may keep: an ETag, and 304 for who has them already."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from fastapi import Request, Response

from peakroster.serve.rosters import Kept, tag_of

JSON = "application/json"
CSV = "text/csv; charset=utf-8"
CALENDAR = "text/calendar; charset=utf-8"


def kept_answer(
    request: Request, kept: Kept, what: tuple[Hashable, ...], media_type: str, make: Callable[[], bytes]
) -> Response:
    """The answer, made by ``make`` where it is not in memory; 304 without one where the client has it.

    what: everything that the answer depends on; the same means the same bytes.
    """
    tag = tag_of(_version(), media_type, *what)
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}
    if _has(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    return Response(kept.answers.get(tag, make), media_type=media_type, headers=headers)


def _has(known: str, tag: str) -> bool:
    """Whether If-None-Match names the tag (RFC 9110, 13.1.2: weak comparison)."""
    tags = {each.strip().removeprefix("W/") for each in known.split(",")}
    return "*" in tags or tag in tags


@cache
def _version() -> str:
    try:
        return version("peakroster")
    except PackageNotFoundError:
        return "0"
