"""The brief: one self-contained HTML file, readable offline and when printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from tradetalks.counsel.bands import DRAWS
from tradetalks.dossier.inferred import REVEALED
from tradetalks.dossier.seen_early import seen_early_words
from tradetalks.equilibrium.certificate import CERTIFIED
from tradetalks.paths import write_atomically
from tradetalks.policy.instruments import describe
from tradetalks.report import band_words, charts, eve_duties, eve_tables
from tradetalks.report.brief_words import certificate_words, dearest_words, everybody
from tradetalks.report.chance_words import chance_words
from tradetalks.report.doubts import missed_words, war_words
from tradetalks.report.findings import Findings, gather, party_regions, sector_changes
from tradetalks.report.first_page import first_page
from tradetalks.report.forecast_words import chances_of, forecast_words
from tradetalks.report.glossary import glossary
from tradetalks.report.horizon_words import (
    eve_horizon_line,
    flip_words,
    full_adjustment,
    named_deals,
)
from tradetalks.report.income_rows import (
    INCOME_NOTE,
    PRICES_NOTE,
    income_rows,
    income_words,
    share_words,
    yardstick_words,
)
from tradetalks.report.numbers import bn, counted, fine, pct, plain
from tradetalks.report.package_words import agreed_words
from tradetalks.report.payers import PackagePays, payers
from tradetalks.report.plain_words import (
    basis_words,
    capital,
    day_words,
    definition_words,
    measure_words,
    source_words,
    with_names,
    without_ticks,
)
from tradetalks.report.real import goods_volume
from tradetalks.report.space_words import space_words
from tradetalks.space.deal_space import COLUMNS, TITLES, Deal, DealSpace, plain_title_of, title_of
from tradetalks.version import __version__
from tradetalks.world import elasticities
from tradetalks.world.names import named

CONTENTS = (
    ("sure", "How sure are these figures"),
    ("table", "What is on the table"),
    ("force", "What was in force on the eve"),
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
CLOSURES = {
    "fixed": "fixed in units of world GDP",
    "gdp": "proportional to GDP",
    "zero": "zero (balanced trade)",
}


def sign(value: float) -> str:
    """CSS class of a change."""
    return "up" if value > 0.05 else "down" if value < -0.05 else ""


def write_brief(
    space: DealSpace,
    folder: str | Path,
    *,
    findings: Findings | None = None,
    progress: Callable[[str], Any] | None = None,
) -> Path:
    """Write ``brief.html`` into ``folder`` (made if missing) and return its path.

    The file replaces an older one only when complete. Raises NotCertified if any outcome it prints lacks a
    certificate.
    """
    findings = findings or gather(space, draws=DRAWS, progress=progress)
    text = render(findings)
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    return write_atomically(target / "brief.html", text)


def render(findings: Findings) -> str:
    """The brief as HTML text. All dossier text is escaped."""
    return fill("brief.html.j2", context(findings))


def fill(template: str, told: dict[str, Any]) -> str:
    """A template of the brief filled in, every text escaped; ``css`` makes a text safe inside a string of the style."""
    made = Environment(
        loader=PackageLoader("tradetalks.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["css"] = _css_text
    used: dict[str, str] = {}
    made.globals |= {"term": partial(_term, used), "words": used}
    return made.get_template(template).render(**told)


def _term(used: dict[str, str], text: str, name: str) -> Markup | str:
    """A word of the glossary with its meaning on hover, noted as used; raises KeyError where there is no entry."""
    known = glossary()
    if not known:
        return text
    used[name] = known[name]
    return Markup('<abbr title="{}">{}</abbr>').format(known[name], text)


def _css_text(text: Any) -> Markup:
    """Text inside quotation marks of a style sheet: all but plain letters and figures by their numbers."""
    return Markup("".join(c if c.isascii() and (c.isalnum() or c in " .,") else f"\\{ord(c):06x} " for c in str(text)))


def context(f: Findings) -> dict[str, Any]:
    """What every form of the brief prints."""
    space, d, world = f.space, f.space.dossier, f.space.eve.world
    own = party_regions(space)
    model_expected = [sum(b.probability * space.no_deal[b.name].economic[p] for b in d.no_deal) for p in space.parties]
    parties = [
        {
            "code": p,
            "name": d.parties[p].name,
            "named": named(d.parties[p].name),
            "no_deal": float(space.expected_no_deal[j]),
            "no_deal_model": model_expected[j],
        }
        for j, p in enumerate(space.parties)
    ]
    rec = space.named.get(f.recommended)
    agreed = space.named.get("agreed")
    columns = _columns(space)
    if f.shown:
        columns.insert(0, ("shown", f.shown.title, f.shown.deal))
    chosen = {n: _titles(f, n, deal) for n, _, deal in columns}
    by_item: dict[str, list[Any]] = {}
    for effect in f.effects:
        by_item.setdefault(effect.item, []).append(effect)
    stages = [("benchmark", f"benchmark {world.provenance.get('year', '')}"), ("eve", "eve")]
    stages += [("recommended", "recommended")] if f.recommended else []
    stages += [("agreed", "followed" if d.failed else "agreed")] if agreed else []
    paid = _payers(f) if d.is_computed() else {}
    keys = list(f.elasticities[0].values) if f.elasticities else []
    keys = [k for k in keys if any(abs(v) > 1e-6 for v in f.elasticities[0].values[k].values())]
    manifest = world.provenance
    attribution = str(manifest.get("attribution", "User-supplied world."))
    return {
        "version": __version__,
        "d": d,
        "year": manifest.get("year", ""),
        "parties": parties,
        "rec": rec,
        "rec_title": plain_title_of(d, f.recommended),
        "sq": space.named["status_quo"],
        "agreed": agreed,
        "agreed_words": agreed_words(space) if agreed else "",
        "failed": d.failed,
        "foreseen": f.foreseen,
        "foreseen_words": forecast_words(f.foreseen) if f.foreseen else [],
        "chances_of": chances_of,
        "columns": columns,
        "chosen": chosen,
        "shown": f.shown,
        "kind": "Brief",
        "whole": True,
        "first": first_page(f, paid),
        "foot": d.title,
        "pages": {},  # where each section begins, known once it is printed
        "dearest": dearest_words(f) if len(d.no_deal) > 1 else "",
        "speakers": [p for p in parties if any(pos.party == p["code"] for item in d.agenda for pos in item.positions)],
        "counted": counted,
        "settled": sum(rec.package[i.id] != i.status_quo for i in d.agenda) if rec else 0,
        "band": lambda name, party: band_words.cell(f.bands, name, party),
        "band_words": band_words.told(space, f.bands),
        "contents": _contents(space),
        "everybody": everybody(space),
        "red": {(r.item, o) for r in d.red_lines for o in r.never},
        "stages": stages,
        "capital": capital,
        "met_on": "date not said" if d.title.endswith("date not said") else day_words(d.meeting.date),
        "tariffs": [(pair, f.tariffs[pair], eve_duties.by_pair(f.duties).get(pair, [])) for pair in f.tariffs],
        "model_average": eve_duties.MODEL,
        "fit": space.eve.fit,
        "fit_words": eve_tables.fit_words(space.eve),
        "assumptions": _assumptions(space),
        "unticked": without_ticks,
        "months": eve_tables.months_words,
        "horizon": "" if full_adjustment(space.eve.closure) else eve_horizon_line(space.eve),
        "when": space.dossier.horizon.words,
        "computed": d.is_computed(),
        "unit": d.money,
        "later": f.long_run,
        "flips": flip_words(space, f.long_run, named_deals(space), _options(f)),
        "flow_name": lambda row: eve_tables.flow_name(space.eve, row),
        "in_force": _in_force(f),
        "in_benchmark": [with_names(words, space.eve.world) for words in manifest.get("measures_in_benchmark", [])],
        "benchmark_words": [f"{what}: {manifest[what]}" for what in ("prices", "duties") if manifest.get(what)],
        "eve_trade": _eve_trade(f) if d.is_computed() else "",
        "effects": [(d.item(item), rows) for item, rows in by_item.items()],
        "pairs": [(a, b) for a in own for b in own if a != b],
        "no_deal": [
            {
                "name": b.name,
                "title": b.title,
                "note": b.note,
                "probability": b.probability,
                "deal": space.no_deal[b.name],
                "world": float(f.no_deal[b.name].real_income_change.sum()),
            }
            for b in d.no_deal
        ],
        "payers": list(paid.values()),
        "plain": plain,
        "does_nothing": [one.words() for one in f.does_nothing],
        "no_deal_basis": basis_words(d, {b.basis for b in d.no_deal}),
        "space_words": space_words(space),
        "adjusted": _horizon(f).strip(),
        "factor": space.eve.closure.trade_elasticity_factor,
        "sample": f"{charts.SAMPLE:,}",
        "sampled": space.feasible > charts.SAMPLE,
        "elasticities": f.elasticities,
        "elasticity_keys": keys,
        "elasticity_columns": [_solution(f, k) for k in keys],
        "set_sources": elasticities.SOURCES,
        "income": f.income if d.is_computed() else [],
        "income_words": income_words(income_rows(space.eve.by_measures, own)) if own else "",
        "income_note": INCOME_NOTE,
        "prices_note": PRICES_NOTE,
        "paid": share_words,
        "of": yardstick_words,
        "yardsticks": f.yardsticks,
        "missed": missed_words(f.yardsticks, space.eve.dossier.horizon, fitted=space.eve.dossier.eve.fits_factor),
        "war_words": war_words(space),
        "chance_words": chance_words(space, rec.value if rec else None, "the recommended package"),
        "attribution": attribution,
        "attribution_short": attribution.split(". This is")[0] + ".",
        "size": f"{world.shape[0]} regions, {world.shape[1]} sectors",
        "closure": CLOSURES[d.world.deficits],
        "certificates": [(_solution(f, n), c) for n, c in f.all_certificates.items()],
        "certificate_words": certificate_words(f),
        "threshold": f"{CERTIFIED:.0e}",
        "charts": Charts(f),
        "bn": bn,
        "fine": fine,
        "pct": pct,
        "day": day_words,
        "source": lambda name: source_words(d, name),
        "definition": definition_words,
        "region": lambda code: named(world.region_name(code)),
        "ended": lambda text: text if text.endswith(("?", "!", ".")) else f"{text}.",
        "sign": sign,
        "sci": lambda value: f"{value:.1e}",
        "worth_range": lambda item, option, party: _worth_range(item.option(option), party),
    }


def _assumptions(space: DealSpace) -> list[str]:
    """The dossier's own, and what its fit to counted trade takes for lasting."""
    d = space.dossier
    return [*d.assumptions, *(f"{capital(said)}." for said in seen_early_words(d, space.eve.benchmark))]


def _contents(space: DealSpace) -> list[tuple[str, str]]:
    """Sections and their titles: those of the model only where it computes something."""
    d = space.dossier
    told = [(id_, title.format(all=everybody(space))) for id_, title in CONTENTS]
    told = [one for one in told if one[0] != "assumed" or _assumptions(space) or d.constraints]
    if d.unsettled():
        told = [(id_, title.replace("Recommended packages", "Packages")) for id_, title in told]
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
        return _svg(charts.deal_space_chart(self.findings.space, here=_place(self.findings)))

    @cached_property
    def first(self) -> Markup:
        return _svg(charts.small_space_chart(self.findings.space, self.findings.recommended, _place(self.findings)))

    @cached_property
    def account(self) -> Markup:
        return _svg(charts.account_chart(self.findings.space, self.findings.account))

    @cached_property
    def sectors(self) -> list[tuple[str, Markup]]:
        f = self.findings
        every = {**_shown_sectors(f), **f.sectors}
        return [(_sector_title(f, name), _svg(charts.sector_chart(f, changes))) for name, changes in every.items()]

    @cached_property
    def others(self) -> Markup:
        return _svg(charts.third_countries_chart(self.findings))


def _svg(chart: Any) -> Markup:
    return Markup(charts.to_svg(chart))


def _worth_range(option: Any, party: str) -> str:
    worth = option.worth.get(party)
    if worth is None:
        return ""
    digits = 0 if max(abs(worth.low), abs(worth.high)) >= 10 else 1
    inferred = ", inferred from the eve's tariffs" if worth.basis == REVEALED else ""
    return f"{bn(worth.mid)} ({bn(worth.low, digits)} to {bn(worth.high, digits)}){inferred}"


def _place(f: Findings) -> list[float] | None:
    """Gains of the package shown."""
    return [f.shown.deal.gain[p] for p in f.space.parties] if f.shown else None


def _shown_sectors(f: Findings) -> dict[str, Any]:
    return {"shown": sector_changes(f.space, f.shown.outcome)} if f.shown else {}


def _payers(f: Findings) -> dict[str, PackagePays]:
    """Who pays, by name of the package or of the branch of no deal."""
    shown = {"shown": f.shown.outcome} if f.shown else {}
    outcomes = {**shown, **f.outcomes, f.costliest: f.no_deal[f.costliest]}
    titles = {name: _sector_title(f, name) for name in outcomes}
    told = payers({titles[name]: outcome for name, outcome in outcomes.items()}, party_regions(f.space))
    return dict(zip(outcomes, told, strict=True))


def _titles(f: Findings, name: str, deal: Deal) -> dict[str, str]:
    """Item -> what a column says of it; nothing where it stays as it is."""
    d = f.space.dossier
    if name == "shown" and f.shown:
        plain = {i.id: i.option(i.status_quo).title for i in d.agenda}
        return {i: "" if title == plain[i] else title for i, title in f.shown.titles.items()}
    return {i.id: "" if deal.package[i.id] == i.status_quo else i.option(deal.package[i.id]).title for i in d.agenda}


def _columns(space: DealSpace) -> list[tuple[str, str, Deal]]:
    """Packages shown item by item: name, title and deal; equal ones once, under all their titles."""
    told: dict[tuple[str, ...], tuple[str, str, Deal]] = {}
    for name in COLUMNS:
        if deal := space.named.get(name):
            title, package = plain_title_of(space.dossier, name), tuple(deal.package.values())
            first = told.get(package)
            told[package] = (first[0], f"{first[1]}; {title}", deal) if first else (name, title, deal)
    return list(told.values())


def _solution(f: Findings, name: str) -> str:
    """What a solution is called: a package by its title, a branch of no deal by its own."""
    titles = {f"no deal: {b.name}": f"no deal: {b.title}" for b in f.space.dossier.no_deal}
    return titles.get(name) or TITLES.get(name, name.replace("_", " "))


def _sector_title(f: Findings, name: str) -> str:
    if name == "shown" and f.shown:
        return f.shown.title
    if name == f.recommended:
        return f"Recommended package, the {plain_title_of(f.space.dossier, name)}"
    if name == "agreed":
        return capital(title_of(f.space.dossier, name))
    return next(f"No deal: {b.title}" for b in f.space.dossier.no_deal if b.name == name)


def _in_force(f: Findings) -> list[tuple[str, Any, str]]:
    d, world = f.space.dossier, f.space.eve.world
    rows = [
        (item.title, measure, measure_words(describe(measure), d, world))
        for item in d.agenda
        for measure in item.option(item.status_quo).measures
    ]
    rest = [(measure, measure_words(describe(measure), d, world)) for measure in d.in_force]
    rest += eve_tables.costs_in_force(f.space.eve)
    return rows + [("not on the table", measure, words) for measure, words in rest]


def _eve_trade(f: Findings) -> str:
    own, world = party_regions(f.space), f.space.eve.benchmark
    parts = []
    for exporter in own:
        for importer in own:
            if exporter != importer:
                before, after = goods_volume(f.space.eve.outcome, exporter, importer)
                parts.append(
                    f"goods from {named(world.region_name(exporter))} to {named(world.region_name(importer))}"
                    f" {before:,.0f} to {after:,.0f} bn"
                )
    year = world.provenance.get("year", "")
    return f"Trade on the eve{_horizon(f)}, at {year or 'benchmark'} prices: " + "; ".join(parts) + "."


def _horizon(f: Findings) -> str:
    """When a change is told of: after full adjustment, or some years after a measure."""
    closure = f.space.eve.closure
    return " after full adjustment" if full_adjustment(closure) else f" {f.space.dossier.horizon.words}"


def _options(f: Findings) -> dict[str, Deal]:
    """Every option alone, by its item's title and its own."""
    d = f.space.dossier
    return {f"{d.item(e.item).title}: {d.item(e.item).option(e.option).title}": e.deal for e in f.effects}
