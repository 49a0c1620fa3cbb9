"""From HS codes to sectors: the main content of each chapter and of headings that leave their chapter's sector."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache

from tradetalks.world.classify import SECTORS

_CHAPTERS: dict[str, str] = {
    # HS chapters (ranges) to sectors of the embedded world: main content of each chapter
    "01-02": "AGR", "03": "FOR_FSH", "04": "FOOD", "05": "FOOD", "06-10": "AGR", "11": "FOOD", "12-14": "AGR",
    "15-24": "FOOD", "25": "OTHMIN", "26": "METORE", "27": "REFPET", "28-29": "CHEM", "30": "PHARM", "31-38": "CHEM",
    "39-40": "RUBPLA", "41-43": "TEXT", "44-49": "WOODPAP", "50-67": "TEXT", "68-70": "NMM", "71": "OTHMAN",
    "72": "STEEL", "73": "FABMET", "74-81": "NFMET", "82-83": "FABMET", "84": "MACH", "85": "ELEQ", "86": "AIRRAIL",
    "87": "AUTO", "88": "AIRRAIL", "89": "SHIPS", "90-92": "ELECTR", "93": "FABMET", "94-96": "OTHMAN", "97": "OTHMAN",
}  # fmt: skip
_HEADINGS: dict[str, str] = {
    # headings that leave their chapter's sector
    "2701": "COAL", "2702": "COAL", "2709": "OILGAS", "2711": "OILGAS", "8469": "ELECTR", "8470": "ELECTR",
    "8471": "ELECTR", "8473": "ELECTR", "8517": "ELECTR", "8518": "ELECTR", "8519": "ELECTR", "8521": "ELECTR",
    "8525": "ELECTR", "8526": "ELECTR", "8527": "ELECTR", "8528": "ELECTR", "8529": "ELECTR", "8534": "ELECTR",
    "8540": "ELECTR", "8541": "ELECTR", "8542": "ELECTR", "8415": "MACH", "9401": "OTHMAN", "4403": "FOR_FSH",
    "1201": "AGR", "1507": "FOOD",
}  # fmt: skip


@lru_cache(maxsize=16_384, typed=True)
def hs_sector(product: str) -> str | None:
    """Sector of the embedded world for an HS code of an even number of digits; None outside chapters 1 to 97.

    A code of an odd number of digits lost a zero somewhere and has no sector; the readers put leading zeros back.
    """
    digits = re.sub(r"\D", "", str(product))
    if len(digits) < 2 or len(digits) % 2:
        return None
    if digits[:4] in _HEADINGS:
        return _HEADINGS[digits[:4]]
    chapter = int(digits[:2])
    for span, sector in _CHAPTERS.items():
        low, _, high = span.partition("-")
        if int(low) <= chapter <= int(high or low):
            return sector
    return None


_ACTIVITIES: tuple[tuple[str, str], ...] = (
    # where a sector joins several ISIC activities: the activity of a chapter or heading, longest first
    ("4403", "A02"), ("03", "A03"), ("06", "A02"), ("25", "B08"),
    *((chapter, "C16") for chapter in ("44", "45", "46")), *((chapter, "C17_18") for chapter in ("47", "48", "49")),
)  # fmt: skip
_OWN = {s.code: s for s in SECTORS}
_HOLDS = {activity: s.code for s in SECTORS for activity in s.activities}


def sector_in(product: str, sectors: Collection[str]) -> str | None:
    """A product's sector among a world's: its own code, an ISIC activity or a sector of the embedded world that holds
    it, or the one its HS code belongs to; None if the world has none for it."""
    if product in sectors:
        return product
    wide = _HOLDS.get(product) or (product if product in _OWN else hs_sector(product))
    if wide is None or wide in sectors:
        return wide
    inside = [activity for activity in _OWN[wide].activities if activity in sectors]
    if len(inside) > 1:
        named = next((a for start, a in _ACTIVITIES if product.startswith(start) and a in inside), None)
        return named or inside[0]
    return inside[0] if inside else None


def finder(sectors: Collection[str], joined: Mapping[str, Sequence[str]]) -> Callable[[str], str | None]:
    """As ``sector_in``, of a world whose sectors may be joined ones under names of their own.

    Args:
        sectors: the world's codes. joined: of those made of several, what each holds (``aggregate``'s provenance).
    """
    home = {part: code for code in sectors for part in joined.get(code, (code,))}

    def found(product: str) -> str | None:
        return product if product in sectors else home.get(sector_in(product, home) or "")

    return found


SECTORS_OF_GOODS = frozenset({*_CHAPTERS.values(), *_HEADINGS.values()})
"""Sectors of the embedded world that some HS code belongs to."""
