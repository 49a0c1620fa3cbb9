"""Random requests to the workbench from its OpenAPI document: no fault of its own, every answer as documented."""

import pytest

pytest.importorskip("fastapi", reason="the app extra is not installed")
schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")

from hypothesis import HealthCheck, given, settings  # noqa: E402

import tradetalks as tt  # noqa: E402
from tests.small_dossier import write  # noqa: E402
from tradetalks.app.server import create  # noqa: E402

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def schema(tmp_path_factory):
    app = create(tt.Dossier.load(write(tmp_path_factory.mktemp("d"))), frozenset({"localhost", "testserver"}))
    app.state.shelf.open("small", lambda *_: None)
    return schemathesis.openapi.from_asgi("/openapi.json", app)


def test_no_request_breaks_it(schema):
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(case=operation.as_strategy())
        def check(case):
            nonlocal tried
            tried += 1
            if "/api/tables/" in case.operation.path and "key" in (case.path_parameters or {}):
                case.path_parameters["key"] = "small"
            answer = case.call()
            assert answer.status_code < 500, answer.text
            assert answer.status_code == 200 or "error" in answer.json()

        check()
    assert tried > 300


def test_several_users_at_once_lose_nothing():
    import subprocess
    import sys
    from pathlib import Path

    script = Path(__file__).parents[2] / "benchmarks" / "soak.py"
    told = subprocess.run(
        [sys.executable, str(script), "--users", "8", "--seconds", "8"], capture_output=True, text=True
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert " 0 wrong or lost" in told.stdout
