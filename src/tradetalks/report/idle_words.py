"""Who is out of work under an outcome whose wages may not fall further: regions, their sectors, people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.incidence.jobs import Jobs, jobs
from tradetalks.report.numbers import pct, plain
from tradetalks.report.ranged import Ends, in_brackets, people_ranged, span_of

if TYPE_CHECKING:
    from tradetalks.counsel.reach_kept import Ranges
    from tradetalks.equilibrium.outcome import Outcome

Array = NDArray[np.float64]
OUT_OF_WORK = "people out of work, thousands (of those who want to work)"
"""Head of a row or column of ``idle_cell``."""
SMALLEST_IDLE = 0.005
"""Per cent out of work below which a region, or a sector, is not named."""
SMALLEST_PEOPLE = 0.05
"""Thousands of people below which a sector is not named where people are counted."""
NO_REACH: Mapping[str, Ends] = {}
MOST_SECTORS, MOST_REGIONS = 3, 6
"""Sectors named of each region, and regions whose sectors are."""
MOST_IN_A_CELL = 2
"""Sectors named in a cell of a table."""


def idle_words(outcome: Outcome, others: Mapping[str, Outcome] | None = None, reach: Ranges | None = None) -> list[str]:
    """Who is out of work, of those who want to work, most first, and where in each region; nothing where wages are
    free.

    Args:
        others: the same under other published elasticities, by name of the set: in brackets, from least to greatest.
        reach: how far figures of a package reach: in brackets where there are no others.
    """
    if outcome.closure.wages is None:
        return []
    world, idle = outcome.world, 100 * (1 - outcome.employed)
    all_idle = np.array([idle, *(100 * (1 - other.employed) for other in (others or {}).values())])
    ends = np.array([all_idle.min(0), all_idle.max(0)])
    if reach is not None and not others:
        ends = reach.ends["idle_percent"]
    order = [int(n) for n in np.argsort(-idle) if max(idle[n], ends[1, n]) >= SMALLEST_IDLE]
    if not order:
        return ["Nobody is out of work: no wage has to fall further than it may."]
    each = ", ".join(
        f"{world.region_name(world.regions[n])} {pct(float(idle[n]), 2)}"
        + in_brackets(ends[:, n], lambda share: pct(share, 2))
        for n in order
    )
    how = "; in brackets from least to greatest under other published trade elasticities too" if others else ""
    if reach is not None and not others:
        how = "; in brackets, 90 of 100 draws of the model lie between"
    told = [f"Out of work, of those who want to work{how}: {each}."]
    if not outcome.closure.wages_by_sector:
        return told
    people = jobs(outcome)
    return [*told, *(_sectors(outcome, people, n, others) for n in order[:MOST_REGIONS])]


def idle_cell(outcome: Outcome, people: Jobs, n: int, reach: Mapping[str, Ends] = NO_REACH) -> str:
    """Who is out of work in region ``n``, for a cell: thousands, of those who want to work, and the sectors in which
    most look for it; per cent alone where people were not counted. Empty where wages are free, 0 where nobody is.

    Args:
        reach: the ends of ``idle`` and ``idle_percent``, in brackets behind each where they are known.
    """
    if outcome.closure.wages is None:
        return ""
    share, counted = 100 * float(1 - outcome.employed[n]), _counted(people, n)
    ends = reach.get("idle_percent")
    if max(share, 0.0 if ends is None else float(ends[1])) < SMALLEST_IDLE:
        return "0"
    told = percent = pct(share, 2) + in_brackets(ends, lambda one: pct(one, 2))
    if counted:
        heads = people_ranged(float(people.idle[n].sum()), reach.get("idle"))
        told = f"{heads}; {percent}" if ends is not None else f"{heads} ({percent})"
    where = _named(outcome, people, n)[:MOST_IN_A_CELL] if outcome.closure.wages_by_sector else []
    return f"{told}: {'; '.join(where)}" if where else told


def idle_people(outcome: Outcome, people: Jobs, n: int) -> str:
    """Who is out of work in region ``n``, in a sentence: people; per cent of those who want to work where people were
    not counted."""
    if not _counted(people, n):
        return f"{pct(100 * float(1 - outcome.employed[n]), 2)} of those who want to work"
    return f"{people_ranged(float(people.idle[n].sum()), None)} thousand people"


def _counted(people: Jobs, n: int) -> bool:
    """Whether people at work by sector were read for a region."""
    return not np.isnan(people.before[n]).any()


def _named(outcome: Outcome, people: Jobs, n: int, shares: Array | None = None) -> list[str]:
    """Sectors of a region in which people look for work and find none, most first, with how many and what share; with
    ``[outcome, sector]`` shares of several outcomes, the least and the greatest of them in brackets."""
    world, counted, share = outcome.world, _counted(people, n), 100 * (1 - outcome.sector_employed[n])
    size = people.idle[n] if counted else share * outcome.earnings[n] / outcome.earnings[n].sum()
    least = SMALLEST_PEOPLE if counted else SMALLEST_IDLE

    def of(s: int) -> str:
        ends = None if shares is None else np.array([shares[:, s].min(), shares[:, s].max()])
        span = "" if ends is None else span_of(ends, lambda one: pct(one, 1))
        return f" ({pct(float(share[s]), 1)}{f', {span}' if ' to ' in span else ''})"

    return [
        world.sector_name(world.sectors[s])
        + (f" {plain(float(size[s]), 0 if size[s] >= 1 else 1)}" if counted else "")
        + of(s)
        for s in map(int, np.argsort(-size))
        if size[s] >= least
    ]


def _sectors(outcome: Outcome, people: Jobs, n: int, others: Mapping[str, Outcome] | None = None) -> str:
    """In which sectors of a region people look for work and find none: people, or per cent where none were counted."""
    shares = np.array([100 * (1 - one.sector_employed[n]) for one in (outcome, *(others or {}).values())])
    name = outcome.world.region_name(outcome.world.regions[n])
    there = _named(outcome, people, n, shares if others else None)
    if not there:
        return f"{name}: in no sector enough to name."
    named, counted = ", ".join(there[:MOST_SECTORS]), _counted(people, n)
    rest = len(there) - MOST_SECTORS
    more = f" and {rest} more {'sector' if rest == 1 else 'sectors'}" if rest > 0 else ""
    of_those = (
        "of those there, and from least to greatest under the other elasticities too" if others else "of those there"
    )
    if not counted:
        return f"{name}, where they look for work ({of_those}): {named}{more}."
    every = plain(float(people.idle[n].sum()), 0)
    return f"{name}, thousands of people, where they look for work ({of_those}): {named}{more}; {every} in all."


def idle_json(outcome: Outcome, others: Mapping[str, Outcome] | None = None) -> dict[str, Any]:
    """``out_of_work`` by region and by sector, as ``--json`` prints it; nothing where wages are free. Per cent are of
    those who want to work; thousands are None where people at work by sector were not read.

    Args:
        others: the same under other published elasticities, by name of the set: ``_from`` and ``_to`` are then the
            least and the greatest of all.
    """
    if outcome.closure.wages is None:
        return {}
    world, every = outcome.world, [outcome, *(others or {}).values()]
    people, found = [jobs(one) for one in every], {}

    def told(share: Sequence[float], heads: Sequence[float] | None) -> dict[str, Any]:
        of = {"pct": share, "thousands": heads}
        plain_ = {name: None if values is None else float(values[0]) for name, values in of.items()}
        known = {name: values for name, values in of.items() if others and values is not None}
        ends = {
            f"{name}_{end}": float(pick(v)) for name, v in known.items() for end, pick in (("from", min), ("to", max))
        }
        return plain_ | ends

    for n, code in enumerate(world.regions):
        heads = [one.idle[n] for one in people] if _counted(people[0], n) else None
        shares = 100 * (1 - np.array([one.sector_employed[n] for one in every]))
        found[code] = {
            **told([100 * (1 - one.employed[n]) for one in every], heads and [one.sum() for one in heads]),
            "sectors": {
                sector: told(shares[:, s].tolist(), heads and [one[s] for one in heads])
                for s, sector in enumerate(world.sectors)
                if (shares[:, s] > 0).any()
            },
        }
    return {"out_of_work": found}
