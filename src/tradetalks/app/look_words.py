"""What a position does to one sector, country or state, in a plain answer above its tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tradetalks.counsel.reach import Reach
from tradetalks.dossier.figures import Unit
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.incidence.households import REGION
from tradetalks.incidence.jobs import jobs
from tradetalks.incidence.states import state_jobs
from tradetalks.report.income_rows import IncomeRow, moves
from tradetalks.report.jobs_report import ends, people_digits, told_from
from tradetalks.report.numbers import Figures, bn, per_cents
from tradetalks.report.plain_words import capital
from tradetalks.report.ranged import amount_ranged, change_ranged
from tradetalks.report.real import output_volume_change, sales
from tradetalks.report.sector_table import MOVES
from tradetalks.world.membership import economies_by_region
from tradetalks.world.names import ECONOMY_NAMES, code_named, listed, named
from tradetalks.world.opened import open_world
from tradetalks.world.origins import sector_origins
from tradetalks.world.world import World

Array = NDArray[np.float64]
MOST = 2
"""Sectors and states named at each end."""
MOST_MAKERS = 4
"""Countries named that make a sector's goods."""


def region_answer(outcome: Outcome, code: str, row: IncomeRow, reached: Reach | None) -> list[str]:
    """Real income of a country, and its sectors that gain and lose most: by people at work, by output where these were
    not read.

    Args:
        row: its income, over all steps of a package that changes over time. reached: how far figures reach, if known.
    """
    world, n = outcome.world, outcome.world.region(code)
    name = named(world.region_name(code))
    volume, people = output_volume_change(outcome)[n], jobs(outcome).change[n]
    made = np.nan_to_num(volume) * world.output[n] / 100
    size, read = (made, False) if np.isnan(people).any() else (people, True)
    down, up = (
        [s for s in sides if abs(volume[s]) >= MOVES] for sides in (ends(size, MOST) if read else _largest(size))
    )
    if not moves(row) and not down and not up:
        return [f"Nothing moves in {name} at this position."]
    figures = Figures.among([row.billions])
    income = change_ranged(row.real_income, reached and reached.real_income_percent[:, n])
    amount = amount_ranged(figures, row.billions, reached.real_income[:, n] if reached else None)
    told = [
        f"{capital(name)}: real income {income}, {amount} {figures.unit.short}{figures.unit.a_year}, against today."
    ]
    parts = [
        f"{does} {listed([_sector(outcome, n, s, volume, people, reached) for s in picked])}"
        for does, picked in (("gains most in", up), ("loses most in", down))
        if picked
    ]
    return [*told, *([f"It {'; it '.join(parts)}."] if parts else [])]


def sector_answer(
    outcome: Outcome, code: str, money: Unit, reached: Reach | None, lost: Array | float = 1.0
) -> list[str]:
    """Who makes more and less of a sector's goods, the flow that changes most, the states that gain and lose jobs."""
    world, s = outcome.world, outcome.world.sector(code)
    volume, people = output_volume_change(outcome), jobs(outcome).change
    made = np.nan_to_num(volume[:, s]) * world.output[:, s] / 100
    order = [int(n) for n in np.argsort(-np.abs(made)) if abs(volume[n, s]) >= MOVES][:MOST_MAKERS]
    if not order:
        return [f"Nothing of {world.sector_name(code)} moves at this position."]
    makers = [
        f"{named(world.region_name(world.regions[n]))} {_moved(n, s, volume[n, s], people[n], reached)}" for n in order
    ]
    told = [f"{world.sector_name(code)}, output: {listed(makers)}, against today."]
    today, now = (one[:, :, s] for one in sales(outcome, lost))
    change = np.where(np.eye(len(world.regions), dtype=bool), 0.0, now - today)
    i, n = np.unravel_index(np.argmax(np.abs(change)), change.shape)
    if abs(change[i, n]) >= money.least:
        figures = Figures(money)
        sold = f"{named(world.region_name(world.regions[i]))} to {named(world.region_name(world.regions[n]))}"
        told.append(
            f"The flow that changes most is from {sold}: {figures.size(float(today[i, n]))} {money.yearly}"
            f" today, {figures.size(float(now[i, n]))} now."
        )
    return [*told, *_by_state(outcome, code)]


def state_answer(outcome: Outcome, state: str) -> list[str]:
    """Jobs of one state of the United States, and the sectors in which it gains and loses most; [] where not known."""
    found = state_jobs(outcome)
    if found is None or state not in found.states:
        return []
    j = found.states.index(state)
    own = found.change[j]
    fine, (down, up) = people_digits(own), ends(own, MOST)
    if not down and not up:
        return [f"No jobs move in {state} at this position, of those told of by state."]
    each = listed([f"{outcome.world.sector_name(found.sectors[k])} {bn(float(own[k]), fine)}" for k in (*up, *down)])
    every = bn(float(found.before[j].sum()), 0).removeprefix("+")
    return [
        f"{state}: {bn(float(own.sum()), fine)} thousand jobs of {every} thousand in farming, forestry, fishing, mining"
        f" and manufacturing, most by {each}."
    ]


def country_answer(outcome: Outcome, region: str, country: str) -> list[str]:
    """Jobs of a country inside a region, by its part of each sector's output, as if its sectors fared as the region's
    do; [] where it is none, or people at work in the region were not read."""
    code, held = code_named(country), economies_by_region(outcome.world.regions, outcome.world.provenance)
    members = [one for one in held[region] if one in ECONOMY_NAMES]
    if code not in members or len(members) < 2:
        return []
    own = jobs(outcome).change[outcome.world.region(region)] * _share_of_output(outcome.world, code, members)
    if np.isnan(own).any():
        return []
    fine, (down, up) = people_digits(own), ends(own, MOST)
    whole = named(outcome.world.region_name(region))
    as_all = f"by its part of each sector of {whole} and if its firms fare as all there do"
    if not down and not up:
        return [f"{country}: no jobs move there, {as_all}."]
    sectors = outcome.world.sectors
    each = [f"{outcome.world.sector_name(sectors[s])} {bn(float(own[s]), fine)}" for s in (*up, *down)]
    return [f"{country}, {as_all}: jobs that come and go most, thousands: {listed(each)}."]


def _share_of_output(world: World, code: str, members: Sequence[str]) -> Array:
    """``[sector]`` a country's part of its region's output in the world of 81 economies, each sector as those it is
    made of; NaN where a sector is not made of the embedded world's."""
    origins = sector_origins(world)
    if not all(origins.values()):
        return np.full(len(world.sectors), np.nan)
    whole = open_world("icio80")
    own, total = whole.output[whole.region(code)], whole.output[[whole.region(one) for one in members]].sum(0)
    part = np.divide(own, total, out=np.zeros_like(own), where=total > 0)
    return np.array([float(np.mean([part[whole.sector(o)] for o in origins[s]])) for s in world.sectors])


def _by_state(outcome: Outcome, sector: str) -> list[str]:
    """States of the United States that gain or lose most jobs in a sector."""
    found = state_jobs(outcome) if REGION in outcome.world.regions else None
    if found is None or sector not in found.sectors:
        return []
    own = found.change[:, found.sectors.index(sector)]
    fine, (down, up) = people_digits(own), ends(own, MOST + 1)
    each = [f"{found.states[j]} {bn(float(own[j]), fine)}" for j in (*up, *down)]
    return [f"Jobs by state, thousands, most: {listed(each)}."] if each else []


def _largest(size: Array) -> tuple[list[int], list[int]]:
    """Places of the largest losses and gains, ``MOST`` of each."""
    order = [int(s) for s in np.argsort(size)]
    return [s for s in order[:MOST] if size[s] < 0], [s for s in order[::-1][:MOST] if size[s] > 0]


def _sector(outcome: Outcome, n: int, s: int, volume: Array, people: Array, reached: Reach | None) -> str:
    return f"{outcome.world.sector_name(outcome.world.sectors[s])} {_moved(n, s, volume[s], people, reached)}"


def _moved(n: int, s: int, volume: float, people: Array, reached: Reach | None) -> str:
    """A sector's change of output, with its range if known, and of people at work where it prints as any."""
    own = float(volume)
    told = change_ranged(own, reached.volume[:, n, s] if reached else None, per_cents([own]))
    fine = people_digits(people[s : s + 1]) if np.isfinite(people[s]) else 0
    if np.isfinite(people[s]) and abs(people[s]) >= told_from(fine):
        told += f" and {bn(float(people[s]), fine)} thousand jobs"
    return told
