"""Layers and single duties of the ledger by what people call them, in place of what a dossier's author writes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from tradetalks.report.numbers import pct

if TYPE_CHECKING:
    from tradetalks.policy.duties.measures import Duty

CALLED = {
    "base": "base duty",
    "country order": "duty on the country alone",
    "fentanyl": "fentanyl tariff",
    "reciprocal": "reciprocal tariff",
    "match": "answer to the reciprocal tariff",
    "february 2025": "duties of February 2025",
    "march 2025": "duties of March 2025",
    "2018-19": "duties of 2018-19",
}
"""Layers whose name is no section of a law."""
_CHANGED = r"(?= (?:absent|in force|times \d|at \d|topped up to \d))"


def duty_name(name: str) -> str:
    """A layer, or a single duty by its id, as a reader is told: 'section 232 (steel)'; what is neither as it is."""
    return _names().get(name, name)


@cache
def _names() -> dict[str, str]:
    from tradetalks.policy.duties import measures  # here alone: most texts name no duty

    of = [measures.duties(importer) for importer in measures.importers()]
    singles = {duty.id: _single(duty, rows) for rows in of for duty in rows}
    return {**singles, **{layer: _layer(layer) for layer in [*CALLED, *(duty.layer for rows in of for duty in rows)]}}


def _layer(layer: str) -> str:
    return f"section {layer}" if layer[:1].isdigit() and layer not in CALLED else CALLED.get(layer, layer)


def _single(duty: Duty, rows: Sequence[Duty]) -> str:
    """One duty: its layer, and of what programme or rate; since when, where another that some goods pay beside it would
    be called the same."""
    told = _of(duty)
    beside = [one for one in rows if one.id != duty.id and _of(one) == told and _meet(one, duty)]
    since = f", from {duty.effective_from.isoformat()}" if beside else ""
    return f"{_layer(duty.layer)} ({told}{since})"


def _of(duty: Duty) -> str:
    programme = duty.programme.replace("_addl", ", more").replace("biden_", "review of 2024, ")
    if programme[:1].isdigit():
        return f"list {programme}"
    return programme or pct(100 * duty.rate, 0)


def _meet(one: Duty, other: Duty) -> bool:
    """Are both of one layer, and in force for some country on some day?"""
    partners = one.names_partners == other.names_partners and set(one.partners) & set(other.partners)
    days = one.effective_from <= other.effective_until and other.effective_from <= one.effective_until
    return one.layer == other.layer and bool(partners) and days


def with_duty_names(text: str) -> str:
    """A measure's line, duties of the ledger that it changes by name."""
    if not text.startswith("duties by product of "):
        return text
    known = sorted(_names(), key=len, reverse=True)
    return re.sub(f"(?<=[:,] )({'|'.join(map(re.escape, known))}){_CHANGED}", lambda found: duty_name(found[1]), text)
