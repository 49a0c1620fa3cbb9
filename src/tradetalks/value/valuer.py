"""What packages are worth to each region: solved on the eve's economy, many at once, each distinct policy once."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.dossier import phasing
from tradetalks.dossier.model import Dossier
from tradetalks.equilibrium.batch import solve_policies
from tradetalks.equilibrium.certificate import CERTIFIED
from tradetalks.equilibrium.iterate import Kernel, Near, Point, find_point, inverse_at, kernel_at
from tradetalks.equilibrium.limits import SLACK, Limits
from tradetalks.equilibrium.limits import build as build_limits
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.equilibrium.prepare import policy_of, prepare
from tradetalks.errors import NotCertified, NotConverged
from tradetalks.policy.effects import Effect
from tradetalks.policy.quantities import Quantity, tightest
from tradetalks.residuals import below, worst
from tradetalks.value.cache import ValueCache, default_path
from tradetalks.value.eve import Eve, Package
from tradetalks.value.restated import ProductDuties, stack_policies
from tradetalks.value.starts import TOGETHER, Starts
from tradetalks.value.ties import certified_within

Array = NDArray[np.float64]
_STACK = 256  # packages solved and kept at a time
_PIECE = 4  # options solved alone at a time
FAR = 0.5
"""Log change of any price, wage or spending beyond which a package is solved with the Jacobian found there."""


@dataclass(eq=False)
class Valuer:
    """Solves packages on the eve's world, many at once, remembering each distinct policy (also on disk).

    Attributes:
        solved: number of counterfactuals solved in this process; found: taken from the cache on disk.
        worst_residual: the largest certificate residual among all values returned.
        branches: no-deal branches solved so far, by name.
    """

    eve: Eve
    cache: ValueCache = field(default_factory=lambda: ValueCache(default_path()))
    solved: int = 0
    found: int = 0
    worst_residual: float = 0.0
    branches: dict[str, Outcome] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._digests: dict[tuple[str, str], tuple[Effect, str]] = {}
        self._learn_options()
        self._known: dict[tuple[str, ...], Array] = {}
        self._starts = Starts()
        self._kernels: dict[str, Kernel] = {}
        self._duties = ProductDuties(self.eve.world, self.eve.base, self.eve.closure)

    def _learn_options(self) -> None:
        """Identities and effects of the eve's options, and the limits that any of them sets."""
        # options that do the same share one identity, so that their packages share one solution
        self._identity: dict[tuple[str, str], str] = {}
        self._payments: dict[str, bool] = {}
        self._effect: dict[str, tuple[str, Effect]] = {}
        self._limited = {
            item: options for item, options in self.eve.effects.items() if any(e.limits for e in options.values())
        }
        for item, options in self.eve.effects.items():
            status_quo = self.eve.dossier.item(item).status_quo
            same = self._digest(item, status_quo, options[status_quo])
            for option, effect in options.items():
                digest = self._digest(item, option, effect)
                key = "" if digest == same else f"{item}:{digest}" if item in self._limited else digest
                if self.eve.dossier.item(item).option(option).phases:
                    self._identity[item, option] = f"@{item}={option}"
                    continue
                self._identity[item, option] = key
                if key:
                    self._effect[key] = (item, effect)
        everything = [q for options in self._limited.values() for e in options.values() for q in e.limits]
        self._quantities = _distinct([*self.eve.base.limits, *everything])

    def _digest(self, item: str, option: str, effect: Effect) -> str:
        """An effect's digest, taken once."""
        kept = self._digests.get((item, option))
        if kept is None or kept[0] is not effect:
            kept = self._digests[item, option] = (effect, effect.digest())
        return kept[1]

    def with_options(self, eve: Eve) -> Valuer:
        """The valuer for an eve that is this one's with further options (``Eve.with_options``): everything it knows is
        shared, unless an option limits what none did before."""
        other = copy.copy(self)
        other.eve = eve
        other._learn_options()
        same = [q.key for q in other._quantities] == [q.key for q in self._quantities]
        if not same or eve.keep != self.eve.keep:
            other = Valuer(eve, self.cache, branches=self.branches)
        return other

    @property
    def within(self) -> Array:
        """``[party]`` by how much two values may differ and still be equal (``ties``)."""
        return certified_within(self.eve)

    def on(self, dossier: Dossier) -> Valuer:
        """The valuer for a dossier of the same measures: everything it knows is shared, not copied."""
        if dossier is self.eve.dossier:
            return self
        other = copy.copy(self)
        other.eve = replace(self.eve, dossier=dossier)
        return other

    def is_economic(self, item: str) -> bool:
        """Does any option of the item change a measure?"""
        return any(self._identity[item, option] for option in self.eve.effects[item])

    def is_payment(self, item: str) -> bool:
        """Do the item's options move only payments between regions (transfers, royalties)?"""
        if item not in self._payments:
            self._payments[item] = self._only_pays(item)
        return self._payments[item]

    def _only_pays(self, item: str) -> bool:
        options = self.eve.effects[item].values()
        plain = ("tariff", "export_tax", "subsidy", "log_barrier", "specific")
        return (
            self.is_economic(item)
            and item not in self._limited
            and not any(np.any(getattr(e, name)) for e in options for name in plain)
            and all(e.is_even() for e in options)
        )

    def identity(self, package: Package) -> tuple[str, ...]:
        """What the package does to policy: packages of equal identity have equal economic values."""
        return tuple(sorted(filter(None, (self._identity[i, o] for i, o in package.items()))))

    def knows(self, identity: tuple[str, ...]) -> bool:
        """Have packages of this identity been valued whole by this valuer?"""
        return identity in self._known

    def real_income_ratio(
        self, packages: Iterable[Package], progress: Callable[[int, int], Any] | None = None
    ) -> Array:
        """``[package, region]`` real income over the eve's, solving what is not known yet."""
        return self.ratios([self.identity(p) for p in packages], progress)

    def ratios(self, identities: Sequence[tuple[str, ...]], progress: Callable[[int, int], Any] | None = None) -> Array:
        """As ``real_income_ratio``, by identity. ``progress`` is called with (done, total) distinct policies.

        Schedules are solved state by state and weighed by each region's discount rate and beliefs.
        """
        paths = {i: self._path(i) for i in dict.fromkeys(identities) if any(key[0] == "@" for key in i)}
        plain = [i for i in identities if i not in paths]
        self._solve_plain([*plain, *(one for path in paths.values() for one in path)], progress)
        weight = self.eve.state_weights() if paths else np.zeros(0)
        for identity, path in paths.items():
            self._known[identity] = (weight * np.array([self._known[one] for one in path])).sum(0)
        return np.array([self._known[i] for i in identities]).reshape(len(identities), len(self.eve.world.regions))

    def outcome(self, package: Package) -> Outcome:
        """Full certified outcome of a package, of schedules in their first phase: as ``Eve.solve``, begun where what
        was solved before foretells it."""
        now = phasing.at_first(self.eve.dossier, self.eve.dossier.package(package))
        limits = build_limits(self.eve.world, self._quantities, self.eve.closure)
        list(self._in_turn([self.identity(now)], limits))  # its options alone, where they are not known yet
        shock = self.eve.shock(now)
        return self.eve.solve_shock(shock, self.near(now, shock.quantities))

    def near(self, package: Package, quantities: Sequence[Quantity]) -> Near | None:
        """Where a full package without schedules is about to be found, and the inverse Jacobian to go there by; None
        while its options were not solved alone yet (``getting_ready``). ``quantities``: the limits of the shock to be
        solved, this package's or one near it."""
        identity = self.identity(package)
        if any(one not in self._starts for one in ((), *((key,) for key in identity))):
            return None
        limits = build_limits(self.eve.world, self._quantities, self.eve.closure)
        start = self._starts.foretold([identity])
        wedges = dict(zip((q.key for q in self._quantities), start.wedges[0].tolist(), strict=True))
        own = np.array([wedges.get(q.key, 0.0) for q in quantities])
        return Near(Point(start.vector[0], own), self._kernel(self._hardest(identity), limits).inverse)

    def make_ready(self) -> None:
        """Solve what packages start from: every option alone, and a Jacobian where one moves the economy far.

        Else the first package with such an option waits for both.
        """
        for _ in self.getting_ready():
            pass

    def getting_ready(self) -> Iterator[None]:
        """``make_ready`` in pieces of some hundredths of a second, between which others may use the valuer."""
        limits = build_limits(self.eve.world, self._quantities, self.eve.closure)
        alone = [(key,) for key in self._effect]
        for at in range(0, len(alone), _PIECE):
            list(self._in_turn(alone[at : at + _PIECE], limits))  # learns them before it says how to go on
            yield
        for hardest in {self._hardest(one) for one in alone}:
            self._kernel(hardest, limits)
            yield

    def _path(self, identity: tuple[str, ...]) -> list[tuple[str, ...]]:
        """The plain identities that an identity with schedules is in, by state."""
        dossier, found = self.eve.dossier, []
        phased = dict(key[1:].split("=", 1) for key in identity if key[0] == "@")
        rest = [key for key in identity if key[0] != "@"]
        for state in phasing.states(dossier):
            now = phasing.at(dossier, phased, state)
            found.append(tuple(sorted([*rest, *filter(None, (self._identity[i, o] for i, o in now.items()))])))
        return found

    def _solve_plain(self, identities: Sequence[tuple[str, ...]], progress: Callable[[int, int], Any] | None) -> None:
        """Solve what is not known yet."""
        wanted = list(dict.fromkeys(i for i in identities if i not in self._known))
        if not wanted:
            if progress:
                progress(0, 0)
            return
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
        limits = build_limits(self.eve.world, self._quantities, self.eve.closure)
        for part in self._in_turn(missing, limits):
            rows = self._solve(part, limits)
            for identity, row in zip(part, rows, strict=True):
                self._remember(identity, row)  # refuses what is not certified, before it reaches the disk
            self.cache.put({keys[identity]: row for identity, row in zip(part, rows, strict=True)})
            self.solved += len(part)
            done += len(part)
            if progress:
                progress(done, total)

    def _remember(self, identity: tuple[str, ...], row: Array) -> None:
        residual, ratios = float(row[-1]), row[:-1]
        if not (below(residual, CERTIFIED) and np.all(np.isfinite(ratios) & (ratios > 0))):
            raise NotCertified(
                f"{self._words(identity)}: its residual is {residual:.1e} and its real incomes are"
                f" {ratios.min():g} to {ratios.max():g} times the eve's; expected a residual below {CERTIFIED:g} and"
                " finite incomes above 0"
            )
        self.worst_residual = worst((self.worst_residual, residual))
        self._known[identity] = ratios

    def _words(self, identity: tuple[str, ...]) -> str:
        """A package by the options that change policy, the first of those that do the same."""
        named: dict[str, str] = {}
        for (item, option), key in self._identity.items():
            found = self.eve.dossier.item(item)
            named.setdefault(key, f"{found.title}: {found.option(option).title}")
        return f"package '{'; '.join(named.get(key, key) for key in identity) or 'the status quo'}'"

    def _key(self, identity: tuple[str, ...]) -> str:
        return hashlib.sha256("|".join((self.eve.digest, *identity)).encode()).hexdigest()

    def _limits(self, identity: tuple[str, ...]) -> tuple[Quantity, ...]:
        """The limits in force under a package, by its identity."""
        chosen = {item: effect for item, effect in (self._effect[key] for key in identity) if item in self._limited}
        found = list(self.eve.base.limits)
        for item, options in self._limited.items():
            effect = chosen.get(item, options[self.eve.dossier.item(item).status_quo])
            found += effect.limits
        return tightest(found)

    def _levels(self, identity: tuple[str, ...], limits: Limits) -> Array:
        """``[limit]`` log level of every limit of the dossier under a package; slack where it is not in force."""
        level = np.array(limits.log_level)
        here = {q.key: q.level for q in self._limits(identity)}
        for j, q in enumerate(self._quantities):
            slack = SLACK if q.kind == "cap" else -SLACK
            found = here.get(q.key)
            level[j] = slack if found is None else np.log(found)
        return level

    def _in_turn(self, identities: Sequence[tuple[str, ...]], limits: Limits) -> Iterator[list[tuple[str, ...]]]:
        """Stacks to solve, those that others start from before them, those that start from one Jacobian together."""
        if () not in self._starts and identities:
            alone = self._status_quo(limits)
            self._starts.learn([()], Point(alone.vector[None], alone.wedges[None]))
        single = dict.fromkeys((key,) for identity in identities for key in identity)
        if new := [one for one in single if one not in self._starts]:
            self._solve_group(new, limits, "")
        for size in range(TOGETHER + 2):
            alike = [one for one in identities if min(len(one), TOGETHER + 1) == size]
            alike.sort(key=self._hardest)
            yield from (alike[at : at + _STACK] for at in range(0, len(alike), _STACK))

    def _solve(self, identities: Sequence[tuple[str, ...]], limits: Limits) -> Array:
        """Real income ratios and worst residual, ``[identity, region + 1]``.

        Each solve starts where the packages within it say (``starts.py``), so that few steps remain.
        """
        groups: dict[str, list[int]] = {}
        for row, identity in enumerate(identities):
            groups.setdefault(self._hardest(identity), []).append(row)
        found = np.zeros((len(identities), len(self.eve.world.regions) + 1))
        for key, rows in groups.items():
            found[rows] = self._solve_group([identities[row] for row in rows], limits, key)
        return found

    def _hardest(self, identity: tuple[str, ...]) -> str:
        """The option of a package that moves the economy far from the eve on its own, or '' if none does."""
        moved = {key: float(np.abs(self._starts[key,].vector).max()) for key in identity}
        hardest = max(moved, key=lambda key: (moved[key], key), default="")
        return hardest if hardest and moved[hardest] > FAR else ""

    def _solve_group(self, identities: Sequence[tuple[str, ...]], limits: Limits, near: str) -> Array:
        eve = self.eve
        chosen = sorted({k for identity in identities for k in identity})
        column = {key: j for j, key in enumerate(chosen)}
        member = np.zeros((len(identities), len(chosen)))
        for row, identity in enumerate(identities):
            for key in identity:
                member[row, column[key]] += 1.0
        effects = [self._effect[key][1] for key in chosen]
        try:
            batch = solve_policies(
                eve.world,
                stack_policies(self._duties, member, effects, eve.keep),
                self._starts.foretold(identities),
                limits=limits._replace(log_level=np.array([self._levels(i, limits) for i in identities])),
                closure=eve.closure,
                kernel=self._kernel(near, limits),
                named=self._quantities,
                hold=min(map(len, identities)) <= TOGETHER,
            )
        except NotConverged as error:
            if error.row is None:
                raise
            raise NotConverged(f"{self._words(identities[error.row])}: {error}") from error
        if batch.points is not None:
            self._starts.learn(identities, batch.points)
        return np.column_stack([batch.real_income_ratio, batch.residual])

    def _kernel(self, key: str, limits: Limits) -> Kernel:
        """The chord's kernel at the eve, or where an option that moves the economy far leads to."""
        if key not in self._kernels:
            eve, identity = self.eve, (key,) if key else ()
            here = limits._replace(log_level=self._levels(identity, limits))
            effect = eve.base + self._effect[key][1] if key else eve.base
            policy = policy_of(replace(effect, limits=()).on(eve.world), eve.closure, eve.keep)
            prepared, point = prepare(eve.world, eve.closure), self._starts[identity]
            if key:
                inverse = inverse_at(prepared, policy, here, point, eve.world.shape)
            else:
                point, inverse = Point(np.zeros_like(point.vector), point.wedges), prepared.inverse
            self._kernels[key] = kernel_at(prepared, policy, here, point, inverse, eve.world.shape)
        return self._kernels[key]

    def _status_quo(self, limits: Limits) -> Point:
        """The eve as a package that changes nothing: state vector and wedges, of all the dossier's limits."""
        eve, quantities = self.eve, self._limits(())
        shock = replace(eve.base, limits=quantities).on(eve.world)
        point, _ = find_point(eve.world, shock, eve.closure, eve.start(quantities), eve.keep)
        wedges, here = np.zeros(limits.number), np.asarray(point.wedges)
        at = {q.key: j for j, q in enumerate(self._quantities)}
        for j, q in enumerate(quantities):
            wedges[at[q.key]] = here[j]
        return Point(np.asarray(point.vector), wedges)

    # ------------------------------------------------------------------ money
    def billions(self, ratios: Array) -> Array:
        """Equivalent variation in billions of USD a year: the eve's income times the change in real income."""
        return self.eve.world.own_income * (ratios - 1)


def _distinct(limits: Iterable[Quantity]) -> tuple[Quantity, ...]:
    """One limit for each flow, rent and largest wedge, whatever its level."""
    found = {q.key: q for q in limits}
    return tuple(found[key] for key in sorted(found, key=repr))
