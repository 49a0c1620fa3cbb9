"""Duties by product averaged to a world's regions and sectors."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import PolicyError, unknown
from tradetalks.policy.duties import answers, china, placing, us
from tradetalks.policy.duties import lines as schedule
from tradetalks.policy.duties.averages import use_of_2024
from tradetalks.policy.duties.changes import Change, answer_rates, china_rates, concerns, names, us_rates
from tradetalks.policy.duties.kept import kept
from tradetalks.policy.duties.measures import day_of_entry
from tradetalks.world.files.schedule import Schedule, SectorTariffs, joined_sectors, regions_of_codes, to_sectors
from tradetalks.world.membership import REST, economies_by_region, regions_of
from tradetalks.world.world import World

LEDGERS = {
    "us-2025": ("USA",),
    "china-2025": ("CHN",),
    "us-china-2025": ("USA", "CHN"),
    "answers": answers.IMPORTERS,
}
"""Ledgers of duties by product: name, importers whose duties it holds. All but the United States' are on its goods
alone; ``answers`` holds what others than China added in answer to US duties, on top of their ordinary tariffs."""
LAYERS = tuple(dict.fromkeys((*us.LAYERS, *china.LAYERS, *answers.LAYERS)))
"""Layers that a measure may name."""


def levels(world: World, ledger: str, day: datetime.date | str, layers: Collection[str] | None = None) -> SectorTariffs:
    """Average duty of a day by exporter, importer and sector, weighted by imports of 2024 (US) or 2020 (China)
    or by chapter of US exports (those who answered).

    A product carved out of a sector has the average of its own codes (``CODES``), or else of the sector.

    Args:
        ledger: one of ``LEDGERS``.
        layers: the layers to add up; all of them if None.

    Raises:
        PolicyError: an unknown ledger or layer, with the nearest; a day before 2018.
    """
    _check(ledger, layers or ())
    entered = day_of_entry(day)
    chosen = frozenset(layers) if layers is not None else None
    rows = [part for importer in LEDGERS[ledger] for part in _rates(importer, entered, chosen)]
    return _averaged(world, rows, f"{ledger} on {entered}")


def points(
    world: World, ledger: str, since: datetime.date | str, on: datetime.date | str, layers: Iterable[str] | None = None
) -> NDArray[np.float64]:
    """Points by which duties changed between two days, ``[exporter, importer, sector]``."""
    chosen = tuple(layers) if layers is not None else None
    _check(ledger, chosen or ())
    return _points(_On(world), ledger, day_of_entry(since), day_of_entry(on), chosen)


def as_used(world: World, ledger: str, own_day: datetime.date | str, added: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points in place of the day whose duties the world's tariffs hold, what they take off counted as far as paid.

    Tariffs collected are below the law, by exclusions and reliefs. A duty that another day does not have was paid in
    the same proportion: its points times collected over law, at most one. So no tariff falls below zero.

    Args:
        own_day: the day whose duties the tariffs hold. added: ``points`` in its place, by exporter, importer, sector.
    """
    if not (added < 0).any():
        return added
    held = _held(_On(world), ledger, day_of_entry(own_day))
    share = np.divide(world.tariff, held, out=np.ones_like(held), where=held > 1e-12)
    return np.where(added < 0, added * np.clip(share, 0.0, 1.0), added)


def points_under(
    world: World,
    ledger: str,
    day: datetime.date | str,
    changes: Sequence[Change],
    exporters: Sequence[str],
    importers: Sequence[str],
) -> NDArray[np.float64]:
    """Points by which duties of a day under changes differ from the day's own, ``[exporter, importer, sector]``.

    What changes of China's base and section 301 counts as far as it was used in 2024 (``averages.use_of_2024``), as
    the world's own tariffs are duties collected.

    Args:
        exporters, importers: regions whose goods and duties are meant.

    Raises:
        PolicyError: a change of which none of these partners pays anything that day.
    """
    _check(ledger, ())
    return _points_under(
        _On(world), ledger, day_of_entry(day), tuple(changes), tuple(exporters), tuple(importers)
    )  # fmt: skip


def key_of(world: World) -> tuple[Any, ...]:
    """What averages of duties depend on of a world: who is in its regions, what was joined in its sectors, carved
    products."""
    held = economies_by_region(world.regions, world.provenance)
    carved = tuple((row["product"], row["of"]) for row in world.provenance.get("splits", []))
    joined = tuple((code, tuple(parts)) for code, parts in joined_sectors(world).items())
    return tuple(held.items()), world.sectors, joined, carved


@dataclass(frozen=True, eq=False)
class _On:
    """A world as far as averages of duties depend on it: its regions, sectors and carved products."""

    world: World

    @property
    def key(self) -> tuple[Any, ...]:
        return key_of(self.world)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _On) and self.key == other.key


@lru_cache(maxsize=32)
def _points(
    on: _On, ledger: str, since: datetime.date, day: datetime.date, layers: tuple[str, ...] | None
) -> NDArray[np.float64]:
    def worked_out() -> NDArray[np.float64]:
        return _difference(on.world, ledger, since, day, layers)

    return _kept_by(on, ledger, (since, day, layers), worked_out)


@lru_cache(maxsize=32)
def _held(on: _On, ledger: str, day: datetime.date) -> NDArray[np.float64]:
    """Average duty of a day where the ledger holds one, ``[exporter, importer, sector]``."""

    def worked_out() -> NDArray[np.float64]:
        law = levels(on.world, ledger, day)
        return np.where(law.covered, law.tariff, 0.0)

    return _kept_by(on, ledger, (day,), worked_out)


def _kept_by(
    on: _On, ledger: str, asked: tuple[Any, ...], make: Callable[[], NDArray[np.float64]]
) -> NDArray[np.float64]:
    """Points ``[exporter, importer, sector]`` of a ledger on a world, kept: only its importers' own are not zero."""
    world, homes = on.world, regions_of_codes(on.world, None)
    own = sorted({world.region(r) for importer in LEDGERS[ledger] for r in homes.get(importer, ())})
    n, s = world.shape
    found = np.zeros((n, n, s))
    found[:, own] = kept((ledger, on.key, asked), (n, len(own), s), lambda: make()[:, own])
    found.setflags(write=False)
    return found


def _difference(
    world: World, ledger: str, since: datetime.date, day: datetime.date, layers: tuple[str, ...] | None
) -> NDArray[np.float64]:
    chosen = frozenset(layers) if layers is not None else None
    later, before = ([part for i in LEDGERS[ledger] for part in _rates(i, d, chosen)] for d in (day, since))
    # both days weigh lines alike, so that the average of differences is the difference of averages
    rows = [replace(a, rate=a.rate - b.rate) for a, b in zip(later, before, strict=True)]
    level = _averaged(world, rows, f"{ledger} on {day} in place of {since}")
    return np.where(level.covered, level.tariff, 0.0)


@lru_cache(maxsize=256)
def _points_under(
    on: _On,
    ledger: str,
    day: datetime.date,
    changes: tuple[Change, ...],
    exporters: tuple[str, ...],
    importers: tuple[str, ...],
) -> NDArray[np.float64]:
    def worked_out() -> NDArray[np.float64]:
        return _difference_under(on.world, ledger, day, changes, exporters, importers)

    return _kept_by(on, ledger, (day, changes, exporters, importers), worked_out)


def _difference_under(
    world: World,
    ledger: str,
    day: datetime.date,
    changes: tuple[Change, ...],
    exporters: tuple[str, ...],
    importers: tuple[str, ...],
) -> NDArray[np.float64]:
    found = np.zeros_like(world.trade)
    owned = {change.name: False for change in changes}
    for importer in LEDGERS[ledger]:
        mine = [c for c in changes if c.name in names((importer,))]
        partners = [p for p in partners_of(importer) if set(regions_of_partner(world, p)) & set(exporters)]
        if importer not in importers or not mine or not partners:
            continue
        for change in mine:
            owned[change.name] |= any(concerns(p, importer, day, change) for p in partners)
            _refuse_unplaced(world, importer, partners, day, change)
        rows = [_rates_under(importer, p, day, mine) for p in partners]
        level = _averaged(world, rows, f"{ledger} on {day} under changes")
        found += np.where(level.covered, level.tariff, 0.0)
    if idle := [name for name, known in owned.items() if not known]:
        raise PolicyError(
            f"{idle[0]}: nothing of it is charged on goods of {', '.join(exporters)} in {', '.join(importers)} on"
            f" {day}; expected a layer that is, or the name of a single duty"
        )
    return found


def _refuse_unplaced(world: World, importer: str, partners: Sequence[str], day: datetime.date, change: Change) -> None:
    """Raise PolicyError where a change is charged on traded goods none of which a sector of the world holds."""
    if placing.holds_all_goods(world):
        return
    placed, headings = placing.sectors_of_lines(world, importer) >= 0, placing.headings_of(importer)
    of_hs = placing.in_hs(importer)
    lost: set[str] = set()
    for partner in partners:
        moved = (added_under(importer, partner, day, (change,)) != 0) & (trade_by_line(importer, partner) > 0) & of_hs
        if np.any(moved & placed):
            return
        lost |= {headings.product[g][:2] for g in set(headings.group[moved].tolist())}
    if lost:
        raise PolicyError(
            f"{change.name}: charged on goods of HS {', '.join(sorted(lost)[:8])}, which belong to no sector of this"
            f" world ({', '.join(world.sectors[:6])}{', ...' if len(world.sectors) > 6 else ''}); expected activities"
            " of ISIC, sectors of the embedded world, or such joined (tradetalks world aggregate)"
        )


def _check(ledger: str, layers: Iterable[str]) -> None:
    if ledger not in LEDGERS:
        raise PolicyError(unknown("ledger of duties by product", ledger, LEDGERS))
    for layer in layers:
        if layer not in LAYERS:
            raise PolicyError(unknown("layer", layer, LAYERS))


@dataclass(frozen=True, eq=False)
class _ByHeading:
    """Rates on goods of one partner in one importer by ``_Headings``, and the trade that weighs them."""

    importer: str
    exporter: str
    rate: NDArray[np.float64]
    weight: NDArray[np.float64]


def _averaged(world: World, parts: Sequence[_ByHeading], what: str) -> SectorTariffs:
    """Rates by heading averaged to the world's regions and sectors, carved products by their own codes."""
    import pandas as pd

    products = {
        importer: [c if c in world.sectors else p for p, c in zip(own.product, own.carved, strict=True)]
        for importer in {part.importer for part in parts}
        for own in (placing.headings_of(importer),)
    }
    sizes = [len(part.rate) for part in parts]

    def named(codes: Iterable[str]) -> Any:
        return pd.Categorical(np.repeat(np.array(list(codes), dtype=object), sizes))

    lines = pd.DataFrame(
        {
            "exporter": named(_in(world, part.exporter) for part in parts),
            "importer": named(part.importer for part in parts),
            "product": pd.Categorical([p for part in parts for p in products[part.importer]]),
            "rate": np.concatenate([part.rate for part in parts]),
            "weight": np.concatenate([part.weight for part in parts]),
        }
    )
    found = to_sectors(Schedule(lines, what), world)
    tariff, covered = np.array(found.tariff), np.array(found.covered)
    for row in world.provenance.get("splits", []):
        if row["product"] in world.sectors and row["of"] in world.sectors:
            own, of = world.sector(row["product"]), world.sector(row["of"])
            take = covered[:, :, of] & ~covered[:, :, own]
            tariff[:, :, own] = np.where(take, tariff[:, :, of], tariff[:, :, own])
            covered[:, :, own] |= take
    return replace(found, tariff=tariff, covered=covered)


def partners_of(importer: str) -> tuple[str, ...]:
    return tuple(schedule.PARTNERS) if importer == "USA" else ("USA",)


def regions_of_partner(world: World, partner: str) -> tuple[str, ...]:
    """Regions of a world that a partner's goods come from."""
    return regions_of_codes(world, None).get(_in(world, partner), ())


def homes_of_partners(world: World, importer: str) -> Mapping[str, tuple[str, ...]]:
    """Partner of an importer -> regions of a world that its goods come from."""
    return _homes(_On(world), importer)


@lru_cache(maxsize=64)
def _homes(on: _On, importer: str) -> Mapping[str, tuple[str, ...]]:
    return {partner: regions_of_partner(on.world, partner) for partner in partners_of(importer)}


def _in(world: World, code: str) -> str:
    """A partner's code, or the region that holds the rest of the world where no table holds the partner by itself."""
    if code in world.regions or code not in _OTHERS:
        return code
    rest = regions_of(REST, economies_by_region(world.regions, world.provenance))
    return rest[0] if rest else code


_OTHERS = {"GTM", "SLV", "HND", "NIC", "DOM", "TTO", "VEN", "ECU", "IRQ", "KWT", "LKA", "DZA"}
"""Partners that neither the embedded world nor the 80 economies of the input-output tables hold by name."""


@cache
def _rates(importer: str, day: datetime.date, layers: frozenset[str] | None) -> tuple[_ByHeading, ...]:
    """Duties of a day by heading, one part a partner."""
    parts = []
    for partner in partners_of(importer):
        rates = law_of(importer, partner, day)
        chosen = {k: v for k, v in rates.items() if layers is None or k in layers}
        value = trade_by_line(importer, partner)
        parts.append(_by_heading(us.total(chosen) if chosen else 0.0 * value, value, partner, importer))
    return tuple(parts)


def _rates_under(importer: str, partner: str, day: datetime.date, changes: Sequence[Change]) -> _ByHeading:
    """The points that changes add to a day's duties on goods of a partner, by heading."""
    added = added_under(importer, partner, day, changes)
    return _by_heading(added, trade_by_line(importer, partner), partner, importer)


def added_under(importer: str, partner: str, day: datetime.date, changes: Sequence[Change]) -> NDArray[np.float64]:
    """``[line]`` the points that changes add to a day's duties on goods of a partner, stacked anew."""
    return _added_under(importer, partner, day, tuple(changes))


@lru_cache(maxsize=64)  # averages and products ask for the same
def _added_under(importer: str, partner: str, day: datetime.date, changes: tuple[Change, ...]) -> NDArray[np.float64]:
    before = law_of(importer, partner, day)
    if importer == "USA":
        after = us_rates(partner, day, changes)
    else:
        after = china_rates(day, changes) if importer == "CHN" else answer_rates(importer, day, changes)
    added = np.zeros(len(trade_by_line(importer, partner)))
    for layer in {*before, *after}:
        points = after.get(layer, 0.0) - before.get(layer, 0.0)
        used = partner == "CHN" and layer in ("base", "301")
        added += points * use_of_2024() if used else points
    added.setflags(write=False)
    return added


def law_of(importer: str, partner: str, day: datetime.date) -> Mapping[str, Any]:
    """What goods of a partner owe in an importer on a day, by layer and line."""
    if importer == "USA":
        return us.rates(partner, day)
    return china.rates(day) if importer == "CHN" else answers.rates(importer, day)


def trade_by_line(importer: str, partner: str) -> Any:
    """The trade that weighs an importer's lines."""
    if importer == "USA":
        return schedule.imports(partner)
    return china.exports(2020) if importer == "CHN" else answers.exports(importer)


def _by_heading(rate: Any, value: Any, exporter: str, importer: str) -> _ByHeading:
    """Rates by HS4 and carved product, weighted by trade; plain means where there was none."""
    headings = placing.headings_of(importer)
    duty, weight, lines, plain = (
        np.bincount(headings.group, weights=w, minlength=len(headings.product)).astype(np.float64, copy=False)
        for w in (rate * value, value, np.ones(len(rate)), rate)
    )
    found = np.divide(duty, weight, out=plain / lines, where=weight > 0)
    return _ByHeading(importer, exporter, found, weight)


def left_out(world: World, ledger: str) -> str:
    """What of a ledger's goods belongs to no sector of a world, so that their duties are left out; in words, nothing if
    all do."""
    if placing.holds_all_goods(world):
        return ""
    chapters, lost, traded = set[str](), 0.0, 0.0
    for importer in LEDGERS[ledger]:
        away = placing.in_hs(importer) & (placing.sectors_of_lines(world, importer) < 0)
        value = np.sum([trade_by_line(importer, p) for p in partners_of(importer)], axis=0)
        headings = placing.headings_of(importer)
        chapters |= {headings.product[g][:2] for g in set(headings.group[away & (value > 0)].tolist())}
        lost, traded = lost + float(value[away].sum()), traded + float(value.sum())
    return (
        f"goods of HS {', '.join(sorted(chapters)[:8])}{', ...' if len(chapters) > 8 else ''}, {lost / traded:.0%} of"
        " the trade, belong to no sector of this world: their duties are left out"
    )
