"""Tariffs that options state by their level: where they count from, and what does not fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tradetalks.dossier.faults import Fault
from tradetalks.policy.instruments import Measure, Tariff, compile_measures
from tradetalks.policy.measure import Profiles, names
from tradetalks.policy.standing import Standing
from tradetalks.world.world import World

if TYPE_CHECKING:
    from tradetalks.dossier.model import Dossier, Item, Option

Cells = NDArray[np.bool_]
MOVED = 1e-9
"""Fraction below which a rate is not moved."""


def levels_on_eve(in_force: Sequence[Measure], agenda: Sequence[Item]) -> list[Item]:
    """The agenda, with the duties of the eve put to each level that an option states: those in force whatever is
    agreed, and those of all status quo options."""
    if not _any_levels(agenda):
        return list(agenda)
    own = {item.id: _duties(item) for item in agenda}
    found = []
    for item in agenda:
        others = [measure for other in agenda if other.id != item.id for measure in own[other.id]]
        standing = Standing((*(m for m in in_force if m.duty), *others), own[item.id])
        options = [
            option
            if option.id == item.status_quo
            else option.model_copy(update={"measures": [_put(m, standing) for m in option.measures]})
            for option in item.options
        ]
        found.append(item.model_copy(update={"options": options}))
    return found


def level_faults(d: Dossier, world: World) -> Iterator[Fault]:
    """Levels above what is charged already, and further duties of the same option on the same goods."""
    rates = d.profile_rates()
    for path, _, option, measure, level in _placed(d):
        now = measure.applied(world, rates)
        most = measure.highest(world, rates)
        if most <= level + MOVED:
            meant = f" ({level:g} per cent is written {level / 100:g})" if level > 1 else ""
            yield Fault(
                f"{path}.level",
                f"found {level:g}; {names(measure.importer)} charges {_average(now, world):.1f}% on goods of"
                f" {names(measure.exporter)} there today, and {100 * most:.1f}% at most. Expected a"
                f" level below{meant}; a duty that rises is written in points",
            )
        bears = ~np.isnan(now)
        beside = [m for m in option.measures if m is not measure and m.duty and _bears(m, bears, world, rates)]
        if beside:
            yield Fault(
                f"{path}.level",
                f"is the whole rate, and the option states another duty on the same goods ({beside[0].describe()});"
                " expected one of them, or sectors apart",
            )


def levels_moved(d: Dossier, world: World) -> Iterator[Fault]:
    """Levels of goods whose tariff another item moves too: what both take off adds up where both are chosen."""
    rates = d.profile_rates()
    for path, item, _, measure, _ in _placed(d):
        bears = ~np.isnan(measure.applied(world, rates))
        for other in d.agenda:
            if other.id != item.id and _moves(other, bears, world, rates):
                yield Fault(
                    f"{path}.level",
                    f"is the whole rate with all other items at the status quo; '{other.id}' moves the same tariff, and"
                    " a package of both takes off what each does. Constraints can keep them apart",
                )


def level_words(d: Dossier, world: World) -> list[str]:
    """A line for each level that an option states: from what rates it comes down."""
    rates, told = d.profile_rates(), []
    for _, item, option, measure, level in _placed(d):
        now = measure.applied(world, rates)
        bears = ~np.isnan(now) & (world.trade > 0)
        kept = int((bears & (now <= level + MOVED)).sum())
        stays = f"; {kept} of its {int(bears.sum())} flows by sector are at or below it and stay" if kept else ""
        if (products := measure.by_product(world, rates)) is not None:
            paid, worth = products
            below = float(worth[paid <= level + MOVED].sum() / worth.sum())
            stays = f", product by product; {below:.0%} of the trade is at or below it and stays"
        told.append(
            f"{item.title}: {option.title}: {measure.describe()}, from {_average(now, world):.1f}% today by the"
            f" model's average{stays}"
        )
    return told


def states_levels(d: Dossier) -> bool:
    """Does an option state a tariff by its level?"""
    return _any_levels(d.agenda)


def _any_levels(agenda: Sequence[Item]) -> bool:
    return any(_is_level(m) for item in agenda for option in item.options for m in option.measures)


def _is_level(measure: Measure) -> bool:
    return isinstance(measure, Tariff) and measure.level is not None


def _put(measure: Measure, standing: Standing) -> Measure:
    return measure.on_eve(standing) if isinstance(measure, Tariff) and measure.level is not None else measure


def _placed(d: Dossier) -> Iterator[tuple[str, Item, Option, Tariff, float]]:
    """Every level that an option states, with its path, item and option."""
    for j, item in enumerate(d.agenda):
        for option in item.options:
            for k, measure in enumerate(option.measures):
                if isinstance(measure, Tariff) and measure.level is not None and option.id != item.status_quo:
                    path = f"agenda[{j} '{item.id}'].options['{option.id}'].measures[{k}]"
                    yield path, item, option, measure, measure.level


def _duties(item: Item) -> tuple[Measure, ...]:
    """Duties of an item's status quo; none where it names no option."""
    return tuple(m for option in item.options if option.id == item.status_quo for m in option.measures if m.duty)


def _bears(measure: Measure, where: Cells, world: World, rates: Profiles) -> bool:
    if isinstance(measure, Tariff) and measure.level is not None:
        return bool((where & ~np.isnan(measure.applied(world, rates))).any())
    effect = compile_measures([measure], world, rates)
    return bool(np.any(effect.tariff[where]) or np.any(effect.specific[where]))


def _moves(item: Item, where: Cells, world: World, rates: Profiles) -> bool:
    """Does an option of an item leave another tariff than its status quo on these flows?"""
    today = compile_measures(_duties(item), world, rates).tariff
    return any(
        bool((np.abs(compile_measures(option.measures, world, rates).tariff - today)[where] > MOVED).any())
        for option in item.options
        if option.id != item.status_quo and not option.phases
    )


def _average(now: NDArray[np.float64], world: World) -> float:
    """Per cent, by the benchmark's trade, or plain where there is none."""
    at = ~np.isnan(now)
    weights = world.trade[at]
    return 100 * float(np.average(now[at], weights=weights if weights.any() else None))
