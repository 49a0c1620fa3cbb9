"""What an option alone does to a party or a country, with its range."""

from __future__ import annotations

from tradetalks.report.findings import Findings, OptionEffect
from tradetalks.report.numbers import Figures
from tradetalks.report.ranged import region_ranged


def alone_words(f: Findings, effect: OptionEffect, party: str) -> str:
    """What an option alone does to a party by the model, its range in brackets if one was drawn."""
    code, found = f.space.dossier.regions.get(party), f.reached_alone.get((effect.item, effect.option))
    value, figures = effect.deal.economic[party], Figures(f.space.money)
    if code is None or found is None:
        return figures.cell(value)
    return region_ranged(figures, value, found.real_income, f.space.eve.world.region(code))


def alone_elsewhere(f: Findings, effect: OptionEffect, most: int | None = None) -> str:
    """Countries not at the table that an option alone moves most, each with its range if one was drawn."""
    found, figures = f.reached_alone.get((effect.item, effect.option)), Figures(f.space.money)
    names = [f.space.eve.world.region_name(code) for code in f.space.eve.world.regions]
    ends = found.real_income if found else None
    return "; ".join(
        f"{name} {region_ranged(figures, value, ends, names.index(name))}" for name, value in effect.others[:most]
    )
