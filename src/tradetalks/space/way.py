"""From a dossier to its deal space: the eve, what packages are worth, the frontier, the named deals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tradetalks.dossier.model import Dossier
from tradetalks.space.blocks import LISTED
from tradetalks.space.deal_space import DealSpace
from tradetalks.space.estimates import MOST_SOLVES
from tradetalks.space.folding import fold
from tradetalks.space.naming import name
from tradetalks.space.valuing import value
from tradetalks.value.eve import bring_to_eve
from tradetalks.value.valuer import Valuer
from tradetalks.world.world import World


def deal_space(
    dossier: Dossier,
    *,
    world: World | None = None,
    valuer: Valuer | None = None,
    progress: Callable[[int, int], Any] | None = None,
    folding: Callable[[int, int], Any] | None = None,
    most_points: int | None = None,
    most_solves: int = MOST_SOLVES,
    listed: int = LISTED,
) -> DealSpace:
    """Enumerate, solve and value the packages of a dossier; find what the parties can sign.

    Args:
        world: the benchmark; the dossier's choice of the embedded world if None.
        valuer: a valuer on the eve of a dossier with the same measures, to reuse (its cache and solved packages).
        progress: called with (done, total) distinct economic policies. folding: with (done, total) steps of the search
            for the frontier.
        most_points: points of the frontier kept; beyond, it is thinned and ``epsilon`` says how much. As many as
            ``frontier.fold`` keeps if None.
        most_solves: distinct policies solved at most; beyond, packages are estimated and ``estimated`` says how well.
        listed: combinations up to which items that rules tie together are listed; beyond, they are folded one by one.

    Raises:
        DossierError: constraints tie items so closely that they can neither be listed nor folded, or allow nothing.
        NotConverged, NotCertified: a policy could not be solved to the certificate's tolerance.
    """
    valuer = valuer.on(dossier) if valuer else Valuer(bring_to_eve(dossier, world))
    talks = value(valuer, most_solves=most_solves, listed=listed, progress=progress)
    return name(fold(talks, most_points, folding))
