"""Profiles of the dossiers breakdown-2019 and phase-one-2019: Chinese goods that paid no section 301 duty, by sector.

Run it to print them. What was threatened in May 2019 and for 15 December 2019 are the goods that lists 1 to 3, and then
lists 1 to 4A, had spared. The ledger holds the lists that were charged, so the threat is what they left, medicines
apart. Shares are over lines of the US schedule by imports from China in 2024 (US Census, from the ledger too): trade
has moved towards what was spared, so they lie somewhat above those of 2018.
"""

from __future__ import annotations

import datetime

import numpy as np

from tradetalks.policy.duties import lines, us
from tradetalks.world.classify import SECTORS
from tradetalks.world.files.hs import sector_in

DAYS = {"breakdown-2019": datetime.date(2019, 5, 8), "phase-one-2019": datetime.date(2019, 12, 12)}
SPARED = ("PHARM", "CHEM", "METORE", "OTHMIN", "NFMET", "STEEL", "AIRRAIL", "SHIPS", "REFPET", "OILGAS", "COAL")
"""Sectors left out: medicines and what goes into them, minerals and metals that no list of 2018-19 was to reach, and
sectors of which the United States buys next to nothing from China."""
LEAST = 0.05
"""Shares below this are left out."""


def shares(day: datetime.date) -> dict[str, float]:
    """Sector -> share of US imports from China on lines without a section 301 duty on ``day``, to two decimals."""
    none = us.rates("CHN", day)["301"] == 0
    codes = lines.load().codes.astype("U4")
    weight = np.where(lines.load().starts("98", "99"), 0.0, lines.imports("CHN"))
    here = np.array([sector_in(code, tuple(s.code for s in SECTORS)) or "" for code in codes])
    found = {}
    for sector in SECTORS:
        total = weight[here == sector.code].sum()
        if total > 0 and sector.code not in SPARED:
            found[sector.code] = round(float(weight[(here == sector.code) & none].sum() / total), 2)
    return {code: share for code, share in found.items() if share >= LEAST}


if __name__ == "__main__":
    for name, day in DAYS.items():
        print(f"  {name}:\n    rates: {{{', '.join(f'{k}: {v:g}' for k, v in shares(day).items())}}}")
