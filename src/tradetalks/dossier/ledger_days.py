"""A dossier that stands on a day of the ledger: the day, the changes that options make to it, and what they may not.

``in_force: {ledger: YYYY-MM-DD}`` names the day; measures that change its layers need not repeat it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

from tradetalks.dossier import measure_paths
from tradetalks.dossier.faults import Fault
from tradetalks.policy.duties import definitions
from tradetalks.policy.duties.changes import Change
from tradetalks.policy.instruments import Measure
from tradetalks.policy.instruments.ledger import LedgerDuties

if TYPE_CHECKING:
    from tradetalks.dossier.model import Dossier


def with_days(content: Any) -> Any:
    """A dossier's content, its ledger's day filled in where a measure changes a layer and names no day."""
    if not isinstance(content, Mapping):
        return content
    known = _day_in(content.get("in_force"))
    return (
        content if not known else {**content, **{k: _filled(content[k], known) for k in _WITH_MEASURES & set(content)}}
    )


_WITH_MEASURES = {"agenda", "no_deal", "escalation", "in_force"}


def _day_in(in_force: Any) -> dict[str, Any]:
    """The day, and the ledger if it is named, that measures in force give as raw content."""
    if isinstance(in_force, Mapping) and "ledger" in in_force:
        return {"day": in_force["ledger"]}
    for one in in_force if isinstance(in_force, list) else ():
        if isinstance(one, Mapping) and one.get("instrument") == "ledger" and "day" in one and not one.get("change"):
            return {k: one[k] for k in ("day", "ledger") if k in one}
    return {}


def _filled(here: Any, known: Mapping[str, Any]) -> Any:
    if isinstance(here, list):
        return [_filled(one, known) for one in here]
    if not isinstance(here, Mapping):
        return here
    if here.get("instrument") == "ledger" and here.get("change") and "day" not in here:
        return {**here, **{k: v for k, v in known.items() if k not in here}}
    return {k: _filled(v, known) if k in ("options", "measures") else v for k, v in here.items()}


def ledger_of(d: Dossier) -> LedgerDuties | None:
    """The measure by which the ledger's law of a day is in force; None if a dossier does not stand on one."""
    whole = (m for m in d.in_force if isinstance(m, LedgerDuties) and not m.change and not m.layers)
    return next(whole, None)


def day_of(d: Dossier) -> datetime.date | None:
    """The ledger's day that a dossier stands on."""
    found = ledger_of(d)
    return found.day if found else None


def changes_under(measures: Iterable[Measure], importer: str, exporter: str) -> list[Change]:
    """Changes to the ledger's day that measures make to duties of ``importer`` on goods of ``exporter``."""
    return [
        change
        for m in measures
        if isinstance(m, LedgerDuties) and m.change and _bears(m, importer, exporter)
        for change in m.changes()
    ]


def duties_beside(measures: Iterable[Measure], importer: str, exporter: str) -> list[Measure]:
    """Duties of ``importer`` on goods of ``exporter`` that are no change to the ledger's day, so that no average by
    product knows them."""
    return [
        m
        for m in measures
        if m.duty and not (isinstance(m, LedgerDuties) and m.change) and _bears(m, importer, exporter)
    ]


def _bears(measure: Measure, importer: str, exporter: str) -> bool:
    def holds(codes: Any, code: str) -> bool:
        return codes == "all" or code in ([codes] if isinstance(codes, str) else codes)

    return holds(getattr(measure, "importer", "all"), importer) and holds(getattr(measure, "exporter", "all"), exporter)


def ledger_faults(d: Dossier) -> Iterator[Fault]:
    """Changes of another day than the dossier's own, and layers that two items change: the second would undo what the
    first did, and adding both up would mean neither."""
    day = day_of(d)
    for path, measure in _changing(d):
        if day and measure.day != day:
            yield Fault(f"{path}.day", f"found {measure.day}; expected {day}, the ledger's day in force, or no day")
        elif not day:
            yield Fault(
                path, "changes a day of the ledger that is not in force; expected in_force: {ledger: YYYY-MM-DD}"
            )
    owner: dict[tuple[str, str, str], str] = {}
    for item in d.agenda:
        mine: set[tuple[str, str, str]] = set()
        for option in item.options:
            for measure in option.measures:
                if isinstance(measure, LedgerDuties) and measure.change:
                    mine |= {(c.name, str(measure.importer), str(measure.exporter)) for c in measure.changes()}
        for layer in sorted(mine):
            if (other := owner.setdefault(layer, item.id)) != item.id:
                yield Fault(
                    f"agenda '{item.id}'",
                    f"changes {layer[0]}, as item '{other}' does; expected each layer or duty in one item",
                )


def _changing(d: Dossier) -> Iterator[tuple[str, LedgerDuties]]:
    for path, measure in measure_paths.changing(d):
        if isinstance(measure, LedgerDuties) and measure.change:
            yield path, measure


STACKED = 0.1
"""Points by which duties of two items may miss what both together come to before that is told."""


def stacked_apart(d: Dossier) -> Iterator[Fault]:
    """Options of two items whose layers stack, so that their points, added up as the model does, are not what both
    together come to by the law: each with the size, on the pair's average duty."""
    day = day_of(d)
    if day is None:
        return
    for (item, other), (importer, exporter) in product(combinations(d.agenda, 2), _pairs(d)):
        worst: tuple[float, str, str] = (STACKED, "", "")
        for mine, theirs in product(item.options, other.options):
            a, b = (changes_under(o.measures, importer, exporter) for o in (mine, theirs))
            if not a or not b:
                continue
            plain, one, two, both = (
                definitions.statutory(importer, exporter, day, c)[0].value for c in ((), a, b, [*a, *b])
            )
            gap = (one - plain) + (two - plain) - (both - plain)
            if abs(gap) > abs(worst[0]):
                worst = gap, mine.id, theirs.id
        if worst[1]:
            yield Fault(
                f"agenda '{item.id}'",
                f"{item.id}={worst[1]} and {other.id}={worst[2]} change layers that stack; added up they"
                f" are {worst[0]:+.1f} points on {importer} duties on {exporter} from what both come to by the law",
            )


def _pairs(d: Dossier) -> list[tuple[str, str]]:
    """Importers and single exporters that measures on layers name, of those the ledger holds."""
    found: dict[tuple[str, str], None] = {}
    for _, measure in _changing(d):
        for importer in measure.actors():
            for exporter in [measure.exporter] if isinstance(measure.exporter, str) else measure.exporter:
                if definitions.is_known(importer, exporter):
                    found[importer, exporter] = None
    return list(found)
