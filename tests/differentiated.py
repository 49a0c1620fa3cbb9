"""The Jacobian by automatic differentiation, to hold the one that is assembled by hand against."""

from functools import partial

from tradetalks.equilibrium import _jax  # noqa: F401  (configures JAX before it is used)

# isort: split
import jax

from tradetalks.equilibrium import model
from tradetalks.equilibrium.prepare import pack, unpack


@partial(jax.jit, static_argnums=3)  # one compilation for all policies and benchmarks of one structure
def jacobian_of(vector, benchmark, policy, shape):
    """d residual / d state ``[state, state]`` at ``vector``."""
    return jax.jacfwd(lambda u: pack(model.residual(unpack(u, shape), benchmark, policy)))(vector)
