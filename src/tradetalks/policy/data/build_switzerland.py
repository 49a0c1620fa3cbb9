"""Profiles of the dossier switzerland-2025: US duties on Swiss goods by sector, from the ledger of duties by product.

Run it to print them. Averages over lines of the US schedule by imports from Switzerland in 2024 (US Census, from the
ledger too). Bars, coins and unwrought precious metals are left out: the world of 2022 holds no bullion, and most
of the trade of its sector would otherwise count as exempt.
"""

from __future__ import annotations

import datetime

import numpy as np
from numpy.typing import NDArray

from tradetalks.policy.duties import lines, measures, stacking, us
from tradetalks.world.classify import SECTORS
from tradetalks.world.files.hs import sector_in

EVE = datetime.date(2025, 11, 12)
BENCHMARK = datetime.date(2022, 7, 1)
ADDED = 0.39
PRECIOUS = ("7106", "7108", "7110", "7112", "7115", "7118")
"""Headings of silver, gold, platinum, scrap of them, articles of precious metal (bars among them), coins."""
Array = NDArray[np.float64]


def profiles() -> dict[str, dict[str, float]]:
    """Profile -> sector -> points (or share), to three decimals, zeros left out.

    ``covered``: share of imports on which the 39 points stand. ``ceiling``: points in place of the 39 where the total
    with the base duty may not exceed 15%, on the terms that goods of the European Union had on the eve.
    ``section_232``: points of section 232 since 2022.
    """
    eve = us.rates("CHE", EVE)
    steel = eve["232"] - us.rates("CHE", BENCHMARK).get("232", np.zeros(len(eve["base"])))
    return {
        "covered": _by_sector(eve["reciprocal"] / ADDED),
        "ceiling": _by_sector(_as_the_union(eve["base"], eve["232"])),
        "section_232": _by_sector(steel),
    }


def _as_the_union(base: Array, section_232: Array) -> Array:
    """The European Union's ceiling of the eve on goods that pay ``base``, outside section 232."""
    (row,) = [d for d in measures.charged("EU27", EVE, None) if d.layer == "reciprocal" and d.names_partners]
    schedule = lines.load()
    on = schedule.union(row.products) & ~schedule.union(row.exempt)
    return np.where(on & (section_232 == 0), stacking.top_up(row.rate, base), 0.0)


def _by_sector(rate: Array) -> dict[str, float]:
    codes = lines.load().codes.astype("U4")
    weight = np.where(np.isin(codes, PRECIOUS), 0.0, lines.imports("CHE"))
    here = np.array([sector_in(code, tuple(s.code for s in SECTORS)) or "" for code in codes])
    found = {}
    for sector in SECTORS:
        inside = (here == sector.code) & ~lines.load().starts("98", "99")
        if inside.any():
            total = weight[inside].sum()
            found[sector.code] = float((rate * weight)[inside].sum() / total if total > 0 else rate[inside].mean())
    return {code: round(value, 3) for code, value in found.items() if abs(value) >= 5e-4}


if __name__ == "__main__":
    for name, rates in profiles().items():
        print(f"  {name}:\n    rates: {{{', '.join(f'{k}: {v:g}' for k, v in rates.items())}}}")
