"""Extreme shocks: the fuzz of ``make fuzz``, a little of it here and more in the slow suite."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("shocks", [64, pytest.param(800, marks=pytest.mark.slow)])
def test_no_extreme_shock_is_silently_wrong(shocks):
    words = [sys.executable, str(ROOT / "benchmarks" / "fuzz.py"), "--shocks", str(shocks), "--seed", str(shocks)]
    told = subprocess.run(words, capture_output=True, text=True, timeout=900)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "0 silently wrong" in told.stdout
    assert "0 solved but marked" in told.stdout
