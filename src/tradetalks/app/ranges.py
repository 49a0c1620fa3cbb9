"""How far a position's effects on every country and sector reach, worked out when asked and remembered.

The page asks for them in the background; what is known of a position already is told beside its figures.
"""

from __future__ import annotations

import math
from typing import Any

from tradetalks.app.households import household_ends
from tradetalks.app.jobs import Progress, in_step
from tradetalks.app.position import written
from tradetalks.app.state import State
from tradetalks.app.table import Table
from tradetalks.counsel.bands import bands, drawn_sets, kept_no_deal
from tradetalks.counsel.reach import Reach, reach
from tradetalks.errors import DossierError
from tradetalks.report.sure_report import reach_words

OF_STEP = "They are drawn of the package's first step, so sectors have them and yearly averages have none."
STEP = "solving it under other published elasticities and horizons"


def worked_out(table: Table, state: State, say: Progress) -> Reach:
    """How far a position's effects reach; remembered.

    Raises:
        DossierError, PolicyError: names or numbers the dossier does not know, or one of worth alone.
        NotConverged, NotCertified: the position cannot be solved under some draw.
    """
    state.check(table.dossier)
    found = known(table, state)
    if found is not None:
        return found
    whole = written(table.dossier, state)
    made = reach(whole, whole.position, drawn_sets(whole), in_step(say, STEP))
    return table.reached.once(table.reach_key(state), lambda: made)


def ranges(table: Table, state: State, say: Progress) -> dict[str, Any]:
    """Ranges of real income by region and of volumes by region and sector, and in words what was drawn; raises what
    ``worked_out`` does."""
    return told(worked_out(table, state, say), over_time=bool(table.rule(state)))


def without_deal(table: Table, state: State, say: Progress) -> dict[str, list[float]]:
    """By party, ends of what is expected without a deal, all assumptions drawn, in billions a year; kept on disk.

    Raises:
        DossierError: why there are none, where a set cannot be solved too.
    """
    state.check(table.dossier)
    with table.lock:
        space = table.setting(state).space
    found = kept_no_deal(space)
    if found is None:
        drawn = bands(space, ["status_quo"], progress=in_step(say, "solving no deal under other elasticities"))
        if drawn.no_deal is None:
            raise DossierError(drawn.none_because)
        found = drawn.no_deal
    return {party: list(ends) for party, ends in found.expected.whole.items()}


def told(found: Reach, over_time: bool = False) -> dict[str, Any]:
    """Ranges as plain data, by region's and sector's code, and in words.

    Args:
        over_time: regions' figures are yearly averages: ranges, drawn of the first step, do not stand beside them.
    """
    (low, high), (least, most) = found.real_income, found.real_income_percent
    return {
        "regions": None
        if over_time
        else {
            code: {
                "low": low[n],
                "high": high[n],
                "percent_low": least[n],
                "percent_high": most[n],
                "revenue": found.revenue[:, n].tolist(),
                "purchases": found.purchases[:, n].tolist(),
                "prices": found.prices[:, n].tolist(),
            }
            for n, code in enumerate(found.regions)
        },
        "sectors": {
            code: {
                sector: found.volume[:, n, s].tolist()
                for s, sector in enumerate(found.sectors)
                if math.isfinite(found.volume[0, n, s])
            }
            for n, code in enumerate(found.regions)
        },
        "households": household_ends(found),
        "words": f"{reach_words(found)} {OF_STEP}" if over_time else reach_words(found),
    }


def known(table: Table, state: State) -> Reach | None:
    """What was worked out of a position already."""
    return table.known_reach(state)
