"""Ignatenko, Lashkaripour, Macedoni & Simonovska (2025), Making America great again? The economic impacts of
Liberation Day tariffs, Journal of International Economics."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tradetalks.equilibrium.solver import solve
from tradetalks.policy.shock import Shock
from tradetalks.replications import Replication, Row
from tradetalks.world.readers.published import read_liberation_day2025


def run(folder: Path, say: Callable[[str], Any]) -> Replication:
    """The announced US tariffs, no retaliation, revenue rebated as a lump sum."""
    say("reading 194 countries")
    world, rates = read_liberation_day2025(folder)
    shock = Shock(world)
    for code, rate in rates.items():
        if code != "USA" and rate:
            shock = shock.tariff("USA", code, rate, "all")
    say("solving")
    outcome = solve(world, shock)
    outcome.certificate.require()
    us = world.region("USA")
    exports = (outcome.trade[us].sum() - outcome.trade[us, us].sum()) / outcome.labour_income[us]
    before = (world.trade[us].sum() - world.trade[us, us].sum()) / world.labour_income[us]
    return Replication(
        "liberation_day2025",
        "Ignatenko, Lashkaripour, Macedoni & Simonovska (2025)",
        (
            Row("US welfare, lump-sum rebate, no retaliation", -0.01, 100 * float(outcome.real_income_ratio[us] - 1)),
            Row("US exports over GDP", -52.7, 100 * float(exports / before - 1),
                note="published with income-tax relief"),
            Row("US consumer prices over wages", 12.8, 100 * float(1 / outcome.real_wage_ratio[us] - 1),
                note="published with income-tax relief, its own price measure"),
        ),
        (
            "their labour supply is elastic, pass-through incomplete and income taxes are cut: none of it is here;"
            " one sector, trade elasticity 4, deficits fixed",
            "shown to place our simpler model beside theirs, not as a reproduction",
        ),
    )  # fmt: skip
