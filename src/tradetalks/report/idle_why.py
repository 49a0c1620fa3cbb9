"""Why nobody is out of work in a country that raises its tariffs, while others' people are; what that leaves out."""

from __future__ import annotations

import math

import numpy as np

from tradetalks.equilibrium.outcome import Outcome
from tradetalks.report.idle_words import SMALLEST_IDLE
from tradetalks.report.numbers import pct
from tradetalks.report.who_pays import who_pays_regions
from tradetalks.world.names import named

YALE = (
    "The Budget Lab at Yale puts US unemployment 0.6 points higher at the end of 2026, by the tariffs of 17 November"
    " 2025 (its summary statistics of that day)"
)
"""Read in Budget-Lab-Yale/budget-lab-interactives, tools/state-of-tariffs/data/previous-vintages/2025-11-17/baseline/
summary-statistics/data.csv: 0.616."""


def why_at_work(outcome: Outcome) -> list[str]:
    """Why those whose own tariffs rise are at work while others are not, in a sentence a country; nothing where wages
    are free or that is not so."""
    if outcome.closure.wages is None:
        return []
    world, idle = outcome.world, 100 * (1 - outcome.employed)
    raised = (outcome.shock.tariff_level - world.tariff).max((0, 2)) > 0
    floors = {n: float(log) for n, log, _ in outcome.closure.wages.floors(world, outcome.closure.years)}
    told = []
    for code in who_pays_regions(outcome):
        n = world.region(code)
        others = np.delete(idle, n)
        if n not in floors or not raised[n] or idle[n] >= SMALLEST_IDLE or others.max() < SMALLEST_IDLE:
            continue
        wages = 100 * (outcome.sector_wage_ratio[n] - 1)
        lowest = int(np.argmin(wages))
        least = 100 * math.expm1(floors[n])
        told.append(
            f"Why nobody is out of work in {named(world.region_name(code))}: its tariffs turn demand, and with it"
            f" labour, to what is made at home, so that no sector's wage has to fall as far as it may"
            f" ({world.sector_name(world.sectors[lowest])}, the lowest, {pct(float(wages[lowest]), 1, signed=True)};"
            f" {pct(least, 1, signed=True)} is allowed); wages are in money, and what they buy may fall all the same."
            " Not in it: firms that wait and see, tighter money, demand that falls where prices rise faster than wages."
            + (f" {YALE}." if code == "USA" else "")
        )
    return told
