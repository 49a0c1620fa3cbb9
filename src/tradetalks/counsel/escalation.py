"""The escalation that a dossier announces, climbed rung by rung from the eve."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tradetalks.dossier.model import Dossier
from tradetalks.errors import DossierError
from tradetalks.value.eve import Eve
from tradetalks.value.worth import worth
from tradetalks.war.ladder import Ladder, Rung, climb_ladder


def announced_ladder(eve: Eve, progress: Callable[[int, int], Any] | None = None) -> Ladder:
    """Solve the dossier's ``escalation``: each step's options and measures on top of those before.

    Sides are region codes; payoffs hold the dossier's worth beyond the model (mid).

    Raises:
        DossierError: the dossier announces none. NotConverged, NotCertified: a rung has no solution.
    """
    dossier = eve.dossier
    if not dossier.escalation:
        raise DossierError(f"dossier {dossier.name}: no escalation; expected a list of steps under 'escalation'")
    status_quo = dossier.status_quo()
    package, measures, rungs = dict(status_quo), [], []
    for step in dossier.escalation:
        package |= step.package
        measures = [*measures, *step.measures]
        beyond = {dossier.regions[p]: value for p, value in worth(dossier, package).items() if p in dossier.regions}
        rung = Rung(dossier.regions[step.by], step.title, str(step.date), beyond)
        rungs.append((rung, (eve.combined(package) + eve.effect_of(measures)).on(eve.world)))
    return climb_ladder(
        eve.world,
        rungs,
        sides=sides(dossier),
        start=eve.combined(status_quo).on(eve.world),
        solver=eve.solve_shock,
        progress=progress,
    )


def sides(dossier: Dossier) -> list[str]:
    """Region codes of the parties that are one."""
    return list(dossier.regions.values())
