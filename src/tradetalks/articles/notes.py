"""What a draft leaves open or assumes, and the two sides of an item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tradetalks.articles.today import Today
from tradetalks.world.world import World


@dataclass
class Notes:
    """What is left open or assumed, as it is found; ``waiting``: importers and exporters whose rate of today is needed,
    ``reported``: those of whom the reports tell it on all goods; ``stands``: measures that the reports say stand, of
    items with no option that changes them."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    unsized: list[str] = field(default_factory=list)
    unworthed: list[str] = field(default_factory=list)
    waiting: set[tuple[str, str]] = field(default_factory=set)
    reported: set[tuple[str, str]] = field(default_factory=set)
    stands: list[dict[str, Any]] = field(default_factory=list)

    def add(self, about: str, says: str, item: str | None = None) -> None:
        """One line, once."""
        line = {"about": about, "says": says, **({"item": item} if item else {})}
        if line not in self.lines:
            self.lines.append(line)

    def enlarge(self, about: str, item: str, more: str) -> bool:
        """Say more in the line that an item has on this; was there one?"""
        for line in self.lines:
            if line["about"] == about and line.get("item") == item:
                line["says"] += more
                return True
        return False

    def close(self) -> None:
        """One line each for the items without a size and without worth."""
        if self.unsized:
            self.add("size", f"no size is reported, so no measure is built: {'; '.join(dict.fromkeys(self.unsized))}")
        if self.unworthed:
            self.add(
                "worth",
                "worth beyond the model is for you to state; counted as nothing: "
                + "; ".join(dict.fromkeys(self.unworthed)),
            )


@dataclass(frozen=True)
class Sides:
    """Who asks and who acts in an item, with their regions and names; ``world`` where its benchmark is at hand.

    Attributes:
        today: what the target charges today, where the dated record differs from the benchmark. at_large: is another
            item on all its duties?
    """

    asker: str
    target: str
    regions: Mapping[str, str]
    names: Mapping[str, str]
    world: World | None = None
    year: int = 0
    today: Today | None = None
    at_large: bool = False
