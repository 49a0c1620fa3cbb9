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
from tradetalks.summit.classlist import Student, plan
from tradetalks.summit.events import Assigned, Entry, RoomOpened, Terms
from tradetalks.summit.log import Log
from tradetalks.summit.resuming import contradictions, kept_rooms


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


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--rooms", "2"], "--rooms: it has 1, not 2"),
        (["--minutes", "60", "--rounds", "4"], "--minutes: 30, not 60; --rounds: 3, not 4"),
        (["--needed", "2"], "--needed, --veto: all 3 parties must sign, not 2 of 3 parties must sign"),
        (["--worth", "middle"], "--worth: drawn, not middle"),
        (["--seed", "8"], "--seed: its lots were drawn by another"),
        (["--class", "CLASS"], "--class: Zoë not in it"),
    ],
)
def test_a_summit_that_goes_on_takes_no_other_terms(tmp_path, words, told):
    """What is typed and left aside would be believed; the same command as before goes on."""
    folder, out = write(tmp_path / "d", three()), tmp_path / "out"
    out.mkdir()
    (tmp_path / "class.csv").write_text("name\nAnn\nZoë\n", encoding="utf-8")
    log = Log(f"sqlite:///{out / 'summit.db'}")
    terms = Terms(("USA", "EU", "JPN"), 3, minutes=30, rounds=3, seed=7)
    seated = plan(terms, ["A"], [Student("Ann", "A", "EU")])
    log.append([Entry("A", 1, 0.0, RoomOpened(seated.rooms["A"])), Entry("A", 2, 0.0, Assigned("EU", "Ann"))])
    given = [str(tmp_path / "class.csv") if word == "CLASS" else word for word in words]
    done = CliRunner().invoke(app, ["summit", str(folder), "-o", str(out), *given])
    assert isinstance(done.exception, TradetalksError)
    assert told in str(done.exception)
    same = {"rooms", "minutes", "rounds", "needed", "worth", "seed"}
    assert contradictions(kept_rooms(log), seated, same) == []
    assert contradictions(kept_rooms(log), plan(terms, ["A", "B"]), ()) == []  # what was left out asks for nothing


@pytest.mark.slow
def test_a_killed_server_comes_back_with_all_it_answered():
    script = Path(__file__).parents[2] / "benchmarks" / "soak_summit.py"
    words = [sys.executable, str(script), "--seats", "6", "--seconds", "16"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 lost, 0 lines behind, 0 wrong answers" in done.stdout
