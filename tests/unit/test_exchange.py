"""A partly fixed exchange rate: relative wages go part of the way, lending takes up the rest."""

from dataclasses import replace

import numpy as np
import pytest

import tradetalks as tt
from tests.worlds import random_world, rich_world
from tradetalks.equilibrium import exchange, prepare
from tradetalks.equilibrium.closure import FIXED, Closure
from tradetalks.equilibrium.exchange import ELASTICITY
from tradetalks.equilibrium.jacobian import assemble
from tradetalks.equilibrium.prepare import borrowed_under, lending_rule_under


def some_shock(world, size=0.3):
    return tt.Shock(world).add_tariff("R0", "R1", size, sectors="all").add_export_tax("R1", "R2", size / 3, "all")


@pytest.mark.parametrize("share", [0.1, 0.35, 0.8])
def test_relative_wages_go_that_share_of_the_way(share):
    """To first order and at the elasticity of the rule, whatever the shock."""
    world = random_world(2, 5, 4)
    world = world.with_elasticities(np.full(4, ELASTICITY))
    for shock in (some_shock(world, 1e-4), tt.Shock(world).subsidy("R3", 1e-4, "S1")):
        free = np.log(tt.solve(world, shock).wage_ratio)
        held = np.log(tt.solve(world, shock, closure=Closure(exchange_rate=share)).wage_ratio)
        np.testing.assert_allclose(held, share * free, atol=2e-3 * np.abs(free).max())


def test_held_wages_stay_and_the_importer_pays_it_all():
    world = random_world(2, 5, 4)
    free, held = (tt.solve(world, some_shock(world), closure=Closure(exchange_rate=a)) for a in (1.0, FIXED))
    assert np.abs(np.log(held.wage_ratio)).max() < 0.03 * np.abs(np.log(free.wage_ratio)).max()
    assert held.borrowed[0] < 0  # spending turned homewards; the region lends rather than grow dearer
    assert held.real_income_ratio[0] < free.real_income_ratio[0]  # and does without the gain in its terms of trade


def test_what_is_borrowed_adds_up_to_nothing_and_common_wages_move_none():
    for world in (random_world(2, 5, 4), rich_world(3), tt.World.default()):
        rule = lending_rule_under(world, Closure(exchange_rate=0.5))
        assert rule is not None
        size = np.abs(rule).max()
        np.testing.assert_allclose(rule.sum(0), 0, atol=1e-9 * size)
        np.testing.assert_allclose(rule.sum(1), 0, atol=1e-9 * size)
        assert (np.diag(rule) < 0).all()  # a region whose wages are pulled up borrows less


def test_what_is_borrowed_is_no_income():
    """Welfare leaves it out: a policy that changes nothing but who lends is worth only what its prices change."""
    world, closure = random_world(2, 5, 4), Closure(exchange_rate=0.2)
    outcome = tt.solve(world, some_shock(world), closure=closure)
    assert np.abs(outcome.borrowed).max() > 1e-3
    np.testing.assert_allclose(outcome.borrowed, borrowed_under(world, closure, outcome.wage_ratio))
    spent = outcome.income / world.income / outcome.consumer_price_ratio
    np.testing.assert_allclose(
        spent - outcome.real_income_ratio, outcome.borrowed / world.income / outcome.consumer_price_ratio, atol=1e-12
    )
    np.testing.assert_allclose(outcome.deficit, world.deficit + outcome.borrowed, atol=1e-9)


def test_a_benchmark_inherits_its_rule_and_its_debt(tmp_path):
    world, closure = rich_world(6), Closure(exchange_rate=0.3)
    outcome = tt.solve(world, some_shock(world), closure=closure)
    eve = outcome.to_world()
    np.testing.assert_array_equal(eve.lending, lending_rule_under(world, closure))
    np.testing.assert_array_equal(eve.borrowed, outcome.borrowed)
    again = tt.World.load(eve.save(tmp_path / "eve"))
    np.testing.assert_array_equal(again.lending, eve.lending)
    np.testing.assert_array_equal(again.borrowed, eve.borrowed)
    joined = eve.aggregate(regions={"A": ["R0", "R1"], "B": ["R2"]})
    np.testing.assert_allclose(joined.borrowed, [eve.borrowed[:2].sum(), eve.borrowed[2]])
    np.testing.assert_allclose(joined.lending.sum(1), 0, atol=1e-9 * np.abs(eve.lending).max())
    back = tt.Shock(eve)
    back = replace(back, tariff_level=world.tariff, export_tax_level=world.export_tax)
    home = tt.solve(eve, back, closure=closure)  # and the way back is the way there
    np.testing.assert_allclose(home.real_income_ratio * outcome.real_income_ratio, 1, rtol=1e-9)
    np.testing.assert_allclose(home.borrowed, 0, atol=1e-9 * world.income.max())


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: Closure(exchange_rate=0.0), "0.01 \\(held\\) to 1"),
        (lambda: Closure(exchange_rate=1.5), "0.01 \\(held\\) to 1"),
        (lambda: Closure("gdp", exchange_rate=0.5), "must be 'fixed'"),
    ],
)
def test_what_cannot_be_is_refused(make, told):
    with pytest.raises(tt.PolicyError, match=told):
        make()


def test_the_rule_is_part_of_the_model_and_known_to_double_precision(monkeypatch):
    """Inverses that steer iterations may be single; a rule that was took another value with the number of threads."""
    world = tt.World.default()
    rule = lending_rule_under(world, Closure(exchange_rate=0.5))
    prepare._lending_rule.cache_clear()
    monkeypatch.setattr(
        exchange, "inverse_of", lambda b, p, here, size: np.linalg.inv(np.asarray(assemble(b, p, here)))
    )
    exact = lending_rule_under(world, Closure(exchange_rate=0.5))
    prepare._lending_rule.cache_clear()
    assert rule is not None
    np.testing.assert_allclose(rule, exact, atol=1e-12 * np.abs(rule).max())
