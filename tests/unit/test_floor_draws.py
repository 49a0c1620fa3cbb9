"""Draws where wages may not fall further: each as its own eve and package solve, and ranges of people out of work."""

from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from tests.small_dossier import FOUR, small, write
from tests.worlds import random_world
from tradetalks.counsel.bands import bands
from tradetalks.counsel.reach import reach
from tradetalks.counsel.reach_kept import Ranges
from tradetalks.dossier.model import Dossier
from tradetalks.equilibrium import limits as lim
from tradetalks.equilibrium.closure import Closure, Wages
from tradetalks.equilibrium.iterate import find_point
from tradetalks.equilibrium.prepare import prepare, unpack
from tradetalks.equilibrium.sector_wages import least_wage, sector_wage
from tradetalks.errors import DossierError
from tradetalks.incidence.jobs import jobs
from tradetalks.policy.shock import Shock
from tradetalks.report.idle_words import idle_cell, idle_words
from tradetalks.space.way import deal_space
from tradetalks.value.afresh import Benchmark, Question
from tradetalks.value.cache import ValueCache
from tradetalks.value.eve import OutcomeCache, bring_to_eve

DEAL = {"steel": "doubled", "data": "framework"}
HOW = [("fixed", "sector"), ("floating", "sector"), ("fixed", "region"), ("floating", "region")]


def made(folder, anchor="fixed", by="sector", allowed=None, **world):
    """The small dossier with wages that may not fall far; no war among its ways of no deal. Real wages cannot stay
    where they were everywhere at once."""
    allowed = allowed or (1.0 if anchor == "fixed" else {"USA": 1.0, "EU27": 1.0})
    how = {"horizon": "year 1", "wages": {"allowed": allowed, "anchor": anchor, "by": by}}
    without = [{"name": "as_is", "title": "as it is", "probability": 1.0}]
    return Dossier.load(write(folder, small(world={**FOUR, **how, **world}, no_deal=without)))


def bench(dossier, name="LL"):
    questions = Question(dossier.status_quo()), Question(dossier.package(DEAL))
    return Benchmark(dossier.with_elasticities(name), questions, ValueCache(None))


def alone(dossier, name):
    return bring_to_eve(dossier.with_elasticities(name), outcomes=OutcomeCache(None)).solve(dossier.package(DEAL))


@pytest.mark.parametrize(("anchor", "by"), HOW)
def test_a_draw_is_what_its_own_eve_and_package_solve_to(tmp_path, anchor, by):
    dossier = made(tmp_path, anchor, by)
    drawn = bench(dossier)
    logs = drawn.spread.drawn(range(1, 9))
    eve, found = (drawn.in_full(question, logs) for question in drawn.questions)
    np.testing.assert_allclose(eve.employed, 1.0, rtol=1e-14)
    assert found.employed.min() < 1 - 1e-6
    for number in (1, 6):
        single, row = alone(dossier, f"LL~{number}"), number - 1
        single.certificate.require()
        ratio = np.exp(found.levels.log_real - eve.levels.log_real)[row]
        np.testing.assert_allclose(ratio, single.real_income_ratio, rtol=1e-9)
        np.testing.assert_allclose(found.employed[row], single.employed, rtol=1e-9)
        np.testing.assert_allclose(np.exp(-found.log_idle[row]), single.sector_employed, rtol=1e-8)


def test_all_draws_are_certified_though_other_floors_bind_in_some(tmp_path):
    drawn = bench(made(tmp_path, allowed=1.0))
    logs = drawn.spread.drawn(range(1, 33))
    found = drawn.in_full(drawn.questions[1], logs)  # raises where one is not
    binding = found.log_idle > 1e-12
    assert (binding != binding[0]).any()


def test_floors_far_below_leave_draws_as_they_are(tmp_path):
    held, free = (bench(made(tmp_path / name, allowed=low)) for name, low in (("held", 0.3), ("free", 0.2)))
    logs = held.spread.drawn(range(1, 9))
    one, other = (b.at(b.questions[1], logs) for b in (held, free))
    np.testing.assert_allclose(one.log_real, other.log_real, atol=1e-12)


@pytest.mark.parametrize(("anchor", "by"), HOW)
def test_slopes_are_those_of_solutions(tmp_path, anchor, by):
    drawn = bench(made(tmp_path, anchor, by))
    package, size = drawn.questions[1], 1e-4
    slope = drawn.slopes(package)
    for j in range(2):
        beside = np.zeros((2, len(slope.log_real)))
        beside[:, j] = -size, size
        low, high = drawn.at(package, beside).log_real
        np.testing.assert_allclose((high - low) / (2 * size), slope.log_real[j], atol=1e-6)


@pytest.mark.parametrize(("anchor", "by"), HOW)
def test_least_wages_stand_as_far_below_those_of_the_eve(anchor, by):
    """Of the equilibrium from which they hold, every least wage is as many logs below as in the closure."""
    world = random_world(3)
    free = Closure(labour_mobility=1.0)
    held = Closure(labour_mobility=1.0, wages=Wages(0.97, anchor, by), years=1)
    point, _ = find_point(world, Shock(world).tariff("all", "R0", 0.3, "all"), free)
    state = unpack(point.vector, world.shape)
    b, limits = lim.since(prepare(world, held).benchmark, lim.build(world, (), held), state)
    if by == "sector":
        gap = least_wage(state, b) - sector_wage(state, prepare(world, free).benchmark)
        np.testing.assert_allclose(gap[b.earnings > 0], np.log(0.97), atol=1e-12)
    else:
        by_wage, by_price = lim.wage_slopes(b, limits)
        price = (b.final_share * state.log_price).sum(-1)
        now = by_wage * state.log_wage[limits.importer] - by_price * price[limits.importer]
        np.testing.assert_allclose(limits.log_level - now, np.log(0.97), atol=1e-12)


def test_people_out_of_work_reach_from_one_sets_answer_to_anothers(tmp_path):
    dossier = made(tmp_path)
    both = [alone(dossier, name) for name in ("GYY", "FGO")]
    found = reach(dossier, DEAL, ["GYY", "FGO"])
    share = np.array([100 * (1 - one.employed) for one in both])
    np.testing.assert_allclose(found.idle_percent, [share.min(0), share.max(0)], atol=1e-8)
    heads = np.array([jobs(one).not_employed for one in both])
    known = ~np.isnan(heads[0])
    assert (heads[0][known] > 1).any()
    np.testing.assert_allclose(found.idle[:, known], [heads.min(0)[known], heads.max(0)[known]], rtol=1e-3)
    moved = np.array([jobs(one).moved for one in both])
    np.testing.assert_allclose(found.moved[:, known], [moved.min(0)[known], moved.max(0)[known]], rtol=1e-3, atol=1e-6)


def test_bands_are_drawn_where_wages_may_not_fall_further(tmp_path):
    space = deal_space(made(tmp_path))
    name = next(iter(space.named))
    found = bands(space, [name], draws=50)
    assert not found.none_because
    assert found.of(name) is not None


def test_a_war_of_no_deal_is_refused_in_words(tmp_path):
    war = [{"name": "war", "title": "a war", "probability": 1.0, "nash": {"players": ["USA", "EU"]}}]
    how = {**FOUR, "horizon": "year 1", "wages": {}}
    dossier = Dossier.load(write(tmp_path, small(world=how, no_deal=war)))
    with pytest.raises(DossierError, match="war"):
        Benchmark(dossier, [Question(dossier.status_quo(), war=dossier.no_deal[0])], ValueCache(None))


def test_words_and_cells_tell_them_in_brackets(tmp_path):
    outcome = alone(made(tmp_path), "GYY")
    n = int(outcome.employed.argmin())
    share = 100 * (1 - outcome.employed)
    ends = {"idle_percent": np.array([0.5 * share, 2 * share + 0.1]), "idle": np.tile([[1.0], [9999.0]], len(share))}
    line = idle_words(outcome, reach=cast("Ranges", SimpleNamespace(ends=ends)))[0]
    assert "90 of 100 draws" in line
    name = outcome.world.region_name(outcome.world.regions[n])
    assert f"{name} {share[n]:.2f}% ({0.5 * share[n]:.2f} to {2 * share[n] + 0.1:.2f}%)" in line
    cell = idle_cell(outcome, jobs(outcome), n, {key: one[:, n] for key, one in ends.items()})
    assert "(1 to 9,999); " in cell
    assert f"% ({0.5 * share[n]:.2f} to " in cell
