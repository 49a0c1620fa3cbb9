"""Worth that follows from what parties' tariffs show that they want, in place of a judgement.

A party's weights (``war/revealed.py``) are those for which the eve's tariffs on all partners serve it best, what the
other parties lose having a weight each. An option, alone, changes its weighted objective by more or less than its real
income: the difference is the option's worth, and 5 to 95 of 100 draws of the weights its range.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from tradetalks.dossier.figures import Worth
from tradetalks.dossier.inferred import REVEALED
from tradetalks.dossier.model import Dossier
from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.value.restated import as_taxes
from tradetalks.world.world import World

NOTE = "inferred from what today's tariffs show; the range is of drawn weights"


def with_worth_inferred(
    dossier: Dossier, world: World, closure: Closure, solve: Callable[[Mapping[str, str]], Outcome]
) -> Dossier:
    """The dossier with figures where ``basis: revealed`` asks for them.

    Args:
        world, closure: of the eve. solve: a package from the eve, certified.

    Raises:
        NotConverged, NotCertified: an option cannot be solved. PolicyError: weights are not defined here.
    """
    asked = dict.fromkeys(p for item in dossier.agenda for o in item.options for p in o.inferred)
    if not asked:
        return dossier
    from tradetalks.war.objectives import Economy
    from tradetalks.war.revealed import revealed_weights

    eve = solve({})
    regions, before, wants = dossier.regions, Economy.of_outcome(eve), {}
    for party in asked:
        rivals = [r for r in dict.fromkeys(regions.values()) if r != regions[party]]
        wants[party] = revealed_weights(
            world, regions[party], rivals=rivals, others=True, shock=as_taxes(eve), closure=closure
        )

    def worth(item: str, option: str, party: str) -> Worth:
        mid, draws = wants[party].beyond(before, Economy.of_outcome(solve({item: option})))
        low, high = (float(end) for end in np.quantile(draws, (0.05, 0.95)))
        return Worth(low=min(low, mid), mid=mid, high=max(high, mid), basis=REVEALED, note=NOTE)

    agenda = []
    for item in dossier.agenda:
        options = [
            o.model_copy(
                update={"worth": {**o.worth, **{p: worth(item.id, o.id, p) for p in o.inferred}}, "inferred": []}
            )
            for o in item.options
        ]
        agenda.append(item.model_copy(update={"options": options}))
    return dossier.model_copy(update={"agenda": agenda})
