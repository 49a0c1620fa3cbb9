"""Slopes that steer the wedges of limits are those of the equations: held against differences, channel by channel."""

from dataclasses import replace

import numpy as np
import pytest

import tradetalks as tt
from tests.worlds import random_world, rich_world
from tradetalks.equilibrium import limits as lim
from tradetalks.equilibrium import model
from tradetalks.equilibrium.closure import Closure, Wages
from tradetalks.equilibrium.prepare import pack, policy_of, prepare, state_size, unpack
from tradetalks.equilibrium.wedge_slopes import sensitivities

STEP = 1e-6


def limited(world):
    """Every kind of limit and rent, two of them on one flow, over other policy that is not the benchmark's."""
    shock = tt.Shock(world).add_tariff("R0", "R1", 0.3, sectors="all").add_export_tax("R1", "R2", 0.1, sectors="all")
    shock = shock.subsidy("R2", 0.1, "S1").transfer("R0", "R1", 0.2)
    for rent in ("exporter", "importer", "lost"):
        shock = shock.cap("R1", "R0", share=0.9, sectors=["S0"], rent=rent)
    shock = shock.cap("R2", "R1", share=0.8, sectors=["S0", "S1"])
    return shock.floor("R0", "R2", 1.0, sectors=["S1"])


def both(point, b, policy, limits, shape):
    state, effective = unpack(point[0], shape), lim.with_wedges(policy, limits, point[1])
    found = model.flows(state, b, effective)
    return pack(model.residual(state, b, effective)), lim.gaps(state, found, b, effective, limits)


@pytest.mark.parametrize(
    "closure",
    [
        Closure(wages=Wages({"R1": 0.99}), years=1),
        Closure(
            "gdp",
            wages=Wages({"R1": 0.99}, anchor="floating"),
            years=1,
            labour_supply=0.5,
            revenue="income_tax",
            labour_mobility=1.5,
        ),
        Closure(
            wages=Wages({"R1": 0.99, "R0": 0.98}, anchor={"R0": "floating"}),
            years=1,
            capital_share=0.3,
            labour_supply=0.4,
            revenue="debt",
            exchange_rate=0.4,
        ),
        Closure("gdp", labour_mobility=2.0),
        Closure("zero"),
        Closure(exchange_rate=0.3, wages=Wages({"R1": 0.99}), years=1),
    ],
)
@pytest.mark.parametrize("make", [random_world, rich_world])
def test_slopes_by_wedge_and_state_are_those_of_the_equations(make, closure):
    world = make(3)
    shock, b = limited(world), prepare(world, closure).benchmark
    policy, limits = policy_of(shock, closure), lim.build(world, shock.quantities, closure)
    draw = np.random.default_rng(2)
    vector, wedges = draw.normal(0, 0.05, state_size(world, closure)), draw.uniform(0.01, 0.1, limits.number)
    effective = lim.with_wedges(policy, limits, wedges)
    state = unpack(vector, world.shape)
    found = sensitivities(state, model.flows(state, b, effective), b, effective, limits)

    def slopes(which, size):
        columns = []
        for step in STEP * np.eye(size):
            ends = []
            for sign in (1, -1):
                point = [vector, wedges]
                point[which] = point[which] + sign * step
                ends.append(both(point, b, policy, limits, world.shape))
            columns.append([(up - down) / (2 * STEP) for up, down in zip(*ends, strict=True)])
        return [np.array(part).T for part in zip(*columns, strict=True)]

    residual_by_wedge, gap_by_wedge = slopes(1, limits.number)
    _, gap_by_state = slopes(0, len(vector))
    np.testing.assert_allclose(found[0], residual_by_wedge, atol=1e-8)
    np.testing.assert_allclose(found[1], gap_by_state, atol=1e-8)
    np.testing.assert_allclose(found[2], gap_by_wedge, atol=1e-8)


def test_specific_duties_count_in_the_slopes_by_wedge():
    world = random_world(3)
    shock = limited(world)
    specific = np.zeros_like(world.trade)
    specific[1, 0] = 0.2
    policy, limits = (
        policy_of(replace(shock, specific_level=specific), "fixed"),
        lim.build(world, shock.quantities, Closure()),
    )
    b, wedges = prepare(world).benchmark, np.full(limits.number, 0.05)
    vector = np.zeros(state_size(world))
    effective = lim.with_wedges(policy, limits, wedges)
    state = unpack(vector, world.shape)
    found = sensitivities(state, model.flows(state, b, effective), b, effective, limits)[0]
    for j, step in enumerate(STEP * np.eye(limits.number)):
        up, down = (both((vector, wedges + sign * step), b, policy, limits, world.shape)[0] for sign in (1, -1))
        np.testing.assert_allclose(found[:, j], (up - down) / (2 * STEP), atol=1e-8)
