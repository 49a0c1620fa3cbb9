"""What a position does to one sector or one country, and what may be searched for."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.app.everyday import EVERYDAY, other_names
from tradetalks.app.goods import goods_of
from tradetalks.app.look_words import country_answer, region_answer, sector_answer, state_answer
from tradetalks.app.ranges import known as known_ranges
from tradetalks.app.state import State
from tradetalks.app.table import Table
from tradetalks.counsel.reach import Reach
from tradetalks.dossier.figures import Unit
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.errors import DossierError, unknown
from tradetalks.incidence.households import REGION
from tradetalks.incidence.jobs import jobs, without_jobs
from tradetalks.incidence.prices import local_price_ratio
from tradetalks.incidence.states import SAME_EVERYWHERE, state_jobs, state_names
from tradetalks.report.income_rows import income_over_time
from tradetalks.report.numbers import Figures
from tradetalks.report.plain_words import unread_words
from tradetalks.report.real import output_volume_change, sales
from tradetalks.report.sure_report import reach_words
from tradetalks.world.country_codes import iso3_codes, names_by_iso3
from tradetalks.world.membership import economies_by_region
from tradetalks.world.names import ECONOMY_NAMES, named
from tradetalks.world.products import shipped_products
from tradetalks.world.world import World

Array = NDArray[np.float64]


def index(world: World, parties: Collection[str] = ()) -> list[dict[str, str]]:
    """Everything that may be searched for: regions, the countries inside them, sectors, products inside sectors.

    ``kind`` and ``code`` say what is shown; ``note`` says where a country or product is found that has no figures of
    its own here; ``also`` what a country is called besides, in small letters, split by bars. ``parties``: regions
    that negotiate, whose members no world holds apart in these talks.
    """
    held, found, countries = economies_by_region(world.regions, world.provenance), [], names_by_iso3()
    others = {code: "|".join(names) for code, names in other_names().items()}
    for region in world.regions:
        name = world.region_name(region)
        found.append({"kind": "region", "code": region, "name": name, "note": "", "also": others.get(region, "")})
        for code in held[region]:
            if len(held[region]) > 1 and code in countries and countries[code] != name:
                apart = "; the world of 81 economies has: start tradetalks app with --world icio80"
                note = f"counted in {name}; this dossier's world has no figures of it by itself"
                note += apart if code in ECONOMY_NAMES and region not in parties else ""
                also = others.get(code, "")
                found.append({"kind": "region", "code": region, "name": countries[code], "note": note, "also": also})
    for sector in world.sectors:
        found.append({"kind": "sector", "code": sector, "name": world.sector_name(sector), "note": ""})
    for product in shipped_products().values():
        if product.code not in world.sectors and product.sector in world.sectors:
            home = world.sector_name(product.sector)
            note = f"counted in {home}; this dossier's world has no figures of it by itself"
            found.append({"kind": "sector", "code": product.sector, "name": product.name, "note": note})
    told = {one["name"].lower() for one in found}
    everyday = [(name, sector) for sector in world.sectors for name in EVERYDAY.get(sector, ())]
    for name, sector in (*everyday, *goods_of(world)):
        if name.lower() not in told:
            told.add(name.lower())
            note = f"told of as part of {world.sector_name(sector)}"
            found.append({"kind": "sector", "code": sector, "name": name, "note": note})
    if REGION in world.regions:
        note = "a state of the United States, whose jobs stand in the table by state"
        found += [{"kind": "region", "code": REGION, "name": name, "note": note} for name in state_names()]
    return found


def economies(world: World) -> dict[str, list[str]]:
    """Region -> ISO 3166 letters of its countries; the rest of the world holds those that no other region does."""
    held = economies_by_region(world.regions, world.provenance)
    named = {code for several in held.values() for code in several}
    rest = sorted(iso3_codes() - named)
    return {region: [*several, *(rest if "ROW" in several else [])] for region, several in held.items()}


def look(table: Table, state: State, kind: str, code: str, ranged: bool = False, name: str = "") -> dict[str, Any]:
    """One region or sector under a position: a plain answer, figures, and tables whose first column is a name.

    Args:
        ranged: with how far they reach, where that was worked out already. name: under which it was looked for; of a
            state, its own answer comes first.

    Raises:
        DossierError: no such region or sector, or a dossier of worth alone, which has no world.
        NotConverged, NotCertified: no certified equilibrium there.
    """
    if not table.dossier.is_computed():
        raise DossierError("this dossier states no measures: nothing is computed of sectors and countries")
    outcome = table.outcome(state)
    outcome.certificate.require()
    known: Mapping[str, Sequence[str]] = {"region": outcome.world.regions, "sector": outcome.world.sectors}
    if code not in known[kind]:
        raise DossierError(unknown(kind, code, known[kind]))
    ranges = known_ranges(table, state) if ranged else None
    steps = table.over_time(state)
    if kind == "sector":
        answer = sector_answer(outcome, code, table.space.money, ranges, table.lost)
        return {"answer": answer, **_sector(outcome, code, ranges, table.space.money, table.rule(state), table.lost)}
    (row,) = income_over_time(*steps, [code])
    own = state_answer(outcome, name) if code == REGION and name in state_names() else []
    own = own or (country_answer(outcome, code, name) if name else [])
    answer = [*own, *region_answer(outcome, code, row, ranges)]
    return {"answer": answer, **_region(steps, code, ranges, table.rule(state), table.lost)}


def _region(
    steps: tuple[Sequence[Outcome], Array], code: str, ranges: Reach | None, rule: str, lost: Array
) -> dict[str, Any]:
    outcome = steps[0][0]
    world, n = outcome.world, outcome.world.region(code)
    (row,) = income_over_time(*steps, [code])
    of, others = _by_sector(outcome, ranges), [i for i in range(len(world.regions)) if i != n]
    goods = world.sector_indices("goods")
    today, now = (one[:, :, goods].sum(2) for one in sales(outcome, lost))
    unit = Figures.among([row.billions]).unit
    income = f"real income, {unit.title}"
    facts = {
        "real income, %": row.real_income, income: unit.factor * row.billions, "real GDP, %": row.real_gdp,
        "real wages, %": 100 * float(steps[1][:, n] @ [one.real_wage_ratio[n] - 1 for one in steps[0]]),
        "prices of final use at unchanged wages, %": row.consumer_prices,
        "import prices with duty, %": row.import_prices,
    }  # fmt: skip
    if outcome.closure.wages is not None:
        facts |= _out_of_work(outcome, n)
    spans = {}
    if ranges:
        n = ranges.regions.index(code)
        spans = {"real income, %": ranges.real_income_percent[:, n].tolist(),
                 income: (unit.factor * ranges.real_income[:, n]).tolist()}  # fmt: skip
    sectors = [
        [world.sector_name(s), *(_figure(column[n, j]) for column in of.values())]
        for j, s in enumerate(world.sectors)
        if world.output[n, j] > 0
    ]
    partners = [
        [
            world.region_name(world.regions[i]),
            *(float(v) for v in (today[n, i], now[n, i], today[i, n], now[i, n])),
        ]
        for i in others
    ]
    return {
        "title": world.region_name(code),
        "facts": facts,
        "spans": spans,
        "words": " ".join(filter(None, (rule, reach_words(ranges) if ranges else ""))),
        "tables": [
            {"title": "Its sectors", "columns": ["sector", *of], "rows": sectors, "note": _unread(outcome, [code])},
            {"title": "Its trade in goods, value before duty, bn USD a year at today's prices",
             "columns": ["partner", "exports today", "exports now", "imports today", "imports now"], "rows": partners},
            *(_states(outcome) if code == REGION else []),
        ],
    }  # fmt: skip


def _sector(outcome: Outcome, code: str, ranges: Reach | None, money: Unit, rule: str, lost: Array) -> dict[str, Any]:
    world, s = outcome.world, outcome.world.sector(code)
    of, least = _by_sector(outcome, ranges), f"{Figures(money).least} {money.short}"
    today, now = (one[:, :, s] for one in sales(outcome, lost))
    producers = [
        [world.region_name(r), *(_figure(column[n, s]) for column in of.values())]
        for n, r in enumerate(world.regions)
        if world.output[n, s] > 0
    ]
    flows = [
        [f"{world.region_name(a)} to {world.region_name(b)}", float(today[i, n]), float(now[i, n])]
        for i, a in enumerate(world.regions)
        for n, b in enumerate(world.regions)
        if i != n and max(today[i, n], now[i, n]) >= money.least
    ]
    flows.sort(key=lambda row: -abs(row[2] - row[1]))
    return {
        "title": world.sector_name(code),
        "facts": {"output of the world today, bn USD a year": float(world.output[:, s].sum())},
        "spans": {},
        "words": " ".join(filter(None, (rule, reach_words(ranges) if ranges else ""))),
        "tables": [
            {"title": "Who makes it", "columns": ["region", *of], "rows": producers,
             "note": _unread(outcome, outcome.world.regions)},
            {"title": f"Who sells it to whom, bn USD a year at today's prices (flows of {least} and more)",
             "columns": ["flow", "today", "now"], "rows": flows},
            *_states(outcome, code),
        ],
    }  # fmt: skip


def _states(outcome: Outcome, sector: str = "") -> list[dict[str, Any]]:
    """Jobs by state of the United States, of one sector or of all whose shares are known; no table where none are."""
    found = state_jobs(outcome)
    if found is None or (sector and sector not in found.sectors):
        return []
    own = [found.sectors.index(sector)] if sector else list(range(len(found.sectors)))
    before, change = found.before[:, own].sum(1), found.change[:, own].sum(1)
    what = "" if sector else ", farming, forestry, fishing, mining and manufacturing"
    rows = [
        [state, float(had), float(now), float(100 * now / had) if had else None]
        for state, had, now in zip(found.states, before, change, strict=True)
    ]
    rows.sort(key=lambda row: -abs(row[2]))
    return [{
        "title": f"Jobs by state of the United States{what} (shares of 2023; of farms and vehicles, 2009)",
        "columns": ["state", "jobs today, thousands", "jobs, thousands", "jobs, %"], "rows": rows,
        "note": SAME_EVERYWHERE,
    }]  # fmt: skip


def _out_of_work(outcome: Outcome, n: int) -> dict[str, float]:
    """A region's people out of work: thousands where they were counted, and per cent of those who want to work."""
    lost = float(jobs(outcome).not_employed[n])
    counted = {"people out of work, thousands": lost} if math.isfinite(lost) else {}
    return {**counted, "out of work, % of those who want to work": 100 * float(1 - outcome.employed[n])}


def _unread(outcome: Outcome, codes: Sequence[str]) -> str:
    """Where no figure of people at work was read, in a sentence; empty where all were."""
    names = [named(outcome.world.region_name(code)) for code in without_jobs(outcome, codes)]
    return unread_words(names) if names else ""


def _by_sector(outcome: Outcome, ranges: Reach | None) -> dict[str, Any]:
    """Head of a column -> ``[region, sector]``; NaN where no figure of jobs was read."""
    ends = {} if ranges is None else {"volume, %: low end": ranges.volume[0], "volume, %: high end": ranges.volume[1]}
    people, output = jobs(outcome), outcome.world.output
    return {
        "output today, bn USD": output,
        "volume, %": output_volume_change(outcome),
        **ends,
        "jobs, %": people.percent,
        "jobs, thousands": people.change,
        **({} if outcome.closure.wages is None else {"out of work, thousands": people.idle}),
        "price at home over wages, %": 100 * (local_price_ratio(outcome) - 1),
    }


def _figure(value: Any) -> float | None:
    """A number, or None where there is none (the growth of what was not there)."""
    return float(value) if math.isfinite(value) else None
