"""Charts of the brief, as Vega-Lite by Altair; SVG by vl-convert, offline.

Each function returns an Altair chart built from plain rows, so that a web page can show the same chart live.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Collection, Mapping, Sequence
from importlib.metadata import version
from typing import Any

import altair as alt
import numpy as np

from tradetalks.counsel.account import Contribution
from tradetalks.paths import cache_folder
from tradetalks.report.drawn import chart_of
from tradetalks.report.findings import Findings, SectorChange, party_regions, winners_and_losers
from tradetalks.report.labels import place
from tradetalks.report.parallel import joined_gains
from tradetalks.report.plain_words import capital, shortened
from tradetalks.space.deal_space import DealSpace, plain_title_of, title_of
from tradetalks.space.solutions import INDIFFERENT
from tradetalks.texts import kept_text

PARTY_COLOURS = ("#1f5a99", "#b5382a", "#3f7d3a", "#7a4f9e", "#a8741a")
GREY, INK = "#b8bec6", "#22272e"
SAMPLE = 2500
"""Packages drawn as a cloud; a random sample where more are allowed."""
WIDEST = 110
"""Letters of a line under a picture's title."""
LABEL = 32
"""Letters of a no-deal branch's title in a picture."""
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


# between lines of a label; controls, a line feed among them, do not reach Vega
_NEW_LINE = "\u241e"
# line ends that Vega's expressions cannot hold, controls and lone surrogates that XML cannot
_UNSAFE = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff\\ufffe\\uffff]+")


def plain(spec: Any) -> Any:
    """A chart's specification with a space in every text where a character is that neither Vega nor XML can hold."""
    if isinstance(spec, str):
        return _UNSAFE.sub(" ", spec)
    if isinstance(spec, dict):
        return {plain(key): plain(value) for key, value in spec.items()}
    return [plain(one) for one in spec] if isinstance(spec, list | tuple) else spec


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


def deal_space_chart(
    space: DealSpace,
    width: int = 660,
    height: int = 430,
    here: Sequence[float] | None = None,
    only: Collection[str] | None = None,
) -> Any:
    """Gains over no deal of a sample of packages, the frontier and the named packages.

    Two parties: one against the other, the frontier as a line. More: a panel a party, as a frontier in more than two
    dimensions is no line in any picture of two.

    Args:
        here: gains of one more package, marked with a cross. only: named packages that are marked, all if None.
    """
    named = _named_gains(space, only)
    cross = {} if here is None else {_point(space, here): [*named.get(_point(space, here), []), "This package"]}
    if len(space.parties) > 2:
        return _gains_by_party(space, named, cross, width)
    (p, q), scale = list(space.parties), space.money.factor
    first, second = (space.dossier.parties[code].name for code in (p, q))
    cloud = [{"x": float(a), "y": float(b)} for a, b in scale * space.sample(SAMPLE)]
    front = [{"x": scale * d.gain[p], "y": scale * d.gain[q], "rank": j} for j, d in enumerate(space.frontier)]
    points = [{"x": at[0], "y": at[1]} for at in named]
    marked = [{"x": at[0], "y": at[1]} for at in cross]
    reach = [*cloud, *front, *points, *marked]
    across = _padded([pt["x"] for pt in reach], right=0.22)
    up = _padded([pt["y"] for pt in reach])
    x = alt.X(
        "x:Q",
        title=f"gain of {first} over the expected no deal, {space.money.axis}",
        scale=alt.Scale(domain=across, nice=False),
    )
    y = alt.Y("y:Q", title=f"gain of {second}, {space.money.axis}", scale=alt.Scale(domain=up, nice=False))
    zero = chart_of([{"v": 0}])
    layers = [
        zero.mark_rule(color="#5b6570", strokeDash=[4, 3]).encode(x="v:Q"),
        zero.mark_rule(color="#5b6570", strokeDash=[4, 3]).encode(y="v:Q"),
        chart_of(cloud).mark_circle(size=9, color=GREY, opacity=0.45).encode(x=x, y=y),
        chart_of(front)
        .mark_line(color=INK, strokeWidth=1.6, point={"size": 16, "color": INK})
        .encode(x=x, y=y, order="rank:Q"),
        chart_of(marked).mark_point(filled=True, shape="cross", size=200, color="#a9442f", opacity=1).encode(x=x, y=y),
        chart_of(points)
        .mark_point(filled=True, size=85, color="#c77d0a", opacity=1, stroke="white", strokeWidth=1)
        .encode(x=x, y=y),
        *_label_layers({**named, **cross}, front, across, up, width, height),
    ]
    return styled(alt.layer(*layers).properties(width=width, height=height))


def _label_layers(
    named: Mapping[tuple[float, ...], Sequence[str]],
    front: Sequence[Mapping[str, float]],
    across: Sequence[float],
    up: Sequence[float],
    width: float,
    height: float,
) -> list[Any]:
    """Names beside their points, inside the picture and clear of each other, with leaders."""
    wide, high = (across[1] - across[0]) / width, (up[1] - up[0]) / height  # data a pixel

    def pixel(x: float, y: float) -> tuple[float, float]:
        return (x - across[0]) / wide, (up[1] - y) / high

    pixels, avoid = [pixel(x, y) for x, y in named], [pixel(pt["x"], pt["y"]) for pt in front[:500]]
    rows = [
        {
            "x": x, "y": y, "name": _NEW_LINE.join(label.lines), "align": label.align,
            "lx": across[0] + label.x * wide, "ly": up[1] - label.y * high, "my": up[1] - label.middle * high,
        }
        for (x, y), label in zip(named, place(list(named.values()), pixels, width, height, avoid=avoid), strict=True)
    ]  # fmt: skip
    leader = chart_of(rows).mark_rule(color="#8a929c", strokeWidth=0.8)
    layers: list[Any] = [leader.encode(x="x:Q", y="y:Q", x2="lx:Q", y2="my:Q")]
    for align in ("left", "right"):
        chart = chart_of([row for row in rows if row["align"] == align])
        text: dict[str, Any] = {
            "fontSize": 12, "fontWeight": "bold", "align": align, "baseline": "top", "lineBreak": _NEW_LINE,
        }  # fmt: skip
        at: dict[str, Any] = {"x": "lx:Q", "y": "ly:Q", "text": "name:N"}
        layers += [
            chart.mark_text(stroke="white", strokeWidth=4, **text).encode(**at),
            chart.mark_text(color=INK, **text).encode(**at),
        ]
    return layers


def _gains_by_party(
    space: DealSpace,
    named: Mapping[tuple[float, ...], Sequence[str]],
    cross: Mapping[tuple[float, ...], Sequence[str]],
    width: int,
) -> Any:
    """One panel a party: what a sample of packages and the frontier bring it, and each named package on its own row.
    Below them each package as a line across the parties."""
    factor = space.money.factor
    cloud, front = factor * space.sample(400), space.frontier
    rows = {", ".join(names): gains for gains, names in {**named, **cross}.items()}
    order, marked = list(rows), {", ".join(names) for names in cross.values()}
    every = [
        *cloud.ravel().tolist(),
        *(factor * g for d in front for g in d.gain.values()),
        *(g for r in rows.values() for g in r),
    ]
    title = f"gain over the expected no deal, {space.money.axis}"
    scale = alt.Scale(domain=_padded(every), nice=False)
    y = alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labelLimit=330, grid=True))
    panels = []
    for j, p in enumerate(space.parties):
        last = j == len(space.parties) - 1
        axis = alt.Axis(title=title if last else None, labels=last, ticks=last)
        x = alt.X("x:Q", scale=scale, axis=axis)
        own = [
            {"name": name, "x": gains[j], "shape": "cross" if name in marked else "circle"}
            for name, gains in rows.items()
        ]
        grey = chart_of([{"x": float(v)} for v in cloud[:, j]])
        dark = chart_of([{"x": factor * d.gain[p]} for d in front])
        zero = chart_of([{"x": 0.0}])
        dots = chart_of(own).mark_point(filled=True, size=85, opacity=1, stroke="white", strokeWidth=1)
        layers = [
            grey.mark_rule(color=GREY, opacity=0.18).encode(x=x),
            dark.mark_rule(color=INK, opacity=0.35).encode(x=x),
            zero.mark_rule(color="#5b6570", strokeDash=[4, 3]).encode(x=x),
            dots.encode(
                x=x, y=y, shape=alt.Shape("shape:N", scale=None, legend=None),
                color=alt.condition("datum.shape == 'cross'", alt.value("#a9442f"), alt.value("#c77d0a")),
            ),
        ]  # fmt: skip
        heading = alt.TitleParams(space.dossier.parties[p].name, anchor="start", fontSize=13)
        panels.append(alt.layer(*layers).properties(width=width - 220, height=17 * len(order), title=heading))
    panels.append(_joined(space, rows, width - 220))
    return styled(alt.vconcat(*panels, spacing=8).resolve_scale(color="independent"))


def _joined(space: DealSpace, rows: Mapping[str, Sequence[float]], width: int, columns: int = 2) -> Any:
    """Each package as a line across the parties; ``rows``: those told of by name, and their gains."""
    names = [space.dossier.parties[p].name for p in space.parties]
    title = f"gain over the expected no deal, {space.money.axis}"
    return joined_gains(
        names, space.money.factor * space.appraiser.gains(space.frontier), rows, title, width, GREY, columns
    )


def small_space_chart(space: DealSpace, recommended: str, here: Sequence[float] | None = None) -> Any:
    """The deal space as it fits half a page, with no more than what is recommended and no deal marked: of two parties
    the same picture, of more the lines across them."""
    only = {recommended, "agreed", "status_quo"}
    if len(space.parties) == 2:
        return deal_space_chart(space, 430, 310, here, only)
    rows = {", ".join(names): gains for gains, names in _named_gains(space, only).items()}
    rows |= {} if here is None else {"This package": _point(space, here)}
    return styled(_joined(space, rows, 430, columns=1))


def _padded(values: Sequence[float], right: float = 0.04) -> list[float]:
    """Axis range around the values, zero included, with room on the far side for labels."""
    low, high = min(0.0, *values), max(0.0, *values)
    span = (high - low) or 1.0
    return [low - 0.04 * span, high + right * span]


def _named_gains(space: DealSpace, only: Collection[str] | None = None) -> dict[tuple[float, ...], list[str]]:
    """Gains of solutions, status quo, what was agreed and the no-deal branches: names of equal points together.

    ``only``: names told of, all if None; branches of no deal always are.
    """
    found: dict[tuple[float, ...], list[str]] = {}
    for name, deal in space.named.items():
        if only is not None and name not in only:
            continue
        plain_title = plain_title_of(space.dossier, name)
        title = plain_title if len(plain_title) <= LABEL else title_of(space.dossier, name)
        found.setdefault(_point(space, [deal.gain[p] for p in space.parties]), []).append(capital(title))
    branches = {b.name: shortened(b.title, LABEL) for b in space.dossier.no_deal}
    for name, deal in space.no_deal.items():
        if any(abs(value) > INDIFFERENT for value in deal.value.values()):  # else it is the status quo, by another name
            gains = [deal.value[p] - float(e) for p, e in zip(space.parties, space.expected_no_deal, strict=True)]
            found.setdefault(_point(space, gains), []).append(f"No deal: {_inside(branches[name])}")
    return found


def _inside(title: str) -> str:
    """A title after a colon: its article in small letters."""
    return title[:1].lower() + title[1:] if title.startswith(("The ", "A ", "An ")) else title


def _point(space: DealSpace, gains: Sequence[float]) -> tuple[float, ...]:
    """Gains in the unit in which they are drawn."""
    return tuple(round(gain * space.money.factor, 6) for gain in gains)


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
    names = [world.region_name(c) for c in [*own, *third]]
    chart = (
        chart_of(rows)
        .mark_bar()
        .encode(
            y=alt.Y("region:N", sort=names, title=None, axis=alt.Axis(labelLimit=220)),
            x=alt.X("bn:Q", title=f"real income against the eve, {space.money.axis} (model only)"),
            yOffset="branch:N",
            color=alt.Color("branch:N", title=None, scale=alt.Scale(range=["#c77d0a", "#7d2e22", "#5b6570"])),
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
    """Bars by item, one panel a party, on one scale."""
    panels = [
        chart_of([r for r in rows if r["party"] == p])
        .mark_bar()
        .encode(
            y=alt.Y("item:N", sort=order, title=None, axis=alt.Axis(labelLimit=300) if j == 0 else None), **encoding
        )
        .properties(width=width, height=alt.Step(step), title=space.dossier.parties[p].name)
        for j, p in enumerate(space.parties)
    ]
    return styled(alt.hconcat(*panels, spacing=12).resolve_scale(x="shared"))


def _ticks(rows: Sequence[dict[str, Any]]) -> list[float]:
    """Round tick values, a few each way, for bars that stack to at most the largest item."""
    reach = max((abs(r["bn"]) for r in rows), default=1.0) or 1.0
    power = 10.0 ** np.floor(np.log10(reach / 2))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= reach / 2)
    return [float(k * step) for k in range(-4, 5)]


def sector_chart(findings: Findings, changes: Sequence[SectorChange], width: int = 230) -> Any:
    """Sectors that win and lose most under a package, one panel a party."""
    space = findings.space
    panels = []
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
                x=alt.X("pct:Q", title="output volume, % against the eve", axis=alt.Axis(tickCount=4)),
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
        cases["recommended package"] = findings.outcomes[findings.recommended]
    if findings.shown:
        cases[findings.shown.title] = findings.shown.outcome
    title = next(b.title for b in space.dossier.no_deal if b.name == worst)
    cases[f"no deal: {_inside(title)}"] = findings.no_deal[worst]
    colours = ["#1f6f78"] * bool(findings.recommended) + ["#d9a441"] * bool(findings.shown) + ["#7d2e22"]
    rows = [
        {"region": world.region_name(code), "case": case, "pct": 100 * (float(ratio) - 1)}
        for case, outcome in cases.items()
        for code, ratio in zip(world.regions, outcome.real_income_ratio, strict=True)
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
            x=alt.X("pct:Q", title="real income, % against the eve", axis=alt.Axis(tickCount=6)),
            yOffset="case:N",
            color=alt.Color("case:N", title=None, sort=list(cases), scale=alt.Scale(range=colours)),
        )
        .properties(width=width, height=alt.Step(9))
    )
    return styled(chart)
