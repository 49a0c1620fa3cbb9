"""How far a position's effects on every country and sector reach, drawn in a process beside the server and remembered.

The page asks for them once a position stands still; what is known of it already is told beside its figures.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.app.aside import Aside
from tradetalks.app.households import household_ends
from tradetalks.app.jobs import Progress, in_step
from tradetalks.app.position import moved_options
from tradetalks.app.state import State
from tradetalks.app.table import Table
from tradetalks.counsel.bands import drawn_sets, gains_of, kept_no_deal, no_deal_of
from tradetalks.counsel.no_deal_drawn import NoDeal
from tradetalks.counsel.reach import Course, Grounds, Reach, reaches
from tradetalks.counsel.robustness import Robustness
from tradetalks.dossier.model import Dossier
from tradetalks.errors import DossierError
from tradetalks.report.sure_report import reach_words
from tradetalks.value.eve import Package
from tradetalks.world.employment import employment

Array = NDArray[np.float64]

OF_STEP = "Those of sectors are of the package's first step."
STEP, WITHOUT, GAINS = (
    "solving it under other published elasticities and horizons",
    "solving no deal under other elasticities",
    "drawing all assumptions for its gains",
)
RANGES_TAKE, DRAWS_TAKE = "5 to 10 seconds", "10 to 20 seconds"
"""How long they usually take on two idle cores: of the model; of no deal, or of gains."""
_GROUNDS = Grounds()  # of the process that draws


# ---------------------------------------------------------------------- what is done beside the server
def draw_reach(say: Progress, dossier: Dossier, course: Course, sets: Sequence[str], heads: Array) -> Reach:
    """How far a course of a dossier reaches; ``heads``: people at work as ``reaches`` takes them."""
    return reaches(dossier, [course], sets, in_step(say, STEP), heads=heads, grounds=_GROUNDS)[0]


def draw_no_deal(say: Progress, dossier: Dossier) -> NoDeal:
    """How far what there is without a deal reaches."""
    return no_deal_of(dossier, in_step(say, WITHOUT))


def draw_gains(say: Progress, dossier: Dossier, package: Package) -> Robustness:
    """How far a package's gains over no deal reach, and how often each side would sign."""
    return gains_of(dossier, package, in_step(say, GAINS))


# ---------------------------------------------------------------------- what a position asks for
def worked_out(table: Table, state: State, say: Progress, aside: Aside) -> Reach:
    """How far a position's effects reach, of a package that changes over time followed through its steps; remembered.

    Raises:
        DossierError, PolicyError: names or numbers the dossier does not know, or one of worth alone.
        NotConverged, NotCertified: the position cannot be solved under some draw.
    """
    state.check(table.dossier)
    found = known(table, state)
    if found is not None:
        return found
    dossier = table.eve(state).dossier
    if not dossier.is_computed():
        raise DossierError("this dossier states no measures: nothing is computed of sectors and countries")
    world = table.space.eve.world
    course = course_of(dossier, state, world.regions)
    made = aside.do(say, draw_reach, dossier, course, drawn_sets(dossier), employment(world).heads)
    return table.reached.once(table.reach_key(state), lambda: made)


def course_of(dossier: Dossier, state: State, regions: Sequence[str]) -> Course:
    """A position's package over time, rates set on the page in the place of the dossier's; ``dossier`` knows its own
    options."""
    course, changed = Course.of(dossier, dossier.package(state.package), regions), moved_options(dossier, state.rates)
    steps = [
        replace(
            step,
            instead={
                item: tuple(measures.get(j, m) for j, m in enumerate(dossier.item(item).option(option).measures))
                for (item, option), measures in changed.items()
                if step.package[item] == option
            },
        )
        for step in course.steps
    ]
    return replace(course, steps=tuple(steps))


def ranges(table: Table, state: State, say: Progress, aside: Aside) -> dict[str, Any]:
    """Ranges of real income by region and of volumes by region and sector, and in words what was drawn; raises what
    ``worked_out`` does."""
    return told(table, worked_out(table, state, say, aside), over_time=bool(table.rule(state)))


def without_deal(table: Table, state: State, say: Progress, aside: Aside) -> dict[str, list[float]]:
    """By party, ends of what is expected without a deal, all assumptions drawn, in billions a year; kept on disk.

    Raises:
        DossierError, NotConverged, NotCertified: why there are none, where a set cannot be solved.
    """
    state.check(table.dossier)
    with table.lock:
        space = table.setting(state).space
    made = kept_no_deal(space) or aside.do(say, draw_no_deal, space.dossier)
    found = table.reached.once(table.no_deal_key(state), lambda: made)
    return {party: list(ends) for party, ends in found.expected.whole.items()}


def gains(table: Table, state: State, say: Progress, aside: Aside) -> dict[str, Any]:
    """By party the ends of a position's gain over no deal in draws of all assumptions, billions a year, and how often
    it would sign; how often all would. Remembered.

    Raises:
        DossierError: a rate was set by hand; else as ``without_deal``.
    """
    state.check(table.dossier)
    if table.rates_in_force(state):
        raise DossierError("a rate was set by hand: all assumptions are drawn of options as they are listed")
    with table.lock:
        space = table.setting(state).space
    key = ("gains", state.model_dump_json())
    made: Robustness | None = None
    if key not in table.reached:
        made = aside.do(say, draw_gains, space.dossier, space.dossier.package(state.package))
    row = table.reached.once(key, lambda: made)
    assert row is not None
    of = {p: {"low": row.low[p], "high": row.high[p], "accepted": row.accepted[p]} for p in space.parties}
    return {"parties": of, "all": row.all_accept}


def told(table: Table, found: Reach, over_time: bool = False) -> dict[str, Any]:
    """Ranges as plain data, by region's and sector's code, and in words: of each region the pair of ends of each figure
    of ``OF_A_REGION`` by its name on the page; goods sold from party to party.

    Args:
        over_time: does the package change over time?
    """
    world, own = table.space.eve.world, list(dict.fromkeys(table.dossier.regions.values()))
    (low, high), (least, most), heads = found.real_income, found.real_income_percent, employment(world).heads
    share = 100 * np.divide(found.jobs, heads, where=heads > 0, out=np.full(found.jobs.shape, np.nan))
    at = {code: n for n, code in enumerate(found.regions)}
    return {
        "regions": {
            code: {
                "low": low[n], "high": high[n], "percent_low": least[n], "percent_high": most[n],
                **{name: getattr(found, of)[:, n].tolist() for name, of in OF_A_REGION.items()},
            }
            for code, n in at.items()
        },
        "sectors": _by_sector(found, found.volume),
        "jobs": _by_sector(found, share),
        "sales": {a: {b: found.sales[:, at[a], at[b]].tolist() for b in own if b != a} for a in own},
        "households": household_ends(found),
        "words": f"{reach_words(found)} {OF_STEP}" if over_time else reach_words(found),
    }  # fmt: skip


OF_A_REGION = {
    "revenue": "revenue", "purchases": "purchases", "prices": "prices", "percent": "real_income_percent",
    "efficiency": "efficiency", "terms_of_trade": "terms_of_trade", "deficit": "deficit", "real_gdp": "real_gdp",
    "consumer_prices": "prices",
}  # fmt: skip
"""What the page calls a figure of a region, and what of ``Reach`` are its ends."""


def _by_sector(found: Reach, ends: Array) -> dict[str, dict[str, list[float]]]:
    """Region -> sector -> the two ends, of ``[end, region, sector]``, where they are known."""
    return {
        code: {sector: ends[:, n, s].tolist() for s, sector in enumerate(found.sectors) if math.isfinite(ends[0, n, s])}
        for n, code in enumerate(found.regions)
    }


def known(table: Table, state: State) -> Reach | None:
    """What was worked out of a position already."""
    return table.known_reach(state)
