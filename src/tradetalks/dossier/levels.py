"""Levels that measures add up to: taxes of a pair or a sector that are each sound, and impossible together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tradetalks.dossier.faults import Fault
from tradetalks.policy.instruments import Measure, compile_measures
from tradetalks.policy.measure import Profiles
from tradetalks.world.world import World

if TYPE_CHECKING:
    from tradetalks.dossier.model import Dossier, Item

Array = NDArray[np.float64]
LEVELS: dict[str, tuple[str, float, float]] = {
    "tariff": ("tariff", -1.0, 100.0),
    "export_tax": ("export tax", -1.0, 100.0),
    "specific": ("specific duty", -1e-12, 100.0),
    "subsidy": ("production subsidy", -100.0, 1.0),
    "royalty": ("royalties", -1e-12, 1.0),
}
"""Levels that add up over measures: name, and the bounds they stay between, as fractions."""


def impossible_levels(d: Dossier, world: World) -> Iterator[Fault]:
    """Levels that no package, branch or step may reach.

    A package adds up what is in force and one option of each item, so that the lowest and highest level over all
    packages is the sum of the items' lowest and highest. A combination that the constraints exclude is none.
    """
    rates, base = d.profile_rates(), _base(world)
    standing = {name: added.everywhere() for name, added in _added(d.in_force, world, rates).items()}
    chosen = {item.id: _by_option(item, world, rates) for item in d.agenda}
    for name, (_, low, high) in LEVELS.items():
        start = base[name] + standing[name]
        for sign, bound in ((-1.0, low), (1.0, high)):
            worst = sign * start
            for options in chosen.values():
                worst = worst + _extreme(options, name, sign)
            if (worst < sign * bound).all():
                continue
            at = np.unravel_index(int(np.argmax(worst)), worst.shape)
            picked = {
                item: max(options, key=lambda o, options=options: sign * options[o][name].at(at))
                for item, options in chosen.items()
                if any(levels[name].at(at) for levels in options.values())
            }
            if not any(d.broken_constraints(d.package(picked))):
                where = ", ".join(f"{i}={o}" for i, o in picked.items()) or "in_force"
                said = _words(world, name, at, sign * worst[at], sign, bound)
                yield Fault("agenda" if picked else "in_force", f"{where}: {said}")
    yield from _beside_packages(d, world, rates, base, standing, chosen)


SUBSIDY, TRADED = -0.005, 0.05
"""Below half a point under zero a tariff is a subsidy on imports; on trade of so many billions it is told."""


def below_zero(d: Dossier, world: World) -> Iterator[Fault]:
    """Tariffs that an option brings below zero on goods that are traded, all else at the status quo: a cut of more
    than there was. One an option, its lowest."""
    rates = d.profile_rates()
    standing = world.tariff + _added(d.in_force, world, rates)["tariff"].everywhere()
    chosen = {item.id: _by_option(item, world, rates) for item in d.agenda}
    now = {item.id: chosen[item.id][item.status_quo]["tariff"].everywhere() for item in d.agenda}
    eve = sum(now.values(), standing)
    traded = (world.trade > TRADED) & ~np.eye(len(world.regions), dtype=bool)[:, :, None]
    already = bool((np.where(traded, eve, 0.0) < SUBSIDY).any())
    if already:
        yield Fault("in_force", _cut_words(world, np.where(traded, eve, 0.0)))
    for item in d.agenda:
        for option, levels in chosen[item.id].items():
            level = np.where(traded, eve - now[item.id] + levels["tariff"].everywhere(), 0.0)
            fallen = np.where(level < np.minimum(eve, 0.0) - 1e-9, level, 0.0)
            if option != item.status_quo and (fallen < SUBSIDY).any():
                yield Fault(f"agenda '{item.id}': option '{option}'", _cut_words(world, fallen))


def _cut_words(world: World, level: Array) -> str:
    exporter, importer, sector = np.unravel_index(int(level.argmin()), level.shape)
    return (
        f"the tariff of {world.regions[importer]} on {world.sectors[sector]} of {world.regions[exporter]} comes to"
        f" {100 * level.min():.3g}%, a subsidy on imports: more is taken off than was charged (points are fractions; is"
        " the importer the one meant?)"
    )


def _beside_packages(
    d: Dossier,
    world: World,
    rates: Profiles,
    base: Mapping[str, Array],
    standing: Mapping[str, Array],
    chosen: Mapping[str, Mapping[str, Mapping[str, _Added]]],
) -> Iterator[Fault]:
    """The same of no-deal branches, of the escalation step by step, and of published shocks on the benchmark."""

    def of(package: Mapping[str, str], measures: Sequence[Measure]) -> dict[str, Array]:
        parts = [_added(measures, world, rates), *(chosen[i][o] for i, o in d.package(package).items())]
        return {name: sum((part[name].everywhere() for part in parts), base[name] + standing[name]) for name in LEVELS}

    for j, branch in enumerate(d.no_deal):
        if branch.measures:
            yield from _outside(world, f"no_deal[{j} '{branch.name}']", of(branch.package, branch.measures))
    package: dict[str, str] = {}
    measures: list[Measure] = []
    for j, step in enumerate(d.escalation):
        package |= step.package
        measures += step.measures
        if step.measures:
            yield from _outside(world, f"escalation[{j}]", of(package, measures))
    for j, shock in enumerate(d.judge_by):
        added = _added(shock.measures, world, rates)
        levels = {name: base[name] + added[name].everywhere() for name in LEVELS}
        yield from _outside(world, f"judge_by[{j}]", levels)


def _extreme(options: Mapping[str, Mapping[str, _Added]], name: str, sign: float) -> Array:
    """The highest (``sign`` 1) or, negated, the lowest (-1) level that an item's options add, cell by cell."""
    return np.max([sign * levels[name].everywhere() for levels in options.values()], axis=0)


def _outside(world: World, path: str, levels: Mapping[str, Array]) -> Iterator[Fault]:
    for name, (_, low, high) in LEVELS.items():
        for sign, bound in ((-1.0, low), (1.0, high)):
            worst = sign * levels[name]
            if not (worst < sign * bound).all():
                at = np.unravel_index(int(np.argmax(worst)), worst.shape)
                yield Fault(path, _words(world, name, at, levels[name][at], sign, bound))


def _words(world: World, name: str, at: Sequence[np.intp], level: float, sign: float, bound: float) -> str:
    *regions, sector = at
    where = " to ".join(world.regions[i] for i in regions)
    side = "above" if sign < 0 else "below"
    return (
        f"together with what is in force, the {LEVELS[name][0]} of {where} on {world.sectors[sector]} would be"
        f" {100 * level:,.4g}%; expected {side} {100 * bound + 0.0:,.4g}%"
    )


def _base(world: World) -> dict[str, Array]:
    return {
        "tariff": world.tariff,
        "export_tax": world.export_tax,
        "specific": np.zeros_like(world.trade),
        "subsidy": world.subsidy,
        "royalty": np.zeros_like(world.trade),
    }


@dataclass(frozen=True)
class _Added:
    """What measures add to one level, where they add anything: thousands of options are held at once."""

    cells: NDArray[np.intp]
    values: Array
    shape: tuple[int, ...]

    def everywhere(self) -> Array:
        full = np.zeros(self.shape)
        full.flat[self.cells] = self.values
        return full

    def at(self, place: Sequence[np.intp]) -> float:
        found = self.values[self.cells == np.ravel_multi_index(tuple(place), self.shape)]
        return float(found.sum())


def _added(measures: Sequence[Measure], world: World, rates: Profiles) -> dict[str, _Added]:
    effect = compile_measures(measures, world, rates)
    found = {name: getattr(effect, name) for name in LEVELS}
    return {
        name: _Added(cells := np.flatnonzero(level), level.ravel()[cells], level.shape) for name, level in found.items()
    }


def _by_option(item: Item, world: World, rates: Profiles) -> dict[str, dict[str, _Added]]:
    """Levels that each option of an item adds; a schedule is only the options of its phases."""
    none = _added((), world, rates)
    return {o.id: _added(o.measures, world, rates) if o.measures else none for o in item.options}
