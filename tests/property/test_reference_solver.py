"""The fast solver against an independent slow one, on random worlds and shocks."""

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tradetalks as tt
from tests.reference import solve_reference
from tests.worlds import random_world


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 10_000),
    tariff=st.floats(-0.2, 1.5),
    export_tax=st.floats(0.0, 0.5),
    barrier=st.floats(0.7, 2.0),
    subsidy=st.floats(0.0, 0.2),
)
def test_agrees_with_the_reference(seed, tariff, export_tax, barrier, subsidy):
    world = random_world(seed)  # one shape, so that JAX compiles once
    shock = (
        tt.Shock(world)
        .tariff("R0", "R1", tariff, sectors="all")
        .export_tax("R1", "all", export_tax, sectors=["S0"])
        .barrier("R2", "R0", barrier, sectors="all")
        .subsidy("R1", subsidy, "S2")
    )
    ours = tt.solve(world, shock)
    assert ours.certificate.certified
    np.testing.assert_allclose(ours.real_income_ratio, solve_reference(world, shock), atol=1e-8)
