"""Tables for the terminal, from the same findings as the brief."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from tradetalks.counsel.bands import Bands
from tradetalks.counsel.horizons import Stakes
from tradetalks.counsel.no_deal_drawn import NoDeal
from tradetalks.counsel.reach_kept import Ranges
from tradetalks.dossier.model import Dossier
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.incidence.revenue import at_unchanged_wages, revenue_before, subsidies_added
from tradetalks.report.alone_words import alone_elsewhere, alone_words
from tradetalks.report.columns import package_columns
from tradetalks.report.equal_columns import with_worth
from tradetalks.report.findings import Findings, winners_and_losers
from tradetalks.report.horizon_words import at_horizon
from tradetalks.report.income_rows import IncomeRow, income_rows, share_words
from tradetalks.report.no_deal_words import ends_of_model, expected_words
from tradetalks.report.numbers import Figures, likely, pct, per_cents
from tradetalks.report.numbers import share_words as signs_in
from tradetalks.report.plain_words import PURCHASES, capital, source_words
from tradetalks.report.ranged import amount_ranged, model_ends
from tradetalks.space.deal_space import DealSpace, plain_title_of

LONGEST_WORD = 16
"""Letters up to which a word is kept in one piece, where the terminal is wide enough for all such words of a row."""


BETWEEN = 3  # letters between two columns


class WholeWords(Table):
    """A table whose columns are no narrower than their longest word, where the terminal is wide enough for that."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        texts = [[_plain(text) for text in (c.header, *c.cells)] for c in self.columns]
        whole = [max(map(cell_len, column)) for column in texts]
        least = [
            max((min(cell_len(word), LONGEST_WORD) for text in column for word in text.split()), default=1)
            for column in texts
        ]
        room = options.max_width - BETWEEN * len(self.columns)
        if sum(least) <= room < sum(whole):
            for column, width in zip(self.columns, _shared(least, whole, room), strict=True):
                column.width = width
        yield from super().__rich_console__(console, options)


def _shared(least: Sequence[int], most: Sequence[int], room: int) -> list[int]:
    """Widths from ``least`` to ``most`` that fill the room, one letter at a time to who lacks the largest share."""
    widths = list(least)
    while sum(widths) < room:
        lacks = [1 - width / wanted if wanted else 0.0 for width, wanted in zip(widths, most, strict=True)]
        widths[lacks.index(max(lacks))] += 1
    return widths


def _plain(text: Any) -> str:
    return str(text or "")


def make_table(title: str, *columns: tuple[str, str]) -> Table:
    table = WholeWords(
        title=title,
        title_justify="left",
        title_style="bold",
        header_style="bold",
        pad_edge=False,
        box=box.SIMPLE_HEAD,
    )
    for name, justify in columns:
        table.add_column(name, justify=justify, overflow="fold")  # type: ignore[arg-type]
    return table


def _names(space: DealSpace) -> list[str]:
    return [space.dossier.parties[p].name for p in space.parties]


def _money_columns(space: DealSpace, later: Stakes | None) -> list[tuple[str, str]]:
    """A party's amounts: the model's, the same at another horizon, what is beyond; one alone if nothing is computed."""
    if not space.dossier.is_computed():
        return [(name, "right") for name in _names(space)]
    beside = [(later.horizon.words, "right")] if later else []
    return [c for name in _names(space) for c in ((f"{name}: model", "right"), *beside, ("beyond", "right"))]


def measures_table(findings: Findings) -> Table:
    """What each option does on its own."""
    space = findings.space
    later = findings.long_run
    money = _money_columns(space, later)
    amount = Figures(space.money).cell
    table = make_table(
        f"What each measure does, alone, against today{at_horizon(space.dossier)} ({space.money.title})",
        ("item", "left"),
        ("option", "left"),
        *money,
        *([("third countries (model)", "left")] if space.dossier.is_computed() else []),
    )
    last = ""
    for effect in findings.effects:
        item = space.dossier.item(effect.item)
        cells: list[str] = []
        there = later.economic(effect.deal.package) if later else {}
        for p in space.parties:
            if space.dossier.is_computed():
                cells.append(alone_words(findings, effect, p) if effect.trade_change else "–")
            cells += [amount(there[p]) if effect.trade_change else "–"] if later else []
            cells.append(amount(effect.deal.political[p]) if effect.deal.political[p] else "")
        third = alone_elsewhere(findings, effect, 2)
        title = item.title if item.id != last else ""
        cells += [third] if space.dossier.is_computed() else []
        table.add_row(title, item.option(effect.option).title, *cells, end_section=False)
        last = item.id
    return table


def no_deal_table(space: DealSpace, later: Stakes | None = None, drawn: NoDeal | None = None) -> Table:
    """Branches of no deal and the expected value, a row a party; ``later``: the model's part at another horizon too;
    ``drawn``: in brackets nine in ten of their draws. What is beyond the model has a column where some is stated."""
    computed, amount = space.dossier.is_computed(), Figures(space.money).cell
    stated = any(with_worth(space))
    parts = [("model", "right"), *([(later.horizon.words, "right")] if later else [])]
    parts += [("beyond", "right")] if stated else []
    table = make_table(
        f"What no deal costs{at_horizon(space.dossier)} ({space.money.title})",
        ("without a deal", "left"), ("probability", "right"), ("for", "left"),
        *(parts if computed else [("worth", "right")]),
    )  # fmt: skip
    for branch in space.dossier.no_deal:
        deal, lead = (
            space.no_deal[branch.name],
            (branch.title, f"{likely(branch.probability)}, {source_words(space.dossier, branch.basis)}"),
        )
        for j, (p, name) in enumerate(zip(space.parties, _names(space), strict=True)):
            beside = [amount(float(later.branches[branch.name][j]))] if later else []
            model = amount_ranged(Figures(space.money), deal.economic[p], ends_of_model(drawn, branch.name, p))
            cells = [model, *beside] if computed else []
            cells += [amount(deal.political[p])] if stated or not computed else []
            table.add_row(*(("", "") if j else lead), name, *cells)
    table.add_section()
    for j, (value, name) in enumerate(zip(expected_words(space, drawn), _names(space), strict=True)):
        beside = [amount(float(later.expected_no_deal[j]))] if later else []
        both = ["(both)"] if computed and stated else []
        table.add_row("" if j else "expected", "", name, value, *beside, *both, style="bold")
    return table


def packages_table(
    space: DealSpace,
    later: Stakes | None = None,
    bands: Bands | None = None,
    reached: Mapping[str, Ranges] | None = None,
) -> Table:
    """Named packages item by item, gains at the foot.

    Args:
        later: the same at another horizon below them. bands: nine in ten of the draws of gains, and how often each
            side would sign. reached: by name, how far what the model computes reaches, in brackets.
    """
    columns = package_columns(space)
    chosen = [name for name, _, _ in columns]
    amount = Figures(space.money).cell
    when = f"; figures {space.dossier.horizon.words}" if space.dossier.is_computed() else ""
    table = make_table(
        f"Packages, item by item{when} ({space.money.title})",
        ("item", "left"),
        ("status quo", "left"),
        *[(title.replace("Kalai-", "Kalai-\n"), "left") for _, title, _ in columns],
    )
    for item in space.dossier.agenda:
        cells: list[str | Text] = []
        for name in chosen:
            option = space.named[name].package[item.id]
            cells.append(Text("=", style="dim") if option == item.status_quo else item.option(option).title)
        table.add_row(item.title, item.option(item.status_quo).title, *cells)
    table.add_section()
    for p, party in zip(space.parties, _names(space), strict=True):
        table.add_row(
            f"{party}: gain over no deal",
            amount(space.named["status_quo"].gain[p]),
            *[amount(space.named[n].gain[p]) for n in chosen],
            style="bold",
        )
        rows = [bands.of(n) if bands else None for n in chosen]
        if any(rows):
            spans = [Figures(space.money).span(row.low[p], row.high[p]) if row else "" for row in rows]
            table.add_row("  in nine of ten draws of all assumptions", "", *spans)
            table.add_row(
                "  of these draws it signs in", "", *[signs_in(row.accepted[p]) if row else "" for row in rows]
            )
        if space.dossier.is_computed():
            ends = [model_ends(space, (reached or {}).get(n)).get(p) for n in chosen]
            model = [_modelled(space, space.named[n].economic[p], e) for n, e in zip(chosen, ends, strict=True)]
            table.add_row("  against today: model", amount(0.0), *model)
        what = "with worth beyond" if space.dossier.is_computed() else "over the status quo"
        table.add_row(f"  {what}", amount(0.0), *[amount(space.named[n].value[p]) for n in chosen])
        if later:
            gains = [amount(later.gain(space.named[n])[p]) for n in ("status_quo", *chosen)]
            model = [amount(later.economic(space.named[n].package)[p]) for n in chosen]
            table.add_row(f"  gain over no deal, {later.horizon.words}", *gains)
            table.add_row(f"  against today: model, {later.horizon.words}", amount(0.0), *model)
    return table


def _modelled(space: DealSpace, value: float, ends: tuple[float, float] | None) -> str:
    figures = Figures(space.money)
    return figures.cell(value) if ends is None else figures.ranged(value, *ends)


def account_table(findings: Findings) -> Table:
    """Who gives and who gains in the recommended package."""
    space = findings.space
    computed, amount = space.dossier.is_computed(), Figures(space.money).cell
    parts = [("model", "right"), ("beyond", "right"), ("total", "right")] if computed else []
    money = [
        (f"{name}: {part}" if j == 0 else part, how) for name in _names(space) for j, (part, how) in enumerate(parts)
    ]
    money = money or [(name, "right") for name in _names(space)]
    title = plain_title_of(space.dossier, findings.recommended)
    table = make_table(
        f"Who gives, who gains: the {title} ({space.money.title})",
        ("item", "left"),
        *money,
    )
    for part in findings.account:
        apart = [(amount(part.economic[p]), amount(part.political[p])) if computed else () for p in space.parties]
        cells = [c for p, own in zip(space.parties, apart, strict=True) for c in (*own, amount(part.total(p)))]
        table.add_row(space.dossier.item(part.item).title, *cells)
    return table


def sectors_table(findings: Findings, name: str, title: str) -> Table:
    """Winning and losing sectors of each party under a package."""
    table = make_table(
        title,
        *[(c, j) for party in _names(findings.space) for c, j in ((party, "left"), ("volume", "right"))],
    )
    columns = [winners_and_losers(findings.sectors[name], p, 5) for p in findings.space.parties]
    digits = per_cents((one.output_pct for column in columns for one in column), 1)
    for row in range(max((len(c) for c in columns), default=0)):
        cells: list[str] = []
        for column in columns:
            cells += (
                [column[row].sector, pct(column[row].output_pct, digits, signed=True)]
                if row < len(column)
                else ["", ""]
            )
        table.add_row(*cells)
    return table


def outcome_tables(outcome: Outcome, title: str, later: tuple[str, Outcome] | None = None) -> list[Table]:
    """What an outcome does by region: real income with its parts and real GDP; prices, wages, revenue and labour.

    ``later``: real income at another horizon beside it, and when that is.
    """
    beside = None if later is None else (later[0], later[1].real_income_change.tolist())
    return [income_table(income_rows(outcome), title, later=beside), prices_table(outcome)]


def worth_table(dossier: Dossier, beyond: Mapping[str, Mapping[str, float]], title: str) -> Table:
    """Worth beyond the model by party: the middle, and the low and high ends (``beyond``: end -> party -> worth)."""
    figures = Figures.among([v for by_party in beyond.values() for v in by_party.values()], dossier.money)
    rows = {
        p.name: figures.ranged(beyond["mid"][c], beyond["low"][c], beyond["high"][c], figures.unit.short)
        for c, p in dossier.parties.items()
    }
    return key_values(title, rows)


def income_table(
    rows: Sequence[IncomeRow], title: str, cases: bool = False, later: tuple[str, Sequence[float]] | None = None
) -> Table:
    """Real income, what it is made of, and real GDP; with each case above its regions if there are several.

    ``later``: real income of each row at another horizon, bn USD, and when that is.
    """
    figures = Figures.among([*(row.billions for row in rows), *(later[1] if later else [])])
    unit = figures.unit.title.removesuffix(figures.unit.a_year)
    digits = per_cents([v for r in rows for v in (r.real_income, r.efficiency, r.terms_of_trade, r.real_gdp)])
    table = make_table(
        title,
        ("case, region" if cases else "region", "left"),
        ("real income", "right"),
        (unit, "right"),
        *([(f"{later[0]}, {unit}", "right")] if later else []),
        ("= efficiency", "right"),
        ("+ terms of trade", "right"),
        ("+ deficit", "right"),
        ("real GDP", "right"),
    )
    last = ""
    for j, row in enumerate(rows):
        parts = (row.efficiency, row.terms_of_trade, row.deficit, row.real_gdp)
        if cases and row.case != last:
            table.add_row(capital(row.case), style="bold")
        table.add_row(
            f"  {row.name}" if cases else row.name,
            pct(row.real_income, digits, signed=True),
            figures.cell(row.billions),
            *([figures.cell(float(later[1][j]))] if later else []),
            *(pct(value, digits, signed=True) for value in parts),
        )
        last = row.case
    return table


def prices_table(outcome: Outcome) -> Table:
    """Prices at unchanged wages of each region, who pays changed duties, wages, revenue, labour."""
    told = {row.code: row for row in income_rows(outcome)}
    revenue, columns = at_unchanged_wages(outcome) - revenue_before(outcome.world), outcome.by_region()
    bought = subsidies_added(outcome)
    figures = Figures.among([*revenue.tolist(), *bought.tolist()])
    apart = bool(bought.any())
    shares = [*(row.consumer_prices for row in told.values()), *(row.import_prices for row in told.values())]
    digits = per_cents([*shares, *columns["real_wage_pct"].tolist(), *columns["terms_of_trade_pct"].tolist()])
    what = f"tariff revenue, {PURCHASES}" if apart else "tariff revenue"
    table = make_table(
        f"Prices, {what} ({figures.unit.title}) at unchanged wages of the region",
        ("region", "left"),
        ("prices of final use", "right"),
        ("import prices with duty", "right"),
        ("duties paid by importers", "right"),
        ("real wage", "right"),
        ("export over import prices", "right"),
        ("tariff revenue added", "right"),
        *([(f"{PURCHASES} added", "right")] if apart else []),
        ("labour moved", "right"),
    )
    for j, code in enumerate(outcome.world.regions):
        row, prices = {name: float(column[j]) for name, column in columns.items()}, told[code]
        table.add_row(
            prices.name,
            pct(prices.consumer_prices, digits, signed=True),
            pct(prices.import_prices, digits, signed=True),
            share_words(prices),
            pct(row["real_wage_pct"], digits, signed=True),
            pct(row["terms_of_trade_pct"], digits, signed=True),
            figures.cell(float(revenue[j])),
            *([figures.cell(float(bought[j]))] if apart else []),
            pct(row["labour_moved_pct"], digits),
        )
    return table


def key_values(title: str, rows: Mapping[str, Any]) -> Table:
    """Two columns: name and value."""
    table = make_table(title, ("", "left"), ("", "left"))
    table.show_header = False
    for name, value in rows.items():
        table.add_row(name.replace("_", " "), str(value))
    return table
