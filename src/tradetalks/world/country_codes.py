"""Codes of economies: ISO 3166 letters, United Nations numbers, names, and the ways data bases depart from them.

``data/economies.csv`` lists ISO 3166 (three letters, two letters, M49 number, a name, other names in use). Trade
statistics number some economies differently (842 for the United States with Puerto Rico, 490 for Taiwan) and write
old or own letters for others (ROM, EUN); those are listed here.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib import resources

NUMBERS = {
    "842": "USA", "841": "USA", "251": "FRA", "381": "ITA", "490": "TWN", "579": "NOR", "699": "IND", "757": "CHE",
    "736": "SDN", "97": "EU27", "918": "EU27",
}  # fmt: skip
"""Numbers of Comtrade, BACI and WITS that are not those of ISO 3166."""

ALIASES = {
    "ROM": "ROU", "ZAR": "COD", "TMP": "TLS", "KSV": "XKX", "WBG": "PSE", "EUN": "EU27", "EU27_2020": "EU27",
    "EU-27": "EU27", "RoW": "ROW", "Row": "ROW", "row": "ROW",
}  # fmt: skip
"""Letters in use for codes that are spelt otherwise here."""

TWO_LETTERS = {"UK": "GBR", "EL": "GRC", "EU": "EU27"}
"""Two letters in use (Eurostat, trade data) beside those of ISO 3166."""

AGGREGATES = frozenset(("wld", "world", "w00", "total", "tot", "all", "000", "0", "everyone")) | {
    "all countries",
    "all partners",
    "world total",
    "grand total",
}
"""Names (folded) of rows that are sums over economies, not economies."""


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = (resources.files("tradetalks.world") / "data" / "economies.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def iso3_codes() -> frozenset[str]:
    """All three-letter codes of ISO 3166 (and XKX, in use for Kosovo)."""
    return frozenset(row["iso3"] for row in _rows())


@cache
def names_by_iso3() -> dict[str, str]:
    """Three letters -> English name of every economy of ISO 3166."""
    return {row["iso3"]: row["name"] for row in _rows()}


@cache
def _from_iso2() -> dict[str, str]:
    return {row["iso2"]: row["iso3"] for row in _rows()} | TWO_LETTERS


@cache
def _from_number() -> dict[str, str]:
    return {row["m49"]: row["iso3"] for row in _rows() if row["m49"]} | NUMBERS


@cache
def _from_name() -> dict[str, str]:
    found = {}
    for row in _rows():
        for name in (row["name"], *filter(None, row["other_names"].split("|"))):
            found[name.casefold()] = row["iso3"]
    return found | {"european union": "EU27", "rest of the world": "ROW", "rest of world": "ROW"}


def by_two_letters() -> dict[str, str]:
    """Two letters -> ISO3 (or EU27) of every economy."""
    return dict(_from_iso2())


def from_iso2(code: str) -> str | None:
    """ISO3 of a two-letter code."""
    return _from_iso2().get(code)


def from_number(code: str) -> str | None:
    """ISO3 of a United Nations number, with or without leading zeros, or of one of Comtrade's own."""
    return _from_number().get(code.lstrip("0"))


def from_name(name: str) -> str | None:
    """ISO3 of an economy's English name, upper or lower case."""
    return _from_name().get(name.strip().casefold())


def is_aggregate(code: str) -> bool:
    """Whether a code or name stands for a sum over economies, such as WLD, World, TOTAL or 000."""
    return code.strip().casefold() in AGGREGATES


_SUMS = re.compile(
    r"(grand[ _-])?totals?([ _-].*)?|tot|world|(sum|all)([ _-](of[ _-])?(the[ _-])?"
    r"(sectors|goods|products|commodities|industries|trade|services|goods and services))?"
)


def is_sum_of_sectors(code: str) -> bool:
    """Whether a sector's or product's code or name stands for a sum over others: TOTAL, All, All products, ...

    Unlike economies, sectors may be numbered 0 (section 0 of the SITC).
    """
    return _SUMS.fullmatch(code.strip().casefold()) is not None
