"""A benchmark re-solved so that stated shares and stated value added hold together."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from tradetalks.equilibrium.solver import solve
from tradetalks.policy.shock import Shock
from tradetalks.world.from_shares import Shares, from_shares
from tradetalks.world.world import World


def consistent_base(shares: Shares, *, deficits: Literal["as given", "zero"] = "as given") -> World:
    """The equilibrium in which shares and value added of a calibration hold: a benchmark whose accounts add up.

    Cost and final shares stay; value added by region is the stated one at unchanged endowments, so that wages, prices
    and with them import shares move until every market clears. This is the first step of Caliendo & Parro (2015): their
    base is the counterfactual without aggregate deficits of the data, tariffs unchanged.

    How: ``from_shares`` gives the world that keeps import shares, with value added as they imply. Endowments then go
    from those to the stated ones. With Cobb-Douglas costs, ``L^`` times as much labour is the same as costs falling by
    ``L^^-beta``: a barrier of that size on all of a producer's sales, at home too.

    Args:
        shares: the calibration. deficits: ``"zero"`` leaves aggregate deficits out of the base.

    Returns:
        A balanced world, ``provenance["base"]`` telling how far value added and import shares moved.

    Raises:
        WorldError: as ``from_shares``. NotConverged, NotCertified: no certified equilibrium.
    """
    if deficits == "zero":
        shares = replace(shares, deficit=None)
    start = from_shares(shares)
    endowment = np.asarray(shares.value_added, dtype=float) / start.labour_income
    cheaper = endowment[:, None] ** -start.value_added_share
    barrier = np.broadcast_to(cheaper[:, None, :], start.trade.shape)
    outcome = solve(start, replace(Shock(start), barrier_ratio=np.array(barrier)))
    outcome.certificate.require()
    base = outcome.to_world()
    told = {
        "how": "re-solved from shares: value added and endowments as stated, aggregate deficits " + deficits,
        "wages_moved_pct": [
            float(100 * (w - 1)) for w in (base.labour_income / np.asarray(shares.value_added, dtype=float))
        ],
        "largest_move_of_an_import_share": float(np.abs(base.import_share - shares.import_share).max()),
    }
    return replace(base, goods=shares.goods, provenance={**shares.provenance, "base": told})
