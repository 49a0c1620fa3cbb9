"""A world made ready to be solved: benchmark arrays, factored Jacobian, policies and state vectors.

A state vector stacks logs of ratios to the benchmark: wages ``[n]``, prices ``[n,s]``, spending ``[n,s]``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from tradetalks.equilibrium import _jax  # noqa: F401  (configures JAX before it is used)

# isort: split
import jax
import jax.numpy as jnp

from tradetalks.equilibrium import model
from tradetalks.equilibrium.jacobian import assemble
from tradetalks.errors import PolicyError, WorldError, unknown
from tradetalks.policy.shock import Shock
from tradetalks.world.world import World

Deficits = Literal["fixed", "gdp", "zero"]
DEFICITS: tuple[Deficits, ...] = ("fixed", "gdp", "zero")

flows = jax.jit(model.flows)
"""``model.flows``, compiled."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """A world ready to be solved: the model's benchmark and the inverse of its Jacobian there."""

    benchmark: model.Benchmark
    inverse: jax.Array


@lru_cache(maxsize=4)
def prepare(world: World) -> Prepared:
    """Factor the benchmark Jacobian of ``world``; kept for the last few worlds."""
    if np.any(world.scale_elasticity != 0):
        raise WorldError("scale_elasticity above 0 is not solved yet; set it to 0 (external economies: roadmap)")
    world.check(1e-8)
    benchmark = model.Benchmark(
        import_share=jnp.asarray(world.import_share),
        spending=jnp.asarray(world.expenditure),
        alive=jnp.asarray(world.expenditure > 0),
        input_share=jnp.asarray(world.input_share),
        value_added_share=jnp.asarray(world.value_added_share),
        final_share=jnp.asarray(world.final_share),
        theta=jnp.asarray(world.trade_elasticity),
        labour_income=jnp.asarray(world.labour_income),
        income=jnp.asarray(world.income),
        deficit=jnp.asarray(world.deficit),
        deficit_rate=jnp.asarray(world.deficit / world.labour_income),
        log_wedge=jnp.asarray(
            np.log1p(world.tariff) + np.log1p(world.export_tax) + np.log1p(-world.subsidy)[:, None, :]
        ),
        numeraire=int(np.argmax(world.labour_income)),
    )
    policy = policy_of(Shock(world), "fixed")
    start = unpack(jnp.zeros(state_size(world)), world.shape)
    matrix = assemble(benchmark, policy, flows(start, benchmark, policy))
    return Prepared(benchmark, jnp.asarray(np.linalg.inv(matrix)))


def policy_of(shock: Shock, deficits: Deficits) -> model.Policy:
    """The model's policy arrays of a shock."""
    return model.Policy(
        tariff=jnp.asarray(shock.tariff_level),
        export_tax=jnp.asarray(shock.export_tax_level),
        subsidy=jnp.asarray(shock.subsidy_level),
        log_barrier=jnp.log(shock.barrier_ratio),
        transfer=jnp.asarray(shock.transfer_received),
        fixed_deficit=jnp.asarray(float(deficits == "fixed")),
        gdp_deficit=jnp.asarray(float(deficits == "gdp")),
    )


def checked(world: World, shock: Shock | None, deficits: str) -> Shock:
    if deficits not in DEFICITS:
        raise PolicyError(unknown("deficit closure", deficits, DEFICITS))
    if shock is None:
        return Shock(world)
    if shock.world is not world:
        raise PolicyError("the shock was built on another world; build it on the world that is solved")
    return shock


def state_size(world: World) -> int:
    n, s = world.shape
    return n + 2 * n * s


def unpack(vector: jax.Array, shape: tuple[int, int]) -> model.State:
    n, s = shape
    return model.State(vector[:n], vector[n : n + n * s].reshape(n, s), vector[n + n * s :].reshape(n, s))


def pack(state: model.State) -> jax.Array:
    return jnp.concatenate([state.log_wage, state.log_price.ravel(), state.log_spending.ravel()])
