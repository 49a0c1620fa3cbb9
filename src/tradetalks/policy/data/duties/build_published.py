"""Build the parts of published averages that their publishers say, by layer and by partner, and where the WTO's differ.

    python src/tradetalks/policy/data/duties/build_published.py /path/to/shared

Averages themselves stand in ``published.csv``, written by hand. Parts by layer and partner are of openly licensed files
(``manifest.json``); of the WTO's file, whose terms are not clear, only sums over all products are kept, as
``compare_wto.py`` works them out.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[4]))

from tradetalks.policy.data.duties import compare_wto
from tradetalks.policy.duties import lines as schedule
from tradetalks.policy.duties import us
from tradetalks.policy.duties.lines import PARTNERS

HERE = Path(__file__).parent
AUTHORITIES = {
    "etr_232": "232", "etr_301": "301", "etr_ieepa": "reciprocal and country orders", "etr_fentanyl": "fentanyl",
    "etr_s122": "122", "etr_other": "other",
}  # fmt: skip
"""The tracker's authorities and the ledger's layers."""
NAMES = {
    "EU27": "EUROPEAN UNION", "CAN": "CANADA", "MEX": "MEXICO", "CHN": "CHINA", "JPN": "JAPAN", "KOR": "KOREA, SOUTH",
    "TWN": "TAIWAN", "VNM": "VIETNAM", "IND": "INDIA", "CHE": "SWITZERLAND", "GBR": "UNITED KINGDOM", "THA": "THAILAND",
    "MYS": "MALAYSIA", "IDN": "INDONESIA", "BRA": "BRAZIL", "SGP": "SINGAPORE",
}  # fmt: skip
"""Partners told apart; all others together."""


def main(shared: Path) -> None:
    rows = pd.read_csv(HERE / "published.csv", dtype=str).fillna("")
    found: list[tuple[str, ...]] = []
    for row in rows.to_dict("records"):
        key = (row["importer"], row["exporter"], row["date"], row["who"])
        parts = [*parts_of(shared / "trade", *key)]
        found += [(*key, kind, name, f"{points:.3f}") for kind, name, points in parts if abs(points) >= 0.0005]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["importer", "exporter", "date", "who", "kind", "part", "points"])
    writer.writerows(found)
    (HERE / "published_parts.csv").write_text(text.getvalue(), encoding="utf-8")


def parts_of(trade: Path, importer: str, exporter: str, day: str, who: str) -> Iterator[tuple[str, str, float]]:
    """Kind (layer, partner or cause), name and points: of the publisher's average, or (cause) of the gap."""
    if who == "Yale tracker":
        by: Any = pd.read_csv(trade / "yale_daily_by_authority_20260310.csv", dtype={"date": str}).set_index("date")
        layers = {name: 100 * float(by.loc[day, column]) for column, name in AUTHORITIES.items()}
        total: Any = pd.read_csv(trade / "yale_daily_overall_20260310.csv", dtype={"date": str}).set_index("date")
        yield "layer", "base", 100 * float(total.loc[day, "weighted_etr"]) - sum(layers.values())
        yield from (("layer", name, points) for name, points in layers.items())
    if who == "Yale" and exporter == "all":
        etrs: Any = pd.read_csv(trade / "yale_etrs_comparison_by_country.csv", dtype={"country": str})
        rate = _rates(etrs[etrs.date == day].set_index("country"), trade.parent / "hts/country_partner_mapping.csv")
        value = pd.Series({code: schedule.imports(code).sum() for code in rate.index})
        weight = 100 * rate * value / value.sum()
        yield from _by_partner({code: float(weight[code]) for code in NAMES}, float(weight.sum()))
    if who == "Waugh":
        table: Any = pd.read_csv(trade / "tw_country-by-time.csv")
        table = table[table.country_name != "SLOVAKIA"]  # in the European Union's row
        last = table[table.date <= day].date.max()
        table = table[table.date == last].set_index("country_name")
        if exporter == "all":
            both = table["effective tariff"] + table["2024 tariff"]
            weight = both * table["total imports"] / table["total imports"].sum()
            yield from _by_partner({code: float(weight[name]) for code, name in NAMES.items()}, weight.sum())
        else:
            yield "layer", "duties before 2025", float(table.loc[NAMES[exporter], "2024 tariff"])
            yield "layer", "duties since 2025", float(table.loc[NAMES[exporter], "effective tariff"])
    if who == "WTO" and importer == "USA":
        theirs: Any = pd.read_csv(trade / "wto_us_tariff_on_china_hs6_20251110.csv.gz", dtype={"hs6": str})
        yield from _by_heading(theirs.set_index("hs6").iloc[:, 0], day)
    if who == "WTO" and importer == "CHN":
        parts = compare_wto.gaps(trade.parent)[day]
        yield from (("cause", name, points) for name, points in parts.items() if name != "all")


def _by_heading(theirs: Any, day: str) -> Iterator[tuple[str, str, float]]:
    """The four-digit headings that make most of a gap on China's goods, imports of 2024."""
    lines = schedule.load()
    value = pd.Series(schedule.imports("CHN"), lines.six)
    duty = pd.Series(100 * us.total(us.rates("CHN", day)), lines.six) * value
    ours: Any = duty.groupby(level=0).sum()
    weight: Any = value.groupby(level=0).sum()
    known = weight.index.intersection(theirs.index)
    apart = ours[known] / weight.sum() - theirs[known] * weight[known] / weight[known].sum()
    heading = apart.groupby(known.str[:4]).sum().sort_values(key=abs, ascending=False)
    yield from (("cause", f"HS {code}", float(points)) for code, points in heading.head(6).items())
    yield "cause", "other headings", float(heading.iloc[6:].sum())
    yield "cause", "codes without a rate there", float(ours.drop(known).sum() / weight.sum())


def _by_partner(parts: dict[str, float], whole: float) -> Iterator[tuple[str, str, float]]:
    yield from (("partner", code, points) for code, points in parts.items())
    yield "partner", "others", whole - sum(parts.values())


def _rates(etrs: Any, mapping: Path) -> Any:
    """A day's rates by partner of the ledger; the European Union's is its members', weighted as the file does.

    The file's own weights are the imports it could match that day (2,270 bn USD of 3,251 on 1 January 2026), so that
    averages over partners are taken on Census's imports of 2024.
    """
    frame = pd.read_csv(mapping, dtype=str)
    own = etrs.reindex([code for code in frame[frame.partner == "eu"].cty_code if code in etrs.index])
    found = {code: etrs.etrs_level.get(census) for code, census in PARTNERS.items() if code != "EU27"}
    europe = float((own.etrs_level * own.imports).sum() / own.imports.sum())
    return pd.Series({"EU27": europe} | found).dropna()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
