"""What is likely to be agreed: chances of packages from what each is worth, what was asked for, and what stands.

A conditional logit over all allowed packages (McFadden 1974): ``log P`` is a weighted sum of features, each a sum over
items or blocks, so that chances of options and the score of what was agreed are exact (``space/likelihood.py``).
Weights are fitted on other talks by maximum likelihood with a normal prior; ``scores`` hold a forecast against what was
agreed by the proper scores of Brier (1950, Monthly Weather Review 78) and Good (1952, JRSS B 14).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from tradetalks.dossier.model import Dossier
from tradetalks.errors import DossierError
from tradetalks.space.blocks import Valued
from tradetalks.space.deal_space import DealSpace
from tradetalks.space.likelihood import log_total, option_chances, row_of, scored

Array = NDArray[np.float64]
Chances = Mapping[str, Mapping[str, float]]
FEATURES = ("model", "worth", "stands", "position")
"""Joint gain by the model and by judged worth, each in standard deviations over the allowed packages; items left as
they are; parties whose stated position an item's option is."""
PRIOR = 1.0
"""Standard deviation of the prior on each weight, around zero."""
_DRAWN, _LEAST = 20_000, 1e-9


@dataclass(frozen=True, eq=False)
class Case:
    """Talks as a forecast sees them.

    Attributes:
        name: the dossier's. valued: its allowed packages. features: by feature, ``[row]`` of each block.
        agreed: what was agreed in full, items left out at the status quo; None where there is no outcome.
        allowed: do the dossier's own rules allow it?
    """

    name: str
    dossier: Dossier
    valued: Valued
    features: Mapping[str, Sequence[Array]]
    agreed: Mapping[str, str] | None
    allowed: bool

    @classmethod
    def of(cls, space: DealSpace) -> Case:
        """Of a valued deal space.

        Raises:
            DossierError: its packages are estimated, not all solved.
        """
        d, valued = space.dossier, space.valued
        if space.estimated is not None:
            raise DossierError(f"{d.name}: packages are estimated, not all solved; chances are not exact there")
        drawn = valued.draw(_DRAWN, np.random.default_rng(0))
        stated = {
            (item.id, option): sum(option in p.options for p in item.positions)
            for item in d.agenda
            for option in {o for p in item.positions for o in p.options}
        }
        status = {item.id: item.status_quo for item in d.agenda}
        features = {
            "model": _in_deviations([b.economic.sum(1) for b in valued.blocks], drawn),
            "worth": _in_deviations([b.political.sum(1) for b in valued.blocks], drawn),
            "stands": scored(valued, lambda item, option: float(status[item] == option)),
            "position": scored(valued, lambda item, option: float(stated.get((item, option), 0))),
        }
        agreed = None if d.agreed is None else d.package(d.agreed.package)
        allowed = agreed is not None and all(row_of(block, agreed) >= 0 for block in valued.blocks)
        return cls(d.name, d, valued, features, agreed, allowed)

    def scores(self, weights: Mapping[str, float]) -> list[Array]:
        """``[row]`` of each block: log P but for a constant."""
        return [
            sum((w * self.features[f][k] for f, w in weights.items()), np.zeros(len(block.rows)))
            for k, block in enumerate(self.valued.blocks)
        ]

    def chances(self, weights: Mapping[str, float]) -> dict[str, dict[str, float]]:
        """Item id -> option id -> probability."""
        return option_chances(self.valued, self.scores(weights))


def _in_deviations(values: Sequence[Array], drawn: NDArray[np.int64]) -> list[Array]:
    """Sums over blocks in standard deviations of packages drawn; as they are where none differs."""
    spread = float(sum(v[drawn[:, k]] for k, v in enumerate(values)).std())  # type: ignore[union-attr]
    return [v / spread if spread > _LEAST else v for v in values]


def fitted(cases: Sequence[Case], features: Sequence[str] = FEATURES, prior: float = PRIOR) -> dict[str, float]:
    """Weights of the features that make what was agreed likeliest, over cases whose rules allow it.

    Each case counts alike (its log chance over its number of items); the objective is concave.

    Raises:
        DossierError: no case has an outcome that its rules allow.
    """
    known = [case for case in cases if case.agreed is not None and case.allowed]
    if not known:
        raise DossierError("forecast: no case has an outcome that its own rules allow; nothing to fit weights on")

    items = float(np.mean([len(case.dossier.agenda) for case in known]))
    happened = [np.array([_of_agreed(case, feature) for feature in features]) for case in known]

    def lost(vector: Array) -> float:
        weights = dict(zip(features, vector, strict=True))
        told = 0.0
        for case, own in zip(known, happened, strict=True):
            total = float(log_total(case.valued.layout.plan, case.scores(weights))[0])
            told += (float(vector @ own) - total) / len(case.dossier.agenda)
        return -told + float((vector**2).sum()) / (2 * prior**2) / items

    found = minimize(lost, np.zeros(len(features)), method="BFGS", options={"gtol": 1e-6})
    return dict(zip(features, map(float, found.x), strict=True))


def _of_agreed(case: Case, feature: str) -> float:
    """A feature of what was agreed."""
    assert case.agreed is not None
    pairs = zip(case.valued.blocks, case.features[feature], strict=True)
    return sum(float(values[row_of(block, case.agreed)]) for block, values in pairs)


# ---------------------------------------------------------------------- what a forecast is held against
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
    """

    log: float
    brier: float
    hits: float


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
    return Score(float(np.mean(log)), float(np.mean(brier)), float(np.mean(hits)))


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
