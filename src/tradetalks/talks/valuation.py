"""What a package is worth to each region: solved on the eve's economy, plus what no market prices.

The benchmark world is first brought to the eve (the measures in force on the dossier's reference date); that outcome,
certified, is the new benchmark. Packages, no-deal branches and what was agreed are counterfactuals from there, so no
measure is counted twice: every measure is either in the benchmark, in ``in_force``, or in the item's chosen option.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.certificate import CERTIFIED
from tradetalks.equilibrium.model import Policy
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.equilibrium.solver import find_state, solve, solve_policies
from tradetalks.errors import NotCertified, PolicyError
from tradetalks.policy.instruments import Effect, compile_measures
from tradetalks.policy.shock import Shock, world_digest
from tradetalks.talks.cache import ValueCache, default_path, model_digest
from tradetalks.talks.dossier import Dossier, NoDeal
from tradetalks.world.world import World

Array = NDArray[np.float64]
Package = Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Eve:
    """The economy on the eve of the talks, and what each option changes from there.

    Attributes:
        benchmark: the world of the benchmark year.
        outcome: the benchmark under the measures in force on the reference date, certified.
        world: that outcome as a new benchmark.
        effects: item id -> option id -> what the option adds to the eve's policy.
    """

    dossier: Dossier
    benchmark: World
    outcome: Outcome
    world: World
    effects: Mapping[str, Mapping[str, Effect]]
    digest: str = ""

    def shock(self, package: Package) -> Shock:
        """The package as a shock on the eve's world."""
        return self.combined(package).on(self.world)

    def combined(self, package: Package) -> Effect:
        total = Effect.nothing(self.world)
        for item, option in package.items():
            total = total + self.effects[item][option]
        return total

    def solve(self, package: Package, extra: Effect | None = None) -> Outcome:
        """Full certified outcome of a package, from the eve; ``extra`` adds measures outside the agenda."""
        effect = self.combined(self.dossier.package(package))
        shock = (effect + extra if extra else effect).on(self.world)
        outcome = solve(self.world, shock, deficits=self.dossier.world.deficits)
        outcome.certificate.require()
        return outcome

    def solve_branch(self, branch: NoDeal) -> Outcome:
        """Full certified outcome of a no-deal branch: its package and its own measures."""
        own = compile_measures(branch.measures, self.benchmark, self.dossier.profile_rates())
        return self.solve(branch.package, own)


def bring_to_eve(dossier: Dossier, world: World | None = None) -> Eve:
    """Solve the benchmark under the measures in force on the reference date and make that the new benchmark.

    Raises NotConverged or NotCertified if the eve itself cannot be solved.
    """
    world = world or World.default(dossier.world.elasticities)
    profiles = dossier.profile_rates()
    compiled = {
        item.id: {o.id: compile_measures(o.measures, world, profiles) for o in item.options} for item in dossier.agenda
    }
    total = compile_measures(dossier.in_force, world, profiles)
    for item in dossier.agenda:
        total = total + compiled[item.id][item.status_quo]
    outcome = solve(world, total.on(world), deficits=dossier.world.deficits)
    outcome.certificate.require()
    effects = {
        item.id: {o: effect - compiled[item.id][item.status_quo] for o, effect in compiled[item.id].items()}
        for item in dossier.agenda
    }
    parts = (model_digest(), world_digest(world), total.digest(), dossier.world.deficits)
    digest = hashlib.sha256("|".join(parts).encode()).hexdigest()
    return Eve(dossier, world, outcome, outcome.to_world(), effects, digest)


def stack_policies(world: World, member: Array, effects: Sequence[Effect], deficits: str) -> Policy:
    """Policies that are sums of effects, ``member[policy, effect]`` times, stacked along a leading axis."""

    def total(name: str, base: Array) -> Array:
        if not effects:
            return np.broadcast_to(base, (len(member), *base.shape)).copy()
        return base + np.tensordot(member, np.stack([getattr(e, name) for e in effects]), 1)

    tariff, export_tax = total("tariff", world.tariff), total("export_tax", world.export_tax)
    subsidy = total("subsidy", world.subsidy)
    if tariff.min() <= -1 or export_tax.min() <= -1 or subsidy.max() >= 1:
        raise PolicyError("a package's tariffs or export taxes reach -100%, or its subsidies 100%, somewhere")
    count = len(member)
    return Policy(
        tariff=tariff,  # type: ignore[arg-type]
        export_tax=export_tax,  # type: ignore[arg-type]
        subsidy=subsidy,  # type: ignore[arg-type]
        log_barrier=total("log_barrier", np.zeros_like(world.trade)),  # type: ignore[arg-type]
        transfer=total("transfer", np.zeros(len(world.regions))),  # type: ignore[arg-type]
        fixed_deficit=np.full(count, float(deficits == "fixed")),  # type: ignore[arg-type]
        gdp_deficit=np.full(count, float(deficits == "gdp")),  # type: ignore[arg-type]
    )


@dataclass(eq=False)
class Valuer:
    """Solves packages on the eve's world, many at once, remembering each distinct policy (also on disk).

    Attributes:
        solved: number of counterfactuals solved in this process; found: taken from the cache on disk.
        worst_residual: the largest certificate residual among all values returned.
    """

    eve: Eve
    cache: ValueCache = field(default_factory=lambda: ValueCache(default_path()))
    solved: int = 0
    found: int = 0
    worst_residual: float = 0.0

    def __post_init__(self) -> None:
        # options that do the same share one identity, so that their packages share one solution
        self._identity: dict[tuple[str, str], str] = {}
        self._effect: dict[str, Effect] = {}
        for item, options in self.eve.effects.items():
            for option, effect in options.items():
                key = "" if effect.is_nothing() else effect.digest()
                self._identity[item, option] = key
                if key:
                    self._effect[key] = effect
        self._known: dict[tuple[str, ...], Array] = {}
        self._starts: dict[str, Array] = {}

    def is_economic(self, item: str) -> bool:
        """Does any option of the item change a measure?"""
        return any(self._identity[item, option] for option in self.eve.effects[item])

    def identity(self, package: Package) -> tuple[str, ...]:
        """What the package does to policy: packages of equal identity have equal economic values."""
        return tuple(sorted(filter(None, (self._identity[i, o] for i, o in package.items()))))

    def real_income_ratio(
        self, packages: Iterable[Package], progress: Callable[[int, int], Any] | None = None
    ) -> Array:
        """``[package, region]`` real income over the eve's, solving what is not known yet."""
        return self.ratios([self.identity(p) for p in packages], progress)

    def ratios(self, identities: Sequence[tuple[str, ...]], progress: Callable[[int, int], Any] | None = None) -> Array:
        """As ``real_income_ratio``, by identity. ``progress`` is called with (done, total) distinct policies."""
        wanted = list(dict.fromkeys(i for i in identities if i not in self._known))
        width = len(self.eve.world.regions) + 1
        keys = {identity: self._key(identity) for identity in wanted}
        stored = self.cache.get(keys.values(), width)
        for identity in wanted:
            if keys[identity] in stored:
                self._remember(identity, stored[keys[identity]])
                self.found += 1
        missing = [identity for identity in wanted if keys[identity] not in stored]
        done, total = len(wanted) - len(missing), len(wanted)
        if progress:
            progress(done, total)
        batch_size = 256
        for start in range(0, len(missing), batch_size):
            part = missing[start : start + batch_size]
            rows = self._solve(part)
            for identity, row in zip(part, rows, strict=True):
                self._remember(identity, row)  # refuses what is not certified, before it reaches the disk
            self.cache.put({keys[identity]: row for identity, row in zip(part, rows, strict=True)})
            self.solved += len(part)
            if progress:
                progress(done + start + len(part), total)
        return np.array([self._known[i] for i in identities]).reshape(len(identities), width - 1)

    def _remember(self, identity: tuple[str, ...], row: Array) -> None:
        if not row[-1] < CERTIFIED:
            raise NotCertified(f"a package's residual is {row[-1]:.1e}; expected below {CERTIFIED:g}")
        self.worst_residual = max(self.worst_residual, float(row[-1]))
        self._known[identity] = row[:-1]

    def _key(self, identity: tuple[str, ...]) -> str:
        return hashlib.sha256("|".join((self.eve.digest, *identity)).encode()).hexdigest()

    def _solve(self, identities: Sequence[tuple[str, ...]]) -> Array:
        """Real income ratios and worst residual, ``[identity, region + 1]``.

        Each solve starts at the sum of its options' own equilibria (in logs): interactions are small, so few steps
        remain.
        """
        deficits = self.eve.dossier.world.deficits
        for key in {k for identity in identities for k in identity} - set(self._starts):
            vector, _ = find_state(self.eve.world, self._effect[key].on(self.eve.world), deficits)
            self._starts[key] = np.asarray(vector)
        n, s = self.eve.world.shape
        chosen = sorted({k for identity in identities for k in identity})
        column = {key: j for j, key in enumerate(chosen)}
        member = np.zeros((len(identities), len(chosen)))
        for row, identity in enumerate(identities):
            for key in identity:
                member[row, column[key]] += 1.0
        effects = [self._effect[key] for key in chosen]
        size = n + 2 * n * s
        starts = member @ np.array([self._starts[k] for k in chosen]) if chosen else np.zeros((len(identities), size))
        batch = solve_policies(
            self.eve.world, stack_policies(self.eve.world, member, effects, deficits), starts, deficits=deficits
        )
        return np.column_stack([batch.real_income_ratio, batch.residual])

    # ------------------------------------------------------------------ money
    def billions(self, ratios: Array) -> Array:
        """Equivalent variation in billions of USD a year: the eve's income times the change in real income."""
        return self.eve.world.income * (ratios - 1)


def worth(dossier: Dossier, package: Package, which: str = "mid") -> dict[str, float]:
    """What no market prices, by party: the sum over items of the chosen options' worth (low, mid or high)."""
    total = dict.fromkeys(dossier.parties, 0.0)
    for item_id, option_id in package.items():
        for party, value in dossier.item(item_id).option(option_id).worth.items():
            total[party] += getattr(value, which)
    return total
