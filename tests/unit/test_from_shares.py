"""A world from shares, and the base in which shares and value added hold together."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tradetalks as tt
from tests.worlds import random_world
from tradetalks.equilibrium.rebase import consistent_base
from tradetalks.world.from_shares import from_shares, shares_of

ARRAYS = ("trade", "tariff", "export_tax", "input_share", "value_added_share", "final_share", "deficit")


def _same(one, other, tolerance=1e-9):
    for name in ARRAYS:
        scale = max(1.0, float(np.abs(getattr(one, name)).max()))
        assert np.abs(getattr(one, name) - getattr(other, name)).max() < tolerance * scale, name


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), regions=st.integers(2, 5), sectors=st.integers(1, 4))
def test_a_world_is_its_shares(seed, regions, sectors):
    world = random_world(seed, regions, sectors)
    _same(from_shares(shares_of(world)), world)


def test_scale_is_the_stated_value_added():
    world = random_world(3)
    twice = from_shares(replace(shares_of(world), value_added=2 * world.labour_income, deficit=2 * world.deficit))
    assert twice.trade == pytest.approx(2 * world.trade, rel=1e-9)


def test_the_base_of_consistent_shares_is_the_world():
    world = random_world(5)
    _same(consistent_base(shares_of(world)), world)


def test_the_base_holds_stated_value_added_at_the_wages_it_needs():
    """Value added stated 1.3 times as large in one region: an independent fixed point finds the same base."""
    world = random_world(7)
    stated = world.labour_income * np.array([1.3, 1.0, 0.9])
    stated *= world.labour_income.sum() / stated.sum()
    shares = replace(shares_of(world), value_added=stated, deficit=None)
    base = consistent_base(shares)
    base.check()
    expected = _by_hand(shares)
    assert base.import_share == pytest.approx(expected["import_share"], abs=1e-9)
    assert base.labour_income / base.labour_income.sum() == pytest.approx(
        expected["income"] / expected["income"].sum(), abs=1e-9
    )
    assert base.input_share == pytest.approx(shares.input_share, abs=1e-12)
    assert base.final_share == pytest.approx(shares.final_share, abs=1e-9)
    assert base.deficit == pytest.approx(0, abs=1e-9)
    assert max(abs(w) for w in base.provenance["base"]["wages_moved_pct"]) > 0.1


def _by_hand(shares):
    """Wages by damped iteration (Caliendo & Parro 2015, appendix): prices, shares, spending, trade balance."""
    pi, theta, tariff = shares.import_share, shares.trade_elasticity, shares.tariff
    gamma, alpha = shares.input_share, shares.final_share
    beta = 1 - gamma.sum(1)
    n, s = alpha.shape
    wage, price, spending = np.ones(n), np.ones((n, s)), alpha * shares.value_added[:, None]
    for _ in range(3_000):
        for _ in range(30):  # prices and spending go on from where they were
            cost = wage[:, None] ** beta * np.exp(np.einsum("nks,nk->ns", gamma, np.log(price)))
            price = (pi * cost[:, None, :] ** -theta).sum(0) ** (-1 / theta)
        share = pi * (cost[:, None, :] / price[None]) ** -theta
        income = wage * shares.value_added
        for _ in range(30):
            border = share * spending / (1 + tariff)
            output, revenue = border.sum(1), (border * tariff).sum((0, 2))
            spending = alpha * (income + revenue)[:, None] + np.einsum("nks,ns->nk", gamma, output)
        border = share * spending / (1 + tariff)
        gap = (border.sum((1, 2)) - border.sum((0, 2))) / income
        if np.abs(gap).max() < 1e-12:
            break
        wage = wage * (1 + 0.5 * gap)
        wage *= shares.value_added.sum() / (wage * shares.value_added).sum()
    return {"import_share": share, "income": income}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"import_share": lambda a: 0.9 * a}, "import_share of R[0-2] S[0-2] adds up to 0.9, expected 1"),
        ({"final_share": lambda a: a + 0.01}, "final_share of R0 adds up to 1.03, expected 1"),
        ({"final_share": lambda a: a - 2 * a[0, 1] * (np.arange(3) == 1)}, "final_share of R0 S1 is -"),
        ({"input_share": lambda a: 3 * a}, "inputs of R[0-2] S[0-2] take 1.* of cost, expected at most 1"),
        ({"value_added": lambda a: a * np.array([1, 0, 1])}, "value_added of R1 is 0 bn USD, expected above 0"),
        ({"value_added": lambda a: a[:2]}, r"value_added has shape \(2,\), expected \(3,\)"),
        ({"tariff": lambda a: np.where(a == a.max(), np.nan, a)}, "tariff of R[0-2] R[0-2] S[0-2] is not a finite"),
        ({"deficit": lambda a: a + 1.0}, "deficits sum to 3 bn USD, expected 0"),
        ({"deficit": lambda a: np.array([-1e4, 1e4, 0.0])}, "no world has these shares and deficits"),
    ],
)
def test_faults_are_named(change, message):
    shares = shares_of(random_world(0))
    ((name, how),) = change.items()
    with pytest.raises(tt.WorldError, match=message):
        from_shares(replace(shares, **{name: how(np.array(getattr(shares, name)))}))


def test_shares_of_a_subsidised_world_are_refused():
    world = random_world(0).with_subsidy("R0", ["S0"], 0.05)
    with pytest.raises(tt.WorldError, match="subsidies or profits"):
        shares_of(world)
