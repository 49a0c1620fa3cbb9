"""Charts of the brief, as Vega-Lite by Altair; SVG by vl-convert, offline.

Each function returns an Altair chart built from plain rows, so that a web page can show the same chart live.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

import altair as alt
import numpy as np

from tradetalks.counsel.account import Contribution
from tradetalks.paths import cache_folder
from tradetalks.report.drawn import chart_of, plain
from tradetalks.report.findings import Findings, SectorChange, party_regions, winners_and_losers
from tradetalks.report.long_titles import axis_of_rows, legend_of, row_height
from tradetalks.report.plain_words import after_colon
from tradetalks.space.deal_space import DealSpace
from tradetalks.texts import kept_text

PARTY_COLOURS = ("#1f5a99", "#b5382a", "#3f7d3a", "#7a4f9e", "#a8741a")
GREY, INK = "#b8bec6", "#22272e"
WIDEST = 110
"""Letters of a line under a picture's title."""
FONT = "Inter, 'Segoe UI', 'DejaVu Sans', Arial, sans-serif"


def to_svg(chart: alt.TopLevelMixin) -> str:
    """The chart as a self-contained SVG string, kept on disk under all that it is drawn from."""
    spec = plain(chart.to_dict(validate=False))  # each is validated in tests

    def drawn() -> str:
        import vl_convert

        return vl_convert.vegalite_to_svg(spec)

    return kept_text(cache_folder() / "charts", f"{version('vl-convert-python')} {json.dumps(spec)}", drawn)


def to_png(chart: alt.TopLevelMixin) -> bytes:
    """The chart as a PNG image, at twice the size in which a page shows it."""
    import vl_convert

    return vl_convert.vegalite_to_png(plain(chart.to_dict(validate=False)), scale=2)


def styled(chart: Any) -> Any:
    axis = alt.AxisConfig(
        labelFontSize=12, titleFontSize=12, titleFontWeight="normal", gridColor="#e6e9ed", domainColor="#8a929c"
    )
    legend = alt.LegendConfig(labelFontSize=12, titleFontSize=12, orient="top", symbolStrokeWidth=2, labelLimit=400)
    view, header = alt.ViewConfig(strokeWidth=0), alt.HeaderConfig(labelFontSize=13, labelFontWeight="bold", title=None)
    # one step: each copies the chart, its data too
    return chart.configure(font=FONT, background="#ffffff", axis=axis, legend=legend, view=view, header=header)


def titled(chart: Any, title: str, lines: Sequence[str]) -> Any:
    """The chart as it is taken away alone: its title, what it is of beneath, room around."""
    below = [part for line in lines for part in textwrap.wrap(line, WIDEST)]
    words = alt.TitleParams(
        title, subtitle=below, anchor="start", fontSize=15, subtitleFontSize=10.5, subtitleColor="#57606a",
        frame="group", offset=12,
    )  # fmt: skip
    return chart.properties(title=words, padding=14)


def no_deal_chart(findings: Findings, width: int = 560) -> Any:
    """Change of real income in each no-deal branch, parties and third regions most affected; None where none shows."""
    space = findings.space
    world, own = space.eve.world, party_regions(space)
    worst = max(findings.no_deal.values(), key=lambda o: np.abs(o.real_income_change).sum())
    order = np.argsort(-np.abs(worst.real_income_change))
    third = [world.regions[j] for j in order if world.regions[j] not in own][:6]
    titles = {b.name: b.title for b in space.dossier.no_deal}
    rows = [
        {
            "region": world.region_name(code),
            "branch": titles[name],
            "bn": space.money.factor * float(outcome.real_income_change[world.region(code)]),
        }
        for name, outcome in findings.no_deal.items()
        if np.abs(outcome.real_income_change).max() > space.money.least
        for code in [*own, *third]
    ]
    if not rows:
        return None
    names, told = [world.region_name(c) for c in [*own, *third]], dict.fromkeys(row["branch"] for row in rows)
    chart = (
        chart_of(rows)
        .mark_bar()
        .encode(
            y=alt.Y("region:N", sort=names, title=None, axis=alt.Axis(labelLimit=220)),
            x=alt.X(
                "bn:Q",
                title=f"real income against today, {space.money.axis} (model only)",
                axis=alt.Axis(tickCount=6),
            ),
            yOffset="branch:N",
            color=alt.Color(
                "branch:N",
                title=None,
                legend=legend_of(told, 60),
                scale=alt.Scale(range=["#c77d0a", "#7d2e22", "#5b6570"]),
            ),
        )
        .properties(width=width, height=alt.Step(13))
    )
    return styled(chart)


def account_chart(space: DealSpace, account: Sequence[Contribution], width: int = 270) -> Any:
    """Each item's part in a package, by party: model and beyond."""
    kinds = ("model", "beyond the model (judgement)")
    rows = [
        {
            "item": space.dossier.item(part.item).title,
            "party": party,
            "part": kind,
            "bn": space.money.factor * by_party[party],
        }
        for part in account
        for kind, by_party in zip(kinds, (part.economic, part.political), strict=True)
        for party in space.parties
    ]
    order = [space.dossier.item(c.item).title for c in account]
    colour = alt.Color("part:N", title=None, scale=alt.Scale(domain=list(kinds), range=["#1f6f78", "#d9a441"]))
    return _item_panels(space, rows, order, width, {"color": colour, "x": _stacked(rows, space.money.axis)}, step=20)


def compare_chart(space: DealSpace, accounts: Mapping[str, Sequence[Contribution]], width: int = 270) -> Any:
    """Each item's part in several packages beside each other, by party, model and beyond together."""
    rows = [
        {"item": space.dossier.item(c.item).title, "party": p, "package": name, "bn": space.money.factor * c.total(p)}
        for name, account in accounts.items()
        for c in account
        for p in space.parties
    ]
    size: dict[str, float] = {}
    for row in rows:
        size[row["item"]] = max(size.get(row["item"], 0.0), abs(row["bn"]))
    names = list(accounts)
    encoding = {
        "color": alt.Color(
            "package:N", title=None, sort=names,
            scale=alt.Scale(domain=names, range=["#1f6f78", "#d9a441", *PARTY_COLOURS][: len(names)]),
        ),
        "yOffset": alt.YOffset("package:N", sort=names),
        "x": alt.X("bn:Q", title=space.money.axis),
    }  # fmt: skip
    return _item_panels(space, rows, sorted(size, key=lambda i: -size[i]), width, encoding, step=11)


def _stacked(rows: Sequence[dict[str, Any]], unit: str) -> alt.X:
    return alt.X("bn:Q", title=unit, stack="zero", axis=alt.Axis(values=_ticks(rows)))


def _item_panels(
    space: DealSpace, rows: Sequence[dict[str, Any]], order: list[str], width: int, encoding: dict[str, Any], step: int
) -> Any:
    """Bars by item, one panel a party, on one scale; ``step``: pixels of a bar, or more where titles are long."""
    bars = len({r["package"] for r in rows}) if "yOffset" in encoding else 1
    row = max(step, -(-row_height(order, step) // bars))
    panels = [
        chart_of([r for r in rows if r["party"] == p])
        .mark_bar()
        .encode(y=alt.Y("item:N", sort=order, title=None, axis=axis_of_rows(order) if j == 0 else None), **encoding)
        .properties(width=width, height=alt.Step(row), title=space.dossier.parties[p].name)
        for j, p in enumerate(space.parties)
    ]
    return styled(alt.hconcat(*panels, spacing=12).resolve_scale(x="shared"))


def _ticks(rows: Sequence[dict[str, Any]]) -> list[float]:
    """Round tick values, a few each way, for bars that stack to at most the largest item."""
    reach = max((abs(r["bn"]) for r in rows), default=1.0) or 1.0
    power = 10.0 ** np.floor(np.log10(reach / 2))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= reach / 2)
    return [float(k * step) for k in range(-4, 5)]


LEAST_MOVE = 1e-6
"""Per cent of a sector's output: what solving leaves over is no bar."""


def sector_chart(findings: Findings, changes: Sequence[SectorChange], width: int = 230) -> Any:
    """Sectors that win and lose most under a package, one panel a party; None where none moves."""
    space = findings.space
    panels = []
    if not any(abs(c.output_pct) >= LEAST_MOVE for c in changes):
        return None
    for party in space.parties:
        chosen = winners_and_losers(changes, party)
        rows = [
            {"sector": c.sector, "pct": c.output_pct, "sign": "grows" if c.output_pct >= 0 else "shrinks"}
            for c in chosen
        ]
        panels.append(
            chart_of(rows)
            .mark_bar()
            .encode(
                y=alt.Y("sector:N", sort=[c.sector for c in chosen], title=None, axis=alt.Axis(labelLimit=220)),
                x=alt.X("pct:Q", title="output volume, % against today", axis=alt.Axis(tickCount=4)),
                color=alt.Color(
                    "sign:N", legend=None, scale=alt.Scale(domain=["grows", "shrinks"], range=["#1f6f78", "#a9442f"])
                ),
            )
            .properties(width=width, height=alt.Step(17), title=space.dossier.parties[party].name)
        )
    return styled(alt.hconcat(*panels, spacing=24))


def third_countries_chart(findings: Findings, width: int = 560) -> Any:
    """Real income of regions that are not at the table: recommended and shown package, costliest no-deal; or None."""
    space = findings.space
    world, own = space.eve.world, party_regions(space)
    worst = findings.costliest
    cases = {}
    if findings.recommended:
        cases["recommended package"] = findings.real_income_change(findings.recommended)
    if findings.shown:
        cases[findings.shown.title] = findings.real_income_change("shown")
    title = next(b.title for b in space.dossier.no_deal if b.name == worst)
    cases[f"no deal: {after_colon(title)}"] = findings.real_income_change(findings.dearest)
    colours = ["#1f6f78"] * bool(findings.recommended) + ["#d9a441"] * bool(findings.shown) + ["#7d2e22"]
    rows = [
        {"region": world.region_name(code), "case": case, "pct": 100 * float(usd / income)}
        for case, change in cases.items()
        for code, usd, income in zip(world.regions, change, world.own_income, strict=True)
        if code not in own
    ]
    if not any(round(row["pct"], 9) for row in rows):  # what solving leaves over is no bar
        return None
    order = sorted({r["region"] for r in rows}, key=lambda n: -max(r["pct"] for r in rows if r["region"] == n))
    chart = (
        chart_of(rows)
        .mark_bar()
        .encode(
            y=alt.Y("region:N", sort=order, title=None, axis=alt.Axis(labelLimit=220)),
            x=alt.X("pct:Q", title="real income, % against today", axis=alt.Axis(tickCount=6)),
            yOffset="case:N",
            color=alt.Color(
                "case:N", title=None, sort=list(cases), legend=legend_of(cases, 60), scale=alt.Scale(range=colours)
            ),
        )
        .properties(width=width, height=alt.Step(9))
    )
    return styled(chart)
