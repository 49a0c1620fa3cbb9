"""The ledger against what was collected and what others publish, and where each gap comes from.

Nothing here fits anything: a figure is compared as the law gives it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tradetalks.policy.duties import averages, china, us
from tradetalks.policy.duties import lines as schedule

BAR = {"statutory": 1.0, "applied": 1.0, "world-export": 2.0, "collected": 1.0}
"""How near an average should come, points, by the first word of its definition."""


@dataclass(frozen=True)
class Comparison:
    """One average of the ledger beside a published or collected one, per cent; ``parts`` adds up to the ledger's."""

    importer: str
    exporter: str
    when: str
    who: str
    definition: str
    ours: float
    theirs: float
    parts: dict[str, float]
    note: str = ""

    @property
    def gap(self) -> float:
        """Ours less theirs, points."""
        return self.ours - self.theirs

    @property
    def bar(self) -> float:
        """How near it should be, points."""
        return BAR[self.definition.split()[0].rstrip(",")]

    @property
    def within(self) -> bool:
        """Is it?"""
        return abs(self.gap) <= self.bar


@dataclass(frozen=True)
class Steps:
    """From the law on fixed weights to what was collected in a month, per cent; each step in points."""

    law_2024_weights: float
    weights_of_the_month: float
    goods_at_sea: float
    use_of_2024: float
    not_explained: float
    collected: float


def collected(partner: str, since: str = "2018-01", until: str | None = None) -> list[Comparison]:
    """Expected average of each month beside Census's, US on ``partner`` (``all`` for every partner)."""
    months = [m for m in averages.months() if since <= m <= (until or averages.months()[-1])]
    found: list[Comparison] = []
    for month in months:
        parts = averages.expected(partner, month)
        found.append(
            Comparison(
                "USA", partner, month, "Census", "collected", sum(parts.values()),
                averages.collected(partner, month), parts,
            )
        )  # fmt: skip
    return found


def published() -> list[Comparison]:
    """The ledger's average beside each published one, on the day and with the weights that it says."""
    rows: Any = schedule.read("published.csv", text=("date",)).fillna("")
    return [_beside(row) for row in rows.to_dict("records")]


def steps(partner: str, month: str) -> Steps:
    """Where a month's gap comes from, US on ``partner``."""
    law = _law_2024(partner, month)
    weighted = sum(averages.expected(partner, month, at_sea=False, use=False).values())
    spared = sum(averages.expected(partner, month, use=False).values())
    used = sum(averages.expected(partner, month).values())
    paid = averages.collected(partner, month)
    return Steps(law, weighted - law, spared - weighted, used - spared, paid - used, paid)


def by_partner(month: str) -> dict[str, float]:
    """What each partner adds to the gap of a month between expected and collected duties on all, points; largest
    first. Partners without duties by month are left out."""
    weights = averages.weights_of(month)
    whole = sum(weights.values())
    found: dict[str, float] = {}
    for partner in averages.COUNTRIES.values():
        gap = sum(averages.expected(partner, month).values()) - averages.collected(partner, month)
        found[partner] = gap * weights[partner] / whole
    return dict(sorted(found.items(), key=lambda pair: -abs(pair[1])))


def summary(rows: Sequence[Comparison]) -> list[dict[str, Any]]:
    """By pair and publisher: how many compared, how many within the bar, mean and largest gap."""
    groups: dict[tuple[str, str, str, str], list[Comparison]] = {}
    for row in rows:
        groups.setdefault((row.importer, row.exporter, row.who, row.definition), []).append(row)
    return [
        {
            "importer": key[0], "exporter": key[1], "who": key[2], "definition": key[3], "compared": len(group),
            "within": sum(r.within for r in group), "bar": group[0].bar,
            "mean_gap": sum(abs(r.gap) for r in group) / len(group),
            "largest": max(group, key=lambda r: abs(r.gap)),
        }
        for key, group in groups.items()
    ]  # fmt: skip


def _beside(row: dict[str, Any]) -> Comparison:
    note = str(row["note"])
    if row["importer"] == "CHN":
        if str(row["definition"]).startswith("world"):
            parts = china.average(row["date"], "world")
            note = "weights: US exports to the world by HS2, simple means inside"
        else:
            parts = china.average_of(china.applied(row["date"]), year=2024)
    elif str(row["definition"]).startswith("world"):
        parts = averages.by_world_exports(us.rates(row["exporter"], row["date"]))
        note = "weights: China's exports to the world by sector, simple means inside"
    else:
        parts = averages.statutory(row["exporter"], row["date"])
        if row["exporter"] == "all":
            mean = sum(averages.statutory("all", row["date"], usmca_of_2025=True).values())
            note = f"{mean:.2f} with USMCA claimed as over 2025 as a whole; {note}".rstrip("; ")
    return Comparison(
        row["importer"], row["exporter"], row["date"], row["who"], row["definition"], sum(parts.values()),
        float(row["average_pct"]), parts, note,
    )  # fmt: skip


def _law_2024(partner: str, month: str) -> float:
    """The law of a month on imports of 2024, per cent."""
    if partner == "all":
        year = {p: float(schedule.imports(p).sum()) for p in schedule.PARTNERS}
        return sum(_law_2024(p, month) * value for p, value in year.items()) / sum(year.values())
    return sum(averages.law(partner, month).values())
