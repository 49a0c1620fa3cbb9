"""Which sectors of a region lose and gain most under an outcome: volume of output, and people at work where known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from rich.table import Table

from tradetalks.equilibrium.outcome import Outcome
from tradetalks.incidence.jobs import jobs
from tradetalks.report.numbers import bn, fitting, pct, per_cents
from tradetalks.report.real import output_volume_change
from tradetalks.report.tables import make_table

SMALLEST = 1e-3
"""Of a region's output: sectors below it are not told of, as a great change of nearly nothing says little."""
MOVES = 1e-3
"""Per cent below which a sector's volume counts as unmoved."""


def sector_rows(outcome: Outcome, region: str, most: int) -> list[dict[str, Any]]:
    """Sectors that lose and gain most, at most so many of each, from the greatest loss to the greatest gain: name,
    change of the volume of output in per cent, and of people at work in thousands (None where none were read)."""
    world, n = outcome.world, outcome.world.region(region)
    volume, people = output_volume_change(outcome)[n], jobs(outcome).change[n]
    told = np.flatnonzero((world.output[n] >= SMALLEST * world.output[n].sum()) & (np.abs(volume) >= MOVES))
    order = [int(s) for s in told[np.argsort(volume[told])]]
    down = [s for s in order[:most] if volume[s] < 0]
    up = [s for s in order[max(0, len(order) - most) :] if volume[s] > 0]
    return [
        {
            "sector": world.sectors[s],
            "name": world.sector_name(world.sectors[s]),
            "volume_pct": float(volume[s]),
            "jobs_thousands": None if np.isnan(people[s]) else float(people[s]),
        }
        for s in (*down, *up)
    ]


def sectors_table(outcome: Outcome, regions: Sequence[str], most: int) -> Table | None:
    """The same of several regions as a table; None where no sector moves."""
    found = {code: sector_rows(outcome, code, most) for code in regions}
    every = [row for rows in found.values() for row in rows]
    if not every:
        return None
    digits = per_cents(row["volume_pct"] for row in every)
    table = make_table(
        "Sectors that lose and gain most: output at unchanged prices, people at work",
        ("region", "left"), ("sector", "left"), ("output", "right"), ("jobs, thousands", "right"),
    )  # fmt: skip
    for code, rows in found.items():
        people = [row["jobs_thousands"] for row in rows]
        fine = min(fitting([v for v in people if v is not None], 1), 3)
        for j, row in enumerate(rows):
            jobs_ = "not read" if people[j] is None else bn(people[j], fine)
            name = "" if j else outcome.world.region_name(code)
            table.add_row(name, row["name"], pct(row["volume_pct"], digits, signed=True), jobs_)
    return table
