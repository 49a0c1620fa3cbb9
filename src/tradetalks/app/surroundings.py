"""What surrounds a dossier, before any package: duties between its parties through time, and its benchmark world."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from tradetalks.app.source_links import linked
from tradetalks.dossier.model import Dossier
from tradetalks.policy.instruments import describe
from tradetalks.report.drawn import plain
from tradetalks.report.duty_timeline import DutyLine, Pair, average_steps, duty_lines, known_pairs, steps_chart, who
from tradetalks.report.numbers import pct
from tradetalks.report.plain_words import day_words, measure_words, source_words
from tradetalks.world.world import World


def timeline(d: Dossier, today: datetime.date) -> dict[str, Any]:
    """Duties among a dossier's parties: a picture, what they average now, every row; what the dossier itself holds."""
    codes = list(dict.fromkeys(d.regions.values()))
    world = d.world.build() if d.is_computed() else None
    names = {code: world.region_name(code) for code in codes} if world else {}
    pairs = known_pairs(codes)
    series = [steps for pair in pairs if (steps := average_steps(*pair))]
    marks = {"meeting": d.meeting.date} if d.meeting.date <= today + datetime.timedelta(3650) else {}
    rows = [
        [
            str(line.since), str(line.until or ""), who(line.importer, line.exporter, names), line.measure, line.rate,
            line.state, linked(_law_and_source(line)),
        ]
        for line in duty_lines(pairs, today)
    ]  # fmt: skip
    return {
        "title": d.title,
        "chart": plain(steps_chart(series, today, marks, names).to_dict(validate=False)) if series else None,
        "now": [
            *(_now(s.importer, s.exporter, s.definition, s.steps, today, names) for s in series),
            *_not_known(codes, pairs, names),
        ],
        "columns": ["from", "until", "duty of", "measure", "rate and goods", "today", "law and source"],
        "rows": [*rows, *(_own_rows(d, world) if world else [])],
    }


def _law_and_source(line: DutyLine) -> str:
    return line.source if line.legal in ("", line.source) else f"{line.legal}: {line.source}"


def _now(
    importer: str,
    exporter: str,
    definition: str,
    steps: tuple[tuple[datetime.date, float], ...],
    today: datetime.date,
    names: dict[str, str],
) -> str:
    """What an average is today, and since when."""
    since, value = [step for step in steps if step[0] <= today][-1]
    return f"{who(importer, exporter, names)}: {pct(value)} since {day_words(since)} ({definition})."


def _not_known(codes: Sequence[str], pairs: Sequence[Pair], names: dict[str, str]) -> list[str]:
    """Whose duties on whom the ledger does not hold, so that nobody takes no line for no duty."""
    missing = [(a, b) for a in codes for b in codes if a != b and (a, b) not in pairs]
    return [
        f"{who(importer, exporter, names)}: these duties are not in the ledger, so that none is drawn or listed here;"
        " that does not mean that there are none."
        for importer, exporter in missing
    ]


def _own_rows(d: Dossier, world: World) -> list[list[Any]]:
    """Measures that the dossier states as in force on its eve."""
    items = [(item.title, m) for item in d.agenda for m in item.option(item.status_quo).measures]
    told = [*items, *(("in force, not on the table", m) for m in d.in_force)]
    return [
        [
            str(m.since or "not said"), "", "this dossier", title, measure_words(describe(m), d, world), "today",
            [[source_words(d, m.source) if m.source else m.legal_basis, ""]],
        ]
        for title, m in told
    ]  # fmt: skip


def benchmark(d: Dossier) -> dict[str, Any]:
    """The benchmark world of a dossier, its parties first; the embedded one where nothing is computed."""
    world = d.world.build() if d.is_computed() else World.default()
    return {"title": d.title, "computed": d.is_computed(), **_tables(world, tuple(dict.fromkeys(d.regions.values())))}


@lru_cache(maxsize=8)
def _tables(world: World, parties: tuple[str, ...]) -> dict[str, Any]:
    """Regions, sectors and flows of a world as rows; money in billions of dollars a year, tariffs in per cent."""
    own = [code for code in parties if code in world.regions]
    order = [*own, *(code for code in world.regions if code not in own)]
    provenance = {k: str(world.provenance.get(k, "")) for k in ("name", "year", "attribution")}
    return {
        "provenance": provenance,
        "parties": [world.region_name(code) for code in own],
        "regions": {
            "columns": ["region", "final spending", "exports", "imports", "deficit", "average tariff, %",
                        "sells most to", "exports most of"],
            "rows": [_region(world, code) for code in order],
        },
        "sectors": {"columns": ["region", "sector", "output", "exports", "imports", "tariff on imports, %"],
                    "rows": [row for code in order for row in _sectors(world, code)]},
        "flows": {"columns": ["from", "to", "goods", "services", "tariff on the goods, %", "most of"],
                  "rows": [row for code in order for row in _flows(world, code)]},
    }  # fmt: skip


def _abroad(world: World, n: int) -> np.ndarray:
    """Which regions are not this one."""
    return np.arange(len(world.regions)) != n


def _average(flow: np.ndarray, tariff: np.ndarray) -> float:
    """Tariff over what pays it, per cent; 0 where nothing is traded."""
    return 100 * float((flow * tariff).sum() / flow.sum()) if flow.sum() > 0 else 0.0


def _region(world: World, code: str) -> list[Any]:
    n, goods = world.region(code), world.sector_indices("goods")
    abroad = _abroad(world, n)
    sold, bought = world.trade[n] * abroad[:, None], world.trade[:, n] * abroad[:, None]
    partners = [world.region_name(world.regions[j]) for j in np.argsort(-sold.sum(1))[:3]]
    most = [world.sector_name(world.sectors[s]) for s in np.argsort(-sold.sum(0))[:3]]
    tariff = _average(bought[:, goods], world.tariff[:, n][:, goods])
    figures = (world.income[n], sold.sum(), bought.sum(), world.deficit[n])
    return [world.region_name(code), *(float(x) for x in figures), tariff, ", ".join(partners), ", ".join(most)]


def _sectors(world: World, code: str) -> list[list[Any]]:
    n = world.region(code)
    abroad = _abroad(world, n)[:, None]
    sold, bought = world.trade[n], world.trade[:, n] * abroad
    return [
        [
            world.region_name(code), world.sector_name(sector), float(sold[:, s].sum()),
            float((sold * abroad)[:, s].sum()), float(bought[:, s].sum()),
            _average(bought[:, s], world.tariff[:, n, s]),
        ]
        for s, sector in enumerate(world.sectors)
    ]  # fmt: skip


def _flows(world: World, code: str) -> list[list[Any]]:
    i, goods = world.region(code), world.sector_indices("goods")
    others = [n for n in range(len(world.regions)) if n != i]
    rows = []
    for n in others:
        flow = world.trade[i, n]
        sold = flow[goods]
        most = world.sector_name(world.sectors[int(np.argmax(flow))])
        rows.append([
            world.region_name(code), world.region_name(world.regions[n]), float(sold.sum()),
            float(flow.sum() - sold.sum()), _average(sold, world.tariff[i, n, goods]), most,
        ])  # fmt: skip
    return rows
