"""People at work by sector: how many thousands more or fewer work in each, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.employment import capital_by_labour, labour_supply_ratio
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.world.employment import Employment, employment

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Jobs:
    """People at work in each region and sector, thousands; NaN for regions whose figures were not read.

    Attributes:
        before: ``[region, sector]``. change: ``[region, sector]`` sums to ``willing`` less ``not_employed``.
        low, high: ``[region, sector]`` the change under the least and most people at work before.
        read: ``[region, sector]`` whether ``before`` was itself read.
        idle: ``[region, sector]`` people who look for work in a sector and find none (only where the outcome has
            unemployment); not_employed: ``[region]`` their sum. moved: ``[region]`` people who work, or look for work,
            in another sector than before. willing: ``[region]`` how many more want to work than before (0 unless
            labour supply responds).
        percent: ``[region, sector]`` the change of people at work, per cent of those before. Where they were not
            read, people are taken to be as many a dollar of pay in all sectors of the region.
        pay: ``[region, sector]`` what those earn who stay in a sector, over consumer prices, per cent: where few may
            move it is pay that moves; alike in all sectors where all may.
    """

    before: Array
    change: Array
    low: Array
    high: Array
    read: NDArray[np.bool_]
    moved: Array
    idle: Array
    not_employed: Array
    willing: Array
    percent: Array
    pay: Array
    source: str


def jobs(outcome: Outcome, people: Employment | None = None) -> Jobs:
    """Jobs gained and lost by sector under an outcome.

    The model counts labour in units that earn the same; people a unit differ by sector. So people move with
    labour on offer in each sector and are scaled, all sectors alike, to the number who want to work: no job comes or
    goes by arithmetic alone. Of those, a sector employs its ``sector_employed``; the rest stay with the sector in which
    they look for work. Where labour supply responds, hours do.
    """
    people = people or employment(outcome.world)
    employed, supply = outcome.sector_employed, labour_supply_ratio(outcome)
    offered = outcome.employment_ratio / employed
    force = people.heads + moved_by(people.heads, offered, supply)
    idle = (1 - employed) * force
    change = force - idle - people.heads
    ends = [change]
    for other in (people.low, people.high):  # one sector's figure at its end, its region's scale as in the middle
        scale = (people.heads + change) / np.where(people.heads > 0, people.heads, np.nan)
        ends.append(other * (scale - 1))
    with np.errstate(invalid="ignore"):
        low, high = np.fmin.reduce(ends), np.fmax.reduce(ends)
    total, lost = people.heads.sum(1), idle.sum(1)
    willing = (supply - 1) * total if outcome.closure.labour_supply else np.zeros_like(total)
    moved = 0.5 * (np.abs(force - people.heads).sum(1) - np.abs(willing))
    hour = outcome.sector_wage_ratio * capital_by_labour(outcome)[:, None]
    pay = 100 * (hour / outcome.consumer_price_ratio[:, None] - 1)
    percent = 100 * (_people_ratio(outcome, people.heads, offered, supply) * employed - 1)
    return Jobs(people.heads, change, low, high, people.read, moved, idle, lost, willing, percent, pay, people.source)


def _people_ratio(outcome: Outcome, heads: Array, offered: Array, supply: Array) -> Array:
    """``[region, sector]`` people who work, or look for work, in a sector over those before; also where it has none,
    and where none were read, by pay."""
    world = outcome.world
    read = ~np.isnan(heads).any(axis=1, keepdims=True)
    weight = np.where(~read, world.value_added_share * world.output, heads)
    return offered * (supply * weight.sum(1) / (weight * offered).sum(1))[:, None]


def without_jobs(outcome: Outcome, regions: Sequence[str]) -> list[str]:
    """Those of some regions whose people at work by sector were not read."""
    heads = employment(outcome.world).heads
    return [code for code in regions if np.isnan(heads[outcome.world.region(code)]).all()]


def moved_by(heads: Array, ratio: Array, supply: Array | float = 1.0) -> Array:
    """``[..., region, sector]`` how many thousands more or fewer work, or look for work, in each sector.

    Args:
        heads: ``[region, sector]`` people at work before. ratio: ``[..., region, sector]`` labour offered over that
            before. supply: ``[..., region]`` how many want to work over those before; they are the regions' totals.
    """
    grown = heads * ratio
    return grown * (supply * heads.sum(-1) / grown.sum(-1))[..., None] - heads
