"""The eve of the talks: the benchmark brought to the measures in force on the reference date, and solved from there.

The benchmark world is first brought to the eve (the measures in force on the dossier's reference date); that outcome,
certified, is the new benchmark. Packages, no-deal branches and what was agreed are counterfactuals from there, so no
measure is counted twice: every measure is either in the benchmark, in ``in_force``, or in the item's chosen option.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tradetalks.checks import shown
from tradetalks.dossier import phasing
from tradetalks.dossier.model import Dossier
from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.employment import closure_from
from tradetalks.equilibrium.iterate import Near, Point, find_from
from tradetalks.equilibrium.limits import build as build_limits
from tradetalks.equilibrium.model import royalties
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.equilibrium.prepare import border_policy, elasticities_under, prepare, state_size
from tradetalks.equilibrium.solver import outcome_at, solve_from
from tradetalks.errors import DossierError
from tradetalks.policy.effects import Effect, only
from tradetalks.policy.instruments import Measure, compile_measures
from tradetalks.policy.instruments.ledger import LedgerDuties
from tradetalks.policy.product_points import ProductPoints
from tradetalks.policy.quantities import Quantity
from tradetalks.policy.shock import Shock, world_digest
from tradetalks.value.cache import model_digest
from tradetalks.value.eve_costs import ResidualCost, costs_of, pinned, solve_pinned
from tradetalks.value.eve_fit import EveFit, beside, fitted
from tradetalks.value.inferred import with_worth_inferred
from tradetalks.value.kept import OutcomeCache
from tradetalks.value.restated import on_eve
from tradetalks.world.world import World

Array = NDArray[np.float64]
Package = Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Eve:
    """The economy on the eve of the talks, and what each option changes from there.

    Attributes:
        benchmark: the world of the benchmark year.
        outcome: the benchmark under the measures in force on the reference date, certified.
        world: that outcome as a new benchmark; its taxes hold the wedges of limits and the specific duties of the day.
        base: what turns the eve's taxes back into the measures themselves: wedges and specific duties out of the taxes,
            the limits of measures that are not on the table in.
        effects: item id -> option id -> what the option adds to the eve's policy, and its own limits.
        closure: how deficits, labour, inputs and wages respond when packages are solved.
        fit: the eve beside trade as counted, where the dossier names a table; the eve's own factor among it.
        unfitted: the eve without the trade costs fitted to it, if any are.
        near: where the eve was solved, if it was solved here: its inverse Jacobian steers packages (changes in logs are
            the same from the eve as from the benchmark).
        keep: policy parts that some option moves and others do not, given in full, so that a batch holds both kinds.

    Duties of the ledger are by product: ``base.by_product`` says what products of the importers named pay on the eve.
    """

    dossier: Dossier
    benchmark: World
    outcome: Outcome
    world: World
    base: Effect
    effects: Mapping[str, Mapping[str, Effect]]
    closure: Closure
    keep: frozenset[str] = frozenset()
    digest: str = ""
    outcomes: OutcomeCache = field(default_factory=lambda: OutcomeCache(None))
    fit: EveFit | None = None
    near: Near | None = None
    unfitted: Outcome | None = None

    @property
    def by_measures(self) -> Outcome:
        """The benchmark under the measures alone: what they cost is told from this, not from what a fit adds."""
        return self.unfitted or self.outcome

    @property
    def in_force(self) -> tuple[Measure, ...]:
        """Measures not on the table, and the trade costs fitted to the eve."""
        costs = self.fit.costs if self.fit else ()
        return (*self.dossier.in_force, *(cost.measure(self.dossier.eve.compared(self.benchmark)) for cost in costs))

    def shock(self, package: Package) -> Shock:
        """The package as a shock on the eve's world."""
        return self.combined(package).on(self.world)

    def combined(self, package: Package) -> Effect:
        """The package's effect from the eve; schedules as in their first phase."""
        total = self.base
        for item, option in phasing.at_first(self.dossier, package).items():
            total = total + self.effects[item][option]
        return total

    def effect_of(self, measures: Iterable[Measure]) -> Effect:
        """What measures outside the chosen options add to the eve's policy."""
        return self._restated(compile_measures(measures, self.benchmark, self.dossier.profile_rates()))

    def _restated(self, effect: Effect) -> Effect:
        """An effect on the benchmark as one on the eve."""
        return on_eve(effect, self.outcome, {i: points.products for i, points in self.base.by_product.items()})

    def with_options(self, dossier: Dossier) -> Eve:
        """The eve of a dossier that is this one's with further options: they are compiled, nothing is solved anew."""
        profiles, effects, added = dossier.profile_rates(), dict(self.effects), list[Effect]()
        for item in dossier.agenda:
            new = [option for option in item.options if option.id not in self.effects[item.id]]
            if new:
                today = self.effect_of(item.option(item.status_quo).measures)
                found = {o.id: compile_measures(o.measures, self.benchmark, profiles) for o in new}
                effects[item.id] = {
                    **self.effects[item.id],
                    **{o: self._restated(effect).without(today) for o, effect in found.items()},
                }
                added += found.values()
        return replace(self, dossier=dossier, effects=effects, keep=self.keep | kept_in_full(added))

    def solve(self, package: Package, extra: Effect | None = None) -> Outcome:
        """Full certified outcome of a package, from the eve; ``extra`` adds measures outside the agenda."""
        effect = self.combined(self.dossier.package(package))
        return self.solve_effect(effect + extra if extra else effect)

    def of_parties(self, figures: Array) -> Array:
        """``[..., region]`` figures as ``[..., party]``: nothing for a party that is no region."""
        parties = self.dossier.parties
        found = np.zeros((*np.shape(figures)[:-1], len(parties)))
        for j, party in enumerate(parties.values()):
            if party.region:
                found[..., j] = figures[..., self.world.region(party.region)]
        return found

    def by_party(self, figures: Array) -> dict[str, float]:
        """``[region]`` figures by party's code."""
        return dict(zip(self.dossier.parties, self.of_parties(figures).tolist(), strict=True))

    def yearly_change(self, package: Package) -> Array:
        """``[region]`` change of real income, billions of USD a year; schedules at their even yearly amount."""
        outcomes, weights = self.over_time(package)
        return (weights * np.array([one.real_income_change for one in outcomes])).sum(0)

    def over_time(
        self, package: Package, solve: Callable[[Package], Outcome] | None = None
    ) -> tuple[list[Outcome], Array]:
        """Certified outcomes of every plain package that a package is in, the first step first, and their
        ``[outcome, region]`` weights in its even yearly amount: itself, weighing one, where nothing is phased.

        Args:
            solve: a plain package's outcome; ``Eve.solve`` if None.
        """
        solve = solve or self.solve
        steps, weights = steps_of(self.dossier, package, self.world.regions)
        return [solve(one) for one in steps], weights

    def state_weights(self) -> Array:
        """``[state, region]`` weights of ``phasing.states`` in each region's even yearly amount."""
        return _state_weights(self.dossier, self.world.regions)

    def solve_effect(self, effect: Effect) -> Outcome:
        """Full certified outcome of an effect on the eve's world."""
        return self.solve_shock(effect.on(self.world))

    def solve_shock(self, shock: Shock, near: Near | None = None) -> Outcome:
        """Full certified outcome of a shock on the eve's world, begun at ``near`` if that is known, else at the eve."""

        def solved() -> Outcome:
            inverse = prepare(self.world, self.closure).inverse if self.near is None else self.near.inverse
            begin = near or Near(self.start(shock.quantities), inverse)
            found, steps = find_from(self.world, shock, self.closure, begin, self.keep)
            return outcome_at(self.world, shock, self.closure, found.point, steps, self.keep)

        return self.outcomes.solved(self.world, shock, self.closure, f"from the eve {self.digest}", solved)

    def start(self, quantities: tuple[Quantity, ...]) -> Point:
        """The eve itself as a start for shocks with these limits: no change, the eve's wedges where it has them."""
        here = {
            q.key: abs(float(np.log1p(w)))
            for q, w in zip(self.outcome.shock.quantities, self.outcome.wedges, strict=True)
        }
        limits = build_limits(self.world, quantities, self.closure)
        wedges = np.zeros(limits.number)
        for j, q in enumerate(quantities):
            wedges[j] = here.get(q.key, 0.0)
        return Point(np.zeros(state_size(self.world, self.closure)), wedges)


def _with_party_names(world: World, dossier: Dossier) -> World:
    """The world, its regions that have no name of their own called as the parties that stand for them."""
    names = {p.region: p.name for p in dossier.parties.values() if p.region and world.region_name(p.region) == p.region}
    return replace(world, region_names={**world.region_names, **names}) if names else world


def bring_to_eve(
    dossier: Dossier,
    world: World | None = None,
    outcomes: OutcomeCache | None = None,
    near: Near | None = None,
) -> Eve:
    """Solve the benchmark under the measures in force on the reference date and make that the new benchmark.

    Args:
        outcomes: where this and later outcomes are kept; the user's cache folder if None.
        near: where an eve of the same measures was solved under other elasticities; the benchmark if None.

    Raises:
        NotConverged, NotCertified: the eve itself cannot be solved, or not fitted within its bounds.
        DossierError: no Dossier is given.
    """
    if not isinstance(dossier, Dossier):
        raise DossierError(f"dossier: found {shown(dossier)}, expected a Dossier, as Dossier.load('busan-2025') gives")
    world, asked_for = _with_party_names(world or dossier.world.build(), dossier), dossier.world.closure()
    own = replace(asked_for, wages=None)  # the eve has nobody out of work, or it would be no benchmark
    profiles = dossier.profile_rates()
    compiled = {
        item.id: {o.id: compile_measures(o.measures, world, profiles) for o in item.options} for item in dossier.agenda
    }
    in_force = compile_measures(dossier.in_force, world, profiles)
    total = in_force + only(world, by_product=products_at_table(dossier, world, [in_force, *_each(compiled)]))
    for item in dossier.agenda:
        total = total + compiled[item.id][item.status_quo]
    asked = total.on(world)
    outcomes = outcomes or OutcomeCache.default()

    def key(closure: Closure) -> str:
        parts = (model_digest(), world_digest(world), total.digest(), repr(closure))
        return hashlib.sha256("|".join(parts).encode()).hexdigest()

    def residual_costs(plain: Outcome) -> tuple[ResidualCost, ...]:
        """Trade costs fitted from the eve without them; the eve with them is then solved from there."""
        compared = beside(plain, dossier.eve, own.trade_elasticity_factor)
        held, flows = pinned(asked, dossier.eve)

        def from_plain() -> Outcome:
            nonlocal near
            if near is None:  # the eve itself was kept
                _, near = solve_from(world, asked, own, None)
            outcome, near = solve_pinned(held, own, near, flows)
            return outcome

        outcome = outcomes.solved(world, held, own, f"eve as counted {key(own)}", from_plain)
        return costs_of(outcome, flows, [row.model for row in compared.totals if row.fitted])

    def anew(closure: Closure) -> Outcome:
        nonlocal near
        outcome, near = solve_from(world, asked, closure, near)
        return outcome

    def solved(closure: Closure) -> Outcome:
        return outcomes.solved(world, asked, closure, f"eve {key(closure)}", lambda: anew(closure))

    at_eve, fit, costs, unfitted = own, None, (), None
    if dossier.eve.fits_factor:
        at_eve, fit = fitted(own, dossier.eve, solved)
    if dossier.eve.fits_costs:
        unfitted = solved(own)
        costs = residual_costs(unfitted)
        on = dossier.eve.compared(world)
        unexplained = compile_measures([cost.measure(on) for cost in costs], world, profiles)
        in_force, total = in_force + unexplained, total + unexplained
        asked = replace(asked, barrier_ratio=np.exp(total.log_barrier))
    outcome = solved(at_eve)
    if fit is None and dossier.eve.observed:
        fit = replace(beside(outcome, dossier.eve, at_eve.trade_elasticity_factor), costs=costs)
    closure = closure_from(outcome, own if dossier.eve.packages == "horizon" else at_eve)
    closure = replace(closure, wages=asked_for.wages)
    digest = key(at_eve) if closure == at_eve else f"{key(at_eve)} {closure!r}"
    at_border, log_barrier = border_policy(asked, at_eve)
    theta = elasticities_under(world, at_eve, np.array(world.trade_elasticity))
    products = {
        importer: own.products.under(own.points, world.tariff + total.tariff, theta, at_border)
        for importer, own in total.by_product.items()
    }
    moved = {item: {o: on_eve(e, outcome, products) for o, e in options.items()} for item, options in compiled.items()}
    effects = {
        item.id: {o: effect.without(moved[item.id][item.status_quo]) for o, effect in moved[item.id].items()}
        for item in dossier.agenda
    }
    owed = royalties(outcome.output, asked.royalty_rate)
    fixed = closure.deficits != "zero"  # the eve's deficits then hold its transfers and royalties
    base = replace(
        on_eve(total, outcome, products),
        tariff=at_border - outcome.shock.tariff_level,
        export_tax=asked.export_tax_level - outcome.shock.export_tax_level,
        subsidy=np.zeros_like(world.subsidy),
        log_barrier=log_barrier - np.log(outcome.shock.barrier_ratio),
        transfer=-np.asarray(owed) if fixed else asked.transfer_received,
        limits=on_eve(in_force, outcome, products).limits,
        by_product={importer: ProductPoints(own) for importer, own in products.items()},
    )
    keep, made = kept_in_full([in_force, *_each(compiled)]), outcome.to_world()
    eve = Eve(dossier, world, outcome, made, base, effects, closure, keep, digest, outcomes, fit, near, unfitted)
    return replace(eve, dossier=with_worth_inferred(dossier, eve.world, closure, eve.solve))


def _each(compiled: Mapping[str, Mapping[str, Effect]]) -> Iterable[Effect]:
    return (effect for options in compiled.values() for effect in options.values())


def steps_of(dossier: Dossier, package: Package, regions: Sequence[str]) -> tuple[list[dict[str, str]], Array]:
    """The plain packages that a package is in over time, the first step first, and their ``[step, region]`` weights in
    its even yearly amount: itself, weighing one, where nothing is phased."""
    full = dossier.package(package)
    if not phasing.is_phased(dossier, full):
        return [full], np.ones((1, len(regions)))
    rows, weights = phasing.paths(dossier, full), _state_weights(dossier, regions)
    plain = [phasing.at_first(dossier, full), *rows]
    distinct = [one for k, one in enumerate(plain) if one not in plain[:k]]
    summed = [sum(w for row, w in zip(rows, weights, strict=True) if row == one) for one in distinct]
    held = [k for k, w in enumerate(summed) if not k or np.any(w)]
    return [distinct[k] for k in held], np.array([np.zeros(len(regions)) + summed[k] for k in held])


def _state_weights(dossier: Dossier, regions: Sequence[str]) -> Array:
    """``[state, region]`` weights of ``phasing.states`` in each region's even yearly amount."""
    by_region = {region: code for code, region in dossier.regions.items()}
    found: list[list[float]] = [phasing.weights(dossier, by_region.get(r)) for r in regions]
    return np.array(found).T


def products_at_table(dossier: Dossier, world: World, effects: Iterable[Effect]) -> dict[str, ProductPoints]:
    """What products pay in the benchmark, of every importer of whose ledger some measure of the dossier is, at the
    table or beyond it: the eve is then by product wherever a package may be."""
    beyond = [*dossier.no_deal, *dossier.escalation]
    ledger = [m for one in beyond for m in one.measures if isinstance(m, LedgerDuties)]
    further = compile_measures(ledger, world, dossier.profile_rates())
    return {
        importer: ProductPoints(points.products)
        for effect in (*effects, further)
        for importer, points in effect.by_product.items()
    }


def kept_in_full(effects: Iterable[Effect]) -> frozenset[str]:
    """Policy parts that some effect moves and others do not, see ``Eve.keep``."""
    effects = list(effects)
    return frozenset(n for n in ("specific", "royalty") if any(np.any(getattr(e, n)) for e in effects))
