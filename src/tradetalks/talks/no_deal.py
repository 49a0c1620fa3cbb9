"""What happens without a deal: a package, further measures, or a tariff war that neither side can improve on.

A branch with ``nash`` starts from its package (and measures), solved and certified, and lets the named players tax each
other as suits them best; limits on quantities stand still there, their wedges kept as the taxes they amount to.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.outcome import Outcome
from tradetalks.equilibrium.solver import solve
from tradetalks.errors import NotConverged
from tradetalks.policy.shock import Shock
from tradetalks.residuals import below
from tradetalks.talks.cache import source_digest
from tradetalks.talks.dossier import NashBranch, NoDeal
from tradetalks.talks.valuation import Eve, Valuer
from tradetalks.war.climb import STALLED, projected
from tradetalks.war.levers import Levers, levers_by_player
from tradetalks.war.nash import nash_tariffs
from tradetalks.war.objectives import objective_of
from tradetalks.war.optimal import unit
from tradetalks.war.slopes import Task

Array = NDArray[np.float64]


def solve_branch(valuer: Valuer, branch: NoDeal) -> Outcome:
    """Full certified outcome of a no-deal branch, from the eve; kept by the valuer.

    Raises:
        NotConverged, NotCertified: the branch cannot be solved to the certificate's tolerance.
    """
    if branch.name not in valuer.branches:
        outcome = valuer.eve.solve(branch.package, valuer.eve.effect_of(branch.measures))
        if branch.nash:
            outcome = _war(valuer, branch.nash, outcome)
        valuer.branches[branch.name] = outcome
    return valuer.branches[branch.name]


def as_taxes(outcome: Outcome) -> Shock:
    """The policy of an outcome with its limits on quantities turned into the taxes they amount to."""
    return replace(outcome.shock, quantities=())


def _war(valuer: Valuer, branch: NashBranch, outcome: Outcome) -> Outcome:
    """The Nash war from an outcome; rates found before, by the same model, are solved again and not searched again,
    where no player's slope says that it could do better.

    Raises:
        NotConverged, NotCertified: the war has no equilibrium found to the certificate's tolerance.
    """
    eve, start = valuer.eve, as_taxes(outcome)
    players = [eve.dossier.parties[p].region for p in branch.players]
    rules: dict[str, Any] = {
        "among_players": not branch.everyone, "instruments": branch.instruments, "mfn": branch.mfn
    }  # fmt: skip
    own = levers_by_player(eve.world, players, branch.sectors, **rules)
    content = "|".join(("nash", source_digest("tradetalks.war"), eve.digest, start.digest(), branch.model_dump_json()))
    key = hashlib.sha256(content.encode()).hexdigest()
    width = sum(len(one) for one in own.values())
    known = valuer.cache.get([key], width + 1).get(key)
    if known is None or not _stands(eve, own, start, known[:-1]):
        war = nash_tariffs(eve.world, players, branch.sectors, shock=start, closure=eve.closure, **rules)
        known = np.concatenate([*(war.rates[code] for code in own), [war.slope]])
        valuer.cache.put({key: known})
    found = solve(eve.world, _at(own, start, known[:-1]), closure=eve.closure)
    found.certificate.require()
    return found


def _at(own: Mapping[str, Levers], start: Shock, rates: Array) -> Shock:
    """The shock with every player's levers at their part of ``rates``, one player after the other."""
    shock, at = start, 0
    for one in own.values():
        shock = one.on(shock, rates[at : at + len(one)])
        at += len(one)
    return shock


def _stands(eve: Eve, own: Mapping[str, Levers], start: Shock, rates: Array) -> bool:
    """Do kept rates hold as an equilibrium: within their bounds, and every player's slope small, measured anew?"""
    low, high = (np.concatenate([getattr(one, end) for one in own.values()]) for end in ("low", "high"))
    if not np.all((rates >= low) & (rates <= high)):
        return False
    shock = _at(own, start, rates)
    for code, one in own.items():
        task = Task(eve.world, shock, eve.closure, one, objective_of("real_income"), unit(eve.world, code))
        try:
            here = task.at(one.read(shock), task.start())
        except NotConverged:
            return False
        if not below(projected(one, here.rates, here.gradient()), STALLED):
            return False
    return True
