"""Whether the server is well."""

from __future__ import annotations

from fastapi import APIRouter, Request

from peakroster.serve.access import server_of
from peakroster.serve.models import Health
from peakroster.serve.problems import documented

router = APIRouter(tags=["health"])


@router.get("/healthz", responses=documented(), summary="Health")
def health(request: Request) -> Health:
    """``ok`` where the server answers and reaches the data of every shop; else 503. It names none."""
    for site in server_of(request).sites.values():
        site.source.publications()
    return Health(status="ok")
