"""Ranges of a package's figures by region, kept on disk: worked out once, and told again at no cost."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.counsel.reach import Sampled, reach
from tradetalks.incidence.figures import DECILES
from tradetalks.policy.shock import world_digest
from tradetalks.rows import source_digest
from tradetalks.value.cache import ValueCache, default_path
from tradetalks.value.eve import Eve, Package

Array = NDArray[np.float64]
ROOMS = ("equilibrium", "incidence", "value", "counsel", "world", "policy")
"""What ranges follow from: barriers that measures state by the trade they cut, and trade counted, are policy's."""
FIGURES = ("real_income", "real_income_percent", "real_gdp", "prices", "revenue", "efficiency", "terms_of_trade",
           "deficit", "moved", "household", "jobs")  # fmt: skip
"""What ranges are of, as in ``Reach``."""

_UNKNOWN = 1e300  # stands for NaN on disk, where what is not finite counts as damaged


@dataclass(frozen=True, eq=False)
class Ranges(Sampled):
    """The 5th and 95th percentiles of a package's figures by region, against the eve of each draw.

    Attributes:
        ends: figure of ``FIGURES`` -> ``[end, region]``; ``household`` and ``jobs`` as ``Reach`` has them.
    """

    ends: Mapping[str, Array]


def ranges(
    eve: Eve,
    package: Package,
    sets: Sequence[str],
    *,
    if_kept: bool = False,
    progress: Callable[[int, int], Any] | None = None,
    cache: ValueCache | None = None,
) -> Ranges | None:
    """Ranges of a package, from disk if they were worked out before; None where they were not and ``if_kept``.

    Args:
        sets: as of ``reach``. cache: where they are kept; the user's if None.

    Raises:
        As of ``reach``.
    """
    kept = cache or ValueCache(default_path())
    asked = (
        source_digest(*(f"tradetalks.{room}" for room in ROOMS)),
        world_digest(eve.world),
        eve.dossier.world.model_dump_json(),
        eve.dossier.eve.model_dump_json(),
        eve.digest,
        eve.combined(eve.dossier.package(package)).digest(),
        tuple(sets),
    )
    key = hashlib.sha256(repr(asked).encode()).hexdigest()
    regions, (many, sectors) = eve.world.regions, eve.world.shape
    shapes = dict.fromkeys(FIGURES, (2, many)) | {"household": (2, 1 + DECILES), "jobs": (2, many, sectors)}
    row = kept.get([key], 1 + len(sets) + sum(math.prod(shape) for shape in shapes.values())).get(key)
    if row is None and if_kept:
        return None
    if row is None:
        found = reach(eve.dossier, package, sets, progress, people_of=eve.world)
        drawn = [float(name in found.within) for name in sets]
        row = np.concatenate([[found.solved, *drawn], *(np.ravel(getattr(found, name)) for name in FIGURES)])
        row = np.nan_to_num(row, nan=_UNKNOWN)
        kept.put({key: row})
    within, ends, at = row[1 : 1 + len(sets)], {}, 1 + len(sets)
    for name, shape in shapes.items():
        ends[name] = row[at : (at := at + math.prod(shape))].reshape(shape)
        ends[name] = np.where(ends[name] == _UNKNOWN, np.nan, ends[name])
    named = tuple(name for name, own in zip(sets, within, strict=True) if own)
    return Ranges(regions, tuple(sets), named, int(row[0]), ends)
