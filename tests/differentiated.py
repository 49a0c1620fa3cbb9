"""The equations differentiated, to hold the derivatives that are written by hand against: by complex steps through
them, exact to rounding and quick, and automatically by JAX, which compiles for each structure for a second."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

from tradetalks.equilibrium import model
from tradetalks.equilibrium.prepare import pack, unpack

jax.config.update("jax_enable_x64", True)  # before any array is made


STEP = 1e-30
"""Of complex steps: its square is nothing beside any value here."""


def jacobian_by_steps(vector, benchmark, policy, shape):
    """d residual / d state ``[state, state]`` at ``vector``: imaginary parts of the equations at points a step off it
    (Squire & Trapp 1998, SIAM Review 40(1)); no difference is taken, so that nothing cancels."""
    moved = vector + 1j * STEP * np.eye(len(vector))
    return pack(model.residual(unpack(moved, shape), benchmark, policy)).imag.T / STEP


@partial(jax.jit, static_argnums=3)  # one compilation for all policies and benchmarks of one structure
def jacobian_of(vector, benchmark, policy, shape):
    """d residual / d state ``[state, state]`` at ``vector``."""
    return jax.jacfwd(lambda u: pack(model.residual(unpack(u, shape), benchmark, policy)))(vector)


def lagrangian(goal, gap, benchmark, policy, shape, moved):
    """``gap . residual + goal`` as a function of state and rates together; ``moved``: policy and rates to policy."""

    def at(z):
        vector, rates = z[: len(gap)], z[len(gap) :]
        state, now = unpack(vector, shape), moved(policy, rates)
        found = model.flows(state, benchmark, now)
        return gap @ pack(model.residual_at(state, found, benchmark)) + goal(state, found, benchmark)

    return at


def slopes_of(function, at):
    """Gradient and Hessian, compiled as one."""
    slope = jax.grad(function)
    curve, there = jax.jit(jax.jacfwd(lambda z: (slope(z),) * 2, has_aux=True))(jnp.asarray(at))
    return there, curve
