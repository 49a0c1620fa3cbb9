"""``tradetalks summit`` as it is typed: faults before anything is solved, and a real server that is killed."""

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="the summit extra is not installed")
pytest.importorskip("itsdangerous", reason="the summit extra is not installed")
pytest.importorskip("uvicorn", reason="the app extra is not installed")
from typer.testing import CliRunner

from tests.small_dossier import write
from tests.summits import three
from tradetalks.cli import app
from tradetalks.errors import TradetalksError


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--veto", "JAP"], "--veto: unknown party 'JAP' (nearest: 'JPN')"),
        (["--computer", "JPN=bolware"], "--computer: unknown strategy 'bolware' (nearest: 'boulware')"),
        (["--computer", "CHN"], "--computer: unknown party 'CHN'"),
        (["--fill", "lazy"], "--fill: unknown strategy 'lazy'"),
        (["--fill", "linear"], "--fill goes with --class"),
        (["--needed", "4"], "expected at most the 3 parties"),
        (["--worth", "mean"], "--worth: unknown way 'mean'"),
        (["--key", "key.pem"], "--certificate and --key go together"),
        (["--class", "nowhere.csv"], "nowhere.csv: no such file"),
        (["--database", "nosuch://x:secret@host/db"], "the summit's log at nosuch://...@host/db"),
        (["--database", "nosuch//x:secret@host/db"], "the summit's log at an address of no known form"),
        (["--database", "nosuch://host/db?password=secret"], "the summit's log at nosuch://host/db"),
        (["--host", "256.1.1.1"], "cannot listen on 256.1.1.1"),
    ],
)
def test_faults_are_told_at_once(tmp_path, words, told):
    folder = write(tmp_path / "d", three())
    done = CliRunner().invoke(app, ["summit", str(folder), "-o", str(tmp_path / "out"), *words])
    assert isinstance(done.exception, TradetalksError)
    assert told in str(done.exception)
    assert "secret" not in str(done.exception)


@pytest.mark.slow
def test_a_killed_server_comes_back_with_all_it_answered():
    script = Path(__file__).parents[2] / "benchmarks" / "soak_summit.py"
    words = [sys.executable, str(script), "--seats", "6", "--seconds", "16"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 lost, 0 lines behind, 0 wrong answers" in done.stdout
