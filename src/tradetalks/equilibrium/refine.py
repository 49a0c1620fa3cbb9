"""Solving with the exact Jacobian at a point without forming it, either way up, from an inverse near by.

Generalised conjugate residuals (Eisenstat, Elman & Schultz 1983, SIAM J. Numer. Anal. 20(2)), which makes residuals as
small as GMRES does: the inverse that a solver has at hand proposes each direction, derivatives of the model's own
residual measure it. A few directions a right-hand side reach rounding, where a factorisation costs tens of times more.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium import _jax  # noqa: F401  (configures JAX before it is used)

# isort: split
import jax
import jax.numpy as jnp

from tradetalks.equilibrium import model
from tradetalks.equilibrium.inverse import inverse_of
from tradetalks.equilibrium.jacobian import exact
from tradetalks.equilibrium.prepare import pack, unpack
from tradetalks.equilibrium.structure import Structured, apply, linearised, plain, times, times_transposed
from tradetalks.errors import NotConverged

Array = NDArray[Any]
Inverse = Array | Structured
ENOUGH = 1e-11  # largest residual, relative to the right-hand side, that counts as solved
_ROUNDING, _MOST = 1e-14, 40  # where directions stop, and most of them
_HELD = 8  # directions held, which new ones are orthogonal to
_WIDEST, _CELLS = 8, 100_000  # derivatives taken at a time, and bilateral flows that they hold together
_SINGULAR = "slopes: how the equilibrium responds to policy is not determined there (its Jacobian is all but singular)"


def solve_near(
    vector: Array | jax.Array,
    b: model.Benchmark,
    p: model.Policy,
    inverse: Inverse,
    right: Array | jax.Array,
    shape: tuple[int, int],
    *,
    transposed: bool = False,
) -> tuple[Array, Inverse]:
    """``J^{-1} right`` or ``J^{-T} right`` at a state vector.

    Args:
        inverse: of the Jacobian at a point near by, as ``prepare`` or ``inverse_at`` gives it.
        right: ``[column, state]``.

    Returns:
        ``[column, state]``, each column's residual at most ENOUGH of its right-hand side, and the inverse that served:
        a fresh one where that given was taken too far away.

    Raises:
        NotConverged: the Jacobian is singular there, or next to it.
    """
    found, left = _directions(vector, b, p, inverse, right, shape, transposed)
    if not float(left) <= ENOUGH:
        try:
            inverse = inverse_of(b, p, model.flows(unpack(np.asarray(vector), shape), b, p), len(vector))
        except np.linalg.LinAlgError:
            raise NotConverged(_SINGULAR) from None
        found, left = _directions(vector, b, p, inverse, right, shape, transposed)
    if not float(left) <= ENOUGH:
        raise NotConverged(_SINGULAR)
    return np.asarray(found), inverse


def at_once(shape: tuple[int, int]) -> int:
    """How many derivatives of a world's flows are taken at a time: fewer in large worlds, to stay in the cache."""
    n, s = shape
    return max(1, min(_WIDEST, _CELLS // (n * n * s)))


def _operator(
    vector: jax.Array, b: model.Benchmark, p: model.Policy, shape: tuple[int, int]
) -> Callable[..., jax.Array]:
    """The Jacobian at a state vector, times changes ``[column, state]``."""
    n, s = shape
    if exact(p) and plain(b, len(vector)):
        linear = linearised(b, p, model.flows(unpack(vector, shape), b, p))

        def by_structure(x: jax.Array) -> jax.Array:
            changes = (
                x[:, :n].T,
                *(part.reshape(-1, n, s).transpose(1, 2, 0) for part in jnp.split(x[:, n:], 2, axis=1)),
            )
            return jnp.concatenate([rows.reshape(-1, len(x)) for rows in apply(linear, *changes)]).T

        return by_structure
    _, push = jax.linearize(lambda u: pack(model.residual(unpack(u, shape), b, p)), vector)
    return jax.vmap(push)


@partial(jax.jit, static_argnums=(5, 6))
def _directions(vector, b, p, inverse, right, shape, transposed):
    """Solutions ``[column, state]``, and the largest residual left, relative."""
    forward = _operator(vector, b, p, shape)
    if transposed:
        backward = jax.linear_transpose(forward, right)
        operate, propose = (lambda x: backward(x)[0]), partial(times_transposed, inverse)
    else:
        operate, propose = forward, partial(times, inverse)
    size = jnp.maximum(jnp.linalg.norm(right, axis=1), jnp.finfo(right.dtype).tiny)

    def gap(left):
        return (jnp.linalg.norm(left, axis=1) / size).max()

    def go_on(carry):
        _, left, _, last, _, step = carry
        here = gap(left)
        return (here > _ROUNDING) & (here < last) & (step < _MOST)

    def advance(carry):
        found, left, steps, _, images, count = carry
        move = propose(left.T).T
        image = operate(move)
        for _ in range(2):  # orthogonal to rounding
            along = jnp.einsum("kcu,cu->kc", images, image)
            image = image - jnp.einsum("kc,kcu->cu", along, images)
            move = move - jnp.einsum("kc,kcu->cu", along, steps)
        length = jnp.linalg.norm(image, axis=1, keepdims=True)
        scale = jnp.where(length > 0, 1 / jnp.where(length > 0, length, 1.0), 0.0)
        image, move = image * scale, move * scale
        far = (image * left).sum(1, keepdims=True)
        place = count % _HELD
        steps, images = steps.at[place].set(move), images.at[place].set(image)
        return found + far * move, left - far * image, steps, gap(left), images, count + 1

    none = jnp.zeros((_HELD, *right.shape))
    start = (jnp.zeros_like(right), right, none, jnp.asarray(jnp.inf), none, 0)
    found, *_ = jax.lax.while_loop(go_on, advance, start)
    return found, gap(right - operate(found))
