"""Horizons: settings against their sources, names as typed, the long run as it always was, paths over years."""

import json
import math
from dataclasses import replace
from typing import ClassVar

import numpy as np
import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tests.brief_forms import text_in
from tests.small_dossier import small, write
from tests.worlds import random_world
from tradetalks.cli import app
from tradetalks.counsel.horizons import flips, long_run, stakes_at
from tradetalks.dossier.likely_mistakes import examined
from tradetalks.dossier.model import Dossier
from tradetalks.dossier.world_choice import WorldChoice
from tradetalks.equilibrium import horizons
from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.horizons import HORIZONS, horizon
from tradetalks.equilibrium.years import KNOTS, LONG_RUN_YEARS, on_path, present_value, year_by_year
from tradetalks.errors import SweepError
from tradetalks.report.findings import gather
from tradetalks.report.horizon_words import flip_words, horizon_line, stakes_json
from tradetalks.report.numbers import Figures
from tradetalks.sweep.part import solve_part
from tradetalks.sweep.plan import Plan, resolved
from tradetalks.value.eve import bring_to_eve
from tradetalks.value.over_years import of_package, of_shock

runner = CliRunner()
YEAR_1, YEARS_2_3, YEAR_5, YEAR_10, LONG_RUN = HORIZONS
FINITE = HORIZONS[:-1]


@pytest.fixture(scope="module")
def answers():
    world = tt.World.default().aggregate(regions="USA, CHN, EU27, ROW=*")
    shock = tt.Shock(world).add_tariff("USA", "CHN", 0.25)
    return [tt.solve(world, shock, closure=Closure.horizon(one)) for one in HORIZONS]


@pytest.fixture(scope="module")
def space(tmp_path_factory):
    content = small(world={"horizon": "years 2-3"})
    return tt.deal_space(Dossier.load(write(tmp_path_factory.mktemp("talks"), content)))


class TestSettings:
    def test_the_first_year_is_the_published_share_of_the_long_run(self):
        """Boehm, Levchenko & Pandalai-Nayar (2023): 0.76 in the year after, about 2 in the long run."""
        assert YEAR_1.flows == pytest.approx(0.76 / 2)
        assert LONG_RUN.flows == LONG_RUN.trade_elasticity_factor == 1
        assert 0.76 / 2.25 <= YEAR_1.flows <= 0.76 / 1.75

    def test_the_share_is_of_what_trade_net_of_tariffs_answers(self):
        """A small country's imports net of a tariff fall by 1 + theta: the share reached is of that."""
        for one in HORIZONS:
            assert 1 + one.trade_elasticity_factor * 4 == pytest.approx(one.flows * (1 + 4))
        world = random_world(2, 4, 1).with_elasticities(np.full(1, 4.0))
        fallen = []
        for one in (YEAR_1, LONG_RUN):
            closure = Closure(trade_elasticity_factor=one.trade_elasticity_factor)
            step = 1e-5
            moved = tt.solve(world, tt.Shock(world).add_tariff("R0", "R1", step, "all"), closure=closure)
            spent, before = moved.expenditure[0, 0] / world.expenditure[0, 0], world.trade[1, 0, 0]
            cost = np.log(moved.cost_ratio[1, 0]) - np.log(moved.price_ratio[0, 0])  # of prices elsewhere, not the duty
            theta = 4 * one.trade_elasticity_factor
            own = np.log(moved.trade[1, 0, 0] / before / spent) + theta * cost
            fallen.append(own / np.log((1 + world.tariff[1, 0, 0] + step) / (1 + world.tariff[1, 0, 0])))
        assert fallen[0] / fallen[1] == pytest.approx(YEAR_1.flows, rel=1e-3)

    def test_between_the_ends_what_is_left_shrinks_at_an_even_rate_and_is_gone_in_seven_to_ten_years(self):
        assert horizons.moved(1) == pytest.approx(0.38)
        assert horizons.moved(10) == pytest.approx(0.95)
        left = [1 - horizons.moved(t) for t in (1, 2, 3, 4)]
        ratios = np.divide(left[1:], left[:-1])
        assert np.ptp(ratios) < 1e-12
        for one in FINITE:
            assert one.flows == pytest.approx(horizons.moved(one.years), abs=0.0501)

    def test_relative_wages_go_half_their_way_in_four_years(self):
        """Rogoff (1996): a half-life of three to five years."""
        assert horizons.exchange_share(horizons.HALF_LIFE) == pytest.approx(0.5)
        assert horizons.exchange_share(math.inf) == 1
        for one in FINITE:
            assert one.exchange_rate == pytest.approx(horizons.exchange_share(one.years), abs=0.005)
            slow, fast = (1 - 2 ** (-one.years / life) for life in (5, 3))
            assert slow < one.exchange_rate < fast

    def test_every_setting_grows_with_the_years(self):
        for name in ("years", "trade_elasticity_factor", "labour_mobility", "exchange_rate", "critical_elasticity"):
            found = [getattr(one, name) for one in HORIZONS]
            assert found == sorted(found), name
        assert YEAR_1.labour_mobility == 1
        assert LONG_RUN.labour_mobility == math.inf

    def test_critical_inputs_have_their_published_ends(self):
        """Boehm, Flaaen & Pandalai-Nayar (2019) and the first-year trade elasticity; 0.5 in the long run."""
        assert YEAR_1.critical_elasticity == pytest.approx(0.1)
        assert YEAR_1.supplier_elasticity == pytest.approx(0.76)
        assert LONG_RUN.critical_elasticity == pytest.approx(0.5)
        assert LONG_RUN.supplier_elasticity is None
        (nest,) = Closure.horizon(1, ["NFMET"], ["AUTO"]).critical
        assert (nest.inputs, nest.users, nest.elasticity) == (("NFMET",), ("AUTO",), YEAR_1.critical_elasticity)

    def test_the_long_run_is_the_default_model_to_the_bit(self):
        assert Closure.horizon("long run") == Closure()
        world = random_world(3)
        shock = tt.Shock(world).add_tariff("R0", "R1", 0.3, "all")
        np.testing.assert_array_equal(
            tt.solve(world, shock, closure=Closure.horizon("long")).real_income_ratio,
            tt.solve(world, shock).real_income_ratio,
        )

    def test_deficits_that_do_not_answer_wages_leave_wages_to_adjust_in_full(self):
        assert Closure("gdp").at(YEARS_2_3).exchange_rate == 1
        assert Closure().at(YEARS_2_3).exchange_rate == YEARS_2_3.exchange_rate
        assert Closure("zero").at(YEAR_1).deficits == "zero"


class TestNames:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("year 1", YEAR_1), (1, YEAR_1), ("1", YEAR_1), ("Year 1", YEAR_1), ("short", YEAR_1),
            ("years 2-3", YEARS_2_3), ("2-3", YEARS_2_3), ("years 2 to 3", YEARS_2_3), ("2\u20133", YEARS_2_3),
            (2.5, YEARS_2_3), (2, YEARS_2_3), ("3", YEARS_2_3), ("year 5", YEAR_5), (5, YEAR_5),
            ("5 years", YEAR_5), ("10", YEAR_10),
            ("year_10", YEAR_10), ("long run", LONG_RUN), ("long", LONG_RUN), ("Long-run", LONG_RUN), (YEAR_5, YEAR_5),
        ],
    )  # fmt: skip
    def test_names_as_people_type_them(self, typed, meant):
        assert horizon(typed) is meant

    @pytest.mark.parametrize("typed", ["year 4", "yer 5", "7", 4, "forever", "", True, None, ["year 1"]])
    def test_other_names_are_refused_with_those_there_are(self, typed):
        with pytest.raises(tt.PolicyError, match="expected one of: year 1, years 2-3, year 5, year 10, long run"):
            horizon(typed)

    def test_the_nearest_name_is_offered(self):
        with pytest.raises(tt.PolicyError, match=r"unknown horizon 'yer 5' \(nearest: 'year 5'\)"):
            horizon("yer 5")

    def test_what_an_older_name_means_now_is_said(self):
        assert "means year 1 now: trade elasticities at 0.225" in horizons.renamed("short")
        assert horizons.renamed("long") == horizons.renamed("2-3") == horizons.renamed(1) == ""
        for typed in ("year 3", 2, "3"):
            assert "is read as years 2-3, the span that it lies in" in horizons.renamed(typed)


class TestDossiers:
    def test_a_dossier_names_its_horizon(self, tmp_path):
        found = Dossier.load(write(tmp_path, small(world={"horizon": 1})))
        assert found.world.horizon == "year 1"
        assert found.world.closure() == Closure.horizon("year 1")

    def test_single_settings_stand_in_place_of_the_horizons(self):
        choice = WorldChoice(horizon="years 2-3", labour_mobility=math.inf, trade_elasticity_factor=0.7)
        assert choice.closure() == replace(
            Closure.horizon("years 2-3"), labour_mobility=math.inf, trade_elasticity_factor=0.7
        )
        assert choice.at_horizon("year 5").closure() == Closure.horizon("year 5")

    def test_an_older_name_in_a_dossier_is_a_warning(self, tmp_path):
        found = examined(write(tmp_path, small(world={"horizon": "short"})))
        assert found.dossier.world.horizon == "year 1"
        assert any("world.horizon: horizon 'short' means year 1 now" in line for line in found.warnings)

    def test_talks_are_of_years_2_to_3_unless_they_say(self):
        assert WorldChoice().horizon == horizons.DEFAULT == "years 2-3"
        assert WorldChoice().closure() == Closure.horizon("years 2-3")

    def test_an_unknown_horizon_is_named_with_file_and_path(self, tmp_path):
        with pytest.raises(tt.DossierError, match=r"dossier.yaml: world.horizon: found 'yer 5'; .*nearest: 'year 5'"):
            Dossier.load(write(tmp_path, small(world={"horizon": "yer 5"})))

    def test_another_horizon_takes_the_place_of_settings_and_fit(self, tmp_path):
        found = Dossier.load(write(tmp_path, small(world={"horizon": "years 2-3", "labour_mobility": 5.0})))
        assert found.at_horizon("2-3") is found
        other = found.at_horizon("long run")
        assert other.world.closure() == Closure()
        assert not other.eve.fits

    def test_the_command_line_takes_a_horizon(self, tmp_path):
        where = str(write(tmp_path, small(world={"horizon": "long run"})))
        steel = ["solve", where, "-p", "steel=lifted", "--no-ranges", "--horizon"]
        told = runner.invoke(app, [*steel, "2-3"])
        assert told.exit_code == 0, told.output
        assert "Against today, in years 2 to 3" in told.output
        assert "0.5 of its long-run elasticities" in " ".join(told.output.split())
        assert isinstance(runner.invoke(app, [*steel, "year 4"]).exception, tt.PolicyError)


class TestOrder:
    def test_trade_falls_further_the_longer_it_has(self, answers):
        kept = [after / before for before, after in (o.bilateral_goods("CHN", "USA") for o in answers[:4])]
        assert kept == sorted(kept, reverse=True)

    def test_the_importer_bears_more_of_its_tariff_in_the_first_years(self, answers):
        """Relative wages move less at first: the exporter's prices fall less, and pass-through is more complete."""
        world = answers[0].world
        china, us = world.region("CHN"), world.region("USA")
        fall = [float(np.log(o.wage_ratio[us] / o.wage_ratio[china])) for o in answers]
        assert fall == sorted(fall)
        assert fall[0] < 0.5 * fall[-1]

    def test_a_horizon_is_said_in_words(self, answers):
        assert horizon_line(YEARS_2_3, answers[1].closure).startswith(
            "Figures are in years 2 to 3: trade responds with 0.5"
        )
        assert "workers are in the sectors they were in" in horizon_line(YEAR_1, answers[0].closure)
        assert "wages have adjusted until trade deficits are as they were" in horizon_line(LONG_RUN, answers[4].closure)


class TestBeside:
    @pytest.mark.parametrize("named", ["year 1", "long run"])
    def test_stakes_are_those_of_the_dossier_at_that_horizon(self, space, named):
        package = {"steel": "lifted", "data": "framework"}
        found = stakes_at(space, named, [package])
        eve = bring_to_eve(space.dossier.at_horizon(named))
        change = eve.solve(package).real_income_change
        for p, party in space.dossier.parties.items():
            assert found.economic(package)[p] == pytest.approx(change[eve.world.region(party.region)], abs=1e-7)
        war = eve.solve({"steel": "doubled"}).real_income_change
        np.testing.assert_allclose(
            found.branches["war"], [war[eve.world.region(p.region)] for p in space.dossier.parties.values()], atol=1e-7
        )

    def test_gains_there_are_those_of_a_deal_space_made_there(self, space):
        deals = list(space.named.values())
        found = long_run(space, [deal.package for deal in deals])
        other = tt.deal_space(space.dossier.at_horizon("long run"))
        for deal in deals:
            gain, there = found.gain(deal), other.deal(deal.package).gain
            assert gain == pytest.approx({p: there[p] for p in space.parties}, abs=1e-7)

    def test_at_its_own_horizon_nothing_stands_beside(self, space):
        other = tt.deal_space(space.dossier.at_horizon("long run"))
        assert long_run(other, []) is None
        assert flip_words(other, None, {}) == []
        assert stakes_json(other, None) is None

    def test_a_stake_that_changes_sign_is_told_with_both_figures(self, space):
        assert flips(1.0, -1.0, 0.05)
        assert not flips(0.04, -1.0, 0.05)
        assert not flips(2.0, 1.0, 0.05)
        deal = space.deal({"steel": "lifted"})
        found, key = long_run(space, [deal.package]), tuple(deal.package.items())
        sign = {"USA": -1, "EU": 1}
        same = {name: np.array([space.no_deal[name].economic[p] for p in space.parties]) for name in found.branches}
        turned = replace(
            found, known={key: np.array([sign[p] * deal.economic[p] for p in space.parties])}, branches=same
        )
        (line,) = flip_words(space, turned, {"Steel for data": deal})
        assert "United States, Steel for data (model): " in line
        assert "European Union, Steel for data (model)" not in line
        assert "in years 2 to 3" in line
        calm = replace(found, known={key: np.array([deal.economic[p] for p in space.parties])}, branches=same)
        assert flip_words(space, calm, {"Steel for data": deal}) == ["No stake has another sign in the long run."]

    def test_a_stake_that_tables_print_with_another_sign_is_told_however_small(self, space):
        deal = space.deal({"steel": "lifted"})
        found, key = long_run(space, [deal.package]), tuple(deal.package.items())
        same = {name: np.array([space.no_deal[name].economic[p] for p in space.parties]) for name in found.branches}
        amount, least = Figures(space.money), space.money.least
        there = {"USA": -least / 2, "EU": -least / 1e3}
        small = replace(deal, economic={"USA": least / 3, "EU": least / 1e3})
        turned = replace(found, known={key: np.array([there[p] for p in space.parties])}, branches=same)
        (line,) = flip_words(space, turned, {"Steel for data": small})
        assert f"{amount.cell(least / 3)} in years 2 to 3, {amount.cell(-least / 2)} in the long run" in line
        assert "European Union, Steel for data (model)" not in line  # which both tables print as nothing
        assert amount.cell(least / 1e3) == amount.cell(-least / 1e3)

    @pytest.mark.slow
    def test_every_form_of_the_brief_has_the_long_run_beside(self, space):
        findings = gather(space, sensitivity=False)
        for form in ("html", "one-page", "markdown", "word"):
            text = text_in(findings, form)
            assert "figures in years 2 to 3" in text, form
            assert text.count("in the long run") >= (1 if form == "one-page" else 3), form
        later = findings.long_run
        assert later is not None
        assert f"in the long run {Figures(space.money)(float(later.branches['war'][0]))}" in text_in(findings, "html")

    def test_deals_print_the_long_run_beside(self, tmp_path):
        where = str(write(tmp_path, small(world={"horizon": "years 2-3"})))
        told = runner.invoke(app, ["deals", where])
        assert told.exit_code == 0, told.output
        plain = " ".join(told.output.split())
        assert "figures in years 2 to 3" in plain
        assert "gain over no deal, in" in plain
        assert "sign in the long run" in plain


class TestPresentValue:
    def test_each_year_is_the_mean_of_its_path_and_all_make_the_sum(self):
        figures = np.array([[1.0], [4.0], [2.0], [3.0], [5.0]])
        years = year_by_year(figures, 12)
        assert years.shape == (12, 1)
        assert years[0, 0] == pytest.approx(1.0)  # year 1's figure holds in the first year
        assert years[3, 0] == pytest.approx(4 - 2 * (3.5 - 2.5) / 2.5)  # the middle of a line
        assert years.sum() == pytest.approx(present_value(figures, 0.0, 12.0)[0])

    def test_a_constant_path_is_an_annuity(self):
        flat = np.full((len(KNOTS), 2), 3.0)
        for rate, years in ((0.05, 10), (0.2, 30), (1e-9, 7), (0.0, 7)):
            expected = 3 * (years if rate < 1e-6 else -math.expm1(-rate * years) / rate)
            np.testing.assert_allclose(present_value(flat, rate, years), expected, rtol=1e-8)

    def test_a_straight_line_has_its_closed_form(self):
        """``v(t) = t`` from year 1 to 10: the integral of ``t e^(-rt)``, and ``v = 1`` in the first year."""
        line, rate = KNOTS[:, None].copy(), 0.07

        def integral(t):
            return -(t / rate + 1 / rate**2) * math.exp(-rate * t)

        expected = -math.expm1(-rate) / rate + integral(10) - integral(1)
        assert present_value(line, rate, 10)[0] == pytest.approx(expected, rel=1e-12)

    def test_any_path_agrees_with_a_sum_over_small_steps(self):
        figures, rates = np.random.default_rng(0).normal(size=(len(KNOTS), 3)), np.array([0.0, 0.03, 0.3])
        times = (np.arange(200_000) + 0.5) * 25 / 200_000
        steps = np.array([[np.interp(times, KNOTS, column) for column in figures.T]])[0]
        expected = (steps * np.exp(-rates[:, None] * times)).sum(1) * 25 / 200_000
        np.testing.assert_allclose(present_value(figures, rates, 25), expected, rtol=1e-7)

    def test_years_add_up_and_later_ones_count_less(self):
        figures = np.random.default_rng(1).normal(size=(len(KNOTS), 2))
        times = np.union1d(np.linspace(0, 3.7, 400), KNOTS[:2])
        expected = [np.trapezoid(np.interp(times, KNOTS, column), times) for column in figures.T]
        np.testing.assert_allclose(present_value(figures, 0.0, 3.7), expected, rtol=1e-9)
        ones = np.ones((len(KNOTS), 1))
        assert present_value(ones, 0.1, 10)[0] < present_value(ones, 0.02, 10)[0] < 10

    def test_a_path_goes_through_its_horizons_and_holds_at_its_ends(self):
        figures = np.arange(10.0).reshape(5, 2)
        for k, years in enumerate(KNOTS):
            np.testing.assert_array_equal(on_path(figures, years), figures[k])
        np.testing.assert_array_equal(on_path(figures, 0.3), figures[0])
        np.testing.assert_array_equal(on_path(figures, LONG_RUN_YEARS + 30), figures[-1])
        np.testing.assert_allclose(on_path(figures, 3.75), (figures[1] + figures[2]) / 2)


class TestPaths:
    def test_a_shock_is_solved_at_every_horizon(self):
        world = random_world(5)
        shock = tt.Shock(world).add_tariff("R0", "R1", 0.2, "all")
        found = of_shock(world, shock, 0.05)
        for k, one in enumerate(HORIZONS):
            alone = tt.solve(world, shock, closure=Closure.horizon(one)).real_income_change
            np.testing.assert_allclose(found.figures["real income"][k], alone, atol=1e-9)
        np.testing.assert_allclose(found.at("real income", 5.0), found.figures["real income"][2])

    def test_a_package_follows_its_schedule_and_its_partys_rate(self, tmp_path):
        content = small(world={"horizon": "years 2-3"})
        content["enforcement"] = {"discount_rate": {"USA": 0.1}, "default_rate": 0.03}
        steel = content["agenda"][0]["options"]
        steel.append({"id": "later", "title": "lifted in four years",
                      "phases": [{"since": "2029-01-01", "option": "lifted"}]})  # fmt: skip
        dossier = Dossier.load(write(tmp_path, content))
        found, lifted = of_package(dossier, {"steel": "later"}), of_package(dossier, {"steel": "lifted"})
        here, there = found.figures["real income"], lifted.figures["real income"]
        assert np.abs(here[:2]).max() < 1e-9
        np.testing.assert_allclose(here[2:], there[2:], atol=1e-9)
        rates = dict(zip(found.world.regions, found.rates, strict=True))
        assert (rates["USA"], rates["EU27"], rates["CHN"]) == (0.1, 0.03, 0.03)

    def test_the_command_prints_totals_and_what_they_are_worth(self, tmp_path):
        where = str(write(tmp_path, small()))
        told = runner.invoke(app, ["path", where, "-p", "steel=lifted", "--years", "5", "-o", str(tmp_path / "out")])
        assert told.exit_code == 0, told.output
        plain = " ".join(told.output.split())
        assert "sum of 5 years" in plain
        assert "Real income of the United States over 5 years" in plain
        assert (tmp_path / "out" / "path.csv").is_file()
        assert (tmp_path / "out" / "path.svg").read_text(encoding="utf-8").startswith("<svg")

    def test_the_command_takes_a_package_by_name_as_explain_does(self, tmp_path):
        where = str(write(tmp_path, {**small(), "horizon_years": 3}))
        explained = json.loads(runner.invoke(app, ["explain", where, "nash", "--json"]).stdout)["package"]
        words = ",".join(f"{item}={option}" for item, option in explained.items())
        by_name, by_words = (
            json.loads(runner.invoke(app, ["path", where, "-p", given, "--json"]).stdout) for given in ("nash", words)
        )
        assert by_name.pop("title").endswith(by_words.pop("title").removeprefix("Against today: "))
        assert by_name == by_words
        assert by_name["years"] == 3  # the dossier's own, as on the workbench, where nobody asks for others
        solved = [
            runner.invoke(app, ["solve", where, "-p", given, "--json", "--no-ranges"]).stdout
            for given in ("nash", words)
        ]
        assert solved[0] == solved[1]
        assert json.loads(solved[0])["package"] == explained

    def test_the_command_says_what_it_needs(self, tmp_path):
        where = str(write(tmp_path, small()))
        for words, said in (
            (["path", where, "--ledger", "us-2025", "--on", "2025-11-10"], "not both"),
            (["path", "--ledger", "us-2025"], "needs --on"),
            (["path", where, "-p", "agreed"], "does not say what was agreed"),
        ):
            found = runner.invoke(app, words)
            assert isinstance(found.exception, tt.TradetalksError)
            assert said in str(found.exception)

    def test_a_package_misspelt_is_a_usage_error_told_before_anything_is_solved(self, tmp_path):
        found = runner.invoke(app, ["path", str(write(tmp_path, small())), "-p", "nahs"])
        assert found.exit_code == 2
        assert "nash" in found.output


class TestSweeps:
    PLAN: ClassVar[dict[str, object]] = {
        "name": "horizons",
        "horizon": "$when",
        "parameters": {"when": {"values": [1, "2-3", "long run"]}},
        "scenarios": [
            {
                "name": "duty",
                "measures": [{"instrument": "tariff", "importer": "USA", "exporter": "CHN", "points": 0.25}],
            }
        ],
    }

    def test_a_horizon_is_a_parameter_like_any_other(self):
        plan = Plan.model_validate(self.PLAN)
        plan.check()
        rows = solve_part(plan.model_dump(mode="json"), "duty", 0)
        usa = rows[rows.region == "USA"].set_index("parameter_when").real_income_percent
        world = tt.World.default()
        shock = tt.Shock(world).add_tariff("USA", "CHN", 0.25)
        for named in ("1", "2-3", "long run"):
            alone = tt.solve(world, shock, closure=Closure.horizon(named)).real_income["USA"]
            assert usa[named] == pytest.approx(alone, abs=1e-8)

    def test_without_a_dossier_nothing_named_is_the_long_run(self):
        plan = Plan.model_validate({**self.PLAN, "horizon": None, "parameters": {}})
        assert resolved(plan, plan.scenarios[0], {})["world"]["horizon"] == "long run"

    def test_what_is_no_horizon_is_refused(self):
        for changes, said in (
            ({"horizon": "year 4", "parameters": {}}, "horizon: unknown horizon 'year 4'"),
            ({"world": {"horizon": 1}}, "expected it once"),
        ):
            with pytest.raises(SweepError, match=said):
                Plan.model_validate({**self.PLAN, **changes}).check()


class TestDraws:
    def test_neighbours_are_drawn_in_half_and_told(self, space):
        from tradetalks.counsel.robustness import beside, robustness, set_chances
        from tradetalks.report.sure_report import robust_words

        sets = ["GYY", "FGO", *beside(space.dossier)]
        assert sets[2:] == ["GYY at year 1", "GYY at year 5"]
        np.testing.assert_allclose(set_chances(sets), 0.25)
        np.testing.assert_allclose(set_chances(["GYY", "LL", "LL~1"]), [0.5, 0.25, 0.25])
        deal = space.deal({"steel": "lifted", "data": "framework"})
        (found,) = robustness(space, {"deal": deal.package}, sets=sets, draws=400)
        own, later = (stakes_at(space, when, [deal.package]) for when in ("years 2-3", "year 5"))
        for p in space.parties:
            assert found.published["GYY"][p] == pytest.approx(deal.gain[p], abs=1e-7)
            assert found.published["GYY at year 5"][p] == pytest.approx(later.gain(deal)[p], abs=1e-7)
            assert own.gain(deal)[p] == pytest.approx(deal.gain[p], abs=1e-7)
        assert (
            "In 50% of these draws the horizon is another: year 1 and year 5, at the elasticities of Giri, Yi &"
            " Yilmazkuday" in robust_words([found], sets)[0]
        )

    def test_at_the_ends_there_is_one_neighbour(self, space):
        from tradetalks.counsel.robustness import beside

        assert beside(space.dossier.at_horizon("long run")) == ("GYY at year 10",)
        assert beside(space.dossier.at_horizon("year 1")) == ("GYY at years 2-3",)
