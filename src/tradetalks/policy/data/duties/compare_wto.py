"""Where the ledger's averages of China's duties on US goods part from the WTO's applied rates, by product.

    python src/tradetalks/policy/data/duties/compare_wto.py /path/to/shared

The WTO's file stays outside the repository (its terms are not clear); what this prints stands beside each of
its averages (``build_published.py`` keeps them in ``published_parts.csv``).
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[4]))

from tradetalks.policy.duties import china

NEAR, WAIVED = 1.0, 2.0
"""Points within which two rates are alike; retaliation above which a line can be said to be waived."""


def main(shared: Path) -> None:
    for day, parts in gaps(shared).items():
        print(day, {name: round(points, 2) for name, points in parts.items()})


@cache
def gaps(shared: Path) -> dict[str, dict[str, float]]:
    """``gap`` of every day that the WTO's file holds."""
    theirs: Any = pd.read_csv(
        shared / "trade/wto_china_tariff_on_us_hs6_2025_2026.csv.gz", dtype={"hs6": str}
    ).set_index("hs6")
    trade = theirs.pop("china_imports_from_us_usd").fillna(0.0)
    return {day: gap(day, theirs[day], trade) for day in theirs.columns}


def gap(day: str, theirs: Any, trade: Any) -> dict[str, float]:
    """Ours less theirs on a day, points, by where it comes from; the parts add up."""
    layers = china.applied(day)
    ours, old = (pd.Series(100 * rate, china.codes()) for rate in (china.total(layers), layers["2018-19"]))
    both = trade.index[trade.index.isin(ours.index)]
    weight = trade[both] / trade[both].sum()
    apart = (ours[both] - theirs[both]) * weight
    average = float((theirs * trade).sum() / trade.sum())
    on_both = float((theirs[both] * weight).sum())
    here = sum(china.average_of(layers, year=2024).values())
    waived = ((theirs[both] - ours[both] + old[both]).abs() <= NEAR) & (old[both] > WAIVED)
    return {
        "all": here - average,
        "imports counted by China as weights": here - float((ours[both] * weight).sum()),
        "codes of HS 2022": on_both - average,
        "retaliation waived whole": float(apart[waived].sum()),
        "other lines": float(apart[~waived].sum()),
        "no rate there": float((ours[both] * weight)[theirs[both].isna()].sum()),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
