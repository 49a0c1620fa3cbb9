"""Equations as products, steps that learn from those before, factors found by secants."""

import numpy as np
import pytest

import tradetalks as tt
from tests.worlds import random_world
from tradetalks.equilibrium import limits as lim
from tradetalks.equilibrium import model
from tradetalks.equilibrium.batch import _stack
from tradetalks.equilibrium.closure import Closure, Wages
from tradetalks.equilibrium.iterate import Point, gaps_at
from tradetalks.equilibrium.prepare import pack, prepare, state_size, unpack
from tradetalks.equilibrium.products import gaps_by, products
from tradetalks.equilibrium.secants import Secants
from tradetalks.value.eve_fit import _nearest


@pytest.mark.parametrize("export_tax", [0.0, 0.1])
@pytest.mark.parametrize(
    "closure",
    [
        Closure(),
        Closure(labour_mobility=2.0, wages=Wages({"R1": 0.9}), years=1),
        Closure(exchange_rate=0.2),
        Closure(
            labour_supply=0.5,
            revenue="income_tax",
            income_tax=0.25,
            wages=Wages({"R1": 0.9}, anchor="floating"),
            years=1,
        ),
        Closure(
            labour_supply=0.5, capital_share=0.2, revenue="debt", wages=Wages({"R1": 0.9}, anchor="floating"), years=4
        ),
        Closure(labour_supply=0.5, capital_share=0.2, revenue="income_tax", income_tax=0.25, years=4),
        Closure(revenue="debt"),
    ],
)
def test_products_are_the_equations(closure, export_tax):
    """Far from any solution, under any policy, wedges of limits included: the residuals of ``model.residual``."""
    world, rng = random_world(3, regions=4, sectors=3), np.random.default_rng(1)
    shocks = []
    for level in (0.2, 0.7):
        shock = tt.Shock(world).tariff("R0", "R1", level).barrier("R2", "R1", 1 + level)
        shock = shock.export_tax("R1", "R0", export_tax).transfer("R0", "R1", 0.01)
        for k, rent in enumerate(("exporter", "importer", "lost")):
            shock = shock.cap(f"R{k}", "R3", 1 - level / 2, rent=rent)
        shocks.append(shock.floor("R1", "R2", 0.1, sectors="all"))
    policies, limits = _stack(world, shocks, closure)
    b = prepare(world, closure).benchmark
    vector = rng.uniform(-0.3, 0.3, (2, state_size(world, closure)))
    wedges = rng.uniform(0, 0.4, (2, limits.number))
    want, gap = gaps_at(b, policies, limits, model.wedge(b, policies), Point(vector, wedges), world.shape)
    ready = products(b, policies, limits)
    for at in (wedges + 0.1, wedges):  # an earlier step's wedges leave no trace
        found, own = gaps_by(b, policies, limits, ready, at, unpack(vector, world.shape))
    np.testing.assert_allclose(pack(found), want, atol=1e-13)
    np.testing.assert_allclose(own, gap, atol=1e-13)
    assert {lim.EXPORT_TAX, lim.TARIFF, lim.BARRIER, lim.IMPORT_SUBSIDY} <= set(limits.channel)


def test_secants_solve_linear_systems_in_as_many_steps_as_unknowns():
    """Anderson's mixing without truncation ends after n + 1 steps, as GMRES does (Walker & Ni 2011, th. 2.2)."""
    rng = np.random.default_rng(0)
    n, rows = 5, 3
    matrix = np.eye(n) + 0.2 * rng.standard_normal((rows, n, n))
    right, at = rng.standard_normal((rows, n)), np.zeros((rows, n))
    secants, trusted = Secants(n, np.inf), np.ones(rows, dtype=bool)
    for _ in range(n + 1):
        at = at + secants.step(at, right - np.einsum("rij,rj->ri", matrix, at), trusted)
    np.testing.assert_allclose(at, np.linalg.solve(matrix, right[..., None])[..., 0], atol=1e-8)


def test_rows_do_not_learn_from_each_other():
    rng = np.random.default_rng(0)
    matrix, right = np.eye(4) + 0.2 * rng.standard_normal((2, 4, 4)), rng.standard_normal((2, 4))

    def walk(rows, distrust=False):
        secants, at = Secants(3, np.inf), np.zeros((len(rows), 4))
        for _ in range(3):
            proposed = right[rows] - np.einsum("rij,rj->ri", matrix[rows], at)
            at = at + secants.step(at, proposed, np.array([not distrust, *[True] * (len(rows) - 1)]))
        return at

    np.testing.assert_allclose(walk([0, 1])[1:], walk([1]), rtol=1e-12)
    np.testing.assert_allclose(walk([0, 1], distrust=True)[1:], walk([1]), rtol=1e-12)
    plain = np.zeros(4)
    for _ in range(3):
        plain = plain + right[0] - matrix[0] @ plain
    np.testing.assert_allclose(walk([0], distrust=True)[0], plain, rtol=1e-12)


@pytest.mark.parametrize("root", [0.2004, 0.5763, 1.0, 1.4996])
@pytest.mark.parametrize("bend", [-3.0, 0.5, 4.0])
@pytest.mark.parametrize("sign", [-1, 1])
def test_the_nearest_factor_is_found_in_few_trials(root, bend, sign):
    tried = []

    def gap(factor):
        tried.append(factor)
        return sign * (np.exp(bend * factor) - np.exp(bend * root)) * 100

    found = _nearest(gap, 0.2, 1.5)
    assert abs(found - root) <= 0.00051
    assert len(tried) == len(set(tried)) <= 13  # what halving takes
    assert _nearest(lambda factor: sign * (factor + 1), 0.2, 1.5) is None
