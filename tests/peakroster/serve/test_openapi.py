"""What the OpenAPI document says is so: schemathesis asks all that it allows, and what it does not.

``SCHEMATHESIS_EXAMPLES=1000`` asks more.
"""

from __future__ import annotations

import os

import pytest
import schemathesis
from argon2 import PasswordHasher
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from peakroster.serve.app import create_app
from tests.peakroster.serve.conftest import Roof, make_roof
from tests.peakroster.serve.shops import bearer

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "8"))
OPERATIONS = [
    "GET /healthz",
    "POST /shops/{shop}/session",
    "GET /shops/{shop}/session",
    "DELETE /shops/{shop}/session",
    "GET /shops/{shop}/publications",
    "POST /shops/{shop}/publications",
    "GET /shops/{shop}/publications/{first_day}/{number}",
    "GET /shops/{shop}/roster",
    "GET /shops/{shop}/roster.csv",
    "GET /shops/{shop}/person",
    "GET /shops/{shop}/person.csv",
    "GET /shops/{shop}/changes/{first_day}",
    "GET /shops/{shop}/coverage",
    "GET /shops/{shop}/coverage.csv",
    "GET /shops/{shop}/requests",
    "POST /shops/{shop}/requests",
    "GET /shops/{shop}/requests/{number}/effect",
    "POST /shops/{shop}/requests/{number}/decision",
    "DELETE /shops/{shop}/requests/{number}",
    "GET /calendars/{secret}.ics",
    "GET /shops/{shop}/calendars",
    "POST /shops/{shop}/calendars",
    "DELETE /shops/{shop}/calendars/{number}",
]


@pytest.fixture(scope="module")
def roof(tmp_path_factory: pytest.TempPathFactory, quick_hashes: PasswordHasher) -> Roof:
    """A roof of its own: whoever asks everything publishes, too."""
    return make_roof(tmp_path_factory.mktemp("asked"))


@pytest.fixture(scope="module")
def operations(roof: Roof) -> dict:
    """Each operation of the document by its method and address."""
    app = create_app(roof.server, allowed_hosts=["testserver"])
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    found = (result.ok() for result in schema.get_all_operations())
    return {f"{each.method.upper()} {each.path}": each for each in found}


def test_every_operation_is_asked(operations: dict) -> None:
    """The list above is the document's."""
    assert sorted(operations) == sorted(OPERATIONS)


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("name", OPERATIONS)
def test_nothing_is_found(roof: Roof, operations: dict, name: str, mode: GenerationMode) -> None:
    """No failure, and no answer or form that is not documented; valid questions are answered, others not."""
    operation = operations[name]
    token = bearer(roof.one, "read", "publish")

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(mode))
    def ask(case: schemathesis.Case) -> None:
        if "shop" in case.path_parameters and mode is GenerationMode.POSITIVE:
            case.path_parameters["shop"] = "one"
        headers = {} if name.startswith("POST") and name.endswith("session") else token
        case.call_and_validate(headers=headers)

    if mode is GenerationMode.NEGATIVE and not _can_be_wrong(operation):
        pytest.skip("every question of this form is one")
    ask()


def _can_be_wrong(operation: schemathesis.APIOperation) -> bool:  # type: ignore[name-defined]
    return bool(
        operation.query or operation.body or "number" in operation.path or "first_day" in operation.path
    )
