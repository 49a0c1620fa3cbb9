"""The deal space explained: one package, two packages beside each other."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.table import Table

from tradetalks.counsel.account import Contribution
from tradetalks.counsel.carriers import carriers
from tradetalks.counsel.coalitions import Bystander
from tradetalks.counsel.diagnosis import Linkage, Price
from tradetalks.counsel.reach_kept import Ranges
from tradetalks.dossier.profiles import Profile
from tradetalks.report.numbers import Figures, fitting, per_cents, plain
from tradetalks.report.plain_words import capital, told_against
from tradetalks.report.ranged import amount_ranged, change_ranged
from tradetalks.report.tables import make_table
from tradetalks.space.deal_space import Deal, DealSpace
from tradetalks.space.looser import SLACK
from tradetalks.world.names import listed, named

if TYPE_CHECKING:
    import pandas as pd


def account_of(space: DealSpace, parts: Sequence[Contribution], deal: Deal, title: str) -> Table:
    """Item by item: each party's part, and the package's totals at the foot."""
    names, figures = {p: space.dossier.parties[p].name for p in space.parties}, Figures(space.money)
    amount = figures.cell
    table = make_table(title, ("item", "left"), ("option", "left"), *[(names[p], "right") for p in space.parties])
    for part in parts:
        item = space.dossier.item(part.item)
        table.add_row(item.title, item.option(part.option).title, *[amount(part.total(p)) for p in space.parties])
    table.add_section()
    table.add_row(
        f"package, against {told_against(space.dossier)}",
        "",
        *[amount(deal.value[p]) for p in space.parties],
        style="bold",
    )
    table.add_row("  lowest to highest worth", "", *[figures.span(deal.low[p], deal.high[p]) for p in space.parties])
    table.add_row("gain over no deal", "", *[amount(deal.gain[p]) for p in space.parties], style="bold")
    return table


def concessions(space: DealSpace, parts: Sequence[Contribution]) -> dict[str, dict[str, float]]:
    """By party, what it concedes: item -> loss in billions a year, largest first.

    A party concedes what it loses by items that it carries out, or that nobody is known to carry out.
    """
    able = {c.item: carriers(space.dossier, space.dossier.item(c.item), c.option) for c in parts}
    return {
        p: {c.item: loss for c, loss in _losses(space, parts, p) if (who := able[c.item]) is None or p in who}
        for p in space.parties
    }


def _losses(space: DealSpace, parts: Sequence[Contribution], party: str) -> list[tuple[Contribution, float]]:
    """What a party loses by which items, largest first."""
    within = float(space.within[space.parties.index(party)])
    return [(c, -c.total(party)) for c in sorted(parts, key=lambda c: c.total(party)) if c.total(party) < -within]


def concession_words(space: DealSpace, parts: Sequence[Contribution]) -> list[str]:
    """What each side gives up by what it does, and what it loses by what others do, in sentences."""
    told = []
    for party, items in concessions(space, parts).items():
        name = capital(named(space.dossier.parties[party].name))
        others = {c.item: loss for c, loss in _losses(space, parts, party) if c.item not in items}
        words = f"gives up {_each(space, items)} by what it does itself" if items else "gives up nothing of its own"
        if others:
            words += f"; it loses {_each(space, others)} by what others do"
        told.append(f"{name} {words}.")
    return told


def _each(space: DealSpace, losses: Mapping[str, float]) -> str:
    """A sum and what it is made of; parts that would be zero where a larger sum is printed are in the sum alone."""
    whole, figures = sum(losses.values()), Figures(space.money)
    size, shown = figures.size, space.money.least
    told = {i: loss for i, loss in losses.items() if loss >= shown or whole < shown}
    each = "; ".join(f"{space.dossier.item(i).title} {size(loss)}" for i, loss in told.items())
    total = f"{size(whole)} {space.money.yearly}"
    return f"{total} ({each})" if each else total


def account_frame(space: DealSpace, parts: Sequence[Contribution]) -> pd.DataFrame:
    """Each item's part in a package: model and beyond, by party."""
    import pandas as pd

    rows = [
        {"item": c.item, "option": c.option,
         **{f"model_{p}": c.economic[p] for p in space.parties},
         **{f"beyond_{p}": c.political[p] for p in space.parties}}
        for c in parts
    ]  # fmt: skip
    return pd.DataFrame(rows)


def swaps_tables(space: DealSpace, link: Linkage) -> list[Table]:
    """Swaps that linking makes possible, one table for each set of parties who give; the deals apart and together."""
    names, amount = {p: space.dossier.parties[p].name for p in space.parties}, Figures(space.money).cell
    title = f"Swaps inside the package ({space.money.title} against {told_against(space.dossier)})"
    tables = []
    for givers in dict.fromkeys(swap.givers for swap in link.swaps):
        pair = len(givers) == 2
        rate = [(f"{names[givers[1]]} gives for each 1 that {names[givers[0]]} gives", "right")] if pair else []
        heads = [(f"{names[p]} gives", "left") for p in givers]
        table = make_table(title, *heads, *[(names[p], "right") for p in space.parties], *rate)
        for swap in link.swaps:
            if swap.givers == givers:
                given = [
                    f"{space.dossier.item(i).title}: {space.dossier.item(i).option(o).title}" for i, o in swap.parts
                ]
                table.add_row(
                    *given, *[amount(swap.gain[p]) for p in space.parties], *([_rate(swap.rate)] if pair else [])
                )
        tables.append(table)
    table = make_table(
        f"Items one by one, and linked ({space.money.title} against {told_against(space.dossier)})",
        ("", "left"), *[(names[p], "right") for p in space.parties],
    )  # fmt: skip
    table.add_row("items settled one by one", *[amount(link.apart_gain[p]) for p in space.parties])
    table.add_row("linked", *[amount(link.linked_gain[p]) for p in space.parties], style="bold")
    return [*tables, table]


def _rate(value: float) -> str:
    """An exchange rate between two parties."""
    return plain(value, fitting([value], 2))


def swaps_words(space: DealSpace, link: Linkage) -> list[str]:
    """What the tables of swaps do not show: that there is none, which free gains a rule forbids alone, or that who
    gives an item is not known."""
    told = (
        []
        if link.swaps
        else ["No swap: no parties give each other items that each loses by alone and all gain by together."]
    )
    by_rule: dict[str, list[str]] = {}
    for i, (option, rule) in link.held.items():
        item = space.dossier.item(i)
        by_rule.setdefault(rule, []).append(f"'{item.title}: {item.option(option).title}'")
    told += [
        f"Nobody loses by {listed(items)}, but a rule keeps it from being settled alone: {rule}."
        for rule, items in by_rule.items()
    ]
    if not link.rings:
        told.append("Rings of three parties were not looked for: there are too many.")
    unknown = list(dict.fromkeys(i for swap in link.swaps for i in swap.unknown))
    if unknown:
        titles = ", ".join(space.dossier.item(i).title for i in unknown)
        told.append(f"The dossier names nobody who carries out {titles}: whoever loses by it is taken to give it.")
    return told


def red_lines_told(space: DealSpace, prices: Sequence[Price]) -> Table | str:
    """The same as a table, or that there is no red line."""
    return prices_table(space, prices) if prices else "No party has a red line in this dossier."


def costless_words(space: DealSpace, prices: Sequence[Price]) -> list[str]:
    """That no red line costs anything, where the table holds zeros alone."""
    figures = [figure for price in prices for figure in (price.joint, *(price.nash[p] for p in space.parties))]
    if not figures or not all(abs(figure) < space.money.least for figure in figures):  # NaN: nothing to compare
        return []
    which, it = ("This red line", "it") if len(prices) == 1 else ("Each of these red lines", "any one of them")
    return [f"{which} costs nothing today: without {it} the fair split and the largest joint gain would be the same."]


def looked_words(space: DealSpace, prices: Sequence[Price]) -> list[str]:
    """How the packages that red lines keep out were looked through, where not all of them were solved."""
    some = [p.looked for p in prices if p.looked.checked]
    if not some:
        return []
    kept_out, solved, checked = (sum(getattr(one, what) for one in some) for what in ("policies", "solved", "checked"))
    off = Figures(space.money).yearly(max(one.error for one in some))
    return [
        f"Without them {kept_out:,} policies more would be allowed, line by line. {solved:,} of these were solved:"
        " those that could be the fair split or bring the largest joint gain. By estimates the others could not, even"
        f" if they are off by {SLACK:g} times as much as any of {checked:,} drawn at random (at most {off} to a party)."
    ]


def prices_table(space: DealSpace, prices: Sequence[Price]) -> Table:
    """What each red line costs; where none leaves all as well off with it, whether any package does without it."""
    table = make_table(
        f"Price of red lines ({space.money.title})",
        ("party", "left"), ("will not sign", "left"), ("joint gain lost", "right"),
        *[(f"{space.dossier.parties[p].name}, at the fair split", "right") for p in space.parties],
    )  # fmt: skip
    amount = Figures(space.money).cell
    for price in prices:
        item = space.dossier.item(price.item)
        never = ", ".join(item.option(o).title for o in price.never)
        none = "a package only without it" if price.opens else "no package either way"
        table.add_row(
            space.dossier.parties[price.party].name, f"{item.title}: {never}",
            amount(price.joint) if math.isfinite(price.joint) else none,
            *[amount(price.nash[p]) if math.isfinite(price.nash[p]) else "–" for p in space.parties],
        )  # fmt: skip
    return table


def bystanders_table(
    space: DealSpace, found: Sequence[Bystander], most: int = 6, reached: Ranges | None = None
) -> Table:
    """Regions not at the table that the package moves most; ``reached``: each with its range in brackets."""
    shown = sorted(found, key=lambda b: -abs(b.billions))[:most]
    figures, digits = (
        Figures(space.money).fit(one.billions for one in shown),
        per_cents((one.percent for one in shown), 3),
    )
    unit = figures.unit.title.removesuffix(figures.unit.a_year)
    table = make_table(
        "Third countries (model)", ("region", "left"), ("real income", "right"), (unit, "right"), ("", "left")
    )
    ends = reached.ends if reached else None
    for one in shown:
        name, n = space.eve.world.region_name(one.region), space.eve.world.region(one.region)
        table.add_row(
            name,
            change_ranged(one.percent, ends["real_income_percent"][:, n] if ends else None, digits),
            amount_ranged(figures, one.billions, ends["real_income"][:, n] if ends else None),
            "would object" if one.objects else "",
        )
    return table


def compare_table(space: DealSpace, first: tuple[str, Deal], second: tuple[str, Deal]) -> Table:
    """Two packages: only the items in which they differ, then the values."""
    (a, left), (b, right) = first, second
    names, amount = {p: space.dossier.parties[p].name for p in space.parties}, Figures(space.money).cell
    table = make_table(f"{a} beside {b}", ("item", "left"), (a, "left"), (b, "left"))
    for item in space.dossier.agenda:
        x, y = left.package[item.id], right.package[item.id]
        if x != y:
            table.add_row(item.title, item.option(x).title, item.option(y).title)
    table.add_section()
    for p in space.parties:
        table.add_row(f"{names[p]}: gain over no deal", amount(left.gain[p]), amount(right.gain[p]), style="bold")
        if space.dossier.is_computed():
            table.add_row("  model", amount(left.economic[p]), amount(right.economic[p]))
    judged = (left.verdict, right.verdict)
    rows = {"would rather have no deal": [v.loses for v in judged], "as good as no deal to": [v.ties for v in judged]}
    for title, parties in rows.items():
        if any(parties):
            table.add_row(title, *[listed([names[p] for p in those] or ["none"]) for those in parties])
    table.add_row("rules broken, red lines crossed", *["; ".join(d.broken) or "none" for d in (left, right)])
    table.add_row("can be signed", *["yes" if d.verdict.signable else "no" for d in (left, right)], style="bold")
    return table


# ---------------------------------------------------------------------- robustness


def profile_table(found: Profile) -> Table:
    """Issues of a preference profile: weight, and what each option is worth of it."""
    table = make_table(
        f"Preferences of {found.party}", ("issue", "left"), ("weight", "right"), ("options, best first", "left")
    )
    for issue, values in found.values.items():
        ranked = sorted(values.items(), key=lambda pair: -pair[1])
        shown = ", ".join(f"{option} {value:.3g}" for option, value in ranked[:12])
        more = f", and {len(ranked) - 12} more" if len(ranked) > 12 else ""
        table.add_row(issue, f"{found.weights[issue]:g}", shown + more)
    return table
