"""What an outcome changes at constant prices: volumes, employment, revenue.

The model's money is in units of world GDP, so a difference of two such values mixes prices and quantities and may even
have the other sign. Everything people read is therefore a volume at the eve's prices, money over the region's own
prices or wages, or a per cent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.border_prices import by_importer
from tradetalks.equilibrium.import_subsidies import purchase_subsidies_before
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.incidence.jobs import jobs
from tradetalks.incidence.revenue import at_unchanged_wages, revenue_before, subsidies_at_unchanged_wages

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
SMALLEST_SHOWN = 1.0  # billions of output on the eve: below, per cents say little


@dataclass(frozen=True)
class SectorRow:
    """One sector of a region: output before (billions of USD a year), per cents of change of volume and people."""

    code: str
    name: str
    before: float
    volume: float
    employment: float


def output_volume_change(outcome: Outcome) -> Array:
    """``[region, sector]`` change of the volume of output, per cent; NaN where nothing was made."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return 100 * (outcome.output / outcome.cost_ratio / outcome.world.output - 1)


def lost_at_limits(outcome: Outcome) -> Array:
    """``[exporter, importer, sector]`` what is sent over what gets past limits on quantities whose rent is lost, as the
    outcome's own limits have it; 1 where there is none. What unequal duties of products come to as a barrier (2c) is no
    such loss: all that is sent is sold."""
    found = np.ones_like(outcome.trade)
    for limit, wedge in zip(outcome.shock.quantities, outcome.wedges, strict=True):
        if limit.kind == "cap" and limit.rent == "lost":
            found[limit.exporter, limit.importer, list(limit.sectors)] *= 1 + wedge
    return found


def sales(outcome: Outcome, lost: Array | float = 1.0) -> tuple[Array, Array]:
    """``[exporter, importer, sector]`` what is sold before and after, billions of USD a year at the factory prices
    before: goods that a limit makes dear to the buyer count at what they earn the seller, what is lost at limits is not
    sold. What arrives is ``Outcome.delivered_volume``.

    Args:
        lost: ``lost_at_limits`` of the eve that the outcome is solved from.
    """
    after = outcome.trade / outcome.factory_price_ratio[:, None, :] / lost_at_limits(outcome)
    return outcome.world.trade / lost, after


def sector_rows(outcome: Outcome, region: str, smallest: float = SMALLEST_SHOWN) -> list[SectorRow]:
    """A region's sectors of at least ``smallest`` billions of output, those that grow most first."""
    world = outcome.world
    n, volume, people = world.region(region), output_volume_change(outcome), jobs(outcome).percent
    rows = [
        SectorRow(
            code, world.sector_name(code), float(world.output[n, s]), float(volume[n, s]),
            float(people[n, s]),
        )
        for s, code in enumerate(world.sectors)
        if world.output[n, s] >= smallest
    ]  # fmt: skip
    return sorted(rows, key=lambda row: -row.volume)


def goods_volume(outcome: Outcome, exporter: str, importer: str, lost: Array | float = 1.0) -> tuple[float, float]:
    """Goods sold before and after, billions of USD a year at the factory prices before; as ``sales``."""
    i, n, goods = _pair(outcome, exporter, importer)
    before, after = sales(outcome, lost)
    return float(before[i, n, goods].sum()), float(after[i, n, goods].sum())


def goods_arriving(outcome: Outcome, exporter: str, importer: str) -> tuple[float, float]:
    """The same of what arrives: what barriers melt more or less than before on the way is left out."""
    i, n, goods = _pair(outcome, exporter, importer)
    return float(outcome.world.trade[i, n, goods].sum()), float(outcome.delivered_volume(i, n)[goods].sum())


def _pair(outcome: Outcome, exporter: str, importer: str) -> tuple[int, int, list[int]]:
    """Places of two regions and of goods."""
    world = outcome.world
    return world.region(exporter), world.region(importer), [world.sector(c) for c in (world.goods or world.sectors)]


# ---------------------------------------------------------------------- tables to take away
def regions_frame(outcome: Outcome) -> pd.DataFrame:
    """By region: real income and its parts, real GDP, prices, revenue."""
    import pandas as pd

    world, after, before = outcome.world, at_unchanged_wages(outcome), revenue_before(outcome.world)
    account, border = outcome.real_account, by_importer(outcome)
    bought, bought_before = subsidies_at_unchanged_wages(outcome), purchase_subsidies_before(world)
    return pd.DataFrame(
        {
            "region_name": [world.region_name(code) for code in world.regions],
            "real_income_change_pct": 100 * (outcome.real_income_ratio - 1),
            "real_income_change_bn_usd_at_eve_prices": outcome.real_income_change,
            "of_it_efficiency_pct_of_income": account.per_cent("efficiency"),
            "of_it_terms_of_trade_pct_of_income": account.per_cent("terms_of_trade"),
            "of_it_deficit_pct_of_income": account.per_cent("deficit"),
            "real_gdp_change_pct": account.per_cent("real_gdp_ratio"),
            "real_wage_change_pct": 100 * (outcome.real_wage_ratio - 1),
            "prices_of_final_use_at_unchanged_wages_change_pct": 100 * outcome.inflation,
            "import_prices_with_duty_at_unchanged_wages_change_pct": 100 * np.expm1(border.with_duty),
            "changed_duties_paid_by_importers_pct": 100 * border.told_pass_through,
            "terms_of_trade_change_pct": 100 * outcome.terms_of_trade,
            "tariff_revenue_eve_bn_usd": before,
            "tariff_revenue_bn_usd_at_unchanged_wages": after,
            "tariff_revenue_added_bn_usd_at_unchanged_wages": after - before,
            "promised_purchases_cost_eve_bn_usd": bought_before,
            "promised_purchases_cost_bn_usd_at_unchanged_wages": bought,
            "promised_purchases_cost_added_bn_usd_at_unchanged_wages": bought - bought_before,
            "labour_that_changes_sector_pct": 100 * outcome.labour_moved,
        },
        index=pd.Index(world.regions, name="region"),
    )


def sectors_frame(outcome: Outcome) -> pd.DataFrame:
    """By region and sector: output on the eve, changes of volume, people at work, effective labour, wages and prices in
    per cent; people at work are given in thousands too where they were read."""
    import pandas as pd

    world = outcome.world
    found, people = outcome.to_frame("sectors"), jobs(outcome)
    return pd.DataFrame(
        {
            "region_name": np.repeat([world.region_name(code) for code in world.regions], len(world.sectors)),
            "sector_name": np.tile([world.sector_name(code) for code in world.sectors], len(world.regions)),
            "output_on_the_eve_bn_usd": world.output.ravel(),
            "output_volume_change_pct": found["output_volume_pct"].to_numpy(),
            "jobs_eve_thousands": people.before.ravel(),
            "jobs_change_thousands": people.change.ravel(),
            "jobs_change_pct": people.percent.ravel(),
            "out_of_work_thousands": people.idle.ravel(),
            "effective_labour_change_pct": found["effective_labour_pct"].to_numpy(),
            "real_wage_change_pct": found["wage_pct"].to_numpy(),
            "price_over_consumer_prices_change_pct": found["price_pct"].to_numpy(),
        },
        index=found.index,
    )


def trade_frame(outcome: Outcome, lost: Array | float = 1.0) -> pd.DataFrame:
    """By exporter, importer and sector: trade on the eve and now, at the eve's prices; no per cent where none was."""
    import pandas as pd

    world = outcome.world
    before, after = sales(outcome, lost)
    change = np.divide(after, before, out=np.full_like(after, np.nan), where=before > 0)
    index = pd.MultiIndex.from_product(
        [world.regions, world.regions, world.sectors], names=["exporter", "importer", "sector"]
    )
    regions, names = [world.region_name(code) for code in world.regions], [world.sector_name(s) for s in world.sectors]
    return pd.DataFrame(
        {
            "exporter_name": np.repeat(regions, len(regions) * len(names)),
            "importer_name": np.tile(np.repeat(regions, len(names)), len(regions)),
            "sector_name": np.tile(names, len(regions) ** 2),
            "trade_on_the_eve_bn_usd": before.ravel(),
            "trade_now_bn_usd_at_eve_prices": after.ravel(),
            "volume_change_pct": 100 * (change.ravel() - 1),
        },
        index=index,
    )
