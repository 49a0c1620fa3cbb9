"""The answer in one sentence: what a package brings each side against today, what they expect without a deal."""

from __future__ import annotations

from collections.abc import Mapping

from tradetalks.counsel.bands import Bands
from tradetalks.counsel.no_deal_drawn import NoDeal
from tradetalks.counsel.reach_kept import Ranges
from tradetalks.report import band_words
from tradetalks.report.no_deal_words import expected_words
from tradetalks.report.numbers import Figures
from tradetalks.report.plain_words import knows_no_today
from tradetalks.report.ranged import model_ends
from tradetalks.report.uncomputed import uncomputed_words
from tradetalks.space.deal import Deal
from tradetalks.space.deal_space import DealSpace, plain_title_of
from tradetalks.world.names import listed, named

FROM_FIRST = (
    "Tables count from the first option of every issue, which stands as the status quo, no deal's worth included; what"
    " they call a gain is over no deal."
)

UNFORETOLD = (
    "Nor is it told how the talks may end or how often each side would sign: what they would sign is still open."
)
UNDRAWN = "How far figures of the model reach is not in this sentence."


def headline(
    space: DealSpace,
    deal: Deal,
    title: str,
    reach: Mapping[str, tuple[float, float]] | None = None,
    drawn: bool = False,
    without: NoDeal | None = None,
) -> str:
    """What a package brings each side against today, with whose range stands beside it, and what no deal is expected
    to bring; in talks imported from other tools, which know no status quo, against no deal.

    Args:
        title: what the package is called, in the sentence: "the fair split (Nash)".
        reach: party -> ends of the model's part in 90 of 100 draws, bn USD a year, where these are known.
        drawn: what follows the sentence tells how far the model reaches; if it does not, the sentence says so.
        without: what there is without a deal, for its range in brackets.
    """
    unit, brings, fine = space.money, [], Figures(space.money)
    if knows_no_today(space.dossier):
        gains = [f"{named(space.dossier.parties[p].name)} {fine(deal.gain[p])} {unit.short}" for p in space.parties]
        return f"Compared with no deal, {title} brings {listed(gains)}{unit.a_year}. {FROM_FIRST}"
    for p in space.parties:
        ends = (reach or {}).get(p)
        brings.append(f"{named(space.dossier.parties[p].name)} {_with_ranges(space, deal, p, ends)}")
    expected = [
        f"{told} for {named(space.dossier.parties[p].name)}"
        for p, told in zip(space.parties, expected_words(space, without), strict=True)
    ]
    return (
        f"Compared with today, {title} brings {listed(brings)}{unit.a_year}; without a deal one would expect"
        f" {listed(expected)}." + (f" {UNDRAWN}" if space.dossier.is_computed() and not (reach or drawn) else "")
    )


def _with_ranges(space: DealSpace, deal: Deal, party: str, reach: tuple[float, float] | None) -> str:
    """What a package brings a party, in brackets its ranges, each by what it is of; the model's first, with worth at
    its middle."""
    value, low, high, short = deal.value[party], deal.low[party], deal.high[party], space.money.short
    if not space.dossier.is_computed():
        return Figures(space.money).ranged(value, low, high, short)
    ranges = [("worth alone", (low, high))] if low != high else []
    if reach is not None:
        ranges = [
            ("draws of the model", (reach[0] + value - deal.economic[party], reach[1] + value - deal.economic[party])),
            *ranges,
        ]
    figures = (
        Figures(space.money).beside(value, *(end for _, ends in ranges for end in ends))
        if ranges
        else Figures(space.money)
    )
    told = [f"{figures(a)} to {figures(b)} by {of}" for of, (a, b) in ranges if figures(a) != figures(b)]
    return f"{figures(value)} {short}" + (f" ({'; '.join(told)})" if told else "")


def none_recommended(space: DealSpace) -> list[str]:
    """Why no package is recommended, in sentences: nothing has a size, a draft leaves directions or rates open, or
    nothing can be signed."""
    unsized = uncomputed_words(space.dossier)
    if open_items := space.dossier.unsettled():
        told = (
            "No package is recommended: the draft leaves open, or assumes, who asks whom or which rate stands on"
            f" {listed(open_items)}. Settle these in the dossier, strike them from its list of what is not"
            " confirmed, and compute again."
        )
        return [*unsized, told] if unsized else [told, UNFORETOLD]
    return unsized or [f"No package is recommended: {space.none_because.get('nash', 'none can be signed')}."]


def beside_uncomputed(space: DealSpace) -> list[str]:
    """The same without what ``uncomputed_words`` says, for where that is said already."""
    said = uncomputed_words(space.dossier)
    return [line for line in none_recommended(space) if line not in said]


def headlines(
    space: DealSpace,
    name: str,
    bands: Bands | None = None,
    drawn: bool = False,
    without: NoDeal | None = None,
    reached: Ranges | None = None,
) -> list[str]:
    """The recommended package in a sentence, how sure that is where it was drawn; why none is recommended otherwise.

    Args:
        name: of ``space.named``; empty, or of none there, where no package is recommended.
        drawn: how far gains reach stands below, whether ``bands`` are told here or not.
        reached: how far what the model computes of the package reaches, in brackets where it is known.
    """
    deal = space.named.get(name)
    if deal is None:
        return none_recommended(space)
    if unsized := uncomputed_words(space.dossier):
        return unsized
    return [
        headline(
            space,
            deal,
            f"the {plain_title_of(space.dossier, name)}",
            model_ends(space, reached),
            drawn or bands is not None,
            without,
        ),
        *band_words.sentences(space, bands, name),
    ]
