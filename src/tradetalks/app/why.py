"""Why a position is what it is: what the command line tells of a package, as plain data for the page.

Each part is computed in the background when somebody asks for it; its tables and sentences are those of ``explain``,
``robust``, ``durability`` and ``ladder``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from rich.table import Table as Printed
from rich.text import Text

from tradetalks.app.jobs import Progress
from tradetalks.app.state import State
from tradetalks.app.table import Table
from tradetalks.counsel.account import contributions
from tradetalks.counsel.bands import DRAWS, drawn_sets
from tradetalks.counsel.coalitions import bystanders, core
from tradetalks.counsel.diagnosis import diagnose, linkage, red_line_prices
from tradetalks.counsel.enforcement import enforcement
from tradetalks.counsel.escalation import announced_ladder
from tradetalks.counsel.robustness import robustness
from tradetalks.counsel.standing import standing
from tradetalks.report import talks_report, talks_words, war_report
from tradetalks.report.position_words import free_words

HERE = "this package"
RATES = (
    "A rate was set on the page. What follows is of the options as the dossier lists them: set the rate in the dossier"
    " (Download, Dossier) and open that to have it taken apart too."
)
Lines = Iterator[Printed | str]


def _account(table: Table, state: State, say: Progress) -> Lines:
    setting = table.setting(state)
    space, deal = setting.space, table.deal(state, table.outcome(state))
    parts = contributions(space, deal.package)
    if not parts:
        yield "Nothing changes against today, so there is nothing to take apart."
        return
    yield talks_report.account_of(space, parts, deal, f"Who gives and who gains ({setting.dossier.money.title})")
    yield from (*talks_report.concession_words(space, parts), *free_words(space, parts))
    link = linkage(space, deal.package)
    yield from (*talks_report.swaps_tables(space, link), *talks_report.swaps_words(space, link))
    if setting.dossier.is_computed():
        yield talks_report.bystanders_table(space, bystanders(space, deal.package))
    if len(space.parties) > 2:
        yield from talks_words.core_words(space, core(space, deal.package))
    yield from (*talks_words.standing_words(space, standing(space, deal)), *talks_words.indifferent_words(space))


def _red_lines(table: Table, state: State, say: Progress) -> Lines:
    space = table.setting(state).space
    if space.dossier.red_lines:
        yield talks_report.prices_table(space, red_line_prices(space, _meanwhile(table, say)))
    else:
        yield "No party has a red line in this dossier."
    diagnosis = diagnose(space, rules=True)
    if not diagnosis.zone:
        yield from talks_words.diagnosis_words(space, diagnosis)


def _sure(table: Table, state: State, say: Progress) -> Lines:
    space = table.setting(state).space
    sets = drawn_sets(space.dossier)
    package = {HERE: space.dossier.package(state.package)}
    found = robustness(space, package, draws=DRAWS, sets=sets, progress=_meanwhile(table, say))
    yield talks_report.robust_table(space, found)
    yield from talks_report.matters_words(space, found)
    yield from talks_report.robust_words(found, sets, space.dossier.is_computed())


def _keeps(table: Table, state: State, say: Progress) -> Lines:
    space = table.setting(state).space
    d = space.dossier
    names, items = {p: party.name for p, party in d.parties.items()}, {item.id: item.title for item in d.agenda}
    sides = enforcement(space, d.package(state.package))
    title = f"What keeps it alive ({d.money.title} against today)"
    yield war_report.durability_table(title, sides, names, items)
    yield f"Breach: a party withdraws what it applies itself; then {d.enforcement.punishment} no deal for good."


def _ladder(table: Table, state: State, say: Progress) -> Lines:
    eve = table.setting(state).space.eve
    if not eve.dossier.escalation:
        yield "The dossier announces no steps of escalation."
        return
    climbed = announced_ladder(eve, progress=_meanwhile(table, say))
    names = {party.region or p: party.name for p, party in eve.dossier.parties.items()}
    yield war_report.ladder_table(climbed, names)
    yield from war_report.ladder_words(climbed, names)


def _meanwhile(table: Table, say: Progress) -> Progress:
    """Tell how far it is, and let whoever waits for the table have it between two pieces of work."""

    def between(done: int, total: int) -> None:
        table.lock.release()
        try:
            say(done, total)
        finally:
            table.lock.acquire()

    return between


@dataclass(frozen=True)
class Part:
    """A question about a position: what it is called, and what tells the answer."""

    title: str
    lines: Callable[[Table, State, Progress], Lines]
    of_the_package: bool = True


PARTS = {
    "account": Part("Who gives, who gains, which swaps", _account),
    "red-lines": Part("What each red line costs", _red_lines, of_the_package=False),
    "sure": Part("How sure this is", _sure),
    "keeps": Part("What keeps it alive", _keeps),
    "ladder": Part("How no deal would climb", _ladder, of_the_package=False),
}
"""By the name in the address: what may be asked of a position."""


def told(table: Table, state: State, part: str, say: Progress) -> dict[str, Any]:
    """Title, tables and sentences of one part, as plain data; ``part`` is of ``PARTS``.

    Raises:
        DossierError, PolicyError: names or numbers the dossier does not know.
        NotConverged, NotCertified: something it needs has no certified equilibrium.
    """
    asked = PARTS[part]
    with table.lock:
        state.check(table.dossier)
        lines = list(asked.lines(table, state, say))
        by_hand = [RATES] if asked.of_the_package and table.rates_in_force(state) else []
    tables = [_plain(line) for line in lines if isinstance(line, Printed)]
    return {"title": asked.title, "tables": tables, "words": [*by_hand, *(x for x in lines if isinstance(x, str))]}


def _plain(table: Printed) -> dict[str, Any]:
    """A table for the terminal as title, heads (``number``: set to the right) and rows of text."""
    heads = [{"text": _text(c.header), "number": c.justify == "right"} for c in table.columns]
    rows: Iterable[tuple[Any, ...]] = zip(*(c.cells for c in table.columns), strict=True)
    return {"title": _text(table.title), "heads": heads, "rows": [[_text(cell) for cell in row] for row in rows]}


def _text(cell: Any) -> str:
    return Text.from_markup(cell).plain if isinstance(cell, str) else str(cell or "")
