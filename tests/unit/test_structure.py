"""Large worlds and adjoints by structure: the operator is the Jacobian, its inverse inverts, blocks solve both ways."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

import tradetalks as tt
from tests.worlds import random_world
from tradetalks.equilibrium import inverse as inverse_module
from tradetalks.equilibrium import model, refine, structure
from tradetalks.equilibrium.closure import Closure, Critical, Wages, as_closure
from tradetalks.equilibrium.factors import Factors, InBlocks, Whole, WithoutEarnings
from tradetalks.equilibrium.inverse import inverse_of
from tradetalks.equilibrium.jacobian import assemble, blocks_at
from tradetalks.equilibrium.lagrangian import Here
from tradetalks.equilibrium.prepare import policy_of, prepare, state_size, unpack
from tradetalks.equilibrium.refine import solve_near
from tradetalks.equilibrium.structure import Structured, times, times_transposed


def somewhere(seed, closure: str | Closure = "fixed"):
    """Benchmark, policy and flows away from any equilibrium, with their assembled Jacobian."""
    world = random_world(seed, 5, 4)
    how = as_closure(closure)
    shock = tt.Shock(world).tariff("R0", "R1", 0.4).export_tax("R2", "R0", 0.2).subsidy("R1", 0.1, ["S0"])
    b, p = prepare(world, how).benchmark, policy_of(shock, how)
    vector = np.random.default_rng(seed).normal(0, 0.1, state_size(world, how))
    f = model.flows(unpack(vector, world.shape), b, p)
    return world, b, p, f, assemble(b, p, f)


def away(seed, closure=Closure()):  # noqa: B008  (immutable)
    """Benchmark, policy and a state vector away from any equilibrium, with their assembled Jacobian."""
    world = random_world(seed, 5, 4)
    b, p = prepare(world, closure).benchmark, policy_of(tt.Shock(world).tariff("R0", "R1", 0.4), closure)
    vector = np.random.default_rng(seed).normal(0, 0.1, state_size(world, closure))
    return world, b, p, vector, assemble(b, p, model.flows(unpack(vector, world.shape), b, p))


def parts(x, shape):
    n, wide = shape[0], shape[0] * shape[1]
    return x[:n], x[n : n + wide].reshape(*shape, -1), x[n + wide :].reshape(*shape, -1)


SUPPLY = [
    Closure(labour_supply=0.5, capital_share=0.3),
    Closure("gdp", labour_supply=0.5, revenue="income_tax"),
    Closure(revenue="debt", exchange_rate=0.4, labour_supply=0.2),
]


@pytest.mark.parametrize("closure", ["fixed", "gdp", "zero", *SUPPLY])
@pytest.mark.parametrize("seed", [0, 1])
def test_the_operator_is_the_jacobian_either_way_up(seed, closure):
    world, b, p, f, matrix = somewhere(seed, closure)
    x = np.random.default_rng(9).normal(size=(len(matrix), 3))
    rows = structure.apply(structure.linearised(b, p, f), *parts(x, world.shape))
    found = np.concatenate([np.asarray(r).reshape(-1, 3) for r in rows])
    np.testing.assert_allclose(found, matrix @ x, atol=1e-13)
    rows = structure.apply_transposed(structure.linearised(b, p, f), *parts(x, world.shape))
    found = np.concatenate([np.asarray(r).reshape(-1, 3) for r in rows])
    np.testing.assert_allclose(found, matrix.T @ x, atol=1e-13)


@pytest.mark.parametrize("closure", ["fixed", *SUPPLY])
@pytest.mark.parametrize("seed", [0, 1])
def test_the_inverse_by_structure_inverts(seed, closure):
    _, b, p, f, matrix = somewhere(seed, closure)
    x = np.random.default_rng(9).normal(size=(len(matrix), 2))
    inverse = structure.structured(structure.linearised(b, p, f))
    np.testing.assert_allclose(structure.times(inverse, matrix @ x), x, atol=2e-3)
    np.testing.assert_allclose(structure.times(inverse, matrix @ x[:, 0]), x[:, 0], atol=2e-3)
    np.testing.assert_allclose(structure.times_transposed(inverse, matrix.T @ x), x, atol=2e-3)


CRITICAL = (Critical(("S0",), ("S1",), 0.1, 0.8),)
EARNINGS = [
    Closure(labour_mobility=1.5),
    Closure(labour_mobility=1.0),
    Closure("gdp", labour_mobility=1.5, critical=CRITICAL),
    Closure(labour_mobility=1.5, exchange_rate=0.4, labour_supply=0.3, critical=CRITICAL),
    Closure(labour_mobility=1.0, exchange_rate=0.4, critical=CRITICAL, wages=Wages(anchor="floating"), years=1),
]


@pytest.mark.parametrize("transposed", [False, True])
@pytest.mark.parametrize("closure", ["fixed", *EARNINGS])
def test_blocks_solve_both_ways(closure, transposed):
    world, b, p, f, matrix = somewhere(2, closure)
    right = np.random.default_rng(9).normal(size=(len(matrix), 3))
    found = Factors(*blocks_at(b, p, f), len(world.regions)).solve(right, transposed=transposed)
    np.testing.assert_allclose((matrix.T if transposed else matrix) @ found, right, atol=1e-11)


@pytest.mark.parametrize("transposed", [False, True])
def test_earnings_are_solved_for_under_economies_of_scale(transposed):
    world = replace(random_world(2, 5, 4), scale_elasticity=np.array([0.05, 0.0, 0.1, 0.02]))
    how = Closure(labour_mobility=2.0)
    b, p = prepare(world, how).benchmark, policy_of(tt.Shock(world).tariff("R0", "R1", 0.4), how)
    vector = np.random.default_rng(2).normal(0, 0.1, state_size(world, how))
    f = model.flows(unpack(vector, world.shape), b, p)
    matrix, right = assemble(b, p, f), np.random.default_rng(9).normal(size=(len(vector), 3))
    found = Factors(*blocks_at(b, p, f), len(world.regions)).solve(right, transposed=transposed)
    np.testing.assert_allclose((matrix.T if transposed else matrix) @ found, right, atol=1e-11)


def test_a_large_world_is_solved_by_structure_to_the_same_equilibrium(monkeypatch):
    world = random_world(5, 6, 5)
    shock = tt.Shock(world).tariff("R0", "R1", 2.0).tariff("R1", "R0", 0.5)
    dense = tt.solve(world, shock)
    again = random_world(5, 6, 5)  # the same arrays, not yet prepared
    monkeypatch.setattr(structure, "LARGE", 1)
    assert isinstance(prepare(again, Closure()).inverse, Structured)
    found = tt.solve(again, tt.Shock(again).tariff("R0", "R1", 2.0).tariff("R1", "R0", 0.5))
    np.testing.assert_allclose(found.real_income_ratio, dense.real_income_ratio, rtol=1e-10)
    many = tt.solve_many(again, [tt.Shock(again).tariff("R0", "R1", r) for r in (0.1, 0.6, 1.0)])
    assert many.residual.max() < 1e-9
    capped = tt.Shock(again).tariff("R0", "R1", 0.2).cap("R2", "R0", share=0.5)
    assert tt.solve(again, capped).certificate.certified


@pytest.mark.parametrize("transposed", [False, True])
@pytest.mark.parametrize("kind", ["dense", "structured", "astray"])
def test_an_inverse_near_by_solves_the_exact_system(kind, transposed):
    world, b, p, vector, matrix = away(0)
    given = {"dense": prepare(world, Closure()).inverse, "astray": np.zeros((len(matrix), len(matrix)))}
    f = model.flows(unpack(vector, world.shape), b, p)
    inverse = given[kind] if kind in given else structure.structured(structure.linearised(b, p, f))
    right = np.random.default_rng(9).normal(size=(3, len(matrix)))
    found, served = solve_near(Here(vector, b, p), inverse, right, transposed=transposed)
    np.testing.assert_allclose((matrix.T if transposed else matrix) @ found.T, right.T, atol=1e-10)
    assert (served is inverse) == (kind != "astray")


@pytest.mark.parametrize(
    "closure",
    [
        Closure(labour_mobility=1.5),
        Closure(critical=(Critical(("S0",), ("S1",), 0.1, 0.8),)),
        Closure("gdp"),
        Closure(exchange_rate=0.2),
    ],
    ids=["earnings", "critical", "gdp", "held exchange rate"],
)
def test_adjoints_of_every_closure_solve_its_whole_jacobian(closure):
    world, b, p, vector, matrix = away(1, closure)
    right = np.random.default_rng(9).normal(size=(2, len(matrix)))
    found, _ = solve_near(Here(vector, b, p), prepare(world, closure).inverse, right, transposed=True)
    np.testing.assert_allclose(matrix.T @ found.T, right.T, atol=1e-10)


def test_a_jacobian_next_to_singular_is_said(monkeypatch):
    _, b, p, vector, matrix = away(0)
    monkeypatch.setattr(refine, "inverse_of", lambda *_: np.zeros_like(matrix))
    with pytest.raises(tt.NotConverged, match="singular"):
        solve_near(Here(vector, b, p), np.zeros((len(matrix), len(matrix))), np.ones((1, len(matrix))))


def test_gradients_of_a_large_world_are_those_of_a_small_one(monkeypatch):
    world = random_world(3, 5, 4)
    small = tt.gradient(world, tt.Shock(world).tariff("R0", "R1", 0.7))
    again = random_world(3, 5, 4)  # the same arrays, not yet prepared
    monkeypatch.setattr(structure, "LARGE", 1)
    assert isinstance(prepare(again, Closure()).inverse, Structured)
    np.testing.assert_allclose(tt.gradient(again, tt.Shock(again).tariff("R0", "R1", 0.7)), small, atol=1e-8)


def test_a_region_that_spends_less_than_nothing_is_named():
    world = random_world(0)
    shock = tt.Shock(world).transfer("R0", "R1", 3 * float(world.income[0]))
    with pytest.raises(tt.NotConverged, match="no equilibrium"):
        tt.solve(world, shock)
    with pytest.raises(tt.NotConverged):
        tt.solve_many(world, [tt.Shock(world), shock])


@pytest.mark.parametrize("transposed", [False, True])
@pytest.mark.parametrize("columns", [(), (1,), (7,)])
def test_where_labour_stays_the_jacobian_is_factored_and_solves_either_way_up(transposed, columns):
    _, b, p, f, matrix = somewhere(0, Closure(labour_mobility=1.5))
    inverse, right = inverse_of(b, p, f, len(matrix)), np.random.default_rng(3).normal(size=(len(matrix), *columns))
    assert isinstance(inverse, WithoutEarnings)
    found = (times_transposed if transposed else times)(inverse, right)
    assert found.dtype == right.dtype
    np.testing.assert_allclose((matrix.T if transposed else matrix) @ found, right, atol=1e-3)  # in single precision
    inner, earnings = blocks_at(b, p, f)
    assert earnings is not None
    exact = WithoutEarnings(inner, earnings).solve(right, transposed=transposed)
    np.testing.assert_allclose((matrix.T if transposed else matrix) @ exact, right, atol=1e-10)


@pytest.mark.parametrize("transposed", [False, True])
@pytest.mark.parametrize("columns", [(), (1,), (7,)])
@pytest.mark.parametrize("closure", ["gdp", *SUPPLY])
def test_an_inverse_in_blocks_inverts_either_way_up(closure, transposed, columns):
    _, b, p, f, matrix = somewhere(0, closure)
    right = np.random.default_rng(3).normal(size=(len(matrix), *columns))
    exact = InBlocks.of(matrix, len(f.output)).solve(right, transposed=transposed)
    np.testing.assert_allclose((matrix.T if transposed else matrix) @ exact, right, atol=1e-11)
    single = inverse_of(b, p, f, len(matrix))
    assert isinstance(single, InBlocks)
    assert single.wages.dtype == np.float32
    found = (times_transposed if transposed else times)(single, right)
    assert found.dtype == right.dtype
    np.testing.assert_allclose((matrix.T if transposed else matrix) @ found, right, atol=1e-3)


@pytest.mark.parametrize("size", [1.0, 1e-42])
def test_a_large_world_is_inverted_in_single_precision_where_that_serves(monkeypatch, size):
    """Money counted so large that markets are too small for single precision is inverted in double."""
    monkeypatch.setattr(structure, "LARGE", 1)
    _, b, p, f, matrix = somewhere(0)
    a = structure.linearised(b, p, f)
    assert np.isfinite(a.inverse_demand).all()
    monkeypatch.setattr(inverse_module, "linearised", lambda *_: scaled(a, size))
    inverse, right = inverse_of(b, p, f, len(matrix)), np.random.default_rng(3).normal(size=(len(matrix), 2))
    assert isinstance(inverse, Structured)
    assert inverse.wages.dtype == (np.float32 if size == 1 else np.float64)
    np.testing.assert_allclose(matrix @ times(inverse, right), right, atol=1e-2)


def scaled(a, size):
    """The same economy with money in another unit."""
    money = {name: getattr(a, name) * size for name in MONEY if getattr(a, name) is not None}
    return a._replace(**money, inverse_demand=a.inverse_demand / size)


MONEY = (
    "sales", "output", "tariff_paid", "tariffs", "export_paid", "export_taxes", "wages", "income_by_labour"
)  # fmt: skip


def test_factors_serve_several_threads_at_once():
    rng = np.random.default_rng(4)
    matrix = rng.normal(size=(300, 300))  # many rows change places
    factors, rights = Whole(matrix), [rng.normal(size=(300, 20)) for _ in range(40)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(factors.solve, rights * 5))
    for one, right in zip(found, rights * 5, strict=True):
        np.testing.assert_allclose(matrix @ one, right, atol=1e-8)


def test_a_singular_matrix_is_not_factored():
    with pytest.raises(np.linalg.LinAlgError):
        Whole(np.ones((3, 3)))
