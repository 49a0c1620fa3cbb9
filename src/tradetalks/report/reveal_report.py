"""What a party's choices show, in a table and in sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping

from rich.table import Table

from tradetalks.counsel.reveal import Interval, Revealed, Shown
from tradetalks.dossier.model import Dossier
from tradetalks.report.numbers import Figures
from tradetalks.report.plain_words import day_words, source_words
from tradetalks.report.tables import make_table
from tradetalks.world.names import listed, named

REJECTED = "Rejected: the middle of the worth judged in the dossier lies outside what its choices allow."
"""What the word in the table means."""


def revealed_table(dossier: Dossier, found: Revealed) -> Table:
    """Options that choices bound: the worth that explains them, the worth judged, and whether they agree."""
    name = named(dossier.parties[found.party].name)
    figures = Figures(found.unit)
    table = make_table(
        f"What {name} has shown: worth beyond the model, {figures.unit.title} against the status quo",
        ("option", "left"), ("by its choices", "right"), ("judged (low to high)", "right"), ("", "left"),
    )  # fmt: skip
    for (item, option), interval in found.worth.items():
        title = f"{dossier.item(item).title}: {dossier.item(item).option(option).title}"
        judged = interval.judged
        told = figures.ranged(judged.mid, judged.low, judged.high) if judged else "none: 0"
        table.add_row(title, interval_words(interval, figures), told, "rejected" if interval.rejected else "")
    return table


def interval_words(interval: Interval, figures: Figures) -> str:
    """An interval as read: 'at most -5.7', '3.0 to 12.1', 'anything'."""
    low, high = interval.low, interval.high
    if not math.isfinite(low) and not math.isfinite(high):
        return "anything"
    if not math.isfinite(low):
        return f"at most {figures.cell(high)}"
    if not math.isfinite(high):
        return f"at least {figures.cell(low)}"
    return figures.span(low, high)


def revealed_words(dossier: Dossier, found: Revealed) -> list[str]:
    """What the dossier's figures do not explain, and what no figures could."""
    name, figures = named(dossier.parties[found.party].name), Figures(found.unit)
    faults = unmoved_words(dossier, found)
    faults += [
        f"No worth explains that {name} chose this: {s.says} ({_when(dossier, s)});"
        f" it fails by {figures.yearly(by)} whatever the worth, given the other choices."
        for s, by in found.unexplained
    ]
    for (item, option), interval in found.worth.items():
        if interval.rejected and interval.low > -math.inf:
            title = f"{dossier.item(item).title}: {dossier.item(item).option(option).title}"
            faults.append(
                f"By its choices '{title}' is worth {interval_words(interval, figures)} to {name}; the dossier says"
                " otherwise."
            )
    dated = [s for s in found.shown if not s.standing]
    told = [REJECTED] if any(one.rejected for one in found.worth.values()) else []
    told += [_of_choice(dossier, found, s) for s in dated]
    if not faults and all(_margin(dossier, found, s) >= -found.seen for s in dated):
        faults.append(f"The dossier's figures explain every choice of {name}.")
    return told + faults


def _of_choice(dossier: Dossier, found: Revealed, shown: Shown) -> str:
    """What one dated choice shows of all options that it was about, taken together, and whether the judged worth of
    them agrees."""
    name, figures = named(dossier.parties[found.party].name), Figures(found.unit)
    unit = figures.unit.yearly
    chosen, left = (_package(dossier, package) for package in (shown.chosen, shown.left))
    more = f"at least {figures.cell(shown.least)} {unit} more to {name}, beyond the model, than {left}"
    short = -_margin(dossier, found, shown)
    judged = f"; the dossier's figures fall short of it by {figures.size(short)}" if short > found.seen else ""
    return f"{shown.says} ({_when(dossier, shown)}): {chosen} is worth {more}{judged}."


def _when(dossier: Dossier, shown: Shown) -> str:
    """The day of a choice and where it is told; a judgement of the eve as it stands has no day of its own."""
    told = source_words(dossier, shown.source)
    return told if shown.standing else f"{day_words(shown.date)}; {told}"


def _margin(dossier: Dossier, found: Revealed, shown: Shown) -> float:
    """By how much the worth judged in the dossier exceeds what a choice shows."""
    mid = {key: one.judged.mid if one.judged else 0.0 for key, one in found.worth.items()}
    return sum(mid[k] for k in shown.chosen.items()) - sum(mid[k] for k in shown.left.items()) - shown.least


def _package(dossier: Dossier, package: Mapping[str, str]) -> str:
    if not package:
        return "the status quo"
    titles = [f"'{dossier.item(i).title}: {dossier.item(i).option(o).title}'" for i, o in package.items()]
    return titles[0] if len(titles) == 1 else f"{listed(titles)} taken together"


def unmoved_words(dossier: Dossier, found: Revealed) -> list[str]:
    """The options that the party would take alone by the dossier's figures, a sentence each, the one that brings it
    most first."""
    name = named(dossier.parties[found.party].name)
    return [
        f"Today is no best reply: {name} would do it alone by this dossier's figures:"
        f" {_not_moved(dossier, s, i, Figures(found.unit))}"
        for s, i in _unmoved(found)
    ]


def _not_moved(dossier: Dossier, shown: Shown, interval: Interval, figures: Figures) -> str:
    """Why the eve is no best reply, and the worth that would make it one."""
    ((item, option),) = shown.left.items()
    entry = dossier.item(item)
    mid = 0.0 if interval.judged is None else interval.judged.mid
    return (
        f"'{entry.title}: {entry.option(option).title}' brings it {figures.cell(shown.least)} {figures.unit.yearly} by"
        f" the model and {figures.cell(mid)} by its worth; that it has not moved shows a worth of at most"
        f" {figures.cell(-shown.least)}."
    )


def _unmoved(found: Revealed) -> list[tuple[Shown, Interval]]:
    pairs = [(s, found.worth[key]) for s in found.shown if s.standing for key in s.left.items()]
    told = [(s.least + (i.judged.mid if i.judged else 0.0), s, i) for s, i in pairs]
    return [(s, i) for gain, s, i in sorted(told, key=lambda one: -one[0]) if gain > found.seen]
