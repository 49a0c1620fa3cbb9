"""Duties between a dossier's parties through time: averages as steps, every duty with its dates and source."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import altair as alt

from tradetalks.dossier.figures import is_date
from tradetalks.errors import PolicyError
from tradetalks.policy.duties import answers, definitions, measures
from tradetalks.policy.duties.measures import Duty
from tradetalks.policy.ledger import Ledger
from tradetalks.report.charts import INK, PARTY_COLOURS, styled
from tradetalks.report.drawn import chart_of
from tradetalks.report.numbers import pct
from tradetalks.report.plain_words import day_words
from tradetalks.world.names import economy_name, named

Pair = tuple[str, str]  # importer, exporter: codes


@dataclass(frozen=True)
class Steps:
    """One pair's average duty, per cent, from each day on which it changes."""

    importer: str
    exporter: str
    definition: str
    steps: tuple[tuple[datetime.date, float], ...]


@dataclass(frozen=True)
class DutyLine:
    """One measure over one span of days, in words; ``until`` is None where no end is set."""

    since: datetime.date
    until: datetime.date | None
    importer: str
    exporter: str
    measure: str
    legal: str
    rate: str
    state: str
    source: str
    verified: str


def known_pairs(codes: Sequence[str]) -> list[Pair]:
    """Pairs among economies for which the ledger holds duties, importer first."""
    having = [code for code in codes if code in measures.importers()]
    return [
        (importer, exporter)
        for importer in having
        for exporter in codes
        if importer != exporter and measures.on_goods_of(exporter, importer)
    ]


@cache
def average_steps(importer: str, exporter: str) -> Steps | None:
    """A pair's average duty by the law, from each day on which it changes; None where there is no average of it."""
    days = [measures.FIRST, *definitions.days_of_change(importer, exporter)]
    if definitions.is_known(importer, exporter):
        found = [definitions.statutory(importer, exporter, day)[0] for day in days]
        return Steps(importer, exporter, found[0].definition, _changes(days, [one.value for one in found]))
    if exporter != "USA":
        return None
    try:
        values = [sum(answers.average(importer, day).values()) for day in days]
    except PolicyError:
        return None
    return Steps(importer, exporter, "in answer to US duties, on top of the ordinary tariff", _changes(days, values))


def _changes(days: Sequence[datetime.date], values: Sequence[float]) -> tuple[tuple[datetime.date, float], ...]:
    """Days on which an average is another than before, by what can be seen."""
    kept: list[tuple[datetime.date, float]] = []
    for day, value in zip(days, values, strict=True):
        if not kept or abs(value - kept[-1][1]) >= 0.05:
            kept.append((day, value))
    return tuple(kept)


def duty_lines(pairs: Sequence[Pair], today: datetime.date) -> list[DutyLine]:
    """Every duty of the pairs, by day: those by product, and what the shipped ledger of measures holds besides."""
    lines = [
        _duty_line(importer, exporter, duty, today)
        for importer, exporter in pairs
        for duty in measures.on_goods_of(exporter, importer)
    ]
    for row in Ledger.load().rows:
        if row.kind != "tariff" and {(row.importer, row.exporter), (row.exporter, row.importer)} & set(pairs):
            kind = row.kind.replace("_", " ") + (f", {pct(100 * row.rate, 0)}" if row.rate else "")
            until, state = _span(row.effective_from, row.effective_until, today)
            lines.append(
                DutyLine(
                    row.effective_from, until, row.importer, row.exporter, row.authority, row.legal, kind, state,
                    row.source, row.verified,
                )
            )  # fmt: skip
    return sorted(lines, key=lambda line: (line.since, line.importer, line.measure))


def _span(since: datetime.date, last: datetime.date, today: datetime.date) -> tuple[datetime.date | None, str]:
    until = None if last == datetime.date.max else last
    return until, "not yet in force" if since > today else "ended" if until and until < today else "in force"


def _duty_line(importer: str, exporter: str, duty: Duty, today: datetime.date) -> DutyLine:
    until, _ = _span(duty.effective_from, duty.effective_until, today)
    measure = ", ".join(filter(None, (_layer(duty.layer), _programme(duty.programme))))
    goods = "all goods" if duty.products == ("all",) else "; ".join(_goods(name) for name in duty.products)
    rate = " on ".join(filter(None, (f"{100 * duty.rate:.4g}%" if duty.rate else "", goods)))
    return DutyLine(
        duty.effective_from, until, importer, exporter, measure, duty.legal, rate, _state(duty, exporter, today),
        duty.source, duty.verified,
    )  # fmt: skip


def _state(duty: Duty, exporter: str, today: datetime.date) -> str:
    """What a duty is today; what stands in its place on these goods, where a duty that names their country does."""
    state = _in_words(duty.state_on(today))
    for own, lists in measures.in_place_of(duty, exporter, today).items():
        instead = f"replaced by the {100 * own.rate:.4g}% on this country"
        if lists == duty.products:
            return instead
        state += f"; on {', '.join(map(_goods, lists))} {instead}"
    return state


def _goods(name: str) -> str:
    """A product list by its name: of a tariff heading, of a day, or a word."""
    *_, last = name.split("/")
    if last[:4].isdigit() and "." in last:
        return f"goods of heading {last}"
    return f"{name.split('/')[0]}, list of {day_words(last)}" if is_date(last) else last.replace("_", " ")


_PROGRAMMES = {
    "1": "list 1", "2": "list 2", "3": "list 3", "3_addl": "list 3, heading of its own", "4A": "list 4A",
    "biden_25": "review of 2024", "biden_50": "review of 2024", "biden_100": "review of 2024",
    "biden_25_jan25": "review of 2024, from 2025", "biden_50_jan25": "review of 2024, from 2025",
    "biden_jan26": "review of 2024, from 2026", "cranes_301": "review of 2024, cranes",
}  # fmt: skip
"""Parts of section 301 as USTR's notices call them: its lists of 2018 and 2019, its review of September 2024."""


def _layer(layer: str) -> str:
    """A layer of duties in words: section 301, answers of 2018-19, answer to section 232."""
    if re.fullmatch(r"\d{4}-\d\d", layer):
        return f"answers of {layer}"
    words = "answer to the reciprocal duties" if layer == "match" else layer
    return re.sub(r"^(answer to )?(?=\d{3}\b)", r"\1section ", words)


def _programme(programme: str) -> str:
    return _PROGRAMMES.get(programme, programme.replace("_", " "))


def _in_words(text: str) -> str:
    """A state with its days in words."""
    return " ".join(day_words(word.rstrip(":")) + (":" if word.endswith(":") else "") for word in text.split(" "))


def who(importer: str, exporter: str, names: Mapping[str, str] | None = None) -> str:
    """Whose duty on whose goods, in words."""
    ours, theirs = ((names or {}).get(code) or economy_name(code) for code in (importer, exporter))
    return f"{ours} on goods of {named(theirs)}"


LINE = 14
"""Height of a line of a label, in pixels."""


def steps_chart(
    found: Sequence[Steps], today: datetime.date, marks: Mapping[str, datetime.date], names: Mapping[str, str]
) -> Any:
    """Average duties as steps, published averages as points; rules on ``today`` and on other ``marks``."""
    last = max([today, *(day for one in found for day, _ in one.steps)]) + datetime.timedelta(60)
    rows = [
        {"date": str(day), "pct": value, "who": who(one.importer, one.exporter, names), "definition": one.definition}
        for one in found
        for day, value in [*one.steps, (last, one.steps[-1][1])]
    ]
    points = [
        {
            "date": row["date"], "pct": float(row["average_pct"]), "who": who(one.importer, one.exporter, names),
            "definition": f"published: {row['who']}, {row['definition']}",
        }
        for one in found
        for row in definitions.published_rows()
        if (row["importer"], row["exporter"]) == (one.importer, one.exporter)
    ]  # fmt: skip
    order = list(dict.fromkeys(row["who"] for row in rows))
    colour = alt.Color(
        "who:N", title=None, scale=alt.Scale(domain=order, range=_colours(len(order))),
        legend=alt.Legend(orient="top", labelLimit=400, columns=2, offset=6 + LINE * (1 + len(marks))),
    )  # fmt: skip
    tip = [
        alt.Tooltip("who:N", title="duty of"), alt.Tooltip("date:T", title="from", format="%d %B %Y"),
        alt.Tooltip("pct:Q", title="average, %", format=".1f"), alt.Tooltip("definition:N", title="which average"),
    ]  # fmt: skip
    x = alt.X("date:T", title=None, axis=alt.Axis(format="%Y", tickCount="year"))
    y = alt.Y("pct:Q", title="average duty, %")
    days = [{"date": str(today), "label": "today"}, *({"date": str(d), "label": label} for label, d in marks.items())]
    rule = chart_of(days)
    layers = [
        rule.mark_rule(color=INK, strokeDash=[4, 3], aria=False).encode(x=x),
        *(
            chart_of([day])
            .mark_text(color=INK, align="right", dx=4, baseline="bottom", fontSize=12, aria=False)
            .encode(x=x, y=alt.value(-3 - LINE * k), text="label:N")
            for k, day in enumerate(days)  # above all lines, one over the other: days may lie close
        ),
        chart_of(rows).mark_line(interpolate="step-after", strokeWidth=2).encode(x=x, y=y, color=colour),
        chart_of(rows).mark_point(filled=True, size=60, opacity=0.01, aria=False).encode(x=x, y=y, tooltip=tip),
    ]
    if points:
        marks_of = chart_of(points).mark_point(filled=True, size=45, opacity=0.9)
        layers.append(marks_of.encode(x=x, y=y, color=colour, tooltip=tip))
    return styled(alt.layer(*layers).properties(width=700, height=340))


def _colours(count: int) -> list[str]:
    return [PARTY_COLOURS[k % len(PARTY_COLOURS)] for k in range(count)]
