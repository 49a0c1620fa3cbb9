"""Columns of the brief that would say nothing of their own: stages with the same average duties, worth that nobody
states of having no deal. They are left out and said in a sentence; one rule for the brief and the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tradetalks.report.eve_duties import MODEL, DutyRow
from tradetalks.report.numbers import NOTHING, pct
from tradetalks.report.plain_words import definition_words
from tradetalks.space.deal import Deal
from tradetalks.space.deal_space import DealSpace
from tradetalks.world.names import listed, named

TODAY = "eve"
"""The stage whose head stands over figures that are another's too."""
PLACES = {
    "benchmark": "in the benchmark economy",
    TODAY: "today",
    "recommended": "under the recommended package",
    "agreed": "under what was agreed",
}
"""Stage -> where its averages hold, in a sentence."""
Pair = tuple[str, str]


@dataclass(frozen=True)
class DutyTable:
    """Average duties as they print.

    Attributes:
        heads: of the columns. rows: importer and exporter, which average, and a cell for each of ``heads``, '' where
            it is not known. same: which stages share a column, a sentence each.
    """

    heads: Sequence[str]
    rows: Sequence[tuple[Pair, str, Sequence[str]]]
    same: Sequence[str]


def duty_table(
    stages: Mapping[str, str],
    by_model: Mapping[Pair, Mapping[str, float]],
    by_law: Mapping[Pair, Sequence[DutyRow]],
    failed: bool = False,
) -> DutyTable:
    """Averages of pairs by stage, those of the law above the model's; stages that print alike throughout stand once.

    Args:
        stages: stage -> its head, in order. by_model: shares; by_law: per cent. failed: nothing was agreed, and the
            last stage is what followed.
    """
    rows = [
        (pair, name, [pct(at[stage]) if stage in at else "" for stage in stages])
        for pair, of_model in by_model.items()
        for name, at in [
            *((definition_words(one.definition), one.by_stage) for one in by_law.get(pair, ())),
            (MODEL, {stage: 100 * value for stage, value in of_model.items()}),
        ]
    ]
    groups: dict[tuple[str, ...], list[int]] = {}
    for j in range(len(stages)):
        groups.setdefault(tuple(cells[j] for _, _, cells in rows), []).append(j)
    names, places = list(stages), {**PLACES, **({"agreed": "under what followed"} if failed else {})}
    shown = [next((j for j in group if names[j] == TODAY), group[0]) for group in groups.values()]
    return DutyTable(
        [stages[names[j]] for j in shown],
        [(pair, name, [cells[j] for j in shown]) for pair, name, cells in rows],
        [
            f"These averages are the same {listed([places[names[j]] for j in group])}, which share a column."
            for group in groups.values()
            if rows and len(group) > 1
        ],
    )


def with_worth(space: DealSpace) -> list[bool]:
    """Of each party: is anything beyond the model stated of a way of having no deal?"""
    ways = space.no_deal.values()
    return [any(max(map(abs, _beyond(deal, p))) > NOTHING for deal in ways) for p in space.parties]


def _beyond(deal: Deal, party: str) -> tuple[float, float, float]:
    """Worth beyond the model, and its ends."""
    model = deal.economic[party]
    return deal.political[party], deal.low[party] - model, deal.high[party] - model


def model_alone_words(space: DealSpace) -> str:
    """Whose figures without a deal are the model's alone; '' where something beyond it is stated for every party."""
    if not space.dossier.is_computed():
        return ""
    stated = zip(space.parties, with_worth(space), strict=True)
    alone = [named(space.dossier.parties[p].name) for p, has in stated if not has]
    return f"Nothing beyond the model is stated of having no deal for {listed(alone)}." if alone else ""
