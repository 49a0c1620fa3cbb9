"""Optimal and Nash tariffs: exact slopes, closed forms, no profitable deviation, symmetry, messages."""

import json
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tests.small_dossier import small, write
from tests.worlds import make_world, random_world, symmetric_world
from tradetalks.cli import app
from tradetalks.equilibrium.closure import Closure
from tradetalks.war import nash, together
from tradetalks.war.climb import Curve
from tradetalks.war.levers import joined, levers
from tradetalks.war.objectives import REAL_INCOME, TARIFF_REVENUE, government, objective_of
from tradetalks.war.optimal import unit
from tradetalks.war.slopes import Task


def two_regions(theta=5.0, home=8.0):
    trade = np.array([[home, 2.0], [2.0, 30.0]])[:, :, None]
    return make_world(trade, np.zeros_like(trade), np.zeros((2, 1, 1)), np.array([theta]))


@pytest.mark.parametrize("theta", [2.5, 5.0, 9.0])
def test_the_optimal_tariff_is_one_over_theta_times_the_foreign_home_share(theta):
    """Two regions, one sector: t = 1 / (theta lambda_ff), lambda_ff at the optimum (Gros 1987; Costinot &
    Rodriguez-Clare 2014)."""
    world = two_regions(theta)
    best = tt.optimal_tariffs(world, "R0", sectors="all", deficits="zero")
    foreign = best.outcome.trade[1, 1, 0] / best.outcome.expenditure[1, 0]
    assert best.rates[0] == pytest.approx(1 / (theta * foreign), rel=1e-7)
    assert best.curvature < 0
    assert best.slope < 1e-9
    assert best.gain > 0


@pytest.mark.parametrize("objective", ["real_income", "tariff_revenue", "government", "own"])
def test_slopes_match_differences(objective):
    if objective == "own":
        pytest.importorskip("autograd")
    world = random_world(4)
    shock = tt.Shock(world).add_tariff("R1", "R0", 0.2, "all")
    goal = {
        "real_income": REAL_INCOME,
        "tariff_revenue": TARIFF_REVENUE,
        "government": government(world, {"R1": {"S0": 3.0}}),
        "own": objective_of(lambda economy: economy.output[:, 1] / economy.price_index),
    }[objective]
    own = levers(world, "R1", sectors=["S0", "S1"], instruments=("tariff", "export_tax", "subsidy"))
    task, rates = Task(world, shock, Closure(), own, goal, unit(world, "R1")), own.read(shock)
    here = task.at(rates, task.start())
    gradient, hessian, step = here.gradient(), here.hessian(), 1e-4
    for j in range(len(own)):
        up, down = (task.at(rates + sign * step * np.eye(len(own))[j], here.vector) for sign in (1, -1))
        assert (up.value - down.value) / (2 * step) == pytest.approx(gradient[j], rel=1e-5, abs=1e-8)
        np.testing.assert_allclose((up.gradient() - down.gradient()) / (2 * step), hessian[j], rtol=1e-4, atol=1e-7)


class TestOwnObjectives:
    def test_slopes_and_curvatures_are_those_of_the_same_objective_by_hand(self):
        pytest.importorskip("autograd")
        world = random_world(4)
        weights = {"R1": {"S0": 3.0}}
        table = government(world, weights).weights
        own = levers(world, "R1", sectors="all", instruments=("tariff", "export_tax"))

        def same(economy):  # real income and, by output of what is sold where, a government's weights
            shares = economy.earnings / economy.earnings.sum(1, keepdims=True)
            total = (table * shares).sum(1) * (economy.income - economy.profits.sum(1))
            return np.log((total + (table * economy.profits).sum(1)) / economy.price_index / economy.benchmark_income)

        def traded(economy):
            return np.log(economy.trade.sum(axis=(1, 2))) + economy.labour_income

        def made(economy):  # all that is made is sold
            return np.log((economy.output * (1 - world.subsidy)).sum(1)) + economy.labour_income

        for one, other in (
            (objective_of(same), government(world, weights)),
            (objective_of(traded), objective_of(made)),
        ):
            here, there = (
                Task(world, tt.Shock(world), Closure(), own, goal, unit(world, "R1")).at(
                    own.read(tt.Shock(world)), np.zeros(21)
                )
                for goal in (one, other)
            )
            assert here.value == pytest.approx(there.value, abs=1e-12)
            np.testing.assert_allclose(here.gradient(), there.gradient(), atol=1e-10)
            np.testing.assert_allclose(here.hessian(), there.hessian(), atol=1e-10)

    def test_what_autograd_cannot_follow_is_said(self):
        pytest.importorskip("autograd")
        for lost in (
            lambda economy: np.where(economy.income > 0, economy.income, 0.0),
            lambda economy: np.vectorize(float)(economy.income),
        ):
            with pytest.raises(tt.PolicyError, match=r"autograd cannot differentiate it .*autograd\.numpy"):
                tt.optimal_tariffs(random_world(4), "R1", objective=lost, sectors="all")


@pytest.mark.parametrize("closure", [Closure("zero"), Closure(labour_mobility=1.5)])
def test_no_nearby_tariff_does_better(closure):
    world = random_world(7)
    best = tt.optimal_tariffs(world, "R2", sectors="all", closure=closure)
    rng = np.random.default_rng(0)
    top = best.outcome.real_income_ratio[2]
    for _ in range(20):
        other = np.clip(best.rates + rng.normal(0, 0.05, len(best.rates)), 0, 10)
        found = tt.solve(world, best.levers.on(tt.Shock(world), other), closure=closure)
        assert found.real_income_ratio[2] <= top + 1e-10


def test_bounds_hold_and_bind():
    world = random_world(7)
    best = tt.optimal_tariffs(world, "R0", sectors="all", bounds=(0.0, 0.1))
    assert best.rates.min() >= 0
    assert best.rates.max() == pytest.approx(0.1)
    free = tt.optimal_tariffs(world, "R0", sectors="all")
    assert free.gain > best.gain > 0


def test_rates_may_stand_among_starts():
    world = random_world(4)
    one = tt.optimal_tariffs(world, "R0", sectors="all", starts=("low",))
    given = tt.optimal_tariffs(world, "R0", sectors="all", starts=(np.full(6, 0.2), "low"))
    np.testing.assert_allclose(given.rates, one.rates, atol=1e-7)


def test_several_starts_reach_one_optimum():
    world = random_world(5)
    best = tt.optimal_tariffs(world, "R0", sectors="all", start=[0.0, 0.3, 1.5])
    assert best.others == ()  # every start led to the same optimum
    np.testing.assert_allclose(best.rates, tt.optimal_tariffs(world, "R0", sectors="all").rates, atol=1e-6)


def test_nash_tariffs_are_best_responses_and_cost_the_world():
    world = random_world(3)
    war = tt.nash_tariffs(world, world.regions, sectors="all", deficits="zero")
    assert war.history[-1] <= 1e-8
    assert max(war.most_to_gain.values()) < 1e-9
    for code in war.players:
        again = tt.optimal_tariffs(world, code, sectors="all", shock=replace(war.outcome.shock), deficits="zero")
        np.testing.assert_allclose(again.rates, war.rates[code], atol=1e-6)
    free = tt.solve(world, tt.Shock(world).tariff("all", "all", 0.0, "all"), deficits="zero")
    assert (war.outcome.real_income_change - free.real_income_change).sum() < 0


@pytest.fixture(scope="module")
def before():
    world = random_world(3)
    return world, tt.Shock(world).tariff("all", "all", 0.3, "all")


@pytest.fixture(scope="module")
def rounds():
    return []


@pytest.fixture(scope="module")
def war(before, rounds):
    world, shock = before
    told = lambda turn, change: rounds.append((turn, change))  # noqa: E731
    return tt.nash_tariffs(world, ["R0", "R1"], sectors="all", shock=shock, starts=("high",), progress=told)


class TestNashResult:
    """What a war says of itself, beside its definition."""

    def test_gains_are_against_where_it_starts(self, before, war):
        world, shock = before
        here, then = war.outcome.real_income_ratio, tt.solve(world, shock).real_income_ratio
        np.testing.assert_allclose(war.change, 100 * (here / then - 1), rtol=1e-9)
        for code in war.players:  # of real income the objective is the log
            assert war.objective_gain[code] == pytest.approx(war.change[world.region(code)], rel=1e-7)

    def test_an_objective_in_levels_is_told_as_the_difference(self, before):
        world, shock = before
        war = tt.nash_tariffs(world, ["R0", "R1"], sectors="all", shock=shock, objective="tariff_revenue", starts=())
        for code in war.players:
            own = levers(world, code, ["R1" if code == "R0" else "R0"], "all")
            task = Task(world, shock, Closure(), own, TARIFF_REVENUE, unit(world, code))
            after = replace(task, shock=war.outcome.shock)
            rise = after.standing()[world.region(code)] - task.standing()[world.region(code)]
            assert war.objective_gain[code] == pytest.approx(float(rise), rel=1e-6)

    def test_players_tax_each_other_only(self, war):
        for code in war.players:
            frame = war.levers[code].to_frame(war.rates[code])
            assert set(frame.exporter) == set(war.players) - {code}

    def test_every_round_is_told_and_the_last_moves_nothing(self, war, rounds):
        assert [turn for turn, _ in rounds] == list(range(1, len(war.history) + 1))
        assert tuple(change for _, change in rounds) == war.history
        assert war.history[-1] <= 1e-8 < war.history[0]
        assert war.slope < 1e-9

    def test_rounds_that_run_out_say_by_how_much_rates_still_move(self, before, monkeypatch):
        monkeypatch.setattr(nash, "settle", lambda *_: None)  # nobody moves together
        world, shock = before
        moved = []
        with pytest.raises(tt.NotConverged) as told:
            tt.nash_tariffs(
                world, ["R0", "R1"], sectors="all", shock=shock, starts=(), most_rounds=3,
                progress=lambda _, change: moved.append(change),
            )  # fmt: skip
        assert len(moved) == 3
        assert str(told.value) == (
            f"nash_tariffs: rates still move by {moved[2]:.1e} after 3 rounds; try tighter bounds"
        )

    @pytest.mark.parametrize(("players", "named"), [([], "none"), (["R0", "R0"], "R0")])
    def test_too_few_players_are_named(self, before, players, named):
        with pytest.raises(tt.PolicyError, match=f"players {named}; expected two or more"):
            tt.nash_tariffs(before[0], players)


@pytest.mark.parametrize("options", [{}, {"mfn": True, "uniform": True}, {"instruments": ("tariff", "export_tax")}])
def test_all_at_once_or_in_rounds_the_war_is_the_same(options, monkeypatch):
    world = random_world(3)
    rules = {"sectors": "all", "deficits": "zero", "starts": (), "bounds": (0.0, 0.6), **options}
    war = tt.nash_tariffs(world, world.regions, **rules)
    assert war.history[-1] <= 1e-8
    assert war.slope <= 1e-10
    monkeypatch.setattr(nash, "settle", lambda *_: None)
    rounds = tt.nash_tariffs(world, world.regions, **rules)
    assert rounds.history != war.history
    for code in war.players:
        if "instruments" not in options:  # by Lerner symmetry many such pairs of taxes are one
            np.testing.assert_allclose(war.rates[code], rounds.rates[code], atol=1e-7)
        assert war.objective_gain[code] == pytest.approx(rounds.objective_gain[code], abs=1e-7)


def test_steps_that_settle_nowhere_leave_it_to_rounds(monkeypatch):
    world = random_world(3)
    rules = {"sectors": "all", "deficits": "zero", "starts": ()}
    war = tt.nash_tariffs(world, world.regions, **rules)
    monkeypatch.setattr(together, "_STEPS", 2)
    rounds = tt.nash_tariffs(world, world.regions, **rules)
    for code in war.players:
        np.testing.assert_allclose(war.rates[code], rounds.rates[code], atol=1e-7)


@pytest.mark.parametrize("at_once", [True, False])
def test_a_war_cut_off_goes_on_from_its_file(at_once, monkeypatch, tmp_path):
    world, file = random_world(3), tmp_path / "war.npz"
    if not at_once:
        monkeypatch.setattr(together, "_MOST", 1)
    rules = {"sectors": "all", "deficits": "zero", "starts": (), "kept": file}
    climb, replies = nash.climb, []

    def cut_off(*given):
        if len(replies) == 4:
            raise KeyboardInterrupt
        replies.append(climb(*given))
        return replies[-1]

    if not at_once:
        with monkeypatch.context() as context:
            context.setattr(nash, "climb", cut_off)
            with pytest.raises(KeyboardInterrupt):
                tt.nash_tariffs(world, world.regions, **rules)
    whole = tt.nash_tariffs(world, world.regions, **(rules | {"kept": None}))
    war = tt.nash_tariffs(world, world.regions, **rules)
    again = tt.nash_tariffs(world, world.regions, **rules)
    for code in war.players:
        np.testing.assert_allclose(war.rates[code], whole.rates[code], atol=1e-7)
        np.testing.assert_allclose(again.rates[code], war.rates[code], atol=1e-9)
        assert war.objective_gain[code] == pytest.approx(whole.objective_gain[code], abs=1e-7)  # against the same start
    assert again.history[0] <= 1e-8 if at_once else war.history[0] < whole.history[0]
    with pytest.raises(tt.PolicyError, match=r"war\.npz: rates of another war"):
        tt.nash_tariffs(world, world.regions, **(rules | {"bounds": (0.0, 0.1)}))
    file.write_bytes(b"rates")
    with pytest.raises(tt.PolicyError, match=r"war\.npz: no file of kept rates"):
        tt.nash_tariffs(world, world.regions, **rules)


def test_every_players_slopes_move_with_everybodys_levers_as_differences_say():
    world = random_world(4)
    shock = tt.Shock(world).add_tariff("R1", "R0", 0.2, "all")
    both = joined([levers(world, code, sectors="all", instruments=("tariff", "subsidy")) for code in ("R1", "R2")])
    task, rates = Task(world, shock, Closure(), both, REAL_INCOME, np.zeros(3)), both.read(shock)
    mixes = np.array([unit(world, code) for code in both.players])

    def slopes(x):
        return task.at(x, task.start()).gradients(mixes)[both.owner, np.arange(len(both))]

    found, step = task.at(rates, task.start()).bends(mixes, both.owner), 1e-4
    for j in range(len(both)):
        up, down = (slopes(rates + sign * step * np.eye(len(both))[j]) for sign in (1, -1))
        np.testing.assert_allclose((up - down) / (2 * step), found[:, j], rtol=1e-4, atol=1e-7)


def test_levers_joined_are_those_of_each():
    world = random_world(4)
    parts = [levers(world, "R0", sectors="all"), levers(world, "R2", sectors="all", mfn=True, instruments="export_tax")]
    both, rates = joined(parts), np.linspace(0.1, 0.3, sum(map(len, parts)))
    one_by_one = parts[1].on(parts[0].on(tt.Shock(world), rates[: len(parts[0])]), rates[len(parts[0]) :])
    assert both.on(tt.Shock(world), rates).digest() == one_by_one.digest()
    np.testing.assert_allclose(both.read(one_by_one), rates)
    assert both.players == ("R0", "R2")
    assert [both.name(j) for j in range(len(both))] == [part.name(j) for part in parts for j in range(len(part))]


def test_a_curve_learns_what_a_step_tells():
    curve = Curve(np.diag([-1.0, -2.0, -3.0]))
    move, change = np.array([0.1, 0.2, 0.0]), np.array([-0.3, -0.5, 0.1])
    learned = curve.learned(move, change)
    np.testing.assert_allclose(learned.hessian @ move, change)
    np.testing.assert_allclose(learned.hessian, learned.hessian.T)
    assert curve.learned(move, curve.hessian @ move) is curve
    assert curve.rise(np.array([1.0, 2.0, 3.0]), move) == pytest.approx(0.5 - 0.5 * (0.01 + 2 * 0.04))


@pytest.mark.parametrize("signs", [(-1, -1, -1), (-1, 1, -1)])
def test_a_curve_is_inverted_as_negative(signs):
    vectors = np.linalg.qr(np.random.default_rng(0).normal(size=(3, 3)))[0]
    scale = np.diag([1.0, 10.0, 100.0])
    block = scale @ (vectors * np.array([1.0, 0.5, 2.0]) * signs) @ vectors.T @ scale
    inverse = Curve(block).inverse(np.ones(3, dtype=bool))
    assert np.linalg.eigvalsh(inverse).max() < 0
    if all(sign < 0 for sign in signs):
        np.testing.assert_allclose(inverse @ block, np.eye(3), atol=1e-12)


def test_symmetric_regions_fight_symmetrically():
    world = symmetric_world(sectors=3)
    war = tt.nash_tariffs(world, world.regions, sectors="all")
    assert np.ptp(war.change) < 1e-7
    rates = np.array([war.rates[code] for code in war.players])
    np.testing.assert_allclose(rates, np.broadcast_to(rates[0], rates.shape), atol=1e-7)
    assert (war.change < 0).all()


@pytest.mark.slow
def test_the_us_and_china_fight():
    world = tt.World.default()
    war = tt.nash_tariffs(world, ["USA", "CHN"])
    table = war.to_frame()
    assert max(war.most_to_gain.values()) < 1e-9
    assert table["median_tariff_pct"].min() > 5
    assert war.outcome.certificate.certified


def test_messages():
    world = two_regions()
    with pytest.raises(tt.PolicyError, match="two or more"):
        tt.nash_tariffs(world, ["R0"])
    with pytest.raises(tt.PolicyError, match="in order"):
        tt.optimal_tariffs(world, "R0", sectors="all", bounds=(1.0, 0.5))
    with pytest.raises(tt.PolicyError, match="not differentiated"):
        tt.optimal_tariffs(world, "R0", sectors="all", shock=tt.Shock(world).cap("R1", "R0", 0.5, "all"))
    with pytest.raises(tt.WorldError, match="R2"):
        tt.optimal_tariffs(world, "R2", sectors="all")


def test_the_optimal_export_tax_mirrors_the_optimal_tariff():
    """Lerner (1936) symmetry: with one sector and balanced trade, a tax on exports does what a tariff does."""
    world = two_regions()
    tariff = tt.optimal_tariffs(world, "R0", sectors="all", deficits="zero")
    tax = tt.optimal_tariffs(world, "R0", sectors="all", instruments="export_tax", deficits="zero")
    assert tax.rates[0] == pytest.approx(tariff.rates[0], rel=1e-7)
    assert tax.gain == pytest.approx(tariff.gain, rel=1e-8)


@pytest.mark.slow
def test_mfn_tariffs_are_one_for_all_and_serve_no_better():
    world = random_world(8)
    free, mfn = (tt.optimal_tariffs(world, "R0", sectors="all", mfn=m) for m in (False, True))
    assert len(mfn.rates) == 3
    assert 0 < mfn.gain <= free.gain
    level = mfn.outcome.shock.tariff_level
    np.testing.assert_array_equal(level[1, 0], level[2, 0])


def test_a_government_that_counts_a_sector_more_protects_it_more():
    world = random_world(6)
    plain = tt.optimal_tariffs(world, "R0", sectors="all")
    even = tt.optimal_tariffs(world, "R0", sectors="all", objective=government(world, {}))
    np.testing.assert_allclose(even.rates, plain.rates, atol=1e-6)
    partial = tt.optimal_tariffs(world, "R0", sectors="all", objective=government(world, {"R0": {"S1": 1.5}}))
    in_sector = partial.levers.sector == 1
    assert (partial.rates[in_sector] > plain.rates[in_sector]).all()
    assert partial.gain < plain.gain
    assert partial.objective_gain > 0


def test_revenue_is_largest_at_higher_tariffs_than_welfare():
    world = random_world(6)
    revenue = tt.optimal_tariffs(world, "R0", sectors="all", objective="tariff_revenue")
    assert (revenue.rates > tt.optimal_tariffs(world, "R0", sectors="all").rates).all()
    assert revenue.curvature < 0


def test_levers_read_what_they_set():
    world = random_world(2)
    own = levers(world, ["R0", "R2"], sectors="all", instruments=("tariff", "export_tax", "subsidy"), mfn=True)
    rates = np.random.default_rng(0).uniform(0, 0.4, len(own))
    np.testing.assert_allclose(own.read(own.on(tt.Shock(world), rates)), rates)
    assert own.of("R2").sum() == own.of("R0").sum() == 9
    with pytest.raises(tt.PolicyError, match="nearest: 'tariff'"):
        levers(world, "R0", sectors="all", instruments="tarif")


@pytest.mark.slow
class TestCooperation:
    def test_equal_gains_and_no_better_rates_for_all(self):
        world = random_world(3)
        talks = tt.cooperative_tariffs(world, world.regions, sectors="all")
        gains = np.array(list(talks.gains.values()))
        assert np.ptp(gains) < 2e-6
        assert gains.min() > 0
        assert talks.slope < 1e-8
        rng = np.random.default_rng(1)
        for _ in range(30):  # nothing near by is better for everybody
            other = np.clip(talks.rates + rng.normal(0, 0.03, len(talks.rates)), 0, 10)
            found = np.log(tt.solve(world, talks.levers.on(tt.Shock(world), other)).real_income_ratio)
            assert found.min() <= gains.min() + 1e-6

    def test_gains_are_against_the_shock_as_it_stands(self):
        """Most-favoured-nation levers start from rates that differ by partner: the start is those, not their mean."""
        world = random_world(3)
        talks = tt.cooperative_tariffs(world, world.regions, sectors="all", mfn=True)
        for code, gain in talks.gains.items():
            assert 100 * np.expm1(gain) == pytest.approx(talks.change[world.region(code)], abs=1e-7)

    def test_symmetric_regions_agree_on_free_trade(self):
        """The one inefficiency is the tariff: mirror images take it to zero."""
        world = symmetric_world(2, 1)
        talks = tt.cooperative_tariffs(world, world.regions, sectors="all", bounds=(-0.2, 1.0))
        np.testing.assert_allclose(talks.rates[0], talks.rates[1], atol=1e-5)
        free = tt.solve(world, tt.Shock(world).tariff("all", "all", 0.0, "all")).real_income_ratio
        np.testing.assert_allclose(talks.outcome.real_income_ratio, free, atol=1e-8)

    @pytest.mark.slow
    def test_bystanders_are_kept_whole(self):
        world = random_world(9, regions=3)
        loose = tt.cooperative_tariffs(world, ["R0", "R1"], sectors="all")
        third = loose.change[2]
        assert third < 0  # the two divert trade from the third
        kept = tt.cooperative_tariffs(world, ["R0", "R1"], sectors="all", no_worse=["R2"])
        assert kept.change[2] >= -1e-4
        assert kept.guards["R2"] > 0
        assert min(kept.gains.values()) <= min(loose.gains.values()) + 1e-9

    def test_the_frontier_trades_one_players_gain_for_the_others(self):
        world = random_world(3, regions=2)
        points = tt.efficiency_frontier(world, ("R0", "R1"), "all", points=3)
        first, second = (np.array([p.gains[c] for p in points]) for c in ("R0", "R1"))
        assert (np.diff(first) < 0).all()
        assert (np.diff(second) > 0).all()

    def test_messages(self):
        world = random_world(3)
        with pytest.raises(tt.PolicyError, match="two or more"):
            tt.cooperative_tariffs(world, ["R0"])
        with pytest.raises(tt.PolicyError, match="weights"):
            tt.cooperative_tariffs(world, ["R0", "R1"], "all", weights={"R2": 1.0})


@pytest.mark.slow
def test_several_values_after_one_option(tmp_path):
    runner, where = CliRunner(), str(write(tmp_path, small()))
    words = [
        "war",
        where,
        "--players",
        "USA",
        "EU27",
        "--sectors",
        "STEEL",
        "AUTO",
        "--json",
        "-o",
        str(tmp_path / "out"),
    ]
    found = json.loads(runner.invoke(app, words).stdout)
    assert {row["sector"] for row in found["rates"]} == {"STEEL", "AUTO"}
    assert found["certificate"]["certified"]
    assert (tmp_path / "out" / "rates.svg").read_text().startswith("<svg")
    assert (
        "Optimal rates" in runner.invoke(app, ["war", where, "--players", "USA", "--sectors", "STEEL", "AUTO"]).stdout
    )
    wrong = runner.invoke(app, ["war", where, "--players", "USA", "EUU"])
    assert "EU27" in str(wrong.exception)
