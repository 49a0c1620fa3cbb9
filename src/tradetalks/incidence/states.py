"""People at work in farming, forestry, fishing, mining and manufacturing, by state of the United States.

A state has its share of each sector's people (Bureau of Labor Statistics, 2023; Bureau of Economic Analysis, 2009, of
farming, forestry, fishing and transport equipment; soybeans by the crop of 2016; ``data/us_states.json``), and of its
gains and losses: the model knows one United States, so that a sector's jobs come and go alike everywhere. Coal, metal
ores and services are left out: no table by state was read for them by sector.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.outcome import Outcome
from tradetalks.incidence.households import REGION
from tradetalks.incidence.jobs import Jobs, jobs
from tradetalks.world.origins import sector_origins

Array = NDArray[np.float64]
SAME_EVERYWHERE = (
    "A sector's jobs are taken to come and go by one national per cent in every state: states differ here by what they"
    " make, not by how their firms fare."
)
"""What figures by state rest on, in plain words."""
SOURCE = (
    "shares of states in each sector's jobs: Bureau of Labor Statistics, 2023; of farming, forestry, fishing and"
    " transport equipment: Bureau of Economic Analysis, 2009"
)


@dataclass(frozen=True, eq=False)
class StateJobs:
    """People at work by state, thousands, in the sectors whose shares are known.

    Attributes:
        states: names. sectors: codes, of the outcome's world.
        before, change: ``[state, sector]``.
    """

    states: tuple[str, ...]
    sectors: tuple[str, ...]
    before: Array
    change: Array


def state_jobs(outcome: Outcome, people: Jobs | None = None) -> StateJobs | None:
    """Jobs gained and lost by state; None where the world has no region USA, or none of its jobs are known."""
    world = outcome.world
    if REGION not in world.regions:
        return None
    people = people or jobs(outcome)
    n, (states, shares), origins = world.region(REGION), _shares(), sector_origins(world)
    made_of = {code: (code,) if code in shares else origins[code] for code in world.sectors}
    known = [code for code, parts in made_of.items() if parts and all(part in shares for part in parts)]
    at = [world.sector(code) for code in known]
    if not known or np.isnan(people.before[n, at]).any():
        return None
    share = np.array([np.mean([shares[part] for part in made_of[code]], axis=0) for code in known]).T
    return StateJobs(states, tuple(known), share * people.before[n, at], share * people.change[n, at])


def state_names() -> tuple[str, ...]:
    """The states whose shares are known."""
    return _shares()[0]


@cache
def _shares() -> tuple[tuple[str, ...], Mapping[str, Array]]:
    """States, and sector of the embedded world -> ``[state]`` share."""
    text = (resources.files("tradetalks.incidence") / "data" / "us_state_shares.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    codes = [name for name in rows[0] if name != "state"]
    found = {code: np.array([float(row[code]) for row in rows]) for code in codes}
    return tuple(row["state"] for row in rows), {code: value / value.sum() for code, value in found.items()}
