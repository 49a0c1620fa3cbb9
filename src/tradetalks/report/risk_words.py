"""What could go wrong with the recommended package, in sentences; what blocks a deal where none is recommended."""

from __future__ import annotations

from collections.abc import Sequence

from tradetalks.counsel.diagnosis import diagnose
from tradetalks.counsel.enforcement import Enforcement, enforcement
from tradetalks.report.findings import Findings
from tradetalks.report.horizon_words import flipped
from tradetalks.report.numbers import Figures, refused_words
from tradetalks.report.plain_words import capital
from tradetalks.report.record_words import record_words
from tradetalks.report.talks_words import diagnosis_words
from tradetalks.report.war_report import often, years
from tradetalks.space.deal import Deal
from tradetalks.space.deal_space import DealSpace, plain_title_of
from tradetalks.world.names import listed, named

SURE = 0.995
"""Share of draws signed by all from which on no refusal is told of."""


def risks(f: Findings, rec: Deal | None) -> list[str]:
    """What could go wrong, in sentences; what blocks a deal where none is recommended."""
    space, d = f.space, f.space.dossier
    if rec is None:
        return [] if d.unsettled() or f.space.nash else diagnosis_words(space, diagnose(space, rules=True))
    unit, figures = space.money, Figures(space.money)
    told = []
    drawn = f.bands.of(f.recommended) if f.bands else None
    if drawn and drawn.all_accept < SURE:
        least = min(space.parties, key=lambda p: drawn.accepted[p])
        refusal = refused_words(drawn.accepted[least])
        than = "the other side" if len(space.parties) == 2 else "any other"
        told.append(
            f"{capital(named(d.parties[least].name))} would refuse in {refusal} of draws of all assumptions, more often"
            f" than {than}."
        )
    judged = [
        f"{figures(rec.political[p])} {unit.short} for {named(d.parties[p].name)}, where the model computes"
        f" {figures(rec.economic[p])}"
        for p in space.parties
        if abs(rec.political[p]) > unit.least
    ]
    if d.is_computed() and judged:
        told.append(f"Part of what it brings is the dossier's judgement: {'; '.join(judged)}.")
    told += _breaches(space, enforcement(space, rec.package))
    if f.long_run:
        turned = flipped(space, f.long_run, {plain_title_of(d, f.recommended): rec})
        told += [f"Of another sign {f.long_run.horizon.words}: {turned[0]} ({unit.yearly})."] if turned else []
    missed = sum(not y.inside for y in f.yardsticks)
    if missed:
        told.append(
            f"{missed} of the {len(f.yardsticks)} published figures that this dossier is held against are missed"
            " (How sure are these figures, below)."
        )
    return [*told, *(record_words()[:1] if d.is_computed() else [])]


def _breaches(space: DealSpace, sides: Sequence[Enforcement]) -> list[str]:
    """Who would break the package though it is reviewed as the dossier says, by which items, and what stops it."""
    d, unit, told = space.dossier, space.money, []
    for one in sides:
        deal = one.durability
        if deal.stage.unwilling:
            told.append(
                f"{capital(named(d.parties[one.party].name))} would rather have no deal, by"
                f" {Figures(unit).yearly(deal.stage.punish - deal.stage.deal)}; no review keeps it in."
            )
        if deal.holds or not one.breach:
            continue
        items = listed([f"'{d.item(i).title}'" for i in one.breach])
        cure = "no review stops it" if deal.longest <= 0 else f"a review at least every {years(deal.longest)} stops it"
        told.append(
            f"{capital(named(d.parties[one.party].name))} would gain"
            f" {Figures(unit).yearly(deal.stage.defect - deal.stage.deal)} if it withdrew its own part in"
            f" {items} while the others keep theirs; {cure}."
        )
    if not told and all(one.known for one in sides):
        review = d.enforcement.review_years
        told.append(f"Nobody gains by breaking it, if it is reviewed {often(review)}, as the dossier has it.")
    return told
