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
