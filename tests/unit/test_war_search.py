"""Optimal and Nash tariffs looked for from several starts: no false optimum, no false equilibrium, words where due."""

import json
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tests.small_dossier import small, write
from tests.worlds import make_world, one_sector_world, random_world, symmetric_world
from tradetalks.cli import app
from tradetalks.equilibrium.closure import Closure
from tradetalks.war import nash
from tradetalks.war.levers import levers, levers_by_player
from tradetalks.war.objectives import REAL_INCOME, government, objective_of
from tradetalks.war.optimal import unit
from tradetalks.war.slopes import Task

LAMBDA = {"R0": {"S0": 1.07, "S1": 3.74, "S2": 1.47}}  # strongly unequal: sector 1 may be shut off or left open
BOTH = ["R0", "R1"]


@pytest.fixture(scope="module")
def two_basins():
    world = random_world(13)
    return world, government(world, LAMBDA)


@pytest.fixture(scope="module")
def rules(two_basins):
    _, goal = two_basins
    return {"sectors": "all", "objective": goal, "deficits": "zero"}


@pytest.fixture(scope="module")
def false_war(two_basins, rules):
    """Rounds from zero tariffs that nobody questions: they settle where region 0 could do better from far away."""
    return tt.nash_tariffs(two_basins[0], BOTH, among_players=False, start=0.0, starts=(), **rules)


@pytest.fixture(scope="module")
def true_war(two_basins, rules):
    return tt.nash_tariffs(two_basins[0], BOTH, among_players=False, start=0.0, **rules)


def objective(world, goal, player, shock):
    """The player's objective under a policy, solved afresh."""
    own = levers(world, player, sectors="all")
    task = Task(world, shock, Closure("zero"), own, goal, unit(world, player))
    return float(task.standing()[world.region(player)])


class TestOptimal:
    def test_a_poor_local_optimum_is_left(self, two_basins, rules):
        world, goal = two_basins
        poor = tt.optimal_tariffs(world, "R0", start=0.0, starts=(), **rules)
        assert poor.slope < 1e-9  # a local optimum by every sign it gives
        for start in (0.05, None):
            best = tt.optimal_tariffs(world, "R0", start=start, **rules)
            assert best.value - poor.value > 0.04
            assert best.objective_gain > poor.objective_gain + 4
            assert any("other local optima exist" in text for text in best.warnings)
            assert any(abs(value - poor.value) < 1e-7 for value, _ in best.others)
            led = {one.start: one for one in best.tried}
            assert any(one.poorer for one in best.tried)
            assert min(one.gain for one in best.tried) == pytest.approx(poor.value - best.value, abs=1e-6)
            assert "highest rates" in led
        shock = best.levers.on(tt.Shock(world), best.rates)
        assert objective(world, goal, "R0", shock) == pytest.approx(best.value, abs=1e-10)

    def test_no_rates_at_random_do_better(self, two_basins, rules):
        world, goal = two_basins
        best = tt.optimal_tariffs(world, "R0", start=0.0, **rules)
        own, rng = best.levers, np.random.default_rng(3)
        task = Task(world, tt.Shock(world), Closure("zero"), own, goal, unit(world, "R0"))
        for _ in range(60):
            rates = np.expm1(rng.uniform(0, np.log(11), len(own))) * (rng.random(len(own)) < 0.6)
            assert task.at(rates, task.start()).value < best.value

    def test_one_optimum_is_told_as_one(self):
        world = random_world(5)
        best = tt.optimal_tariffs(world, "R0", sectors="all", deficits="zero")
        assert best.warnings == ()
        assert best.others == ()
        assert len({one.start for one in best.tried}) == len(best.tried) >= 5
        assert max(one.gain for one in best.tried) == 0  # against the optimum itself

    def test_bounds_that_bind_are_counted_and_named(self):
        world = random_world(5)
        best = tt.optimal_tariffs(world, "R0", sectors="all", bounds=(0.0, 0.21), deficits="zero")
        held = best.rates >= 0.21 - 1e-9
        assert 0 < held.sum() < len(held)
        [words] = [text for text in best.warnings if "at a bound" in text]
        assert f"{held.sum()} of {len(held)} rates" in words
        assert f"{held.sum()} at the highest (21%)" in words
        assert best.levers.name(int(np.flatnonzero(held)[0])) in words

    def test_a_tariff_that_stops_all_trade_is_no_optimum_by_itself(self):
        """At 1000% slopes all but vanish without a maximum: the climb must come down from there."""
        best, other = (
            tt.optimal_tariffs(random_world(13), "R0", ["R1"], "S0", start=start, starts=(), deficits="zero")
            for start in (10.0, 0.2)
        )
        assert best.rates[0] == pytest.approx(other.rates[0], abs=1e-6)
        assert best.rates[0] < 1

    @pytest.mark.slow
    def test_a_fixed_deficit_that_makes_shutting_trade_off_pay_is_said(self):
        best = tt.optimal_tariffs(random_world(8), "R0", sectors="all", starts=("high",))
        assert best.rates.min() == best.levers.high[0]
        assert any("deficit" in text and "fixed" in text for text in best.warnings)
        with pytest.raises(tt.NotConverged, match=r"R0 better.*highest rates|highest rates.*R0 better"):
            tt.optimal_tariffs(
                random_world(4), "R0", sectors="all", starts=("high",)
            )  # it pays till no equilibrium exists

    def test_rates_of_the_wrong_kind(self, two_basins):
        world, _ = two_basins
        for options, words in (
            ({"starts": ("hihg",)}, "nearest: 'high'"),
            ({"start": [0.1, float("nan")]}, "finite"),
            ({"start": np.zeros(5)}, "5 rates, expected one, or one for each of the 6"),
            ({"start": {"R0": 1}}, "expected a rate"),
        ):
            with pytest.raises(tt.PolicyError, match=words):
                tt.optimal_tariffs(world, "R0", sectors="all", **options)


class TestNash:
    def test_a_false_equilibrium_is_left(self, two_basins, rules, false_war, true_war):
        world, _ = two_basins
        assert false_war.history[-1] <= 1e-8  # rounds settled
        assert false_war.slope < 1e-8
        assert np.isnan(false_war.most_to_gain["R0"])  # nothing tried, nothing claimed
        better = tt.optimal_tariffs(world, "R0", shock=false_war.outcome.shock, **rules)
        assert better.rise > 0.04
        assert np.abs(true_war.rates["R0"] - false_war.rates["R0"]).max() > 1
        assert len(true_war.history) > len(false_war.history)
        for code in BOTH:
            again = tt.optimal_tariffs(world, code, shock=true_war.outcome.shock, start=10.0, **rules)
            assert again.rise < 1e-8
            assert abs(true_war.most_to_gain[code]) < 1e-7

    @pytest.mark.parametrize("start", ["high", "sectors"])
    def test_any_one_deviation_that_gains_will_do(self, two_basins, rules, true_war, start):
        war = tt.nash_tariffs(two_basins[0], BOTH, among_players=False, start=0.0, starts=(start,), **rules)
        np.testing.assert_allclose(war.rates["R0"], true_war.rates["R0"], atol=1e-2)
        assert war.objective_gain["R0"] == pytest.approx(true_war.objective_gain["R0"], abs=1e-5)

    def test_deviations_that_end_lower_are_told(self, two_basins, rules, true_war):
        """From its lowest rates region 0 ends 4.6% below the equilibrium: no gain, but another optimum."""
        world, goal = two_basins
        war = tt.nash_tariffs(world, BOTH, among_players=False, starts=("low",), **rules)
        poor = tt.optimal_tariffs(world, "R0", shock=war.outcome.shock, start=0.0, starts=(), **rules)
        kept = objective(world, goal, "R0", war.outcome.shock)
        assert war.most_to_gain["R0"] == pytest.approx(poor.value - kept, abs=1e-6)
        assert war.most_to_gain["R0"] < -0.04
        assert abs(war.most_to_gain["R1"]) < 1e-7
        assert any(text.startswith("R0: other local optima exist: 1 of 1") for text in war.warnings)
        assert any(one.poorer and one.start == "lowest rates" for one in true_war.tried["R0"])
        frame = true_war.tried_frame()
        assert frame[frame.player == "R0"].gain.max() == true_war.most_to_gain["R0"]

    def test_what_a_player_gains_by_deviating_is_measured_at_the_others_rates(self, two_basins, rules, false_war):
        """The search of deviations itself, at rates where one player can gain and the other cannot."""
        world, goal = two_basins
        shock = false_war.outcome.shock
        for code, gains in (("R0", True), ("R1", False)):
            own = levers(world, code, sectors="all")
            task = Task(world, shock, Closure("zero"), own, goal, unit(world, code))
            fight = nash._Fight({code: task}, shock, 1e-8, 60, None)
            fight.tops[code] = nash.stands(task.at(own.read(shock), task.start()))
            top, tried = fight.deviate(code, nash._points(task, code, ["low", "high"]), True)
            best = tt.optimal_tariffs(world, code, shock=shock, **rules)
            assert (top is not None) == gains
            assert nash.most_to_gain(tried) == pytest.approx(best.rise if gains else 0.0, abs=1e-6)

    def test_a_players_own_optimum_is_a_start_where_asked_for(self, two_basins, rules):
        world, goal = two_basins
        own = levers(world, "R0", sectors="all")
        task = Task(world, tt.Shock(world), Closure("zero"), own, goal, unit(world, "R0"))
        (rates,) = nash._points(task, "R0", ["unilateral"]).values()
        best = tt.optimal_tariffs(world, "R0", start="present", starts=(), **rules)
        assert np.abs(rates - own.read(task.shock)).max() > 0.1
        np.testing.assert_allclose(rates, best.rates, atol=0.05)
        assert list(nash._points(task, "R0", ["present"])) == ["present rates"]

    def test_a_player_that_goes_on_gaining_is_an_error_that_names_it(self, two_basins, rules, monkeypatch):
        monkeypatch.setattr(nash, "_ANSWERS", 0)
        told = (
            r"after 0 deviations adopted and \d+ rounds R0 could still gain 4\.8% of its objective by a deviation found"
            r" from highest rates; there may be no equilibrium in these rates"
        )
        with pytest.raises(tt.NotConverged, match=told):
            tt.nash_tariffs(two_basins[0], BOTH, among_players=False, start=0.0, starts=("high",), **rules)

    def test_nobodys_own_rates_can_be_nudged_to_its_gain(self, two_basins, rules, true_war):
        """Each player's own objective is flat or falling in each of its own free rates, and the other's is not."""
        world, goal = two_basins
        shock = true_war.outcome.shock
        for code in BOTH:
            own, here = true_war.levers[code], objective(world, goal, code, shock)
            for j in range(len(own)):
                for nudge in (-1e-3, 1e-3):
                    rates = true_war.rates[code] + nudge * np.eye(len(own))[j]
                    if own.low[j] <= rates[j] <= own.high[j]:
                        assert objective(world, goal, code, own.on(shock, rates)) <= here + 1e-10

    def test_bounds_hold_in_a_war(self):
        world = random_world(3)
        free = tt.nash_tariffs(world, BOTH, sectors="all", deficits="zero", starts=("low",))
        war = tt.nash_tariffs(world, BOTH, sectors="all", deficits="zero", bounds=(0.05, 0.1))
        for code in BOTH:
            assert (free.rates[code] > 0.1).any()
            assert war.rates[code].min() >= 0.05
            assert war.rates[code].max() == pytest.approx(0.1)
            assert abs(war.most_to_gain[code]) < 1e-7
            assert any(text.startswith(f"{code}: ") and "at the highest (10%)" in text for text in war.warnings)

    def test_starts_by_player(self, two_basins, rules, true_war):
        world, _ = two_basins
        rates = {code: true_war.rates[code] for code in BOTH}
        war = tt.nash_tariffs(world, BOTH, among_players=False, start=rates, starts=(rates, 0.1), **rules)
        assert war.history[0] > 0  # against the present rates
        assert len(war.history) <= len(true_war.history)
        assert war.deviations_from == ("given rates 1", "10%")
        with pytest.raises(tt.PolicyError, match="nearest: 'unilateral'"):
            tt.nash_tariffs(world, BOTH, starts=("unilaterl",), **rules)

    def test_the_objectives_gain_stands_beside_real_income(self, two_basins, true_war):
        table = true_war.to_frame()
        world, goal = two_basins
        for code in BOTH:
            rise = objective(world, goal, code, true_war.outcome.shock) - objective(world, goal, code, tt.Shock(world))
            assert table.loc[code, "objective_gain_pct"] == pytest.approx(100 * np.expm1(rise), abs=1e-7)
        assert table.loc["R0", "objective_gain_pct"] > 0 > table.loc["R0", "real_income_pct"]
        assert table.loc["R1", "objective_gain_pct"] == pytest.approx(table.loc["R1", "real_income_pct"], abs=1e-7)


class TestUniform:
    def test_its_slope_is_the_sum_of_its_cells_slopes(self):
        world = random_world(4)
        parts = {"instruments": ("tariff", "export_tax", "subsidy")}
        cells, one = (levers(world, "R1", sectors="all", uniform=u, **parts) for u in (False, True))
        assert len(one) == 3
        rates = np.array([0.2, 0.05, 0.01])
        found = []
        for own, at in ((cells, rates[cells.kind]), (one, rates)):
            task = Task(world, tt.Shock(world), Closure("zero"), own, REAL_INCOME, unit(world, "R1"))
            point = task.at(at, task.start())
            found.append((point.value, point.gradient()))
        assert found[0][0] == pytest.approx(found[1][0], abs=1e-12)
        sums = [found[0][1][cells.kind == k].sum() for k in range(3)]
        np.testing.assert_allclose(found[1][1], sums, rtol=1e-8)

    def test_it_is_the_best_single_rate(self):
        """Against a scan that knows nothing of slopes."""
        world = random_world(4)
        best = tt.optimal_tariffs(world, "R1", sectors="all", uniform=True, deficits="zero")
        assert len(best.rates) == 1
        own, scan = best.levers, np.linspace(0, 1, 101)
        incomes = [tt.solve(world, own.on(tt.Shock(world), np.array([t])), deficits="zero").real_income_ratio[1]
                   for t in scan]  # fmt: skip
        assert abs(scan[int(np.argmax(incomes))] - best.rates[0]) <= 0.01
        assert best.outcome.real_income_ratio[1] >= max(incomes) - 1e-12
        level = best.outcome.shock.tariff_level[:, 1]
        np.testing.assert_array_equal(np.delete(level, 1, axis=0), best.rates[0])
        assert (level[1] == 0).all()
        [row] = best.to_frame().to_dict("records")
        assert (row["exporter"], row["importer"], row["sector"]) == ("all", "R1", "all")
        assert row["trade_bn"] == pytest.approx(np.delete(world.trade[:, 1], 1, axis=0).sum())

    def test_it_is_read_as_the_mean_of_its_cells(self):
        world = random_world(4)
        own = levers(world, "R1", sectors="all", uniform=True)
        assert own.read(tt.Shock(world))[0] == pytest.approx(np.delete(world.tariff[:, 1], 1, axis=0).mean())
        assert own.read(own.on(tt.Shock(world), np.array([0.3])))[0] == pytest.approx(0.3)

    def test_it_can_be_one_players_alone(self):
        world = random_world(4)
        war = tt.nash_tariffs(world, BOTH, sectors="all", uniform="R0", deficits="zero", starts=("low",))
        assert [len(war.rates[code]) for code in BOTH] == [1, 3]
        with pytest.raises(tt.PolicyError, match="uniform: unknown player 'R9'"):
            tt.nash_tariffs(world, BOTH, sectors="all", uniform=["R9"])


class TestShortRun:
    def world(self):
        """Region 0 makes nothing of sector 1."""
        trade = random_world(2).trade.copy()
        trade[0, :, 1] = 0
        shares = np.full((3, 3, 3), 0.15)
        return make_world(trade, np.zeros_like(trade), shares, np.array([4.0, 5.0, 6.0]))

    def test_slopes_are_finite_where_a_region_makes_nothing(self):
        """Sector-specific labour asks for the log of what each sector earns, also where that is zero."""
        world, how = self.world(), Closure("zero", labour_mobility=1.0, trade_elasticity_factor=0.38)
        own = levers(world, "R0", sectors="all")
        task = Task(world, tt.Shock(world), how, own, REAL_INCOME, unit(world, "R0"))
        here = task.at(np.full(len(own), 0.2), task.start())
        hessian, step = here.hessian(), 1e-4
        assert np.isfinite(hessian).all()
        for j in range(len(own)):
            up, down = (task.at(here.rates + sign * step * np.eye(len(own))[j], here.vector) for sign in (1, -1))
            np.testing.assert_allclose((up.gradient() - down.gradient()) / (2 * step), hessian[j], rtol=1e-4, atol=1e-7)
        best = tt.optimal_tariffs(world, "R0", sectors="all", closure=how, starts=("low",))
        assert np.isfinite(best.rates).all()
        assert best.curvature < 0

    def test_a_trade_elasticity_below_one_is_no_reason_for_endless_tariffs(self):
        """``1 / (theta lambda_ff)`` (Gros 1987) is finite for any elasticity of trade above zero; a bound below it
        binds, and that is said."""
        theta, trade = 0.4, np.array([[8.0, 2.0], [2.0, 30.0]])[:, :, None]
        world = make_world(trade, np.zeros_like(trade), np.zeros((2, 1, 1)), np.array([theta]))
        best = tt.optimal_tariffs(world, "R0", sectors="all", deficits="zero", starts=("high",))
        foreign = best.outcome.trade[1, 1, 0] / best.outcome.expenditure[1, 0]
        assert best.rates[0] == pytest.approx(1 / (theta * foreign), rel=1e-6)
        assert best.warnings == ()
        held = tt.optimal_tariffs(world, "R0", sectors="all", deficits="zero", bounds=(0, 1.0))
        assert held.rates[0] == 1.0
        assert "the tariff of R0 on R1 S0" in held.warnings[0]

    def test_slopes_that_are_no_numbers_end_in_a_named_error(self):
        world, anp = self.world(), pytest.importorskip("autograd.numpy")

        def nowhere(economy):
            return anp.log(economy.output[:, 1])

        def torn(economy):  # finite, but its slope is 0 x infinity
            made = economy.output[:, 1]
            return anp.where(made > 0, anp.log(made), 0.0)

        with pytest.raises(tt.NotConverged, match="nowhere is -inf"):
            tt.optimal_tariffs(world, "R0", sectors="all", objective=nowhere)
        with pytest.raises(tt.NotConverged, match=r"slope of the objective torn in the tariff of R0 on R1 S0 is not"):
            tt.optimal_tariffs(world, "R0", sectors="all", objective=torn)


class TestWords:
    def test_weights_of_governments(self):
        world = random_world(6)
        zero = government(world, {"R0": {"S0": 0.0}})
        np.testing.assert_allclose(zero.weights[0], [0, 1.5, 1.5])
        best = tt.optimal_tariffs(world, "R0", sectors="all", deficits="zero", objective=zero, starts=("low",))
        assert best.objective_gain > 0
        for weights, words in (
            ({"R0": {"S0": -1}}, "R0 S0: found -1"),
            ({"R0": {"S0": float("nan")}}, "R0 S0: found nan"),
            ({"R0": {"S0": float("inf")}}, "R0 S0: found inf"),
            ({"R0": {"S0": "much"}}, "R0 S0: found 'much'"),
            ({"R0": {"S0": True}}, "R0 S0: found True"),
            ({"R0": dict.fromkeys(world.sectors, 0)}, "R0: every sector that it makes weighs 0"),
            ({"R0": 2.0}, "R0: found 2.0, expected a mapping"),
        ):
            with pytest.raises(tt.PolicyError, match=words):
                government(world, weights)
        with pytest.raises(tt.WorldError, match="unknown region 'R7'"):
            government(world, {"R7": {"S0": 1}})
        with pytest.raises(tt.WorldError, match="unknown sector 'S7'"):
            government(world, {"R0": {"S7": 1}})

    def test_weights_of_talks(self):
        world = symmetric_world(3, 1)
        for weights, words in (
            ({"Atlantis": 1}, "unknown region 'Atlantis'"),
            ({"R2": 1}, "R2 is not among the players; expected R0, R1"),
            ({"R0": -1}, "0 or more"),
            ({"R0": float("inf")}, "finite"),
            ({"R0": 0}, "not all 0"),
        ):
            with pytest.raises(tt.PolicyError, match=words):
                tt.cooperative_tariffs(world, BOTH, "all", weights=weights)

    def test_own_trade_and_objectives_nobody_has(self):
        world = one_sector_world()
        with pytest.raises(tt.PolicyError, match="own trade bears no tariff"):
            tt.optimal_tariffs(world, "R0", ["R0"], "all")
        for name in ("welfare", "Welfare", "government"):
            with pytest.raises(tt.PolicyError, match=r"'real_income', or government\(world, weights\)"):
                objective_of(name)
        with pytest.raises(tt.PolicyError, match="nearest: 'tariff_revenue'") as found:
            objective_of("tarif_revenue")
        assert "expected one of: real_income, tariff_revenue; or" in str(found.value)


def uniform_lines(where, *more):
    found = CliRunner().invoke(app, ["war", where, "--sectors", "STEEL", "AUTO", *more])
    assert found.exit_code == 0, found.output
    return found.stdout


@pytest.mark.slow
def test_the_command_tells_what_was_tried(tmp_path):
    """Bounds that bind, the government's own gain beside real income, uniform rates; in words and in JSON."""
    where = str(write(tmp_path, small()))
    held = ["--players", "USA", "EU27", "--uniform", "--highest", "3", "--weights", "USA:STEEL=3", "USA:AUTO=0"]
    told = uniform_lines(where, *held)
    assert "its objective: government, %" in told
    assert "deviations tried: none gains" in told
    assert "Warning: USA: 1 of 1 rate stands at a bound" in told
    found = json.loads(uniform_lines(where, *held, "--json"))
    assert found["warnings"][0].startswith("USA: 1 of 1 rate stands at a bound")
    assert found["objective"] == {"name": "government", "gain_in_per_cent": True}
    assert {row["sector"] for row in found["rates"]} == {"all"}
    assert max(row["rate_pct"] for row in found["rates"]) == pytest.approx(3)
    starts = {one["start"] for one in found["tried"]["USA"]}
    assert {"lowest rates", "random rates"} <= starts  # the present ones, held to 3%, are the highest
    player = found["players"]["EU27"]  # its weights are even, so that its objective is real income
    assert player["objective"] == pytest.approx(player["real_income_pct"], abs=1e-6)


def test_no_leap_goes_where_a_climb_began():
    """With one rate a player, both bounds are starts of climbs already; without these starts they are leapt to."""
    world = random_world(3)
    rules = {"sectors": "all", "deficits": "zero", "mfn": True, "uniform": True}

    def leapt(starts):
        tried = tt.nash_tariffs(world, world.regions, starts=starts, **rules).tried
        return [[one for one in led if one.start.startswith("each sector")] for led in tried.values()]

    assert leapt(("present", "low", "high", "sectors")) == [[], [], []]
    assert [len(led) for led in leapt(("present", "sectors"))] == [1, 1, 1]


def test_players_that_stand_at_one_policy_stand_at_one_solved_point():
    world, how = random_world(3), Closure("zero")
    own = levers_by_player(world, world.regions, "all", mfn=True, uniform=True)
    shock = tt.Shock(world)
    tasks = {code: Task(world, shock, how, own[code], REAL_INCOME, unit(world, code)) for code in own}
    fight = nash._Fight(tasks, shock, 1e-8, 60, None)
    fight.rounds({code: own[code].read(shock) for code in own})
    fight.challenge({code: {} for code in own}, False)
    assert len({id(top.at.here) for top in fight.tops.values()}) == 1
    alone = replace(tasks["R1"], shock=fight.here).at(own["R1"].read(fight.here), tasks["R1"].start())
    assert fight.tops["R1"].slope <= 1e-10
    np.testing.assert_allclose(fight.tops["R1"].at.gradient(), alone.gradient(), atol=1e-10)
