"""``tradetalks ledger``: what was in force when."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tradetalks.cli.console import JsonFlag, err, out, print_json
from tradetalks.cli.contents import Contents

ledger_app = typer.Typer(
    cls=Contents, rich_markup_mode=None, help="Dated measures: what was in force when.", no_args_is_help=True
)
LedgerOption = Annotated[str, typer.Option("--ledger", help="A shipped ledger's name or a csv file.")]


@ledger_app.command("show")
def show(
    between: Annotated[
        list[str] | None,
        typer.Argument(
            help="Economies by code or name: duties on each other, by product. Left out: US and China.",
            metavar="[ECONOMY...]",
        ),
    ] = None,
    on: Annotated[str, typer.Option("--on", help="Day, YYYY-MM-DD.")] = "2025-10-29",
    ledger: LedgerOption = "us-china",
    as_json: JsonFlag = False,
) -> None:
    """Measures in force on a day, with their sources."""
    from tradetalks.policy.ledger import Ledger
    from tradetalks.report.ledger_tables import rows_told

    if between:
        _show_between(between, on, as_json)
        return
    rows = Ledger.load(ledger).in_force(on)
    if as_json:
        print_json([_plain(r) for r in rows])
        return
    for part in rows_told(f"In force on {on}", rows):
        out.print(part, markup=False, highlight=False)
    if ledger == "us-china":
        out.print(
            "This ledger is of the United States and China. Others: tradetalks ledger show Switzerland USA.",
            highlight=False,
        )


def _show_between(economies: list[str], on: str, as_json: bool) -> None:
    """Duties that economies charge each other on a day, by product and with their sources."""
    from tradetalks.errors import PolicyError
    from tradetalks.policy.duties import measures
    from tradetalks.policy.ledger import as_date
    from tradetalks.report.duty_timeline import duty_lines, known_pairs, who
    from tradetalks.report.ledger_tables import lines_told
    from tradetalks.world.names import code_named

    day, pairs = as_date(on, "--on"), known_pairs([code_named(one) for one in economies])
    if not pairs:
        raise PolicyError(
            f"no duties by product among {', '.join(economies)}: the ledger holds those of"
            f" {', '.join(measures.importers())} on their partners; name two economies, one of these among them"
        )
    lines = [one for one in duty_lines(pairs, day) if one.since <= day and (one.until is None or day <= one.until)]
    if as_json:
        print_json([{**vars(one), "since": str(one.since), "until": str(one.until or "")} for one in lines])
        return
    for pair in pairs:
        own = [one for one in lines if (one.importer, one.exporter) == pair]
        for part in lines_told(f"On {on}, {who(*pair)}", own):
            out.print(part, markup=False, highlight=False)


@ledger_app.command("diff")
def diff(
    first: Annotated[str, typer.Argument(help="Day, YYYY-MM-DD.")],
    second: Annotated[str, typer.Argument(help="Day, YYYY-MM-DD.")],
    ledger: LedgerOption = "us-china",
    as_json: JsonFlag = False,
) -> None:
    """What ended and what began between two days."""
    from tradetalks.policy.ledger import Ledger
    from tradetalks.report.ledger_tables import rows_told

    ended, began = Ledger.load(ledger).diff(first, second)
    if as_json:
        print_json({"ended": [_plain(r) for r in ended], "began": [_plain(r) for r in began]})
        return
    for title, rows in (("Ended", ended), ("Began", began)):
        for part in rows_told(f"{title} between {first} and {second}", rows):
            out.print(part, markup=False, highlight=False)


@ledger_app.command("timeline")
def timeline(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the picture to this SVG file.")] = None,
    ledger: LedgerOption = "us-china",
    as_json: JsonFlag = False,
) -> None:
    """Average tariffs through time, weighted by the embedded world's trade, beside published averages."""
    from tradetalks.paths import write_atomically
    from tradetalks.policy.ledger import Ledger
    from tradetalks.report.charts import to_svg
    from tradetalks.report.ledger_tables import averages, published_told, timeline_chart

    book = Ledger.load(ledger)
    series = averages(book)
    if as_json:
        print_json(series)
        return
    for part in published_told(book):
        out.print(part, highlight=False)
    if output:
        output.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(output, to_svg(timeline_chart(series, book)))
        err.print(f"wrote {output}", highlight=False)


@ledger_app.command("due")
def due(
    since: Annotated[str | None, typer.Option("--since", help="First day, YYYY-MM-DD; today unless said.")] = None,
    days: Annotated[int, typer.Option("--days", min=1, help="How many days ahead.")] = 365,
    as_json: JsonFlag = False,
) -> None:
    """What expires, returns or begins next: measures of the United States, China and others, each with its source."""
    import datetime

    from tradetalks.policy.duties import measures
    from tradetalks.policy.ledger import as_date
    from tradetalks.report.duty_tables import due_table

    first = as_date(since, "--since") if since else datetime.date.today()
    found = measures.due([d for code in measures.importers() for d in measures.duties(code)], first, days)
    if as_json:
        print_json([{"day": str(d.day), "what": d.what, **_plain_duty(d.duty)} for d in found])
        return
    out.print(due_table(f"Due in the {days} days from {first}", found, first))


@ledger_app.command("rates")
def rates(
    partner: Annotated[
        str, typer.Argument(help="Whose goods: a code or a name, EU27, or all; USA for duties on its goods.")
    ],
    on: Annotated[str, typer.Option("--on", help="Day, YYYY-MM-DD.")] = "2025-11-10",
    by: Annotated[
        str, typer.Option("--by", help="Whose duties on US goods: CHN, or CAN, EU27, MEX, TUR in answer to US duties.")
    ] = "CHN",
    as_json: JsonFlag = False,
) -> None:
    """Average duty by layer on a day: US duties on a partner, or China's or others' on the United States."""
    from tradetalks.policy.duties import answers, averages, china, us
    from tradetalks.report.duty_tables import averages_table
    from tradetalks.world.names import code_named, economy_name, named

    columns: dict[str, dict[str, float]]
    partner, by = code_named(partner), code_named(by)
    whose = "all partners" if partner == "all" else named(economy_name(partner))
    if partner == "USA" and by != "CHN":
        answered = named(economy_name(by))
        title = f"Duties of {answered} on US goods in answer to US duties, {on}, on top of its ordinary tariff"
        columns = {"statutory, trade covered as published": answers.average(by, on)}
    elif partner == "USA":
        title = f"China's duties on US goods, {on}"
        columns = {
            "statutory, exports of 2020": china.average(on, year=2020),
            "statutory, exports to the world": china.average(on, "world"),
        }
        told = china.average_of(china.as_reported(on), year=2020)
        if told != columns["statutory, exports of 2020"]:
            columns["with exemptions as reported, exports of 2020"] = told
    else:
        title = f"US duties on goods of {whose}, {on}"
        columns = {"statutory, imports of 2024": averages.statutory(partner, on)}
        if partner == "CHN":
            columns["statutory, China's exports to the world"] = averages.by_world_exports(us.rates(partner, on))
        month = on[:7]
        if month in averages.months() and (partner == "all" or partner in averages.COUNTRIES.values()):
            columns[f"expected in {month}"] = averages.expected(partner, month)
            columns[f"collected in {month}"] = {"all layers": averages.collected(partner, month)}
    if as_json:
        print_json(columns)
        return
    out.print(averages_table(title, columns))


@ledger_app.command("check")
def check(
    since: Annotated[str, typer.Option("--since", help="First month, YYYY-MM.")] = "2018-01",
    as_json: JsonFlag = False,
) -> None:
    """The ledger beside duties collected and published averages; every gap outside its bar, taken apart."""
    from tradetalks.policy.duties import check as checks
    from tradetalks.policy.duties import gaps
    from tradetalks.report import duty_tables as tables

    collected = [row for partner in ("CHN", "all") for row in checks.collected(partner, since)]
    published = checks.published()
    missed = [row for row in collected if not row.within]
    taken_apart = {(row.exporter, row.when): checks.steps(row.exporter, row.when) for row in missed}
    partners = {row.when: checks.by_partner(row.when) for row in missed if row.exporter == "all"}
    sectors = {row.when: gaps.by_sector(row.when) for row in missed if row.exporter == "CHN"}
    parts = [(row, gaps.parts(row, published)) for row in published if not row.within]
    if as_json:
        print_json(
            {
                "partners": partners,
                "sectors": sectors,
                "parts": [
                    {"importer": r.importer, "exporter": r.exporter, "when": r.when, "who": r.who, **vars(part)}
                    for r, own in parts
                    for part in own
                ],
                "compared": [{**vars(r), "gap": r.gap, "within": r.within} for r in [*collected, *published]],
                "steps": [{"exporter": p, "month": m, **vars(s)} for (p, m), s in taken_apart.items()],
            }
        )
        return
    out.print(tables.summary_table(checks.summary([*collected, *published])))
    out.print(tables.months_table(missed))
    out.print(tables.steps_table(taken_apart))
    out.print(tables.sectors_table(sectors))
    out.print(tables.partners_table(partners))
    out.print(tables.misses_table(published))
    out.print(tables.parts_table(parts))


def _plain_duty(duty: object) -> dict[str, object]:
    return {k: (list(v) if isinstance(v, tuple) else str(v) if k.startswith("effective") else v)
            for k, v in vars(duty).items() if k not in ("loaded_before", "entered_before")}  # fmt: skip


def _plain(row: object) -> dict[str, object]:
    return {k: (list(v) if isinstance(v, tuple) else v) for k, v in vars(row).items() if k != "coverage"}
