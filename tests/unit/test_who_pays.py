"""Who pays: prices taken apart from revenue, deciles that add up, jobs that come from somewhere, revenue over years."""

import csv
import json
from dataclasses import replace
from importlib import resources

import numpy as np
import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tests.worlds import random_world
from tradetalks.cli import app
from tradetalks.cli.console import who_pays_part
from tradetalks.equilibrium.closure import Wages
from tradetalks.equilibrium.employment import labour_supply_ratio
from tradetalks.equilibrium.horizons import HORIZONS
from tradetalks.errors import PolicyError
from tradetalks.incidence.figures import manifest, us_figures, us_households
from tradetalks.incidence.households import dearest, household_cost, spending_by_decile
from tradetalks.incidence.jobs import jobs
from tradetalks.incidence.prices import basket_price_ratio, local_price_ratio, real_income_parts
from tradetalks.incidence.revenue import over_ten_years, tariff_revenue
from tradetalks.policy.unequal import UnequalDuties
from tradetalks.report.payers import payers
from tradetalks.report.who_pays import who_pays_json, who_pays_tables
from tradetalks.world.classify import SECTORS
from tradetalks.world.employment import Employment, employment
from tradetalks.world.origins import region_origins, sector_origins


@pytest.fixture(scope="module")
def world():
    return tt.World.default()


@pytest.fixture(scope="module")
def tariffs(world):
    return tt.solve(world, tt.Shock(world).tariff("USA", "CHN", 0.25).tariff("USA", "EU27", 0.15))


@pytest.fixture(scope="module")
def nothing(world):
    return tt.solve(world, tt.Shock(world))


def test_nothing_costs_nothing_and_moves_nobody(nothing):
    cost, people = household_cost(nothing), jobs(nothing)
    assert cost.by_decile == pytest.approx(np.zeros(10), abs=1e-6)
    assert np.nanmax(np.abs(people.change)) < 1e-6
    assert tariff_revenue(nothing, "USA").added == pytest.approx(0, abs=1e-8)
    assert tariff_revenue(nothing, "USA").static == pytest.approx(0, abs=1e-8)
    shown = who_pays_tables(nothing, ["USA"])
    assert not any("Jobs in" in str(part.title) for part in shown if not isinstance(part, str)), "no empty table"


@pytest.mark.parametrize("seed", range(4))
def test_real_income_is_its_parts_in_any_world(seed):
    world = random_world(seed)
    outcome = tt.solve(world, tt.Shock(world).tariff("R0", "R1", 0.4).export_tax("R1", "R2", 0.1))
    for n, region in enumerate(world.regions):
        parts = real_income_parts(outcome, region)
        assert parts.total == pytest.approx(outcome.real_income_change[n], rel=1e-12)
        assert parts.prices + parts.revenue + parts.other == pytest.approx(parts.total, abs=1e-9)


def test_local_prices_do_not_know_the_numeraire(tariffs):
    """All money times a constant leaves them: they are prices over wages."""
    scaled = replace(tariffs, price_ratio=1.07 * tariffs.price_ratio, wage_ratio=1.07 * tariffs.wage_ratio)
    assert local_price_ratio(scaled) == pytest.approx(local_price_ratio(tariffs), rel=1e-12)


def test_the_basket_of_final_use_costs_what_consumer_prices_say(world, tariffs):
    n = world.region("USA")
    price = basket_price_ratio(tariffs, "USA", world.final_share[n])
    assert price == pytest.approx(1 + tariffs.inflation[n], rel=1e-12)


def test_what_deciles_and_others_buy_is_all_final_use(world):
    spending, rest = spending_by_decile(world)
    n = world.region("USA")
    assert spending.sum(0) + rest == pytest.approx(world.final_share[n] * world.income[n])
    assert rest.min() > -1e-9
    assert (np.diff(spending.sum(1)) > 0).all(), "richer tenths spend more"


def test_the_cost_adds_up_to_what_prices_take_from_real_income(tariffs):
    cost = household_cost(tariffs)
    assert cost.total + cost.other + cost.curvature == pytest.approx(-cost.parts.prices, rel=1e-12)
    assert abs(cost.curvature) < 0.01 * abs(cost.parts.prices), "deciles' baskets differ to second order only"
    assert cost.by_decile.sum() / 10 == pytest.approx(cost.usd, rel=1e-9)
    assert cost.usd * cost.households / 1e3 == pytest.approx(cost.total, rel=1e-9)


def test_a_tariff_on_what_the_poor_buy_weighs_on_the_poor(world):
    """Food is a larger part of the lowest tenth's spending, motor vehicles of the highest's."""
    food = household_cost(tt.solve(world, tt.Shock(world).tariff("USA", "all", 0.5, sectors=["FOOD"])))
    cars = household_cost(tt.solve(world, tt.Shock(world).tariff("USA", "all", 0.5, sectors=["AUTO"])))
    assert food.of_spending[0] > food.of_spending[9] > 0
    assert cars.of_spending[9] > cars.of_spending[0]
    assert food.of_income[0] > food.of_income[9]


def test_households_shares_are_shares():
    assert set(us_households()) == {s.code for s in SECTORS}
    for share, deciles in us_households().values():
        assert 0 <= share <= 1
        assert sum(deciles) == pytest.approx(1, abs=1e-4)
    held = manifest()["household_spending_bn_usd"]
    assert 0.55 < held["share_of_final_use"] < 0.75  # consumption is about two thirds of US GDP
    assert held["in_the_world"] <= held["bureau"]
    incomes = us_figures()["income_by_decile"]["usd_2025"]
    assert incomes == sorted(incomes)


def test_dearest_sectors_come_first_and_sum_to_the_first_order_cost(world, tariffs):
    rows = dearest(tariffs, most=len(world.sectors))
    assert [usd for *_, usd in rows] == sorted((usd for *_, usd in rows), reverse=True)
    assert sum(usd for *_, usd in rows) == pytest.approx(household_cost(tariffs).usd, rel=0.02)


def test_nobody_is_lost_between_sectors(world, tariffs):
    people = jobs(tariffs)
    known = ~np.isnan(people.before).any(1)
    assert known.sum() == 10
    assert people.change[known].sum(1) == pytest.approx(np.zeros(10), abs=1e-6)
    assert (people.low[known] <= people.change[known] + 1e-9).all()
    assert (people.high[known] >= people.change[known] - 1e-9).all()
    assert people.moved[known] == pytest.approx(np.maximum(people.change[known], 0).sum(1))


@pytest.mark.parametrize("one", ["year 1", "years 2-3", "long"])
def test_jobs_in_per_cent_and_in_thousands_are_one_measure(world, one):
    """A reader who divides thousands by people at work finds the per cent, in every region whose people were counted;
    weighed by people they sum to nobody, less those who are out of work."""
    how = replace(tt.Closure.horizon(one), wages=Wages({"USA": 0.9999}, anchor="floating"), years=1)
    people = jobs(tt.solve(world, tt.Shock(world).tariff("USA", ["CHN", "MEX", "CAN", "EU27"], 0.2), closure=how))
    read, some = ~np.isnan(people.before), np.nan_to_num(people.before) > 0
    np.testing.assert_allclose(people.percent[some], 100 * people.change[some] / people.before[some], atol=1e-9)
    assert np.isfinite(people.percent).all(), "told where people were not counted too"
    weighed = (people.percent * np.nan_to_num(people.before)).sum(1) / 100
    counted = read.all(1)
    np.testing.assert_allclose(weighed[counted], -people.not_employed[counted], atol=1e-6)


def test_who_is_out_of_work_has_not_changed_sector(world):
    """Where nobody may change sector none is told to, however many find no work."""
    how = replace(tt.Closure.horizon("year 1"), wages=Wages(0.99, anchor="floating"))
    outcome = tt.solve(world, tt.Shock(world).tariff("USA", ["CHN", "MEX", "CAN", "EU27"], 0.2), closure=how)
    assert (1 - outcome.employed).max() > 1e-3
    np.testing.assert_allclose(outcome.labour_moved, 0, atol=1e-9)
    np.testing.assert_allclose(outcome.to_frame("regions")["labour_moved_pct"], 0, atol=1e-7)


def test_jobs_follow_employment_where_people_are_earnings(world, tariffs):
    """With people in proportion to earnings, changes are those of the model's employment, for any region."""
    heads = 10 * world.value_added_share * world.output
    same = Employment(heads, heads, heads, np.zeros(heads.shape, dtype=bool))
    assert jobs(tariffs, same).change == pytest.approx(heads * (tariffs.employment_ratio - 1), abs=2e-5 * heads.max())


def test_unemployment_is_people_out_of_work(world):
    closure = tt.Closure(wages=Wages({"USA": 0.9999}, anchor="floating"), years=1)
    outcome = tt.solve(world, tt.Shock(world).tariff("USA", "CHN", 0.25), closure=closure)
    people, n = jobs(outcome), world.region("USA")
    assert outcome.employed[n] < 1
    assert -people.change[n].sum() == pytest.approx(people.not_employed[n], rel=1e-9)
    assert people.not_employed[n] == pytest.approx((1 - outcome.employed[n]) * people.before[n].sum())


def test_more_or_fewer_want_to_work_where_labour_supply_responds(world):
    closure = tt.Closure(labour_supply=0.5, capital_share=0.3, wages=Wages({"USA": 0.9999}, anchor="floating"), years=1)
    outcome = tt.solve(world, tt.Shock(world).tariff("USA", "CHN", 0.25), closure=closure)
    people, n = jobs(outcome), world.region("USA")
    assert people.willing[n] == pytest.approx((labour_supply_ratio(outcome)[n] - 1) * people.before[n].sum())
    np.testing.assert_allclose(people.change.sum(1), people.willing - people.not_employed, atol=1e-6 * 1e5)
    assert np.nanmin(people.moved) > -1e-6


def test_people_at_work_are_the_totals_read(world):
    people = employment(world)
    totals = dict(zip(world.regions, people.heads.sum(1), strict=True))
    # ILOSTAT, modelled estimates of 2022, thousands
    for region, total in {"USA": 166982.254, "CHN": 738500.494, "EU27": 207248.842, "MEX": 56637.896}.items():
        assert totals[region] == pytest.approx(total, rel=1e-5)
    assert np.isnan(totals["BRA"])  # not read, not guessed
    cars = world.sector("AUTO")
    assert people.heads[world.region("MEX"), cars] == pytest.approx(987.5, rel=0.01)
    assert people.read[world.region("MEX"), cars]
    assert (people.low <= people.heads + 0.06)[~np.isnan(people.heads)].all()


@pytest.mark.parametrize(
    ("sector", "published"),
    [("AUTO", 168.2), ("OILGAS", 101.5), ("METORE", 0.51 / 0.8 * 78.9), ("COAL", 0.08 * 78.9), ("FOOD", 311.5),
     ("SHIPS", 0.14 * 82.0), ("AIRRAIL", 0.86 * 82.0), ("MACH", 0.51 * 271.9), ("WOODPAP", 109.0 + 66.6)],
)  # fmt: skip
def test_what_canada_published_lies_in_the_range_told(world, sector, published):
    """Thousands at work in 2021 (Employment and Social Development Canada, industrial summaries of the occupational
    projections of 2022; paper without printing is of 2009): figures that were not used to split Canada's people."""
    people, n, s = employment(world), world.region("CAN"), world.sector(sector)
    assert people.low[n, s] <= published <= people.high[n, s]


def test_a_split_in_mining_and_manufacturing_is_told_as_wide_as_such_splits_err(world):
    """Half and twice at least, but where the whole section is no more; what was read has no range."""
    people = employment(world)
    for code in ("CAN", "CHN", "EU27", "JPN"):
        n = world.region(code)
        for name in ("AUTO", "CHEM", "COAL", "OILGAS"):
            s = world.sector(name)
            assert people.low[n, s] <= people.heads[n, s] / 1.9
            assert people.high[n, s] >= people.heads[n, s] * 1.9
    mexico = [people.heads[world.region("MEX"), world.sector(s)] for s in ("COAL", "OILGAS", "METORE", "OTHMIN")]
    np.testing.assert_allclose(mexico, np.array([4.891, 45.310, 91.871, 268.369]) * 423.867 / 410.441, atol=0.06)


def test_american_factories_employ_whom_they_pay(world):
    """Sectors of US manufacturing are as their payrolls (Bureau of Labor Statistics, averages of 2022), in thousands:
    motor vehicles and parts 1,005.5, machinery 1,106.3, all of manufacturing 12,768.5."""
    people, n = employment(world), world.region("USA")
    payroll = {"AUTO": 1005.5, "MACH": 1106.3, "FABMET": 1432.2, "ELECTR": 1044.8, "ELEQ": 406.3, "NMM": 417.6}
    scale = 16562.474 / 12768.5  # people who say they work in manufacturing (ILOSTAT) for each on a payroll
    for code, on_payroll in payroll.items():
        s = world.sector(code)
        assert people.heads[n, s] == pytest.approx(scale * on_payroll, rel=1e-3)
        assert people.low[n, s] == pytest.approx(on_payroll, abs=0.1)
        assert people.high[n, s] == people.heads[n, s]
        assert not people.read[n, s], "scaled, so its range is shown"
    air = world.sector("AIRTR")  # the survey of households puts far more there than were ever on payrolls
    assert people.low[n, air] == pytest.approx(503.3)
    assert people.heads[n, air] > 2 * people.low[n, air]
    joint = {("SHIPS", "AIRRAIL"): 712.1, ("CHEM", "PHARM"): 900.9, ("STEEL", "NFMET"): 364.5}
    for (one, other), on_payroll in joint.items():
        both = [world.sector(one), world.sector(other)]
        assert people.heads[n, both].sum() == pytest.approx(scale * on_payroll, rel=1e-3)
        assert people.low[n, both].sum() <= on_payroll <= people.heads[n, both].sum() <= people.high[n, both].sum()


def test_payrolls_by_industry_are_the_whole_of_manufacturing():
    text = (resources.files("tradetalks.world") / "data" / "us_payrolls.csv").read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if row["section"] == "C"]
    assert sum(float(row["thousands"]) for row in rows) == pytest.approx(12768.5, abs=0.5)  # published total of 2022
    assert sum(float(row["jobs2009"]) for row in rows) == pytest.approx(12478.2, abs=0.5)  # published total of 2009


def test_grouped_and_carved_worlds_have_the_same_people(world):
    grouped = world.aggregate({"NAM": ["USA", "CAN", "MEX"]}, {"METALS": ["STEEL", "NFMET"]})
    whole, people = employment(world), employment(grouped)
    n, metals = grouped.region("NAM"), grouped.sector("METALS")
    parts = [world.region(c) for c in ("USA", "CAN", "MEX")]
    assert people.heads[n].sum() == pytest.approx(whole.heads[parts].sum())
    assert people.heads[n, metals] == pytest.approx(
        whole.heads[np.ix_(parts, [world.sector("STEEL"), world.sector("NFMET")])].sum()
    )
    assert region_origins(grouped)["NAM"] == ("USA", "CAN", "MEX")
    from tradetalks.world.products import shipped_products

    carved = world.split(*list(shipped_products().values())[:1])
    again = employment(carved)
    assert np.nansum(again.heads, axis=1) == pytest.approx(np.nansum(whole.heads, axis=1))
    new = next(c for c in carved.sectors if c not in world.sectors)
    assert sector_origins(carved)[new] in {(c,) for c in world.sectors}
    assert spending_by_decile(carved)[0].sum() == pytest.approx(spending_by_decile(world)[0].sum(), rel=2e-3)


def test_where_people_stay_their_pay_moves_and_where_all_may_move_it_is_one(world):
    """Sector-specific labour (kappa 1): earnings of a sector are its people's pay, so that pay weighted by earnings
    before is what the region earns; mobile labour earns alike everywhere."""
    shock = tt.Shock(world).tariff("USA", "CHN", 0.3)
    for closure in (tt.Closure.horizon("year 1"), tt.Closure()):
        outcome = tt.solve(world, shock, closure=closure)
        before = world.value_added_share * world.output
        pay = 1 + jobs(outcome).pay / 100
        earned = outcome.earnings.sum(1) / outcome.consumer_price_ratio
        np.testing.assert_allclose((before * pay).sum(1), earned, rtol=1e-9)
        apart = np.ptp(np.where(before > 0, pay, np.nan)[world.region("USA")])
        assert (apart > 0.005) == (closure.labour_mobility == 1)


def test_another_world_gets_no_invented_figures():
    world = random_world(1)
    outcome = tt.solve(world, tt.Shock(world).tariff("R0", "R1", 0.2))
    assert np.isnan(jobs(outcome).before).all()
    with pytest.raises(PolicyError, match="no region USA"):
        household_cost(outcome)
    told = who_pays_json(outcome)
    assert told["households"] is None
    assert told["jobs"] == {"R0": None}
    assert any("no figure of people at work" in part for part in who_pays_tables(outcome) if isinstance(part, str))


def test_revenue_grows_with_imports_and_falls_short_of_the_static_sum(tariffs):
    us, china = tariff_revenue(tariffs, "USA"), tariff_revenue(tariffs, "CHN")
    assert 0 < us.added < us.static, "trade shrinks where it is taxed"
    assert us.after - us.before == pytest.approx(us.added)
    assert china.static == pytest.approx(0, abs=1e-9)


def test_revenue_if_trade_did_not_respond_is_of_the_products_bought_before(world):
    """Two products of one flow, one of them taxed: buyers turn to the other, the static sum does not know of it."""
    n, i, s = world.region("USA"), world.region("CHN"), world.sector("TEXT")
    old, flow = float(world.tariff[i, n, s]), np.ravel_multi_index((i, n, s), world.trade.shape)
    unequal = UnequalDuties(np.array([flow, flow]), np.array([0.5, 0.5]), np.full(2, old), np.array([0.4, -0.4]))
    level = np.array(world.tariff)
    level[i, n, s] += 0.4
    shock = replace(tt.Shock(world), tariff_level=level, unequal=unequal)
    sold = float(world.trade[i, n, s] * (1 + world.export_tax[i, n, s]))
    found = [tariff_revenue(tt.solve(world, shock, closure=tt.Closure.horizon(one)), "USA") for one in HORIZONS[::4]]
    for one in found:
        assert one.static == pytest.approx(0.4 * sold)
        assert one.added < one.static


def test_ten_years_of_revenue_follow_trade_as_it_responds(world, tariffs):
    """The integral of the path through every horizon's own addition, times imports as they grow."""
    ten = over_ten_years(tariffs, ("USA", "CHN"))
    us, china = ten["USA"], ten["CHN"]
    added = []
    for one in HORIZONS:
        there = tt.solve(world, tariffs.asked, closure=tt.Closure.horizon(one))
        added.append(tariff_revenue(there, "USA").added)
    np.testing.assert_allclose(us.by_horizon, added, rtol=1e-9)
    assert us.by_horizon[0] > us.by_horizon[2] > us.by_horizon[4], "trade shrinks more with the years"
    assert us.by_horizon[4] == pytest.approx(tariff_revenue(tariffs, "USA").added), "the outcome is of the long run"
    imports = np.array(us_figures()["imports_projected"]["bn_usd"], dtype=float)
    grown = imports[1:11] / imports[0]
    assert us.by_year[0] == pytest.approx(grown[0] * added[0]), "year 1's figure holds in the first year"
    assert us.by_year[9] == pytest.approx(grown[9] * (0.1 * added[2] + 0.9 * added[3])), "from year 9 to year 10"
    assert us.total == pytest.approx(sum(us.by_year))
    assert us.static == pytest.approx(grown.sum() * tariff_revenue(tariffs, "USA").static)
    assert us.total < us.static
    assert sum(us.by_year) != pytest.approx(grown.sum() * us.by_horizon[4], rel=0.02), "not one horizon's for all"
    assert china.static == pytest.approx(0, abs=1e-8)
    assert over_ten_years(tariffs, ()) == {}


def test_households_are_told_of_where_the_united_states_are(tariffs):
    """Talks of others cost a US household next to nothing: no table of noughts."""
    among, without = who_pays_json(tariffs, ["USA", "CHN"]), who_pays_json(tariffs, ["CHN", "BRA"])
    assert among["households"] is not None
    assert without["households"] is None
    told = [part for part in who_pays_tables(tariffs, ["CHN", "BRA"]) if isinstance(part, str)]
    assert "read for the United States alone" in told[0]
    (only,) = payers({"the tariffs": tariffs}, ["CHN", "BRA"])
    assert only.cost is None


def test_a_brief_tells_each_package_and_party(tariffs, nothing):
    first, second = payers({"the tariffs": tariffs, "as it is": nothing}, ["USA", "CHN", "BRA"])
    assert (first.title, second.title) == ("the tariffs", "as it is")
    assert first.cost is not None
    assert first.cost.usd > 0
    us, _, brazil = first.parties
    people = jobs(tariffs)
    worst = int(np.argmin(people.change[tariffs.world.region("USA")]))
    assert us.lost.startswith(tariffs.world.sector_name(tariffs.world.sectors[worst]))
    assert us.gained
    assert us.moved == people.moved[tariffs.world.region("USA")]
    assert not brazil.known, "not read, so nothing is said"
    assert brazil.lost == brazil.gained == ""
    assert all(p.lost == p.gained == "" for p in second.parties)


@pytest.mark.slow
def test_the_commands_tell_who_pays(tariffs):
    runner = CliRunner()
    words = runner.invoke(app, ["solve", "--ledger", "us-2025", "--on", "2025-11-15", "--who-pays"])
    assert words.exit_code == 0, words.output
    for part in (
        "highest",
        "handed back in equal parts",
        "Adding up, bn USD",
        "what prices cost a household",
        "Jobs in United States",
        "over 10 years",
    ):
        assert part in words.output
    document = runner.invoke(app, ["solve", "--ledger", "us-2025", "--on", "2025-11-15", "--who-pays", "--json"])
    told = json.loads(document.output)["who_pays"]
    assert len(told["households"]["usd_a_household_by_decile"]) == 10
    us = told["revenue"]["USA"]
    assert "_at_unchanged_wages" in told["revenue_told"]
    assert "_at_unchanged_world_gdp" in told["revenue_told"]
    assert us["ten_years"] == pytest.approx(sum(us["by_year"]))
    assert us["by_horizon"]["years 2-3"] == pytest.approx(us["added"]), "the command's horizon"
    assert who_pays_part(tariffs, False) == {}


@pytest.mark.parametrize(
    "closure",
    [
        tt.Closure(labour_supply=0.3, capital_share=0.3),
        tt.Closure(revenue="debt"),
        tt.Closure(labour_mobility=1.5, exchange_rate=0.35),
    ],
    ids=["factors", "debt", "years"],
)
def test_other_closures_lose_neither_people_nor_money(world, closure):
    outcome = tt.solve(world, tt.Shock(world).tariff("USA", "CHN", 0.25), closure=closure)
    parts, people, n = real_income_parts(outcome, "USA"), jobs(outcome), world.region("USA")
    assert parts.total == pytest.approx(outcome.real_income_change[n], rel=1e-12)
    assert parts.prices == pytest.approx(-world.income[n] * outcome.inflation[n] / (1 + outcome.inflation[n]))
    wanted = 0.0 if not closure.labour_supply else people.before[n].sum() * (labour_supply_ratio(outcome)[n] - 1)
    assert people.willing[n] == pytest.approx(wanted)
    assert people.change[n].sum() == pytest.approx(wanted - people.not_employed[n], abs=1e-6)
    assert household_cost(outcome).usd > 0
