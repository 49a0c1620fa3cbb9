"""What is likely to come of talks, for readers: a table, sentences, plain data; never without how well it foresees."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.table import Table

from tradetalks.counsel.foreseen import Foreseen, Record
from tradetalks.dossier.model import Dossier, Item
from tradetalks.report.numbers import Figures, pct
from tradetalks.report.tables import make_table
from tradetalks.space.deal_space import DealSpace
from tradetalks.world.names import listed, named

MEANS = {
    "uniform": "even chances of every option",
    "constraints only": "even chances of every package that the rules allow",
    "status quo": "that nothing changes",
    "midpoint of positions": "the middle of what parties stand for",
    "copy of the last deal": "a copy of the last deal",
}
"""Baselines of the scoreboard, in words."""


def chances_table(dossier: Dossier, found: Foreseen) -> Table:
    """Item by item: the option of the likeliest package, and every option's chance."""
    table = make_table(
        "What may come of it: the likeliest package if there is a deal, and chances of each option, no deal among them",
        ("item", "left"), ("likeliest package", "left"), ("chances", "left"),
    )  # fmt: skip
    for item in dossier.agenda:
        table.add_row(item.title, item.option(found.likeliest[item.id]).title, chances_of(item, found))
    return table


def chances_of(item: Item, found: Foreseen) -> str:
    """Every option of an item that was counted, with its chance, likeliest first."""
    chances = found.chances[item.id]
    order = sorted((o for o in item.options if o.id in chances), key=lambda o: -chances[o.id])
    return "; ".join(f"{o.title} {pct(100 * chances[o.id], 0) if chances[o.id] else 'ruled out'}" for o in order)


def forecast_words(found: Foreseen) -> list[str]:
    """The chance that talks fail, what chances rest on, and how well such forecasts foresaw other talks."""
    fit = found.fit
    return [
        f"Chance that talks fail as a whole: {pct(100 * fit.failure, 0)} ({fit.failed} of {fit.talks} other talks did,"
        " counted with one more that did and one that did not, as so few are known);"
        " what follows then is by the dossier's probabilities of no deal. It stands beside shares of draws in which a"
        " side would sign, which may be 100%: those say that a package is better for it than no deal, this how often"
        " talks ended without one, whatever could have been gained.",
        f"Chances come from {fit.talks} other talks and are not this dossier's judgement. {skill_words(found.record)}",
    ]


def refusal_words(space: DealSpace, found: Foreseen) -> list[str]:
    """Who would refuse the likeliest package, which chances of other talks name without asking whether all would sign
    it; nothing where all would."""
    money, judged = Figures(space.money), space.deal(found.likeliest).verdict
    told = [f"The likeliest package cannot be signed: {why}." for why in judged.objections]
    if judged.loses:
        each = [f"{named(space.dossier.parties[p].name)} by {money.yearly(v)}" for p, v in judged.loses.items()]
        told.append(
            "Not all would sign the likeliest package. It would be refused by those whom it leaves worse off than"
            f" without a deal: {listed(each)}."
        )
    return told


def skill_words(record: Record) -> str:
    """The standing of the scoreboard in a sentence."""
    talks = f"Foretelling each of {record.fitted.talks} past talks from the others, such forecasts"
    told = [f"did better than {_each(record, record.beaten)}"] if record.beaten else []
    if record.unbeaten:
        told.append(f"are not shown to do better than {_each(record, record.unbeaten)}")
    return f"{talks} {', but '.join(told)} (by log score, in brackets 5 and 95% ends)."


def _each(record: Record, names: list[str]) -> str:
    """Baselines with how far the log score was better than theirs, and its 5 and 95% ends."""

    def by(value: float) -> str:
        return pct(100 * value, 0, signed=True)

    return listed(
        [
            f"{MEANS.get(name, name)} ({by(one.mid)}, {by(one.low)} to {by(one.high)})"
            for name in names
            for one in (record.skill[name],)
        ]
    )


def forecast_json(space: DealSpace, found: Foreseen | None) -> dict[str, Any] | None:
    """The same as plain data; None where there is no forecast."""
    if found is None:
        return None
    judged = space.deal(found.likeliest).verdict
    return {
        "no_deal": found.fit.failure,
        "likeliest": dict(found.likeliest),
        "likeliest_signable": judged.signable,
        "likeliest_refused_by": dict(judged.loses),
        "likeliest_objections": list(judged.objections),
        "chances": {item: dict(options) for item, options in found.chances.items()},
        "fitted_on": asdict(found.fit),
        "skill": {name: asdict(one) for name, one in found.record.skill.items()},
        "about": skill_words(found.record),
    }
