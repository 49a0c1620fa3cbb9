"""Ossa (2014), Trade wars and trade talks with data, American Economic Review 104(12)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from tradetalks.equilibrium.solver import solve
from tradetalks.replications import Replication, Row
from tradetalks.war.cooperation import cooperative_tariffs
from tradetalks.war.nash import nash_tariffs
from tradetalks.war.optimal import optimal_tariffs
from tradetalks.world.readers.published import read_ossa2014
from tradetalks.world.world import World

GAIN = {"Brazil": 1.086, "China": 1.790, "EU": 1.899, "India": 1.659, "Japan": 4.035, "ROW": 2.853, "US": 2.318}
MEDIAN = {"Brazil": 56.1, "China": 59.3, "EU": 61.3, "India": 54.0, "Japan": 59.6, "ROW": 61.5, "US": 60.3}
GAIN_MFN = {"Brazil": 1.086, "China": 1.789, "EU": 1.898, "India": 1.659, "Japan": 4.035, "ROW": 2.838, "US": 2.317}
ABSTRACT = {"optimal tariff": 62.0, "trade-war tariff": 63.0, "trade-war loss": -2.9, "gain from talks": 0.5}
START = 0.6


def purged(folder: Path) -> World:
    """The benchmark without aggregate trade imbalances, the paper's first step."""
    return solve(read_ossa2014(folder), deficits="zero").to_world()


def run(folder: Path, say: Callable[[str], Any]) -> Replication:
    """Unilateral optimal tariffs, the trade war of all, and talks from factual tariffs."""
    say("purging trade imbalances")
    world = purged(folder)
    rows, means = [], []
    for code in world.regions:
        say(f"optimal tariffs of {code}")
        best = optimal_tariffs(world, code, start=START)
        mfn = optimal_tariffs(world, code, mfn=True, start=START)
        means.append(100 * best.levers.mean(best.rates))
        rows += [
            Row(f"{code}: gain from optimal tariffs", GAIN[code], best.gain),
            Row(f"{code}: median optimal tariff", MEDIAN[code], 100 * best.median),
            Row(f"{code}: gain from optimal MFN tariffs", GAIN_MFN[code], mfn.gain),
        ]
    say("the trade war of all")
    war = nash_tariffs(world, world.regions, start=START)
    say("trade talks")
    talks = cooperative_tariffs(world, world.regions)
    share = world.income / world.income.sum()
    table = war.to_frame()
    rows += [
        Row("optimal tariff, mean over regions of trade-weighted means", ABSTRACT["optimal tariff"],
            float(np.mean(means)), note="the abstract's average; how it averages is not printed there"),
        Row("trade-war tariff, same mean", ABSTRACT["trade-war tariff"],
            float(table["mean_tariff_pct"].to_numpy().mean()), note="abstract"),
        Row("trade-war loss, weighted by income", ABSTRACT["trade-war loss"], float(share @ war.change),
            note="abstract"),
        Row("gain from talks, equal for all, from factual tariffs", ABSTRACT["gain from talks"],
            float(100 * np.expm1(min(talks.gains.values()))), note="abstract"),
    ]  # fmt: skip
    rows += [
        row
        for code in world.regions
        for row in (
            Row(f"{code}: real income in the trade war", None, float(war.change[world.region(code)])),
            Row(f"{code}: median trade-war tariff", None, float(table.loc[code, "median_tariff_pct"])),  # type: ignore[arg-type]
        )
    ]
    return Replication(
        "ossa2014",
        "Ossa (2014), AER 104(12)",
        tuple(rows),
        (
            "medians of unilateral tariffs differ by at most 0.2 points: cells with next to no trade, where the"
            " objective is flat and the published search stopped at a looser tolerance",
            f"trade war: last change {war.history[-1]:.0e}, most any player could still gain"
            f" {max(war.most_to_gain.values()):.0e}; talks: gains equal to {talks.gap:.0e}",
            "tables by country of the paper's trade war and talks are not in the data: only the abstract's averages are"
            " compared",
        ),
    )
