"""Nominal wages that fall slowly: slack where wages rise, a closed form where they bind, what the anchor means."""

import re
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tests.small_dossier import small, write
from tests.worlds import make_world, random_world
from tradetalks.cli import app
from tradetalks.equilibrium.capital import moved
from tradetalks.equilibrium.closure import Closure, Wages
from tradetalks.equilibrium.horizons import HORIZONS
from tradetalks.value.cache import ValueCache
from tradetalks.value.eve import bring_to_eve
from tradetalks.value.kept import OutcomeCache
from tradetalks.value.over_years import of_shock
from tradetalks.value.valuer import Valuer


@pytest.fixture(scope="module")
def world():
    return tt.World.default()


def solved(world, shock, *args, years=1, **words):
    found = tt.solve(world, shock, closure=Closure(wages=Wages(*args, **words), years=years))
    found.certificate.require()
    return found


def test_floors_are_slack_where_wages_rise_or_may_fall_so_far(world):
    shock = tt.Shock(world).add_tariff("USA", "CHN", 0.25, "all").add_tariff("CHN", "USA", 0.25, "all")
    free = tt.solve(world, shock)
    usa, chn = world.region("USA"), world.region("CHN")
    assert free.wage_ratio[usa] > 1 > free.wage_ratio[chn]
    strict = solved(world, shock, 1.0)  # not even a little
    assert strict.employed[usa] == pytest.approx(1)
    assert strict.employed[chn] < 1
    assert strict.wage_ratio[chn] == pytest.approx(1, rel=1e-9)
    first, second = solved(world, shock, years=1), solved(world, shock, years=2)
    assert 0.99 < first.employed[chn] < 1  # China's wage has to fall by a little more than a year allows
    np.testing.assert_allclose(second.employed, 1, rtol=1e-9)
    np.testing.assert_allclose(second.real_income_ratio, free.real_income_ratio, rtol=1e-9)


def test_no_absurd_figure_where_a_floor_on_real_wages_gave_one(world):
    """A real floor at 0.999 once turned 25/25 into a loss of 6% for the United States."""
    shock = tt.Shock(world).add_tariff("USA", "CHN", 0.25, "all").add_tariff("CHN", "USA", 0.25, "all")
    for anchor in ("fixed", "floating"):
        found = solved(world, shock, anchor=anchor)
        assert np.abs(found.real_income).max() < 1


def small_country(share_abroad=0.4, theta=4.0, size=1e-4):
    """One good made of labour alone; R0 too small for anyone else to feel."""
    sold = size * share_abroad
    trade = np.array([[size - sold, sold], [sold, 1.0]])[:, :, None]
    return make_world(trade, np.zeros_like(trade), np.zeros((2, 1, 1)), np.array([theta]))


@pytest.mark.parametrize("least", [0.97, 0.99])
def test_a_small_country_that_may_not_cut_wages_cuts_jobs(least):
    """With barrier ``d`` on its exports and wage ``delta`` it sells ``a (d delta)^-theta`` of a wage bill of one abroad
    and buys ``(1 - home') delta l`` there: ``l = (d delta)^-theta [(1-a) delta^-theta + a] / delta``."""
    abroad, theta, d = 0.4, 4.0, 1.1
    world = small_country(abroad, theta)
    shock = tt.Shock(world).barrier("R1", "R0", d)
    free = tt.solve(world, shock)
    assert free.wage_ratio[0] < least
    found = solved(world, shock, {"R0": least})
    want = (d * least) ** -theta * ((1 - abroad) * least**-theta + abroad) / least
    assert found.wage_ratio[0] == pytest.approx(least, rel=1e-9)
    assert found.employed[0] == pytest.approx(want, rel=1e-3)


def test_wages_may_fall_further_with_every_year():
    world = small_country()
    shock = tt.Shock(world).barrier("R1", "R0", 1.1)
    jobs, welfare = zip(
        *(
            (o.employed[0], o.real_income_ratio[0])
            for o in (solved(world, shock, 0.985, years=y) for y in (1, 2, 3, 9))
        ),
        strict=True,
    )
    assert list(jobs) == sorted(jobs)
    assert list(welfare) == sorted(welfare)
    assert jobs[0] < jobs[1] < 1
    assert jobs[-1] == pytest.approx(1, rel=1e-9)


def test_employment_falls_as_wages_may_fall_less():
    world = random_world(4)
    shock = tt.Shock(world).tariff("all", "R0", 1.0, "all").barrier("R0", "all", 1.3)
    for anchor in ("fixed", "floating"):
        jobs = [solved(world, shock, {"R0": least}, anchor=anchor).employed[0] for least in (0.9, 0.95, 0.98, 1.0)]
        assert jobs == sorted(jobs, reverse=True)
        assert jobs[-1] < 0.99


def test_a_floating_currency_with_stable_prices_makes_a_floor_on_real_wages():
    world = small_country()
    shock = tt.Shock(world).barrier("R0", "R1", 1.2)
    found = solved(world, shock, 0.99, anchor="floating")
    assert found.employed[0] < 1
    assert found.real_wage_ratio[0] == pytest.approx(0.99, rel=1e-9)
    assert found.wage_ratio[0] > found.real_wage_ratio[0]
    each = solved(world, shock, {"R0": 0.99, "R1": 0.99}, anchor={"R0": "floating"})
    np.testing.assert_allclose(each.employed, found.employed, rtol=1e-6)
    held = solved(world, shock, 0.99)  # in the world's money prices rise and wages need not fall by as much
    assert held.employed[0] > found.employed[0]


def test_labour_alone_is_held_where_capital_adjusts():
    world = small_country()
    a = 0.3
    for anchor in ("fixed", "floating"):
        shock = tt.Shock(world).barrier("R1", "R0", 1.2)  # on its exports
        how = Closure(wages=Wages(0.995, anchor=anchor), years=2, capital_share=a, labour_supply=0.2)
        found = tt.solve(world, shock, closure=how)
        found.certificate.require()
        factors = found.labour_income / (world.labour_income * found.wage_ratio * found.employed)
        capital = (factors * found.real_wage_ratio) ** moved(a, 2)
        labour = found.real_wage_ratio * (capital / factors) ** (a / (1 - a))  # w F / (L P), F = L^(1-a) K^a
        earned = labour if anchor == "floating" else labour * found.consumer_price_ratio
        assert found.employed[0] < 1
        assert earned[0] == pytest.approx(0.995**2, rel=1e-9)


def test_batches_and_specific_labour_agree_with_single_solutions():
    world = random_world(4)
    closure = Closure(wages=Wages({"R0": 0.99}, anchor="floating"), years=1, labour_mobility=1.0, labour_supply=0.3)
    shocks = [tt.Shock(world).barrier("R0", "all", by).barrier("all", "R0", by) for by in (1.05, 1.2)]
    many = tt.solve_many(world, shocks, closure=closure)
    assert many.certified.all()
    for row, shock in zip(many.real_income_ratio, shocks, strict=True):
        one = tt.solve(world, shock, closure=closure)
        np.testing.assert_allclose(row, one.real_income_ratio, rtol=1e-9)
    assert one.employed[0] < 1
    # the wage that is held is what sectors pay on average over those at work
    share = world.value_added_share * world.output / world.labour_income[:, None]
    index = (share * one.sector_wage_ratio).sum(1)  # kappa 1: workers stay where they are
    np.testing.assert_allclose(index, one.wage_ratio, rtol=1e-9)


def test_the_old_floor_says_what_came_in_its_place():
    with pytest.raises(tt.PolicyError, match="Wages"):
        Closure(wage_floor={"USA": 0.999})
    how = Closure(wages=Wages(), years=1)
    assert replace(how, labour_supply=0.5).wages == how.wages
    with pytest.raises(tt.TradetalksError, match="R9"):
        tt.solve(random_world(0), closure=Closure(wages=Wages({"R9": 0.99}), years=1))


def test_outcomes_with_unemployment_are_no_benchmark():
    world = small_country()
    found = solved(world, tt.Shock(world).barrier("R1", "R0", 1.1), 0.99)
    with pytest.raises(tt.PolicyError, match="unemployment"):
        found.to_world()


class TestYears:
    def test_are_the_horizons(self):
        """A floor of a year stands beside a year's responses, of ten years beside those of ten."""
        for one in HORIZONS[:-1]:
            how = Closure.horizon(one, wages=Wages(0.98))
            assert how.years == one.years
            assert replace(how, wages=None, years=Closure().years) == replace(
                Closure.horizon(one), years=Closure().years
            )
            world = random_world(0)
            floors = how.wage_floors(world) or how.sector_floors(world)
            assert floors[0][1] == pytest.approx(one.years * np.log(0.98))
            assert how.at("year 5") == Closure.horizon("year 5", wages=Wages(0.98))

    def test_the_long_run_has_no_floor_and_whoever_asks_for_one_is_told(self):
        assert Closure.horizon("year 1", wages=Wages()).at("long run") == Closure()
        for asked in (lambda: Closure(wages=Wages()), lambda: Closure.horizon("long run", wages=Wages())):
            with pytest.raises(tt.PolicyError, match="in the long run"):
                asked()

    def test_ten_points_on_canada_leave_few_out_of_work(self, world):
        """A one-year floor beside long-run responses once left 16% of Canada's people out of work."""
        shock = tt.Shock(world).add_tariff("USA", "CAN", 0.10)
        n = world.region("CAN")
        idle = [
            1 - tt.solve(world, shock, closure=Closure.horizon(one, wages=Wages())).employed[n]
            for one in ("year 1", "years 2-3", "year 5")
        ]
        assert all(share < 0.05 for share in idle)

    def test_a_path_over_years_ends_where_wages_are_free(self, world):
        shock = tt.Shock(world).add_tariff("USA", "CAN", 0.25)
        held = of_shock(world, shock, closure=Closure.horizon("year 1", wages=Wages(1.0)))
        free = of_shock(world, shock)
        n = world.region("CAN")
        assert held.figures["real GDP"][0, n] < free.figures["real GDP"][0, n]
        np.testing.assert_allclose(held.figures["real GDP"][-1], free.figures["real GDP"][-1])


class TestDossiers:
    def made(self, folder, **world):
        return tt.Dossier.load(write(folder, small(world={"horizon": "year 1", **world})))

    def test_packages_leave_people_out_of_work_and_the_eve_nobody(self, tmp_path):
        dossier = self.made(tmp_path, wages={"allowed": 1.0})
        eve = bring_to_eve(dossier, outcomes=OutcomeCache(None))
        free = bring_to_eve(self.made(tmp_path, wages=None), outcomes=OutcomeCache(None))
        np.testing.assert_allclose(eve.outcome.employed, 1)
        np.testing.assert_allclose(eve.outcome.real_income_ratio, free.outcome.real_income_ratio, rtol=1e-12)
        assert eve.closure.wages == Wages(1.0)
        package = dossier.package({"steel": "doubled"})
        found = eve.solve(package)
        least = np.minimum(free.solve(package).wage_ratio.min(), 1)
        assert least < 1
        assert found.employed.min() < 1
        assert found.sector_wage_ratio.min() == pytest.approx(1, rel=1e-9)
        assert free.solve(package).sector_wage_ratio.min() < 1
        [valued] = Valuer(eve, ValueCache(None)).real_income_ratio([package])
        np.testing.assert_allclose(valued, found.real_income_ratio, rtol=1e-9)

    def test_floors_and_the_long_run_are_told_apart(self, tmp_path):
        with pytest.raises(tt.DossierError, match="in the long run wages fall as far as need be"):
            self.made(tmp_path, wages={}, horizon="long run")
        dossier = self.made(tmp_path, wages={"allowed": {"USA": 0.98}, "anchor": {"USA": "floating"}})
        assert dossier.world.closure().wages == Wages({"USA": 0.98}, {"USA": "floating"})
        assert dossier.at_horizon("year 5").world.closure().years == 5
        assert dossier.at_horizon("long run").world.closure().wages is None


def test_the_command_takes_a_floor_at_its_horizon():
    run = CliRunner()
    asked = ["solve", "--ledger", "us-2025", "--on", "2025-11-10"]
    told = run.invoke(app, [*asked, "--horizon", "year 1", "--wages", "1.0"])
    assert told.exit_code == 0, told.output
    assert "no further than so many years allow" in " ".join(told.output.split())
    words = " ".join(told.output.split())
    assert "Out of work, of those who want to work" in words
    assert re.search(r"Viet Nam \d\.\d+% \(\d\.\d+ to \d\.\d+%\)", words)  # least and greatest of other elasticities
    slack = run.invoke(app, [*asked, "--horizon", "year 5", "--wages", "0.9"])
    assert "Nobody is out of work" in slack.output
    assert "ut of work" not in run.invoke(app, [*asked, "--horizon", "year 1"]).output
    wrong = run.invoke(app, [*asked, "--horizon", "long run", "--wages", "0.99"])
    assert wrong.exit_code != 0
