"""What a dossier may say but probably does not mean: shown as warnings beside its results, never in their way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tradetalks.dossier import measure_paths
from tradetalks.dossier.faults import Fault
from tradetalks.dossier.figures import billions
from tradetalks.dossier.files import Tree, refusal, shipped
from tradetalks.dossier.hindsight import undated, unreadable_dates
from tradetalks.dossier.ledger_days import stacked_apart
from tradetalks.dossier.levels import below_zero
from tradetalks.dossier.meeting import Party
from tradetalks.dossier.model import BLOCKING, Dossier
from tradetalks.dossier.phasing import DAYS_A_YEAR
from tradetalks.dossier.reading import Reading, read
from tradetalks.dossier.seen_early import seen_early_words
from tradetalks.dossier.tariff_levels import levels_moved
from tradetalks.dossier.wider_sectors import cars_with_parts
from tradetalks.equilibrium.horizons import renamed
from tradetalks.errors import MOST_FAULTS
from tradetalks.policy.duties.on_world import left_out
from tradetalks.policy.instruments import Measure, PurchaseCommitment, compile_measures
from tradetalks.policy.instruments.ledger import LedgerDuties
from tradetalks.policy.limits import Limit
from tradetalks.policy.measure import Codes
from tradetalks.policy.quantities import Quantity
from tradetalks.world.country_codes import from_name
from tradetalks.world.membership import economies_by_region
from tradetalks.world.names import ECONOMY_NAMES, apart, named
from tradetalks.world.world import World

FAR_DAYS = 366
"""A meeting is held within a year of the eve that it is computed from."""
BEFORE_DAYS = 7
"""What was agreed was not agreed longer before the eve than this."""
DEAR = 0.25
"""Share of the price at the border from which what makes buyers keep an undertaking is said to be dear."""
WHOLE = {"EU27": ("EU", "EU27", "European Union", "the European Union")}
"""Names that mean a group as a whole, by region, besides the region's own name."""


@dataclass(frozen=True)
class Examined:
    """A sound dossier, and what its author should look at again: each with file, path and value.

    Attributes:
        warnings: what stops nothing. late: what the dossier rests on and nobody could know on its eve; ``warnings``
            counts it.
    """

    dossier: Dossier
    warnings: tuple[str, ...]
    late: tuple[str, ...] = ()
    path: Path = Path()

    def require_foresight(self) -> None:
        """Raise DossierError where something is dated after the eve."""
        if self.late:
            raise refusal(self.path, self.late)


def examined(where: str | Path | Tree, base: str | None = None, groups: str | None = None) -> Examined:
    """A dossier with warnings: files left unread, and what is allowed but probably not meant.

    Arguments and errors as of ``Dossier.load``; ``where`` may be what its files hold.
    """
    found = read(Dossier, where, base, groups)
    doubts = map(found.tree.placed, [*_renamed(found), *likely_mistakes(found.dossier, found.world)])
    late = tuple(map(found.tree.placed, found.late))
    told = (*_hidden(found.tree), *found.tree.unread, *_counted(found), *doubts)
    return Examined(found.dossier, told, late, found.tree.path)


def _hidden(tree: Tree) -> Iterator[str]:
    """A file or folder of one's own that bears a shipped dossier's name, and so stands before it."""
    same = shipped().get(str(tree.path))
    if same and not same.samefile(tree.path):
        yield (
            f"{tree.path}: this {'folder' if tree.path.is_dir() else 'file'} of yours is used, not the shipped dossier"
            " of that name; rename it to have the shipped one"
        )


def _renamed(found: Reading[Dossier]) -> Iterator[Fault]:
    """A horizon by a name that meant something else once."""
    world = found.tree.content.get("world")
    if said := renamed(world.get("horizon")) if isinstance(world, dict) else "":
        yield Fault("world.horizon", said)


def _counted(found: Reading[Dossier]) -> Iterator[str]:
    """One line for all that is dated after the eve."""
    if late := found.late:
        number = f"more than {MOST_FAULTS}" if len(late) > MOST_FAULTS else f"{len(late)}"
        places = "1 place rests" if len(late) == 1 else f"{number} places rest"
        yield (
            f"{places} on what is dated after the eve {found.dossier.reference_date}, which nobody could know then"
            f" ({found.tree.placed(late[0])}); tradetalks check lists them and refuses the dossier"
        )


def likely_mistakes(d: Dossier, world: World) -> Iterator[Fault]:
    """What is probably not meant in a sound dossier; purchases are compared with ``world``, its benchmark."""
    yield from _dates(d)
    yield from _unconfirmed(d)
    yield from undated(d)
    yield from stacked_apart(d)
    yield from (Fault("eve.months", said) for said in seen_early_words(d, world))
    for code in d.regions if d.is_computed() else ():
        if said := in_a_group(code, d.parties[code], world):
            yield Fault(f"parties.{code}.region", said)
    yield from _alike(d)
    yield from _unlike(d)
    yield from _points(d)
    yield from _idle(d, world)
    yield from _beyond_spending(d, world)
    yield from below_zero(d, world)
    yield from levels_moved(d, world)
    yield from _left_out(d, world)
    yield from cars_with_parts(d, world)


def _unconfirmed(d: Dossier) -> Iterator[Fault]:
    """What a draft leaves open: how much of it, and each thing that keeps a package from being recommended."""
    if not d.unconfirmed:
        return
    count, blocking = len(d.unconfirmed), [u for u in d.unconfirmed if u.about in BLOCKING]
    noun = "point" if count == 1 else "points"
    held = (
        f"; no package is recommended while {len(blocking)} of them, on directions and rates, stand" if blocking else ""
    )
    yield Fault(
        "unconfirmed", f"found {count} {noun} that the draft leaves open or assumes{held}. Settle and strike them out"
    )
    for one in blocking:
        yield Fault("unconfirmed", one.says)


def _dates(d: Dossier) -> Iterator[Fault]:
    yield from unreadable_dates(d)
    eve = d.reference_date
    apart = (d.meeting.date - eve).days
    if abs(apart) > FAR_DAYS:
        yield Fault("meeting.date", f"found {d.meeting.date}, {_span(apart)} the eve {eve}; expected within a year")
    if d.agreed and (eve - d.agreed.date).days > BEFORE_DAYS:
        gap = _span((d.agreed.date - eve).days)
        yield Fault("agreed.date", f"found {d.agreed.date}, {gap} the eve {eve}; expected the eve or later")
    for item in d.agenda:
        for option in item.options:
            for j, phase in enumerate(option.phases):
                years = (phase.since - eve).days / DAYS_A_YEAR
                if years >= d.horizon_years:
                    yield Fault(
                        f"agenda '{item.id}'.options['{option.id}'].phases[{j}].since",
                        f"found {phase.since}, beyond the horizon of {d.horizon_years:g} years from {eve}; the phase"
                        " counts for nothing",
                    )


def _span(days: int) -> str:
    size, where = abs(days), "after" if days > 0 else "before"
    return f"{size} days {where}" if size < 730 else f"{size / DAYS_A_YEAR:.0f} years {where}"


def in_a_group(code: str, party: Party, world: World) -> str:
    """What to say of a party that ``world`` knows only as part of a group, whose gains would be the whole group's;
    empty for others."""
    region = party.region or ""
    economies = economies_by_region(world.regions, world.provenance).get(region, ())
    if len(economies) < 2:
        return ""
    name = world.region_name(region)
    whole = {n.casefold() for n in (name, region, *WHOLE.get(region, ()))}
    if {party.name.casefold(), code.casefold()} & whole or name.startswith(f"{party.name} ("):
        return ""
    known = [ECONOMY_NAMES[e] for e in economies if e in ECONOMY_NAMES]
    others = len(economies) - len(known[:6])
    listed = ", ".join(known[:6]) + (f" and {others} more" if others else "")
    own = next((e for e in (from_name(party.name), code) if e in ECONOMY_NAMES), None)
    mend = apart(own, region) if own in economies else "a world that tells them apart"
    return (
        f"found {party.region} for {party.name}; that region is {name}, {listed} together, and its gains and losses are"
        f" theirs together. Expected a region of its own ({mend}), or a party that speaks for all of them"
    )


# ---------------------------------------------------------------------- figures of another unit or size
def _alike(d: Dossier) -> Iterator[Fault]:
    """Parties, items, options of an item or ways of no deal that read the same: tables could not tell them apart."""
    lists = {
        "parties": {code: party.name for code, party in d.parties.items()},
        "agenda": {item.id: item.title for item in d.agenda},
        "no_deal": {branch.name: branch.title for branch in d.no_deal},
    } | {f"agenda '{item.id}'.options": {o.id: o.title for o in item.options} for item in d.agenda}
    for path, titles in lists.items():
        first: dict[str, str] = {}
        for code, title in titles.items():
            read = " ".join(title.split()).casefold()
            if not read:
                yield Fault(path, f"'{code}' has no words of its own; tables and the brief show a blank there")
            elif read in first:
                yield Fault(
                    path, f"'{first[read]}' and '{code}' are both called '{title:.80}'; no table tells them apart"
                )
            first.setdefault(read, code)


def _unlike(d: Dossier) -> Iterator[Fault]:
    """Published figures of GDP held against real income: the terms of trade are in the one and not in the other."""
    for j, published in enumerate(d.judge_by):
        source = d.sources[published.source].title if published.source in d.sources else ""
        if published.of == "real_income" and re.search(r"\bGDP\b", f"{published.title} {source}"):
            yield Fault(
                f"judge_by[{j}].of",
                "found real_income for a source that speaks of GDP; expected real_gdp, which leaves out terms of trade",
            )


def _points(d: Dossier) -> Iterator[Fault]:
    """Rates above 100 percentage points: most often a per cent written where a fraction is meant.

    Up to 200 points a measure's note lets it stand (tariffs of 2025 went to 145); beyond that, nothing does.
    """
    told: set[str] = set()
    profiles, stated = d.profile_rates(), {name: profile.rates for name, profile in d.profiles.items()}
    for path, measure in _all(d):
        for name in ("points", "over_quota_points"):
            points = getattr(measure, name, None)
            if points is not None and points > _usual(measure):
                yield Fault(f"{path}.{name}", _as_points(points))
        points, profile = getattr(measure, "points", None), getattr(measure, "profile", None)
        if points is None or profile is None or points > _usual(measure):
            continue
        for sector, rate in profiles[profile].items():
            where = f"profiles.{profile}.rates.{sector}"
            if abs(points * rate) > _usual(measure) and where not in told:
                told.add(where)
                times = "" if points == 1 else f", times {points:g} of {path}"
                said = _as_points(rate, points, times)
                in_place = sector in stated[profile]
                yield Fault(where, said) if in_place else Fault(f"{path}.profile", f"{sector}: {said}")


def _usual(measure: Measure) -> float:
    """The highest rate that is not asked about."""
    return 2.0 if measure.note else 1.0


def _as_points(value: float, times: float = 1.0, words: str = "") -> str:
    points = f"{100 * value * times:,.10g}".replace("-", "\u2212")
    return (
        f"found {value:g}{words}, which is {points} percentage points;"
        f" {abs(value):g} per cent is written {abs(value) / 100:.10g}"
    )


def _beyond_spending(d: Dossier, world: World) -> Iterator[Fault]:
    """Floors on purchases above all that the importer spends on those sectors, its own makers' sales included,
    and those that buyers would keep only at a price far below the border's."""
    rates, year = d.profile_rates(), world.provenance.get("year", "the benchmark year")
    for path, measure in _all(d):
        if not isinstance(measure, PurchaseCommitment):
            continue
        (floor,) = measure.effect(world, rates).limits
        buyer, goods = _of(world, floor.importer), _goods(world, measure.sectors)
        at = (slice(None), floor.importer, list(floor.sectors))
        spent = float((world.trade[at] * (1 + world.export_tax[at]) * (1 + world.tariff[at])).sum())
        if floor.level > spent:
            of = "billions" if measure.billions is not None else "million_tonnes"
            yield Fault(
                f"{path}.{of}",
                f"found a floor of {floor.level:,.10g} bn USD a year; {buyer} spends"
                f" {billions(spent)} bn on {goods} in all, from everywhere and at home ({year}); the floor"
                " can hardly be met, and packages with it may have no solution. Expected billions of USD, less than"
                " is spent",
            )
        elif (off := _needed(d, world, floor)) >= DEAR:
            traded = float(world.trade[floor.exporter, floor.importer, list(floor.sectors)].sum())
            yield Fault(
                path,
                f"found a floor of {floor.level:,.10g} bn USD a year, {floor.level / traded:.1f} times what was traded"
                f" ({billions(traded)} bn, {_flow(world, floor)}, {goods}, {year}). It is dear: at the trade"
                f" elasticities of {d.horizon.words.removeprefix('in ')} buyers take so much only at about"
                f" {100 * off:.0f}% below the price at the border, at the expense of {buyer}'s budget;"
                " tradetalks solve tells it exactly. 'fulfilment' says what share of a pledge is expected to be met",
            )


def _of(world: World, region: int) -> str:
    """A region by its name, inside a sentence."""
    return named(world.region_name(world.regions[region]))


def _flow(world: World, floor: Quantity) -> str:
    return f"{_of(world, floor.exporter)} to {_of(world, floor.importer)}"


def _goods(world: World, sectors: Codes) -> str:
    """Sectors by their names; a group of them stays as it is written."""
    codes = [sectors] if isinstance(sectors, str) else sectors
    return ", ".join(world.sector_name(s) if s in world.sectors else s for s in codes)


def _needed(d: Dossier, world: World, floor: Quantity) -> float:
    """Share of the price at the border that buyers must be let off to buy as much as a floor, about: shares of spending
    by equation (3), spending by sector and all other prices as they are."""
    i, n, sectors = floor.exporter, floor.importer, list(floor.sectors)
    border = world.trade[:, n, sectors] * (1 + world.export_tax[:, n, sectors])
    paid = border * (1 + world.tariff[:, n, sectors])
    share = paid[i] / paid.sum(0)
    theta = world.trade_elasticity[sectors] * d.world.closure().trade_elasticity_factor
    low, high = 0.0, 1.0
    for _ in range(40):
        off = (low + high) / 2
        grown = (1 - off) ** -theta
        bought = float((border[i] * grown / (share * grown + 1 - share) / (1 - off)).sum())
        low, high = (off, high) if bought < floor.level else (low, off)
    return low


# ---------------------------------------------------------------------- measures that do nothing
def _idle(d: Dossier, world: World) -> Iterator[Fault]:
    """Measures that change nothing on the benchmark: floors below what is traded, caps above it, taxes of nothing."""
    rates, touched = d.profile_rates(), _touched(d, world)
    year = world.provenance.get("year", "the benchmark year")
    for path, measure in _all(d):
        if isinstance(measure, PurchaseCommitment):
            (floor,) = measure.effect(world, rates).limits
            flow, sectors = (floor.exporter, floor.importer), list(floor.sectors)
            traded = float((world.trade[flow][sectors] * (1 + world.export_tax[flow][sectors])).sum())
            if floor.level <= traded and not touched[flow][sectors].any():
                flow_words = f"{_flow(world, floor)}, {_goods(world, measure.sectors)}, {year}"
                yield Fault(
                    path,
                    f"found a floor of {floor.level:g} bn USD a year; does nothing: {billions(traded)} bn already"
                    f" traded ({flow_words}). A floor is on the total, not on what is added",
                )
        elif isinstance(measure, Limit) and measure.keeps >= 1 and not getattr(measure, "fee", 0):
            yield Fault(
                f"{path}.keeps",
                f"found {measure.keeps:g}; does nothing: no less than the benchmark's volume is allowed",
            )
        elif getattr(measure, "level", None) is None and compile_measures([measure], world, rates).is_nothing():
            yield Fault(path, f"does nothing; found {measure.describe()}")


def _left_out(d: Dossier, world: World) -> Iterator[Fault]:
    """Ledgers whose goods the world's sectors do not all hold."""
    told = set[str]()
    for path, measure in _all(d):
        if isinstance(measure, LedgerDuties) and measure.ledger not in told:
            told.add(measure.ledger)
            if lost := left_out(world, measure.ledger):
                yield Fault(path, lost)


def _touched(d: Dossier, world: World) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """``[exporter, importer, sector]`` flows that measures on the eve change, so that the benchmark's are no guide."""
    effect = compile_measures(d.measures(d.status_quo()), world, d.profile_rates())
    found = (effect.tariff != 0) | (effect.export_tax != 0) | (effect.log_barrier != 0) | (effect.specific != 0)
    for limit in effect.limits:
        found[limit.exporter, limit.importer, list(limit.sectors)] = True
    return found


def _all(d: Dossier) -> Iterator[tuple[str, Measure]]:
    """Every measure of the author's own with its path."""
    yield from measure_paths.in_force(d)
    yield from measure_paths.changing(d)
