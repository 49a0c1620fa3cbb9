"""What the brief says in its first lines, of the dearest way to have no deal, and of how it was computed."""

from __future__ import annotations

from tradetalks.report.chance_words import first_of_chances
from tradetalks.report.equal_columns import with_worth
from tradetalks.report.findings import Findings
from tradetalks.report.headline import beside_uncomputed, headlines
from tradetalks.report.numbers import Figures
from tradetalks.report.talks_words import indifferent_words
from tradetalks.report.uncomputed import is_unsized
from tradetalks.space.deal_space import DealSpace
from tradetalks.world.names import listed, named


def everybody(space: DealSpace) -> str:
    return "both sides" if len(space.parties) == 2 else "all sides"


def in_short(f: Findings) -> list[str]:
    """What the first page says before any table: what to sign, why nothing if nothing."""
    space = f.space
    if is_unsized(space.dossier):  # said above all else
        return beside_uncomputed(space)
    lines = [f"The package {f.shown.title.lower()}. {f.shown.meaning.words}"] if f.shown else []
    told = f.bands is None or f.bands.of(f.recommended) is None  # else the first page's table has the bands
    lines += headlines(space, f.recommended, f.bands if told else None, drawn=f.bands is not None, without=f.without)
    lines += [] if space.dossier.unsettled() else first_of_chances(space)
    lines += indifferent_words(space)
    return lines


def dearest_words(f: Findings) -> str:
    """Which way to have no deal costs most, and what; '' where none costs all together anything."""
    space, d = f.space, f.space.dossier
    worst = next(b for b in d.no_deal if b.name == f.costliest)
    deal = space.no_deal[worst.name]
    if sum(deal.value.values()) >= -space.money.least:
        return ""
    computed, bn = d.is_computed() and any(with_worth(space)), Figures(space.money)

    def model(p: str) -> str:
        return f" (model {bn(deal.economic[p])})" if computed else ""

    costs = listed(
        [f"{bn(deal.value[p])} {space.money.short} for {named(d.parties[p].name)}{model(p)}" for p in space.parties]
    )
    together = f"to {everybody(space)} together " if any(deal.value[p] > 0 for p in space.parties) else ""
    return (
        f"The way to have no deal that costs most {together}is '{worst.title}': {costs}{space.money.a_year} against"
        " today"
        + (", worth beyond the model included; in brackets the model's real income alone." if computed else ".")
    )


def certificate_words(f: Findings) -> str:
    if is_unsized(f.space.dossier):
        return "Nothing was computed, and no figure is the model's."
    valuer = f.space.valuer
    if not f.space.dossier.is_computed():
        return (
            "No measure is stated, so that no figure is the model's: all are sums of the worth that the dossier states."
        )
    count = valuer.solved + valuer.found
    return (
        f"{count:,} distinct policies were valued ({valuer.solved:,} solved in this run, {valuer.found:,} from the"
        f" cache of earlier runs, keyed by content); the largest residual of all of them is"
        f" {f.worst_residual:.1e}. Options that change the same measures share one solution."
    )
