"""Who pays under the packages a brief tells of: households, jobs and revenue of the parties, a row each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tradetalks.counsel.reach_kept import OF_REGIONS, Ranges
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.incidence.households import REGION, HouseholdCost
from tradetalks.incidence.jobs import Jobs, jobs
from tradetalks.incidence.revenue import subsidies_added, tariff_revenue
from tradetalks.incidence.states import state_jobs
from tradetalks.report.idle_words import idle_cell
from tradetalks.report.jobs_report import ends, people_digits
from tradetalks.report.numbers import bn
from tradetalks.report.who_pays import household_cost_if_known

Array = NDArray[np.float64]
MOST = 2  # sectors named at each end


@dataclass(frozen=True)
class PartyPays:
    """One party's treasury and jobs: billions a year, thousands of people; ``moved`` is NaN where none were read.

    ``revenue``: of tariffs, more than before. ``purchases``: what its budget pays more than before so that as much is
    bought as was promised.

    ``states``: the states that lose and gain most, of the United States; empty for others. ``reach``: the ends between
    which figures of ``Ranges`` lie, by name; none where no ranges are known. ``idle``: who is out of work, in words;
    empty where wages are free."""

    region: str
    revenue: float
    purchases: float
    moved: float
    lost: str
    gained: str
    states: str = ""
    idle: str = ""
    reach: Mapping[str, Array] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        return not np.isnan(self.moved)


@dataclass(frozen=True, eq=False)
class PackagePays:
    """One package: cost to US households, if the United States are a party; each party's treasury and workers.

    ``reach``: ends of dollars a household, where they are known."""

    title: str
    cost: HouseholdCost | None
    parties: Sequence[PartyPays]
    reach: Array | None = None


def payers(
    outcomes: Mapping[str, Outcome], regions: Sequence[str], ranges: Mapping[str, Ranges] | None = None
) -> list[PackagePays]:
    """Who pays under each outcome (title -> outcome), for the parties' regions; with ranges where they are known."""
    known = ranges or {}
    return [
        PackagePays(
            title,
            household_cost_if_known(outcome, regions),
            _parties(outcome, regions, known.get(title)),
            known[title].ends["household"][:, 0] if title in known else None,
        )
        for title, outcome in outcomes.items()
    ]


def _parties(outcome: Outcome, regions: Sequence[str], ranges: Ranges | None) -> list[PartyPays]:
    people, world, bought = jobs(outcome), outcome.world, subsidies_added(outcome)
    found = []
    for code in regions:
        n = world.region(code)
        down, up = _ends(outcome, people, n)
        states = _by_state(outcome, people) if code == REGION else ""
        reach = {name: ranges.ends[name][:, n] for name in OF_REGIONS} if ranges else {}
        idle = idle_cell(outcome, people, n, reach)
        revenue, moved = tariff_revenue(outcome, code).added, float(people.moved[n])
        found.append(PartyPays(code, revenue, float(bought[n]), moved, down, up, states, idle, reach))
    return found


def _by_state(outcome: Outcome, people: Jobs) -> str:
    """The states that lose and gain most jobs in farming and manufacturing, in words."""
    found = state_jobs(outcome, people)
    if found is None:
        return ""
    change = found.change.sum(1)
    fine = people_digits(change)
    return "; ".join(f"{found.states[j]} {bn(float(change[j]), fine)}" for end in ends(change, MOST) for j in end)


def _ends(outcome: Outcome, people: Jobs, n: int) -> tuple[str, str]:
    """The sectors that lose and gain most people, in words; nothing where no figure was read or nobody moves."""
    change, world = people.change[n], outcome.world
    if np.isnan(change).any():
        return "", ""

    def named(picked: Sequence[int]) -> str:
        fine = people_digits(change)
        return "; ".join(f"{world.sector_name(world.sectors[s])} {bn(change[s], fine)}" for s in picked)

    down, up = ends(change, MOST)
    return named(down), named(up)
