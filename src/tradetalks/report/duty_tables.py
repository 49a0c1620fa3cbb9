"""Duties by product as tables: averages by layer, what falls due, and the ledger beside what others publish."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.table import Table

from tradetalks.policy.duties.check import Comparison, Steps
from tradetalks.policy.duties.gaps import Part
from tradetalks.policy.duties.measures import Due
from tradetalks.report.numbers import bn
from tradetalks.report.tables import make_table
from tradetalks.world.names import economy_name

SECTORS = {
    "311": "food", "312": "drink, tobacco", "313": "textiles", "314": "textile goods", "315": "clothing",
    "316": "leather, shoes", "321": "wood", "322": "paper", "323": "printing", "324": "fuels", "325": "chemicals",
    "326": "plastics, rubber", "327": "glass, stone", "331": "metals", "332": "metal goods", "333": "machinery",
    "334": "computers, electronics", "335": "electrical equipment", "336": "vehicles, aircraft", "337": "furniture",
    "339": "toys and other goods",
}  # fmt: skip
"""Sectors of the North American classification, three digits."""


def due_table(title: str, found: Sequence[Due], today: Any) -> Table:
    """What ends, returns or begins, soonest first."""
    table = make_table(
        title, ("day", "left"), ("what", "left"), ("measure", "left"), ("rate", "right"), ("then", "left"),
        ("source", "left"),
    )  # fmt: skip
    for item in found:
        duty = item.duty
        listed = f", list {'; '.join(duty.products)}" if set(duty.products) - {"all"} else ""
        name = f"{economy_name(duty.importer)}: {duty.layer} {duty.programme}".strip() + f" ({duty.legal}){listed}"
        then = duty.ended_by if item.what != "begins" else duty.note
        rate = f"{100 * duty.rate:g}%" if duty.rate else ""
        if duty.form == "by product":
            rate = f"by product, times {duty.rate:g}"
        table.add_row(str(item.day), item.what, name, rate, then or duty.note, duty.source)
    return table


def averages_table(title: str, columns: Mapping[str, Mapping[str, float]]) -> Table:
    """Averages by layer, one column a definition, per cent."""
    table = make_table(title, ("layer", "left"), *((name, "right") for name in columns))
    layers = list(dict.fromkeys(layer for parts in columns.values() for layer in parts))
    for layer in layers:
        table.add_row(layer, *(f"{parts[layer]:.2f}" if layer in parts else "" for parts in columns.values()))
    table.add_row("all", *(f"{sum(parts.values()):.2f}" for parts in columns.values()))
    return table


def summary_table(rows: Iterable[Mapping[str, Any]]) -> Table:
    """How near the ledger comes, by pair and publisher."""
    table = make_table(
        "The ledger beside what was collected and published (points)",
        ("tariff", "left"), ("beside", "left"), ("within", "right"), ("bar", "right"), ("mean gap", "right"),
        ("largest", "right"), ("on day", "left"),
    )  # fmt: skip
    for row in rows:
        largest: Comparison = row["largest"]
        table.add_row(
            f"{row['importer']} on {row['exporter']}", f"{row['who']}: {row['definition']}",
            f"{row['within']} of {row['compared']}",
            f"{row['bar']:g}", f"{row['mean_gap']:.2f}", bn(largest.gap, 2), largest.when,
        )  # fmt: skip
    return table


def misses_table(rows: Iterable[Comparison]) -> Table:
    """Averages outside their bar, by layer of the law."""
    table = make_table(
        "Outside the bar: the ledger's layers, per cent",
        ("tariff", "left"), ("day", "left"), ("beside", "left"), ("theirs", "right"), ("ours", "right"),
        ("gap", "right"), ("ours by layer", "left"),
    )  # fmt: skip
    for row in rows:
        if not row.within:
            layers = ", ".join(f"{name} {points:.1f}" for name, points in row.parts.items() if abs(points) >= 0.05)
            table.add_row(
                f"{row.importer} on {row.exporter}", row.when, row.who, f"{row.theirs:.2f}", f"{row.ours:.2f}",
                bn(row.gap, 2), "; ".join(filter(None, (layers, row.note))),
            )  # fmt: skip
    return table


def parts_table(found: Iterable[tuple[Comparison, Sequence[Part]]]) -> Table:
    """Every gap to a published average taken apart; each way of taking it apart adds up to the gap."""
    table = make_table(
        "Each gap taken apart (points); every way adds up to the gap",
        ("tariff", "left"), ("by", "left"), ("part", "left"), ("ours", "right"), ("theirs", "right"), ("gap", "right"),
    )  # fmt: skip
    for row, parts in found:
        whose = f"{row.importer} on {row.exporter}, {row.when}, {row.who}"
        table.add_row(whose, "", "all", f"{row.ours:.2f}", f"{row.theirs:.2f}", bn(row.gap, 2))
        last = ""
        for part in parts:
            sides = ("" if side is None else f"{side:.2f}" for side in (part.ours, part.theirs))
            table.add_row("", part.way if part.way != last else "", part.name, *sides, bn(part.gap, 2))
            last = part.way
        table.add_section()
    return table


def months_table(rows: Iterable[Comparison]) -> Table:
    """Months outside the bar: what the law lets expect, by layer, beside what was collected, points."""
    own = [row for row in rows if not row.within]
    layers = list(dict.fromkeys(layer for row in own for layer in row.parts))
    table = make_table(
        "Months outside the bar, by layer: expected, collected (points)",
        ("on", "left"), ("month", "left"), ("expected by layer", "left"), ("expected", "right"), ("collected", "right"),
        ("gap", "right"),
    )  # fmt: skip
    for row in own:
        each = ", ".join(f"{layer} {row.parts[layer]:.2f}" for layer in layers if layer in row.parts)
        table.add_row(row.exporter, row.when, each, f"{row.ours:.2f}", f"{row.theirs:.2f}", bn(row.gap, 2))
    return table


def sectors_table(found: Mapping[str, Mapping[str, float]]) -> Table:
    """Which goods of China a month's gap comes from, the six largest sectors of each month, points."""
    table = make_table(
        "China: expected less collected, by sector of the US customs' NAICS (points of its imports)", ("month", "left"),
        ("sectors", "left"),
    )  # fmt: skip
    for month, parts in found.items():
        each = (f"{SECTORS.get(code, code)} {bn(points, 2)}" for code, points in list(parts.items())[:6])
        table.add_row(month, "; ".join(each))
    return table


def steps_table(found: Mapping[tuple[str, str], Steps]) -> Table:
    """From the law to the collection of the months outside the bar, in points."""
    table = make_table(
        "From the law to what was collected, months outside the bar (points)",
        ("on", "left"), ("month", "left"), ("law, 2024 weights", "right"), ("weights of the month", "right"),
        ("goods at sea", "right"), ("use of 2024", "right"), ("not explained", "right"), ("collected", "right"),
    )  # fmt: skip
    for (partner, month), step in found.items():
        table.add_row(
            partner, month, f"{step.law_2024_weights:.2f}", bn(step.weights_of_the_month, 2),
            bn(step.goods_at_sea, 2), bn(step.use_of_2024, 2), bn(step.not_explained, 2),
            f"{step.collected:.2f}",
        )  # fmt: skip
    return table


def partners_table(found: Mapping[str, Mapping[str, float]]) -> Table:
    """Whose goods the gap on all partners comes from, the six largest of each month, points."""
    table = make_table(
        "All partners: expected less collected, by partner (points of all imports)", ("month", "left"),
        ("partners", "left"),
    )  # fmt: skip
    for month, parts in found.items():
        table.add_row(month, ", ".join(f"{code} {bn(points, 2)}" for code, points in list(parts.items())[:6]))
    return table
