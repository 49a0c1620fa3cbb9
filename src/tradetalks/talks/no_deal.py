"""What happens without a deal: a package, further measures, or a tariff war that neither side can improve on.

A branch with ``nash`` starts from its package (and measures), solved and certified, and lets the named players tax each
other as suits them best; limits on quantities stand still there, their wedges kept as the taxes they amount to.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import numpy as np

from tradetalks.equilibrium.outcome import Outcome
from tradetalks.equilibrium.solver import solve
from tradetalks.errors import NotConverged
from tradetalks.policy.shock import Shock
from tradetalks.talks.cache import source_digest
from tradetalks.talks.dossier import NashBranch, NoDeal
from tradetalks.talks.valuation import Valuer
from tradetalks.war.climb import STALLED
from tradetalks.war.levers import levers_by_player
from tradetalks.war.nash import nash_tariffs


def solve_branch(valuer: Valuer, branch: NoDeal) -> Outcome:
    """Full certified outcome of a no-deal branch, from the eve; kept by the valuer.

    Raises:
        NotConverged, NotCertified: the branch cannot be solved to the certificate's tolerance; of a war, some player
            goes on gaining or its rates have no optimum.
    """
    if branch.name not in valuer.branches:
        outcome = valuer.eve.solve(branch.package, valuer.eve.effect_of(branch.measures))
        if branch.nash:
            outcome = _war(valuer, branch.name, branch.nash, outcome)
        valuer.branches[branch.name] = outcome
    return valuer.branches[branch.name]


def as_taxes(outcome: Outcome) -> Shock:
    """The policy of an outcome with its limits on quantities turned into the taxes they amount to."""
    return replace(outcome.shock, quantities=())


def _war(valuer: Valuer, name: str, branch: NashBranch, outcome: Outcome) -> Outcome:
    """The Nash war from an outcome; rates found before, by the same model, are solved again and not searched again."""
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
    if known is None or known[-1] > STALLED:
        try:
            war = nash_tariffs(eve.world, players, branch.sectors, shock=start, closure=eve.closure, **rules)
        except NotConverged as error:
            raise NotConverged(f"no_deal branch '{name}' (nash): {error}") from None
        known = np.concatenate([*(war.rates[code] for code in own), [war.slope]])
        valuer.cache.put({key: known})
    shock, at = start, 0
    for one in own.values():
        shock = one.on(shock, known[at : at + len(one)])
        at += len(one)
    found = solve(eve.world, shock, closure=eve.closure)
    found.certificate.require()
    return found
