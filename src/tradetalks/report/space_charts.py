"""Pictures of a deal space: packages by what they bring, the frontier, named packages with their names beside them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import Any

import altair as alt

from tradetalks.counsel.bands import Bands
from tradetalks.report.charts import GREY, INK, styled
from tradetalks.report.drawn import chart_of
from tradetalks.report.labels import AXIS, CLOUD, Mark, place
from tradetalks.report.long_titles import axis_of_rows, row_height
from tradetalks.report.numbers import Figures
from tradetalks.report.parallel import joined_gains
from tradetalks.report.plain_words import after_colon, capital
from tradetalks.space.deal_space import DealSpace, plain_title_of, title_of
from tradetalks.space.solutions import INDIFFERENT

Point = tuple[float, ...]
Pixel = tuple[float, float]
SAMPLE = 2500
"""Packages drawn as a cloud; a random sample where more are allowed."""
LABEL = 44
"""Letters of a solution's title beyond which its short one is told."""
FAR = 3.0
"""A way of having no deal for which an axis would be so many times as long as packages need stands at the edge."""
ARROWS = {(0, -1): "triangle-left", (0, 1): "triangle-right", (1, -1): "triangle-down", (1, 1): "triangle-up"}
"""Axis and side of the edge -> the mark there."""
RECOMMENDED = ("nash", "kalai_smorodinsky")
"""Packages that are recommended, the first of those that a space has."""
WHISKER = "#7a4f9e"
DOT, CROSS, FRONT, LINE = 7.0, 8.0, 3.5, 2.0
"""Half the width, in pixels, of a named package's mark, a cross, a package of the frontier, the line through these."""
# between lines of a label; controls, a line feed among them, do not reach Vega
_NEW_LINE = "\u241e"


def deal_space_chart(
    space: DealSpace,
    width: int = 660,
    height: int = 430,
    here: Sequence[float] | None = None,
    only: Collection[str] | None = None,
    bands: Bands | None = None,
) -> Any:
    """Gains over no deal of a sample of packages, the frontier and the named packages.

    Two parties: one against the other, the frontier as a line. More: a panel a party, as a frontier in more than two
    dimensions is no line in any picture of two.

    Args:
        here: gains of one more package, marked with a cross. only: named packages that are marked, all if None.
        bands: how far gains of what is recommended and what was agreed reach, as lines through them; none if None.
    """
    two = len(space.parties) == 2
    named, branches = _named_gains(space, only), _branch_gains(space)
    if not two:
        for point, names in branches.items():
            named[point] = [*named.get(point, []), *names]
    cross = (
        {}
        if here is None
        else {
            _point(space, here): [
                *named.get(_point(space, here), []),
                "this package" if _point(space, here) in named else "This package",
            ]
        }
    )
    lines = whiskers(space, bands, only)
    if not two:
        return _gains_by_party(space, named, cross, lines, width)
    (p, q), scale = list(space.parties), space.money.factor
    first, second = (space.dossier.parties[code].name for code in (p, q))
    cloud = [{"x": float(a), "y": float(b)} for a, b in scale * space.sample(SAMPLE)]
    front = [{"x": scale * d.gain[p], "y": scale * d.gain[q], "rank": j} for j, d in enumerate(space.frontier)]
    marked = [{"x": at[0], "y": at[1]} for at in cross]
    across_lines = [{"x": low[0], "y": at[1], "x2": high[0], "y2": at[1]} for at, low, high in lines]
    up_lines = [{"x": at[0], "y": low[1], "x2": at[0], "y2": high[1]} for at, low, high in lines]
    ends = [{"x": end[0], "y": end[1]} for _, *both in lines for end in both]
    own = [{"x": at[0], "y": at[1]} for at in named]
    reach = [*cloud, *front, *own, *marked, *ends]
    near, far = _near_and_far(branches, [(pt["x"], pt["y"]) for pt in reach])
    for point, names in near.items():
        named[point] = [*named.get(point, []), *names]
    points = [{"x": at[0], "y": at[1]} for at in named]
    every = [*reach, *points]
    across = _padded([pt["x"] for pt in every], right=0.22)
    up = _padded([pt["y"] for pt in every])
    edge = _at_the_edge(space, far, (across, up))
    x = alt.X(
        "x:Q",
        title=f"gain of {first} over the expected no deal, {space.money.axis}",
        scale=alt.Scale(domain=across, nice=False),
        axis=alt.Axis(tickCount=width // 60),
    )
    y = alt.Y("y:Q", title=f"gain of {second}, {space.money.axis}", scale=alt.Scale(domain=up, nice=False))
    zero = chart_of([{"v": 0}])
    layers = [
        zero.mark_rule(color="#5b6570", strokeDash=[4, 3]).encode(x="v:Q"),
        zero.mark_rule(color="#5b6570", strokeDash=[4, 3]).encode(y="v:Q"),
        chart_of(cloud).mark_circle(size=9, color=GREY, opacity=0.45).encode(x=x, y=y),
        chart_of(front).mark_line(color=INK, strokeWidth=1.6).encode(x=x, y=y, order="rank:Q"),
        chart_of(front).mark_circle(size=16, color=INK, opacity=1).encode(x=x, y=y).properties(name="frontier"),
        chart_of([*across_lines, *up_lines])
        .mark_rule(color=WHISKER, strokeWidth=2, opacity=0.9)
        .encode(x=x, y=y, x2="x2:Q", y2="y2:Q")
        .properties(name="whiskers"),
        chart_of(marked)
        .mark_point(filled=True, shape="cross", size=200, color="#a9442f", opacity=1)
        .encode(x=x, y=y)
        .properties(name="here"),
        chart_of(points)
        .mark_point(filled=True, size=85, color="#c77d0a", opacity=1, stroke="white", strokeWidth=1)
        .encode(x=x, y=y)
        .properties(name="named"),
        *(
            chart_of([{"x": at[0], "y": at[1]}])
            .mark_point(filled=True, shape=arrow, size=140, color="#c77d0a", opacity=1)
            .encode(x=x, y=y)
            .properties(name=f"edge_{j}")
            for j, (at, (arrow, _)) in enumerate(edge.items())
        ),
        *_label_layers(
            {**named, **cross, **{at: names for at, (_, names) in edge.items()}},
            cross,
            (front, cloud),
            across,
            up,
            width,
            height,
            [*across_lines, *up_lines],
        ),
    ]
    return styled(alt.layer(*layers).properties(width=width, height=height))


def _label_layers(
    named: Mapping[Point, Sequence[str]],
    cross: Collection[Point],
    drawn: tuple[Sequence[Mapping[str, float]], Sequence[Mapping[str, float]]],
    across: Sequence[float],
    up: Sequence[float],
    width: float,
    height: float,
    lines: Sequence[Mapping[str, float]] = (),
) -> list[Any]:
    """Names beside their points, inside the picture and clear of marks and of each other, with leaders.

    Args:
        cross: points marked by a cross. drawn: the frontier in its order and the cloud. across, up: ends of the axes.
        lines: from ``x``, ``y`` to ``x2``, ``y2``, to keep clear of too.
    """
    wide, high = (across[1] - across[0]) / width, (up[1] - up[0]) / height  # data a pixel

    def pixel(x: float, y: float) -> tuple[float, float]:
        return (x - across[0]) / wide, (up[1] - y) / high

    points = [Mark(*pixel(x, y), CROSS if (x, y) in cross else DOT) for x, y in named]
    avoid = _marks([pixel(pt["x"], pt["y"]) for pt in drawn[0]], [pixel(pt["x"], pt["y"]) for pt in drawn[1]])
    zero = pixel(0.0, 0.0)
    avoid += [Mark(x, zero[1], 0, faint=AXIS) for x in range(int(width))]
    avoid += [Mark(zero[0], y, 0, faint=AXIS) for y in range(int(height))]
    for line in lines:
        avoid += _marks([pixel(line["x"], line["y"]), pixel(line["x2"], line["y2"])], [])
    rows = [
        {
            "x": x, "y": y, "name": _NEW_LINE.join(label.lines), "align": label.align,
            "lx": across[0] + label.x * wide, "ly": up[1] - label.y * high, "my": up[1] - label.middle * high,
        }
        for (x, y), label in zip(named, place(list(named.values()), points, width, height, avoid=avoid), strict=True)
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
            chart.mark_text(color=INK, **text).encode(**at).properties(name=f"names_{align}"),
        ]
    return layers


def _marks(front: Sequence[Pixel], cloud: Sequence[Pixel]) -> list[Mark]:
    """What labels had better not cover: the frontier with the line through it, then the cloud."""
    found = [Mark(x, y, FRONT) for x, y in front]
    for (x, y), (u, v) in pairwise(front):
        steps = int(max(abs(u - x), abs(v - y)) / FRONT) + 1
        found += [Mark(x + (u - x) * k / steps, y + (v - y) * k / steps, LINE) for k in range(1, steps)]
    return [*found, *(Mark(x, y, 0, faint=CLOUD) for x, y in cloud)]


def _gains_by_party(
    space: DealSpace,
    named: Mapping[Point, Sequence[str]],
    cross: Mapping[Point, Sequence[str]],
    lines: Sequence[tuple[Point, Point, Point]],
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
        *(g for _, *both in lines for end in both for g in end),
    ]
    reached = [(", ".join(named.get(at, cross.get(at, ()))), low, high) for at, low, high in lines]
    title = f"gain over the expected no deal, {space.money.axis}"
    scale = alt.Scale(domain=_padded(every), nice=False)
    y = alt.Y("name:N", sort=order, title=None, axis=axis_of_rows(order, grid=True))
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
            chart_of([{"name": name, "x": low[j], "x2": high[j]} for name, low, high in reached])
            .mark_rule(color=WHISKER, strokeWidth=2, opacity=0.9)
            .encode(x=x, x2="x2:Q", y=y),
            dots.encode(
                x=x, y=y, shape=alt.Shape("shape:N", scale=None, legend=None),
                color=alt.condition("datum.shape == 'cross'", alt.value("#a9442f"), alt.value("#c77d0a")),
            ),
        ]  # fmt: skip
        heading = alt.TitleParams(space.dossier.parties[p].name, anchor="start", fontSize=13)
        panels.append(
            alt.layer(*layers).properties(width=width - 220, height=row_height(order, 17) * len(order), title=heading)
        )
    panels.append(_joined(space, rows, width - 220))
    return styled(alt.vconcat(*panels, spacing=8).resolve_scale(color="independent"))


def _joined(space: DealSpace, rows: Mapping[str, Sequence[float]], width: int, columns: int = 2) -> Any:
    """Each package as a line across the parties; ``rows``: those told of by name, and their gains."""
    names = [space.dossier.parties[p].name for p in space.parties]
    title = f"gain over the expected no deal, {space.money.axis}"
    return joined_gains(
        names, space.money.factor * space.appraiser.gains(space.frontier), rows, title, width, GREY, columns
    )


def small_space_chart(
    space: DealSpace, recommended: str, here: Sequence[float] | None = None, bands: Bands | None = None
) -> Any:
    """The deal space as it fits half a page, with no more than what is recommended and no deal marked: of two parties
    the same picture, of more the lines across them."""
    only = {recommended, "agreed", "status_quo"}
    if len(space.parties) == 2:
        return deal_space_chart(space, 370, 267, here, only, bands)
    told = _named_gains(space, only)
    for point, names in _branch_gains(space).items():
        told[point] = [*told.get(point, []), *names]
    rows = {", ".join(names): gains for gains, names in told.items()}
    rows |= {} if here is None else {"This package": _point(space, here)}
    return styled(_joined(space, rows, 430, columns=1))


def whiskers(
    space: DealSpace, bands: Bands | None, only: Collection[str] | None = None
) -> list[tuple[Point, Point, Point]]:
    """Of what is recommended and what was agreed, where their gains were drawn: the point, its ends for every party."""
    rows: dict[Point, tuple[Point, Point]] = {}
    recommended = [name for name in RECOMMENDED if name in space.named][:1]
    for name in recommended + (
        ["agreed"] if only is None else []
    ):  # in a small picture two crosses run into each other
        row = bands.of(name) if bands else None
        if row is not None:
            gains = [[of[p] for p in space.parties] for of in (space.named[name].gain, row.low, row.high)]
            rows.setdefault(_point(space, gains[0]), (_point(space, gains[1]), _point(space, gains[2])))
    return [(at, low, high) for at, (low, high) in rows.items()]


def _near_and_far(
    branches: Mapping[Point, list[str]], own: Sequence[Point]
) -> tuple[dict[Point, list[str]], dict[Point, list[str]]]:
    """Ways of having no deal that a picture of packages holds, and those for which it would have to be ``FAR`` times as
    wide or high, so that packages would be one spot in it.

    Args:
        own: points of packages, in the unit drawn.
    """
    ends = [(min(0.0, *(at[k] for at in own)), max(0.0, *(at[k] for at in own))) for k in range(2)]

    def far(at: Point) -> bool:
        return any(
            high > low and max(high, v) - min(low, v) > FAR * (high - low)
            for v, (low, high) in zip(at, ends, strict=True)
        )

    return ({at: names for at, names in branches.items() if not far(at)},
            {at: names for at, names in branches.items() if far(at)})  # fmt: skip


def _at_the_edge(
    space: DealSpace, far: Mapping[Point, list[str]], axes: Sequence[Sequence[float]]
) -> dict[Point, tuple[str, list[str]]]:
    """Points beyond the picture, drawn at its edge: where, the mark that points there, and their names with figures."""
    found: dict[Point, tuple[str, list[str]]] = {}
    figures = Figures(space.money)
    for at, names in far.items():
        spans = [high - low for low, high in axes]
        inside = [
            min(max(v, low + 0.02 * span), high - 0.02 * span)
            for v, (low, high), span in zip(at, axes, spans, strict=True)
        ]
        beyond = [abs(v - edge) / span for v, edge, span in zip(at, inside, spans, strict=True)]
        axis = beyond.index(max(beyond))
        told = " and ".join(figures(v / space.money.factor) for v in at)
        names = [*names[:-1], f"{names[-1]} (far off, at {told})"]
        place_ = tuple(inside)
        found[place_] = (
            ARROWS[axis, -1 if at[axis] < inside[axis] else 1],
            [*(found[place_][1] if place_ in found else []), *names],
        )
    return found


def _padded(values: Sequence[float], right: float = 0.04) -> list[float]:
    """Axis range around the values, zero included, with room on the far side for labels."""
    low, high = min(0.0, *values), max(0.0, *values)
    span = (high - low) or 1.0
    return [low - 0.04 * span, high + right * span]


def _named_gains(space: DealSpace, only: Collection[str] | None = None) -> dict[Point, list[str]]:
    """Gains of solutions, status quo and what was agreed: names of equal points together; ``only``: names told of, all
    if None."""
    found: dict[Point, list[str]] = {}
    for name, deal in space.named.items():
        if only is not None and name not in only:
            continue
        plain_title = plain_title_of(space.dossier, name)
        title = plain_title if len(plain_title) <= LABEL else title_of(space.dossier, name)
        found.setdefault(_point(space, [deal.gain[p] for p in space.parties]), []).append(capital(title))
    return found


def _branch_gains(space: DealSpace) -> dict[Point, list[str]]:
    """The same of ways of having no deal."""
    found: dict[Point, list[str]] = {}
    branches = {b.name: b.title for b in space.dossier.no_deal}
    for name, deal in space.no_deal.items():
        if any(abs(value) > INDIFFERENT for value in deal.value.values()):  # else it is the status quo, by another name
            gains = [deal.value[p] - float(e) for p, e in zip(space.parties, space.expected_no_deal, strict=True)]
            found.setdefault(_point(space, gains), []).append(f"No deal: {after_colon(branches[name])}")
    return found


def _point(space: DealSpace, gains: Sequence[float]) -> Point:
    """Gains in the unit in which they are drawn."""
    return tuple(round(gain * space.money.factor, 6) for gain in gains)
