"""The answer in one sentence: what a package brings each side against today, what they expect without a deal."""

from __future__ import annotations

from tradetalks.counsel.bands import Bands
from tradetalks.counsel.no_deal_drawn import NoDeal
from tradetalks.report import band_words
from tradetalks.report.no_deal_words import expected_words
from tradetalks.report.numbers import Figures
from tradetalks.report.plain_words import knows_no_today
from tradetalks.space.deal import Deal
from tradetalks.space.deal_space import DealSpace, plain_title_of
from tradetalks.world.names import listed, named

FROM_FIRST = (
    "Tables count from the first option of every issue, which stands as the status quo, no deal's worth included; what"
    " they call a gain is over no deal."
)


def headline(space: DealSpace, deal: Deal, title: str, drawn: NoDeal | None = None) -> str:
    """What a package brings each side against today, over its ranges of worth, and what no deal is expected to bring;
    in talks imported from other tools, which know no status quo, against no deal.

    Args:
        title: what the package is called, in the sentence: "the fair split (Nash)". drawn: what there is without a
            deal, for its range in brackets.
    """
    unit, brings, fine = space.money, [], Figures(space.money)
    if knows_no_today(space.dossier):
        gains = [f"{named(space.dossier.parties[p].name)} {fine(deal.gain[p])} {unit.short}" for p in space.parties]
        return f"Compared with no deal, {title} brings {listed(gains)}{unit.a_year}. {FROM_FIRST}"
    for p in space.parties:
        told = fine.ranged(deal.value[p], deal.low[p], deal.high[p], unit.short)
        brings.append(f"{named(space.dossier.parties[p].name)} {told}")
    without = [
        f"{told} for {named(space.dossier.parties[p].name)}"
        for p, told in zip(space.parties, expected_words(space, drawn), strict=True)
    ]
    return (
        f"Compared with today, {title} brings {listed(brings)}{unit.a_year}; without a deal one would expect"
        f" {listed(without)}."
    )


def headlines(space: DealSpace, name: str, bands: Bands | None = None, drawn: NoDeal | None = None) -> list[str]:
    """The recommended package in a sentence, how sure that is where it was drawn; why none is recommended otherwise.

    Args:
        name: of ``space.named``; empty, or of none there, where no package is recommended.
    """
    deal = space.named.get(name)
    if deal is None and (open_items := space.dossier.unsettled()):
        return [
            "No package is recommended: the draft leaves open, or assumes, who asks whom or which rate stands on"
            f" {listed(open_items)}. Settle these in the dossier, strike them from its list of what is not"
            " confirmed, and compute again."
        ]
    if deal is None:
        return [f"No package is recommended: {space.none_because.get('nash', 'none can be signed')}."]
    return [
        headline(space, deal, f"the {plain_title_of(space.dossier, name)}", drawn),
        *band_words.sentences(space, bands, name),
    ]
