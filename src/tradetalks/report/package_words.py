"""What a package means, in plain sentences: first against today, then against no deal, then who would sign, how surely.

A package that changes nothing is told as that, whatever no deal would bring; a loss against today is never good news.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tradetalks.counsel.acceptance import Acceptance
from tradetalks.counsel.standing import beats
from tradetalks.dossier.figures import BILLIONS, Unit
from tradetalks.report.numbers import Figures, pct
from tradetalks.report.plain_words import capital
from tradetalks.space.deal_space import DealSpace, plain_title_of
from tradetalks.space.solutions import INDIFFERENT
from tradetalks.space.verdict import Verdict
from tradetalks.world.names import listed, named

Tone = Literal["up", "down", "even"]
ALONE = "By worth alone, the model and chances of no deal at their middle"
"""Before shares of draws of worth: what else is held."""


@dataclass(frozen=True)
class PackageWords:
    """Sentences for a reader, and how they are coloured: good news, bad news or neither.

    Attributes:
        today: what changes against the eve. no_deal: what each side expects without a deal.
        verdict: can it be signed, on middle figures. odds: how often each side would, over the dossier's ranges.
        tone: of the verdict; up only where nobody loses against today, somebody gains, and most draws are signed.
    """

    today: str
    no_deal: str
    verdict: str
    odds: str
    tone: Tone

    @property
    def words(self) -> str:
        """All sentences in a row."""
        return " ".join(filter(None, (self.today, self.no_deal, self.verdict, self.odds)))


def tone(value: float, unit: Unit = BILLIONS) -> Tone:
    """Of a change against today: neither good nor bad where the unit's digits show none."""
    return "up" if value > unit.least else "down" if value < -unit.least else "even"


def package_words(
    names: Mapping[str, str],
    value: Mapping[str, float],
    no_deal: Mapping[str, float],
    odds: Acceptance,
    *,
    unit: Unit = BILLIONS,
    unchanged: bool,
    verdict: Verdict,
    within: Mapping[str, float] | None = None,
    expected: Sequence[str] | None = None,
) -> PackageWords:
    """Sentences about a package.

    Args:
        names: party -> name, in the order in which they are told.
        value: party -> amount a year against today. no_deal: party -> expected without a deal, against today.
        odds: how often each would sign. unit: of amounts. unchanged: is it the status quo itself?
        verdict: who would sign it, and what stands against it. within: party -> amount up to which a change against
            today is none, ``INDIFFERENT`` where left out (``value.ties``). expected: ``no_deal`` as it is told, with
            its ranges (``no_deal_words.expected_words``); without them if left out.
    """
    moved = {p: v for p, v in value.items() if abs(v) > (within or {}).get(p, INDIFFERENT)}
    losing = [p for p in names if moved.get(p, 0.0) < 0]
    if verdict.objections:
        said = f"It cannot be signed: {verdict.objections[0]}."
    elif verdict.loses:
        refusing = listed([named(names[p]) for p in verdict.loses])
        said = f"It will not be signed: {refusing} would rather have no deal."
    else:
        said = f"{everyone(names)} can sign this{_because(names, moved, verdict, unit)}."
    if not verdict.objections and verdict.ties and (verdict.gains or verdict.loses):
        said += f" {tie_words([names[p] for p in verdict.ties])}"
    gained = any(v > unit.least for v in value.values())
    good = verdict.signable and not losing and gained and odds.everyone >= 0.5
    return PackageWords(
        today="Nothing changes against today."
        if unchanged
        else f"Against today: {_each(names, value, unit)}{unit.a_year}.",
        no_deal=_without(names, expected or [Figures(unit)(no_deal[p]) for p in names], unit),
        verdict=said,
        odds="" if verdict.objections else _odds(names, odds),
        tone="up" if good else "even" if verdict.signable else "down",
    )


def open_words(titles: Sequence[str]) -> PackageWords:
    """Of a package that moves items of which a direction or a rate is open: no figure, no word on who would sign."""
    return PackageWords(
        today=f"Open: who asks whom, or which rate stands, on {listed(titles)}. What the figures below count is without"
        " it. Settle it in the dossier, strike it from what is not confirmed, and open it again.",
        no_deal="",
        verdict="",
        odds="",
        tone="even",
    )


def _because(names: Mapping[str, str], moved: Mapping[str, float], verdict: Verdict, unit: Unit) -> str:
    """Why a package is signed, in words that follow the signs: what it changes on today, of those it changes something
    for, and what no deal would be."""
    losing = [p for p in names if moved.get(p, 0.0) < 0]
    gaining = [p for p in names if moved.get(p, 0.0) > 0]
    spared = [p for p in names if p in verdict.gains]
    if losing:
        worse = "worse" if set(losing) <= set(spared) else "no better"
        verb = "loses" if len(losing) == 1 else "lose"
        return (
            f", but only because no deal would be {worse}:"
            f" against today {listed([named(names[p]) for p in losing])} {verb}{_little(losing, moved, unit)}"
        )
    if gaining:
        verb = "gains" if len(gaining) == 1 else "gain"
        little = _little(gaining, moved, unit)
        told = f"; against today {listed([named(names[p]) for p in gaining])} {verb}{little}" if little else ""
        return f": nobody is worse off than without a deal, or than today{told}"
    if not spared:
        return ", but it changes nothing for them: nothing is gained on today, and no deal would be worth the same"
    if len(spared) == len(names):
        return ", but only because no deal would be worse: nothing is gained on today"
    who = listed([named(names[p]) for p in spared])
    return f", but only because no deal would be worse for {who}: nothing is gained on today"


def _little(parties: Sequence[str], value: Mapping[str, float], unit: Unit) -> str:
    """Says so where amounts are so small that the unit's digits show none."""
    if any(abs(value[p]) >= unit.least for p in parties):
        return ""
    return f" less than {Figures(unit).least} {unit.short}" + (" each" if len(parties) > 1 else "")


def tie_words(names: Sequence[str]) -> str:
    """Says for whom, by name, a package is as good as no deal: they neither gain nor lose by what outcomes certify."""
    return f"To {listed([named(name) for name in names])} it is as good as no deal."


def everyone(names: Mapping[str, str]) -> str:
    return "Both sides" if len(names) == 2 else f"All {len(names)} sides"


def _each(names: Mapping[str, str], value: Mapping[str, float], unit: Unit) -> str:
    return listed([f"{named(names[p])} {Figures(unit)(value[p])} {unit.short}" for p in names])


def _without(names: Mapping[str, str], expected: Sequence[str], unit: Unit) -> str:
    told = [f"{named(names[p])} expects {said} {unit.short}" for p, said in zip(names, expected, strict=True)]
    return f"Without a deal {listed(told)}{unit.a_year}."


def _odds(names: Mapping[str, str], odds: Acceptance) -> str:
    if not odds.ranged:
        return "No worth with a range is in this package, so that draws of worth tell nothing more."
    if all(one in (0.0, 1.0) for one in odds.by_party.values()):
        sure = [named(names[p]) for p in names if odds.by_party[p] == 1.0]
        never = [named(names[p]) for p in names if odds.by_party[p] == 0.0]
        who = everyone(names).lower() if len(sure) == len(names) else listed(sure) if sure else "nobody"
        but = f", {listed(never)} in none" if sure and never else ""
        return f"{ALONE}, in all of {odds.draws:,} draws from the dossier's ranges, {who} would sign{but}."
    first, *rest = names
    told = [f"{named(names[first])} would sign in {share(odds.by_party[first])} of draws of worth"]
    told += [f"{named(names[p])} in {share(odds.by_party[p])}" for p in rest]
    together = "both" if len(names) == 2 else "all"
    sentence = f"{listed(told)}, {together} at once in {share(odds.everyone)}"
    return f"{ALONE}, over the dossier's ranges, {sentence}."


def share(value: float) -> str:
    """A share of draws as a per cent; never 0% or 100% where some draws say otherwise."""
    if 0 < value < 0.005:
        return "under 1%"
    if 0.995 <= value < 1:
        return "over 99%"
    return pct(100 * value, 0)


def agreed_words(space: DealSpace) -> str:
    """What was agreed, beside the frontier: how many packages are better, and the most each side could have had."""
    unit, bn = space.money, Figures(space.money)
    agreed, names = space.named["agreed"], {p: named(space.dossier.parties[p].name) for p in space.parties}
    gains = listed([f"{names[p]} {bn(agreed.gain[p])} {unit.short}" for p in space.parties])
    what = capital(plain_title_of(space.dossier, "agreed"))
    words = f"{what}, gives {gains}" if space.dossier.failed else f"{what} gives {gains}"
    words += f"{unit.a_year} over the expected no deal by this dossier's figures"
    if agreed.broken:
        return f"{words}, but breaks its constraints: {'; '.join(agreed.broken)}."
    gains = np.array([[deal.gain[p] for p in space.parties] for deal in (agreed, *space.frontier)])
    better = [
        {p: space.frontier[j].gain[p] - agreed.gain[p] for p in space.parties}
        for j in np.flatnonzero(beats(gains[1:], gains[0], space.within)).tolist()
    ]
    if not better:
        return f"{words}, and lies on the frontier."
    most = listed([f"{bn(max(more[p] for more in better))} {unit.short} for {names[p]}" for p in space.parties])
    largest = max(better, key=lambda more: sum(more.values()))
    together = listed([f"{bn(largest[p])} {unit.short} for {names[p]}" for p in space.parties])
    if len(better) == 1:
        return f"{words}; one frontier package is worse for nobody and better for somebody: {together}."
    words = f"{words}; {len(better)} frontier packages are worse for nobody and better for somebody"
    if all(max(more[p] for more in better) <= largest[p] + 1e-9 for p in space.parties) or most == together:
        return f"{words}; the best of them for every side adds {together}."
    return (
        f"{words}. The best of them for each side adds {most}, though no single one adds both; the one of the largest"
        f" sum adds {together}."
    )
