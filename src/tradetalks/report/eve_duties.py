"""Average duties on the eve and under packages, by every definition at hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tradetalks.dossier.ledger_days import changes_under, day_of, duties_beside
from tradetalks.dossier.model import Dossier
from tradetalks.policy.duties import definitions
from tradetalks.policy.duties.definitions import Average
from tradetalks.policy.instruments import compile_measures
from tradetalks.world.world import World

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


def model_averages(
    dossier: Dossier, benchmark: World, packages: Mapping[str, Mapping[str, str]]
) -> dict[tuple[str, str], dict[str, float]]:
    """(importer, exporter) of the parties' regions -> stage -> average duty on goods, a share, in the benchmark and
    under packages; weighted by the benchmark's own bilateral trade throughout. Pairs that trade no goods are left
    out."""
    goods = [benchmark.sector(c) for c in (benchmark.goods or benchmark.sectors)]
    stages = {"benchmark": benchmark.tariff}
    for stage, package in packages.items():
        # duties proper: margins of quotas and fees of ports go through the same wedge and are left out
        duties = [m for m in dossier.measures(package) if m.duty]
        added = compile_measures(duties, benchmark, dossier.profile_rates())
        stages[stage] = benchmark.tariff + added.tariff + added.specific
    found = {}
    own = list(dict.fromkeys(dossier.regions.values()))
    for importer, exporter in ((a, b) for a in own for b in own if a != b):
        at = benchmark.region(exporter), benchmark.region(importer), goods
        flow = benchmark.trade[at]
        if flow.any():
            found[importer, exporter] = {s: float((flow * level[at]).sum() / flow.sum()) for s, level in stages.items()}
    return found


def eve_averages(dossier: Dossier, benchmark: World) -> list[tuple[str, str, Average]]:
    """Importer, exporter and each average of the eve: those of the ledger's day a dossier stands on, under its own
    changes to it, and the model's, with what of it the benchmark had already."""
    day, measures = day_of(dossier), dossier.measures(dossier.status_quo())
    by_law = (
        [
            (a, b, average)
            for a, b in pairs(dossier)
            for average in definitions.on_day(a, b, day, changes_under(measures, a, b))
        ]
        if day
        else []
    )
    by_model = model_averages(dossier, benchmark, {"eve": dossier.status_quo()}) if dossier.is_computed() else {}
    own = [(a, b, _of_model(at)) for (a, b), at in by_model.items()]
    order = list(dict.fromkeys((a, b) for a, b, _ in (*by_law, *own)))
    return sorted((*by_law, *own), key=lambda row: order.index(row[:2]))


def _of_model(at: Mapping[str, float]) -> Average:
    before, eve = 100 * at["benchmark"], 100 * at["eve"]
    return Average(MODEL, eve, {"benchmark": before, "since": eve - before})


def by_pair(rows: Iterable[DutyRow]) -> dict[tuple[str, str], list[DutyRow]]:
    """Rows by importer and exporter, in order."""
    found: dict[tuple[str, str], list[DutyRow]] = {}
    for row in rows:
        found.setdefault((row.importer, row.exporter), []).append(row)
    return found
