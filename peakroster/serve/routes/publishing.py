"""Publishing a plan that lies in the shop folder."""

from __future__ import annotations

from fastapi import APIRouter, Response

from peakroster.serve.access import AnyCaller
from peakroster.serve.accounts.permissions import Permission
from peakroster.serve.models import Publish, Published, entry_of
from peakroster.serve.problems import RefusedError, documented
from peakroster.serve.site import PublishOrder, UncleanError
from peakroster.tables.findings import InputError

router = APIRouter(prefix="/shops/{shop}", tags=["publishing"])


@router.post(
    "/publications",
    status_code=201,
    responses={
        200: {"model": Published, "description": "Exactly this was published before; nothing is new."},
        **documented(401, 403, 409, 415),
    },
    summary="Publish a plan",
)
def publish(response: Response, caller: AnyCaller, body: Publish) -> Published:
    """Make the plan that lies in the shop folder a version that people are told, after its audit.

    Where the audit finds something, 409 says so, unless `in_spite_of` says why it is published all the same.
    """
    granted = caller.allowed(Permission.PUBLISH)
    order = PublishOrder(body.first_day, body.note, body.in_spite_of, granted.principal.name)
    try:
        done = granted.site.publish(order)
    except UncleanError as error:
        raise RefusedError(409, "unclean", findings=error.findings) from error
    except InputError as error:
        if any(finding.code.startswith("store_") for finding in error.findings):
            raise  # the database, not the plan
        raise RefusedError(409, findings=error.findings) from error
    made = granted.site.view(granted.server.kept).publications
    entry = next(each for each in made if each.key == (body.first_day, done.number))
    response.status_code = 201 if done.new else 200
    return Published(
        **entry_of(entry, whole=True).model_dump(),
        new=done.new,
        changes=done.changes,
        violations=done.violations,
    )
