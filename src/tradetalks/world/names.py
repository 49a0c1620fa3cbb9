"""Names of economies, and where one that a world does not hold by itself lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tradetalks.world.classify import REGIONS

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


def where_it_lies(code: str, regions: Sequence[str], provenance: Mapping[str, Any]) -> str:
    """What to say of an economy that a world holds only inside a region, and how to have it apart; else nothing."""
    joined: Mapping[str, Sequence[str]] = provenance.get("aggregated", {}).get("regions", {})
    inside = next((new for new, old in joined.items() if code in old), None)
    if inside is not None:
        return f"; {ECONOMY_NAMES.get(code, code)} is joined with others in {inside} here: name it in the groups"
    home = next((r for r in REGIONS if code in r.economies and r.code in regions), None)
    if home is None or code not in ECONOMY_NAMES:
        return ""
    others = ", ".join(r for r in ("USA", "CHN", "EU27") if r not in (code, home.code))
    return (
        f"; {ECONOMY_NAMES[code]} is part of {home.code} ({home.name}) in this world; the 81 x 50 world has it apart:"
        f' world: {{base: icio80, groups: "{code}, {others}, ROW=*"}}'
    )
