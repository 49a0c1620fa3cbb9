"""Duties by product on a world: what each product pays in it, and what a day or a change of the law adds to that."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from tradetalks.policy.duties import on_world, placing, us
from tradetalks.policy.duties.changes import Change, names
from tradetalks.policy.duties.kept import kept
from tradetalks.policy.duties.measures import day_of_entry
from tradetalks.policy.effects import Effect, only
from tradetalks.policy.product_points import ProductPoints, Products
from tradetalks.policy.shock import Shock
from tradetalks.world.files.schedule import regions_of_codes
from tradetalks.world.world import World

Array = NDArray[np.float64]
Day = datetime.date | str
ANSWERED = {"USA": datetime.date(2024, 7, 1), "CHN": datetime.date(2020, 7, 1)}
"""By importer, the middle of the year whose trade weighs its lines: trade that had answered the duties of that day."""

RESPONSE = 2.0
"""By how much a product's trade net of duties had answered them, per log of 1 plus the duty: 1.75 to 2.25 in the long
run (Boehm, Levchenko & Pandalai-Nayar 2023, AER 113(4), abstract)."""


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
    total = Effect.nothing(world)
    for ledger in ledgers:
        total = total + of_day(world, ledger, first, last, None, where[:, :, None].astype(float), first)
    return total.on(world)


def of_day(
    world: World,
    ledger: str,
    instead_of: Day,
    day: Day,
    layers: Collection[str] | None,
    factor: Array,
    held: Day,
) -> Effect:
    """Duties of a day in place of another's, averages and by product.

    Args:
        layers: those that change; all if None. factor: ``[exporter, importer, sector]``, or what widens to it, of all
            points. held: the day whose duties the world's tariffs hold; if it is ``instead_of``, what is taken off
            counts as far as it was paid.
    """
    first, last, own = (day_of_entry(one) for one in (instead_of, day, held))
    chosen = tuple(layers) if layers is not None else None
    average = on_world.points(world, ledger, first, last, chosen)
    used = first == own
    if used:
        average = on_world.as_used(world, ledger, own, average)

    def points(importer: str, partner: str) -> Array:
        after, before = (_law(importer, partner, d, chosen) for d in (last, first))
        return after - before

    asked = ("day", first, last, chosen, used)
    parts = {importer: on_world.partners_of(importer) for importer in on_world.LEDGERS[ledger]}
    return _effect(world, average, parts, points, asked, factor, own, used)


def of_changes(
    world: World,
    ledger: str,
    day: Day,
    changes: Sequence[Change],
    exporters: Sequence[str],
    importers: Sequence[str],
    factor: Array,
    held: Day,
) -> Effect:
    """What changes of a day's law add to it, averages and by product; stacking is worked out anew by line.

    Args:
        exporters, importers: regions whose goods and duties are meant. factor, held: as of ``of_day``.

    Raises:
        PolicyError: a change of which none of these partners pays anything that day.
    """
    entered = day_of_entry(day)
    average = on_world.points_under(world, ledger, entered, changes, exporters, importers)

    def points(importer: str, partner: str) -> Array:
        mine = [c for c in changes if c.name in names((importer,))]
        return on_world.added_under(importer, partner, entered, mine)

    parts = {
        importer: [p for p, own in on_world.homes_of_partners(world, importer).items() if {*own} & {*exporters}]
        for importer in on_world.LEDGERS[ledger]
        if importer in importers and any(c.name in names((importer,)) for c in changes)
    }
    return _effect(world, average, parts, points, ("changes", entered, tuple(changes)), factor, day_of_entry(held))


def _effect(
    world: World,
    average: Array,
    parts: Mapping[str, Iterable[str]],
    points: Callable[[str, str], Array],
    asked: tuple[object, ...],
    factor: Array,
    held: datetime.date,
    used: bool = False,
) -> Effect:
    """Averages as tariff points, and by product how far each one's points lie off them.

    Args:
        parts: importer -> partners whose goods change. points: by importer and partner, of each line of the schedule.
        asked: what decides points beside those two. used: does what is taken off count as far as it was paid?
    """
    average = average * factor
    found: dict[str, ProductPoints] = {}
    for importer, partners in parts.items():
        products = products_of(world, importer, held)
        partners = [p for p in partners if p in products.parts]
        size = sum(products.parts[p].stop - products.parts[p].start for p in partners)

        def worked_out(
            importer: str = importer, products: Products = products, chosen: Sequence[str] = partners
        ) -> Array:
            share = _part_paid(world, importer, held) if used else None
            return np.concatenate([_on_products(points(importer, p), products, p, share) for p in chosen])

        if not size:
            continue
        rows = kept(("points", products.digest, *asked, tuple(partners)), (size,), worked_out)
        own, at = {}, 0
        scale, mean = np.broadcast_to(factor, average.shape).ravel(), average.ravel()
        for p in products.parts:
            flow = products.flow[products.parts[p]]
            gap = -mean[flow]
            if p in partners:
                gap += rows[at : at + len(flow)] * scale[flow]
                at += len(flow)
            if gap.any():
                own[p] = gap
        found[importer] = ProductPoints(products, own)
    return only(world, tariff=average, by_product=found)


def _on_products(points: Array, products: Products, partner: str, part_paid: Array | None) -> Array:
    """``[product]`` of a partner, from points by line; what is taken off times the part that was paid of the flow."""
    place = products.parts[partner]
    own = points[products.line[place]]
    if part_paid is None:
        return own
    return np.where(own < 0, own * part_paid[products.flow[place]], own)


# ---------------------------------------------------------------------- what products pay in the world
def products_of(world: World, importer: str, held: Day) -> Products:
    """What an importer buys by product, and what each product pays in the world.

    Args:
        held: the day whose duties the world's tariffs hold.

    Returns:
        None of a region that several importers of the ledgers share: there averages stand.
    """
    return _products(_Taxed(world), importer, day_of_entry(held))


class _Taxed:
    """A world as far as what products pay depends on it."""

    def __init__(self, world: World) -> None:
        self.world = world
        splits = repr(world.provenance.get("splits"))
        content = (*on_world.key_of(world), splits, world.tariff.tobytes(), (world.trade > 0).tobytes())
        self.key = hashlib.sha256(repr(content).encode()).hexdigest()

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Taxed) and self.key == other.key


@lru_cache(maxsize=16)
def _products(taxed: _Taxed, importer: str, held: datetime.date) -> Products:
    world, names_ = taxed.world, ("flow", "line", "share", "before")
    asked = ("products", taxed.key, importer, held)
    partners = on_world.partners_of(importer)

    @cache
    def made() -> tuple[Array, Array]:
        return _read_products(world, importer, held)

    sizes = kept((*asked, "sizes"), (len(partners),), lambda: made()[0])
    ends = np.cumsum(sizes).astype(int)
    number = int(ends[-1])
    rows = kept(asked, (4, number), lambda: made()[1]) if number else np.zeros((4, 0))
    flow, line, share, before = dict(zip(names_, rows, strict=True)).values()
    parts = {p: slice(int(end - size), int(end)) for p, size, end in zip(partners, sizes, ends, strict=True) if size}
    digest = hashlib.sha256(repr(asked).encode()).hexdigest()
    return Products(flow.astype(np.intp), line.astype(np.intp), share, before, world.tariff, parts, digest)


def _read_products(world: World, importer: str, held: datetime.date) -> tuple[Array, Array]:
    """``[partner]`` numbers of products, and their flow, line, share and duty paid ``[4, product]``."""
    found = [_lines(world, importer, partner, held) for partner in on_world.partners_of(importer)]
    flow, line, law, value = (np.concatenate(each) for each in zip(*found, strict=True))
    mean, part = _mean_and_part(world, flow, law, value)
    paid = part[flow] * law + np.maximum(world.tariff.ravel() - part * mean, 0.0)[flow]  # the tariff on average
    spent = value * (1 + paid)
    share = spent / np.bincount(flow, spent, minlength=world.tariff.size)[flow]
    return np.array([float(len(one[0])) for one in found]), np.array([flow, line, share, paid])


def _mean_and_part(world: World, flow: NDArray[np.intp], law: Array, value: Array) -> tuple[Array, Array]:
    """By flow the law's mean duty, and the part of it that the world's tariff is, at most all."""
    size = world.tariff.size
    worth = np.bincount(flow, value, minlength=size)
    mean = np.divide(np.bincount(flow, law * value, minlength=size), worth, out=np.zeros(size), where=worth > 0)
    part = np.divide(world.tariff.ravel(), mean, out=np.ones(size), where=mean > 1e-12)
    return mean, np.clip(part, 0.0, 1.0)


def _part_paid(world: World, importer: str, held: datetime.date) -> Array:
    found = [_lines(world, importer, partner, held) for partner in on_world.partners_of(importer)]
    flow, _, law, value = (np.concatenate(each) for each in zip(*found, strict=True))
    return _mean_and_part(world, flow, law, value)[1]


def _lines(
    world: World, importer: str, partner: str, held: datetime.date
) -> tuple[NDArray[np.intp], NDArray[np.intp], Array, Array]:
    """Lines of one partner by each pair of regions they stand for: flow, line, the law's duty, trade under it."""
    homes = regions_of_codes(world, None)
    value = np.asarray(on_world.trade_by_line(importer, partner), dtype=float)
    sector = placing.sectors_of_lines(world, importer)
    chosen = np.flatnonzero((value > 0) & (sector >= 0))
    law = _law(importer, partner, held)
    then = _law(importer, partner, ANSWERED[importer]) if importer in ANSWERED else law
    back = value * ((1 + then) / (1 + law)) ** RESPONSE
    flows, lines = [np.zeros(0, np.intp)], [np.zeros(0, np.intp)]
    for to in homes.get(importer, ()):
        if any(to in homes.get(other, ()) for own in on_world.LEDGERS.values() for other in own if other != importer):
            continue
        for fro in on_world.regions_of_partner(world, partner):
            i, n = world.region(fro), world.region(to)
            if i == n:
                continue
            line = chosen[world.trade[i, n][sector[chosen]] > 0]
            flows.append((i * len(world.regions) + n) * len(world.sectors) + sector[line])
            lines.append(line)
    flow, line = np.concatenate(flows), np.concatenate(lines)
    return flow, line, law[line], back[line]


@cache
def _law(importer: str, partner: str, day: datetime.date, layers: tuple[str, ...] | None = None) -> Array:
    """``[line]`` what a day's law asks, of some layers alone if they are named."""
    law = on_world.law_of(importer, partner, day)
    chosen = {name: rate for name, rate in law.items() if layers is None or name in layers}
    return np.asarray(us.total(chosen)) if chosen else np.zeros(len(on_world.trade_by_line(importer, partner)))
