"""How far real incomes reach with each option taken alone: the draws of ``reach``, told of real income by country.

Every option is solved at what each set publishes, and in each draw within a set's standard errors where these draws can
move an end of a party's range: they count together as much as one set's estimates would, so that they move none where
the set's answer lies inside what the others give. Of countries not at the table a set counts at its published estimates
where its draws were not needed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.counsel.drawn import WHEN, dossier_of
from tradetalks.counsel.reach import Course, ends_of
from tradetalks.counsel.robustness import SOLVED, set_chances
from tradetalks.errors import DossierError
from tradetalks.rows import source_digest
from tradetalks.value.afresh import Benchmark
from tradetalks.value.eve import Package
from tradetalks.value.question import Question
from tradetalks.value.response import exact_worth, published_worth, side_by_side
from tradetalks.value.valuer import Valuer

Array = NDArray[np.float64]
ROOMS = ("equilibrium", "value", "counsel", "world", "policy")
"""What these ranges follow from."""
NEAR = 0.02
"""Of a figure: a set's answer nearer than this to the least or most of the others can move an end."""


@dataclass(frozen=True, eq=False)
class Alone:
    """The 5th and 95th percentiles of what an option does alone to real income, against the eve of each draw.

    Attributes:
        real_income: ``[end, region]`` billions of USD a year.
        within: were sets drawn within their standard errors, which told all regions' ends as ``reach`` does?
    """

    real_income: Array
    within: bool


def alone(
    valuer: Valuer,
    packages: Sequence[Package],
    sets: Sequence[str],
    *,
    progress: Callable[[int, int], Any] | None = None,
) -> list[Alone]:
    """Ranges of packages, each an option taken alone, from disk if they were worked out before.

    Args:
        sets: as of ``reaches``. progress: called with (done, total) sets.

    Raises:
        DossierError: a dossier of worth alone.
        NotConverged, NotCertified: an option cannot be solved under some draw.
    """
    eve, many = valuer.eve, len(valuer.eve.world.regions)
    if not packages:
        return []
    if not eve.dossier.is_computed():
        raise DossierError("this dossier states no measures: nothing is computed of countries")
    about = source_digest(*(f"tradetalks.{room}" for room in ROOMS)), eve.digest, eve.dossier.world.model_dump_json()
    whole = (*about, eve.dossier.eve.model_dump_json(), list(eve.dossier.regions.values()), tuple(sets))

    def key(package: Package) -> str:
        course = Course.of(eve.dossier, package, eve.world.regions)
        steps = [eve.combined(step.package).digest() for step in course.steps]
        asked = ("alone", *whole, steps, course.weights.tolist() if len(steps) > 1 else [])
        return hashlib.sha256(repr(asked).encode()).hexdigest()

    keys = [key(package) for package in packages]
    rows = valuer.cache.get(keys, 1 + 2 * many)
    missing = {k: package for k, package in zip(keys, packages, strict=True) if k not in rows}
    if missing:
        made = dict(zip(missing, _worked_out(valuer, list(missing.values()), sets, progress), strict=True))
        valuer.cache.put(made)
        rows |= made
    return [Alone(rows[k][1:].reshape(2, many), bool(rows[k][0])) for k in keys]


def _worked_out(
    valuer: Valuer, packages: Sequence[Package], sets: Sequence[str], progress: Callable[[int, int], Any] | None
) -> list[Array]:
    """A row for each package: was a set drawn within its standard errors, and the two ends by region."""
    dossier, done = valuer.eve.dossier, iter(range(1, len(sets) + 1))
    start = Question(dossier.status_quo())
    courses = [Course.of(dossier, package, valuer.eve.world.regions) for package in packages]
    asked = list({q.key: q for course in courses for q in course.steps}.values())

    def begun(name: str) -> Benchmark:
        bench = Benchmark(dossier_of(dossier, name), [start, *asked], valuer.cache)
        bench.solve_published()
        return bench

    def tell() -> None:
        if progress:
            progress(next(done), len(sets))

    benches = side_by_side([partial(begun, name) for name in sets], tell)
    published = np.array(  # [set, package, region]
        [[_over_time(course, partial(published_worth, bench)) for course in courses] for bench in benches]
    )
    parties = [valuer.eve.world.region(code) for code in dossier.regions.values()]
    drawn: dict[tuple[int, int], Callable[[], Array]] = {
        (k, j): partial(_exact, bench, course, bench.spread.drawn(range(1, SOLVED + 1)))
        for k, (name, bench) in enumerate(zip(sets, benches, strict=True))
        if bench.spread is not None and WHEN not in name
        for j, course in enumerate(courses)
        if _can_decide(published[:, j, parties], k)
    }
    for k in {k for k, _ in drawn}:  # the eve of every draw, for all of a set's options
        spread = benches[k].spread
        assert spread is not None
        benches[k].at(start, spread.drawn(range(1, SOLVED + 1)))
    solved = dict(zip(drawn, side_by_side(list(drawn.values())), strict=True))
    rows, chances = [], set_chances(sets)
    for j in range(len(courses)):
        parts = [solved[k, j] if (k, j) in solved else published[k, j][None] for k in range(len(sets))]
        weights = np.concatenate([np.full(len(p), c / len(p)) for p, c in zip(parts, chances, strict=True)])
        within = float(any((k, j) in solved for k in range(len(sets))))
        rows.append(np.concatenate([[within], ends_of(parts, weights).ravel()]))
    return rows


def _over_time(course: Course, worth: Callable[[Question], Array]) -> Array:
    """Real income ``[..., region]`` that a course brings as one yearly amount, from what each of its steps is worth."""
    return np.sum([weight * worth(step) for weight, step in zip(course.weights, course.steps, strict=True)], axis=0)


def _exact(bench: Benchmark, course: Course, logs: Array) -> Array:
    """``[draw, region]`` the same in every draw."""
    return _over_time(course, lambda step: exact_worth(bench, step, logs))


def _can_decide(published: Array, k: int) -> bool:
    """Can draws within set ``k`` move an end of a party's range?

    Args:
        published: ``[set, party]`` at what each set publishes.
    """
    own, others = published[k], np.delete(published, k, axis=0)
    if not len(others):
        return True
    inside = np.minimum(own - others.min(0), others.max(0) - own)
    return bool(np.any((inside < NEAR * np.abs(own)) & (np.abs(published).max(0) > 0)))
