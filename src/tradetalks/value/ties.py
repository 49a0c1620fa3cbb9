"""Ties: how small a difference between two outcomes may be before it is told from none.

An outcome is certified where every condition of equilibrium holds to ``CERTIFIED``. To first order a residual ``r_j``
of condition j moves the log of a region's real income by ``adjoint_j r_j``, so that real income is certified to the
sum of the adjoint's absolute values times ``CERTIFIED`` (``equilibrium.adjoint.amplification``). That sum lies between
2 and 6 for every region of the shipped worlds at every horizon; ``AMPLIFIED`` is above it, which a test sees to. Two
outcomes that are compared may be off by twice as much (docs/maths.md, Ties).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.certificate import CERTIFIED
from tradetalks.value.eve import Eve

Array = NDArray[np.float64]
AMPLIFIED = 10.0
"""By how much, at most, residuals are amplified: the largest sum of absolute values of a real income's adjoint."""
STATED = 1e-6
"""The finest that stated worth is told by, in the dossier's unit (a thousand dollars a year where it is billions)."""


def certified_within(eve: Eve) -> Array:
    """``[party]`` by how much two values of a party may differ, in the dossier's unit a year, and still be equal as far
    as certified outcomes tell: 2e-8 of its real income, and no less than ``STATED``, which
    is all where nothing is computed."""
    solved = eve.of_parties(eve.world.own_income) if eve.dossier.is_computed() else np.zeros(len(eve.dossier.parties))
    return np.maximum(2 * AMPLIFIED * CERTIFIED * solved, STATED)


def settled(differences: Array, within: Array) -> Array:
    """``[..., party]`` differences, those that are no larger than the certified error set to none."""
    differences = np.asarray(differences, dtype=float)
    return np.where(np.abs(differences) <= within, 0.0, differences)
