"""Every measure of a dossier with the path it stands at, in the dossier's order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tradetalks.policy.instruments import Measure

if TYPE_CHECKING:
    from tradetalks.dossier.model import Dossier

Placed = Iterator[tuple[str, Measure]]


def in_force(d: Dossier) -> Placed:
    """Measures that stand whatever is agreed."""
    yield from _listed("in_force", d.in_force)


def of_options(d: Dossier, status_quo: bool = False) -> Placed:
    """Measures of the agenda's options; of those at the status quo alone where asked."""
    for j, item in enumerate(d.agenda):
        for option in item.options:
            if not status_quo or option.id == item.status_quo:
                yield from _listed(f"agenda[{j} '{item.id}'].options['{option.id}'].measures", option.measures)


def changing(d: Dossier) -> Placed:
    """Measures of options, of no deal and of escalation; published shocks are not the author's own."""
    yield from of_options(d)
    for j, branch in enumerate(d.no_deal):
        yield from _listed(f"no_deal[{j} '{branch.name}'].measures", branch.measures)
    for j, step in enumerate(d.escalation):
        yield from _listed(f"escalation[{j}].measures", step.measures)


def _listed(path: str, measures: Iterable[Measure]) -> Placed:
    yield from ((f"{path}[{k}]", measure) for k, measure in enumerate(measures))
