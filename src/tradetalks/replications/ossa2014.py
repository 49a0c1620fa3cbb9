"""Ossa (2014), Trade wars and trade talks with data, American Economic Review 104(12)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.solver import solve
from tradetalks.policy.shock import Shock
from tradetalks.replications import Row, Rows, Say
from tradetalks.war.cooperation import cooperative_tariffs
from tradetalks.war.levers import levers
from tradetalks.war.nash import nash_tariffs
from tradetalks.war.optimal import optimal_tariffs
from tradetalks.war.revealed import revealed_weights
from tradetalks.world.files.bare import matrix_of_numbers
from tradetalks.world.readers.ossa2014 import read_ossa2014
from tradetalks.world.world import World

Array = NDArray[np.float64]
PAPER = "Ossa (2014), AER 104(12)"
GAIN = {"Brazil": 1.086, "China": 1.790, "EU": 1.899, "India": 1.659, "Japan": 4.035, "ROW": 2.853, "US": 2.318}
MEDIAN = {"Brazil": 56.1, "China": 59.3, "EU": 61.3, "India": 54.0, "Japan": 59.6, "ROW": 61.5, "US": 60.3}
GAIN_MFN = {"Brazil": 1.086, "China": 1.789, "EU": 1.898, "India": 1.659, "Japan": 4.035, "ROW": 2.838, "US": 2.317}
ABSTRACT = {"optimal tariff": 62.0, "trade-war tariff": 63.0, "trade-war loss": -2.9, "gain from talks": 0.5}
WEIGHT_SPREAD = {
    "Brazil": 0.1419, "China": 0.2974, "EU": 0.3029, "India": 0.2687, "Japan": 0.3644, "ROW": 0.1599, "US": 0.2089,
}  # fmt: skip
"""Standard deviation over sectors of the weights that the paper's own program (``mylambdaj.m``) finds, as run by Jung
(2025), github.com/yonggeun-jung/replication-ossa2014-peweights, ``lambda_ossa.csv``; their mean is one."""
US_WEIGHTS = {"wap": 1.4842, "dry": 1.3377, "tex": 1.2622, "frs": 0.6137, "oap": 0.5317}
"""Of the same file, the United States' highest and lowest."""
START = 0.6
NOTES = (
    "medians of unilateral tariffs differ by at most 0.2 points: cells with next to no trade, where the objective is"
    " flat and the published search stopped at a looser tolerance",
    "political weights are compared with what the paper's own program gives, not with its printed table, which was not"
    " read; the program stops where tariffs are within half a point to some points of their targets, these weights meet"
    " them exactly, but for Japan's tariffs above 225%, which it bounds",
    "tables by country of the paper's trade war and talks are not in the data: only the abstract's averages are"
    " compared",
)


def purged(folder: Path) -> World:
    """The benchmark without aggregate trade imbalances, the paper's first step."""
    return solve(read_ossa2014(folder), deficits="zero").to_world()


def optimal(folder: Path, say: Say) -> Iterator[Row]:
    """Each region's unilateral optimum, bilateral and under most-favoured-nation treatment."""
    world, means = purged(folder), []
    for code in world.regions:
        say(f"optimal tariffs of {code}")
        best = optimal_tariffs(world, code, start=START)
        yield Row(f"{code}: gain from optimal tariffs", GAIN[code], best.gain)
        yield Row(f"{code}: median optimal tariff", MEDIAN[code], 100 * best.median)
        mfn = optimal_tariffs(world, code, mfn=True, start=START)
        yield Row(f"{code}: gain from optimal MFN tariffs", GAIN_MFN[code], mfn.gain)
        means.append(100 * best.levers.mean(best.rates))
    yield Row(
        "optimal tariff, mean over regions of trade-weighted means",
        ABSTRACT["optimal tariff"],
        float(np.mean(means)),
        note="the abstract's average; how it averages is not printed there",
    )


def war(folder: Path, say: Say) -> Iterator[Row]:
    """The trade war of all seven."""
    world = purged(folder)
    say("the trade war of all")
    fight = nash_tariffs(world, world.regions, start=START)
    table, share = fight.to_frame(), world.income / world.income.sum()
    yield Row(
        "trade-war tariff, same mean",
        ABSTRACT["trade-war tariff"],
        float(table["mean_tariff_pct"].to_numpy().mean()),
        note="abstract",
    )
    yield Row(
        "trade-war loss, weighted by income",
        ABSTRACT["trade-war loss"],
        float(share @ fight.change),
        note=f"abstract; last change {fight.history[-1]:.0e}, most any player could still gain"
        f" {max(fight.most_to_gain.values()):.0e}",
    )
    for code in world.regions:
        yield Row(f"{code}: real income in the trade war", None, float(fight.change[world.region(code)]))
        yield Row(f"{code}: median trade-war tariff", None, float(table.loc[code, "median_tariff_pct"]))  # type: ignore[arg-type]


def talks(folder: Path, say: Say) -> Iterator[Row]:
    """Efficient tariffs that serve all alike, from factual tariffs."""
    world = purged(folder)
    say("trade talks")
    agreed = cooperative_tariffs(world, world.regions)
    yield Row(
        "gain from talks, equal for all, from factual tariffs",
        ABSTRACT["gain from talks"],
        float(100 * np.expm1(min(agreed.gains.values()))),
        note=f"abstract; gains equal to {agreed.gap:.0e}",
    )


def targets(folder: Path, world: World) -> dict[str, Array]:
    """By region, ``[sector]`` tariffs that its political weights are to explain: noncooperative ones where the paper
    has them, else the factual ones, weighted by trade over partners."""
    noncooperative = matrix_of_numbers(folder / "tariff_noncoop.csv")
    across = world.trade * ~np.eye(len(world.regions), dtype=bool)[:, :, None]
    factual = (across * world.tariff).sum(0) / across.sum(0)
    return {
        code: noncooperative[:, n] if noncooperative[:, n].any() else factual[n] for n, code in enumerate(world.regions)
    }


def weights(folder: Path, say: Say) -> Iterator[Row]:
    """Political weights for which most-favoured-nation tariffs of the targets' spread are the best reply."""
    world = purged(folder)
    for code, target in targets(folder, world).items():
        say(f"political weights of {code}")
        shock = levers(world, code, mfn=True).on(Shock(world), target)
        found = revealed_weights(
            world, code, mfn=True, shock=shock, revenue=False, free_level=True, mean="sectors", ridge=0.0, draws=0
        )
        note = (
            f"mean one; {100 * found.explained:.2f}% of slopes explained, all tariffs {100 * found.level:+.1f} points"
        )
        yield Row(f"{code}: spread of political weights", WEIGHT_SPREAD[code], float(found.sectors.std()), "", note)
        if code == "US":
            for sector, published in US_WEIGHTS.items():
                ours = float(found.sectors[world.sector(sector)])
                yield Row(f"US: weight of {world.sector_name(sector)}", published, ours, "")


PARTS: dict[str, Rows] = {"optimal": optimal, "war": war, "talks": talks, "weights": weights}
