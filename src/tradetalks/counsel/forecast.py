"""What is likely to come of talks: do they fail, and what is agreed if they do not.

In two steps. Talks fail as a whole with a chance counted on other talks by the rule of succession (Laplace 1774); then
what the dossier says of no deal follows. Else ``log P`` of each allowed package is a weighted sum of features, each a
sum over items or blocks (a conditional logit, McFadden 1974), so that chances of options are exact
(``space/likelihood.py``). Weights are fitted on other talks that ended in a deal, with a normal prior around zero,
where every allowed package is as likely as any other; its width is the one of largest evidence (MacKay 1992, Neural
Computation 4), by Laplace's approximation. What forecasts are held against, and how, is in ``scoring.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tradetalks.dossier.model import Dossier, Item
from tradetalks.errors import DossierError
from tradetalks.space.blocks import Valued
from tradetalks.space.deal_space import DealSpace
from tradetalks.space.likelihood import likeliest, log_total, option_chances, row_of, scored

Array = NDArray[np.float64]
Chances = Mapping[str, Mapping[str, float]]
FEATURES = ("model", "worth", "stands", "shared", "asked", "offered")
"""Joint gain by the model and by judged worth, each in standard deviations over the allowed packages; items left as
they are; items whose option two parties or more stand for, one asks for and nobody offers, one offers and nobody asks
for."""
WIDTHS = (0.1, 0.2, 0.5, 1.0, 2.0)
"""Standard deviations of the prior on weights that evidence chooses between."""
_DRAWN, _LEAST, _STEP = 20_000, 1e-9, 1e-3


@dataclass(frozen=True)
class Fitted:
    """A forecast fitted on talks whose outcome is known.

    Attributes:
        weights: by feature. width: standard deviation of their prior. failure: chance that talks fail as a whole.
        talks, failed: how many it was fitted on, and how many of these failed.
    """

    weights: Mapping[str, float]
    width: float
    failure: float
    talks: int
    failed: int


@dataclass(frozen=True, eq=False)
class Case:
    """Talks as a forecast sees them.

    Attributes:
        name: the dossier's. valued: its allowed packages. features: by feature, ``[row]`` of each block.
        agreed: what came of the talks in full, items left out at the status quo; None where there is no outcome.
        failed: did they end without a deal? allowed: do the dossier's own rules allow what was agreed?
        duties: of ``duties_of``, where scores want them.
    """

    name: str
    dossier: Dossier
    valued: Valued
    features: Mapping[str, Sequence[Array]]
    agreed: Mapping[str, str] | None
    failed: bool
    allowed: bool
    duties: Mapping[str, Mapping[str, Array]] = field(default_factory=dict)

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
        stood = {(item.id, option): how for item in d.agenda for option, how in stood_for(item).items()}
        status = d.status_quo()
        features = {
            "model": _in_deviations([b.economic.sum(1) for b in valued.blocks], drawn),
            "worth": _in_deviations([b.political.sum(1) for b in valued.blocks], drawn),
            "stands": scored(valued, lambda item, option: float(status[item] == option)),
            **{
                how: scored(valued, lambda item, option, how=how: float(stood.get((item, option)) == how))
                for how in ("shared", "asked", "offered")
            },
        }
        agreed = None if d.agreed is None else d.package(d.agreed.package)
        allowed = agreed is not None and all(row_of(block, agreed) >= 0 for block in valued.blocks)
        return cls(d.name, d, valued, features, agreed, d.failed, allowed)

    def scores(self, weights: Mapping[str, float]) -> list[Array]:
        """``[row]`` of each block: log P of a package, given a deal, but for a constant."""
        return [
            sum((w * self.features[f][k] for f, w in weights.items()), np.zeros(len(block.rows)))
            for k, block in enumerate(self.valued.blocks)
        ]

    def chances(self, fit: Fitted) -> dict[str, dict[str, float]]:
        """Item id -> option id -> probability, no deal among what may come."""
        deal = option_chances(self.valued, self.scores(fit.weights))
        without = without_deal(self.dossier)
        return {
            item: {o: (1 - fit.failure) * p + fit.failure * without[item][o] for o, p in options.items()}
            for item, options in deal.items()
        }

    def likeliest(self, fit: Fitted) -> dict[str, str]:
        """The likeliest package if there is a deal."""
        return likeliest(self.valued, self.scores(fit.weights))


def stood_for(item: Item) -> dict[str, str]:
    """Options that positions name -> ``shared`` (by two parties or more), ``asked`` or ``offered`` (by one).

    A position with an offer offers its options, whatever it asks for in return.
    """
    by: dict[str, dict[str, bool]] = {}
    for position in item.positions:
        for option in position.options:
            parties = by.setdefault(option, {})
            parties[position.party] = parties.get(position.party, False) or bool(position.offers)
    return {
        option: "shared" if len(parties) > 1 else "offered" if any(parties.values()) else "asked"
        for option, parties in by.items()
    }


def without_deal(dossier: Dossier) -> dict[str, dict[str, float]]:
    """Item id -> option id -> probability if talks fail: the dossier's branches of no deal, by their probabilities."""
    found = {item.id: {option.id: 0.0 for option in item.options} for item in dossier.agenda}
    whole = sum(branch.probability for branch in dossier.no_deal)
    for branch in dossier.no_deal:
        for item, option in dossier.package(branch.package).items():
            found[item][option] += branch.probability / whole
    return found


def duties_of(space: DealSpace) -> dict[str, dict[str, Array]]:
    """Item id -> option id -> ``[importer and exporter]`` points on average duties, weighed by the eve's trade."""
    d, own = space.dossier, list(space.dossier.regions.values())

    def averages(package: Mapping[str, str]) -> Array:
        shock = space.eve.shock(package)
        return np.array([100 * shock.average_tariff(a, b) for a in own for b in own if a != b])

    eve = averages(d.status_quo())
    return {item.id: {o.id: averages(d.package({item.id: o.id})) - eve for o in item.options} for item in d.agenda}


def _in_deviations(values: Sequence[Array], drawn: NDArray[np.int64]) -> list[Array]:
    """Sums over blocks in standard deviations of packages drawn; as they are where none differs."""
    spread = float(sum(v[drawn[:, k]] for k, v in enumerate(values)).std())  # type: ignore[union-attr]
    return [v / spread if spread > _LEAST else v for v in values]


# ---------------------------------------------------------------------- fitted on other talks
def fitted(
    cases: Sequence[Case],
    features: Sequence[str] = FEATURES,
    widths: Sequence[float] = WIDTHS,
    *,
    may_fail: bool = True,
) -> Fitted:
    """The chance of failure, and the weights that make what was agreed likeliest where talks did not fail.

    Each case counts alike (its log chance over its number of items); the objective is concave. Cases whose rules do not
    allow what was agreed count for failure alone.

    Args:
        widths: of the prior; the one of largest evidence is taken.
        may_fail: leave no chance of failure, and fit weights on failed talks too.

    Raises:
        DossierError: no case has an outcome that weights can be fitted on.
    """
    ended = [case for case in cases if case.agreed is not None]
    known = [case for case in ended if case.allowed and not (case.failed and may_fail)]
    if not known:
        raise DossierError("forecast: no case has an outcome that its own rules allow; nothing to fit weights on")
    failed = sum(case.failed for case in ended)
    best, evidence, start = np.zeros(len(features)), -np.inf, np.zeros(len(features))
    width = widths[0]
    for tried in sorted(widths):
        start, told = _weights(known, features, tried, start)
        if told > evidence:
            best, evidence, width = start, told, tried
    return Fitted(
        dict(zip(features, map(float, best), strict=True)),
        width,
        (failed + 1) / (len(ended) + 2) if may_fail else 0.0,
        len(ended),
        failed,
    )


def _weights(known: Sequence[Case], features: Sequence[str], width: float, start: Array) -> tuple[Array, float]:
    """Likeliest weights under a prior of this width, and the log of its evidence but for a constant."""
    from scipy.optimize import minimize

    items = float(np.mean([len(case.dossier.agenda) for case in known]))
    happened = [np.array([_of_agreed(case, feature) for feature in features]) for case in known]

    def lost(vector: Array) -> float:
        weights = dict(zip(features, vector, strict=True))
        told = 0.0
        for case, own in zip(known, happened, strict=True):
            total = float(log_total(case.valued.layout.plan, case.scores(weights))[0])
            told += (float(vector @ own) - total) * items / len(case.dossier.agenda)
        return -told + float((vector**2).sum()) / (2 * width**2)

    if not len(features):
        return start, -lost(start)
    found = minimize(lost, start, method="BFGS", options={"gtol": 1e-5}).x
    _, curved = np.linalg.slogdet(_curvature(lost, found))
    return found, -lost(found) - len(features) * np.log(width) - curved / 2


def _curvature(lost: Callable[[Array], float], at: Array) -> Array:
    """Second derivatives of a smooth function, ``[weight, weight]``, by central differences."""
    steps = _STEP * np.eye(len(at))
    rows = [
        [(lost(at + a + b) - lost(at + a - b) - lost(at - a + b) + lost(at - a - b)) / (4 * _STEP**2) for b in steps]
        for a in steps
    ]
    return np.array(rows)


def _of_agreed(case: Case, feature: str) -> float:
    """A feature of what was agreed."""
    assert case.agreed is not None
    pairs = zip(case.valued.blocks, case.features[feature], strict=True)
    return sum(float(values[row_of(block, case.agreed)]) for block, values in pairs)
