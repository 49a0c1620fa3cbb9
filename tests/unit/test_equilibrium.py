"""What must hold of any equilibrium: invariances, closed forms, certificates, errors."""

from dataclasses import replace

import numpy as np
import pytest

import tradetalks as tt
from tests.differentiated import jacobian_of
from tests.worlds import make_world, one_sector_world, random_world, symmetric_world
from tradetalks.equilibrium import model
from tradetalks.equilibrium.jacobian import assemble
from tradetalks.equilibrium.prepare import policy_of, prepare, unpack


@pytest.fixture(scope="module")
def world():
    return tt.World.default()


def test_no_shock_changes_nothing(world):
    outcome = tt.solve(world)
    assert np.abs(outcome.real_income_ratio - 1).max() < 1e-12
    assert np.abs(outcome.price_ratio - 1).max() < 1e-12
    assert np.abs(outcome.trade - world.trade).max() < 1e-12 * world.trade.max()
    assert outcome.certificate.certified


@pytest.mark.parametrize("deficits", ["fixed", "gdp", "zero"])
def test_closures_certify_and_deficits_add_up(world, deficits):
    outcome = tt.solve(world, tt.Shock(world).tariff("USA", "CHN", 0.6), deficits=deficits)
    assert outcome.certificate.worst < 1e-10
    assert abs(outcome.deficit.sum()) < 1e-8
    if deficits == "zero":
        assert np.abs(outcome.deficit).max() < 1e-8
    if deficits == "fixed":
        np.testing.assert_allclose(outcome.deficit, world.deficit, atol=1e-7)
    border = outcome.trade * (1 + outcome.shock.export_tax_level)
    np.testing.assert_allclose(
        border.sum((0, 2)) - border.sum((1, 2)), outcome.deficit, atol=1e-7, err_msg="trade balance"
    )


@pytest.mark.parametrize("beta", [1.0, 0.5])
def test_arkolakis_costinot_rodriguez_clare(beta):
    """One sector, no revenue: welfare is the home share to the power -1/(theta beta) (ACR 2012, eq. 1, with inputs)."""
    world = one_sector_world(beta, theta=4.0)
    shock = tt.Shock(world).barrier("R0", "R1", 1.4).barrier("R2", "R0", 0.8)
    outcome = tt.solve(world, shock, deficits="zero")
    start = tt.solve(world, deficits="zero")
    home = np.array([outcome.trade[j, j, 0] / outcome.expenditure[j, 0] for j in range(3)])
    home0 = np.array([start.trade[j, j, 0] / start.expenditure[j, 0] for j in range(3)])
    beta_n = world.value_added_share[:, 0]
    np.testing.assert_allclose(
        outcome.real_income_ratio / start.real_income_ratio,
        (home / home0) ** (-1 / (4.0 * beta_n)),
        rtol=1e-9,
    )


def test_symmetric_regions_stay_symmetric():
    world = symmetric_world()
    everyone = tt.Shock(world).tariff("all", "all", 0.3, sectors="all")
    outcome = tt.solve(world, everyone)
    assert np.ptp(outcome.real_income_ratio) < 1e-10
    assert np.ptp(outcome.wage_ratio) < 1e-10


def test_relabelling_regions_permutes_results():
    world = random_world(5, regions=4, sectors=2)
    order = np.array([2, 0, 3, 1])
    moved = replace(
        world,
        regions=tuple(world.regions[j] for j in order),
        **{name: getattr(world, name)[np.ix_(order, order)] for name in ("trade", "tariff", "export_tax")},
        **{
            name: getattr(world, name)[order]
            for name in ("subsidy", "input_share", "value_added_share", "final_share", "deficit")
        },
    )
    first = tt.solve(world, tt.Shock(world).tariff("R1", "R2", 0.5, sectors="all")).real_income
    second = tt.solve(moved, tt.Shock(moved).tariff("R1", "R2", 0.5, sectors="all")).real_income
    np.testing.assert_allclose(first[list(moved.regions)], second, atol=1e-9)


def test_money_is_neutral():
    """All flows doubled: every ratio and every percentage is unchanged."""
    world = random_world(7)
    double = replace(world, trade=2 * world.trade, deficit=2 * world.deficit)
    one = tt.solve(world, tt.Shock(world).tariff("R0", "R1", 0.4, sectors="all"))
    two = tt.solve(double, tt.Shock(double).tariff("R0", "R1", 0.4, sectors="all"))
    np.testing.assert_allclose(one.real_income_ratio, two.real_income_ratio, atol=1e-11)
    np.testing.assert_allclose(2 * one.trade, two.trade, rtol=1e-9)


def test_equations_are_homogeneous_in_prices(world):
    """Wages and prices scaled together leave shares and the price block of the residual unchanged."""
    benchmark, policy = (
        prepare(world).benchmark,
        policy_of(tt.Shock(world).tariff("USA", "CHN", 0.5), "fixed"),
    )
    n, s = world.shape
    rng = np.random.default_rng(0)
    state = model.State(rng.normal(0, 0.1, n), rng.normal(0, 0.1, (n, s)), np.zeros((n, s)))
    scaled = state._replace(log_wage=state.log_wage + 0.7, log_price=state.log_price + 0.7)
    one, two = model.flows(state, benchmark, policy), model.flows(scaled, benchmark, policy)
    np.testing.assert_allclose(one.import_share, two.import_share, atol=1e-13)
    np.testing.assert_allclose(
        model.residual(state, benchmark, policy).log_price,
        model.residual(scaled, benchmark, policy).log_price,
        atol=1e-13,
    )


def test_walras_law_holds_away_from_equilibrium(world):
    """Value of excess demands adds up to zero at any prices once spending clears its own market equations."""
    outcome = tt.solve(world, tt.Shock(world).tariff("USA", "CHN", 1.0).tariff("CHN", "USA", 1.0))
    assert outcome.certificate.walras < 1e-12
    # the equation that was left out of the system holds too
    earned = (world.value_added_share * outcome.output).sum(1)
    j = int(np.argmax(world.labour_income))
    assert abs(earned[j] / outcome.labour_income[j] - 1) < 1e-10


def test_jacobian_matches_automatic_differentiation():
    world = random_world(11, regions=3, sectors=3)
    shock = (
        tt.Shock(world)
        .add_tariff("R0", "R1", 0.2, sectors="all")
        .add_export_tax("R1", "R2", 0.1, sectors="all")
        .subsidy("R2", 0.1, "S1")
        .transfer("R0", "R1", 0.3)
    )
    for deficits in ("fixed", "gdp", "zero"):
        policy, benchmark = policy_of(shock, deficits), prepare(world).benchmark
        n, s = world.shape
        vector = np.random.default_rng(1).normal(0, 0.05, n + 2 * n * s)
        by_hand = assemble(benchmark, policy, model.flows(unpack(vector, world.shape), benchmark, policy))
        np.testing.assert_allclose(by_hand, jacobian_of(vector, benchmark, policy, world.shape), atol=1e-12)


@pytest.mark.parametrize(
    ("wrt", "field", "cells"),
    [
        ("tariff", "tariff_level", [(1, 0, 17), (0, 1, 0), (7, 0, 13), (3, 2, 20)]),
        ("export_tax", "export_tax_level", [(1, 0, 17), (0, 1, 0)]),
        ("subsidy", "subsidy_level", [(1, 14), (0, 0)]),
        ("barrier", "barrier_ratio", [(1, 0, 17)]),
    ],
)
def test_gradient_equals_central_differences(world, wrt, field, cells):
    shock = tt.Shock(world).tariff("USA", "CHN", 0.25).export_tax("CHN", "USA", 0.05, ["ELEQ"])
    slopes = tt.gradient(world, shock, wrt=wrt)
    step = 1e-4
    for cell in cells:
        values = []
        for sign in (1, -1):
            moved = np.array(getattr(shock, field))
            moved[cell] += sign * step
            values.append(tt.solve(world, replace(shock, **{field: moved})).real_income.to_numpy())
        central = (values[0] - values[1]) / (2 * step)
        np.testing.assert_allclose(slopes[(slice(None), *cell)], central, atol=1e-6)


def test_a_new_benchmark_changes_no_answer(world):
    """Exact-hat algebra is transitive: 2022 -> eve -> package equals 2022 -> package."""
    eve = tt.solve(world, tt.Shock(world).tariff("USA", "CHN", 0.37).tariff("CHN", "USA", 0.30))
    rebased = eve.to_world()
    rebased.check(1e-10)

    def package(w):
        return tt.Shock(w).tariff("USA", "CHN", 0.27).tariff("CHN", "USA", 0.22).barrier("CHN", "USA", 1.1, ["AGR"])

    direct, by_eve = tt.solve(world, package(world)), tt.solve(rebased, package(rebased))
    np.testing.assert_allclose(by_eve.real_income_ratio, direct.real_income_ratio / eve.real_income_ratio, atol=1e-10)
    np.testing.assert_allclose(by_eve.trade, direct.trade, rtol=1e-7, atol=1e-9)


def test_many_equals_one_by_one(world):
    shocks = [tt.Shock(world).tariff("USA", "CHN", rate) for rate in (0.0, 0.3, 1.5, 8.0)]
    batch = tt.solve_many(world, shocks, chunk=3)
    for row, shock in enumerate(shocks):
        alone = tt.solve(world, shock)
        np.testing.assert_allclose(batch.real_income_ratio[row], alone.real_income_ratio, atol=1e-9)
    assert batch.residual.max() < 1e-9


def test_extreme_shocks_converge(world):
    for shock in (
        tt.Shock(world).add_tariff("all", "all", 5.0),
        tt.Shock(world).barrier("all", "all", 50.0),
        tt.Shock(world).barrier("CHN", "USA", 1e6).barrier("USA", "CHN", 1e6),
    ):
        assert tt.solve(world, shock).certificate.certified


def test_import_subsidies_have_negative_revenue():
    """A negative tariff on a world without others is a subsidy that the budget pays."""
    world = make_world(np.full((2, 2, 1), 2.0), np.zeros((2, 2, 1)), np.zeros((2, 1, 1)), np.array([4.0]))
    shock = tt.Shock(world).tariff("R0", "R1", -0.2, sectors="all")
    outcome = tt.solve(world, shock)
    assert outcome.tariff_revenue[0] < 0
    assert outcome.real_income["R0"] < 0  # small open economies lose from subsidising imports


def test_lerner_symmetry():
    """Under balanced trade a uniform import tariff does what a uniform export tax does (Lerner 1936)."""
    world = random_world(3)
    world = tt.solve(world, deficits="zero").to_world()
    free = make_world(
        np.array(world.trade), np.zeros_like(world.trade), np.array(world.input_share), world.trade_elasticity
    )
    tariff = tt.solve(free, tt.Shock(free).tariff("R0", "all", 0.25, sectors="all"), deficits="zero")
    export = tt.solve(free, tt.Shock(free).export_tax("R0", "all", 0.25, sectors="all"), deficits="zero")
    np.testing.assert_allclose(tariff.real_income_ratio, export.real_income_ratio, rtol=1e-9)


def test_a_region_that_cannot_pay_its_debts_is_named():
    world = random_world(7)
    shock = tt.Shock(world).transfer("R0", "R1", 8 * world.income[0])
    with pytest.raises(tt.NotConverged, match=r"residual .* in .*Try"):
        tt.solve(world, shock)


def test_wrong_uses_say_what_to_do(world):
    other = tt.World.default("LL")
    with pytest.raises(tt.PolicyError, match="another world"):
        tt.solve(world, tt.Shock(other))
    with pytest.raises(tt.PolicyError, match="nearest: 'fixed'"):
        tt.solve(world, deficits="fixd")
    with pytest.raises(tt.PolicyError, match="nearest: 'regions'"):
        tt.solve(world).to_frame("region")
    with pytest.raises(tt.PolicyError, match="nearest: 'tariff'"):
        tt.gradient(world, wrt="tarif")


def test_tables_have_the_right_shape(world):
    outcome = tt.solve(world, tt.Shock(world).tariff("USA", "CHN", 0.6))
    n, s = world.shape
    assert len(outcome.to_frame("regions")) == n
    assert len(outcome.to_frame("sectors")) == n * s
    assert len(outcome.to_frame("trade")) == n * n * s
    account = outcome.to_frame("welfare")
    parts = account[["terms_of_trade_pct", "volume_of_trade_pct", "second_order_pct"]].sum(axis=1)
    np.testing.assert_allclose(parts, account["total_pct"], atol=1e-12)
    before, after = outcome.bilateral_goods("CHN", "USA")
    assert after < 0.6 * before


def test_welfare_account_is_exact_to_first_order(world):
    """For a small change the second-order term vanishes faster than the change itself."""
    rows = []
    for step in (1e-2, 1e-3):
        shock = tt.Shock(world).add_tariff("USA", "CHN", step)
        account = tt.solve(world, shock).to_frame("welfare")
        rows.append(np.abs(account["second_order_pct"]).max() / np.abs(account["total_pct"]).max())
    assert rows[1] < 0.2 * rows[0]


def test_xarray_dataset_is_labelled(world):
    pytest.importorskip("xarray")
    data = tt.solve(world).to_xarray()
    assert data["trade"].sel(exporter="CHN", importer="USA").shape == (36,)
