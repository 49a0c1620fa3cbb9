"""Build ``employment2022.csv``: people at work by region and sector of the embedded world, 2022, thousands.

    python src/tradetalks/world/data/build_employment.py

Reads ``employment_sections.csv`` and ``employment_divisions.csv`` beside it: figures of ILOSTAT (series
EMP_2EMP_SEX_ECO_NB, modelled estimates by section, both sexes; EMP_TEMP_SEX_EC2_NB, labour force surveys by division)
as held by open-numbers/ddf--ilo--ilostat at c50d060. Writes the table and, in ``employment.json``, sources, each
adjustment and how well the splitting does where the answer is known.

A section is split over its sectors by value added times a pattern of people at work per value added, taken from
economies whose divisions were read: Germany's for rich economies, the United States' payrolls for Canada, the geometric
mean of Mexico's and Viet Nam's for China and India (manufacturing); the United States' payrolls for mining, its labour
force survey for transport, information and business services; none (value added alone) for agriculture. The range is
over value added alone and every pattern that is sensible for the economy and, in manufacturing and mining, at least as
wide as nine in ten errors of such a split where both are known.

The United States' own manufacturing and mining are split by its payrolls (``us_payrolls.csv``: Bureau of Labor
Statistics, averages of 2022 by industry; what of each industry is whose sector stands in ``JOINT``) and scaled to the
section's people. People asked at home count also where they work for themselves or an agency or a head office pays
them, in which industries is not known: the range runs from the payroll itself to the scaled figure. In air transport
the survey's figure stands, two and a half times the payroll, and ranges to it (``ON_PAYROLLS``).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from tradetalks.world.world import World

FOLDER = Path(__file__).resolve().parent
REST = "OPQRSTU"
SECTIONS: dict[str, tuple[str, ...]] = {
    "A": ("AGR", "FOR_FSH"),
    "B": ("COAL", "OILGAS", "METORE", "OTHMIN"),
    "C": (
        "FOOD", "TEXT", "WOODPAP", "REFPET", "CHEM", "PHARM", "RUBPLA", "NMM", "STEEL", "NFMET", "FABMET", "ELECTR",
        "ELEQ", "MACH", "AUTO", "SHIPS", "AIRRAIL", "OTHMAN",
    ),
    "DE": ("UTIL",), "F": ("CONSTR",), "G": ("TRADE",), "HJ": ("LANDTR", "WATTR", "AIRTR", "ICT"), "I": ("HOTEL",),
    "K": ("FIN",), "LMN": ("REALEST", "BUS"), REST: ("PUBLIC",),
}  # fmt: skip
DIVISIONS: dict[str, tuple[str, ...]] = {
    "C10T12": ("FOOD",), "C13T15": ("TEXT",), "C16T18": ("WOODPAP",), "C19": ("REFPET",), "C20": ("CHEM",),
    "C21": ("PHARM",), "C22": ("RUBPLA",), "C23": ("NMM",), "C24": ("STEEL", "NFMET"), "C25": ("FABMET",),
    "C26": ("ELECTR",), "C27": ("ELEQ",), "C28": ("MACH",), "C29": ("AUTO",), "C30": ("SHIPS", "AIRRAIL"),
    "C31T33": ("OTHMAN",),
}  # fmt: skip
# people at work in the United States by division, thousands, both sexes, 2022 (EMP_TEMP_SEX_EC2_NB)
UNITED_STATES: dict[str, dict[str, float]] = {
    "B": {"COAL": 70.073, "OILGAS": 33.654, "METORE": 36.039, "OTHMIN": 82.971 + 192.358},
    "HJ": {
        "LANDTR": 3690.199 + 2210.054 + 3553.238, "WATTR": 103.516, "AIRTR": 1208.254,
        "ICT": 541.991 + 632.191 + 204.223 + 1101.680 + 4247.929 + 161.782,
    },
    "LMN": {"REALEST": 3291.497, "BUS": 21159.446 - 3291.497},
}  # fmt: skip
# the same of Mexico's mining: B05, B06, B07, and B08 with B09
MEXICAN_MINING: dict[str, float] = {"COAL": 4.891, "OILGAS": 45.310, "METORE": 91.871, "OTHMIN": 244.640 + 23.729}
NINE_IN_TEN = 0.9
# where that survey puts far more than are on payrolls: air transportation, average of 2019 (series CES4348100001)
ON_PAYROLLS: dict[str, float] = {"AIRTR": 503.3}
RICH = ("USA", "EU27", "JPN", "KOR", "CAN", "GBR")
# Of payrolls that two sectors share, the first sector's part, the one used first; None is value added.
JOINT: dict[str, tuple[float | None, ...]] = {
    # leather and its goods: jobs of 2009 (Bureau of Economic Analysis, SAEMP25N lines 531, 532 and 536)
    "311 312 316": ((1511.2 + 202.7) / (1511.2 + 202.7 + 36.1),),
    # pharmaceuticals of 2010 (Bureau of Labor Statistics, as quoted by Pharmaceutical Commerce, May 2012) in chemicals
    "325": (1 - 276.5 / 786.3, None),
    # steel without foundries, 2024 (138.9: Bureau of Labor Statistics, as quoted by contentfirst.com, February 2025);
    # all foundries with steel, value added of 2021 (Federal Reserve, G.17, table 1.05)
    "331": (None, 138.9 / 369.6, 1 - 38.894 / 126.132),
    # ships and boats in June 2024 (series CES3133660001) in other transport equipment of that month
    "3364 3365 3366 3369": (153.2 / (1802.3 - 1017.7), None),
}
Values = dict[str, float]
Cell = tuple[str, str, float, float, float, str]


def main() -> None:
    world, economies = World.default(), World.builtin("icio80")
    sections = _read("employment_sections.csv")
    patterns = _patterns(economies)
    services = {k: _relative(v, _value_added(world, "USA", SECTIONS[k])) for k, v in UNITED_STATES.items()}
    services["B"] = _relative(_payroll(world, "B"), _value_added(world, "USA", SECTIONS["B"]))
    reach = _reach(world, economies, patterns)
    table: list[Cell] = []
    for region, row in sections.items():
        for names, total in _totals(row):
            sectors = tuple(s for name in names for s in SECTIONS[name])
            added = _value_added(world, region, sectors)
            if region == "USA" and names in (("B",), ("C",)):
                table += _by_payrolls(names[0], total, added)
                continue
            ways = _ways(region, names, added, patterns, services)
            heads = [_split(total, added, way) for way in ways]
            own = _own(region, names, added)
            for s in sectors:
                value = own[s] * total / sum(own.values()) if own else heads[0][s]
                read = len(sectors) == 1 or (bool(own) and (names != ("C",) or _alone(s)))
                near, basis = ([value], "read") if read else ([value, *(h[s] for h in heads)], "split")
                if not read and len(sectors) > 1 and names in (("B",), ("C",)):
                    wide = reach[names[0], region in RICH]
                    near += [value / wide, min(value * wide, total)]
                if region == "USA" and s in ON_PAYROLLS:
                    near, basis = [value, ON_PAYROLLS[s]], "payrolls"
                table.append((region, s, value, min(near), max(near), basis))
    _write(table)
    _log(table, sections, economies, patterns, reach)


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _read(name: str) -> dict[str, dict[str, str]]:
    return {row["economy"]: row for row in _rows(name)}


def _totals(row: Mapping[str, str]) -> list[tuple[tuple[str, ...], float]]:
    """Sections and their people; those not read are one rest with public services."""
    known = {k: float(row[k]) for k in SECTIONS if k != REST and row[k]}
    rest = tuple(k for k in SECTIONS if k not in known)
    return [*(((k,), v) for k, v in known.items()), (rest, float(row["total"]) - sum(known.values()))]


def _value_added(world: World, region: str, sectors: Sequence[str]) -> Values:
    n = world.region(region)
    added = (world.value_added_share + world.profit_share)[n] * world.output[n]
    return {s: float(added[world.sector(s)]) for s in sectors}


def _relative(heads: Mapping[str, float], added: Mapping[str, float]) -> Values:
    """People per value added over the mean of these sectors."""
    mean = sum(heads.values()) / sum(added[s] for s in heads)
    return {s: heads[s] / added[s] / mean for s in heads}


def _donor(economies: World, donor: str) -> Values:
    """People at work by sector of manufacturing in an economy whose divisions were read, joint ones by value added."""
    found: Values = {}
    for division, text in _read("employment_divisions.csv")[donor].items():
        if division in DIVISIONS and text:
            added = _value_added(economies, donor, DIVISIONS[division])
            found |= {s: float(text) * added[s] / sum(added.values()) for s in added}
    return found


def _patterns(economies: World) -> dict[str, Values]:
    """Relative people per value added in manufacturing by donor, over the sectors that all donors have; gaps from the
    mean of the others."""
    heads = {donor: _donor(economies, donor) for donor in ("DEU", "MEX", "VNM")}
    common = set.intersection(*(set(h) for h in heads.values()))
    found: dict[str, Values] = {}
    for donor, values in heads.items():
        added = _value_added(economies, donor, SECTIONS["C"])
        mean = sum(values[s] for s in common) / sum(added[s] for s in common)
        found[donor] = {s: values[s] / added[s] / mean for s in values}
    payroll = _payroll(economies, "C")
    for donor, values in found.items():
        for s in SECTIONS["C"]:
            others = [v[s] for other, v in found.items() if other != donor and s in heads[other]]
            values.setdefault(s, float(np.exp(np.mean(np.log(others)))))
    return found | {"USA": _relative(payroll, _value_added(economies, "USA", SECTIONS["C"]))}


def _ways(
    region: str, names: Sequence[str], added: Values, patterns: Mapping[str, Values], services: Mapping[str, Values]
) -> list[Values]:
    """Patterns to split a section by, the one used first."""
    even = dict.fromkeys(added, 1.0)
    if names == ("C",):
        middle = {s: float(np.sqrt(patterns["MEX"][s] * patterns["VNM"][s])) for s in added}
        if region == "CAN":
            return [patterns["USA"], even, patterns["DEU"], patterns["MEX"]]
        if region in RICH:
            return [patterns["DEU"], even, patterns["MEX"]]
        return [middle, even, *(patterns[donor] for donor in ("DEU", "MEX", "VNM"))]
    if len(names) == 1 and names[0] in services:
        return [services[names[0]], even]
    if "LMN" in names:  # with public services: business services and these by value added, real estate as measured
        return [{**even, "REALEST": services["LMN"]["REALEST"]}, even]
    return [even]


def _split(total: float, added: Values, pattern: Values) -> Values:
    weights = {s: added[s] * pattern[s] for s in added}
    whole = sum(weights.values())
    return {s: total * w / whole for s, w in weights.items()}


def _by_payrolls(section: str, total: float, added: Values) -> list[Cell]:
    """Cells of a section of the United States, split by payrolls: scaled to ``total``, ranging to the payroll itself,
    and for mining to what the labour force survey says."""
    middle, low, high = (dict.fromkeys(added, 0.0) for _ in range(3))
    for row in _rows("us_payrolls.csv"):
        if row["section"] != section:
            continue
        for sector, shares in _parts(row, added).items():
            middle[sector] += float(row["thousands"]) * shares[0]
            low[sector] += float(row["thousands"]) * min(shares)
            high[sector] += float(row["thousands"]) * max(shares)
    scale = total / sum(middle.values())
    survey = UNITED_STATES.get(section, {})
    cells: list[Cell] = []
    for s in added:
        near = [middle[s] * scale, low[s] * min(1.0, scale), high[s] * max(1.0, scale)]
        if survey:
            near.append(survey[s] * total / sum(survey.values()))
        cells.append(("USA", s, near[0], min(near), max(near), "payrolls"))
    return cells


def _parts(row: Mapping[str, str], added: Values) -> dict[str, list[float]]:
    """What of an industry's payroll each of its sectors has, the share used first in front."""
    first, *other = row["sectors"].split()
    if not other:
        return {first: [1.0]}
    by_value = added[first] / (added[first] + added[other[0]])
    shares = [by_value if share is None else share for share in JOINT[row["naics"]]]
    return {first: shares, other[0]: [1 - share for share in shares]}


def _reach(world: World, economies: World, patterns: Mapping[str, Values]) -> dict[tuple[str, bool], float]:
    """By section, and whether the economy is rich: the factor within which nine in ten split sectors lie of what was
    read, where one economy's pattern splits another whose answer is known. Rich economies: Germany and the United
    States by each other (manufacturing); mining: the United States and Mexico by each other, for all."""
    truths = _truths(economies)

    def far(pairs: Sequence[tuple[str, str]]) -> float:
        errors = [
            abs(e)
            for where, by in pairs
            for e in _errors(
                truths[where],
                {s: patterns[by][s] * v for s, v in _value_added(economies, where, tuple(truths[where])).items()},
            )
        ]
        return float(np.exp(np.quantile(errors, NINE_IN_TEN)))

    both = {"USA": _payroll(world, "B"), "MEX": _own("MEX", ("B",), {})}
    per = {k: _relative(v, _value_added(world, k, SECTIONS["B"])) for k, v in both.items()}
    mines = [
        abs(e)
        for where, by in (("USA", "MEX"), ("MEX", "USA"))
        for e in _errors(both[where], {s: per[by][s] * v for s, v in _value_added(world, where, SECTIONS["B"]).items()})
    ]
    mining = float(np.exp(np.quantile(mines, NINE_IN_TEN)))
    every = [(where, by) for where in truths for by in patterns if where != by]
    return {
        ("C", True): far([("DEU", "USA"), ("USA", "DEU")]),
        ("C", False): far(every),
        ("B", True): mining,
        ("B", False): mining,
    }


def _own(region: str, names: Sequence[str], added: Values) -> Values:
    """What was read by division for this very region; several sectors of one division by value added."""
    if names == ("B",) and region == "MEX":
        return MEXICAN_MINING
    if names != ("C",):
        return UNITED_STATES.get(names[0], {}) if region == "USA" else {}
    rows = _read("employment_divisions.csv")
    if region not in rows or region == "DEU":
        return {}
    found: Values = {}
    for division, sectors in DIVISIONS.items():
        if rows[region][division]:
            whole = sum(added[s] for s in sectors)
            found |= {s: float(rows[region][division]) * added[s] / whole for s in sectors}
    left = [s for s in SECTIONS["C"] if s not in found]
    if left:  # the rest of manufacturing, by value added
        total = float(_read("employment_sections.csv")[region]["C"]) - sum(found.values())
        found |= {s: total * added[s] / sum(added[k] for k in left) for s in left}
    return found


def _alone(sector: str) -> bool:
    """Whether a division is one sector, so that its figure is that sector's."""
    return (sector,) in DIVISIONS.values() and sector != "OTHMAN"


def _write(table: Sequence[Cell]) -> None:
    with (FOLDER / "employment2022.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["region", "sector", "thousands", "low", "high", "basis"])
        writer.writerows([r, s, *(f"{v:.1f}" for v in values), b] for r, s, *values, b in table)


def _payroll(world: World, section: str) -> Values:
    """Payrolls of a section in the United States by sector."""
    added, found = _value_added(world, "USA", SECTIONS[section]), dict.fromkeys(SECTIONS[section], 0.0)
    for row in _rows("us_payrolls.csv"):
        if row["section"] == section:
            for sector, shares in _parts(row, added).items():
                found[sector] += float(row["thousands"]) * shares[0]
    return found


def _errors(true: Values, guess: Values) -> list[float]:
    """Errors of a split in logs, by sector."""
    whole = sum(true.values()) / sum(guess.values())
    return [float(np.log(guess[s] * whole / true[s])) for s in true]


def _error(true: Values, guess: Values) -> float:
    """Their mean absolute value."""
    return round(float(np.mean(np.abs(_errors(true, guess)))), 2)


def _truths(economies: World) -> dict[str, Values]:
    """People by sector of manufacturing where they were read."""
    return {**{d: _donor(economies, d) for d in ("DEU", "MEX", "VNM")}, "USA": _payroll(economies, "C")}


def _log(
    table: Sequence[Cell],
    sections: Mapping[str, Mapping[str, str]],
    economies: World,
    patterns: Mapping[str, Values],
    reach: Mapping[tuple[str, bool], float],
) -> None:
    split = sum(v for _, _, v, _, _, b in table if b == "split")
    whole = sum(v for _, _, v, *_ in table)
    truths = _truths(economies)
    errors: dict[str, dict[str, float]] = {}
    for where, true in truths.items():
        added = _value_added(economies, where, tuple(true))
        guesses = {"value added alone": added}
        guesses |= {
            f"pattern of {other}": {s: added[s] * values[s] for s in true}
            for other, values in patterns.items()
            if other != where
        }
        errors[where] = {name: _error(true, guess) for name, guess in guesses.items()}
    rows = [row for row in _rows("us_payrolls.csv") if row["section"] == "C"]
    now, before = ({row["naics"]: float(row[k]) for row in rows} for k in ("thousands", "jobs2009"))
    errors["USA"]["its own proportions of 2009, by industry"] = _error(now, before)
    log = {
        "what": "people at work by region and sector, thousands, 2022, both sexes",
        "source": "ILOSTAT, EMP_2EMP_SEX_ECO_NB (modelled estimates, sections of ISIC rev. 4) and EMP_TEMP_SEX_EC2_NB"
        " (labour force surveys, divisions), as held by open-numbers/ddf--ilo--ilostat at c50d060",
        "us_payrolls": {
            "source": "Bureau of Labor Statistics, Current Employment Statistics: employees by industry, seasonally"
            " adjusted, averages of the months of 2022",
            "read_at": {
                "manufacturing, oil and gas, mining, support activities": "Budget-Lab-Yale/tariff-impact-tracker at"
                " 6a807b9 (output/e_jt_employment_index.csv, industries in R/employment_index.R); months sum to"
                " manufacturing's total (output/employment.csv) within 0.5 thousand",
                "motor vehicles and parts": "LeopoldN/liberalmarkets at 4c269ac (data/CES3133600101.csv)",
                "coal, ores, minerals": "bls.gov/ces/data/employment-and-earnings/2023/table1a_202309.htm",
                "ships and boats": "MaxGhenis/brier at 049c36b (scripts/resolve_pending.py), as first printed",
                "air transportation, 2019": "tponnada/DATA607 at d59ef31 (CES4348100001.csv)",
                "pharmaceuticals of 2010": "pharmaceuticalcommerce.com/view/jobs-and-biopharma",
                "steel without foundries, 2024": "contentfirst.com, facts of the month for 2025 (February)",
                "value added of steel, other metals and foundries, 2021": "federalreserve.gov/RELEASES/g17/SandDesc/"
                "table1.05.htm",
            },
            "jobs2009": "Bureau of Economic Analysis, SAEMP25N, as in tradetalks/incidence/data/us_states_2009.csv",
            "licence": "public domain (US government); the figures only",
        },
        "licence": "ILOSTAT: CC BY 4.0, International Labour Organization",
        "regions": {r: round(float(row["total"])) for r, row in sections.items()},
        "not_read": "Taiwan, Malaysia, other ASEAN, Australia and New Zealand, Brazil, Argentina, Russia, rest of"
        " the world",
        "adjustments": [
            {"what": "split within sections", "share_of_people": round(split / whole, 3)},
            {"what": "divisions scaled to their section's total"},
            {"what": "China without Hong Kong; its business, real estate and public services are one residual"},
            {"what": "Mexico's other transport equipment and other manufacturing are its manufacturing less the rest"},
            {"what": "Mexico's mining by division of its labour force survey, support activities with other mining"},
            {"what": "Germany's textiles by division: C13 of 2023, C14 and C15 of 2022"},
        ],
        "mean_absolute_log_error_of_splitting_manufacturing": errors,
        "factor_within_which_nine_in_ten_split_sectors_lie": {
            f"{'manufacturing' if section == 'C' else 'mining'}, {'rich' if rich else 'other'} economies": round(v, 2)
            for (section, rich), v in reach.items()
        },
    }
    (FOLDER / "employment.json").write_text(json.dumps(log, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
