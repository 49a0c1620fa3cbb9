"""Caliendo & Parro (2015), Estimates of the trade and welfare effects of NAFTA, Review of Economic Studies 82(1)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from tradetalks.equilibrium.outcome import Outcome
from tradetalks.equilibrium.rebase import consistent_base
from tradetalks.equilibrium.solver import solve
from tradetalks.policy.shock import Shock
from tradetalks.replications import Row, Rows, Say
from tradetalks.world.readers.caliendo_parro2015 import read_caliendo_parro2015, read_caliendo_parro2015_shares
from tradetalks.world.world import World

PAPER = "Caliendo & Parro (2015), REStud 82(1)"
MEMBERS = ("MEX", "CAN", "USA")
# Abstract (welfare, intra-bloc trade) and table 2, as the authors' programs print it
WELFARE = {"MEX": 1.31, "CAN": -0.06, "USA": 0.08}
TERMS = {"MEX": -0.41, "CAN": -0.11, "USA": 0.04}
VOLUME = {"MEX": 1.72, "CAN": 0.04, "USA": 0.04}
REAL_WAGE = {"MEX": 1.72, "CAN": 0.32, "USA": 0.11}
IMPORTS = {"MEX": 118.0, "CAN": 11.0, "USA": 41.0}
WITH_DEFICITS = {"MEX": 1.17, "CAN": -0.04, "USA": 0.08}  # the public R programs' own test, not in the paper
NOTES = (
    "the printed welfare is terms of trade plus volume of trade (their equation 14) in levels of change, first order in"
    " prices: not a change of real income, which stands beside it",
    "their base: cost shares as stated, final shares below zero set to zero and the rest scaled to one, no aggregate"
    " deficits in base and counterfactual, re-solved at the data's tariffs",
    "from flows: final use is what absorption leaves and inputs are trimmed to it (2% of world output), which takes"
    " Mexico from 1.31 to 0.82",
)


def authors(folder: Path, say: Say) -> Iterator[Row]:
    """Tariffs among the three members go from 1993 to 2005, on the authors' base without aggregate deficits."""
    say("re-solving the authors' base, 31 countries x 40 sectors")
    world = consistent_base(read_caliendo_parro2015_shares(folder), deficits="zero")
    say("solving NAFTA")
    outcome = _nafta(world, folder)
    terms, volume = account(outcome)
    exact, wage = 100 * (outcome.real_income_ratio - 1), 100 * (outcome.real_wage_ratio - 1)
    for code in MEMBERS:
        n = world.region(code)
        yield Row(f"{code}: welfare (terms plus volume of trade)", WELFARE[code], float(terms[n] + volume[n]))
        yield Row(f"{code}: terms of trade", TERMS[code], float(terms[n]))
        yield Row(f"{code}: volume of trade", VOLUME[code], float(volume[n]))
        yield Row(f"{code}: real wage", REAL_WAGE[code], float(wage[n]))
        yield Row(f"{code}: imports from the other two", IMPORTS[code], _bloc_imports(outcome, code))
        yield Row(f"{code}: exact real income", None, float(exact[n]))


def deficits(folder: Path, say: Say) -> Iterator[Row]:
    """The same with the data's aggregate deficits in base and counterfactual."""
    say("re-solving the base with deficits")
    outcome = _nafta(consistent_base(read_caliendo_parro2015_shares(folder)), folder)
    terms, volume = account(outcome)
    for code in MEMBERS:
        n = outcome.world.region(code)
        yield Row(
            f"{code}: welfare, deficits kept",
            WITH_DEFICITS[code],
            float(terms[n] + volume[n]),
            note="public R programs",
        )


def flows(folder: Path, say: Say) -> Iterator[Row]:
    """The same on a world built from the flows, as any other world is here."""
    say("solving NAFTA on the world from flows")
    outcome = _nafta(read_caliendo_parro2015(folder), folder)
    terms, volume = account(outcome)
    for code in MEMBERS:
        n = outcome.world.region(code)
        yield Row(f"{code}: welfare, world from flows", None, float(terms[n] + volume[n]), note="another calibration")
        yield Row(f"{code}: exact real income, world from flows", None, float(100 * (outcome.real_income_ratio[n] - 1)))


PARTS: dict[str, Rows] = {"authors": authors, "deficits": deficits, "flows": flows}


def _nafta(world: World, folder: Path) -> Outcome:
    """Tariffs among the three as of 2005, all others as they were."""
    later = read_caliendo_parro2015(folder, year=2005)
    shock = Shock(world)
    for importer in MEMBERS:
        for exporter in MEMBERS:
            if importer != exporter:
                i, n = later.region(exporter), later.region(importer)
                rates = dict(zip(later.sectors, later.tariff[i, n].tolist(), strict=True))
                shock = shock.tariff(importer, exporter, rates, "all")
    outcome = solve(world, shock)
    outcome.certificate.require()
    return outcome


def account(outcome: Outcome) -> tuple[Any, Any]:
    """Terms and volume of trade of equation (14), ``[region]`` per cent of income.

    ``sum (E dc - M dc)`` and ``sum t M (dM - dc)``, with ``dc = c'/c - 1`` and ``dM = M'/M - 1``: levels of change, as
    the authors' programs take them, where the equation is written in logs.
    """
    world = outcome.world
    across = ~np.eye(len(world.regions), dtype=bool)[:, :, None]
    border, after = world.trade * across, outcome.trade * across
    price = (outcome.cost_ratio - 1)[:, None, :]
    terms = (border * price).sum((1, 2)) - (border * price).sum((0, 2))
    growth = np.divide(after, border, out=np.ones_like(after), where=border > 0) - 1
    volume = (world.tariff * border * (growth - price)).sum((0, 2))
    return 100 * terms / world.income, 100 * volume / world.income


def _bloc_imports(outcome: Outcome, code: str) -> float:
    """Growth of a member's imports from the other two, per cent."""
    world = outcome.world
    n, others = world.region(code), [world.region(c) for c in MEMBERS if c != code]
    return 100 * float(outcome.trade[others, n].sum() / world.trade[others, n].sum() - 1)
