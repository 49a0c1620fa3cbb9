"""Pages that are read and kept: the debrief of a group, self-contained; and how the summit's templates are filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

import altair as alt

from tradetalks.app.web import rendered
from tradetalks.dossier.figures import Unit
from tradetalks.dossier.model import Dossier
from tradetalks.report.charts import GREY, INK, PARTY_COLOURS, styled, to_svg
from tradetalks.report.drawn import chart_of
from tradetalks.report.numbers import Figures, counted, plain
from tradetalks.report.package_words import share
from tradetalks.space.deal_space import DealSpace
from tradetalks.summit.course import picture
from tradetalks.summit.debrief import Group, ranks
from tradetalks.version import __version__

STYLES = (("tradetalks.app", "static", "workbench.css"), ("tradetalks.summit", "static", "summit.css"))


def filled(name: str, context: Mapping[str, Any]) -> str:
    """A page of ``summit/templates``, every value escaped."""
    return rendered(template(name), template, {"version": __version__, "heading": "", **context})


@cache
def template(name: str) -> str:
    """The text of a file in ``summit/templates``."""
    return _text("tradetalks.summit", "templates", name)


def debrief_page(
    g: Group, groups: Sequence[Group], space: DealSpace, room_words: Sequence[Mapping[str, Any]], money: Unit
) -> str:
    """One group's debrief as one HTML file that needs nothing else.

    Args:
        groups: all whose debrief is open, itself among them, to rank it by. room_words: what was said, in order.
        money: in which amounts are told, as on the seats' pages.
    """
    d = space.dossier
    names = {p: party.name for p, party in d.parties.items()}
    return filled(
        "debrief.html.j2",
        {
            "heading": f"Debrief of room {g.room}", "title": d.title, "g": g, "names": names,
            "computed": d.is_computed(), "bn": Figures(money), "plain": plain, "unit": money, "share": share,
            "spent": f"{counted(round(g.minutes), 'minute')} and {counted(len(g.moves), 'offer')}",
            "place": ranks(groups).get(g.room), "count": len(ranks(groups)),
            "places": {p: ranks(groups, p).get(g.room) for p in names},
            "package": _titles(d, g.agreed or {}), "better": _titles(d, g.better), "swap": _titles(d, dict(g.swap)),
            "charts": [to_svg(chart) for chart in charts(g, space, money)], "words": room_words,
            "style": "".join(_text(*file) for file in STYLES),
        },
    )  # fmt: skip


def _text(room: str, folder: str, name: str) -> str:
    return (resources.files(room) / folder / name).read_text(encoding="utf-8")


def _titles(d: Dossier, package: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(d.item(item).title, d.item(item).option(option).title) for item, option in package.items()]


def charts(g: Group, space: DealSpace, money: Unit) -> list[Any]:
    """The offers on the deal space, one picture for each pair of parties."""
    codes = list(space.parties)
    points = picture(space)
    return [_pair(g, space, points, money, i, j) for i in range(len(codes)) for j in range(i + 1, len(codes))]


def _pair(g: Group, space: DealSpace, points: Mapping[str, Any], money: Unit, i: int, j: int) -> Any:
    codes, d = list(space.parties), space.dossier
    names = [d.parties[p].name for p in codes]

    def layer(rows: Sequence[Mapping[str, Any]], mark: Any, **more: Any) -> alt.Chart:
        x = alt.X("x:Q", title=f"gain of {names[i]} over no deal, {money.title}")
        y = alt.Y("y:Q", title=f"gain of {names[j]}")
        chart = chart_of(list(rows), mark=mark)
        return chart.encode(x=x, y=y, **more)

    def at(gain: Sequence[float]) -> dict[str, float]:
        return {"x": money.factor * gain[i], "y": money.factor * gain[j]}

    moves = [
        {**at([m.gains[code] for code in codes]), "code": m.code, "by": d.parties[m.by].name, "order": k}
        for k, m in enumerate(g.moves)
    ]
    colour = alt.Color(
        "by:N", title="offered by", scale=alt.Scale(domain=names, range=list(PARTY_COLOURS[: len(names)]))
    )
    drawn = [
        layer([at(gain) for gain in points["cloud"]], {"type": "circle", "size": 9, "color": GREY}),
        layer([at(gain) for gain in points["frontier"]], {"type": "circle", "size": 35, "color": INK, "opacity": 1}),
        layer([{"x": 0, "y": 0}], {"type": "point", "shape": "cross", "size": 120, "color": INK}),
    ]
    if moves:
        drawn += [
            layer(moves, {"type": "line", "opacity": 0.6}, color=colour, order=alt.Order("order:Q")),
            layer(moves, {"type": "circle", "size": 90, "opacity": 1}, color=colour),
            layer(moves, {"type": "text", "dx": 8, "dy": -7, "align": "left"}, text=alt.Text("code:N")),
        ]
    if g.agreed is not None:
        signed = at([g.gains[code] for code in codes])
        drawn.append(layer([signed], {"type": "point", "shape": "square", "size": 260, "color": INK, "strokeWidth": 2}))
    return styled(alt.layer(*drawn).properties(width=560, height=340))
