"""Build the lists of those who answered US duties, and what the United States sells them by product.

    python src/tradetalks/policy/data/duties/build_answers.py /path/to/shared

Canada's lists of 2025 and Turkey's are the US government's matrix of retaliation of 28 March 2025, by national line.
The others are entered below as they were read: Mexico's by tariff item, the European Union's and Canada's of 2018 by
the products that notices and the press name, at headings given here.

Open figures of US exports by partner and product were not found. They are those to the world by chapter (2017), spread
evenly inside, with Canada's largest chapters as read and its list of 4 March 2025 as counted. So every list is brought
to the trade that its government said it covers: one that by chapter would cover less has the trade in its codes raised,
one that would cover more pays on a ``share`` of each HS6. ``answers.json`` holds each figure, its source, and what
chapters alone make of it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[3]))

from tradetalks.policy.data.duties.build_duties import ALUMINIUM_2018, STEEL_2018, write  # noqa: E402
from tradetalks.world.classify import SECTORS  # noqa: E402
from tradetalks.world.world import World  # noqa: E402

# What each government said its lists cover, bn USD. Canadian dollars of 2025 at 21.7 for 30, as told of the first list.
COVERED: dict[str, dict[str, Any]] = {
    "canada 2018": {"importer": "CAN", "year": 2017, "bn": 12.8,
                    "lists": ("canada 2018 steel", "canada 2018 other"),
                    "source": "16.6 bn CAD of imports in 2017 (Department of Finance, notice of 2019); 12.8 bn USD"
                              " (tariffsaretaxes.org, list of 18 June 2018)"},
    "canada 4 march": {"importer": "CAN", "year": 2024, "bn": 21.7, "lists": ("canada 4 march",),
                       "source": "30 bn CAD, 21.7 bn USD (deepnewz.com, 22 August 2025); mondaq.com 1673636"},
    "canada steel": {"importer": "CAN", "year": 2024, "bn": 9.1, "lists": ("canada steel",),
                     "source": "12.6 bn CAD (Minister of Finance, 12 March 2025: epochtimes 5824157)"},
    "canada aluminium": {"importer": "CAN", "year": 2024, "bn": 2.2, "lists": ("canada aluminium",),
                         "source": "3 bn CAD (as above)"},
    "canada other": {"importer": "CAN", "year": 2024, "bn": 10.3, "lists": ("canada other",),
                     "source": "14.2 bn CAD (as above)"},
    "eu 2018": {"importer": "EU27", "year": 2017, "bn": 3.3, "lists": ("eu 2018",),
                "source": "2.8 bn EUR, 3.3 bn USD (hirunews.lk 193135, 15 June 2018, of the Commission)"},
    "mexico 2018": {"importer": "MEX", "year": 2017, "bn": 3.0, "lists": ("mexico 2018", "mexico 2018 pork and cheese"),
                    "source": "about 3 bn USD a year (Ministry of Economy: naega.org, 5 June 2018)"},
    "turkey 2018": {"importer": "TUR", "year": 2017, "bn": 1.8, "lists": ("turkey 2018",),
                    "source": "1.8 bn USD (taxpayer.net, August 2018)"},
}  # fmt: skip
# Canada 2018, table 1: the kinds of steel that macleans.ca lists on 31 May 2018 are those of the US duty; tables 2 and
# 3: aluminium of the US duty, and goods as ctvnews.ca 1.3996213 names them on 1 July 2018.
CANADA_2018 = (
    *(c for c in ALUMINIUM_2018 if len(c) == 4), "040310", "040320", "090121", "160232", "170220", "170490",
    "180632", "190590", "200110", "200799", "200912", "200919", "210310", "210320", "210390", "210410", "220210",
    "220830", "330430", "330530", "330710", "330749", "340130", "340250", "340220", "340600", "350610", "380891",
    "380892", "380893", "392321", "392329", "392410", "392490", "441239", "481159", "481810", "481820", "481830",
    "482290", "490900", "732111", "732190", "841810", "841911", "841919", "842211", "843311", "890310", "890311",
    "890312", "890391", "890392", "940430", "940490", "950440", "960810", "960820",
)  # fmt: skip
# European Union, Regulation 2018/886 annex I (25%; playing cards 10%), as qz.com 1312466, pwc.nl, fora.ie and
# gminternational.net name the products.
EU_2018 = {
    **dict.fromkeys(
        ("071040", "071190", "071333", "100590", "100630", "100640", "190410", "200811", "200893", "200911", "200912",
         "200919", "200981", "220830", "2402", "2403", "330410", "330420", "610910", "620342", "620462", "630231",
         "640359", "640399", "730890", "7310", "7314", "7315", "7318", "7321", "7322", "7323", "7324", "7604", "7605",
         "7606", "7607", "7608", "7610", "7615", "871140", "871150", "8903"), 0.25),
    "950440": 0.10,
}  # fmt: skip
# Mexico, decree of 5 June 2018: items as tlcasociados.com.mx 248 lists them. Rates: fasa.nyc (pork, cheese), naega.org
# (apples, cranberries 20; whiskey 25), Reuters KCN1J122T (steel 25, potatoes 20; furniture, lamps, fans, kitchenware
# and boats 7 to 15, here 11), beat102103.com (no farm good below 15: prepared pork and foods).
MEXICO_STEEL = (
    "720810", "720838", "720839", "720851", "720915", "720918", "721012", "721041", "721049", "721061", "721129",
    "721190", "721230", "721320", "721399", "721420", "721491", "721499", "721621", "721631", "721633", "721640",
    "722530", "722540", "722550", "722691", "722699", "730423", "730511", "730539", "730630",
)  # fmt: skip
MEXICO = {
    **dict.fromkeys(MEXICO_STEEL, 0.25),
    **dict.fromkeys(("080810", "200410", "200893"), 0.20),
    **dict.fromkeys(("160100", "160241", "160242", "210690"), 0.15),
    "220830": 0.25,
    **dict.fromkeys(("761510", "841459", "890392", "940320", "940510"), 0.11),
}
MEXICO_PORK_AND_CHEESE = {
    **dict.fromkeys(("020312", "020319", "020322", "020329", "040620", "040690"), 0.20),
    "040610": 0.25,
}
CARS = ("8703", "8704")
CANADA = {2017: 280.0, 2024: 350.6}
"""US exports of goods to Canada, bn USD: of 2024 as the Census Bureau has them (c1220); of 2017 those of 2015, the last
before it that was read (Globe and Mail, 20 January 2017)."""
CANADA_CHAPTERS = {"87": 48.0, "84": 43.0, "85": 25.0, "27": 21.0, "39": 13.0}
"""Its largest chapters in 2015, bn USD (as above)."""
US_WORLD_2017 = 1546.3
"""US exports of goods to the world in 2017, bn USD (Census, as ``us_exports_world_2017.csv.gz`` adds up to)."""


def main(shared: Path) -> None:
    matrix = pd.read_csv(shared / "trade/ita_retaliation_product_matrix_20250328.csv.gz", dtype=str)
    first: Any = pd.read_csv(shared / "trade/tw_lists/canada-US-exports-030425.csv", dtype={"hs-code": str})
    counted = first.groupby("hs-code").exports.sum() / 1e9
    codes = _codes(matrix, counted)
    exports = _exports(codes, counted)
    lists = _lists(matrix, codes, shared)
    told = {
        name: {**{k: v for k, v in said.items() if k != "lists"}, "us_exports_bn": round(_total(said), 1)}
        for name, said in COVERED.items()
    }
    for name, covered in _covered(lists, exports).items():
        told[name]["by_chapter_bn"] = round(covered * told[name]["us_exports_bn"], 2)
    _raise(exports, lists, set(counted.index))
    for name, covered in _covered(lists, exports).items():
        mine = lists["list"].isin(COVERED[name]["lists"])
        lists.loc[mine, "share"] *= min(1.0, COVERED[name]["bn"] / _total(COVERED[name]) / covered)
    for name, covered in _covered(lists, exports).items():
        told[name]["covered_bn"] = round(covered * told[name]["us_exports_bn"], 2)
    lists["share"] = lists.share.round(5)
    write(lists.sort_values(["list", "hs6"]), "answers_lists.csv.gz")
    write(exports.round(6).rename_axis("hs6").reset_index(), "answers_exports.csv.gz")
    (HERE / "answers.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(told, indent=1))


def _codes(matrix: Any, counted: Any) -> list[str]:
    """HS6 of China's table (HS 2017), of the US schedule of 2024 (HS 2022) and of the lists."""
    lines = pd.read_csv(HERE / "lines.csv.gz", dtype=str).line.str[:6]
    table = pd.read_csv(HERE / "china_rates_2018_2019.csv.gz", dtype=str).hs6
    mine = matrix[matrix.country.isin(["Canada"])].tariff_line.str[:6]
    found = {*lines, *table, *mine, *counted.index, *CANADA_2018, *EU_2018, *MEXICO, *MEXICO_PORK_AND_CHEESE}
    return sorted(c for c in found if len(c) == 6 and c[:2] not in ("98", "99"))


def _exports(codes: list[str], counted: Any) -> Any:
    """US exports by HS6 and importer, bn USD, of no one year: only their pattern counts."""
    two = pd.read_csv(HERE / "us_exports_world_2017.csv.gz", dtype={"hs2": str}).set_index("hs2").value / 1e9
    chapter: Any = pd.Series([c[:2] for c in codes], index=codes)
    even = chapter.map(two).fillna(0.0) / chapter.map(chapter.value_counts())
    found: Any = pd.DataFrame(dict.fromkeys(("CAN", "EU27", "MEX", "TUR"), even), index=codes)
    found["CAN"] = _canada(even, chapter, counted.reindex(codes).dropna())
    return found


def _canada(even: Any, chapter: Any, known: Any) -> Any:
    """US exports to Canada in 2024 by HS6, bn USD: codes as counted, chapters as read, the rest as to the world."""
    read = {c: bn * CANADA[2024] / CANADA[2017] for c, bn in CANADA_CHAPTERS.items()}
    found = even.copy()
    found[known.index] = known
    free = ~found.index.isin(known.index)
    for c, bn in read.items():
        mine = chapter.eq(c)
        found[mine & free] *= (bn - found[mine & ~free].sum()) / found[mine & free].sum()
    other = free & ~chapter.isin(list(read))
    found[other] *= (CANADA[2024] - found[~other].sum()) / found[other].sum()
    return found


def _lists(matrix: Any, codes: list[str], shared: Path) -> Any:
    rows: list[tuple[str, str, float, float]] = []

    def add(name: str, prefixes: dict[str, float]) -> None:
        rows.extend((name, c, 1.0, rate) for c in codes for p, rate in prefixes.items() if c.startswith(p))

    canada = matrix[matrix.country == "Canada"].tariff_line.str.replace(".", "")
    march: Any = pd.read_csv(shared / "trade/tw_lists/canada-steel-list.csv", header=None, dtype=str)[0]
    march = set(march.str.replace(".", ""))
    names = {
        "canada 4 march": sorted(set(canada) - march),
        "canada steel": sorted(c for c in march if c[:2] in ("72", "73")),
        "canada aluminium": sorted(c for c in march if c[:2] == "76"),
        "canada other": sorted(c for c in march if c[:2] not in ("72", "73", "76")),
    }
    for name, lines in names.items():
        add(name, dict.fromkeys(sorted({c[:6] for c in lines}), 0.25))
    steel = [c for c in codes if any(a <= c <= b for a, b in STEEL_2018)]
    add("canada 2018 steel", dict.fromkeys(steel, 0.25))
    add("canada 2018 other", dict.fromkeys(CANADA_2018, 0.10))
    add("eu 2018", {**EU_2018, **dict.fromkeys((c for c in steel if c[:4] not in ("7301", "7302")), 0.25)})
    add("mexico 2018", MEXICO)
    add("mexico 2018 pork and cheese", MEXICO_PORK_AND_CHEESE)
    turkey = matrix[matrix.country == "Turkey"]
    rate = turkey.retal_total_pct.str.rstrip("%").astype(float) / 100
    add("turkey 2018", dict(zip(turkey.tariff_line.str.strip(), rate, strict=True)))
    add("cars", dict.fromkeys(CARS, 0.25))
    frame = pd.DataFrame(rows, columns=["list", "hs6", "share", "rate"])
    return frame.drop_duplicates(["list", "hs6"])


def _total(said: dict[str, Any]) -> float:
    """US exports of goods to an importer in the year of a list, bn USD: as counted where a figure was read; else those
    of 2022 in the input-output tables at the growth of all US exports."""
    importer = said["importer"]
    if importer == "CAN":
        return CANADA[said["year"]]
    world = World.builtin("icio80" if importer == "TUR" else "default")
    sectors = [world.sector(s.code) for s in SECTORS if s.goods]
    sold = world.trade[world.region("USA")][:, sectors].sum(axis=1)
    abroad = float(sold.sum() - sold[world.region("USA")])
    return float(sold[world.region(importer)]) / abroad * US_WORLD_2017


def _covered(lists: Any, exports: Any) -> dict[str, float]:
    """Share of an importer's purchases from the United States that each package of lists covers."""
    found = {}
    for name, said in COVERED.items():
        mine, weight = lists[lists["list"].isin(said["lists"])], exports[said["importer"]]
        found[name] = float((mine.hs6.map(weight) * mine.share).sum() / weight.sum())
    return found


def _raise(exports: Any, lists: Any, counted: set[str]) -> None:
    """Raise the trade in the codes of lists that cover less than was said, in place, until each covers as much."""
    for _ in range(100):
        for name, covered in _covered(lists, exports).items():
            said = COVERED[name]
            wanted = said["bn"] / _total(said)
            if covered < wanted:
                codes = [c for c in lists.hs6[lists["list"].isin(said["lists"])].unique() if c not in counted]
                exports.loc[codes, said["importer"]] *= wanted / covered


if __name__ == "__main__":
    main(Path(sys.argv[1]))
