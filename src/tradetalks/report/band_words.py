"""How far gains reach when all assumptions are drawn, as the brief and the terminal tell it."""

from __future__ import annotations

from collections.abc import Mapping
from shlex import quote
from typing import Any

from tradetalks.counsel.bands import Bands
from tradetalks.counsel.reach_kept import Ranges
from tradetalks.report.numbers import Figures, share_words
from tradetalks.report.sure_report import robust_words
from tradetalks.space.deal_space import DealSpace
from tradetalks.world.names import listed, named


def sure_words(where: str) -> str:
    """Where a dossier's bands are to be had, for tables that come without; ``where``: the dossier as it was typed."""
    return f"How sure these gains are, and how often each side would sign: tradetalks robust {quote(where)}."


def sentences(space: DealSpace, bands: Bands | None, name: str) -> list[str]:
    """The recommended package in one sentence: each party's band, how often each would sign and all would.

    Nothing where bands were not asked for, or nothing is recommended; why, where there are none.
    """
    if bands is None or not name:
        return []
    row = bands.of(name)
    if row is None:
        return [f"How sure this is was not computed: {bands.none_because}."]
    who = {p: named(space.dossier.parties[p].name) for p in space.parties}
    span = Figures(space.money).span
    spans = listed([f"{span(row.low[p], row.high[p])} {space.money.short} for {who[p]}" for p in space.parties])
    computed = "worth, chances of no deal, trade elasticities and the horizon"
    what = computed if space.dossier.is_computed() else "worth and chances of no deal"
    signs = listed([f"{who[p]} in {share_words(row.accepted[p])}" for p in space.parties])
    return [
        f"With {what} all drawn ({bands.draws:,} draws of all assumptions), nine"
        f" in ten give a gain over no deal of {spans}{space.money.a_year}; {signs} of them would"
        f" sign, and {'both' if len(space.parties) == 2 else 'all'} in {share_words(row.all_accept)}."
    ]


def cell(space: DealSpace, bands: Bands | None, name: str, party: str) -> str:
    """A party's band of a package and how often it would sign; empty where there is none."""
    row = bands.of(name) if bands else None
    if row is None:
        return ""
    return f"{Figures(space.money).span(row.low[party], row.high[party])}; {share_words(row.accepted[party])}"


def told(space: DealSpace, bands: Bands | None) -> list[str]:
    """What was drawn and how, for the reader who asks how sure figures are."""
    if bands is None or not bands.rows:
        return []
    return robust_words(bands.rows, bands.sets, space.dossier.is_computed(), space.money)


def bands_json(space: DealSpace, bands: Bands | None, reached: Mapping[str, Ranges]) -> dict[str, Any]:
    """Ranges of packages as ``--json`` prints them, by name: ends of gains over no deal in nine of ten draws of all
    assumptions, the share of draws in which each side and all sign, and ends of what the model computes by region, bn
    USD a year."""
    found: dict[str, dict[str, Any]] = {}
    for name in bands.called if bands else ():
        row = bands.of(name) if bands else None
        if row is not None:
            gains = {p: [row.low[p], row.high[p]] for p in space.parties}
            found[name] = {"gain": gains, "signs": dict(row.accepted), "all_sign": row.all_accept}
    for name, one in reached.items():
        ends = dict(zip(one.regions, one.ends["real_income"].T.tolist(), strict=True))
        found.setdefault(name, {})["model_real_income_bn"] = ends
    return found


def whisker_words(bands: Bands | None) -> str:
    """What lines through packages in a picture of gains are; nothing where none are drawn."""
    if bands is None or not bands.rows:
        return ""
    return f"Lines through a package: its gains in nine of ten of {bands.draws:,} draws of all assumptions."
