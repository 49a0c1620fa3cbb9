"""Who would be out of work if wages could not fall fast: packages and ways of having no deal, solved once more in the
first year under a floor on wages. An illustration beside figures of a dossier that has no floor of its own.

Everybody who wants work finds it where wages are free, so that real GDP moves with how well the economy produces and
with nothing else. The floor is the library's own where floors are asked for (``Wages()``): no sector's wage falls by
more than 1% a year, as Rodriguez-Clare, Ulate & Vasquez (2026, JPE 134(2)) estimate for US manufacturing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tradetalks.dossier import phasing
from tradetalks.dossier.model import Dossier
from tradetalks.dossier.world_choice import SlowWages
from tradetalks.equilibrium.horizons import Horizon, horizon
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.errors import DossierError, NotCertified, NotConverged, PolicyError
from tradetalks.space.deal_space import DealSpace, no_deal_case
from tradetalks.value.eve import bring_to_eve

YEAR = "year 1"
"""When the floor is asked about: by then wages may have fallen once."""


@dataclass(frozen=True, eq=False)
class SlowlyFalling:
    """Packages and ways of having no deal in ``YEAR`` under a floor on wages.

    Attributes:
        horizon: when. allowed: least factor that a sector's wage falls by a year.
        outcomes: name of a package, or ``no_deal_case`` of a branch, -> certified outcome, its changes from that year's
            eve; of a package that changes over time, its first step.
        none_because: the same -> why it has no outcome, in words.
    """

    horizon: Horizon
    allowed: float
    outcomes: Mapping[str, Outcome]
    none_because: Mapping[str, str]


def under_slow_wages(space: DealSpace, names: Sequence[str]) -> SlowlyFalling | None:
    """Named packages and branches of no deal under the floor.

    Args:
        names: of ``space.named``, or ``no_deal_case`` of the dossier's branches of no deal; a war of best replies is
            refused, for its goals have kinks where a wage meets the floor.

    Returns:
        None where the dossier has a floor of its own, or computes nothing.
    """
    dossier = space.dossier
    if dossier.world.wages is not None or not dossier.is_computed():
        return None
    floor, outcomes, refused = SlowWages.model_validate({}), dict[str, Outcome](), dict[str, str]()
    assert isinstance(floor.allowed, float)
    branches = {no_deal_case(branch.name): branch for branch in dossier.no_deal}
    asked = []
    for name in names:
        if name in branches and branches[name].nash:
            refused[name] = "it is a war of best replies, which such a floor does not know"
        else:
            asked.append(name)
    if not asked:
        return SlowlyFalling(horizon(YEAR), floor.allowed, {}, refused)
    try:
        eve = bring_to_eve(with_floor(dossier, floor), outcomes=space.eve.outcomes)
    except (DossierError, PolicyError, NotConverged, NotCertified) as error:
        return SlowlyFalling(horizon(YEAR), floor.allowed, {}, {**refused, **dict.fromkeys(asked, str(error))})
    for name in asked:
        try:
            if name not in branches:
                outcome = eve.solve(phasing.at_first(eve.dossier, space.named[name].package))
            else:
                outcome = eve.solve(branches[name].package, eve.effect_of(branches[name].measures))
            outcome.certificate.require()
        except (NotConverged, NotCertified) as error:
            refused[name] = str(error)
        else:
            outcomes[name] = outcome
    return SlowlyFalling(horizon(YEAR), floor.allowed, outcomes, refused)


def with_floor(dossier: Dossier, floor: SlowWages) -> Dossier:
    """The same dossier in ``YEAR`` with a floor on wages; nothing else of it changes."""
    there = dossier.at_horizon(YEAR)
    return there.model_copy(update={"world": there.world.model_copy(update={"wages": floor})})
