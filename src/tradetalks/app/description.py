"""What the page draws once of an open dossier: items, sliders, branches of no deal, what stands behind each number."""

from __future__ import annotations

import math
from typing import Any

from tradetalks.app.households import has_households
from tradetalks.app.sliders import leads, sliders, why_none
from tradetalks.dossier.model import Item, Option
from tradetalks.equilibrium.horizons import HORIZONS
from tradetalks.policy.instruments import describe
from tradetalks.policy.stated import stated
from tradetalks.report.findings import recommended_of
from tradetalks.report.full_work import work_note
from tradetalks.report.headline import beside_uncomputed
from tradetalks.report.horizon_words import eve_horizon_line, response_words
from tradetalks.report.plain_words import capital, day_words, measure_words, source_words
from tradetalks.report.space_words import space_words
from tradetalks.space.deal_space import Deal, DealSpace, plain_title_of
from tradetalks.world import elasticities

CLOUD = 1500


def description(space: DealSpace) -> dict[str, Any]:
    """Items, sliders, no-deal branches, provenance, and the points of the deal space."""
    d = space.dossier
    return {
        "name": d.name,
        "title": d.title,
        "summary": d.summary,
        "eve": d.reference_date.isoformat(),
        "position": dict(d.position),
        "money": told_in(space),
        "unit": vars(space.money),
        "stated_unit": vars(d.money),
        "computed": d.is_computed(),
        "households": has_households(space),
        "horizon": eve_horizon_line(space.eve),
        "horizon_name": d.horizon.name,
        "horizons": [{"name": one.name, "words": one.words} for one in HORIZONS] if d.is_computed() else [],
        "parties": {code: {"name": p.name, "region": p.region, "leader": p.leader} for code, p in d.parties.items()},
        "items": [_item(item, space) for item in d.agenda],
        "no_deal": [
            {"name": b.name, "title": b.title, "probability": b.probability, "basis": source_words(d, b.basis)}
            for b in d.no_deal
        ],
        "red_lines": [
            {
                "party": d.parties[line.party].name,
                "item": d.item(line.item).title,
                "never": [d.item(line.item).option(o).title for o in line.never],
                "because": line.because,
            }
            for line in d.red_lines
        ],
        "provenance": provenance(space),
        **points(space),
    }


def money(space: DealSpace) -> str:
    """The unit of money, in words."""
    if space.dossier.unit:
        return space.dossier.unit
    year = space.eve.benchmark.provenance.get("year", "")
    return f"billions of {year} US dollars a year" if year else "billions of US dollars a year"


def told_in(space: DealSpace) -> str:
    """The unit in which the page and pictures tell amounts; tables to take away keep ``money``."""
    unit, whole = space.money, space.dossier.money
    return money(space).replace(whole.axis.split()[0], unit.axis.split()[0], 1)


def points(space: DealSpace) -> dict[str, Any]:
    """The deal space as a picture and in words: frontier, named packages, a sample, counts."""
    return {
        "points": {
            "frontier": [_point(deal) for deal in space.frontier],
            "named": {
                n: {"title": capital(plain_title_of(space.dossier, n)), **_point(deal)}
                for n, deal in space.named.items()
            },
            "failed": space.dossier.failed,
            "none": [] if recommended_of(space) else beside_uncomputed(space),
            "cloud": space.sample(CLOUD).round(3 + round(math.log10(space.money.factor))).tolist(),
        },
        "feasible": space.feasible,
        "signable": space.signable,
        "counted": space.counted,
        "no_deal_expected": dict(zip(space.parties, space.expected_no_deal.tolist(), strict=True)),
        "words": space_words(space),
    }


def _deficits(space: DealSpace) -> str:
    """What becomes of trade deficits, in words."""
    way, share = space.dossier.world.deficits, space.eve.closure.exchange_rate
    if way == "zero":
        return "every country's trade is balanced"
    if way == "gdp":
        return "trade deficits keep their shares of the economy"
    if share == 1:
        return "trade deficits stay as they are today, in dollars"
    return "trade deficits come back to what they are today once relative wages have moved all the way"


def provenance(space: DealSpace) -> dict[str, dict[str, str]]:
    """What stands behind each kind of number: equation, data, assumption, certificate."""
    world, d = space.eve.world, space.dossier
    made = str(world.provenance.get("title", world.provenance.get("attribution", "the benchmark world"))).rstrip(". ")
    sets = d.world.elasticities
    source = elasticities.SOURCES.get(sets.partition("~")[0], sets)
    data = f"{made}; trade elasticities {sets} ({source}); money in {told_in(space)}"
    closing = (
        f"{_deficits(space)}; against today, the eve of {day_words(d.reference_date)}; {d.horizon.words}:"
        f" {response_words(space.eve.closure)}"
    )
    solved = f"eve: {space.eve.outcome.certificate}"
    ranges = (
        "drawn: each option's worth to each party, from a triangle over low, mid and high, independently; not drawn:"
        " the model's part"
    )

    def made_of(equation: str, assumption: str = closing, certificate: str = solved) -> dict[str, str]:
        return {"equation": equation, "data": data, "assumption": assumption, "certificate": certificate}

    return {
        "economic": made_of("equivalent variation, equation (6): income over the price index of final use"),
        "political": made_of(
            "sum of the chosen options' worth, low, mid and high",
            "judgements stay judgements; the weight you set multiplies them",
            "not solved",
        )
        | {"data": "the dossier's own ranges; each option's basis is beside it"},
        "no_deal": made_of(
            "expected value over the branches of no deal", "probabilities as you set them, the dossier's to begin with"
        ),
        "gain": made_of("value less the expected value of no deal"),
        "value": made_of("what the model gives plus what the dossier says is worth something beyond it"),
        "odds": made_of("share of 4,000 draws of worth in which the gain over no deal is not negative", ranges),
        "regions": made_of("equation (6), every region solved together; its parts by equations (7) to (9)"),
        "real_gdp": made_of(
            "volume of production, equation (8): final use and exports less imports, prices held fixed; what published"
            " GDP figures compare with",
            f"{closing}. {work_note(space.eve.closure)}",
        ),
        "sectors": made_of("volume: producer revenue over the factory price, equations (1) and (4), against today"),
        "flows": made_of("bilateral trade at today's factory prices, equations (3) and (4)"),
        "prices": made_of("price index of final use at unchanged wages of the region, equation (10)"),
        "households": made_of("what prices cost what each tenth of households buys, at unchanged wages (who pays)")
        | {"data": f"{made}; spending by tenth: Bureau of Economic Analysis; incomes: Congressional Budget Office"},
        "revenue": made_of("tariff rates times imports at the border, equation (5), at unchanged wages"),
        "purchases": made_of(
            "import subsidy by which as much is bought as was promised, on what is bought, equation (11), at unchanged"
            " wages"
        ),
    }


def _item(item: Item, space: DealSpace) -> dict[str, Any]:
    d, world = space.dossier, space.eve.world
    return {
        "id": item.id,
        "title": item.title,
        "status_quo": item.status_quo,
        "stakes": item.stakes,
        "modelling": item.modelling,
        "positions": [p.model_dump() for p in item.positions],
        "options": [
            {
                "id": o.id,
                "title": o.title,
                "note": o.note,
                "measures": [measure_words(describe(m), d, world) for m in o.measures],
                "sliders": sliders(item.id, o, space) or (leads(item, space) if o.id == item.status_quo else []),
                "no_slider": why_none(item.id, o),
                "schedule": bool(o.phases),
                "numbers": _numbers(o, space),
                "worth": {p: {**w.model_dump(), "basis": source_words(d, w.basis)} for p, w in o.worth.items()},
            }
            for o in item.options
            if not o.only_in_phases
        ],
    }


def _numbers(option: Option, space: DealSpace) -> list[dict[str, Any]]:
    """What an option of a reader's own like this one may state otherwise, measure by measure."""
    return [
        {
            "key": f"{j}.{one.name}",
            "measure": measure_words(describe(measure), space.dossier, space.eve.world),
            "title": one.title,
            "value": one.value,
            "unit": one.unit,
            "scale": one.scale,
        }
        for j, measure in enumerate(option.measures)
        for one in stated(measure)
    ]


def _point(deal: Deal) -> dict[str, Any]:
    return {"package": dict(deal.package), "gain": dict(deal.gain), "value": deal.value, "ties": deal.ties}
