"""Duties of a day by product rather than averaged to sectors, for the bench of magnitudes.

An average hides how duties differ inside a sector: buyers turn to what is taxed less, so that less is collected, and
what is lost goes with the square of each duty (Laborde, Martin & van der Mensbrugghe 2017 build aggregators that keep
both). Here each line is a market of its own, substitution between origins as in the sector, spending on lines as
constant a share as that on sectors. What the lines do at given factory prices is told to the model as a tariff, which
brings the same revenue, and an iceberg barrier, which brings the same price.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.policy.duties import china, on_world, us
from tradetalks.policy.duties import lines as schedule
from tradetalks.policy.duties.measures import day_of_entry
from tradetalks.policy.shock import Shock
from tradetalks.world.files.hs import sector_in
from tradetalks.world.files.schedule import regions_of_codes
from tradetalks.world.world import World

Array = NDArray[np.float64]
WEIGHED = "2024-12-31"
"""The day whose duties the trade that weighs lines had answered."""


@dataclass(frozen=True, eq=False)
class _Origin:
    """One partner's lines: its region, rates before and after, and trade that weighs them."""

    region: int
    before: Array
    after: Array
    weight: Array


def by_product(world: World, ledger: str, since: str, on: str, factor: float, undo: float = 0.0) -> Shock:
    """Duties of a day in place of another's, by product.

    Args:
        factor: on trade elasticities, the horizon's. undo: elasticity by which the lines' weights are brought back to
            trade under the first day's duties; 0 leaves them.
    """
    level, barrier = np.array(world.tariff), np.ones_like(world.trade)
    paid = world.trade * (1 + world.export_tax) * (1 + world.tariff)
    for importer in on_world.LEDGERS[ledger]:
        n = world.region(regions_of_codes(world, None)[importer][0])
        codes = schedule.load().codes.tolist() if importer == "USA" else china.codes()
        places = [sector_in(str(code)[:6], world.sectors) for code in codes]
        sector = np.array([-1 if place is None else world.sector(place) for place in places])
        origins = [_origin(world, importer, p, since, on, undo) for p in on_world._partners(importer)]
        for s in range(len(world.sectors)):
            chosen = np.flatnonzero(sector == s)
            if len(chosen):
                theta = factor * float(world.trade_elasticity[s])
                _one(world, [o for o in origins if o and o.region != n], chosen, (n, s), theta, paid, level, barrier)
    return Shock(world, tariff_level=level, barrier_ratio=barrier)


def _origin(world: World, importer: str, partner: str, since: str, on: str, undo: float) -> _Origin | None:
    regions = on_world._regions(world, partner)
    if not regions:
        return None
    weight = np.asarray(on_world._trade(importer, partner), dtype=float)
    before, after, now = (_rates(importer, partner, day, weight) for day in (since, on, WEIGHED))
    return _Origin(world.region(regions[0]), before, after, weight * ((1 + now) / (1 + before)) ** undo)


def _rates(importer: str, partner: str, day: str, like: Array) -> Array:
    law = on_world._law(importer, partner, day_of_entry(day))
    return np.asarray(us.total(law)) if law else np.zeros_like(like)


def _one(
    world: World, origins: list[_Origin], lines: Any, at: tuple[int, int], theta: float,
    paid: Array, level: Array, barrier: Array,
) -> None:  # fmt: skip
    """Tariffs and barriers of one importer and sector, written into ``level`` and ``barrier``."""
    n, s = at
    spent = {}  # spending on each origin's lines before
    for i in {o.region for o in origins}:
        own = [o for o in origins if o.region == i]
        each = [o.weight[lines] * (1 + o.before[lines]) for o in own]
        total = sum(float(e.sum()) for e in each)
        if total > 0 and paid[i, n, s] > 0:
            spent[i] = [
                (paid[i, n, s] * e / total, o.before[lines], o.after[lines]) for e, o in zip(each, own, strict=True)
            ]
    whole = float(paid[:, n, s].sum())
    if not spent:
        return
    from_there = sum(e for own in spent.values() for e, _, _ in own)
    rest = (whole - from_there.sum()) * from_there / from_there.sum()  # home and origins without lines
    market = np.maximum(from_there + rest, 1e-300)
    grown = rest + sum(e * ((1 + b) / (1 + a)) ** -theta for own in spent.values() for e, a, b in own)
    price = np.divide(grown, market, out=np.ones_like(market), where=market > 1e-290) ** (-1 / theta)
    stays = float((rest * price**theta).sum() / rest.sum())  # spending on the rest, after over before
    common = float(np.exp((market * np.log(price)).sum() / whole)) / stays ** (1 / theta)
    barrier[:, n, s] *= common
    for i, own in spent.items():
        then = [(e * ((1 + b) / (1 + a) / price) ** -theta, b) for e, a, b in own]
        before, after = sum(float(e.sum()) for e, _, _ in own), sum(float(e.sum()) for e, _ in then)
        mean = after / sum(float((e / (1 + b)).sum()) for e, b in then)
        ratio = mean / (before / sum(float((e / (1 + a)).sum()) for e, a, _ in own))
        level[i, n, s] = (1 + world.tariff[i, n, s]) * ratio - 1
        barrier[i, n, s] = common * (after / before / stays) ** (-1 / theta) / ratio
