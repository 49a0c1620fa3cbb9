"""Durability: closed forms of repeated games, ladders by backward induction, breaches of packages."""

import json
import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import tradetalks as tt
from tests.small_dossier import small, write
from tests.worlds import random_world
from tradetalks.cli import app
from tradetalks.counsel.enforcement import enforcement, withdrawable
from tradetalks.counsel.escalation import announced_ladder
from tradetalks.value.cache import ValueCache
from tradetalks.value.eve import bring_to_eve
from tradetalks.value.no_deal import solve_branch
from tradetalks.value.valuer import Valuer
from tradetalks.war.durability import (
    Durability,
    Stage,
    critical_discount,
    escrow,
    instalments,
    longest_review,
    most_cooperative,
)
from tradetalks.war.ladder import Rung, judge, retaliation
from tradetalks.war.levers import levers_by_player


def mirror(own, other):
    """Two goods, demand a - p, endowments 0 and 1 in mirror image: welfare of a country (a constant left out)."""
    imports = 0.5 - own / 2
    return 0.5 * imports**2 + own * imports + 0.5 * (0.5 + other / 2) ** 2 - 0.5 - other / 2


class TestTariffGame:
    """Worked numbers: Nash tariff 1/3, critical discount factor 3/5, most cooperative tariffs 1/15 and 5/27."""

    def test_nash_tariff(self):
        grid = np.linspace(0, 1, 3001)
        assert grid[np.argmax(mirror(grid, 0.2))] == pytest.approx(1 / 3, abs=1e-3)

    def test_critical_discount_factor_of_free_trade(self):
        stage = Stage(mirror(0, 0), mirror(1 / 3, 0), mirror(1 / 3, 1 / 3))
        assert critical_discount(stage) == pytest.approx(3 / 5)

    @pytest.mark.parametrize(("discount", "tariff"), [(0.5, 1 / 15), (0.3, 5 / 27), (0.6, 0.0), (0.0, 1 / 3)])
    def test_most_cooperative_tariff(self, discount, tariff):
        assert most_cooperative(mirror, 1 / 3, discount) == pytest.approx(tariff, abs=1e-7)


amounts = st.floats(-100, 100).map(lambda x: round(x, 3))


class TestStages:
    @given(amounts, amounts, amounts, st.floats(0.01, 0.5), st.floats(0.1, 5))
    def test_a_deal_holds_exactly_up_to_its_longest_review(self, deal, extra, less, rate, review):
        stage = Stage(deal, deal + abs(extra) + 0.01, deal - abs(less) - 0.01)
        longest = longest_review(stage, rate)

        def keeps(period):
            q = math.exp(-rate * period)
            return stage.deal - (1 - q) * stage.defect - q * stage.punish

        assert keeps(0.999 * longest) > 0 > keeps(1.001 * longest)
        assert Durability("x", stage, review, rate).holds == (review <= longest)

    def test_a_deposit_makes_up_the_temptation(self):
        stage, rate, review = Stage(10, 14, 9), 0.2, 3.0
        deposit = escrow(stage, rate, review)
        q = math.exp(-rate * review)
        broken = (1 - q) * stage.defect / rate + q * stage.punish / rate - deposit
        assert broken == pytest.approx(stage.deal / rate)
        assert escrow(Stage(10, 9, 0), rate, review) == 0

    def test_instalments_are_reviews(self):
        stage, rate = Stage(10, 14, 9), 0.2
        longest = longest_review(stage, rate)
        assert instalments(stage, rate, 3.5 * longest) == 4
        assert instalments(Stage(10, 9, 0), rate, 1.0) == 1
        assert instalments(Stage(10, 12, 11), rate, 1.0) is None

    def test_edges(self):
        assert critical_discount(Stage(1, 1, 0)) == 0
        assert math.isinf(critical_discount(Stage(1, 2, 1)))
        assert longest_review(Stage(1, 2, 1), 0.05) == 0
        assert "deposit" in Durability("x", Stage(1, 2, 1), 1, 0.05).clause()
        assert "never pays" in Durability("x", Stage(1, 1, 0), 1, 0.05).clause()

    @given(amounts, amounts, st.floats(0.01, 0.5), st.floats(0.1, 5))
    def test_no_review_keeps_who_would_rather_have_no_deal(self, deal, more, rate, review):
        """It gains nothing while the breach lasts, and all that the deal costs it after: the deal does not hold."""
        side = Durability("x", Stage(deal, deal, deal + abs(more) + 0.01), review, rate)
        assert math.isinf(side.critical)
        assert side.longest == 0
        assert not side.holds
        assert side.escrow == pytest.approx(math.exp(-rate * review) * (side.stage.punish - deal) / rate)
        assert "never pays" not in side.clause()

    @pytest.mark.parametrize("punish", [0.5, 1.0])
    def test_a_deposit_is_of_the_dossiers_own_money(self, punish):
        side = Durability("x", Stage(1, 2, punish), 20, 0.05)
        assert f"deposit of {side.escrow:,.1f} million euros" in side.clause("million euros")
        with pytest.raises(tt.PolicyError, match="discount_rate"):
            longest_review(Stage(1, 2, 0), 0)


class TestLadder:
    def test_farsighted_sides_stop_where_backward_induction_says(self):
        """A centipede: each move pays its maker and costs the other more; the last would move, so the first stops."""
        world = random_world(1, regions=2)
        payoffs = np.array([[0.0, 0.0], [1.0, -3.0], [-2.0, 0.0], [-1.0, -2.0], [-5.0, -1.0]])
        moves = (Rung("", "start"), *(Rung(by, by) for by in ("R0", "R1", "R0", "R1")))
        found = judge(world, ("R0", "R1"), moves, (), payoffs)
        assert found.stops_at == 0
        assert found.prefers == {"R0": 1, "R1": 0}
        assert found.regrets == {"R0": (), "R1": ()}
        payoffs[1] = [1.0, 1.0]
        assert judge(world, ("R0", "R1"), moves, (), payoffs).stops_at == 1

    def test_retaliation_in_points_and_in_value(self):
        world = random_world(5)
        rungs = retaliation(world, ("R0", "R1"), step=0.1, rounds=2, match="value", sectors="all")
        first, second = rungs[0][1], rungs[1][1]
        own = (world.trade[1, 0] * (first.tariff_level - world.tariff)[1, 0]).sum()
        answer = (world.trade[0, 1] * (second.tariff_level - world.tariff)[0, 1]).sum()
        assert own == pytest.approx(answer)
        solved = tt.climb_ladder(world, rungs)
        assert solved.to_frame().shape[0] == 5
        assert (solved.change[0] == 0).all()
        np.testing.assert_allclose(
            solved.change[-1], tt.solve(world, rungs[-1][1]).real_income_change, rtol=1e-8, atol=1e-9
        )

    def test_messages(self):
        world = random_world(5)
        with pytest.raises(tt.PolicyError, match="no moves"):
            tt.climb_ladder(world, [])
        with pytest.raises(tt.PolicyError, match="unknown side 'R1'"):
            tt.climb_ladder(world, retaliation(world, ("R0", "R1"), sectors="all"), sides=["R0"])
        with pytest.raises(tt.PolicyError, match="nearest: 'points'"):
            retaliation(world, ("R0", "R1"), match="point")


LADDER = [
    {"date": "2025-02-01", "by": "USA", "title": "double", "package": {"steel": "doubled"}},
    {"date": "2025-03-01", "by": "EU", "title": "answer", "measures": [
        {"instrument": "tariff", "importer": "EU27", "exporter": "USA", "points": 0.1}]},
]  # fmt: skip


@pytest.fixture(scope="module")
def space(tmp_path_factory):
    content = small(escalation=LADDER, world={"groups": "USA, EU27, CHN, ROW=*"})
    content["agenda"][2]["carried_out_by"] = ["USA"]
    content["no_deal"][1] = {
        "name": "nash", "title": "war", "probability": 0.5, "nash": {"players": ["USA", "EU"], "sectors": ["STEEL"]},
    }  # fmt: skip
    folder = write(tmp_path_factory.mktemp("dossier"), content)
    return tt.deal_space(tt.Dossier.load(folder))


class TestDossiers:
    @pytest.mark.slow
    def test_a_nash_branch_is_the_war_from_the_eve(self, space):
        eve = space.eve
        war = tt.nash_tariffs(eve.world, ["USA", "EU27"], ["STEEL"], closure=eve.closure)
        for party, code in (("USA", "USA"), ("EU", "EU27")):
            n = eve.world.region(code)
            assert space.no_deal["nash"].economic[party] == pytest.approx(war.outcome.real_income_change[n], abs=1e-6)

    def test_a_kept_war_is_measured_before_it_is_believed(self, space, tmp_path, monkeypatch):
        """Rates within their bounds, under a sound checksum, that are no equilibrium: searched again."""
        branch, eve, searched = space.dossier.no_deal[1], space.eve, []
        rows = {}
        monkeypatch.setattr(space.valuer.cache, "put", rows.update)
        monkeypatch.setattr(space.valuer.cache, "get", lambda keys, width: {})

        def search(world, players, *args, shock, **options):
            searched.append(1)
            war = space.valuer.branches["nash"].shock
            rates = {c: one.read(war) for c, one in levers_by_player(world, players, ["STEEL"]).items()}
            return SimpleNamespace(rates=rates, slope=0.0)

        monkeypatch.setattr("tradetalks.war.nash.nash_tariffs", search)
        war = solve_branch(Valuer(eve, space.valuer.cache), branch)
        ((key, row),) = rows.items()
        held = ValueCache(tmp_path / "v.sqlite")
        held.put({key: row})
        searched.clear()
        again = solve_branch(Valuer(eve, held), branch)
        assert not searched
        np.testing.assert_array_equal(again.income, war.income)
        for rates in (row[:-1] * 1.1, row[:-1] * [1.0, 1.1], 0 * row[:-1] - 0.5, np.zeros_like(row[:-1])):
            searched.clear()
            held.put({key: np.r_[rates, 0.0]})
            found = solve_branch(Valuer(eve, held), branch)
            assert searched == [1]
            np.testing.assert_allclose(found.income, war.income, rtol=1e-12)

    def test_a_breach_withdraws_ones_own_part_only(self, space):
        package = space.dossier.package({"steel": "lifted", "cars": "cut", "data": "framework"})
        assert withdrawable(space, package, "USA") == {"steel": True, "data": True}
        assert withdrawable(space, package, "EU") == {"cars": True}
        sides = {e.party: e for e in enforcement(space, package)}
        deal = space.deal(package)
        for party, side in sides.items():
            stage = side.durability.stage
            assert stage.deal == pytest.approx(deal.value[party])
            assert stage.defect >= stage.deal
        # the best breach is as good as any single withdrawal, solved as a package where an item has one actor
        alone = space.deal({**package, "cars": "charged"}).value["EU"]
        assert sides["EU"].durability.stage.defect == pytest.approx(max(alone, deal.value["EU"]), abs=1e-6)

    def test_the_announced_ladder(self, space):
        found = announced_ladder(space.eve)
        assert [r.by for r in found.rungs] == ["", "USA", "EU27"]
        doubled = space.deal({"steel": "doubled"})
        wanted = [doubled.value[{"USA": "USA", "EU27": "EU"}[code]] for code in found.sides]
        assert found.payoff[1] == pytest.approx(wanted, abs=1e-6)

    def test_commands(self, tmp_path):
        where, runner = str(write(tmp_path, small(escalation=LADDER))), CliRunner()
        ladder = json.loads(runner.invoke(app, ["ladder", where, "--json"]).stdout)
        assert len(ladder["rungs"]) == 3
        told = runner.invoke(app, ["ladder", where, "--tit-for-tat", "10", "--rounds", "1", "-o", str(tmp_path / "o")])
        assert "Farsighted sides stop" in told.stdout
        assert (tmp_path / "o" / "ladder.csv").exists()
        found = json.loads(
            runner.invoke(app, ["durability", where, "-p", "steel=lifted,data=framework", "--json"]).stdout
        )
        assert {row["party"] for row in found["packages"]["package"]} == {"USA", "EU"}
        kept = json.loads(runner.invoke(app, ["durability", where, "-p", "status_quo", "--json"]).stdout)["packages"]
        assert [row["withdraws"] for row in kept["status quo"]] == [[], []]
        refused = runner.invoke(app, ["durability", where, "-p", "status_qou"])
        assert refused.exit_code == 2
        assert "nearest: 'status_quo'" in " ".join(refused.output.replace("│", " ").split())

    def test_faults(self, tmp_path):
        content = small(
            escalation=[{**LADDER[1], "by": "EUU"}, LADDER[0]],
            enforcement={"punishment": "wars", "discount_rate": {"EU": 0}},
        )
        content["no_deal"][1]["nash"] = {"players": ["USA", "EUX"]}
        with pytest.raises(tt.DossierError) as caught:
            tt.Dossier.load(write(tmp_path, content))
        text = str(caught.value)
        for part in (
            "escalation[0].by",
            "nearest: 'EU'",
            "dates in order",
            "nearest: 'war'",
            "discount_rate.EU",
            "nash.players",
        ):
            assert part in text

    def test_no_escalation_is_said(self, tmp_path):
        with pytest.raises(tt.DossierError, match="no escalation"):
            announced_ladder(bring_to_eve(tt.Dossier.load(write(tmp_path))))
