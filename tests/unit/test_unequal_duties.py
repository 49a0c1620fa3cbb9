"""Duties that differ among the products of a flow: exact against a solve product by product, and in closed form."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import tradetalks as tt
from tests.reference import products_of, solve_reference
from tests.worlds import random_world
from tradetalks.equilibrium.batch import solve_many
from tradetalks.equilibrium.border_prices import duty_change
from tradetalks.equilibrium.closure import Closure
from tradetalks.errors import PolicyError
from tradetalks.policy.duties.by_product import by_product
from tradetalks.policy.shock import Shock
from tradetalks.policy.unequal import UnequalDuties
from tradetalks.war.levers import levers

WORLD = random_world(4)


def unequal_shock(seed: int = 0, products: int = 3) -> Shock:
    """R0's duties on all others differ by product, at the benchmark and after; the mean at border values is the
    tariff."""
    rng = np.random.default_rng(seed)
    n, s = WORLD.shape
    flow = np.array([np.ravel_multi_index((i, 0, k), WORLD.trade.shape) for i in range(1, n) for k in range(s)])
    level = np.array(WORLD.tariff)
    level[1:, 0] += rng.uniform(0.05, 0.3, (n - 1, s))
    at_border = rng.dirichlet(np.ones(products), len(flow))
    before, gap = rng.uniform(-0.1, 0.1, (2, len(flow), products))
    before -= (at_border * before).sum(1, keepdims=True)
    gap -= (at_border * gap).sum(1, keepdims=True)
    before += WORLD.tariff.ravel()[flow][:, None]
    share = at_border * (1 + before) / (at_border * (1 + before)).sum(1, keepdims=True)
    made = UnequalDuties(np.repeat(flow, products), share.ravel(), before.ravel(), gap.ravel())
    return Shock(WORLD, tariff_level=level, unequal=made)


def test_equal_duties_are_the_tariff_itself():
    shock = unequal_shock()
    made = shock.unequal
    flat = replace(made, before=WORLD.tariff.ravel()[made.flow], gap=np.zeros(len(made.flow)))
    tariff, barrier = flat.together(shock.tariff_level, WORLD.tariff, WORLD.trade_elasticity)
    np.testing.assert_allclose(tariff, shock.tariff_level, rtol=1e-13)
    np.testing.assert_allclose(barrier, 0, atol=1e-13)
    plain = tt.solve(WORLD, replace(shock, unequal=None))
    np.testing.assert_allclose(
        tt.solve(WORLD, replace(shock, unequal=flat)).real_income_ratio, plain.real_income_ratio, rtol=1e-11
    )


def test_as_a_solve_product_by_product():
    shock = unequal_shock()
    found = tt.solve(WORLD, shock)
    np.testing.assert_allclose(found.real_income_ratio, solve_reference(WORLD, shock), rtol=1e-9)
    plain = tt.solve(WORLD, replace(shock, unequal=None))
    assert np.abs(found.real_income_ratio - plain.real_income_ratio).max() > 1e-5  # or the test could not fail
    found.certificate.require()
    again = solve_many(WORLD, [shock, replace(shock, unequal=None)])
    np.testing.assert_allclose(again.real_income_ratio[0], found.real_income_ratio, rtol=1e-10)
    np.testing.assert_allclose(again.real_income_ratio[1], plain.real_income_ratio, rtol=1e-10)


def test_the_order_in_memory_changes_nothing():
    shock = unequal_shock()
    made = shock.unequal
    level = np.asfortranarray(shock.tariff_level)
    for mine, plain in (
        (
            made.together(level, np.asfortranarray(WORLD.tariff), WORLD.trade_elasticity),
            made.together(shock.tariff_level, WORLD.tariff, WORLD.trade_elasticity),
        ),
        (made.slopes(level, WORLD.trade_elasticity), made.slopes(shock.tariff_level, WORLD.trade_elasticity)),
    ):
        np.testing.assert_array_equal(mine, plain)
    found, again = tt.solve(WORLD, shock), tt.solve(WORLD, replace(shock, tariff_level=level))
    np.testing.assert_array_equal(duty_change(again), duty_change(found))


def test_duties_of_prices_are_those_of_products_at_the_benchmark_s_weights():
    shock = unequal_shock()
    part, after, before = products_of(WORLD, shock)
    at_border = part / (1 + before)
    own = (at_border * (np.log1p(after) - np.log1p(before))).sum(0) / at_border.sum(0)
    found = tt.solve(WORLD, shock)
    np.testing.assert_allclose(duty_change(found), own, atol=1e-12)
    assert np.all(own[1:, 0] > np.log1p(found.shock.tariff_level[1:, 0]) - np.log1p(WORLD.tariff[1:, 0]))


def test_two_products_in_closed_form():
    """Half taxed 20 points, half free, elasticity 4: the price of the CES, and revenue over what is bought."""
    made = UnequalDuties(np.zeros(2, np.intp), np.full(2, 0.5), np.zeros(2), np.array([0.1, -0.1]))
    level = np.full((2, 2, 1), 0.1)
    tariff, barrier = made.together(level, np.zeros((2, 2, 1)), np.array([4.0]))
    price = (0.5 * 1.2**-4 + 0.5) ** -0.25
    bought = 1.2**-4 / (1 + 1.2**-4)
    assert tariff[0, 0, 0] == pytest.approx(1 / (bought / 1.2 + 1 - bought) - 1)
    assert barrier[0, 0, 0] == pytest.approx(np.log(price / (1 + tariff[0, 0, 0])))
    assert tariff[0, 0, 0] < 0.1  # less is collected than at the mean
    assert barrier[0, 0, 0] > 0  # and more lost


def test_what_is_lost_goes_with_the_variance_of_duties():
    """To second order the barrier is (1 + theta) / 2 times the variance of the logs of duties' factors."""
    made = UnequalDuties(np.zeros(2, np.intp), np.full(2, 0.5), np.zeros(2), np.array([1e-3, -1e-3]))
    _, barrier = made.together(np.zeros((2, 2, 1)), np.zeros((2, 2, 1)), np.array([4.0]))
    assert barrier[0, 0, 0] == pytest.approx(0.5 * 5.0 * 1e-6, rel=1e-2)


@pytest.mark.parametrize("horizon", ["long run", "years 2-3"])
def test_gradient_is_that_of_differences(horizon):
    shock, closure = unequal_shock(1), Closure.horizon(horizon)
    slope = tt.gradient(WORLD, shock, closure=closure)
    for exporter, importer, sector in ((1, 0, 0), (2, 0, 2), (0, 1, 1)):
        ends = []
        for step in (1e-5, -1e-5):
            level = np.array(shock.tariff_level)
            level[exporter, importer, sector] += step
            ends.append(tt.solve(WORLD, replace(shock, tariff_level=level), closure=closure).real_income_ratio)
        np.testing.assert_allclose(
            slope[:, exporter, importer, sector], 100 * (ends[0] - ends[1]) / 2e-5, rtol=1e-5, atol=1e-6
        )


def test_points_move_all_products_and_a_rate_levels_them():
    shock = unequal_shock()
    more = shock.add_tariff("R0", "R1", 0.1, "all")
    assert more.unequal is shock.unequal
    assert more.digest() != shock.digest()
    level = shock.tariff("R0", "R1", 0.1, ["S0", "S1"])
    held = {tuple(int(x) for x in np.unravel_index(f, WORLD.trade.shape)) for f in level.unequal.flows}
    assert held == {(1, 0, 2), (2, 0, 0), (2, 0, 1), (2, 0, 2)}
    assert replace(shock, unequal=None).digest() != shock.digest()


def test_what_makes_no_sense_is_refused():
    shock = unequal_shock()
    with pytest.raises(PolicyError, match="do not add up to 1"):
        replace(shock.unequal, share=shock.unequal.share * 2)
    with pytest.raises(PolicyError, match=r"above -100%"):
        tt.solve(WORLD, replace(shock, unequal=replace(shock.unequal, gap=shock.unequal.gap - 1.5)))
    own = levers(WORLD, "R0", sectors="all")
    with pytest.raises(PolicyError, match="differ among products"):
        own.on(shock, own.read(shock))


def test_products_of_the_ledger_pay_the_world_s_own_tariff_on_average_before():
    world = tt.World.default()
    shock = by_product(world, ("us-2025",), "2022-07-01", "2025-11-10")
    china, us = world.region("CHN"), world.region("USA")
    assert set(np.unravel_index(shock.unequal.flows, world.trade.shape)[1]) == {us}
    before = replace(shock.unequal, gap=shock.unequal.before - world.tariff.ravel()[shock.unequal.flow])
    tariff, barrier = before.together(np.array(world.tariff), world.tariff, world.trade_elasticity)
    np.testing.assert_allclose(tariff, world.tariff, atol=1e-9)
    np.testing.assert_allclose(barrier, 0, atol=1e-9)
    tariff, barrier = shock.unequal.together(shock.tariff_level, world.tariff, world.trade_elasticity)
    electronics = world.sector("ELECTR")
    assert tariff[china, us, electronics] < shock.tariff_level[china, us, electronics]
    assert barrier[china, us, electronics] > 0
    twice = by_product(world, ("us-2025",), "2022-07-01", "2025-11-10")  # from the cache folder
    assert twice.digest() == shock.digest()
