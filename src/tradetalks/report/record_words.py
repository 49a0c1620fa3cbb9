"""How the model has done on published results, in two sentences, from what the benchmark measured last."""

from __future__ import annotations

from collections.abc import Sequence

from tradetalks.magnitudes.published import Row, rows
from tradetalks.magnitudes.record import STANDING, Measured, record

KINDS = {
    "real_gdp": "real GDP",
    "real_income": "real income",
    "real_wage": "earnings of labour and capital",
    "consumer_prices": "consumer prices",
    "goods_trade": "trade between two countries",
    "goods_exports_to": "trade between two countries",
    "import_share": "trade between two countries",
    "exports": "a country's whole trade",
    "import_volume": "a country's whole trade",
    "net_revenue": "customs revenue",
    "pass_through": "who bears duties",
    "estimated_pass_through": "who bears duties",
    "purchase_subsidy": "purchases",
}
"""What a measure of the bench is of, in a word or two."""
FEWEST = 3
"""Results from which on a kind is told of."""


def record_words() -> list[str]:
    """How many published results the model meets, then what it meets most and least often and which way it errs;
    nothing where no record is kept."""
    kept = record().get(STANDING)
    return [] if kept is None else _words(rows(), kept)


def _words(published: Sequence[Row], kept: Measured) -> list[str]:
    kinds: dict[str, list[bool]] = {}
    for row in published:
        kinds.setdefault(KINDS[row.measure], []).append(kept.inside(row))
    told = sorted(
        (
            (sum(met) / len(met), f"{kind} ({sum(met)} of {len(met)})")
            for kind, met in kinds.items()
            if len(met) >= FEWEST
        ),
        reverse=True,
    )
    missed = [row for row in published if not kept.inside(row)]
    smaller = sum(abs(kept.ours[row.id]) < min(abs(row.low), abs(row.high)) for row in missed)
    first = (
        f"Held against {len(published)} published results of other models and of measurements, by one table of settings"
        f" for all, this model meets {len(published) - len(missed)}."
    )
    if not missed or len(told) < 2:
        return [first]
    return [
        first,
        f"It does so most often for {told[0][1]} and least often for {told[-1][1]}; of the {len(missed)} that it"
        f" misses, {smaller} are smaller here than published and {len(missed) - smaller} larger or of the other sign.",
    ]
