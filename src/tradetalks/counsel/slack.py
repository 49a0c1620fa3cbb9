"""Measures that do nothing: floors below what is traded already, caps above it, taxes on what is not traded.

A limit is judged by the flows of the eve, and by the economy solved with its option alone: it does nothing where its
wedge is zero there. In a package in which other items cut or raise the flow it may still bite, which the words leave
open. Taxes, barriers and royalties do nothing where no flow that they bear on exists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from tradetalks.dossier.figures import billions
from tradetalks.dossier.model import Item, Option
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.policy.effects import Effect
from tradetalks.policy.instruments import Measure, describe, effect_of
from tradetalks.policy.quantities import Quantity
from tradetalks.value.eve import Eve
from tradetalks.value.restated import on_eve

SLACK_WEDGE = 1e-9


@dataclass(frozen=True)
class SlackMeasure:
    """A measure that changes nothing by itself.

    Attributes:
        item, option: ids; empty for a measure that is not on the table. title: of both, in words.
        measure: what it asks, in words. because: why it does nothing, with the present figure.
        present: billions of USD a year traded on the eve in what it bears on, at the border; NaN where none applies.
    """

    item: str
    option: str
    title: str
    measure: str
    because: str
    present: float

    def words(self) -> str:
        """One sentence."""
        return f"'{self.measure}' ({self.title}) does nothing by itself: {self.because}."


def slack_measures(eve: Eve, package: Mapping[str, str] | None = None) -> tuple[SlackMeasure, ...]:
    """Every measure of a dossier that does nothing by itself, in the order of the agenda.

    Args:
        package: only of this package's options; of all options if None.

    Raises:
        NotConverged, NotCertified: an option cannot be solved alone.
    """
    found = [slack for m in eve.dossier.in_force for slack in _judged(eve, m, eve.outcome, None, None)]
    for item in eve.dossier.agenda:
        for option in item.options:
            if package is None or package[item.id] == option.id:
                found += _of_option(eve, item, option)
    return tuple(found)


def _of_option(eve: Eve, item: Item, option: Option) -> Iterator[SlackMeasure]:
    alone: Outcome | None = eve.outcome if option.id == item.status_quo else None
    for measure in option.measures:
        candidates = list(_judged(eve, measure, None, item, option))
        if candidates and alone is None and any(e for e in _limits(eve, measure)):
            alone = eve.solve({item.id: option.id})
        yield from candidates if alone is None else _judged(eve, measure, alone, item, option)


def _limits(eve: Eve, measure: Measure) -> tuple[Quantity, ...]:
    return effect_of(measure, eve.benchmark, eve.dossier.profile_rates()).limits


def _judged(
    eve: Eve, measure: Measure, solved: Outcome | None, item: Item | None, option: Option | None
) -> Iterator[SlackMeasure]:
    """The measure if it does nothing by the eve's flows and, where given, in an outcome with it."""
    effect = effect_of(measure, eve.benchmark, eve.dossier.profile_rates())
    if _taxes_something(eve, effect):
        return
    limits = on_eve(effect, eve.outcome).limits
    if not all(_slack(eve, limit, solved) for limit in limits):
        return
    if effect.is_nothing():
        because, present = "it states no change", float("nan")
    else:
        because, present = _why(eve, limits, solved or eve.outcome)
    title = "A measure that is not on the table" if item is None or option is None else f"{item.title}: {option.title}"
    yield SlackMeasure(item.id if item else "", option.id if option else "", title, describe(measure), because, present)


def _taxes_something(eve: Eve, effect: Effect) -> bool:
    """Does it move a tax, barrier or royalty on an existing flow, a subsidy of existing output, or a payment?"""
    outcome = eve.outcome
    flows = ("tariff", "export_tax", "log_barrier", "specific")
    moved = any(np.any((getattr(effect, name) != 0) & (outcome.trade > 0)) for name in flows)
    made = np.any((effect.subsidy != 0) & (outcome.output > 0)) or np.any(
        (effect.royalty != 0) & (outcome.output[:, None, :] > 0)
    )
    return bool(moved or made or np.any(effect.transfer))


def _present(eve: Eve, limit: Quantity) -> float:
    """Billions a year on the eve of what a limit bears on, at the border."""
    i, n, s = limit.exporter, limit.importer, list(limit.sectors)
    outcome = eve.outcome
    return float((outcome.trade[i, n, s] * (1 + outcome.shock.export_tax_level[i, n, s])).sum())


def _slack(eve: Eve, limit: Quantity, solved: Outcome | None) -> bool:
    """Is a limit met with room to spare on the eve, and not enforced in an outcome with it?"""
    room = limit.level > 1 if limit.kind == "cap" else limit.level < _present(eve, limit)
    if not room or any(_binding(eve.outcome, limit)):
        return False
    return solved is None or solved is eve.outcome or not any(_binding(solved, limit))


def _binding(outcome: Outcome, limit: Quantity) -> Iterator[bool]:
    """Which limits of the same flow are enforced in an outcome."""
    for other, wedge in zip(outcome.shock.quantities, outcome.wedges, strict=False):
        same = (other.kind, other.exporter, other.importer) == (limit.kind, limit.exporter, limit.importer)
        if same and set(other.sectors) & set(limit.sectors):
            yield abs(wedge) > SLACK_WEDGE


def _why(eve: Eve, limits: tuple[Quantity, ...], solved: Outcome) -> tuple[str, float]:
    """Why it does nothing, in words, and what is traded now."""
    if not limits:
        return "nothing that it bears on is traded or made", float("nan")
    present = sum(_present(eve, limit) for limit in limits)
    if limits[0].kind == "floor":
        return f"{billions(present)} bn USD a year are bought already today", present
    room = min(limit.level / _volume(eve, limit, solved) for limit in limits)
    return f"it allows {100 * room:,.0f}% or more of what would be traded without it", present


def _volume(eve: Eve, limit: Quantity, solved: Outcome) -> float:
    """Volume of a flow in an outcome from the eve, over that of the eve."""
    if solved is eve.outcome:
        return 1.0
    i, n, s = limit.exporter, limit.importer, list(limit.sectors)
    return float(solved.delivered_volume(i, n)[s].sum() / eve.world.trade[i, n, s].sum())
