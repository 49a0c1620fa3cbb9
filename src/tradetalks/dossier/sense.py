"""Whether measures that are each sound make sense together: taxes of a pair or a sector added up over a package."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradetalks.dossier.model import Dossier, Item
from tradetalks.policy.instruments import Measure, compile_measures
from tradetalks.policy.measure import Profiles
from tradetalks.world.world import World

Array = NDArray[np.float64]
LEVELS: dict[str, tuple[str, float, float]] = {
    "tariff": ("tariff", -1.0, 100.0),
    "export_tax": ("export tax", -1.0, 100.0),
    "specific": ("specific duty", -1e-12, 100.0),
    "subsidy": ("production subsidy", -100.0, 1.0),
    "royalty": ("royalties", -1e-12, 1.0),
}
"""Levels that add up over measures: name, and the bounds they stay between, as fractions."""
_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def is_date(text: str) -> bool:
    """Is it a year, a month or a day of the calendar as ISO 8601 writes it: 2025, 2025-02, 2025-02-04?"""
    if not _DAY.fullmatch(text):
        return False
    try:
        datetime.date.fromisoformat(f"{text}-01-01"[:10] if len(text) == 4 else f"{text}-01"[:10])
    except ValueError:
        return False
    return True


def measure_faults(measure: Measure) -> Iterator[str]:
    """Faults of a measure's papers, each said from the measure on."""
    if measure.since and not is_date(measure.since):
        yield f".since: found '{measure.since:.80}'; expected a date, YYYY-MM-DD, YYYY-MM or YYYY"


def computed(d: Dossier) -> bool:
    """Does the dossier state any measure, so that something is computed by the model beyond the worth it states?"""
    return any(
        (
            d.in_force,
            any(option.measures for item in d.agenda for option in item.options),
            any(branch.measures or branch.nash for branch in d.no_deal),
            any(step.measures for step in d.escalation),
        )
    )


def shared_regions(d: Dossier) -> Iterator[tuple[str, str]]:
    """Parties that stand for one region: sound only where nothing is computed, and all is worth that they state."""
    by_region: dict[str, list[str]] = {}
    for code, party in d.parties.items():
        by_region.setdefault(party.region, []).append(code)
    for region, codes in by_region.items():
        if len(codes) > 1 and computed(d):
            yield (
                "parties",
                f"parties.{codes[1]}.region: found {region}, the region of {codes[0]} too; each would be given all of"
                " that region's income. Expected a region for each party (a world that tells them apart), or a dossier"
                " without measures, where only stated worth counts",
            )


def level_faults(d: Dossier, world: World) -> Iterator[tuple[str, str]]:
    """Levels that no package, branch or step may reach: (top-level key, message).

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
                key = "agenda" if picked else "in_force"
                yield key, f"{key}: {where}: {_words(world, name, at, sign * worst[at], sign, bound)}"
    yield from _beside_packages(d, world, rates, base, standing, chosen)


def _beside_packages(
    d: Dossier,
    world: World,
    rates: Profiles,
    base: Mapping[str, Array],
    standing: Mapping[str, Array],
    chosen: Mapping[str, Mapping[str, Mapping[str, _Added]]],
) -> Iterator[tuple[str, str]]:
    """The same of no-deal branches, of the escalation step by step, and of published shocks on the benchmark."""

    def of(package: Mapping[str, str], measures: Sequence[Measure]) -> dict[str, Array]:
        parts = [_added(measures, world, rates), *(chosen[i][o] for i, o in d.package(package).items())]
        return {name: sum((part[name].everywhere() for part in parts), base[name] + standing[name]) for name in LEVELS}

    for j, branch in enumerate(d.no_deal):
        if branch.measures:
            yield from _outside(world, "no_deal", f"no_deal[{j} '{branch.name}']", of(branch.package, branch.measures))
    package: dict[str, str] = {}
    measures: list[Measure] = []
    for j, step in enumerate(d.escalation):
        package |= step.package
        measures += step.measures
        if step.measures:
            yield from _outside(world, "escalation", f"escalation[{j}]", of(package, measures))
    for j, shock in enumerate(d.judge_by):
        added = _added(shock.measures, world, rates)
        levels = {name: base[name] + added[name].everywhere() for name in LEVELS}
        yield from _outside(world, "judge_by", f"judge_by[{j}]", levels)


def _extreme(options: Mapping[str, Mapping[str, _Added]], name: str, sign: float) -> Array:
    """The highest (``sign`` 1) or, negated, the lowest (-1) level that an item's options add, cell by cell."""
    return np.max([sign * levels[name].everywhere() for levels in options.values()], axis=0)


def _outside(world: World, key: str, path: str, levels: Mapping[str, Array]) -> Iterator[tuple[str, str]]:
    for name, (_, low, high) in LEVELS.items():
        for sign, bound in ((-1.0, low), (1.0, high)):
            worst = sign * levels[name]
            if not (worst < sign * bound).all():
                at = np.unravel_index(int(np.argmax(worst)), worst.shape)
                yield key, f"{path}: {_words(world, name, at, levels[name][at], sign, bound)}"


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
