"""How much of each sector a file's product lines cover, told before what its rates bring.

Rates by product are averaged to sectors, and the average is charged on the whole sector. By value where trade by
product is shipped (what the United States imports and sells to China, 2024), else by number of headings: those of the
HS that US imports of 2024 fall under.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from tradetalks.policy.duties.lines import PARTNERS, read
from tradetalks.world.files.hs import finder
from tradetalks.world.files.schedule import Schedule, joined_sectors
from tradetalks.world.names import economy_name, named
from tradetalks.world.world import World

WHOLE = 0.9
"""Share from which lines stand for their sector without a word."""
MOST_PAIRS, MOST_SECTORS = 4, 8


@dataclass(frozen=True)
class Cover:
    """What the lines of a pair hold of a sector: ``held`` of ``whole``, in USD of trade or in headings."""

    sector: str
    held: float
    whole: float
    by_value: bool

    @property
    def share(self) -> float:
        return self.held / self.whole if self.whole else 1.0


def cover_words(schedule: Schedule, world: World) -> list[str]:
    """A line for each pair whose lines cover sectors in part, the least covered first; none if all are covered."""
    thin = [(pair, parts) for pair, covers in _covers(schedule, world) if (parts := _below(covers))]
    if not thin:
        return []
    thin.sort(key=lambda one: one[1][0].share)
    told = [_words(exporter, importer, parts) for (exporter, importer), parts in thin[:MOST_PAIRS]]
    more = f" So are lines of {len(thin) - MOST_PAIRS} more pairs of countries." if len(thin) > MOST_PAIRS else ""
    told.insert(
        0,
        "Warning: this file's product lines cover only part of their sectors, and the average of the lines is charged"
        f" on all of each sector, the products without a line too.{more}",
    )
    return told


def _below(covers: Sequence[Cover]) -> list[Cover]:
    return sorted((c for c in covers if c.share < WHOLE), key=lambda c: c.share)


def _words(exporter: str, importer: str, parts: Sequence[Cover]) -> str:
    sold = "from everybody" if exporter == "WLD" else f"from {named(economy_name(exporter))}"
    buyer = named(economy_name(importer))
    how = "by value of trade in 2024" if parts[0].by_value else "by number of HS headings, for want of trade by product"
    each = ", ".join(
        f"{c.sector} {100 * c.share:.2g}%" if c.by_value else f"{c.sector} {c.held:.0f} of {c.whole:.0f}"
        for c in parts[:MOST_SECTORS]
    )
    more = f" and {len(parts) - MOST_SECTORS} more sectors" if len(parts) > MOST_SECTORS else ""
    return f"Covered of what {buyer} buys {sold}, {how}: {each}{more}."


def _covers(schedule: Schedule, world: World) -> Iterator[tuple[tuple[str, str], list[Cover]]]:
    """Each pair (exporter, importer) with product lines, and what they cover of each sector they lie in."""
    lines: Any = schedule.lines
    digits: Any = lines["product"].astype(str).str.replace(" ", "")
    lines = lines.assign(product=digits)[digits.str.fullmatch(r"\d{2,12}")]
    sector = cache(finder(world.sectors, joined_sectors(world)))
    for (exporter, importer), one in lines.groupby(["exporter", "importer"], observed=True, sort=False):
        trade = _trade(str(exporter), str(importer))
        yield (str(exporter), str(importer)), _of_pair(frozenset(one["product"]), trade, sector)


def _of_pair(
    products: frozenset[str], trade: dict[str, float] | None, sector: Callable[[str], str | None]
) -> list[Cover]:
    """What products hold of the sectors they lie in; ``trade``: HS6 -> USD, headings count one each if None."""
    by_value = trade is not None
    sizes = trade if trade is not None else dict.fromkeys(_headings(), 1.0)
    width = 6 if by_value else 4
    long = {p[:width] for p in products if len(p) >= width}
    short = tuple({p for p in products if len(p) < width})
    held, whole = dict[str, float](), dict[str, float]()
    for code, size in sizes.items():
        if home := sector(code):
            whole[home] = whole.get(home, 0.0) + size
            if code in long or code.startswith(short):
                held[home] = held.get(home, 0.0) + size
    homes = {home for p in products if (home := sector(p))}
    return [Cover(home, held.get(home, 0.0), whole.get(home, 0.0), by_value) for home in sorted(homes)]


@cache
def _headings() -> tuple[str, ...]:
    """HS headings that some US import of 2024 falls under."""
    return tuple(sorted({code[:4] for code in read("us_imports_2024.csv.gz", text=("partner", "hs6")).hs6}))


@cache
def _trade(exporter: str, importer: str) -> dict[str, float] | None:
    """HS6 -> USD of 2024 where the package ships it, else None."""
    if importer == "USA" and (exporter in PARTNERS or exporter == "WLD"):
        frame = read("us_imports_2024.csv.gz", text=("partner", "hs6"))
        if exporter != "WLD":
            frame = frame[frame.partner == PARTNERS[exporter]]
        return {str(k): float(v) for k, v in frame.groupby("hs6").imports.sum().items()}
    if importer == "CHN" and exporter == "USA":
        sold = read("us_exports_china.csv.gz", text=("hs6",)).set_index("hs6")["2024"]
        return {str(k): float(v) for k, v in sold.items()}
    return None
