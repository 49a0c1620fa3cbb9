"""What forecasts are held against, and how: baselines that need no model, proper scores, skill with its interval.

The scores are those of Brier (1950, Monthly Weather Review 78) and Good (1952, JRSS B 14).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tradetalks.counsel.forecast import Case, Chances
from tradetalks.errors import DossierError

_LEAST = 1e-9


def uniform(case: Case) -> dict[str, dict[str, float]]:
    """Every option of an item as likely as any other."""
    return {item.id: {o.id: 1 / len(item.options) for o in item.options} for item in case.dossier.agenda}


def around(case: Case, point: Mapping[str, Sequence[str]], trust: float) -> dict[str, dict[str, float]]:
    """A baseline that names options: they share the chance ``trust``, all options of the item the rest; an item of
    which nothing is named is uniform."""
    found = uniform(case)
    for item, options in point.items():
        if options:
            for option in found[item]:
                found[item][option] *= 1 - trust
            for option in options:
                found[item][option] += trust / len(options)
    return found


def status_quo(case: Case) -> dict[str, list[str]]:
    """Nothing changes."""
    return {item.id: [item.status_quo] for item in case.dossier.agenda}


def midpoint(case: Case) -> dict[str, list[str]]:
    """What parties stand for, all of them alike: between two ends of a list of options, the middle."""
    found: dict[str, list[str]] = {}
    for item in case.dossier.agenda:
        ids = [o.id for o in item.options]
        named = sorted({ids.index(o) for p in item.positions for o in p.options})
        found[item.id] = [ids[round((named[0] + named[-1]) / 2)]] if named else []
    return found


def last_deal(case: Case, before: Sequence[Case]) -> dict[str, list[str]]:
    """As in the latest earlier talks that had the item and the option; the status quo elsewhere."""
    found = status_quo(case)
    earlier = sorted(
        (c for c in before if c.agreed is not None and c.dossier.reference_date < case.dossier.reference_date),
        key=lambda c: c.dossier.reference_date,
    )
    for past in earlier:
        assert past.agreed is not None
        for item in case.dossier.agenda:
            if past.agreed.get(item.id) in {o.id for o in item.options}:
                found[item.id] = [past.agreed[item.id]]
    return found


@dataclass(frozen=True)
class Score:
    """A forecast of one case against what was agreed, per item.

    Attributes:
        log: mean of minus the log of the chance given to what was agreed (nats; less is better).
        brier: mean squared error of an item's chances, summed over its options (less is better).
        hits: share of items whose likeliest option was agreed (ties share).
        duties: how far expected average duties between the parties were off, in points, mean over importers and
            exporters.
    """

    log: float
    brier: float
    hits: float
    duties: float


def score(case: Case, chances: Chances) -> Score:
    """Hold chances against what was agreed; a chance of nothing counts as one in a billion.

    Raises:
        DossierError: the case has no outcome.
    """
    if case.agreed is None:
        raise DossierError(f"{case.name}: no outcome to score a forecast against")
    log, brier, hits = [], [], []
    for item in case.dossier.agenda:
        own, happened = chances[item.id], case.agreed[item.id]
        log.append(-np.log(max(own.get(happened, 0.0), _LEAST)))
        brier.append(sum((p - (o == happened)) ** 2 for o, p in own.items()))
        best = [o for o, p in own.items() if p >= max(own.values()) - 1e-12]
        hits.append((happened in best) / len(best))
    return Score(float(np.mean(log)), float(np.mean(brier)), float(np.mean(hits)), _duties_off(case, chances))


def _duties_off(case: Case, chances: Chances) -> float:
    """Expected average duties against those of what was agreed: averages add up over items, hence so do their means."""
    assert case.agreed is not None
    off = [
        sum(p * by_option[option] for option, p in chances[item].items()) - by_option[case.agreed[item]]
        for item, by_option in case.duties.items()
    ]
    return float(np.abs(np.sum(off, axis=0)).mean()) if np.size(off) else 0.0


def trust(cases: Sequence[Case], points: Sequence[Mapping[str, Sequence[str]]]) -> float:
    """How often, over some cases, a baseline's named options held what was agreed, beyond chance: the ``trust`` with
    the best log score."""
    grid = np.linspace(0, 0.99, 100)
    losses = [
        sum(score(c, around(c, p, t)).log for c, p in zip(cases, points, strict=True) if c.agreed is not None)
        for t in grid
    ]
    return float(grid[int(np.argmin(losses))])


def skill(own: Sequence[float], other: Sequence[float], draws: int = 2000) -> tuple[float, float, float]:
    """``1 - own / other`` pooled over cases, and its 5 and 95% ends by a bootstrap over cases."""
    mine, theirs = np.asarray(own), np.asarray(other)
    picked = np.random.default_rng(0).integers(0, len(mine), (draws, len(mine)))
    drawn = 1 - mine[picked].sum(1) / np.maximum(theirs[picked].sum(1), _LEAST)
    low, high = np.quantile(drawn, [0.05, 0.95])
    return float(1 - mine.sum() / max(theirs.sum(), _LEAST)), float(low), float(high)
