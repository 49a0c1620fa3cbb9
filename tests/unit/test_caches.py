"""Caches: versioned, bounded, cleared on request, never believed when damaged."""

import numpy as np
import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tests.small_dossier import write
from tradetalks import __version__
from tradetalks.cli import app
from tradetalks.value.cache import ValueCache, default_path
from tradetalks.value.eve import bring_to_eve
from tradetalks.value.kept import OutcomeCache

runner = CliRunner()


def test_rows_carry_the_version_and_the_oldest_go(tmp_path):
    cache = ValueCache(tmp_path / "v.sqlite", limit=200_000)
    for k in range(40):
        cache.put({f"{k}-{j}": np.full(50, float(k)) for j in range(20)})
    assert (tmp_path / "v.sqlite").stat().st_size <= 200_000
    assert cache.get(["39-0"], 50)["39-0"][0] == 39
    assert not cache.get(["0-0"], 50)
    assert set(cache.count()) == {__version__}


def test_outcomes_come_back_as_they_were(tmp_path, monkeypatch):
    dossier = tt.Dossier.load(write(tmp_path / "d"))
    kept = OutcomeCache(tmp_path / "outcomes")
    first = bring_to_eve(dossier, outcomes=kept)
    package = first.solve({"steel": "lifted"})
    assert len(list((tmp_path / "outcomes").glob("*.npz"))) == 2
    monkeypatch.setattr("tradetalks.value.eve.solve_from", None)
    monkeypatch.setattr("tradetalks.value.eve.find_from", None)
    again = bring_to_eve(dossier, outcomes=kept)
    found = again.solve({"steel": "lifted"})
    assert found.certificate == package.certificate
    for frame in ("regions", "sectors", "trade", "welfare"):
        assert found.to_frame(frame).equals(package.to_frame(frame))
    np.testing.assert_array_equal(again.world.trade, first.world.trade)


def test_the_oldest_outcomes_go_where_the_folder_is_full_whoever_filled_it(tmp_path, monkeypatch):
    eve = bring_to_eve(tt.Dossier.load(write(tmp_path / "d")), outcomes=OutcomeCache(tmp_path / "o"))
    size = max(path.stat().st_size for path in (tmp_path / "o").glob("*.npz"))
    monkeypatch.setattr("tradetalks.value.kept.limit_bytes", lambda: int(3.5 * size))
    for folder in [OutcomeCache(tmp_path / "o") for _ in range(2)]:
        for number in range(3):  # the first may have counted the folder, and knows what it wrote since
            folder.solved(eve.world, eve.shock({}), eve.closure, f"{id(folder)} {number}", lambda: eve.solve({}))
            assert len(list((tmp_path / "o").glob("*.npz"))) <= 3


def test_the_eve_and_no_change_from_it_are_kept_apart(tmp_path):
    """Both are the same policy, on different worlds: the eve changes the benchmark, the status quo nothing."""
    dossier = tt.Dossier.load(write(tmp_path / "d"))
    for _ in range(2):
        eve = bring_to_eve(dossier, outcomes=OutcomeCache(tmp_path / "outcomes"))
        assert np.abs(eve.outcome.real_income_ratio - 1).max() > 1e-5
        assert np.abs(eve.solve({}).real_income_ratio - 1).max() < 1e-9


def test_damaged_outcomes_are_solved_anew(tmp_path):
    dossier = tt.Dossier.load(write(tmp_path / "d"))
    kept = OutcomeCache(tmp_path / "outcomes")
    first = bring_to_eve(dossier, outcomes=kept)
    (path,) = (tmp_path / "outcomes").glob("*.npz")
    path.write_bytes(path.read_bytes()[:1000])
    again = bring_to_eve(dossier, outcomes=kept)
    np.testing.assert_array_equal(again.outcome.income, first.outcome.income)


def test_outcomes_are_bounded(tmp_path, monkeypatch):
    monkeypatch.setenv("TRADETALKS_CACHE_MB", "1.5")
    eve = bring_to_eve(tt.Dossier.load(write(tmp_path / "d")), outcomes=OutcomeCache(tmp_path / "o"))
    for option in ("lifted", "doubled"):
        eve.solve({"steel": option})
    assert sum(p.stat().st_size for p in (tmp_path / "o").iterdir()) <= 1.5e6


def test_info_and_clear(tmp_path, monkeypatch):
    monkeypatch.setenv("TRADETALKS_CACHE", str(tmp_path))
    ValueCache(tmp_path / "values.sqlite").put({"a": np.ones(3)})
    told = runner.invoke(app, ["cache", "info"]).stdout
    assert "values.sqlite" in told
    assert f"version {__version__}: 1" in told
    assert runner.invoke(app, ["cache", "clear", "values"]).exit_code == 0
    assert not (tmp_path / "values.sqlite").exists()
    with pytest.raises(tt.TradetalksError, match="expected one of: values, all"):
        runner.invoke(app, ["cache", "clear", "valus"], catch_exceptions=False)


def test_values_lie_in_the_folder_of_all_caches(tmp_path, monkeypatch):
    monkeypatch.setenv("TRADETALKS_CACHE", str(tmp_path / "here"))
    assert default_path() == tmp_path / "here" / "values.sqlite"
