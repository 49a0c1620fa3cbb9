"""Ranges by region beside a package's figures: of one set its own answer, kept, and told by the command that asks."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.small_dossier import FOUR, small, write
from tradetalks.cli import app
from tradetalks.counsel import reach_kept
from tradetalks.counsel.reach_kept import FIGURES, ranges
from tradetalks.dossier.model import Dossier
from tradetalks.incidence.households import household_cost
from tradetalks.incidence.jobs import jobs
from tradetalks.incidence.revenue import at_unchanged_wages, subsidies_added
from tradetalks.value.cache import ValueCache
from tradetalks.value.eve import bring_to_eve

DEAL = {"steel": "lifted", "data": "framework"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    world = FOUR
    return write(tmp_path_factory.mktemp("talks"), small(world=world))


@pytest.fixture(scope="module")
def eve(folder):
    return bring_to_eve(Dossier.load(folder))


def test_one_set_alone_gives_its_own_figures_and_they_are_kept(eve, tmp_path, monkeypatch):
    cache = ValueCache(tmp_path / "values.sqlite")
    assert ranges(eve, DEAL, ["GYY"], if_kept=True, cache=cache) is None
    found = ranges(eve, DEAL, ["GYY"], cache=cache)
    assert found is not None
    solved = eve.solve(DEAL)
    cost, people, income = household_cost(solved), jobs(solved), solved.real_income_change
    others = [code not in eve.dossier.regions.values() for code in eve.world.regions]
    own = {
        "real_income": solved.real_income_change,
        "real_income_percent": 100 * (solved.real_income_ratio - 1),
        "real_gdp": 100 * (solved.real_gdp_ratio - 1),
        "prices": 100 * solved.inflation,
        "revenue": at_unchanged_wages(solved) - solved.world.tariff_revenue,
        "purchases": subsidies_added(solved),
        "efficiency": solved.real_account.per_cent("efficiency"),
        "terms_of_trade": solved.real_account.per_cent("terms_of_trade"),
        "deficit": solved.real_account.per_cent("deficit"),
        "moved": people.moved,
        "household": np.concatenate([[cost.usd], cost.by_decile]),
        "jobs": people.change,
        "idle": people.not_employed,
        "idle_percent": 100 * (1 - solved.employed),
        "together": np.array([income[others].sum(), income.sum()]),
    }
    assert set(own) == set(FIGURES)
    for name, figures in own.items():
        for end in (0, 1):
            np.testing.assert_allclose(found.ends[name][end], figures, atol=1e-6, err_msg=name)
    monkeypatch.setattr(reach_kept, "reaches", lambda *_: pytest.fail("worked out twice"))
    again = ranges(eve, DEAL, ["GYY"], if_kept=True, cache=cache)
    assert again is not None
    for name in FIGURES:
        np.testing.assert_array_equal(again.ends[name], found.ends[name])


def test_solve_tells_them_unless_they_are_not_wanted(folder):
    run = ["solve", str(folder), "-p", "steel=lifted"]
    without = CliRunner().invoke(app, [*run, "--no-ranges"])
    assert without.exit_code == 0
    assert "90 of 100 draws" not in without.output
    told = CliRunner().invoke(app, run)
    assert told.exit_code == 0
    assert "90 of 100 draws" in told.output
    after = json.loads(CliRunner().invoke(app, [*run, "--json", "--who-pays"]).output)
    for code, region in after["ranges"]["regions"].items():
        for name in ("real_income_bn", "real_gdp_pct", "terms_of_trade_effect_pct"):
            low, high = region[name]
            assert low - 1e-9 <= after["regions"][code][name] <= high + 1e-9
    later = bring_to_eve(Dossier.load(folder).at_horizon("long run")).solve({"steel": "lifted"})
    told_later = [region["real_income_bn"] for region in after["long_run"].values()]
    np.testing.assert_allclose(told_later, later.real_income_change, atol=1e-9)
    assert "in the long run" in without.output
    pays = after["who_pays"]
    low, high = pays["ranges"]["usd_a_household"]
    assert low <= pays["households"]["usd_a_household"] <= high
    for sector, told_of in pays["jobs"]["USA"]["sectors"].items():
        low, high = pays["ranges"]["jobs_change_thousands"]["USA"][sector]
        assert low - 1e-9 <= told_of["change"] <= high + 1e-9
    refused = CliRunner().invoke(app, ["solve", "--ledger", "us-2025", "--on", "2025-11-10", "--ranges"])
    assert refused.exit_code != 0
