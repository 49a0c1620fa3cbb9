"""One dossier opened on the workbench: what the page needs to draw it, and what a position of it does.

All figures come from certified outcomes; every number carries the id of its provenance.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import numpy as np

from tradetalks.app.state import State
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.errors import PolicyError, unknown
from tradetalks.policy.effects import Effect
from tradetalks.policy.instruments import Measure, describe
from tradetalks.report.forms import brief_forms
from tradetalks.report.space_words import space_words
from tradetalks.talks.deal_space import TITLES, Deal, DealSpace
from tradetalks.talks.dossier import Dossier, Item, Option
from tradetalks.talks.worth import worth
from tradetalks.world import elasticities

CLOUD = 1500
SHOWN_SECTORS = 6


@dataclass(frozen=True, eq=False)
class Table:
    """A deal space on the workbench. One solve at a time: the valuer behind it is not made for threads."""

    space: DealSpace
    lock: Lock = field(default_factory=Lock)
    briefs: dict[str, str] = field(default_factory=dict)

    @property
    def dossier(self) -> Dossier:
        return self.space.dossier

    # ---------------------------------------------------------------- what the page draws once
    def description(self) -> dict[str, Any]:
        """Items, sliders, points of the deal space, no-deal branches, provenance."""
        d, space = self.dossier, self.space
        return {
            "name": d.name,
            "title": d.title,
            "summary": d.summary,
            "eve": d.reference_date.isoformat(),
            "parties": {
                code: {"name": p.name, "region": p.region, "leader": p.leader} for code, p in d.parties.items()
            },
            "items": [_item(item) for item in d.agenda],
            "no_deal": [
                {
                    "name": b.name, "title": b.title, "probability": b.probability, "basis": b.basis,
                    "economic": dict(space.no_deal[b.name].economic),
                    "political": dict(space.no_deal[b.name].political),
                }
                for b in d.no_deal
            ],
            "points": {
                "frontier": [_point(deal) for deal in space.frontier],
                "named": {n: {"title": TITLES.get(n, n), **_point(deal)} for n, deal in space.named.items()},
                "cloud": (space.sample(CLOUD) + space.expected_no_deal).round(3).tolist(),
            },
            "words": space_words(space),
            "regions": dict(zip(space.eve.world.regions, map(space.eve.world.region_name, space.eve.world.regions),
                                strict=True)),
            "provenance": self.provenance(),
        }  # fmt: skip

    def provenance(self) -> dict[str, dict[str, str]]:
        """What stands behind each kind of number: equation, data, assumption, certificate."""
        world, d = self.space.eve.world, self.dossier
        made = str(world.provenance.get("title", world.provenance.get("attribution", "the benchmark world")))
        sets = d.world.elasticities
        source = elasticities.SOURCES.get(sets.partition("~")[0], sets)
        data = f"{made}; trade elasticities {sets} ({source})"
        closing = f"deficits {d.world.deficits}; against the eve of {d.reference_date.isoformat()}"
        solved = f"eve: {self.space.eve.outcome.certificate}"
        return {
            "economic": {
                "equation": "equivalent variation, equation (6): income over the price index of final use",
                "data": data, "assumption": closing, "certificate": solved,
            },
            "political": {
                "equation": "sum of the chosen options' worth, low, mid and high",
                "data": "the dossier's own ranges; each option's basis is beside it",
                "assumption": "judgements stay judgements; the weight you set multiplies them",
                "certificate": "not solved",
            },
            "no_deal": {
                "equation": "expected value over the branches of no deal", "data": data,
                "assumption": "probabilities as you set them, the dossier's to begin with", "certificate": solved,
            },
            "gain": {
                "equation": "value less the expected value of no deal", "data": data, "assumption": closing,
                "certificate": solved,
            },
            "regions": {
                "equation": "equation (6), every region solved together", "data": data, "assumption": closing,
                "certificate": solved,
            },
            "sectors": {
                "equation": "producer revenue, equation (4), against the eve", "data": data, "assumption": closing,
                "certificate": solved,
            },
            "flows": {
                "equation": "bilateral trade at producer prices, equations (3) and (4)", "data": data,
                "assumption": closing, "certificate": solved,
            },
            "prices": {
                "equation": "price index of final use over the price of the region's own labour", "data": data,
                "assumption": closing, "certificate": solved,
            },
            "revenue": {
                "equation": "tariff rates times imports at the border, equation (5)", "data": data,
                "assumption": closing, "certificate": solved,
            },
        }  # fmt: skip

    # ---------------------------------------------------------------- what a position does
    def effect(self, state: State) -> Effect:
        """The state's package with its rates put in."""
        eve, package = self.space.eve, self.dossier.package(state.package)
        total = eve.combined(package)
        for key, points in state.rates.items():
            item, old, new = self._moved(key, points)
            if package[item] == key.split(".")[1]:
                total = total + eve.effect_of([new]).without(eve.effect_of([old]))
        return total

    def _moved(self, key: str, points: float) -> tuple[str, Measure, Measure]:
        """The item, the dossier's measure and the measure with other points that a slider's key names."""
        parts = key.split(".")
        if len(parts) != 3 or not parts[2].isdecimal():
            raise PolicyError(f"rates: found '{key}', expected ITEM.OPTION.NUMBER")
        item, option, number = parts[0], parts[1], int(parts[2])
        self.dossier.package({item: option})
        measures = self.dossier.item(item).option(option).measures
        known = [s["key"] for s in _sliders(item, self.dossier.item(item).option(option))]
        if key not in known:
            raise PolicyError(f"rates: {unknown('slider', key, known)}")
        old = measures[number]
        return item, old, old.model_copy(update={"points": points})

    def outcome(self, state: State) -> Outcome:
        """The certified outcome of a state."""
        state.check(self.dossier)
        effect = self.effect(state)
        with self.lock:
            return self.space.eve.solve_effect(effect)

    def brief(self, form: str) -> str:
        """A form of the brief (``report.forms.FORMS``), made once."""
        with self.lock:
            if not self.briefs:
                self.briefs.update(brief_forms(self.space))
            return self.briefs[form]

    def evaluate_once(self) -> None:
        """Compile what the first change would otherwise wait for."""
        self.evaluate(State())
        if self.space.frontier:
            self.evaluate(State(package=dict(self.space.frontier[0].package)))

    def evaluate(self, state: State) -> dict[str, Any]:
        """What the position does, to parties, regions, sectors, prices, flows and revenue.

        Raises:
            DossierError, PolicyError: names or numbers the dossier does not know.
            NotConverged, NotCertified: no certified equilibrium there.
        """
        begin = time.perf_counter()
        outcome = self.outcome(state)
        world, d = outcome.world, self.dossier
        package = d.package(state.package)
        billions, percent = outcome.real_income_change, 100 * (outcome.real_income_ratio - 1)
        no_deal, beyond = self._no_deal(state), {e: worth(d, package, e) for e in ("low", "mid", "high")}
        parties = {}
        for code, party in d.parties.items():
            weight, economic = state.weights.get(code, 1.0), float(billions[world.region(party.region)])
            low, mid, high = (weight * beyond[end][code] for end in ("low", "mid", "high"))
            parties[code] = {
                "economic": economic,
                "political": mid,
                "value": economic + mid,
                "low": economic + min(low, high),
                "high": economic + max(low, high),
                "no_deal": no_deal[code],
                "gain": economic + mid - no_deal[code],
            }
        objections = list(d.objections(package))
        order = np.argsort(-np.abs(billions))
        return {
            "package": package,
            "parties": parties,
            "signable": not objections and all(p["gain"] >= 0 for p in parties.values()),
            "objections": objections,
            "regions": [
                {
                    "code": world.regions[n], "name": world.region_name(world.regions[n]),
                    "billions": float(billions[n]), "percent": float(percent[n]),
                }
                for n in order
            ],
            **self._details(outcome),
            "certificate": {"words": str(outcome.certificate), **outcome.certificate.as_dict()},
            "milliseconds": 1000 * (time.perf_counter() - begin),
        }  # fmt: skip

    def _no_deal(self, state: State) -> dict[str, float]:
        """Expected value of no deal by party, at the state's weights and probabilities."""
        chances = state.chances(self.dossier)
        found = dict.fromkeys(self.space.parties, 0.0)
        for branch, chance in chances.items():
            deal = self.space.no_deal[branch]
            for p in found:
                found[p] += chance * (deal.economic[p] + state.weights.get(p, 1.0) * deal.political[p])
        return found

    def _details(self, outcome: Outcome) -> dict[str, Any]:
        """Sectors, prices, flows and revenue of the parties."""
        world, own = outcome.world, {p: party.region for p, party in self.dossier.parties.items()}
        sectors, prices, revenue = {}, {}, {}
        dearer = 100 * (1 / outcome.real_wage_ratio - 1)
        for p, region in own.items():
            n = world.region(region)
            before = world.output[n]
            change = outcome.output[n] - before
            rows = [
                {
                    "code": world.sectors[s],
                    "name": world.sector_name(world.sectors[s]),
                    "billions": float(change[s]),
                    "percent": float(100 * change[s] / before[s]) if before[s] > 0 else 0.0,
                }
                for s in np.argsort(change)
            ]
            sectors[p] = {"lost": rows[:SHOWN_SECTORS], "won": rows[::-1][:SHOWN_SECTORS]}
            prices[p] = float(dearer[n])
            revenue[p] = {
                "before": float(self.space.eve.outcome.tariff_revenue[n]),
                "after": float(outcome.tariff_revenue[n]),
            }
        flows = [
            {"from": a, "to": b, **dict(zip(("before", "after"), outcome.bilateral_goods(own[a], own[b]), strict=True))}
            for a in own
            for b in own
            if a != b
        ]
        return {"sectors": sectors, "prices": prices, "revenue": revenue, "flows": flows}


def _item(item: Item) -> dict[str, Any]:
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
                "measures": [describe(m) for m in o.measures],
                "sliders": _sliders(item.id, o),
                "worth": {p: w.model_dump() for p, w in o.worth.items()},
            }
            for o in item.options
            if not o.only_in_phases
        ],
    }


def _point(deal: Deal) -> dict[str, Any]:
    return {
        "package": dict(deal.package),
        "economic": dict(deal.economic),
        "political": dict(deal.political),
        "ties": deal.ties,
    }


def _sliders(item: str, option: Option) -> list[dict[str, Any]]:
    """Rates of an option that a slider moves: points of tariffs, taxes and subsidies."""
    found = []
    for number, measure in enumerate(option.measures):
        points = getattr(measure, "points", None)
        if isinstance(points, int | float):
            reach = max(0.25, 2 * abs(points))
            found.append(
                {
                    "key": f"{item}.{option.id}.{number}",
                    "label": describe(measure),
                    "points": float(points),
                    "low": max(-0.99, -reach) if points < 0 else 0.0,
                    "high": float(min(5.0, reach)) if points > 0 else 0.25,
                }
            )
    return found
