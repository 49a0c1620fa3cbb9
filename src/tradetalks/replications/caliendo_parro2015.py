"""Caliendo & Parro (2015), Estimates of the trade and welfare effects of NAFTA, Review of Economic Studies 82(1)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from tradetalks.equilibrium.outcome import Outcome
from tradetalks.equilibrium.solver import solve
from tradetalks.policy.shock import Shock
from tradetalks.replications import Replication, Row
from tradetalks.world.readers.published import read_caliendo_parro2015

WELFARE = {"MEX": 1.31, "CAN": -0.06, "USA": 0.08}
MEMBERS = tuple(WELFARE)


def run(folder: Path, say: Callable[[str], Any]) -> Replication:
    """Tariffs among the three members go from 1993 to 2005; all others stay."""
    say("reading 31 countries x 40 sectors")
    world, later = read_caliendo_parro2015(folder), read_caliendo_parro2015(folder, year=2005)
    shock = Shock(world)
    for importer in MEMBERS:
        for exporter in MEMBERS:
            if importer != exporter:
                i, n = world.region(exporter), world.region(importer)
                rates = dict(zip(world.sectors, later.tariff[i, n].tolist(), strict=True))
                shock = shock.tariff(importer, exporter, rates, "all")
    say("solving NAFTA")
    outcome = solve(world, shock)
    outcome.certificate.require()
    account, exact = _account(outcome), dict(zip(world.regions, 100 * (outcome.real_income_ratio - 1), strict=True))
    rows = [
        Row(f"{code}: welfare, linear account in growth", WELFARE[code], float(account[world.region(code)]))
        for code in MEMBERS
    ]
    rows += [Row(f"{code}: exact real income", None, float(exact[code])) for code in MEMBERS]
    return Replication(
        "caliendo_parro2015",
        "Caliendo & Parro (2015), REStud 82(1)",
        tuple(rows),
        (
            "the printed numbers are terms of trade plus volume of trade (their eq. 14), trade growth in levels, not"
            " changes of real income; both are shown",
            "Mexico's gap is not explained: negative final use, 2% of world output, is trimmed here, and theirs may be"
            " treated otherwise",
        ),
    )


def _account(outcome: Outcome) -> Any:
    """Equation (14), per cent of income: ``sum (E dlog c - M dlog c) + sum t M (dlog M - dlog c)`` with growth of
    imports ``M'/M - 1`` in place of its log."""
    world = outcome.world
    across = ~np.eye(len(world.regions), dtype=bool)[:, :, None]
    border, after = world.trade * across, outcome.trade * across
    price = np.log(outcome.cost_ratio)[:, None, :]
    terms = (border * price).sum((1, 2)) - (border * price).sum((0, 2))
    growth = np.divide(after, border, out=np.ones_like(after), where=border > 0) - 1
    volume = (world.tariff * border * (growth - price)).sum((0, 2))
    return 100 * (terms + volume) / world.income
