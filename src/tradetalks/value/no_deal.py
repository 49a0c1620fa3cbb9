"""What happens without a deal: a package, further measures, or a tariff war that neither side can improve on.

A branch with ``nash`` starts from its package (and measures), solved and certified, and lets the named players tax each
other as suits them best; limits on quantities stand still there, their wedges kept as the taxes they amount to. What
suits them is their real income, or, with ``weights: revealed``, what their tariffs of the eve show that they want.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.dossier import phasing
from tradetalks.dossier.no_deal import NashBranch, NoDeal
from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.equilibrium.solver import solve
from tradetalks.errors import NotConverged
from tradetalks.policy.shock import Shock
from tradetalks.residuals import below, worst
from tradetalks.rows import source_digest
from tradetalks.value.afresh import Benchmark
from tradetalks.value.eve import Eve
from tradetalks.value.question import Question, Rates
from tradetalks.value.restated import as_taxes
from tradetalks.value.valuer import Valuer
from tradetalks.world.world import World

if TYPE_CHECKING:
    from tradetalks.value.cache import ValueCache
    from tradetalks.war.levers import Levers
    from tradetalks.war.objectives import Objective
    from tradetalks.war.politics import Wants

Array = NDArray[np.float64]


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


def _war(valuer: Valuer, name: str, branch: NashBranch, outcome: Outcome) -> Outcome:
    """The Nash war from an outcome; rates found before, by the same model, are solved again and not searched again,
    where no player's slope says that it could do better.

    Raises:
        NotConverged, NotCertified: the war has no equilibrium found to the certificate's tolerance; names the branch.
    """
    # what a war needs takes longer to load than most runs without one
    from tradetalks.war.levers import levers, levers_by_player

    eve, start = valuer.eve, as_taxes(outcome)
    players = list(dict.fromkeys(eve.dossier.regions[p] for p in branch.players))
    how: dict[str, Any] = {"instruments": branch.instruments, "mfn": branch.mfn}
    rules = {"among_players": not branch.everyone, **how}
    own = levers_by_player(eve.world, players, branch.sectors, **rules)
    together = levers(eve.world, players, None if branch.everyone else players, branch.sectors, **how)
    content = "|".join(("nash", source_digest("tradetalks.war"), eve.digest, start.digest(), branch.model_dump_json()))
    key = hashlib.sha256(content.encode()).hexdigest()
    known = valuer.cache.get([key], len(together) + 1).get(key)
    goal = _goal(branch, players, eve.world, lambda: as_taxes(eve.solve({})), eve.closure, (valuer.cache, key))
    if known is None or not _stands(eve, own, together, start, known[:-1], goal):
        from tradetalks.war.nash import nash_tariffs

        try:
            war = nash_tariffs(
                eve.world, players, branch.sectors, shock=start, objective=goal, closure=eve.closure, **rules
            )
        except NotConverged as error:
            raise NotConverged(f"no_deal branch '{name}' (nash): {error}") from None
        known = np.concatenate([*(war.rates[code] for code in own), [war.slope]])
        valuer.cache.put({key: known})
    found = solve(eve.world, together.on(start, known[:-1]), closure=eve.closure)
    found.certificate.require()
    return found


def cooperation(valuer: Valuer, branch: NoDeal) -> dict[str, float]:
    """What a war's players would gain by efficient rates on the same goods, chosen together, gains shared in
    proportion to income: real income against the eve, billions of USD a year, by party; kept by the valuer.

    Raises:
        NotConverged: no efficient rates found from the eve's.
    """
    from tradetalks.war.cooperation import cooperative_tariffs

    assert branch.nash is not None
    nash, eve = branch.nash, valuer.eve
    players = [eve.dossier.regions[p] for p in dict.fromkeys(nash.players)]
    content = ("cooperation", source_digest("tradetalks.war"), eve.digest, nash.model_dump_json())
    key = hashlib.sha256("|".join(content).encode()).hexdigest()
    known = valuer.cache.get([key], len(eve.world.regions)).get(key)
    if known is None:
        talks = cooperative_tariffs(
            eve.world, players, nash.sectors, among_players=not nash.everyone, shock=as_taxes(eve.solve({})),
            instruments=nash.instruments, mfn=nash.mfn, closure=eve.closure,
        )  # fmt: skip
        known = talks.outcome.real_income_change
        valuer.cache.put({key: known})
    return {p: change for p, change in eve.by_party(known).items() if p in nash.players}


def rates_under(benchmark: Benchmark, question: Question, valuer: Valuer, near: Rates | None = None) -> Rates:
    """Nash rates of a branch under the elasticities of a benchmark, kept by its cache.

    Under the valuer's own elasticities they are the branch's (``solve_branch``); under others all players settle anew
    from those, or from rates known ``near`` by, without a search for deviations.

    Raises:
        NotConverged: they settle nowhere; names the branch and the set.
    """
    from tradetalks.war.levers import levers, levers_by_player
    from tradetalks.war.nash import nash_tariffs

    branch = question.war
    assert branch is not None
    assert branch.nash is not None
    nash, world, own_set = branch.nash, benchmark.world, benchmark.dossier.world.elasticities
    players = list(dict.fromkeys(benchmark.dossier.regions[p] for p in nash.players))
    how: dict[str, Any] = {"instruments": nash.instruments, "mfn": nash.mfn}
    together = levers(world, players, None if nash.everyone else players, nash.sectors, **how)
    begin = together.read(solve_branch(valuer, branch).shock) if near is None else near.values
    if own_set == valuer.eve.dossier.world.elasticities:
        return Rates(together, begin)
    start = benchmark.taxed(replace(question, war=None))
    content = ("settled", source_digest("tradetalks.war"), benchmark.digest, start.digest(), nash.model_dump_json())
    key = hashlib.sha256("|".join(content).encode() + begin.tobytes()).hexdigest()
    known = benchmark.cache.get([key], len(together)).get(key)
    if known is None:
        own = levers_by_player(world, players, nash.sectors, among_players=not nash.everyone, **how)
        eve = phasing.at_first(benchmark.dossier, benchmark.dossier.status_quo())
        goal = _goal(nash, players, world, lambda: benchmark.taxed(Question(eve)), benchmark.closure)
        try:
            war = nash_tariffs(
                world, players, nash.sectors, among_players=not nash.everyone, shock=start,
                start={code: begin[together.of(code)] for code in own}, starts=(), objective=goal,
                closure=benchmark.closure, **how,
            )  # fmt: skip
        except NotConverged as error:
            raise NotConverged(f"no_deal branch '{branch.name}' (nash), elasticities {own_set}: {error}") from None
        known = np.concatenate([war.rates[code] for code in own])
        benchmark.cache.put({key: known})
    return Rates(together, known)


def _goal(
    branch: NashBranch,
    players: Sequence[str],
    world: World,
    seen: Callable[[], Shock],
    closure: Closure,
    kept: tuple[ValueCache, str] | None = None,
) -> Objective:
    """What the players of a war want.

    Args:
        seen: gives the eve's policy, limits as taxes, whose tariffs show it. kept: where weights fitted before, to the
            same policy by the same source, are found, and the key they go by.
    """
    from tradetalks.war.objectives import REAL_INCOME

    if branch.weights == "real_income":
        return REAL_INCOME
    from tradetalks.war.politics import Wants, political

    n, s = world.shape
    cache, key = (None, "") if kept is None else (kept[0], hashlib.sha256(f"wants|{kept[1]}".encode()).hexdigest())
    rows = None if cache is None else cache.get([key], len(players) * (s + 1 + n)).get(key)
    if rows is None:
        wants = _fitted(branch, players, world, seen(), closure)
        rows = np.concatenate(
            [[*w.sectors, w.revenue, *(w.loss.get(code, 0.0) for code in world.regions)] for w in wants.values()]
        )
        if cache is not None:
            cache.put({key: rows})
    return political(
        world,
        {
            code: Wants(row[:s], float(row[s]), dict(zip(world.regions, row[s + 1 :].tolist(), strict=True)))
            for code, row in zip(players, np.reshape(rows, (len(players), -1)), strict=True)
        },
    )


def _fitted(
    branch: NashBranch, players: Sequence[str], world: World, seen: Shock, closure: Closure
) -> dict[str, Wants]:
    """The weights by player that explain the tariffs of ``seen``."""
    from tradetalks.war.revealed import revealed_weights

    wants = {}
    for code in players:
        rivals = [other for other in players if other != code]
        wants[code] = revealed_weights(
            world, code, None if branch.everyone else rivals, branch.sectors, rivals=rivals, others=branch.everyone,
            shock=seen, mfn=branch.mfn, draws=0, closure=closure,
        ).wants()  # fmt: skip
    return wants


def _stands(
    eve: Eve, own: Mapping[str, Levers], together: Levers, start: Shock, rates: Array, objective: Objective
) -> bool:
    """Do kept rates hold as an equilibrium: within their bounds, and every player's slope small, measured anew?

    Solved and differentiated again at each start, one adjoint a player; deviations are not sought again, since the key
    the rates are kept under holds the benchmark, the eve, the branch and the source of the model and of the war.

    ``together``: the levers of all players, in the order of ``own``.
    """
    from tradetalks.war.climb import STALLED, projected
    from tradetalks.war.optimal import unit
    from tradetalks.war.slopes import Task

    if not np.all((rates >= together.low) & (rates <= together.high)):
        return False
    policy, point, slopes = together.on(start, rates), None, []
    for code, one in own.items():
        mine, task = (
            rates[together.of(code)],
            Task(eve.world, policy, eve.closure, one, objective, unit(eve.world, code)),
        )
        try:  # one equilibrium, as each player sees it
            point = task.at(mine, task.start()) if point is None else point.seen_by(task, mine)
            slopes.append(projected(one, mine, point.gradient()))
        except NotConverged:
            return False
    return below(worst(slopes), STALLED)
