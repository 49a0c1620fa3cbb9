"""Names of economies, and where one that a world does not hold by itself lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tradetalks.world.classify import REGIONS
from tradetalks.world.country_codes import iso3_codes
from tradetalks.world.membership import economies_by_region, regions_of

_NAMES = (
    "AGO=Angola|ARE=United Arab Emirates|ARG=Argentina|AUS=Australia|AUT=Austria|BEL=Belgium|BGD=Bangladesh|"
    "BGR=Bulgaria|BLR=Belarus|BRA=Brazil|BRN=Brunei|CAN=Canada|CHE=Switzerland|CHL=Chile|CHN=China (mainland)|"
    "CIV=Côte d'Ivoire|CMR=Cameroon|COD=DR Congo|COL=Colombia|CRI=Costa Rica|CYP=Cyprus|CZE=Czechia|DEU=Germany|"
    "DNK=Denmark|EGY=Egypt|ESP=Spain|EST=Estonia|FIN=Finland|FRA=France|GBR=United Kingdom|GRC=Greece|"
    "HKG=Hong Kong|HRV=Croatia|HUN=Hungary|IDN=Indonesia|IND=India|IRL=Ireland|ISL=Iceland|ISR=Israel|ITA=Italy|"
    "JOR=Jordan|JPN=Japan|KAZ=Kazakhstan|KHM=Cambodia|KOR=South Korea|LAO=Laos|LTU=Lithuania|LUX=Luxembourg|"
    "LVA=Latvia|MAR=Morocco|MEX=Mexico|MLT=Malta|MMR=Myanmar|MYS=Malaysia|NGA=Nigeria|NLD=Netherlands|NOR=Norway|"
    "NZL=New Zealand|PAK=Pakistan|PER=Peru|PHL=Philippines|POL=Poland|PRT=Portugal|ROU=Romania|RUS=Russia|"
    "SAU=Saudi Arabia|SEN=Senegal|SGP=Singapore|STP=São Tomé and Príncipe|SVK=Slovakia|SVN=Slovenia|SWE=Sweden|"
    "THA=Thailand|TUN=Tunisia|TUR=Türkiye|TWN=Taiwan|UKR=Ukraine|USA=United States|VNM=Viet Nam|ZAF=South Africa|"
    "RST=Rest of the world"
)
ECONOMY_NAMES: dict[str, str] = {pair[:3]: pair[4:] for pair in _NAMES.split("|")}
"""Printed names of the economies, by code."""


def listed(words: Sequence[str]) -> str:
    """a, b and c."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def named(name: str) -> str:
    """A country's or region's name inside a sentence: the United States, China, the rest of the world."""
    if name.startswith("Rest of "):
        return f"the r{name[1:]}"
    takes = ("United ", "European ", "Eurasian ", "Gulf ", "Netherlands", "Philippines")
    return f"the {name}" if name.startswith(takes) or name.endswith(" Islands") else name


def economy_name(code: str) -> str:
    """The printed name of an economy or of a region of the embedded world; the code itself where it is neither."""
    return ECONOMY_NAMES.get(code) or next((r.name for r in REGIONS if r.code == code), code)


def code_named(text: str) -> str:
    """The code that a code or a printed name means, in whatever letters; the text itself where it is neither."""
    codes = {name.casefold(): code for code, name in ECONOMY_NAMES.items()}
    codes |= {region.name.casefold(): region.code for region in REGIONS}
    codes |= {code.casefold(): code for code in codes.values()}
    return codes.get(text.strip().casefold(), text)


def where_it_lies(code: str, regions: Sequence[str], provenance: Mapping[str, Any]) -> str:
    """What to say of an economy that a world holds only inside a region, and how to have it apart; else nothing."""
    within = regions_of(code, economies_by_region(regions, provenance))
    home = within[0] if len(within) == 1 and code not in regions else None
    name = economy_name(code)
    if home is not None and home in provenance.get("aggregated", {}).get("regions", {}):
        return f"; {name} is joined with others in {home} here: name it in the groups"
    if home is not None and code in ECONOMY_NAMES:
        region = next((r.name for r in REGIONS if r.code == home), home)
        return f"; {name} is part of {home} ({region}) in this world; {apart(code, home)}"
    if code not in regions and code in iso3_codes() and code not in ECONOMY_NAMES and {"ROW", "RST"} & set(regions):
        return "; the OECD's tables hold that economy only in the rest of the world"
    return ""


def apart(code: str, home: str = "") -> str:
    """How to have an economy by itself, in words; ``home`` is the region that held it."""
    others = ", ".join(r for r in ("USA", "CHN", "EU27") if r not in (code, home))
    groups = f'"{code}, {others}, ROW=*"'
    in_dossier = f"world: {{base: icio80, groups: {groups}}}"
    return f"the world of 81 economies has it apart: {in_dossier}, or --world icio80 --groups {groups}"
