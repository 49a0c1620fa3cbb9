"""Average duties on the eve and under packages, by every definition at hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tradetalks.dossier.ledger_days import changes_under, day_of, duties_beside
from tradetalks.dossier.model import Dossier
from tradetalks.policy.duties import definitions
from tradetalks.policy.duties.definitions import Average

MODEL = "the model's: benchmark's tariffs and the points since, trade of the benchmark"


@dataclass(frozen=True)
class DutyRow:
    """One pair's average duty by one definition, per cent, at each stage where it is known."""

    importer: str
    exporter: str
    definition: str
    by_stage: Mapping[str, float]


def pairs(dossier: Dossier) -> list[tuple[str, str]]:
    """Parties' regions, importer and exporter, whose duties the ledger holds by product."""
    own = list(dossier.regions.values())
    return [(a, b) for a in own for b in own if a != b and definitions.is_known(a, b)]


def ledger_rows(dossier: Dossier, packages: Mapping[str, Mapping[str, str]]) -> list[DutyRow]:
    """Averages of the ledger's day a dossier stands on, and under packages; none of a dossier without such a day.

    A package that changes duties otherwise than by the ledger's layers has no average by product, and no figure.
    """
    day = day_of(dossier)
    if day is None:
        return []
    found = []
    for importer, exporter in pairs(dossier):
        by_law: dict[str, dict[str, float]] = {}
        beside = duties_beside(dossier.measures(dossier.status_quo()), importer, exporter)
        for stage, package in packages.items():
            measures = dossier.measures(package)
            if duties_beside(measures, importer, exporter) != beside:
                continue
            changes = changes_under(measures, importer, exporter)
            for average in definitions.statutory(importer, exporter, day, changes):
                by_law.setdefault(average.definition, {})[stage] = average.value
        found += [DutyRow(importer, exporter, name, stages) for name, stages in by_law.items()]
        found += [
            DutyRow(importer, exporter, average.definition, {"eve": average.value})
            for average in definitions.on_day(importer, exporter, day)
            if average.definition not in by_law
        ]
    return found


def eve_averages(dossier: Dossier) -> list[tuple[str, str, Average]]:
    """Importer, exporter and each average of the ledger's day a dossier stands on, under its own changes to it."""
    day = day_of(dossier)
    if day is None:
        return []
    measures = dossier.measures(dossier.status_quo())
    return [
        (a, b, average)
        for a, b in pairs(dossier)
        for average in definitions.on_day(a, b, day, changes_under(measures, a, b))
    ]


def by_pair(rows: Iterable[DutyRow]) -> dict[tuple[str, str], list[DutyRow]]:
    """Rows by importer and exporter, in order."""
    found: dict[tuple[str, str], list[DutyRow]] = {}
    for row in rows:
        found.setdefault((row.importer, row.exporter), []).append(row)
    return found
