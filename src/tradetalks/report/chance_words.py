"""How the answer moves with the chances of no deal, in sentences."""

from __future__ import annotations

from collections.abc import Mapping

from tradetalks.counsel.chances import swings
from tradetalks.report.numbers import NOTHING, fine, pct
from tradetalks.report.package_words import listed
from tradetalks.report.plain_words import source_words
from tradetalks.space.deal_space import DealSpace
from tradetalks.world.names import named


def chance_words(space: DealSpace, value: Mapping[str, float] | None = None, package: str = "") -> list[str]:
    """A sentence a branch, the one whose chance moves most first, each chance with its source; nothing where no deal is
    certain.

    ``value``: by party, what ``package`` is worth against the eve, to tell from which chance on it is refused.
    """
    d, lines = space.dossier, []
    for one in swings(space, value):
        moved = [p for p in space.parties if abs(one.moves[p]) > NOTHING]
        if not moved:
            continue
        told = listed([f"{named(d.parties[p].name)} {fine(one.moves[p])}" for p in moved])
        line = (
            f"If '{one.title}' ({pct(100 * one.probability, 0)}, {source_words(d, one.basis)}) were ten points likelier"
            " and the other ways less so in proportion, every package's gain over no deal would move by, in"
            f" {d.money.axis}: {told}."
        )
        for p, chance in one.turns_at.items():
            side = "Above" if chance > one.probability else "Below"
            line += f" {side} {pct(100 * chance, 0)} {named(d.parties[p].name)} would refuse {package}."
        lines.append(line)
    if lines:
        lines.insert(
            0,
            "Chances of no deal are the dossier's, nobody computes them, and every gain moves with them, exactly so:",
        )
    return lines
