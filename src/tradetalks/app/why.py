"""Why a position is what it is: what the command line tells of a package, as plain data for the page.

Each part is computed in the background when somebody asks for it; its tables and sentences are those of ``explain``,
``robust``, ``durability`` and ``ladder``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from rich.table import Table as Printed

from tradetalks.app.jobs import Progress
from tradetalks.app.position import written
from tradetalks.app.state import State
from tradetalks.app.table import Table
from tradetalks.counsel.account import contributions
from tradetalks.counsel.bands import DRAWS, drawn_sets
from tradetalks.counsel.coalitions import bystanders, core
from tradetalks.counsel.diagnosis import Price, diagnose, linkage, red_line_prices
from tradetalks.counsel.enforcement import enforcement
from tradetalks.counsel.escalation import announced_ladder
from tradetalks.counsel.robustness import robustness
from tradetalks.counsel.standing import standing
from tradetalks.equilibrium.horizons import HORIZONS
from tradetalks.report import path_report, sure_report, talks_report, talks_words, war_report
from tradetalks.report.findings import ELASTICITY_SETS
from tradetalks.report.position_words import free_words
from tradetalks.report.turns import turn_words
from tradetalks.value.over_years import OverYears, of_package
from tradetalks.world.opened import sets_that_fit

HERE = "this package"
AT_RATES = (
    "A rate was set on the page: this package is at the rate set throughout, in the model and in worth; the options and"
    " packages that it is compared with are at the rates that the dossier lists."
)
STEPS_LISTED = (
    "A rate was set on the page of a step of a schedule: what follows has that step as the dossier lists it, in the"
    " model and in worth."
)
Lines = Iterator[Printed | str | dict[str, Any]]
"""Tables, sentences, and charts as Vega-Lite."""


def _account(table: Table, state: State, say: Progress) -> Lines:
    space, package = table.at_rates(state)
    asked = _of_chosen(table, state)
    deal = replace(table.deal(asked, table.outcome(asked)), package=package)
    parts = contributions(space, package)
    if not parts:
        yield "Nothing changes against today, so there is nothing to take apart."
        return
    yield talks_report.account_of(space, parts, deal, f"Who gives and who gains ({space.money.title})")
    yield from (*talks_report.concession_words(space, parts), *free_words(space, parts))
    link = linkage(space, package)
    yield from (*talks_report.swaps_tables(space, link), *talks_report.swaps_words(space, link))
    if space.dossier.is_computed():
        yield talks_report.bystanders_table(space, bystanders(space, package))
    if len(space.parties) > 2:
        yield from talks_words.core_words(space, core(space, package))
    yield from (*talks_words.standing_words(space, standing(space, deal)), *talks_words.indifferent_words(space))


def _of_chosen(table: Table, state: State) -> State:
    """The state without rates of other options than those that its package chooses, those of their steps among them."""
    package = table.eve(state).dossier.package(state.package)
    kept = {key: rate for key, rate in state.rates.items() if package[key.split(".")[0]] == key.split(".")[1]}
    return state.model_copy(update={"rates": kept})


def _rates_said(table: Table, state: State) -> list[str]:
    """At which rates a package is taken apart, where some were set by hand."""
    chosen = _of_chosen(table, state)
    rest = {key: rate for key, rate in state.rates.items() if key not in chosen.rates}
    steps = state.model_copy(update={"rates": rest})
    said = ((AT_RATES, chosen), (STEPS_LISTED, steps))
    return [words for words, of in said if table.rates_in_force(of)]


def _red_lines(table: Table, state: State, say: Progress) -> Lines:
    space = table.setting(state).space
    lines, meanwhile = len(space.dossier.red_lines), table.meanwhile(say)

    def known(prices: list[Price]) -> None:
        meanwhile(len(prices), lines, "", _answer("red-lines", [talks_report.red_lines_told(space, prices)]))

    prices = red_line_prices(space, meanwhile, known)
    yield talks_report.red_lines_told(space, prices)
    yield from (*talks_report.costless_words(space, prices), *talks_report.looked_words(space, prices))
    diagnosis = diagnose(space, rules=True)
    if not diagnosis.zone:
        yield from talks_words.diagnosis_words(space, diagnosis)


def _sure(table: Table, state: State, say: Progress) -> Lines:
    space, chosen = table.at_rates(state)
    sets = drawn_sets(space.dossier)
    package = {HERE: chosen}
    with table.apart():
        found = robustness(space, package, draws=DRAWS, sets=sets, progress=say)
    yield sure_report.robust_table(space, found)
    yield from sure_report.matters_words(space, found)
    yield from sure_report.robust_words(found, sets, space.dossier.is_computed(), space.money)


def _keeps(table: Table, state: State, say: Progress) -> Lines:
    space, package = table.at_rates(state)
    d = space.dossier
    names, items = {p: party.name for p, party in d.parties.items()}, {item.id: item.title for item in d.agenda}
    sides = enforcement(space, package)
    title = f"What keeps it alive ({space.money.title} against today)"
    yield war_report.durability_table(title, sides, names)
    yield from war_report.durability_words(sides, names, items)
    yield f"Breach: a party withdraws what it applies itself; then {d.enforcement.punishment} no deal for good."


def _ladder(table: Table, state: State, say: Progress) -> Lines:
    eve = table.setting(state).space.eve
    if not eve.dossier.escalation:
        yield "The dossier announces no steps of escalation."
        return
    climbed = announced_ladder(eve, progress=table.meanwhile(say))
    names = {party.region or p: party.name for p, party in eve.dossier.parties.items()}
    yield war_report.ladder_table(climbed, names)
    yield from war_report.ladder_words(climbed, names)


def _years(table: Table, state: State, say: Progress) -> Lines:
    dossier = table.eve(state).dossier
    if not dossier.is_computed():
        yield "The dossier states no measures, so that the model computes no path over years."
        return
    whole = written(table.dossier, state)
    others = [n for n in sets_that_fit(whole.world.base, ELASTICITY_SETS) if n != whole.world.elasticities]
    solved: dict[str, OverYears] = {}
    total = len(HORIZONS) * (1 + len(others))
    for j, name in enumerate((whole.world.elasticities, *others)):
        done = iter(range(j * len(HORIZONS), total))

        def tell(words: str, done: Iterator[int] = done, number: int = j + 1) -> None:
            say(next(done), total, f"solving {words}, set {number} of trade elasticities")

        with table.apart():
            solved[name] = of_package(whole.with_elasticities(name) if j else whole, whole.position, progress=tell)
    found, first = solved.pop(whole.world.elasticities), list(whole.regions.values())
    years = path_report.years_of(whole)
    yield path_report.path_chart(found, first, years, others=solved).to_dict(validate=False)
    if solved:
        yield f"Shaded: from the lowest to the highest under {len(solved)} other published sets of trade elasticities."
    yield path_report.path_table(found, "Against today, by years after the measures", first, years)
    yield from path_report.total_words(found, solved, first, years)
    yield from (*turn_words(found), *path_report.rule_words(found, years, whole))
    yield "Worth beyond the model comes on top, in each year."


@dataclass(frozen=True)
class Part:
    """A question about a position: what it is called, what tells the answer, and how long that usually takes."""

    title: str
    lines: Callable[[Table, State, Progress], Lines]
    of_the_package: bool = True
    usual: str = "a second or two"


PARTS = {
    "account": Part("Who gives, who gains, what would be better", _account),
    "red-lines": Part("What each red line costs", _red_lines, of_the_package=False, usual="about a second a red line"),
    "sure": Part("How sure this is", _sure, usual="some 10 seconds, 3 where ranges stand beside the figures"),
    "years": Part("Year by year", _years, of_the_package=False, usual="5 to 10 seconds"),
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
        by_hand = _rates_said(table, state) if asked.of_the_package else []
    return _answer(part, [*by_hand, *lines])


def _answer(part: str, lines: Iterable[Printed | str | dict[str, Any]]) -> dict[str, Any]:
    """Lines of a part, all or those known so far, as the page shows them."""
    lines = list(lines)
    tables = [_plain(line) for line in lines if isinstance(line, Printed)]
    charts = [line for line in lines if isinstance(line, dict)]
    return {
        "title": PARTS[part].title,
        "charts": charts,
        "tables": tables,
        "words": [x for x in lines if isinstance(x, str)],
    }


def _plain(table: Printed) -> dict[str, Any]:
    """A table for the terminal as title, heads (``number``: set to the right) and rows of text."""
    heads = [{"text": _text(c.header), "number": c.justify == "right"} for c in table.columns]
    rows: Iterable[tuple[Any, ...]] = zip(*(c.cells for c in table.columns), strict=True)
    return {"title": _text(table.title), "heads": heads, "rows": [[_text(cell) for cell in row] for row in rows]}


def _text(cell: Any) -> str:
    return str(cell or "")
