"""Who pays under the packages a brief tells of: households, jobs and revenue of the parties, a row each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tradetalks.equilibrium.outcome import Outcome
from tradetalks.incidence.households import REGION, HouseholdCost
from tradetalks.incidence.jobs import Jobs, jobs
from tradetalks.incidence.revenue import tariff_revenue
from tradetalks.incidence.states import state_jobs
from tradetalks.report.numbers import bn
from tradetalks.report.who_pays import ends, household_cost_if_known

MOST = 2  # sectors named at each end


@dataclass(frozen=True)
class PartyPays:
    """One party's treasury and jobs: billions a year, thousands of people; ``moved`` is NaN where none were read.

    ``states``: the states that lose and gain most, of the United States; empty for others."""

    region: str
    revenue: float
    moved: float
    lost: str
    gained: str
    states: str = ""

    @property
    def known(self) -> bool:
        return not np.isnan(self.moved)


@dataclass(frozen=True, eq=False)
class PackagePays:
    """One package: cost to US households, if the United States are a party; each party's treasury and workers."""

    title: str
    cost: HouseholdCost | None
    parties: Sequence[PartyPays]


def payers(outcomes: Mapping[str, Outcome], regions: Sequence[str]) -> list[PackagePays]:
    """Who pays under each outcome (title -> outcome), for the parties' regions."""
    return [
        PackagePays(title, household_cost_if_known(outcome, regions), _parties(outcome, regions))
        for title, outcome in outcomes.items()
    ]


def _parties(outcome: Outcome, regions: Sequence[str]) -> list[PartyPays]:
    people, world = jobs(outcome), outcome.world
    found = []
    for code in regions:
        n = world.region(code)
        down, up = _ends(outcome, people, n)
        states = _by_state(outcome, people) if code == REGION else ""
        found.append(PartyPays(code, tariff_revenue(outcome, code).added, float(people.moved[n]), down, up, states))
    return found


def _by_state(outcome: Outcome, people: Jobs) -> str:
    """The states that lose and gain most jobs in farming and manufacturing, in words."""
    found = state_jobs(outcome, people)
    if found is None:
        return ""
    change = found.change.sum(1)
    return "; ".join(f"{found.states[j]} {bn(float(change[j]))}" for end in ends(change, MOST) for j in end)


def _ends(outcome: Outcome, people: Jobs, n: int) -> tuple[str, str]:
    """The sectors that lose and gain most people, in words; nothing where no figure was read or nobody moves."""
    change, world = people.change[n], outcome.world
    if np.isnan(change).any():
        return "", ""

    def named(picked: Sequence[int]) -> str:
        return "; ".join(f"{world.sector_name(world.sectors[s])} {bn(change[s])}" for s in picked)

    down, up = ends(change, MOST)
    return named(down), named(up)
