"""What stands on everything that is taken away of a position: what it is of, its money, its source, the day."""

from __future__ import annotations

import datetime
import textwrap

from tradetalks.app.description import money, told_in
from tradetalks.app.state import State
from tradetalks.app.table import Table
from tradetalks.report.plain_words import capital, day_words
from tradetalks.version import __version__

LONGEST = 300
"""Letters that the package may take; beyond, the number of items stands for the rest."""


def credit(
    table: Table, state: State, today: datetime.date | None = None, in_files: bool = False, unit: str = ""
) -> list[str]:
    """Lines for under a title: the package, money and horizon, source and date. ``in_files``: money as tables to take
    away have it, not as pages and pictures tell it. ``unit``: what the figures are in, if not in money."""
    setting = table.setting(state, whole=False)
    items = table.changes(state)
    told = "; ".join(f"{item}: {option}" for item, _, option in items) or "nothing changes against today"
    package = f"The package: {told}"
    if len(package) > LONGEST:
        package = f"{textwrap.shorten(package, LONGEST, placeholder=' …')} ({len(items)} items changed)"
    eve = table.space.eve
    when = f", {setting.dossier.horizon.words}" if setting.dossier.is_computed() else ""
    unit = unit or (money(setting.space) if in_files else told_in(setting.space))
    amounts = f"{capital(unit)}{when}; against {day_words(setting.dossier.reference_date)}"
    attribution = str(eve.benchmark.provenance.get("attribution", "")).split(". This is")[0]
    data = f" Data: {attribution}." if setting.dossier.is_computed() and attribution else ""
    day = day_words((today or datetime.date.today()).isoformat())
    return [package, amounts, f"tradetalks {__version__}, drawn {day}.{data}"]


def credits_of(table: Table, state: State) -> dict[str, list[str]]:
    """Lines for under pictures: of those in money, and of those in per cent against today (sectors, the map)."""
    return {"credit": credit(table, state), "credit_percent": credit(table, state, unit="per cent")}
