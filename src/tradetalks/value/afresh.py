"""Packages solved afresh from the benchmark, under trade elasticities that differ from one counterfactual to the next.

A set of elasticities changes the eve of the talks too. Exact hats are transitive (Dekle, Eaton & Kortum 2008): the eve
and a package are two counterfactuals of one benchmark, and what the package is worth is ``I_eve (W / W_eve - 1)``. So
neither world nor measures are made anew for each draw; only measures whose size depends on elasticities (barriers
stated as shares of trade) are compiled again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from tradetalks.dossier.model import Dossier
from tradetalks.equilibrium import limits as lim
from tradetalks.equilibrium import model
from tradetalks.equilibrium.batch import Batch, solve_policies
from tradetalks.equilibrium.certificate import CERTIFIED
from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.iterate import Kernel, Point, Problem, approach, inverse_at, kernel_at, rows_of
from tradetalks.equilibrium.limits import SLACK, Limits
from tradetalks.equilibrium.prepare import elasticities_under, policy_of, prepare, rows_of_benchmark, unpack
from tradetalks.equilibrium.solver import measured_at, require_income
from tradetalks.equilibrium.tangent import STEP, Neighbours, Tangent, tangent
from tradetalks.errors import DossierError, NotCertified
from tradetalks.policy.effects import Effect, only
from tradetalks.policy.instruments import Measure, compile_measures
from tradetalks.policy.quantities import Quantity
from tradetalks.policy.shock import Shock, world_digest
from tradetalks.residuals import below
from tradetalks.rows import source_digest
from tradetalks.value.cache import ValueCache
from tradetalks.value.eve import bring_to_eve, kept_in_full, products_at_table
from tradetalks.value.in_full import InFull, Levels
from tradetalks.value.question import Question, Rates
from tradetalks.value.restated import policies_under
from tradetalks.world.elasticities import Spread, spread
from tradetalks.world.world import World

Array = NDArray[np.float64]
_HELD: WeakValueDictionary[tuple[str, ...], Effect] = (
    WeakValueDictionary()
)  # most measures do the same under all sets: held once
_OTHER = 1.25  # elasticities times this tell which measures depend on them


class _Stand(NamedTuple):
    """A question solved at the set's published estimates."""

    policy: model.Policy
    limits: Limits
    benchmark: model.Benchmark
    point: Point
    taxed: model.Policy  # wedges of limits and specific duties in its taxes
    levels: Levels
    residual: float


@dataclass(eq=False)
class Benchmark:
    """A dossier's benchmark under a set of elasticities, with its measures compiled there.

    Attributes:
        spread: how the set is drawn within its standard errors; None where it has none.
        questions: all that will be asked; limits of any of them are in every one, slack where not in force.
        rates: of each war, by the branch's name; held at other elasticities.
        closure: how deficits, labour and inputs respond; if None the dossier's, fitted to the eve's trade where it asks
            for that. One fit serves all draws of a set.
        in_force: measures not on the table; if None the dossier's, with the trade costs fitted to its eve.
        cache: where every solved counterfactual is kept. digest: of model, world and closure.
    """

    dossier: Dossier
    questions: Sequence[Question]
    cache: ValueCache
    rates: dict[str, Rates] = field(default_factory=dict)
    closure: Closure = field(default=None)  # type: ignore[assignment]
    in_force: Sequence[Measure] | None = None

    def __post_init__(self) -> None:
        choice = self.dossier.world
        self.world, self._profiles = choice.build(), self.dossier.profile_rates()
        if self.dossier.eve.fits_factor and self.dossier.eve.packages == "horizon":
            raise DossierError(
                "eve: packages: horizon: eve and packages are then solved under different elasticities, which draws"
                " of elasticities do not know yet; expected 'same'"
            )
        if self.closure is None and self.dossier.eve.fits:
            eve = bring_to_eve(self.dossier, self.world)
            self.closure, self.in_force = eve.closure, eve.in_force
        elif self.closure is None:
            self.closure = choice.closure()
        self.in_force = self.dossier.in_force if self.in_force is None else self.in_force
        if self.closure.wages is not None and any(q.war for q in self.questions):
            raise DossierError("world: wages: a branch of no deal is a war of best replies, which have kinks there")
        base, self._weights, self._own = choice.carried()
        self.spread: Spread | None = None
        if "~" not in choice.elasticities and choice.elasticities != "own":
            self.spread = spread(choice.elasticities, base)
        self._beside = {q.key: q.own for q in self.questions if q.own}
        self._fixed = self._compiled(self.world)
        self._products = only(self.world, by_product=products_at_table(self.dossier, self.world, self._fixed.values()))
        self._moving = self._that_move(self._fixed)
        self._effects: dict[str, Effect] = {}
        self._shocks: dict[str, Shock] = {}
        self._digests: dict[str, str] = {}
        effects = [self.effect(q) for q in self.questions]
        found = {q.key: q for effect in effects for q in effect.limits}
        self._quantities: tuple[Quantity, ...] = tuple(found[key] for key in sorted(found, key=repr))
        self._limits = lim.build(self.world, self._quantities, self.closure)
        self._keep = kept_in_full(effects)
        parts = (source_digest("tradetalks.equilibrium", "tradetalks.policy", "tradetalks.value"),
                 world_digest(self.world), repr(self.closure))  # fmt: skip
        self.digest = hashlib.sha256("|".join(parts).encode()).hexdigest()
        self._stands: dict[str, _Stand] = {}
        self._kernels: dict[str, Kernel] = {}
        self._rows: dict[str, Array] = {}
        self._tangents: dict[str, Tangent] = {}
        self._eves: dict[bytes, Array] = {}

    # ------------------------------------------------------------------ policies
    def _compiled(self, world: World, only: frozenset[str] | None = None) -> dict[str, Effect]:
        """Effects of the measures in force, of every option and of every question's own measures, by key."""
        assert self.in_force is not None
        lists = {"in force": list(self.in_force)}
        lists |= {f"{i.id}={o.id}": o.measures for i in self.dossier.agenda for o in i.options}
        lists |= self._beside
        made = {
            key: compile_measures(measures, world, self._profiles)
            for key, measures in lists.items()
            if only is None or key in only
        }
        return {key: _HELD.setdefault((effect.digest(), *effect.by_product), effect) for key, effect in made.items()}

    def _that_move(self, effects: Mapping[str, Effect]) -> set[str]:
        """Which of some lists of measures depend on elasticities."""
        other = self._compiled(self.world.with_elasticities(_OTHER * self.world.trade_elasticity), frozenset(effects))
        return {key for key, effect in effects.items() if effect.digest() != other[key].digest()}

    def takes(self, question: Question) -> bool:
        """May a question be asked that was not named at first? Not a war, nor one with limits, parts of policy or
        products' duties that no question named has."""
        if question.war:
            return False
        if question.own and question.key not in self._beside:
            self._beside[question.key] = question.own
            made = self._compiled(self.world, frozenset([question.key]))
            self._fixed |= made
            self._moving |= self._that_move(made)
        effect, named = self.effect(question), {q.key for q in self._quantities}
        known = effect.by_product.keys() <= self._products.by_product.keys()
        return known and {q.key for q in effect.limits} <= named and kept_in_full([effect]) <= self._keep

    def forget(self, question: Question) -> None:
        """Let go of what a question was solved with; it may be asked again."""
        for held in (self._stands, self._kernels, self._tangents, self._effects, self._shocks, self._digests):
            held.pop(question.key, None)

    def effect(self, question: Question, world: World | None = None) -> Effect:
        """What a question adds to the benchmark's policy; under ``world``'s elasticities if one is given."""
        keys = ["in force", *question.listed]
        keys += [question.key] if question.own else []
        moved = frozenset(keys) & self._moving if world is not None else frozenset()
        if not moved and question.key in self._effects:
            return self._effects[question.key]
        known = {**self._fixed, **(self._compiled(world, moved) if world is not None and moved else {})}
        total = self._products
        for key in keys:
            total = total + known[key]
        if not moved:
            self._effects[question.key] = total
        return total

    def _moves(self, question: Question) -> bool:
        """Do any of its measures depend on elasticities?"""
        return bool({"in force", question.key, *question.listed} & self._moving)

    def _level(self, effect: Effect) -> Array:
        """``[limit]`` log level of every limit; slack where it is not in force."""
        level, here = np.array(self._limits.log_level), {q.key: q.level for q in effect.limits}
        for j, q in enumerate(self._quantities):
            slack = SLACK if q.kind == "cap" else -SLACK
            level[j] = np.log(here[q.key]) if q.key in here else slack
        return level

    @cached_property
    def _in_force_alone(self) -> tuple[Effect, Shock]:
        """Measures not on the table, and the shock that they are: questions differ from it in few flows."""
        effect = replace(self._products + self._fixed["in force"], limits=())
        return effect, effect.on(self.world)

    def _asked(self, effect: Effect) -> Shock:
        return replace(effect, limits=()).on(self.world, self._in_force_alone)

    def elasticities(self, logs: Array) -> Array:
        """``[draw, sector]`` trade elasticities of the world at log ratios ``[draw, estimate]`` to those published."""
        assert self.spread is not None
        return self.spread.at(logs) @ self._weights.T + self._own

    def _stacked(self, question: Question, theta: Array) -> tuple[model.Policy, Limits]:
        """The question's policy under each of some elasticities ``[draw, sector]``, limits' levels with it."""
        if question.war:
            return self._warring(question, theta)
        if not self._moves(question):
            effects = [self.effect(question)]
            if question.key not in self._shocks:
                self._shocks[question.key] = self._asked(effects[0])
            policy = policies_under(self._shocks[question.key], theta, self.closure, self._keep)
        else:
            effects = [self.effect(question, self.world.with_elasticities(one)) for one in theta]
            each = [
                policies_under(self._asked(effect), one[None], self.closure, self._keep)
                for effect, one in zip(effects, theta, strict=True)
            ]
            policy = model.Policy(*(np.concatenate(leaf) for leaf in zip(*each, strict=True)))
        level = np.array([self._level(effect) for effect in effects])
        return policy, self._limits._replace(log_level=np.broadcast_to(level, (len(theta), level.shape[1])).copy())

    def _warring(self, question: Question, theta: Array) -> tuple[model.Policy, Limits]:
        """A war's rates on what its branch would be without it, the wedges of limits there kept as taxes."""
        assert question.war is not None
        before = replace(question, war=None)
        batch, benchmark, policies, limits = self._batch(before, theta)
        assert batch.points is not None
        _, _, taxed = measured_at(batch.points, benchmark, policies, limits, self.world.shape)
        war, taxed = self.rates[question.war.name], taxed._replace(specific=np.zeros((len(theta), 0)))
        shocks = [war.levers.on(self._shock(rows_of(taxed, j)), war.values) for j in range(len(theta))]
        found = [policy_of(shock, self.closure, self._keep) for shock in shocks]
        return model.Policy(*(np.stack(leaf) for leaf in zip(*found, strict=True))), self._slack(len(theta))

    def _shock(self, policy: model.Policy) -> Shock:
        """An effective policy, wedges of limits and specific duties in its taxes, as a shock."""
        return Shock(
            self.world,
            tariff_level=policy.tariff,
            export_tax_level=policy.export_tax,
            subsidy_level=policy.subsidy,
            barrier_ratio=np.exp(policy.log_barrier),
            transfer_received=policy.transfer,
            royalty_rate=policy.royalty if policy.royalty.size else np.zeros_like(self.world.trade),
        )

    def _slack(self, count: int) -> Limits:
        level = self._level(Effect.nothing(self.world))
        return self._limits._replace(log_level=np.tile(level, (count, 1)))

    def taxed(self, question: Question) -> Shock:
        """Where a war starts: the question solved at the published estimates, wedges of limits kept as taxes."""
        return self._shock(self._stand(question).taxed)

    def _held(
        self, question: Question, theta: Array, limits: Limits, logs: Array | None = None
    ) -> tuple[model.Benchmark, Limits]:
        """The model's arrays and limits under each of some elasticities ``[draw, sector]``: wages may fall from where
        they are on the eve of that draw, and on the eve itself are free."""
        benchmark = prepare(self.world, self.closure).benchmark
        benchmark = benchmark._replace(theta=elasticities_under(self.world, self.closure, np.array(theta)))
        if self.closure.wages is None:
            return benchmark, limits
        eve = None
        if question.key != self.questions[0].key:
            new = [j for j, one in enumerate(theta) if one.tobytes() not in self._eves]
            if new:
                points = self._batch(self.questions[0], theta[new], None if logs is None else logs[new])[0].points
                assert points is not None
                self._eves |= {theta[j].tobytes(): vector for j, vector in zip(new, points.vector, strict=True)}
            eve = unpack(np.array([self._eves[one.tobytes()] for one in theta]), self.world.shape)
        return lim.since(benchmark, limits, eve)

    # ------------------------------------------------------------------ solving
    def published(self, question: Question) -> Levels:
        """Solved at the set's published estimates."""
        key = self._key(question, self.world.trade_elasticity)
        kept = self._kept([key])[0]
        if kept is not None:
            return _levels([kept])
        stand = self._stand(question)
        self._keep_rows([key], stand.levels, np.array([stand.residual]))
        return stand.levels

    def solve_published(self) -> None:
        """Solve all questions but wars at the set's published estimates together, from the first, and keep them."""
        theta, first = self.world.trade_elasticity, self.questions[0]
        self.published(first)
        keys = {self._key(q, theta): q for q in self.questions if not q.war}
        asked = {key: keys[key] for key, row in zip(keys, self._kept(list(keys)), strict=True) if row is None}
        if not asked:
            return
        stacked = [self._stacked(question, theta[None]) for question in asked.values()]
        policies = model.Policy(*(np.concatenate(leaf) for leaf in zip(*(one for one, _ in stacked), strict=True)))
        limits = self._limits._replace(log_level=np.concatenate([level.log_level for _, level in stacked]))
        held, limits = self._held(list(asked.values())[-1], np.tile(theta, (len(asked), 1)), limits)
        many = Point(*(np.tile(part, (len(asked), 1)) for part in self._stand(first).point))
        batch = solve_policies(self.world, policies, many, limits=limits, closure=self.closure,
                               kernel=self._kernel(first), named=self._quantities, floors=held.floors)  # fmt: skip
        self._keep_rows(list(asked), Levels(batch.income, np.log(batch.real_income_ratio)), batch.residual)

    def at(self, question: Question, logs: Array) -> Levels:
        """Solved at log ratios ``[draw, estimate]``, each kept.

        Raises:
            NotConverged, NotCertified: one cannot be solved to the certificate's tolerance.
        """
        theta = self.elasticities(logs)
        keys = [self._key(question, one) for one in theta]
        missing = [j for j, row in enumerate(self._kept(keys)) if row is None]
        if missing:
            batch = self._batch(question, theta[missing], logs[missing])[0]
            solved = Levels(batch.income, np.log(batch.real_income_ratio))
            self._keep_rows([keys[j] for j in missing], solved, batch.residual)
        return _levels([self._rows[key] for key in keys])

    def in_full(self, question: Question, logs: Array | None = None) -> InFull:
        """Solved as ``at``, at the set's published estimates alone if no log ratios are given; not kept.

        Raises:
            NotConverged, NotCertified: one cannot be solved to the certificate's tolerance.
        """
        theta = self.world.trade_elasticity[None] if logs is None else self.elasticities(logs)
        batch, benchmark, policies, limits = self._batch(question, theta, logs)
        self._require(batch.residual)
        return InFull.of(self.world, benchmark, batch, policies, limits)

    def slopes(self, question: Question) -> Levels:
        """``[estimate, region]`` derivatives of income and log real income with respect to the log of each estimate."""
        regions, count = len(self.world.regions), self._count()
        key = self._key(question, self.world.trade_elasticity, "slopes")
        kept = self._kept([key], 2 * count * regions)[0]
        if kept is None:
            found = self._tangent(question)
            kept = np.concatenate([found.income.ravel(), found.log_real_income.ravel()])
            self._remember({key: kept})
        return Levels(*kept.reshape(2, count, regions))

    def _count(self) -> int:
        return 0 if self.spread is None else len(self.spread.deviation)

    def _batch(
        self, question: Question, theta: Array, logs: Array | None = None
    ) -> tuple[Batch, model.Benchmark, model.Policy, Limits]:
        stand = self._stand(question)
        policies, limits = self._stacked(question, theta)
        held, limits = self._held(question, theta, limits, logs)
        vector, wedges = (np.tile(part, (len(theta), 1)) for part in stand.point)
        if logs is not None:  # where the tangent leads: few steps remain
            along = self._tangent(question)
            vector, wedges = vector + logs @ along.state, np.maximum(wedges + logs @ along.wedges, 0.0)
        batch = solve_policies(
            self.world, policies, Point(vector, wedges), limits=limits, closure=self.closure,
            kernel=self._kernel(question), named=self._quantities, elasticities=theta, floors=held.floors, hold=True,
        )  # fmt: skip
        return batch, held, policies, limits

    def _stand(self, question: Question) -> _Stand:
        if question.key not in self._stands:
            start = None if question is self.questions[0] else self._stand(self.questions[0]).point
            stacked, limits = self._stacked_at_estimates(question)
            held, limits = self._held(question, self.world.trade_elasticity[None], limits)
            policy, here = rows_of(stacked, 0), limits._replace(log_level=limits.log_level[0])
            benchmark, shape = rows_of_benchmark(held, 0), self.world.shape
            point, _ = approach(Problem(self.world, self.closure, self._quantities, benchmark), policy, here, start)
            measured, flows, taxed = measured_at(point, benchmark, policy, here, shape)
            require_income(self.world, flows.income)
            real = model.log_real_income_at(unpack(point.vector, shape), flows, benchmark)
            levels = Levels((flows.income - flows.borrowed)[None], real[None])
            worst = float(np.max(list(measured.values())))
            self._stands[question.key] = _Stand(policy, here, benchmark, point, taxed, levels, worst)
        return self._stands[question.key]

    def _kernel(self, question: Question) -> Kernel:
        if question.key not in self._kernels:
            stand, shape = self._stand(question), self.world.shape
            prepared = prepare(self.world, self.closure).under(stand.benchmark)
            inverse = inverse_at(prepared, stand.policy, stand.limits, stand.point, shape)
            found = kernel_at(prepared, stand.policy, stand.limits, stand.point, inverse, shape)
            self._kernels[question.key] = found
        return self._kernels[question.key]

    def _stacked_at_estimates(self, question: Question) -> tuple[model.Policy, Limits]:
        if not question.war:
            return self._stacked(question, self.world.trade_elasticity[None])
        war = self.rates[question.war.name]
        shock = war.levers.on(self.taxed(replace(question, war=None)), war.values)
        policy = policy_of(shock, self.closure, self._keep)
        return model.Policy(*(np.asarray(leaf)[None] for leaf in policy)), self._slack(1)

    def _tangent(self, question: Question) -> Tangent:
        if question.key not in self._tangents:
            stand, count = self._stand(question), self._count()
            unit = STEP * np.eye(count)
            theta = self.elasticities(np.concatenate([-unit, unit]))
            policies, limits = self._stacked(question, theta)
            held, limits = self._held(question, theta, limits)
            beside = Neighbours(held, policies, limits)
            self._tangents[question.key] = tangent(
                stand.benchmark, stand.limits, stand.point, self._kernel(question), beside, self.world.shape
            )
        return self._tangents[question.key]

    # ------------------------------------------------------------------ keeping
    def _key(self, question: Question, theta: Array, what: str = "afresh") -> str:
        if question.key not in self._digests:
            self._digests[question.key] = self.effect(question).digest()
        told = [what, self.digest, self._digests[question.key]]
        if self._moves(question):
            told.append(question.key)
        if question.war:
            told.append(hashlib.sha256(self.rates[question.war.name].values.tobytes()).hexdigest())
        if self.closure.wages is not None:  # may fall from where they are on the eve
            eve = self.questions[0]
            told.append(f"{self.effect(eve).digest()} {eve.key if self._moves(eve) else question.key == eve.key}")
        return hashlib.sha256("|".join(told).encode() + theta.tobytes()).hexdigest()

    def _kept(self, keys: Sequence[str], width: int = 0) -> list[Array | None]:
        """Rows known already, here or on disk."""
        unknown = [key for key in keys if key not in self._rows]
        self._rows |= self.cache.get(unknown, width or 2 * len(self.world.regions) + 1)
        return [self._rows.get(key) for key in keys]

    def _remember(self, rows: dict[str, Array]) -> None:
        self._rows |= rows
        self.cache.put(rows)

    def _require(self, residual: Array) -> None:
        for one in residual:
            if not below(float(one), CERTIFIED):
                name = self.dossier.world.elasticities
                raise NotCertified(
                    f"elasticities {name}: a counterfactual's residual is {one:.1e}, expected below {CERTIFIED:g}"
                )

    def _keep_rows(self, keys: Sequence[str], levels: Levels, residual: Array) -> None:
        """Keep what is certified; refuse the rest."""
        self._require(residual)
        rows = np.column_stack([levels.income, levels.log_real, residual])
        self._remember(dict(zip(keys, rows, strict=True)))


def _levels(rows: Sequence[Any]) -> Levels:
    """Of rows as they are kept: incomes, logs of real incomes, the residual."""
    income, log_real = np.split(np.array(rows)[:, :-1], 2, axis=1)
    return Levels(income, log_real)
