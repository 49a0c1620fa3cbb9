"""Regions, sectors and how they are made from statistical classifications.

Regions group ISO 3166 economies; sectors group ISIC rev. 4 activities as coded in the OECD Inter-Country
Input-Output tables. The embedded world uses exactly these two lists, in this order.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Region:
    """One region: ``code`` typed by users, ``name`` printed, ``economies`` (ISO3) it is summed from."""

    code: str
    name: str
    economies: tuple[str, ...]


@dataclass(frozen=True)
class Sector:
    """One sector: ``code``, ``name``, ISIC rev. 4 ``activities``, and whether it trades goods."""

    code: str
    name: str
    activities: tuple[str, ...]
    goods: bool
    control: str  # sector of the 30-sector control totals that this one is part of


def _r(code: str, name: str, economies: str) -> Region:
    return Region(code, name, tuple(economies.split()))


def _s(code: str, name: str, activities: str, goods: bool, control: str | None = None) -> Sector:
    return Sector(code, name, tuple(activities.split()), goods, control or code)


REGIONS: tuple[Region, ...] = (
    _r("USA", "United States", "USA"),
    _r("CHN", "China (with Hong Kong)", "CHN HKG"),
    _r(
        "EU27",
        "European Union",
        "AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL PRT ROU SVK SVN SWE",
    ),
    _r("JPN", "Japan", "JPN"),
    _r("KOR", "South Korea", "KOR"),
    _r("TWN", "Taiwan", "TWN"),
    _r("MYS", "Malaysia", "MYS"),
    _r("VNM", "Viet Nam", "VNM"),
    _r("ASN", "Other ASEAN", "BRN IDN KHM LAO MMR PHL SGP THA"),
    _r("IND", "India", "IND"),
    _r("AUS", "Australia and New Zealand", "AUS NZL"),
    _r("CAN", "Canada", "CAN"),
    _r("MEX", "Mexico", "MEX"),
    _r("BRA", "Brazil", "BRA"),
    _r("ARG", "Argentina", "ARG"),
    _r("GBR", "United Kingdom", "GBR"),
    _r("RUS", "Russia", "RUS"),
    _r(
        "ROW",
        "Rest of the world",
        "AGO ARE BGD BLR CHE CHL CIV CMR COD COL CRI EGY ISL ISR JOR KAZ MAR NGA NOR PAK PER SAU SEN STP TUN"
        " TUR UKR ZAF ROW",
    ),
)

SECTORS: tuple[Sector, ...] = (
    _s("AGR", "Crops and livestock", "A01", True),
    _s("FOR_FSH", "Forestry and fishing", "A02 A03", True),
    _s("COAL", "Coal", "B05", True),
    _s("OILGAS", "Crude oil and natural gas", "B06", True),
    _s("METORE", "Metal ores", "B07", True),
    _s("OTHMIN", "Other mining", "B08 B09", True),
    _s("FOOD", "Food, beverages, tobacco", "C10T12", True),
    _s("TEXT", "Textiles, apparel, leather", "C13T15", True),
    _s("WOODPAP", "Wood, paper, printing", "C16 C17_18", True),
    _s("REFPET", "Refined petroleum", "C19", True),
    _s("CHEM", "Chemicals", "C20", True),
    _s("PHARM", "Pharmaceuticals", "C21", True),
    _s("RUBPLA", "Rubber and plastics", "C22", True),
    _s("NMM", "Glass, cement, ceramics", "C23", True),
    _s("STEEL", "Iron and steel", "C24A", True),
    _s("NFMET", "Non-ferrous metals", "C24B", True),
    _s("FABMET", "Fabricated metals", "C25", True),
    _s("ELECTR", "Computers, electronics, chips", "C26", True),
    _s("ELEQ", "Electrical equipment", "C27", True),
    _s("MACH", "Machinery", "C28", True),
    _s("AUTO", "Motor vehicles", "C29", True),
    _s("SHIPS", "Ships and boats", "C301", True, "OTRANS"),
    _s("AIRRAIL", "Aircraft, rail, other transport", "C302T309", True, "OTRANS"),
    _s("OTHMAN", "Furniture, toys, other goods", "C31T33", True),
    _s("UTIL", "Electricity, gas, water", "D E", False),
    _s("CONSTR", "Construction", "F", False),
    _s("TRADE", "Wholesale and retail", "G", False),
    _s("HOTEL", "Hotels and restaurants", "I", False, "TRADE"),
    _s("LANDTR", "Land transport, storage, post", "H49 H52 H53", False, "TRANSP"),
    _s("WATTR", "Water transport", "H50", False, "TRANSP"),
    _s("AIRTR", "Air transport", "H51", False, "TRANSP"),
    _s("ICT", "Media, telecoms, software", "J58T60 J61 J62_63", False, "ICTBUS"),
    _s("FIN", "Finance and insurance", "K", False, "ICTBUS"),
    _s("BUS", "Business services", "M N", False, "ICTBUS"),
    _s("REALEST", "Real estate", "L", False),
    _s("PUBLIC", "Public and personal services", "O P Q R S T", False, "PUBOTH"),
)

GROUPS: dict[str, tuple[str, ...]] = {
    "goods": tuple(s.code for s in SECTORS if s.goods),
    "services": tuple(s.code for s in SECTORS if not s.goods),
    "farm": ("AGR", "FOOD"),
    "energy": ("COAL", "OILGAS", "REFPET"),
    "ASEAN": ("MYS", "VNM", "ASN"),
    "USMCA": ("USA", "CAN", "MEX"),
    "all": (),  # every region or every sector, by context
}
"""Named groups that may stand wherever a region or a sector code may."""


# Groupings for ``aggregate``. A grouping of regions joins what it leaves out as ROW; economies that a world holds only
# inside a larger region (France in EU27) are passed over, so that each grouping serves any world.
_EU27 = REGIONS[2].economies
_ASEAN = ("BRN", "IDN", "KHM", "LAO", "MMR", "MYS", "PHL", "SGP", "THA", "VNM", "ASN")


def _alone(codes: str) -> dict[str, tuple[str, ...]]:
    return {code: (code,) for code in codes.split()}


REGION_GROUPINGS: dict[str, dict[str, tuple[str, ...]]] = {
    "G20": {
        **_alone("ARG AUS BRA CAN CHN GBR IDN IND JPN KOR MEX RUS SAU TUR USA ZAF"),
        "CHN": ("CHN", "HKG"),
        "EU27": ("EU27", *_EU27),
    },
    "G7": {**_alone("CAN GBR JPN USA"), "EU27": ("EU27", *_EU27)},
    "EU27": {"EU27": ("EU27", *_EU27), **_alone("USA CHN GBR JPN")},
    "ASEAN": {"ASEAN": _ASEAN, **_alone("USA CHN JPN KOR"), "EU27": ("EU27", *_EU27)},
    "RCEP": {
        "RCEP": (*_ASEAN, "CHN", "HKG", "JPN", "KOR", "AUS", "NZL"),
        **_alone("USA IND"),
        "EU27": ("EU27", *_EU27),
    },
    "CPTPP": {
        "CPTPP": ("AUS", "BRN", "CAN", "CHL", "GBR", "JPN", "MEX", "MYS", "NZL", "PER", "SGP", "VNM"),
        **_alone("USA CHN"),
        "EU27": ("EU27", *_EU27),
    },
    "USMCA": {"USMCA": ("USA", "CAN", "MEX"), **_alone("CHN"), "EU27": ("EU27", *_EU27)},
    "BRICS": {
        "BRICS": ("BRA", "RUS", "IND", "CHN", "HKG", "ZAF", "EGY", "ARE", "IDN"),
        **_alone("USA JPN GBR"),
        "EU27": ("EU27", *_EU27),
    },
    "US-China": {**_alone("USA"), "CHN": ("CHN", "HKG")},
}


def _by_activity(groups: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Groups of ISIC activities as groups of activities and of this package's sectors that lie inside them."""
    found: dict[str, tuple[str, ...]] = {}
    for new, activities in groups.items():
        members = set(activities.split())
        inside = tuple(s.code for s in SECTORS if set(s.activities) <= members)
        found[new] = (*sorted(members), *inside)
    return found


_MANUFACTURING = (
    "C10T12 C13T15 C16 C17_18 C19 C20 C21 C22 C23 C24A C24B C24 C25 C26 C27 C28 C29 C301 C302T309 C30 C31T33"
)
SECTOR_GROUPINGS: dict[str, dict[str, tuple[str, ...]]] = {
    "ISIC sections": _by_activity(
        {
            "A": "A01 A02 A03",
            "B": "B05 B06 B07 B08 B09",
            "C": _MANUFACTURING,
            "DE": "D E",
            "F": "F",
            "G": "G",
            "H": "H49 H50 H51 H52 H53",
            "I": "I",
            "J": "J58T60 J61 J62_63",
            "K": "K",
            "L": "L",
            "MN": "M N",
            "O-T": "O P Q R S T",
        }
    ),
    "WIOD 35": _by_activity(
        {
            "AtB": "A01 A02 A03",
            "mining": "B05 B06 B07 B08 B09",
            "15t16": "C10T12",
            "17t19": "C13T15",
            "20t22": "C16 C17_18",
            "23": "C19",
            "24": "C20 C21",
            "25": "C22",
            "26": "C23",
            "27t28": "C24A C24B C25",
            "30t33": "C26 C27",
            "29": "C28",
            "34t35": "C29 C301 C302T309",
            "36t37": "C31T33",
            "E": "D E",
            "construction": "F",
            "50t52": "G",
            "H": "I",
            "60t63": "H49 H52 H53",
            "61": "H50",
            "62": "H51",
            "64": "J58T60 J61 J62_63",
            "J": "K",
            "70": "L",
            "71t74": "M N",
            "LtP": "O P Q R S T",
        }
    ),
    "GTAP 10": _by_activity(
        {
            "GrainsCrops": "A01 A02 A03",
            "Extraction": "B05 B06 B07 B08 B09",
            "ProcFood": "C10T12",
            "TextWapp": "C13T15",
            "LightMnfc": "C16 C17_18 C25 C29 C301 C302T309 C31T33",
            "HeavyMnfc": "C19 C20 C21 C22 C23 C24A C24B C26 C27 C28",
            "Util_Cons": "D E F",
            "TransComm": "G H49 H50 H51 H52 H53 I J61",
            "OthServices": "J58T60 J62_63 K L M N O P Q R S T",
        }
    ),
    "goods and services": {
        "GOODS": GROUPS["goods"],
        "SERVICES": GROUPS["services"],
    },
}
