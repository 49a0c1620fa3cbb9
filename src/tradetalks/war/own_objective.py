"""Slopes of an objective of the user's own, by autograd: reverse mode over NumPy, nothing is compiled.

The function is written with arithmetic, methods of arrays, NumPy's ``log``, ``exp`` and their like and, for all else
(``where``, ``concatenate`` ...), ``autograd.numpy``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.back import Weights
from tradetalks.errors import PolicyError

if TYPE_CHECKING:
    from tradetalks.war.objectives import Economy

Array = NDArray[Any]
_RANK = {
    "income": 1, "price_index": 1, "labour_income": 1, "earnings": 2, "profits": 2, "tariff_revenue": 1,
    "export_tax_revenue": 1, "output": 2, "trade": 3, "revenue": 1,
}  # fmt: skip


def slopes(function: Callable[[Any, Any], Any], economy: Economy, weights: Any, mix: Array) -> Weights:
    """Slopes of mixtures ``[.., region]`` of what ``function`` gives.

    Args:
        economy: one; or many along a leading axis, alike but for their imaginary parts, which are changes: slopes then
            carry how they change as imaginary parts.

    Raises:
        PolicyError: autograd is not installed, or the function is not written for it.
    """
    try:
        from autograd import make_vjp  # pyright: ignore[reportMissingImports]
    except ImportError:
        raise PolicyError(
            "objective: slopes of a function of your own need autograd: pip install 'tradetalks[objectives]'"
        ) from None

    given: dict[str, Any] = {name: np.asarray(getattr(economy, name)) for name in _RANK}
    here: dict[str, Any] = {n: part.real if part.ndim == _RANK[n] else part[0].real for n, part in given.items()}
    if not _looks_at_trade(function, economy, here, weights):
        del here["trade"]

    def values(parts: dict[str, Any]) -> Any:
        found = {name: parts[name] for name in here}
        told = function(economy._replace(**({"trade": np.zeros(0)} | found)), weights)
        if getattr(told, "dtype", None) == np.dtype(object):
            raise TypeError("a function of numpy took what it looks at apart")
        return told

    def pulled(parts: dict[str, Any], row: Array) -> dict[str, Any]:
        return make_vjp(values)(parts)[0](row)

    def along(change: dict[str, Array]) -> dict[str, Array]:
        def rise(parts: dict[str, Any]) -> Any:
            by = pulled(parts, mix)
            return sum((by[name] * change[name]).sum() for name in here)

        return make_vjp(rise)(here)[0](1.0)

    try:
        if np.iscomplexobj(given["income"]):
            level = pulled(here, mix)
            change = {n: np.broadcast_to(given[n].imag, (len(given["income"]), *here[n].shape)) for n in here}
            moved = [along({n: change[n][c] for n in here}) for c in range(len(given["income"]))]
            found = {name: level[name] + 1j * np.array([by[name] for by in moved]) for name in here}
        else:
            rows = [pulled(here, row) for row in np.atleast_2d(mix)]
            found = {name: np.reshape([by[name] for by in rows], (*mix.shape[:-1], *here[name].shape)) for name in here}
    except (TypeError, AttributeError) as error:
        raise PolicyError(
            f"objective {getattr(function, '__name__', 'own')}: autograd cannot differentiate it ({error}); write it"
            " with arithmetic, methods of arrays, numpy's log, exp and sqrt, and for all else the functions of"
            " autograd.numpy"
        ) from None
    index = found.pop("price_index") * given["price_index"]
    return Weights(log_price_index=index, **found)


def _looks_at_trade(
    function: Callable[[Any, Any], Any], economy: Economy, here: dict[str, Array], weights: Any
) -> bool:
    """Trade by pair is much the largest part: does the function look at it?"""
    with np.errstate(all="ignore"):
        seen, hidden = (
            np.asarray(function(economy._replace(**(here | {"trade": trade})), weights))
            for trade in (here["trade"], np.full_like(here["trade"], np.nan))
        )
    return not np.array_equal(seen, hidden, equal_nan=True)
