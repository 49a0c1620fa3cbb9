"""What every column of the tables that are taken away means, and its unit."""

from __future__ import annotations

from tradetalks.app.description import money
from tradetalks.app.households import COST, has_households
from tradetalks.app.table import Table
from tradetalks.incidence.households import YEAR
from tradetalks.report.reach_columns import HIGH, LOW, OF_REGIONS, OF_SECTORS

BN, PCT = "bn USD a year", "per cent"
TODAY = "today is the eve of the talks, under the measures then in force"
STEP = {"step": ("the step of a package that changes over time which the row's figures are of", "")}
COLUMNS: dict[str, dict[str, tuple[str, str]]] = {
    "regions.csv": {
        "region": ("code of the region", ""),
        "region_name": ("its name", ""),
        "real_income_change_pct": ("real income (equivalent variation) against today", PCT),
        "real_income_change_bn_usd_at_eve_prices": ("the same in money, at today's prices", BN),
        "of_it_efficiency_pct_of_income": ("part of it from a larger volume of production", "per cent of income"),
        "of_it_terms_of_trade_pct_of_income": ("part of it from prices of exports over imports", "per cent of income"),
        "of_it_deficit_pct_of_income": ("part of it from what the trade deficit buys", "per cent of income"),
        "real_gdp_change_pct": ("volume of production, prices held fixed", PCT),
        "real_wage_change_pct": ("wages over consumer prices", PCT),
        "prices_of_final_use_at_unchanged_wages_change_pct": ("prices of all final use, wages unchanged", PCT),
        "import_prices_with_duty_at_unchanged_wages_change_pct": ("prices of imports with duty, wages unchanged", PCT),
        "changed_duties_paid_by_importers_pct": ("share of changed duties that importers bear; empty where none", PCT),
        "terms_of_trade_change_pct": ("prices of exports over prices of imports before duty", PCT),
        "tariff_revenue_eve_bn_usd": ("tariff revenue today", BN),
        "tariff_revenue_bn_usd_at_unchanged_wages": ("tariff revenue now, the region's wages unchanged", BN),
        "tariff_revenue_added_bn_usd_at_unchanged_wages": ("the difference of the two", BN),
        "promised_purchases_cost_eve_bn_usd": ("what the budget pays today so that promised purchases are made", BN),
        "promised_purchases_cost_bn_usd_at_unchanged_wages": ("the same now, the region's wages unchanged", BN),
        "promised_purchases_cost_added_bn_usd_at_unchanged_wages": ("the difference of the two", BN),
        "labour_that_changes_sector_pct": (
            "labour that works, or looks for work, in another sector",
            "per cent, by pay",
        ),
    },
    "sectors.csv": {
        "region": ("code of the region", ""),
        "sector": ("code of the sector", ""),
        "region_name": ("the region's name", ""),
        "sector_name": ("the sector's name", ""),
        "output_on_the_eve_bn_usd": ("output today", BN),
        "output_volume_change_pct": ("volume of output against today", PCT),
        "jobs_eve_thousands": ("people at work today; empty where they were not counted", "thousands"),
        "jobs_change_thousands": ("people at work against today", "thousands"),
        "jobs_change_pct": ("the same over people at work today", PCT),
        "out_of_work_thousands": ("people who look for work there and find none", "thousands"),
        "effective_labour_change_pct": ("labour at work in units that earn the same today, not people", PCT),
        "real_wage_change_pct": ("the sector's wages over consumer prices", PCT),
        "price_over_consumer_prices_change_pct": ("price at home over consumer prices", PCT),
    },
    "households.csv": {
        "households": ("all households of the United States, or a tenth of them by income, 1 the lowest", ""),
        COST: ("what prices cost a household, wages unchanged; less than nothing is saved", f"USD of {YEAR}"),
        "cost_pct_of_spending": ("the same over what the tenth spends", PCT),
        "cost_pct_of_income": ("the same over the tenth's income after transfers and taxes", PCT),
        "tariff_revenue_added_usd_a_household_if_handed_back": (
            "change of tariff revenue, if handed to all households in equal parts",
            f"USD of {YEAR}",
        ),
    },
    "trade.csv": {
        "exporter": ("code of the region that sells; home sales where it is the importer too", ""),
        "importer": ("code of the region that buys", ""),
        "sector": ("code of the sector", ""),
        "exporter_name": ("name of the region that sells", ""),
        "importer_name": ("name of the region that buys", ""),
        "sector_name": ("the sector's name", ""),
        "trade_on_the_eve_bn_usd": ("what is sold today", BN),
        "trade_now_bn_usd_at_eve_prices": ("what is sold now, at today's factory prices", BN),
        "volume_change_pct": ("the difference; empty where nothing was sold", PCT),
    },
}
"""Table -> column -> meaning and unit."""


def column_guide(table: Table, ranged: bool = False, over_time: bool = False) -> list[dict[str, str]]:
    """One row a column of each table: table, column, meaning, unit; with columns of ranges where ``ranged``, and
    of the step that figures are of where the package changes ``over_time``. ``TODAY`` says what today is."""
    d, unit = table.dossier, money(table.space)
    parties = {
        f"{name}_{p}{suffix}": (f"{what} {party.name}{more}", unit)
        for p, party in d.parties.items()
        for name, what, suffix, more in (
            ("gain", "value less the expected value of no deal, to", "", ""),
            ("value", "the model's part plus worth beyond the model, against today, to", "", ""),
            ("economic", "the model's part of it, to", "", ""),
            ("gain", "by how much this package's gain is above that of the package on the page, to",
             "_over_this_package", ""),
        )
    }  # fmt: skip
    frontier = {
        **parties,
        **{item.id: (f"id of the option chosen for '{item.title}'", "") for item in d.agenda},
        "unit_of_money": ("the unit of all figures of the row", ""),
        "note": ("in which way the frontier is approximate; empty if it is not", ""),
    }
    told = set(COLUMNS) - (set() if has_households(table.space) else {"households.csv"})
    of_model = {name: _ranged(columns) if ranged else columns for name, columns in COLUMNS.items() if name in told}
    of_model = {name: {**columns, **(STEP if over_time else {})} for name, columns in of_model.items()}
    tables = {**(of_model if d.is_computed() else {}), "frontier.csv": frontier}
    return [
        {"table": name, "column": column, "meaning": meaning, "unit": unit_of}
        for name, columns in tables.items()
        for column, (meaning, unit_of) in columns.items()
    ]


def _ranged(columns: dict[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Columns of a table with the ends of their ranges."""
    found = {}
    for column, (meaning, unit) in columns.items():
        found[column] = (meaning, unit)
        if column in {*OF_REGIONS, *OF_SECTORS, COST}:
            found[column + LOW] = (f"{meaning}: 5 in 100 draws of the model lie below", unit)
            found[column + HIGH] = (f"{meaning}: 5 in 100 draws of the model lie above", unit)
    return found
