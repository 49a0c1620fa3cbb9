"""Who would sign a package: the one rule that deals, compare, the workbench, the brief and the summit go by.

A party signs what leaves it no worse off than it expects without a deal. Gains come settled (``value.ties``): what is
no more than the solver's certified error is none, and such a package is as good as no deal to that party.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tradetalks.space.choice import INDIFFERENT


@dataclass(frozen=True)
class Verdict:
    """A package against no deal.

    Attributes:
        objections: rules it breaks and red lines it crosses. gains, ties: parties that are better off than without a
            deal, and those for whom it is as good as none. loses: by party, what it loses against no deal, of those who
            do, billions a year.
    """

    objections: tuple[str, ...]
    gains: tuple[str, ...]
    ties: tuple[str, ...]
    loses: Mapping[str, float]

    @property
    def signs(self) -> tuple[str, ...]:
        """Parties that lose nothing by it."""
        return tuple(p for p in (*self.gains, *self.ties))

    @property
    def signable(self) -> bool:
        """No rule stands against it, and no party is worse off than without a deal."""
        return not self.objections and not self.loses


def verdict(gain: Mapping[str, float], objections: Sequence[str] = ()) -> Verdict:
    """Judge settled gains over no deal, by party, and what stands against the package."""
    return Verdict(
        objections=tuple(objections),
        gains=tuple(p for p, g in gain.items() if g > INDIFFERENT),
        ties=tuple(p for p, g in gain.items() if abs(g) <= INDIFFERENT),
        loses={p: -g for p, g in gain.items() if g < -INDIFFERENT},
    )
