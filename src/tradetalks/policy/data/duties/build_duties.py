"""Build the ledger's product lists, lines and trade weights from openly licensed files.

    python src/tradetalks/policy/data/duties/build_duties.py /path/to/shared

The argument is a folder with ``hts/``, ``trade/`` (see ``manifest.json`` for each file's origin and licence). The raw
files are not in the repository. ``measures.csv`` and ``published.csv`` beside this script are written by hand.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[4]))

from tradetalks.world import icio80
from tradetalks.world.world import World

HERE = Path(__file__).parent
TRACKER = "Budget-Lab-Yale/tariff-rate-tracker@8315fffd"

# US note 16(b): Proclamation 9705 (83 FR 11625, 2018-03-15); US note 19(b): Proclamation 9704 (83 FR 11619).
STEEL_2018 = (
    ("720610", "721650"), ("721699", "730110"), ("730210", "730210"), ("730240", "730290"), ("730410", "730690"),
)  # fmt: skip
ALUMINIUM_2018 = ("7601", "7604", "7605", "7606", "7607", "7608", "7609", "7616995160", "7616995170")
# CBP, CSMS 64724565 of 2025-04-11: "semiconductors" in the sense of the memorandum of that day.
ELECTRONICS = (
    "8471", "847330", "8486", "85171300", "85176200", "85235100", "8524", "85285200", "85411000", "85412100",
    "85412900", "85413000", "85414910", "85414970", "85414980", "85414995", "85415100", "85415900", "85419000", "8542",
)  # fmt: skip
# Headings of US notes 33, 37 and 38 as the tracker's config/policy_params.yaml lists them.
PASSENGER_CARS = (
    "870322", "870323", "870324", "870331", "870332", "870333", "870334", "870340", "870350", "870360", "870370",
    "870380", "870390", "87042101", "87043101", "87044100", "87045100",
)  # fmt: skip
TRUCKS = (
    "87012100", "87012200", "87012300", "87012400", "87012900", "87041010", "87041050", "87042211", "87042251",
    "87042301", "87043201", "87044200", "87044300", "87045200", "87046000", "87049001", "87054000", "8705900080",
    "87060003", "8706000520", "8706000575", "87060025", "87060050", "87091100", "87091900",
)  # fmt: skip
SOFTWOOD = (
    "44031100", "44032101", "44032201", "44032301", "44032401", "44032501", "44032601", "44039901", "44061100",
    "44069100", "44071100", "44071200", "44071300", "44071400", "44071900",
)  # fmt: skip
FURNITURE = ("9401614011", "9401614031", "9401616011", "9401616031")
# What the agreement on civil aircraft frees by its nature; parts that fly only sometimes are left out, for the list
# frees them on certified use alone.
AIRCRAFT = ("8801", "8802", "8804", "8805", "8806", "8807", "84071000", "84091000", "841111", "841112", "841121",
            "841122", "841191")  # fmt: skip
# State Council Tariff Commission, announcement of 4 February 2025: annex 1 (8 lines) as printed at energyheadlines.com
# p=4168; annex 2 (72 lines: crude oil, farm machinery, large cars, pickups), whose lines are those of the named kinds
# that the US matrix of 28 March 2025 shows with ten points more than their neighbours: 72, as announced.
FEBRUARY_15 = (
    "27011100", "27011210", "27011290", "27011900", "27012000", "27021000", "27022000", "27111100",
)  # fmt: skip
FEBRUARY_10 = (
    "27090000", "84193310", "84193400", "84244100", "84244900", "84248200", "84321000", "84322100", "84322900",
    "84323111", "84323119", "84323121", "84323129", "84323131", "84323139", "84323911", "84323919", "84323921",
    "84323929", "84323931", "84323939", "84324100", "84324200", "84328010", "84328090", "84331100", "84331900",
    "84332000", "84333000", "84334000", "84335100", "84335200", "84335300", "84335910", "84335990", "84336010",
    "84336090", "84341000", "84361000", "84362100", "84362900", "84368000", "84371010", "84371090", "84378000",
    "84386000", "84792000", "87011000", "87013000", "87019110", "87019210", "87019310", "87019410", "87019510",
    "87032361", "87032362", "87032363", "87032369", "87032411", "87032412", "87032413", "87032419", "87032421",
    "87032422", "87032423", "87032429", "87042100", "87043100", "87044100", "87045100", "87046000", "87162000",
)  # fmt: skip
# What importers told in April 2025 that China lets in without its match, a list of 131 items that was never published:
# medicines, ethane, chips but memories, machines that make them, aircraft's engines and parts, helicopters, medical
# equipment (liveindex.org, after the Wall Street Journal; dev-news.uto.ai, 25 April; brecorder.com 40360308).
# Industrial chemicals are named too, and not which.
EXEMPT_2025 = ("30", "271119", "290110", "854231", "854233", "854239", "8486", "8411", "8803", "880211", "880212",
               "9018", "9021", "9022")  # fmt: skip
CABINETS = ("9403409060", "9403608093", "9403910080")
# China's published exclusions from its retaliation of 2018-19, national lines by the day from which each list applies;
# a line of which only some goods are excluded counts whole, as the WTO's applied rates have it. 2019-09-17: icis.com
# 10416161 and kenhamanaka.com p=1268, all 16; 34021300 is 34024200 in HS 2022. 2019-12-26: bdpinternational.com (six
# goods by name; food-grade wax is left out, for no line was read for it). 2020-02-28: hardwoodfloorsmag.com 2021-02-26
# (hardwood) and china-briefing.com 2020-05-14 (goods by name); some 50 of its 65 goods were not read. 2020-05-19:
# whdlhb.com (the first 15 of 79) and radar (qiqingliuyu.cn n2292747).
EXCLUDED = {
    "2019-09-17": (
        "03063610", "04041000", "12141000", "12149000", "23012010", "27101299", "27101919", "27101991", "27101992",
        "27101993", "29349990", "34024200", "34031900", "34039900", "90221400",
    ),
    "2019-12-26": ("27101994", "39012000", "39014010", "39014020", "39021000"),
    "2020-02-28": (
        "44039100", "44039960", "44079100", "44079400", "44079500", "44079930", "90121000", "90132000", "90181310",
        "90273000", "90275010",
    ),
    "2020-05-19": (
        "25070010", "25120010", "25199091", "25262020", "25309020", "26161000", "26169000", "28046190", "28100020",
        "28181090", "28401100", "28401900", "28439000", "85261010", "85261090",
    ),
}  # fmt: skip
# Yellow soybeans: retaliation is waived on application since 2 March 2020 (announcement 2 of 2020), and all buyers are
# said to pay 13% since November 2025, the ordinary 3 and the match's 10 (Reuters, financetom.com 468184).
WAIVED_SOYBEANS = ("12019011", "12019019")
AIRCRAFT_EXPORTS, AIRCRAFT_CODE = "880000", "880240"
"""What US exports count aircraft, engines and parts under, and the code of China's tariff that stands for it."""
EXPORTS_2024 = 143.546e9
"""US exports to China of 2024, USD (Census; ``observed/us-china.csv``)."""


def main(shared: Path) -> None:
    lines = build_lines(shared)
    lists = build_lists(shared, lines)
    write(lists, "products.csv.gz")
    write(lines, "lines.csv.gz")
    build_trade(shared)
    build_china(shared)
    sizes = {p.name: p.stat().st_size for p in sorted(HERE.glob("*.csv*"))}
    print(json.dumps(sizes, indent=1), sum(sizes.values()))


def read(path: Path, **more: Any) -> Any:
    return pd.read_csv(path, dtype=str, **more)


def numbers(column: Any) -> Any:
    """A column of text as numbers."""
    return pd.to_numeric(column)


def write(frame: Any, name: str) -> None:
    """A csv without clock or file name in its gzip header, so that a rebuild is byte for byte the same."""
    with open(HERE / name, "wb") as raw, gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed:
        packed.write(frame.to_csv(index=False, lineterminator="\n").encode())


def build_lines(shared: Path) -> pd.DataFrame:
    """HTS10 lines: NAICS sector, metal shares of value (BEA input-output), USMCA shares of 2025 by partner."""
    metal: Any = read(shared / "hts/metal_content_shares_bea_hs10.csv").drop_duplicates("hs10").set_index("hs10")
    china = read(shared / "trade/us_imports_2024_china_hs10.csv.gz").HS10
    six = read(shared / "trade/us_imports_2024_hs6_by_partner.csv.gz").HS6
    usmca = read(shared / "hts/usmca_product_shares_2025.csv")
    share = usmca.pivot_table(index="hts10", columns="cty_code", values="usmca_share", aggfunc="first")
    codes = sorted(set(metal.index) | set(china) | set(share.index))
    # an HS6 that trade names and no list of lines does stands as its own line
    codes = sorted({*codes, *(f"{c}0000" for c in set(six) - {line[:6] for line in codes})})
    out: Any = pd.DataFrame(index=pd.Index(codes, name="line"))
    out["naics"] = metal.naics.str[:3]
    missing = out.index[out.naics.isna()]
    by = {k: metal.naics.str[:3].groupby(metal.index.str[:k]).agg(lambda s: s.mode().iloc[0]) for k in (8, 6, 4, 2)}
    for code in missing:
        out.loc[code, "naics"] = next((by[k][code[:k]] for k in (8, 6, 4, 2) if code[:k] in by[k]), "990")
    for name in ("steel", "aluminum", "copper"):
        column = numbers(metal[f"{name}_share"])
        means = {k: column.groupby(column.index.str[:k]).mean() for k in (8, 6, 4, 2)}
        out[name] = column
        for code in missing:
            out.loc[code, name] = next((means[k][code[:k]] for k in (8, 6, 4, 2) if code[:k] in means[k]), 0.0)
        out[name] = out[name].round(4)
    for code, name in (("1220", "usmca_canada"), ("2010", "usmca_mexico")):
        out[name] = numbers(share[code]).round(3)
    return out.reset_index()  # blank: a line that the partner did not sell in 2025


def build_lists(shared: Path, lines: pd.DataFrame) -> pd.DataFrame:
    """Every product list by name: codes of 2 to 10 digits, each standing for all lines that begin with it."""
    hts, tw = shared / "hts", shared / "trade/tw_lists"
    found: dict[str, Any] = {}
    s301 = read(hts / "s301_product_lists.csv")
    for name, group in s301.groupby("list"):
        for heading, sub in group.groupby("ch99_code"):
            found[f"301/{name}/{heading}"] = sub.hts8
    # Annex II of EO 14257: the tracker lists of redux are cumulative at 2025-11-13; the order of 14 November added
    # agricultural products and fertilisers (chapters 1-24, 31), so the lines before it are the others.
    november = read(tw / "annex-II-exemptions-nov14.csv").HTSUS
    farm = november.str[:2].astype(int).le(24) | november.str[:2].eq("31")
    found["annex II/april"] = pd.concat([november[~farm], read(tw / "annex-II-exemptions.csv").HTSUS])
    found["annex II/november"] = november[farm]
    found["electronics"] = pd.Series(ELECTRONICS)
    found["statutory"] = pd.Series(["49", "9701", "9702", "9703", "9705", "9706", "98", "99"])
    six = lines.line.str[:6].drop_duplicates()
    found["steel"] = six[[any(a <= c <= b for a, b in STEEL_2018) for c in six]]
    found["aluminium"] = pd.Series(ALUMINIUM_2018)
    derivative = read(hts / "s232_derivative_products.csv")
    for (kind, day), group in derivative.fillna({"effective_date": "2025-03-12"}).groupby(
        ["derivative_type", "effective_date"]
    ):
        found[f"{'aluminium' if kind == 'aluminum' else kind} derivatives/{day}"] = group.hts_prefix
    found["steel derivatives/2025-03-12"] = read(tw / "steel-tariffs.csv").HTSUS
    found["copper"] = read(hts / "s232_copper_products.csv").hts10
    found["cars"] = pd.Series(PASSENGER_CARS)
    # Notes 33(g) and 38(i) name computers (8471) but reach only parts of vehicles: a laptop is none (so the tracker's
    # todo of 2026-06-04, applicability share 0).
    for name, file in (("car parts", "s232_auto_parts.txt"), ("truck parts", "s232_mhd_parts.txt")):
        found[name] = pd.Series([code for code in (hts / file).read_text().split() if not code.startswith("8471")])
    found["trucks"] = pd.Series(TRUCKS)
    found["buses"] = pd.Series(["8702"])
    found["softwood"], found["furniture"], found["cabinets"] = map(pd.Series, (SOFTWOOD, FURNITURE, CABINETS))
    # the notes of this file hold bare commas, so that it is no csv
    semis = [row.split(",")[:2] for row in (hts / "semi_qualifying_shares.csv").read_text().split("\n")[1:] if row]
    found["advanced chips"] = pd.Series([code for code, share in semis if float(share) > 0])
    # Annexes of the proclamation of 2 April 2026 as redux extracts them; copper is its own for the UK's sake. The
    # tracker's file of the same annexes names 8471 among aluminium articles, which the proclamation does not.
    for annex, file in (("1a", "metals-annex-IA"), ("1b", "metals-annex-IB"), ("3", "metals-annex-III-temporary")):
        listed = read(tw / f"{file}.csv").HTSUS
        found[f"metals annex {annex}"] = listed[~listed.str.startswith("74")]
        if listed.str.startswith("74").any():
            found[f"metals annex {annex}/copper"] = listed[listed.str.startswith("74")]
    found["122 exempt"] = pd.concat(
        [read(tw / f).hts_code for f in ("section122-product-exemptions.csv", "section122-specific-exemptions.csv")]
    )
    found["civil aircraft"] = read(tw / "section122-aircraft-exemptions.csv").hts_code
    found["aircraft proper"] = pd.Series(AIRCRAFT)
    found["textiles"] = pd.Series([f"{chapter}" for chapter in range(50, 64)])
    floors = read(hts / "floor_exempt_products.csv")
    for (group_name, category), group in floors.groupby(["country_group", "category"]):
        found[f"{group_name}/{category}"] = group.hts8
    orders = read(hts / "country_eo_exempt_products.csv", comment="#", quotechar='"')
    for heading, name in (("9903.01.77", "brazil order exempt"), ("9903.01.84", "india order exempt")):
        group = orders[orders.ch99_code == heading]
        for day, sub in group.groupby("effective_date_start"):
            found[f"{name}/{day}"] = sub.hts10.str.replace(".", "")
    carve = read(hts / "fentanyl_carveout_products.csv")
    for name, group in carve.groupby("category"):
        found[f"fentanyl/{name}"] = group.hts8
    brazil = read(tw / "brazil-301-exemptions.csv")
    for name, group in brazil.groupby("category"):
        found[f"brazil 301 exempt/{name}"] = group.HTSUS
    for name in ("alcohol", "dairy", "autos"):
        found[f"canada 338/{name}"] = read(tw / f"canada-338-{name}.csv").HTSUS
    found["solar"] = read(hts / "s201_solar_products.csv").hts10
    rows = [(name, code) for name in sorted(found) for code in sorted(set(found[name].dropna()))]
    return pd.DataFrame(rows, columns=["list", "code"])


def build_trade(shared: Path) -> None:
    """US imports for consumption and calculated duty: 2024 by HS6 and partner, China by HTS10, months by country."""
    six = read(shared / "trade/us_imports_2024_hs6_by_partner.csv.gz")
    six = six[~six.CTY_CODE.isin(["4359", "5700"])]  # Slovakia is in the EU's row; China comes by HTS10
    six.columns = ["partner", "hs6", "imports", "duty"]
    write(six.sort_values(["partner", "hs6"]), "us_imports_2024.csv.gz")
    china = read(shared / "trade/us_imports_2024_china_hs10.csv.gz")
    china.columns = ["line", "imports", "duty"]
    write(china.sort_values("line"), "us_imports_2024_china.csv.gz")
    months = read(shared / "trade/census_us_imports_duty_monthly_by_country_2013_2025-11.csv.gz")
    months = months[months.ym >= "2017-01"]
    write(months.rename(columns={"CTY_NAME": "country", "ym": "month"}), "us_imports_monthly.csv.gz")
    naics = read(shared / "trade/census_us_imports_duty_monthly_china_naics3_2017_2025-11.csv.gz")
    write(naics.rename(columns={"ym": "month", "NAICS": "naics"}), "us_imports_monthly_china.csv.gz")


def build_china(shared: Path) -> None:
    """China's total rate on US goods by HS6 and day (2018-19), its lists of 2025, and US exports as weights."""
    rates = read(shared / "trade/waugh_new_tariff_list_2020.csv.gz")
    rates["tariff"] = numbers(rates.tariff).round(2)
    wide = rates.pivot_table(index="hs6", columns="time_of_tariff", values="tariff", aggfunc="mean")
    write(wide.reset_index(), "china_rates_2018_2019.csv.gz")
    exports = read(shared / "trade/census_us_exports_to_china_hs6_monthly_2017_2021-01.csv.gz")
    exports["value"] = numbers(exports.us_exports_to_china_usd)
    by_year = (
        exports.assign(year=exports.ym.str[:4])
        .pivot_table(index="hs6", columns="year", values="value", aggfunc="sum")
        .fillna(0.0)
    )
    by_year.loc[AIRCRAFT_CODE] = by_year.loc[AIRCRAFT_EXPORTS] + by_year.reindex([AIRCRAFT_CODE]).fillna(0.0).iloc[0]
    by_year = by_year.drop(AIRCRAFT_EXPORTS).sort_index()
    by_year["2024"] = exports_of_2024(shared, by_year["2020"])
    write(by_year[["2017", "2018", "2019", "2020", "2024"]].astype("int64").reset_index(), "us_exports_china.csv.gz")
    world = read(shared / "trade/census_us_exports_world_hs2_2013_2020.csv")
    world = world[world.y == "2017"].rename(columns={"E_COMMODITY": "hs2", "v": "value"})[["hs2", "value"]]
    write(world, "us_exports_world_2017.csv.gz")
    write(chinas_exports_to_the_world(), "china_exports_world_2022.csv.gz")
    lists = china_lists(shared)
    left = retaliation_of_2018(shared)
    write(by_six(left), "china_retaliation_2020.csv.gz")
    spared = {f"excluded {day}": codes for day, codes in EXCLUDED.items()} | {"soybeans waived": WAIVED_SOYBEANS}
    frames = [lists, *(spared_shares(name, codes, left) for name, codes in spared.items())]
    exempt = [("exempt 2025", six, 1.0) for six in sorted(wide.index) if six.startswith(EXEMPT_2025)]
    write(pd.concat([*frames, pd.DataFrame(exempt, columns=lists.columns)]), "china_lists_2025.csv.gz")


def exports_of_2024(shared: Path, before: Any) -> Any:
    """US exports to China in 2024: farm goods of China's lists of March 2025 as counted, others as in 2020, scaled."""
    files = (shared / f"trade/tw_lists/china-{rate}-percent-US-exports-030425.csv" for rate in ("10", "15"))
    farm: Any = pd.concat([read(file).set_index("hs-code").exports.astype(float) for file in files])
    others = before.drop(farm.index, errors="ignore")
    scaled: Any = pd.concat([farm, others * (EXPORTS_2024 - farm.sum()) / others.sum()])
    return scaled.reindex(before.index).fillna(0.0)


def chinas_exports_to_the_world() -> pd.DataFrame:
    """China's sales to all others by sector, 2022, USD: the OECD's table as the shipped world of 81 has it."""
    world = icio80.shipped(World.default(prices="basic"))
    china = world.region("CHN")
    sold = 1e9 * (world.trade[china].sum(axis=0) - world.trade[china, china])
    return pd.DataFrame([(s, round(v)) for s, v in zip(world.sectors, sold, strict=True)], columns=["sector", "value"])


def retaliation_of_2018(shared: Path) -> Any:
    """Points by national line that are left of 2018-19: what the matrix of 28 March 2025 holds beyond the lists of that
    year."""
    matrix = read(shared / "trade/ita_retaliation_product_matrix_20250328.csv.gz")
    matrix = matrix[matrix.country == "China"].drop_duplicates("tariff_line").set_index("tariff_line")
    left = matrix.retal_total_pct.str.rstrip("%").astype(float)
    for name, codes in lines_of_2025(shared).items():
        listed = left.index.intersection(codes)
        left[listed] = left[listed] - float(name[-2:])
    return left.clip(lower=0.0)


def by_six(left: Any) -> pd.DataFrame:
    """Mean points of each HS6: ``points`` over its national lines, those ``unlisted`` at nothing, and ``listed`` over
    those of the matrix alone, which the embedded world of 2022 was made with."""
    every: Any = pd.concat([left, pd.Series(0.0, unlisted(left.index))])
    mean = {n: v.groupby(v.index.str[:6]).mean().round(3) for n, v in (("points", every), ("listed", left))}
    return pd.DataFrame(mean)[mean["points"] > 0].rename_axis("hs6").reset_index()


def unlisted(lines: Iterable[str]) -> list[str]:
    """National lines of eight digits that must exist beside those listed, which are all that met retaliation.

    A heading is divided into two lines or more, or not at all (its line ends in 00): an HS6 of which one division is
    listed has another, and so has a division with lines of its own. How many more is not known, so that one is taken:
    the mean over an HS6's lines stays too high where several met none. Numbers of two digits, the first the division;
    gaps among several are no lines (the tariff drops numbers without using them again).
    """
    found: list[str] = []
    six: dict[str, dict[str, set[str]]] = {}
    for line in lines:
        six.setdefault(line[:6], {}).setdefault(line[6], set()).add(line[7])
    for code, divisions in six.items():
        if len(divisions) == 1 and "0" not in divisions:
            found.append(f"{code}{'9' if '9' not in divisions else '1'}0")
        for first, seconds in divisions.items():
            if len(seconds) == 1 and "0" not in seconds:
                found.append(f"{code}{first}{'9' if '9' not in seconds else '1'}")
    return found


def spared_shares(name: str, codes: tuple[str, ...], left: Any) -> pd.DataFrame:
    """The share of each HS6's retaliation of 2018-19 that lies on the national lines of a list."""
    six = left.groupby(left.index.str[:6]).sum()
    listed = left[left.index.isin(codes)]
    share: Any = (listed.groupby(listed.index.str[:6]).sum() / six).dropna()
    return pd.DataFrame(
        [(name, code, round(s, 4)) for code, s in share.items() if s > 0], columns=["list", "hs6", "share"]
    )


def china_lists(shared: Path) -> pd.DataFrame:
    """China's lists of 2025 by HS6: the share of an HS6's national lines that a list names.

    Lines come from the US government's matrix of retaliation (28 March 2025), which holds every line with some
    retaliation; an HS6 whose other lines have none is overstated.
    """
    matrix = read(shared / "trade/ita_retaliation_product_matrix_20250328.csv.gz")
    matrix = matrix[matrix.country == "China"]
    count = matrix.tariff_line.str[:6].value_counts()
    rows = []
    for name, codes in lines_of_2025(shared).items():
        missing = set(codes) - set(matrix.tariff_line)
        print(f"{name}: {len(codes)} lines, {len(missing)} not in the matrix")
        for six, named in pd.Series(codes).str[:6].value_counts().sort_index().items():
            rows.append((name, six, round(min(1.0, named / max(count.get(six, 0), named)), 4)))
    return pd.DataFrame(rows, columns=["list", "hs6", "share"])


def lines_of_2025(shared: Path) -> dict[str, list[str]]:
    """National lines of China's lists of February and March 2025; each name ends in its points."""
    lists = {"february 15": list(FEBRUARY_15), "february 10": list(FEBRUARY_10)}
    for rate in ("10", "15"):
        path = shared / f"trade/tw_lists/china-{rate}-percent-030425.csv"
        lists[f"march {rate}"] = list(read(path, header=None)[1].str.zfill(8))
    return lists


if __name__ == "__main__":
    main(Path(sys.argv[1]))
