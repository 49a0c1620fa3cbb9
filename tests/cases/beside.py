"""Small inputs that once failed, kept beside the checkout and not in it."""

from pathlib import Path

import pytest

CASES = Path(__file__).parents[3] / "shared" / "cases"


def case(name: str) -> Path:
    """The path of a case; a test that wants one which is not there says so and stops."""
    path = CASES / name
    if not path.exists():
        pytest.skip(f"no {name} in shared/cases beside the checkout")
    return path
