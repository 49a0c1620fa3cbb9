"""Duties of a day by product on a world: a shock that says what each product pays, not the average of a sector."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tradetalks.policy.duties import on_world, us
from tradetalks.policy.duties.kept import kept
from tradetalks.policy.duties.measures import day_of_entry
from tradetalks.policy.shock import Shock, world_digest
from tradetalks.policy.unequal import UnequalDuties
from tradetalks.world.files.hs import sector_in
from tradetalks.world.files.schedule import regions_of_codes
from tradetalks.world.world import World

Array = NDArray[np.float64]
Day = datetime.date | str
ANSWERED = {"USA": datetime.date(2024, 7, 1), "CHN": datetime.date(2020, 7, 1)}
"""By importer, the middle of the year whose trade weighs its lines: trade that had answered the duties of that day."""

RESPONSE = 2.0
"""By how much a product's trade net of duties had answered them, per log of 1 plus the duty: 1.75 to 2.25 in the long
run (Boehm, Levchenko & Pandalai-Nayar 2023, AER 113(4), abstract)."""
ALIKE = 1e-4
"""Products whose duties lie within so much of each other, a hundredth of a point, stand as one at their mean."""


def by_product(
    world: World, ledgers: Sequence[str], since: Day, on: Day, pairs: NDArray[np.bool_] | None = None
) -> Shock:
    """The world's own tariffs with duties of a day in place of another's, by product where trade by product is known.

    What the other day adds to a product is added to what the product pays in the benchmark: its duty of the first day
    as far as tariffs were collected, so that the mean over the products of a flow is the world's own tariff; what is
    taken off counts in the same proportion (``on_world.as_used``). Products are weighted by trade, brought back from
    the duties that it had answered to those of the first day (``RESPONSE``).

    Args:
        ledgers: of ``on_world.LEDGERS``; each importer's duties in one of them. since: the day whose duties the world's
            tariffs hold. pairs: ``[exporter, importer]`` where duties change; everywhere if None.

    Raises:
        PolicyError: an unknown ledger, with the nearest; a day before 2018.
    """
    first, last = day_of_entry(since), day_of_entry(on)
    where = np.ones(world.trade.shape[:2], bool) if pairs is None else pairs
    level = np.array(world.tariff)
    for ledger in ledgers:
        added = on_world.points(world, ledger, first, last)
        level += on_world.as_used(world, ledger, first, added) * where[:, :, None]
    unequal = _kept(world, tuple(ledgers), first, last, where)
    if not len(unequal.flow):
        return Shock(world, tariff_level=level)
    duty, at_border = unequal.gap, unequal.share / (1 + unequal.before)  # the gap is the whole duty until here
    place = unequal.place
    mean = np.bincount(place, duty * at_border) / np.bincount(place, at_border)
    level.flat[unequal.flows] = mean
    return Shock(world, tariff_level=level, unequal=replace(unequal, gap=duty - mean[place]))


def _kept(
    world: World, ledgers: tuple[str, ...], since: datetime.date, on: datetime.date, pairs: NDArray[np.bool_]
) -> UnequalDuties:
    """Products of flows, ``gap`` holding each one's whole duty, from the cache folder where they were read before."""
    names = ("flow", "share", "before", "gap")
    asked = ("by product", ledgers, world_digest(world), world.provenance.get("splits"), since, on, pairs.tobytes())

    @cache
    def made() -> Array:
        importers = [importer for ledger in ledgers for importer in on_world.LEDGERS[ledger]]
        found = _products(world, importers, since, on, pairs)
        return np.array([getattr(found, name) for name in names], dtype=float)

    number = int(kept((*asked, "number"), (1,), lambda: np.array([float(made().shape[1])]))[0])
    rows = (
        dict(zip(names, kept(asked, (4, number), made), strict=True)) if number else dict.fromkeys(names, np.zeros(0))
    )
    return UnequalDuties(**{**rows, "flow": rows["flow"].astype(np.intp)})


def _products(
    world: World, importers: Iterable[str], since: datetime.date, on: datetime.date, pairs: NDArray[np.bool_]
) -> UnequalDuties:
    """Products of the flows whose duties differ; ``gap`` holds each one's whole duty."""
    found = [
        part
        for importer in importers
        for partner in on_world.partners_of(importer)
        for part in _lines(world, importer, partner, since, on, pairs)
    ]
    if not found:
        return UnequalDuties(np.zeros(0, np.intp), *np.zeros((3, 0)))
    flow, before, after, value = (np.concatenate(each) for each in zip(*found, strict=True))
    tariff = world.tariff.ravel()[flow]
    place = np.unique(flow, return_inverse=True)[1]
    mean = (np.bincount(place, before * value) / np.bincount(place, value))[place]
    part = np.clip(np.divide(tariff, mean, out=np.ones_like(mean), where=mean > 1e-12), 0.0, 1.0)
    paid = part * before + np.maximum(tariff - part * mean, 0.0)  # the world's own tariff on average
    added = after - before
    duty = paid + np.where(added < 0, part * added, added)
    kinds, which = np.unique(
        np.column_stack([flow, *np.rint(np.array([paid, duty]) / ALIKE)]), axis=0, return_inverse=True
    )
    worth = np.bincount(which.ravel(), value)
    paid, duty = (np.bincount(which.ravel(), value * rate) / worth for rate in (paid, duty))
    flow, spent = kinds[:, 0].astype(np.intp), worth * (1 + paid)
    place = np.unique(flow, return_inverse=True)[1]
    made = UnequalDuties(flow, spent / np.bincount(place, spent)[place], paid, duty)
    return made.without(made.flows[np.bincount(place) < 2])


def _lines(
    world: World, importer: str, partner: str, since: datetime.date, on: datetime.date, pairs: NDArray[np.bool_]
) -> Iterable[tuple[NDArray[np.intp], Array, Array, Array]]:
    """Lines of one partner by each pair of regions they stand for: flow, duty on both days, trade before."""
    homes = regions_of_codes(world, None)
    value = np.asarray(on_world.trade_by_line(importer, partner), dtype=float)
    sector = _sectors(importer, world.sectors)
    chosen = (value > 0) & (sector >= 0)
    for to in homes.get(importer, ()):
        for fro in on_world.regions_of_partner(world, partner):
            i, n = world.region(fro), world.region(to)
            if i == n or not pairs[i, n]:
                continue
            s = sector[chosen]
            flow = (i * len(world.regions) + n) * len(world.sectors) + s
            before, after = (_rates(importer, partner, day)[chosen] for day in (since, on))
            then = _rates(importer, partner, ANSWERED[importer])[chosen] if importer in ANSWERED else before
            back = ((1 + then) / (1 + before)) ** RESPONSE
            traded = world.trade[i, n][s] > 0
            yield flow[traded], before[traded], after[traded], (value[chosen] * back)[traded]


@cache
def _rates(importer: str, partner: str, day: datetime.date) -> Array:
    law = on_world.law_of(importer, partner, day)
    return np.asarray(us.total(law)) if law else np.zeros(len(on_world.trade_by_line(importer, partner)))


@cache
def _sectors(importer: str, sectors: tuple[str, ...]) -> NDArray[np.intp]:
    """``[line]`` place of each line's sector in a world, by the heading's; -1 where it has none."""
    place = {code: j for j, code in enumerate(sectors)}
    headings = on_world.headings_of(importer)
    own = [c if c in sectors else p for p, c in zip(headings.product, headings.carved, strict=True)]
    return np.array([place.get(sector_in(p, sectors) or "", -1) for p in own], dtype=np.intp)[headings.group]
