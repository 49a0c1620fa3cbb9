"""What the sections of the brief print, made of findings: contents, charts, columns, measures in force, worth."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from tradetalks.dossier.inferred import REVEALED
from tradetalks.dossier.model import Dossier
from tradetalks.dossier.seen_early import seen_early_words
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.policy.instruments import Measure, describe
from tradetalks.policy.instruments.ledger import LedgerDuties
from tradetalks.report import charts, eve_tables, space_charts
from tradetalks.report.brief_words import everybody
from tradetalks.report.columns import alike, same_values
from tradetalks.report.findings import SLOW, Findings, party_regions, sector_changes
from tradetalks.report.horizon_words import full_adjustment
from tradetalks.report.numbers import Figures, fitting, plain
from tradetalks.report.payers import PackagePays, payers
from tradetalks.report.phase_words import step_words
from tradetalks.report.plain_words import after_colon, capital, day_words, measure_words
from tradetalks.report.real import goods_arriving
from tradetalks.report.uncomputed import is_unsized
from tradetalks.space.deal_space import Deal, DealSpace, no_deal_case, plain_title_of
from tradetalks.world.names import listed

CONTENTS = (
    ("sure", "How sure are these figures"),
    ("table", "What is on the table"),
    ("force", "What is in force today"),
    ("measures", "What each measure does"),
    ("nodeal", "What no deal costs"),
    ("space", "What {all} can sign"),
    ("packages", "Recommended packages, item by item"),
    ("income", "Output, terms of trade and prices"),
    ("sectors", "Sectors that win and lose"),
    ("payers", "Who pays: households, jobs, revenue"),
    ("others", "Countries not at the table"),
    ("assumed", "Assumptions"),
    ("sources", "Data, equations, sources"),
    ("words", "Words used here"),
    ("certificate", "Certificate"),
)
BY_THE_MODEL = ("force", "income", "sectors", "payers", "others")
"""Sections left out where no measure is stated, so that the model has nothing to say."""

UNSIZED = ("table", "assumed", "sources", "words")
"""Sections of a brief of which nothing can be computed; beside them what is in force, where the dossier states it."""


def assumptions(space: DealSpace) -> list[str]:
    """The dossier's own, and what its fit to counted trade takes for lasting."""
    d = space.dossier
    return [*d.assumptions, *(f"{capital(said)}." for said in seen_early_words(d, space.eve.benchmark))]


def contents(space: DealSpace) -> list[tuple[str, str]]:
    """Sections and their titles: those of the model only where it computes something."""
    d = space.dossier
    told = [(id_, title.format(all=everybody(space))) for id_, title in CONTENTS]
    told = [one for one in told if one[0] != "assumed" or assumptions(space) or d.constraints]
    if d.unsettled():
        told = [(id_, title.replace("Recommended packages", "Packages")) for id_, title in told]
    if is_unsized(d):
        held = {*UNSIZED, *(("force", "certificate") if d.is_computed() else ())}
        return [one for one in told if one[0] in held]
    if d.is_computed():
        return told
    stated = {"measures": "What each option is worth"}
    return [(id_, stated.get(id_, title)) for id_, title in told if id_ not in BY_THE_MODEL]


@dataclass(frozen=True)
class Charts:
    """The brief's charts as SVG, each drawn when a form first asks for it (Markdown never does)."""

    findings: Findings

    @cached_property
    def no_deal(self) -> Markup:
        return _svg(charts.no_deal_chart(self.findings))

    @cached_property
    def space(self) -> Markup:
        f = self.findings
        return _svg(space_charts.deal_space_chart(f.space, here=_place(f), bands=f.bands))

    @cached_property
    def first(self) -> Markup:
        f = self.findings
        return _svg(space_charts.small_space_chart(f.space, f.recommended, _place(f), f.bands))

    @cached_property
    def account(self) -> Markup:
        return _svg(charts.account_chart(self.findings.space, self.findings.account))

    @cached_property
    def sectors(self) -> list[tuple[str, Markup]]:
        f = self.findings
        every = {**_shown_sectors(f), **f.sectors}
        return [(title, _svg(charts.sector_chart(f, every[name]))) for name, title in distinct_cases(f).items()]

    @cached_property
    def others(self) -> Markup:
        return _svg(charts.third_countries_chart(self.findings))


def _svg(chart: Any) -> Markup:
    """Empty where there is nothing to draw."""
    return Markup("") if chart is None else Markup(charts.to_svg(chart))


def worth_range(option: Any, party: str, figures: Figures) -> str:
    """What an option is worth to a party beyond the model, its range if it has one, and if it was inferred."""
    worth = option.worth.get(party)
    if worth is None:
        return ""
    inferred = ", inferred from today's tariffs" if worth.basis == REVEALED else ""
    return f"{figures.ranged(worth.mid, worth.low, worth.high)}{inferred}"


def _place(f: Findings) -> list[float] | None:
    """Gains of the package shown."""
    return [f.shown.deal.gain[p] for p in f.space.parties] if f.shown else None


def _shown_sectors(f: Findings) -> dict[str, Any]:
    return {"shown": sector_changes(f.space, f.shown.outcome)} if f.shown else {}


def _cases(f: Findings) -> dict[str, Outcome]:
    """Outcomes told of one by one: the package shown, what is recommended, what was agreed, the dearest no deal."""
    shown = {"shown": f.shown.outcome} if f.shown else {}
    return {**shown, **f.outcomes, f.dearest: f.no_deal[f.costliest]}


def distinct_cases(f: Findings) -> dict[str, str]:
    """The same, equal ones once: name of the first, and the titles of all that are as it is."""
    same = alike(_cases(f).items())
    return {name: "; ".join([case_title(f, name), *(_inside(case_title(f, n)) for n in rest)])
            for name, (_, *rest) in same.items()}  # fmt: skip


def _inside(title: str) -> str:
    """A case's title after another."""
    return title[:1].lower() + title[1:]


def who_pays(f: Findings) -> dict[str, PackagePays]:
    """Who pays, by name of the package or ``no_deal_case`` of the branch."""
    outcomes = _cases(f)
    titles = {name: case_title(f, name) for name in outcomes}
    ranges = {titles[name]: f.reached[name] for name in outcomes if name in f.reached}
    told = payers({titles[name]: outcome for name, outcome in outcomes.items()}, party_regions(f.space), ranges)
    return dict(zip(outcomes, told, strict=True))


def chosen_titles(f: Findings, name: str, deal: Deal) -> dict[str, str]:
    """Item -> what a column says of it; nothing where it stays as it is."""
    d = f.space.dossier
    if name == "shown" and f.shown:
        plain = {i.id: i.option(i.status_quo).title for i in d.agenda}
        return {i: "" if title == plain[i] else title for i, title in f.shown.titles.items()}
    return {i.id: "" if deal.package[i.id] == i.status_quo else i.option(deal.package[i.id]).title for i in d.agenda}


def solution_title(f: Findings, name: str) -> str:
    """What a solution is called: a package by its title, a branch of no deal by its own, the eve as today."""
    titles = {"eve": "today"} | {
        no_deal_case(b.name): f"no deal: {after_colon(b.title)}" for b in f.space.dossier.no_deal
    }
    name, slow, _ = name.partition(SLOW)
    return (titles.get(name) or plain_title_of(f.space.dossier, name).replace("_", " ")) + slow


def elasticity_columns(f: Findings) -> dict[str, str]:
    """Packages and branches told of under other elasticities: the first of those with the same figures, and what all of
    them are called; those of nothing but zeros are left out."""
    if not f.elasticities:
        return {}
    own = f.elasticities[0].values
    same = same_values([one.values for one in f.elasticities])
    return {
        name: "; ".join(solution_title(f, n) for n in names)
        for name, names in same.items()
        if any(abs(v) > 1e-6 for v in own[name].values())
    }


def not_solved_again(space: DealSpace) -> str:
    """Ways of having no deal that are no packages and have no column there, in a sentence; '' where there are none."""
    left = [f"'{b.title}'" for b in space.dossier.no_deal if b.measures or b.nash]
    return f"Not solved again under other sets: {listed(left)}." if left else ""


def rules(d: Dossier) -> list[str]:
    """Why constraints hold, each reason once."""
    return list(dict.fromkeys(c.because for c in d.constraints))


def case_title(f: Findings, name: str) -> str:
    """What a package or a branch of no deal is called above what it does: of what changes over time, its first step."""
    package = f.shown.deal.package if name == "shown" and f.shown else None
    package = f.space.named[name].package if package is None and name in f.outcomes else package
    step = step_words(f.space.dossier, package) if package else ""
    return _title(f, name) + (f", {step}" if step else "")


def _title(f: Findings, name: str) -> str:
    if name == "shown" and f.shown:
        return f.shown.title
    if name == f.recommended:
        return f"Recommended package, the {plain_title_of(f.space.dossier, name)}"
    if name == "agreed":
        return capital(plain_title_of(f.space.dossier, name))
    return next(f"No deal: {after_colon(b.title)}" for b in f.space.dossier.no_deal if no_deal_case(b.name) == name)


def in_force(f: Findings) -> list[tuple[str, Any, str, str]]:
    """Measures of the status quo: the item, the measure, it in words, and the source: its own, its item's if it names
    none; an id of the dossier's sources, or what a law of the ledger is called."""
    d, world = f.space.dossier, f.space.eve.world
    rows = [
        (item.title, measure, measure_words(describe(measure), d, world), measure.source or item.source)
        for item in d.agenda
        for measure in item.option(item.status_quo).measures
    ]
    rest = [(measure, measure_words(describe(measure), d, world)) for measure in d.in_force]
    rest += eve_tables.costs_in_force(f.space.eve)
    return rows + [("not on the table", measure, words, measure.source or _ledgers(measure)) for measure, words in rest]


def _ledgers(measure: Measure) -> str:
    """The source of duties that the ledger has, each with its own there."""
    return f"the ledger of duties by product, {day_words(measure.day)}" if isinstance(measure, LedgerDuties) else ""


@dataclass(frozen=True)
class Sold:
    """What one party sells another of goods, as printed: in the benchmark and today."""

    seller: str
    buyer: str
    before: str
    after: str


MOST_COLUMNS = 6
READ = 4
"""Digits of a flow of trade that say something; where today's agrees in them with the benchmark's, nothing moved."""


def sales_tables(own: list[str]) -> list[list[tuple[str, list[str]]]]:
    """Sellers and their buyers, in tables of at most ``MOST_COLUMNS`` columns (or one seller); none for two parties,
    whose sales stand beside each option."""
    if len(own) < 3:
        return []
    sellers = [(a, [b for b in own if b != a]) for a in own]
    at_once = max(1, MOST_COLUMNS // (len(own) - 1))
    return [sellers[j : j + at_once] for j in range(0, len(sellers), at_once)]


def eve_trade(f: Findings) -> list[Sold]:
    """Trade in goods between the parties, in the benchmark and on the eve; none where today's is the benchmark's."""
    own = party_regions(f.space)
    parts = []
    for exporter in own:
        for importer in own:
            if exporter != importer:
                before, after = goods_arriving(f.space.eve.outcome, exporter, importer)
                digits = max(fitting([before, after], 0), min(fitting([after - before], 0), _read_of(before)))
                parts.append(Sold(exporter, importer, plain(before, digits), plain(after, digits)))
    return parts if any(one.before != one.after for one in parts) else []


def _read_of(value: float) -> int:
    """Digits after the point up to which a flow of trade is read: four in all."""
    return max(0, READ - 1 - math.floor(math.log10(value))) if value > 0 else 0


def horizon_words(f: Findings) -> str:
    """When a change is told of: after full adjustment, or some years after a measure."""
    closure = f.space.eve.closure
    return " after full adjustment" if full_adjustment(closure) else f" {f.space.dossier.horizon.words}"


def single_options(f: Findings) -> dict[str, Deal]:
    """Every option alone, by its item's title and its own."""
    d = f.space.dossier
    return {f"{d.item(e.item).title}: {d.item(e.item).option(e.option).title}": e.deal for e in f.effects}
