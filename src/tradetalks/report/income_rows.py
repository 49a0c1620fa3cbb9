"""Real income with what it is made of, real GDP and prices: the same rows for the terminal, the brief and the page."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.border_prices import by_importer
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.report.numbers import pct
from tradetalks.world.names import listed, named

if TYPE_CHECKING:
    from tradetalks.space.deal_space import DealSpace

INCOME_NOTE = (
    "Real income is what a country's spending buys. Its change is the sum of three: efficiency, the part that comes"
    " from the volume of what is produced (real GDP, here in per cent of income); terms of trade, from export prices"
    " over import prices; and the deficit, from what loans and gifts from abroad buy. Published GDP figures compare"
    " with real GDP. The terms of trade do not move real GDP but through what duties distort. What is newly borrowed is"
    " spent but counts in none of them."
)
PRICES_NOTE = (
    "Prices are changes at unchanged wages of the country: what would be seen if wages in its own money stood still."
    " Prices of final use are of all that is bought at home for use: by households, by investors, by governments; what"
    " households alone pay is told for the United States (who pays)."
    " Import prices hold the duty. Paid by importers: the share of changed duties that raises the price they pay, 100%"
    " if sellers abroad take nothing off; more, or less than nothing, where other duties move the sellers' prices too."
)


@dataclass(frozen=True)
class IncomeRow:
    """What an outcome does to one region, per cent of the region's income where no other unit is named.

    Attributes:
        case: what was solved. code, name: of the region.
        billions: real income, billions of USD a year at the prices before.
        real_income, efficiency, terms_of_trade, deficit: the first is the sum of the others, and of
            leisure_and_upkeep where labour or capital respond: leisure given up and what keeps the capital stock.
        real_gdp: per cent of GDP in volume.
        consumer_prices, import_prices: per cent, at unchanged wages of the region; the first of all final use,
            households' and others'; import prices hold the duty.
        paid_by_importers: per cent of changed duties; None where duties change by less than 2% of the price.
    """

    case: str
    code: str
    name: str
    billions: float
    real_income: float
    efficiency: float
    terms_of_trade: float
    deficit: float
    real_gdp: float
    consumer_prices: float
    import_prices: float
    paid_by_importers: float | None
    leisure_and_upkeep: float = 0.0

    @property
    def figures(self) -> dict[str, float | None]:
        """All but the names, as pages and JSON take them."""
        left_out = (
            ("case", "code", "name") if self.leisure_and_upkeep else ("case", "code", "name", "leisure_and_upkeep")
        )
        return {key: value for key, value in asdict(self).items() if key not in left_out}


def income_rows(outcome: Outcome, regions: Iterable[str] | None = None, case: str = "") -> list[IncomeRow]:
    """One row a region, all of them if none are named."""
    world, account, border = outcome.world, outcome.real_account, by_importer(outcome)
    terms = ("real_income", "efficiency", "terms_of_trade", "deficit")
    per_cent = {term: account.per_cent(term) for term in (*terms, "real_gdp_ratio")}
    rows = []
    for code in world.regions if regions is None else regions:
        n = world.region(code)
        share = float(border.told_pass_through[n])
        rows.append(
            IncomeRow(
                case,
                code,
                world.region_name(code),
                float(account.real_income[n]),
                *(float(per_cent[term][n]) for term in (*terms, "real_gdp_ratio")),
                consumer_prices=100 * float(outcome.inflation[n]),
                import_prices=100 * math.expm1(float(border.with_duty[n])),
                paid_by_importers=None if math.isnan(share) else 100 * share,
                leisure_and_upkeep=float(account.per_cent("factors")[n]),
            )
        )
    return rows


def income_over_time(
    outcomes: Sequence[Outcome], weights: NDArray[np.float64], regions: Iterable[str] | None = None, case: str = ""
) -> list[IncomeRow]:
    """The same of a package that changes over time: every figure the yearly average of its steps.

    Args:
        outcomes, weights: of every step, ``[step, region]``, as ``Eve.over_time`` gives them.
    """
    steps = [income_rows(outcome, regions, case) for outcome in outcomes]
    if len(steps) == 1:
        return steps[0]
    world, told = outcomes[0].world, []
    for row in zip(*steps, strict=True):
        weight = weights[:, world.region(row[0].code)]
        mean = {
            one.name: float(weight @ [getattr(r, one.name) for r in row])
            for one in fields(IncomeRow)
            if one.name not in ("case", "code", "name", "paid_by_importers")
        }
        paid = [(w, r.paid_by_importers) for w, r in zip(weight, row, strict=True) if r.paid_by_importers is not None]
        known = sum(w for w, _ in paid)
        share = float(sum(w * p for w, p in paid) / known) if known else None
        told.append(replace(row[0], **mean, paid_by_importers=share))
    return told


def named_incomes(space: DealSpace, names: Iterable[str]) -> list[IncomeRow]:
    """All regions under named packages of a deal space, each solved whole; of a schedule, the yearly average.

    Raises:
        NotCertified: a package has no certificate.
    """
    rows: list[IncomeRow] = []
    for name in names:
        outcomes, weights = space.eve.over_time(space.named[name].package)
        for outcome in outcomes:
            outcome.certificate.require()
        rows += income_over_time(outcomes, weights, case=name)
    return rows


def share_words(row: IncomeRow) -> str:
    """Share of changed duties that importers pay; a dash where none changes to speak of."""
    return "–" if row.paid_by_importers is None else pct(row.paid_by_importers, 0)


def income_words(rows: Sequence[IncomeRow]) -> str:
    """One case in a sentence: real income with its terms, and real GDP, of each region; of one that does not move, that
    it does not."""
    return listed([_income(row) for row in rows])


def _parts(row: IncomeRow) -> list[str]:
    """Real income, what it is made of, real GDP, and what it is without."""
    parts = (row.real_income, row.efficiency, row.terms_of_trade, row.deficit, row.real_gdp, row.leisure_and_upkeep)
    return [pct(v, 2, signed=True) for v in parts]


def moves(row: IncomeRow) -> bool:
    """Does anything of it print as other than zero?"""
    return set(_parts(row)) != {pct(0.0, 2, signed=True)}


def _income(row: IncomeRow) -> str:
    if not moves(row):
        return f"real income and real GDP of {named(row.name)} as they were"
    income, efficiency, terms, deficit, gdp, _ = _parts(row)
    return (
        f"real income of {named(row.name)} {income} (efficiency {efficiency}, terms of trade {terms}, deficit"
        f" {deficit}{_given_up(row)}; real GDP {gdp})"
    )


def _given_up(row: IncomeRow) -> str:
    if not row.leisure_and_upkeep:
        return ""
    return f", leisure given up and upkeep of capital {pct(row.leisure_and_upkeep, 2, signed=True)}"


def yardstick_words(of: str) -> str:
    """What a published figure and the model's own are figures of."""
    return {
        "real_income": "real income",
        "real_gdp": "real GDP",
        "consumer_prices": "prices of final use at unchanged wages",
        "goods_trade": "trade in goods, both ways",
    }[of]


def by_case(rows: Sequence[IncomeRow]) -> dict[str, dict[str, dict[str, Any]]]:
    """Figures by case and region code, for JSON."""
    told: dict[str, dict[str, dict[str, Any]]] = {}
    for row in rows:
        told.setdefault(row.case, {})[row.code] = row.figures
    return told
