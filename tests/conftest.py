"""What all tests share: the same generated examples on every run, so that a failure is never luck.

``HYPOTHESIS_PROFILE=explore make test`` looks for new ones.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.postgres import binaries, server

os.environ.pop("PEAKROSTER_DATABASE_URL", None)  # no test touches the database of whoever runs it

gc.disable()  # until all is imported: nothing of that is garbage, and looking takes a third of the time


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """Modules and tests stay: from now on nobody looks through them for garbage again and again."""
    gc.freeze()
    gc.enable()


settings.register_profile("repeatable", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("explore", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server of these tests. Without PostgreSQL they are skipped, not in CI."""
    if binaries() is None and not os.environ.get("CI"):
        pytest.skip("PostgreSQL is not installed")
    with server() as address:
        yield address
