"""Ranges of a package's figures by region, kept on disk: worked out once, and told again at no cost."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.counsel.reach import Course, Reach, Sampled, reaches
from tradetalks.incidence.figures import DECILES
from tradetalks.policy.shock import world_digest
from tradetalks.rows import source_digest
from tradetalks.value.cache import ValueCache, default_path
from tradetalks.value.eve import Eve, Package
from tradetalks.value.question import Question
from tradetalks.world.employment import employment

Array = NDArray[np.float64]
ROOMS = ("equilibrium", "incidence", "value", "counsel", "world", "policy")
"""What ranges follow from: barriers that measures state by the trade they cut, and trade counted, are policy's."""
OF_REGIONS = ("real_income", "real_income_percent", "real_gdp", "prices", "revenue", "purchases", "efficiency",
              "terms_of_trade", "deficit", "moved", "idle", "idle_percent")  # fmt: skip
"""Figures of a region, one each."""
FIGURES = (*OF_REGIONS, "household", "jobs", "together")
"""What ranges are of, as in ``Reach``."""
OF_STEP = ("revenue", "purchases", "household", "moved", "idle", "idle_percent", "jobs")
"""Those that reports tell of the first step of a package that changes over time; the others are yearly averages."""

_UNKNOWN = 1e300  # stands for NaN on disk, where what is not finite counts as damaged


@dataclass(frozen=True, eq=False)
class Ranges(Sampled):
    """The 5th and 95th percentiles of a package's figures by region, against the eve of each draw.

    Attributes:
        ends: figure of ``FIGURES`` -> ``[end, region]``; ``household``, ``jobs``, ``together`` as in ``Reach``.
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
    """Ranges of a package; None where they were not worked out before and ``if_kept``. Arguments and errors as of
    ``ranges_of_all``."""
    asked = Question(package)
    return ranges_of_all(eve, [asked], sets, if_kept=if_kept, progress=progress, cache=cache)[0]


def ranges_of_all(
    eve: Eve,
    asked: Sequence[Question | Course],
    sets: Sequence[str],
    *,
    if_kept: bool = False,
    progress: Callable[[int, int], Any] | None = None,
    cache: ValueCache | None = None,
) -> list[Ranges | None]:
    """Ranges of packages, with or without measures beside them, from disk if they were worked out before.

    Args:
        sets: as of ``reaches``. cache: where they are kept; the user's if None. if_kept: None for those that are not.

    Raises:
        As of ``reaches``.
    """
    kept, shapes = cache or ValueCache(default_path()), _shapes(eve, sets)
    keys = [_key(eve, one, sets) for one in asked]
    rows = kept.get(keys, sum(math.prod(shape) for shape in shapes.values()))
    missing = {key: q for key, q in zip(keys, asked, strict=True) if key not in rows}
    if missing and not if_kept:
        found = reaches(eve.dossier, list(missing.values()), sets, progress, heads=employment(eve.world).heads)
        made = {key: _row(one) for key, one in zip(missing, found, strict=True)}
        kept.put(made)
        rows |= made
    return [_ranges(eve, rows[key], shapes, sets) if key in rows else None for key in keys]


def _key(eve: Eve, one: Question | Course, sets: Sequence[str]) -> str:
    steps = one.steps if isinstance(one, Course) else (one,)
    asked = (
        source_digest(*(f"tradetalks.{room}" for room in ROOMS)),
        world_digest(eve.world),
        eve.dossier.world.model_dump_json(),
        eve.dossier.eve.model_dump_json(),
        eve.digest,
        [eve.combined(eve.dossier.package(step.package)).digest() for step in steps],
        [[measure.model_dump_json() for measure in step.own] for step in steps],
        one.weights.tolist() if isinstance(one, Course) and len(steps) > 1 else [],
        tuple(sets),
    )
    return hashlib.sha256(repr(asked).encode()).hexdigest()


def _shapes(eve: Eve, sets: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Parts of a kept row: how many draws, which sets were drawn within, the two ends of each figure."""
    many, sectors = eve.world.shape
    whole: dict[str, tuple[int, ...]] = {"solved": (1,), "within": (len(sets),)}
    own = {"household": (2, 1 + DECILES), "jobs": (2, many, sectors), "together": (2, 2)}
    return whole | dict.fromkeys(FIGURES, (2, many)) | own


def _row(found: Reach) -> Array:
    def of(name: str) -> Reach:
        return found.first if found.first is not None and name in OF_STEP else found

    within = [float(name in found.within) for name in found.sets]
    row = np.concatenate([[found.solved, *within], *(np.ravel(getattr(of(name), name)) for name in FIGURES)])
    return np.nan_to_num(row, nan=_UNKNOWN)


def _ranges(eve: Eve, row: Array, shapes: Mapping[str, tuple[int, ...]], sets: Sequence[str]) -> Ranges:
    row, parts, at = np.where(row == _UNKNOWN, np.nan, row), {}, 0
    for name, shape in shapes.items():
        parts[name] = row[at : (at := at + math.prod(shape))].reshape(shape)
    within = tuple(name for name, own in zip(sets, parts.pop("within"), strict=True) if own)
    return Ranges(eve.world.regions, tuple(sets), within, int(parts.pop("solved")[0]), parts)
