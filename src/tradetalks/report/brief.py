"""The brief: one self-contained HTML file, readable offline and when printed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from tradetalks.counsel.bands import DRAWS
from tradetalks.dossier.tariff_levels import level_words
from tradetalks.equilibrium.certificate import CERTIFIED
from tradetalks.incidence.states import SAME_EVERYWHERE
from tradetalks.paths import write_atomically
from tradetalks.report import band_words, eve_duties, eve_tables, space_charts
from tradetalks.report.alone_words import alone_elsewhere, alone_words
from tradetalks.report.brief_parts import (
    Charts,
    assumptions,
    chosen_titles,
    contents,
    distinct_cases,
    elasticity_columns,
    eve_trade,
    horizon_words,
    in_force,
    not_solved_again,
    rules,
    sales_tables,
    single_options,
    solution_title,
    who_pays,
    worth_range,
)
from tradetalks.report.brief_words import certificate_words, dearest_words, everybody
from tradetalks.report.chance_words import chance_words
from tradetalks.report.columns import package_columns
from tradetalks.report.doubts import held_words, missed_words, war_words
from tradetalks.report.equal_columns import duty_table, model_alone_words, with_worth
from tradetalks.report.findings import Findings, gather, party_regions
from tradetalks.report.first_page import first_page
from tradetalks.report.forecast_words import chances_of, forecast_words, refusal_words
from tradetalks.report.full_work import full_work_words, work_note
from tradetalks.report.glossary import glossary
from tradetalks.report.horizon_words import (
    eve_horizon_line,
    flip_words,
    full_adjustment,
    named_deals,
)
from tradetalks.report.idle_words import OUT_OF_WORK
from tradetalks.report.income_rows import (
    INCOME_NOTE,
    PRICES_NOTE,
    share_words,
    yardstick_words,
)
from tradetalks.report.left_alone import unmoved_today
from tradetalks.report.no_deal_words import branch_words, expected_of_model, expected_words
from tradetalks.report.numbers import Figures, bn, counted, likely, pct, per_cents, plain
from tradetalks.report.package_words import agreed_words
from tradetalks.report.phase_words import rule_words as over_time_words
from tradetalks.report.phase_words import step_words
from tradetalks.report.plain_words import (
    PURCHASES,
    basis_words,
    capital,
    day_words,
    measure_words,
    source_words,
    told_against,
    with_names,
    without_ticks,
)
from tradetalks.report.ranged import amount_ranged, in_brackets, people_ranged
from tradetalks.report.record_words import record_words
from tradetalks.report.space_words import space_words
from tradetalks.report.sure_report import reach_words
from tradetalks.report.uncomputed import uncomputed_words
from tradetalks.report.zeros import without_zeros
from tradetalks.space.deal_space import DealSpace, plain_title_of
from tradetalks.version import __version__
from tradetalks.world import elasticities
from tradetalks.world.names import named

CLOSURES = {
    "fixed": "fixed in units of world GDP",
    "gdp": "proportional to GDP",
    "zero": "zero (balanced trade)",
}


def sign(value: float, least: float) -> str:
    """CSS class of a change; none where it is less than ``least`` shows."""
    return "up" if value > least else "down" if value < -least else ""


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
    made.filters["marked"] = partial(marked, used)
    return without_zeros(made.get_template(template).render(**told))


def _term(used: dict[str, str], text: str, name: str) -> Markup | str:
    """A word of the glossary with its meaning on hover, noted as used; raises KeyError where there is no entry."""
    known = glossary()
    if not known:
        return text
    used[name] = known[name]
    return Markup('<abbr title="{}">{}</abbr>').format(known[name], text)


OF_STEP = "households, jobs, duties, revenue, sectors and sales of goods"
"""What a brief tells of the first step of a package that changes over time."""
TERMS = {
    name: re.compile(pattern)
    for name, pattern in {
        "Fair split (Nash)": r"[Ff]air split \(Nash\)",
        "Draws of all assumptions": r"\bdraws of all assumptions\b",
        "Frontier": r"\b[Ff]rontier\b",
        "Real income, welfare": r"\b[Rr]eal income\b",
        "Real GDP": r"\b[Rr]eal GDP\b",
        "Trade elasticity": r"\b(?:trade )?elasticit(?:y|ies)\b",
        "Terms of trade": r"\bterms of trade\b",
        "Efficiency": r"\befficiency\b",
        "Benchmark": r"\bbenchmark\b",
        "Today": r"\b[Tt]oday\b",
        "Worth": r"\bworth\b",
    }.items()
}
"""Terms of the glossary as sentences say them."""


def marked(used: dict[str, str], text: str) -> Markup:
    """A sentence with each term of the glossary that is new to the reader marked where it first stands."""
    plain, marks = str(escape(text)), dict[int, tuple[int, str]]()
    for name, pattern in TERMS.items():
        found = pattern.search(plain) if name not in used and name in glossary() else None
        if found and all(found.end() <= start or end <= found.start() for start, (end, _) in marks.items()):
            marks[found.start()] = (found.end(), name)
    told, at = "", 0
    for start, (end, name) in sorted(marks.items()):
        told += plain[at:start] + str(_term(used, plain[start:end], name))
        at = end
    return Markup(told + plain[at:])


def _css_text(text: Any) -> Markup:
    """Text inside quotation marks of a style sheet: all but plain letters and figures by their numbers."""
    return Markup("".join(c if c.isascii() and (c.isalnum() or c in " .,") else f"\\{ord(c):06x} " for c in str(text)))


def context(f: Findings) -> dict[str, Any]:
    """What every form of the brief prints."""
    space, d, world = f.space, f.space.dossier, f.space.eve.world
    own, figures = party_regions(space), Figures(space.money)
    model_expected = [sum(b.probability * space.no_deal[b.name].economic[p] for b in d.no_deal) for p in space.parties]
    stated = with_worth(space)
    parties = [
        {
            "code": p,
            "name": d.parties[p].name,
            "named": named(d.parties[p].name),
            "no_deal": float(space.expected_no_deal[j]),
            "beyond_model": float(space.expected_no_deal[j]) - model_expected[j],
            "expected": expected_words(space, f.without)[j],
            "expected_model": expected_of_model(space, f.without)[j],
            "stated": stated[j],
        }
        for j, p in enumerate(space.parties)
    ]
    rec = space.named.get(f.recommended)
    agreed = space.named.get("agreed")
    columns = package_columns(space)
    if f.shown:
        columns.insert(0, ("shown", f.shown.title, f.shown.deal))
    chosen = {n: chosen_titles(f, n, deal) for n, _, deal in columns}
    by_item: dict[str, list[Any]] = {}
    for effect in f.effects:
        by_item.setdefault(effect.item, []).append(effect)
    stages = {"benchmark": f"benchmark {world.provenance.get('year', '')}".strip(), "eve": "today"}
    stages |= {"recommended": "recommended"} if f.recommended else {}
    stages |= {"agreed": "followed" if d.failed else "agreed"} if agreed else {}
    by_law = eve_duties.by_pair(f.duties)
    duties = duty_table(stages, f.tariffs, by_law, d.failed)
    paid = who_pays(f) if d.is_computed() else {}
    under = elasticity_columns(f)
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
        "foreseen_words": [*forecast_words(f.foreseen), *refusal_words(space, f.foreseen)] if f.foreseen else [],
        "chances_of": chances_of,
        "columns": columns,
        "chosen": chosen,
        "shown": f.shown,
        "uncomputed": uncomputed_words(d),
        "kind": "Brief",
        "whole": True,
        "first": first_page(f, paid),
        "foot": d.title,
        "pages": {},  # where each section begins, known once it is printed
        "dearest": dearest_words(f) if len(d.no_deal) > 1 else "",
        "unmoved_today": unmoved_today(space),
        "speakers": [p for p in parties if any(pos.party == p["code"] for item in d.agenda for pos in item.positions)],
        "counted": counted,
        "settled": sum(rec.package[i.id] != i.status_quo for i in d.agenda) if rec else 0,
        "band": lambda name, party: band_words.cell(space, f.bands, name, party),
        "band_words": band_words.told(space, f.bands),
        "whiskered": band_words.whisker_words(f.bands) if space_charts.whiskers(space, f.bands) else "",
        "contents": contents(space),
        "everybody": everybody(space),
        "red": {(r.item, o) for r in d.red_lines for o in r.never},
        "capital": capital,
        "met_on": "date not said" if d.title.endswith("date not said") else day_words(d.meeting.date),
        "duties": duties,
        "by_law": any(by_law.values()),
        "frontier": bool(space.frontier),
        "copies": any(s.verified == "press copy" for s in d.sources.values()),
        "fit": space.eve.fit,
        "fit_words": eve_tables.fit_words(space.eve),
        "assumptions": assumptions(space),
        "unticked": without_ticks,
        "months": eve_tables.months_words,
        "horizon": "" if full_adjustment(space.eve.closure) else eve_horizon_line(space.eve),
        "when": space.dossier.horizon.words,
        "computed": d.is_computed(),
        "unit": space.money,
        "money_words": space.money.axis.replace("USD", f"{manifest.get('year', '')} US dollars".strip()),
        "later": f.long_run,
        "flips": flip_words(space, f.long_run, named_deals(space), single_options(f), hint=False),
        "flow_name": lambda row: eve_tables.flow_name(space.eve, row),
        "in_force": in_force(f),
        "levels": [measure_words(line, d, world) for line in level_words(d, space.eve.benchmark)],
        "in_benchmark": [with_names(words, space.eve.world) for words in manifest.get("measures_in_benchmark", [])],
        "benchmark_words": [f"{what}: {manifest[what]}" for what in ("prices", "duties") if manifest.get(what)],
        "eve_trade": eve_trade(f) if d.is_computed() else [],
        "sales": sales_tables(own) if d.is_computed() else [],
        "by_state": any(p.states for one in paid.values() for p in one.parties),
        "effects": [(d.item(item), rows) for item, rows in by_item.items()],
        "pairs": [(a, b) for a in own for b in own if a != b],
        "no_deal": [
            {
                "name": b.name,
                "title": capital(b.title),
                "note": b.note,
                "probability": b.probability,
                "deal": space.no_deal[b.name],
                "world": amount_ranged(
                    figures,
                    float(f.no_deal[b.name].real_income_change.sum()),
                    one.ends["together"][:, 1] if (one := f.reached_branch(b.name)) else None,
                ),
            }
            for b in d.no_deal
        ],
        "payers": [replace(paid[name], title=title) for name, title in distinct_cases(f).items()] if paid else [],
        "bought": any(p.purchases for one in paid.values() for p in one.parties),
        "idle": OUT_OF_WORK if any(p.idle for one in paid.values() for p in one.parties) else "",
        "purchases": PURCHASES,
        "same_everywhere": SAME_EVERYWHERE,
        "held": held_words,
        "ranged_worth": any(deal.low[p] != deal.high[p] for _, _, deal in columns for p in space.parties),
        "within": in_brackets,
        "alone_words": lambda effect, party: alone_words(f, effect, party),
        "alone_elsewhere": lambda effect: alone_elsewhere(f, effect),
        "without_deal": partial(branch_words, f.space, f.without),
        "model_alone": model_alone_words(space),
        "amount_ranged": amount_ranged,
        "people_ranged": people_ranged,
        "reach_words": reach_words(next(iter(f.reached.values()))) if f.reached else "",
        "rules": rules(d),
        "against": told_against(d),
        "plain": plain,
        "does_nothing": [measure_words(one.words(), d, world) for one in f.does_nothing],
        "no_deal_basis": basis_words(d, {b.basis for b in d.no_deal}),
        "space_words": space_words(space),
        "adjusted": horizon_words(f).strip(),
        "adjusted_in": horizon_words(f),
        "factor_words": f"{space.eve.closure.trade_elasticity_factor:g}",
        "factor": space.eve.closure.trade_elasticity_factor,
        "sample": f"{space_charts.SAMPLE:,}",
        "sampled": space.feasible > space_charts.SAMPLE,
        "elasticities": f.elasticities,
        "elasticity_keys": list(under),
        "elasticity_columns": list(under.values()),
        "set_sources": elasticities.SOURCES,
        "step": lambda item, option: step_words(d, {item.id: option}),
        "over_time": over_time_words(d, rec.package, OF_STEP) if rec else "",
        "income": f.income if d.is_computed() else [],
        "since": bool(f.income) and f.income[0].case.startswith("from "),
        "to_today": eve_tables.to_today_words(space.eve, own),
        "not_again": not_solved_again(space) if under else "",
        "war": any(b.nash for b in d.no_deal),
        "income_note": INCOME_NOTE,
        "full_work": space.eve.closure.wages is None,
        "at_work": full_work_words(space, f.recommended, f.slow_wages) or [work_note(space.eve.closure)],
        "prices_note": PRICES_NOTE,
        "paid": share_words,
        "of": yardstick_words,
        "yardsticks": f.yardsticks,
        "record": record_words() if d.is_computed() else [],
        "missed": missed_words(f.yardsticks, space.eve.dossier.horizon, fitted=space.eve.dossier.eve.fits_factor),
        "war_words": war_words(space),
        "chance_words": chance_words(space, rec.value if rec else None, "the recommended package"),
        "attribution": attribution,
        "attribution_short": attribution.split(". This is")[0] + ".",
        "size": f"{world.shape[0]} regions, {world.shape[1]} sectors",
        "closure": CLOSURES[d.world.deficits],
        "certificates": [(solution_title(f, n), c) for n, c in f.all_certificates.items()],
        "certificate_words": certificate_words(f),
        "threshold": f"{CERTIFIED:.0e}",
        "charts": Charts(f),
        "bn": figures,
        "span": figures.span,
        "ranged": figures.ranged,
        "signed": bn,
        "pct": pct,
        "likely": likely,
        "traded": per_cents((v for e in f.effects for v in e.trade_change.values()), 1),
        "incomes": _income_digits(f),
        "dollars": lambda value: bn(value, 0),
        "tenths": per_cents(one.cost.of_income[n] for one in paid.values() if one.cost for n in (0, 9)),
        "day": day_words,
        "source": lambda name: source_words(d, name),
        "region": lambda code: named(world.region_name(code)),
        "place": world.region_name,
        "ended": lambda text: text if text.endswith(("?", "!", ".")) else f"{text}.",
        "sign": lambda value: sign(value, space.money.least),
        "sci": lambda value: f"{value:.1e}",
        "worth_range": lambda item, option, party: worth_range(item.option(option), party, figures),
    }


def _income_digits(f: Findings) -> int:
    """Digits of the table of real income and prices, all of it alike."""
    return per_cents(
        v for r in f.income for v in (r.real_income, r.efficiency, r.terms_of_trade, r.real_gdp, r.consumer_prices)
    )
