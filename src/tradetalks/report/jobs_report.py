"""People at work by sector and by state: tables, sentences and JSON, and with how many digits they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from tradetalks.equilibrium.closure import SPECIFIC
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.incidence.households import REGION
from tradetalks.incidence.jobs import Jobs
from tradetalks.incidence.states import SAME_EVERYWHERE, StateJobs, state_jobs
from tradetalks.incidence.states import SOURCE as STATES_SOURCE
from tradetalks.report.numbers import bn, fitting, pct, per_cents, plain
from tradetalks.report.ranged import people_ranged, span_of
from tradetalks.report.tables import make_table

if TYPE_CHECKING:
    from tradetalks.counsel.reach_kept import Ranges

DRAWS = "90 of 100 draws of the model"
"""Head of a column of ranges under other elasticities and horizons."""
STAYS = "has had time to change sector"
"""Of nobody, where labour is specific to its sector."""
MOST = 8  # sectors shown at each end
PAY_NAMED = 2  # sectors named at each end of changes of pay
PAY_SEEN = 10.0  # thousands of people from which on a sector's pay is told of


def states_json(outcome: Outcome, people: Jobs) -> dict[str, Any] | None:
    """People at work by state and sector, thousands; None where no shares of states are known."""
    found = state_jobs(outcome, people)
    if found is None:
        return None
    return {
        "sectors": list(found.sectors),
        "source": STATES_SOURCE,
        "thousands": {
            state: {"before": float(found.before[j].sum()), "change": float(found.change[j].sum()),
                    "change_by_sector": dict(zip(found.sectors, found.change[j].tolist(), strict=True))}
            for j, state in enumerate(found.states)
        },
    }  # fmt: skip


def jobs_json(outcome: Outcome, people: Jobs, region: str) -> dict[str, Any] | None:
    """People at work by sector of a region, thousands; None where no figure was read."""
    n = outcome.world.region(region)
    if np.isnan(people.before[n]).all():
        return None
    names = ("before", "change", "low", "high", "idle")
    return {
        "people_moved_thousands": _number(people.moved[n]),
        "not_employed_thousands": _number(people.not_employed[n]),
        "willing_to_work_change_thousands": _number(people.willing[n]),
        "sectors": {
            code: {name: _number(getattr(people, name)[n, s]) for name in names}
            | {"pay_of_who_stays_pct": float(people.pay[n, s])}
            for s, code in enumerate(outcome.world.sectors)
        },
    }


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def jobs_table(outcome: Outcome, people: Jobs, code: str, ranges: Ranges | None) -> Table:
    """The sectors of a region that lose and gain most people, ``MOST`` of each; none whose change prints as nothing."""
    world, n = outcome.world, outcome.world.region(code)
    change = people.change[n]
    fine = people_digits(change)
    looking = float(people.idle[n].max()) >= told_from(fine)
    table = make_table(
        f"Jobs in {world.region_name(code)}, thousands of people (range: how people at work are counted by sector)",
        ("sector", "left"), ("at work before", "right"), ("change", "right"), ("range", "right"),
        *([(DRAWS, "right")] if ranges else []), *([("look for work", "right")] if looking else []),
    )  # fmt: skip
    order = [int(s) for s in np.argsort(change) if abs(change[s]) >= told_from(fine)]
    for s in order if len(order) <= 2 * MOST else [*order[:MOST], *order[-MOST:]]:
        low, high = bn(people.low[n, s], fine), bn(people.high[n, s], fine)
        spread = "" if people.read[n, s] or low == high else f"{low} to {high}"
        drawn = [span_of(ranges.ends["jobs"][:, n, s], lambda v: bn(v, fine))] if ranges else []
        name = world.sector_name(world.sectors[s])
        idle = [plain(float(people.idle[n, s]), fine)] if looking else []
        table.add_row(name, plain(people.before[n, s], 0), bn(change[s], fine), spread, *drawn, *idle)
    return table


def people_digits(change: NDArray[np.float64]) -> int:
    """Digits after the point of thousands of people that stand together: down to one person where few move."""
    return min(fitting((float(v) for v in change), 1), 3)


def told_from(digits: int) -> float:
    """Thousands of people from which on so many digits show them."""
    return 0.5 / 10**digits


def ends(change: NDArray[np.float64], most: int) -> tuple[list[int], list[int]]:
    """Places of the largest losses and of the largest gains, ``most`` of each, the largest first; what would print as
    nothing is left out."""
    order, least = [int(j) for j in np.argsort(change)], told_from(people_digits(change))
    return [j for j in order[:most] if change[j] <= -least], [j for j in order[::-1][:most] if change[j] >= least]


def _elsewhere(outcome: Outcome, people: Jobs, found: StateJobs) -> str:
    """What the nation's other sectors gain or lose, which are no state's here; what that leaves out of the table."""
    world, n = outcome.world, outcome.world.region(REGION)
    left = [s for s, code in enumerate(world.sectors) if code not in found.sectors]
    change = float(people.change[n, left].sum())
    if not left or np.isnan(change):
        return ""
    fine = people_digits(np.array([change]))
    if abs(change) < told_from(fine):
        return " Coal, metal ores and services, by state not read, neither gain nor lose any."
    verb, shows = ("lose", "gain more") if change < 0 else ("gain", "lose more")
    return (
        f" Coal, metal ores and services {verb} {plain(abs(change), fine)} thousand in the nation; in which states was"
        f" not read, so that states {shows} in this table than they do in all."
    )


def states_told(outcome: Outcome, found: StateJobs, people: Jobs) -> list[Table | str]:
    """The states that lose and gain most jobs, and what each loses or gains most in; what the table leaves out."""
    table = make_table(
        "Jobs by state, thousands of people: farming, forestry, fishing, mining and manufacturing",
        ("state", "left"), ("at work before", "right"), ("change", "right"), ("most in", "left"),
    )  # fmt: skip
    change = found.change.sum(1)
    fine, (down, up) = people_digits(change), ends(change, MOST)
    for j in (*down, *reversed(up)):
        own = found.change[j]
        k = int(np.argmax(own * np.sign(change[j])))
        most = f"{outcome.world.sector_name(found.sectors[k])} {bn(own[k], fine)}"
        table.add_row(found.states[j], plain(float(found.before[j].sum()), 0), bn(float(change[j]), fine), most)
    rest = _elsewhere(outcome, people, found)
    words = (
        f"All states together {bn(float(change.sum()), fine)} thousand in these sectors.{rest} {SAME_EVERYWHERE}"
        " A state's share of each sector is by payrolls of 2023 (Bureau of Labor Statistics) and, in farming, forestry,"
        " fishing and transport equipment, by the jobs of 2009 (Bureau of Economic Analysis; soybeans by the crop of"
        " 2016); what they withhold is filled."
    )
    return [table, words] if table.row_count else []


def jobs_words(outcome: Outcome, people: Jobs, code: str, ranges: Ranges | None) -> str:
    """How many change sector, of how many; who finds no work, and whose pay moves, where labour allows for either."""
    n = outcome.world.region(code)
    lost = float(people.not_employed[n])
    idle = "; nobody stays without work in this outcome"
    if lost >= told_from(3):
        idle = f"; {plain(lost, fitting([lost], 0))} thousand find none"
    willing = float(people.willing[n])
    if abs(willing) >= told_from(3):
        many = plain(abs(willing), fitting([willing], 0))
        idle += f"; {many} thousand {'more' if willing > 0 else 'fewer'} want to work than before"
    moved, every = float(people.moved[n]), float(np.nansum(people.before[n]))
    begins = f"{outcome.world.region_name(code)}: "
    told = people_ranged(moved, ranges.ends["moved"][:, n] if ranges else None)
    figure, _, drawn = told.removesuffix(")").partition(" (")
    drawn = f" ({drawn} in {DRAWS})" if drawn else ""
    begins += f"{figure} thousand people{drawn} of {plain(every, 0)} thousand come to work in another sector"
    if outcome.closure.labour_mobility == SPECIFIC and not drawn:
        begins = f"{outcome.world.region_name(code)}: nobody of {plain(every, 0)} thousand {STAYS}"
    return (
        f"{begins}{idle}.{_pay_words(outcome, people, n)} Jobs are"
        " people at work in 2022, moved as the model moves labour: where jobs end up, not how long the move takes. No"
        " range where the figure was read, or split in one way only."
    )


def _pay_words(outcome: Outcome, people: Jobs, n: int) -> str:
    """Whose pay falls and rises most, where not all may change sector at once."""
    if not np.isfinite(outcome.closure.labour_mobility):
        return ""
    there = [int(s) for s in np.argsort(people.pay[n]) if people.before[n, s] >= PAY_SEEN]
    ends_ = [*there[:PAY_NAMED], *there[: -PAY_NAMED - 1 : -1]]
    digits = per_cents(float(people.pay[n, s]) for s in ends_)
    told = [
        f"{outcome.world.sector_name(outcome.world.sectors[s])} {pct(float(people.pay[n, s]), digits, signed=True)}"
        for s in ends_
    ]
    lowest, highest = ", ".join(told[:PAY_NAMED]), ", ".join(told[PAY_NAMED:])
    return (
        f" Pay of those who stay, over consumer prices, falls most or rises least in {lowest}, rises most in {highest}."
    )
