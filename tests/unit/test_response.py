"""How values respond to elasticities: slopes, curves, their measured error, and draws that a seed decides."""

from threading import Event

import numpy as np
import pytest

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.counsel import drawn, robustness
from tradetalks.report.sure_report import robust_words
from tradetalks.space.deal_space import DealSpace
from tradetalks.value import response
from tradetalks.value.afresh import Benchmark, Levels
from tradetalks.value.cache import ValueCache
from tradetalks.value.eve import bring_to_eve
from tradetalks.value.kept import OutcomeCache
from tradetalks.value.no_deal import rates_under, solve_branch
from tradetalks.value.question import Question
from tradetalks.value.response import (
    Curve,
    curve_of,
    exact_worth,
    published_worth,
    side_by_side,
    slope_over,
    worth_over,
)
from tradetalks.value.valuer import Valuer
from tradetalks.world.elasticities import published, spread

WORLD = {
    "groups": "USA, EU27, CHN, ROW=*",
    "sectors": {
        "FARM": ["AGR", "FOR_FSH", "FOOD"],
        "METAL": ["STEEL", "NFMET"],
        "MACH": "MACH",
        "CHEM": ["CHEM", "PHARM"],
        "REST": ["*"],
    },
}


def option(name, *measures, **rest):
    return {"id": name, "title": name, "measures": list(measures), **rest}


def tariff(importer, exporter, points, sectors):
    return {"instrument": "tariff", "importer": importer, "exporter": exporter, "points": points, "sectors": [sectors]}


CAP = {"instrument": "export_control", "exporter": "EU27", "importer": "USA", "keeps": 0.7, "sectors": ["CHEM"]}
CUT = {"instrument": "barrier", "exporter": "USA", "importer": "EU27", "cuts_trade_by": 0.3, "sectors": ["MACH"]}
DUTY = {"instrument": "tariff", "importer": "EU27", "exporter": "USA", "points": 0.1, "sectors": ["FARM"]}


def content(**changes):
    agenda = [
        {"id": "metal", "title": "metal", "status_quo": "charged",
         "options": [option("charged", tariff("USA", "EU27", 0.25, "METAL")), option("lifted")]},
        {"id": "chem", "title": "chemicals", "status_quo": "free", "options": [option("free"), option("capped", CAP)]},
        {"id": "mach", "title": "machines", "status_quo": "cut", "options": [option("cut", CUT), option("open")]},
        {"id": "farm", "title": "farm", "status_quo": "none", "options": [option("none"), option("taxed", DUTY)]},
    ]  # fmt: skip
    own = {
        "agenda": agenda, "constraints": [], "red_lines": [], "profiles": {}, "world": WORLD,
        "in_force": [tariff("USA", "CHN", 0.3, "MACH"), tariff("CHN", "USA", 0.2, "FARM")],
        "no_deal": [
            {"name": "as_is", "title": "as it is", "probability": 0.5},
            {"name": "worse", "title": "worse", "probability": 0.5, "package": {"chem": "capped", "farm": "taxed"}},
        ],
    }  # fmt: skip
    return small(**{**own, **changes})


DEAL = {"metal": "lifted", "mach": "open"}


@pytest.fixture(scope="module")
def dossier(tmp_path_factory):
    return tt.Dossier.load(write(tmp_path_factory.mktemp("response"), content()))


def space_of(dossier) -> DealSpace:
    return tt.deal_space(dossier, valuer=Valuer(bring_to_eve(dossier, outcomes=OutcomeCache(None)), ValueCache(None)))


@pytest.fixture(scope="module")
def space(dossier):
    return space_of(dossier)


def benchmark(dossier, name, *packages, **measures):
    questions = [Question(dossier.status_quo()), *(Question(dossier.package(p), **measures) for p in packages)]
    return Benchmark(dossier.with_elasticities(name), questions, ValueCache(None))


def from_the_eve(dossier, name, package, world=None):
    """What a package is worth where everything is brought to the eve of those elasticities: the way of the rest."""
    eve = bring_to_eve(dossier.with_elasticities(name), world, OutcomeCache(None))
    return eve.solve(package).real_income_change


class TestAfresh:
    @pytest.mark.parametrize("name", ["GYY", "CP"])
    @pytest.mark.parametrize("package", [DEAL, {"chem": "capped", "farm": "taxed"}])
    def test_worth_is_that_from_the_eve(self, dossier, name, package):
        """A cap, a barrier whose size depends on elasticities, measures in force: equal to rounding."""
        made = benchmark(dossier, name, package)
        np.testing.assert_allclose(
            published_worth(made, made.questions[1]), from_the_eve(dossier, name, package), rtol=1e-7, atol=1e-7
        )

    def test_a_draw_is_the_set_of_that_number(self, dossier):
        made = benchmark(dossier, "LL", DEAL)
        logs = made.spread.drawn([1, 2])
        worth = exact_worth(made, made.questions[1], logs)
        for row, number in enumerate((1, 2)):
            np.testing.assert_allclose(worth[row], from_the_eve(dossier, f"LL~{number}", DEAL), rtol=1e-7, atol=1e-7)

    def test_elasticities_travel_into_the_grouped_world(self, dossier):
        base, weights, own = dossier.world.carried()
        for name in ("CP", "LL~4"):
            built = dossier.with_elasticities(name).world.build().trade_elasticity
            np.testing.assert_allclose(weights @ published(name, base) + own, built, rtol=1e-13)

    def test_and_into_products(self):
        choice = tt.Dossier.load("busan-2025").world
        base, weights, own = choice.carried()
        np.testing.assert_allclose(weights @ published("GYY", base) + own, choice.build().trade_elasticity, rtol=1e-13)

    def test_what_is_solved_is_kept(self, dossier, tmp_path):
        first = Benchmark(dossier.with_elasticities("LL"), benchmark(dossier, "LL", DEAL).questions,
                          ValueCache(tmp_path / "kept.sqlite"))  # fmt: skip
        curve = curve_of(first, first.questions[1])
        again = Benchmark(dossier.with_elasticities("LL"), first.questions, ValueCache(tmp_path / "kept.sqlite"))
        again._stand = None  # nothing may be solved
        np.testing.assert_array_equal(curve_of(again, again.questions[1]).bend, curve.bend)


class TestSlopes:
    @pytest.fixture(scope="class")
    @classmethod
    def slopes(cls, dossier):
        """Ours; those of solved eves and packages at elasticities a little lower and higher; and without the eve."""
        made, step = benchmark(dossier, "LL", {**DEAL, "chem": "capped"}), 1e-3
        question = made.questions[1]
        levels, moves = [made.published(q) for q in made.questions], [made.slopes(q) for q in made.questions]
        still = Levels(*(np.zeros_like(part) for part in moves[0]))
        ours, without = slope_over(*levels, *moves), slope_over(*levels, still, moves[1])
        count, expected = len(made.spread.deviation), []
        for j in range(count):
            ends = []
            for sign in (-1, 1):
                theta = made.elasticities(sign * step * np.eye(count)[j : j + 1])[0]
                world = made.world.with_elasticities(theta)
                ends.append(from_the_eve(dossier, "LL", question.package, world))
            expected.append((ends[1] - ends[0]) / (2 * step))
        return ours, np.array(expected), without

    def test_slopes_are_those_of_exact_solves(self, slopes):
        ours, expected, _ = slopes
        assert np.abs(expected).max() > 0.1
        np.testing.assert_allclose(ours, expected, atol=2e-5 * np.abs(expected).max())

    def test_the_eve_responds_too(self, slopes):
        ours, expected, without = slopes
        assert np.abs(without - expected).max() > 1000 * np.abs(ours - expected).max()

    def test_how_a_binding_cap_responds(self, dossier):
        made, step = benchmark(dossier, "LL", {"chem": "capped"}), 1e-3
        unit = np.eye(len(made.spread.deviation))
        ends = [made.at(made.questions[1], sign * step * unit).log_real for sign in (-1, 1)]
        slopes = made.slopes(made.questions[1]).log_real
        np.testing.assert_allclose(slopes, (ends[1] - ends[0]) / (2 * step), atol=3e-6 * np.abs(slopes).max())


class TestCurves:
    def curve(self, low, high, value=lambda x: 1 + 2 * x - x**2 + 0.5 * x**3):
        ends = [np.array([[value(x)] for x in end]) for end in (low, high)]
        return Curve.through(np.array([1.0]), np.array([[2.0]] * len(low)), np.array(low), np.array(high), *ends)

    def test_a_cubic_is_found_again(self):
        x = np.linspace(-1, 0.5, 7)[:, None]
        np.testing.assert_allclose(self.curve([-1.0], [0.5]).at(x), 1 + 2 * x - x**2 + 0.5 * x**3, atol=1e-12)

    def test_beyond_what_is_solved_it_goes_on_straight(self):
        found = self.curve([-1.0], [0.5])
        x = np.array([[0.5], [0.6], [0.9]])
        slope = 2 - 2 * 0.5 + 1.5 * 0.5**2
        np.testing.assert_allclose(found.at(x)[1:], found.at(x)[0] + slope * (x[1:] - 0.5), atol=1e-12)

    @pytest.mark.parametrize(("low", "high"), [(0.0, 0.5), (-0.5, 0.0)])
    def test_one_sided_it_is_a_parabola(self, low, high):
        found = self.curve([low], [high], lambda x: 1 + 2 * x - x**2)
        np.testing.assert_allclose(found.at(np.array([[low + high]]) / 2), 1 + (low + high) - (low + high) ** 2 / 4)

    def test_nothing_to_draw_leaves_the_level(self):
        assert self.curve([0.0], [0.0]).at(np.zeros((1, 1))) == 1.0

    def test_curves_go_through_what_is_solved(self, dossier):
        made = benchmark(dossier, "LL", DEAL)
        found, points = curve_of(made, made.questions[1]), np.diag(response.nodes(made.spread)[1])
        np.testing.assert_allclose(found.at(points), exact_worth(made, made.questions[1], points), atol=1e-9)

    def test_within_standard_errors_curves_beat_straight_lines(self, dossier):
        made = benchmark(dossier, "LL", DEAL)
        question, logs = made.questions[1], made.spread.drawn(range(1, 31))
        exact, curve = exact_worth(made, question, logs), curve_of(made, question)
        line = np.abs(curve.level + logs @ curve.slope - exact).mean()
        assert np.abs(curve.at(logs) - exact).mean() < 0.5 * line


class TestDraws:
    def test_estimates_are_the_sets_own_draws(self):
        sectors = ("AGR", "STEEL", "REFPET", "PUBLIC")
        found = spread("LL", sectors)
        assert np.array_equal(found.at(found.drawn([3]))[0], published("LL~3", sectors))
        many = found.at(found.drawn(range(4000)))
        np.testing.assert_allclose(many[:, 0].mean(), 6.227, rtol=0.02)  # the estimate is the mean
        np.testing.assert_allclose(many[:, 0].std(), 2.345, rtol=0.05)
        assert many[:, 2].min() == pytest.approx(0.5)
        assert np.ptp(many[:, 3]) == 0
        assert spread("GYY", sectors) is None

    def test_the_seed_decides_not_the_processors(self, space, monkeypatch):
        rows = robustness.robustness(space, {"deal": DEAL}, draws=400, seed=3)
        monkeypatch.setattr(response, "WORKERS", 1)
        again = robustness.robustness(space_of(space.dossier), {"deal": DEAL}, draws=400, seed=3)
        assert rows == again
        assert robustness.robustness(space, {"deal": DEAL}, draws=400, seed=4) != rows

    def test_sets_at_what_they_publish_are_exact(self, space):
        [found] = robustness.robustness(space, {"deal": DEAL}, draws=500, sets=["GYY", "LL"], standard_errors=False)
        assert found.exact
        assert found.error == {"USA": 0, "EU": 0}
        column = space.eve.world.region("EU27")
        branch = from_the_eve(space.dossier, "LL", {"chem": "capped", "farm": "taxed"})
        expected = from_the_eve(space.dossier, "LL", DEAL) - 0.5 * branch
        assert found.published["LL"]["EU"] == pytest.approx(expected[column], abs=1e-6)
        assert found.published["GYY"]["EU"] == pytest.approx(
            space.deal(space.dossier.package(DEAL)).gain["EU"], abs=1e-6
        )

    def test_the_error_told_is_honest(self, space):
        """Draws that were not among the checks are off by more than the error told no oftener than chance has it."""
        asked = drawn.Asked.of(space.valuer, [space.dossier.package(DEAL)])
        under = drawn.Elasticities(space, asked, ["LL"])
        which = np.zeros(120, dtype=int)
        told = under.draw(which, 20, np.random.default_rng(0))
        exact = under.draw_exactly(told, which, 120)
        off = np.abs(told.values - exact.values)
        assert told.errors.shape == (20, 3, 2)
        assert (off > np.abs(told.errors).max(0)).mean(0).max() < 0.15
        assert off.max() < 0.05 * np.ptp(exact.values)

    def test_curves_too_far_off_are_not_used(self, space):
        [curved] = robustness.robustness(space, {"deal": DEAL}, draws=800, sets=["LL"])
        [solved] = robustness.robustness(space, {"deal": DEAL}, draws=800, sets=["LL"], tolerated=0.0)
        assert not curved.exact
        assert curved.checked == robustness.CHECKS
        assert solved.exact
        assert solved.error == {"USA": 0, "EU": 0}
        assert "64 draws of each were solved instead" in robust_words([solved], ["LL"])[0]
        assert "on 8 draws solved exactly" in robust_words([curved], ["LL"])[0]
        for party in ("USA", "EU"):  # wider by the error at either end
            assert curved.error[party] > 0
            assert curved.mid[party] == pytest.approx(
                solved.mid[party], abs=0.1 * abs(solved.high[party] - solved.low[party])
            )

    def test_what_is_asked_twice_is_solved_once(self, space):
        packages = [space.dossier.package(p) for p in (DEAL, {**DEAL, "farm": "none"}, {})]
        asked = drawn.Asked.of(space.valuer, packages)
        assert len(asked.questions) == 3  # the eve, the deal, the worse branch
        np.testing.assert_array_equal(asked.weights[2], [[1, 1], [0, 0], [0, 0]])


class TestWars:
    def test_rates_settle_as_a_war_under_that_set_does(self, tmp_path):
        war = {
            "name": "war",
            "title": "war",
            "probability": 1.0,
            "nash": {"players": ["USA", "EU"], "sectors": ["METAL", "MACH"]},
        }
        dossier = tt.Dossier.load(write(tmp_path, content(no_deal=[war])))
        valuer = Valuer(bring_to_eve(dossier, outcomes=OutcomeCache(None)), ValueCache(None))
        question = Question(dossier.status_quo(), (), dossier.no_deal[0])
        made = Benchmark(dossier.with_elasticities("LL"), (Question(dossier.status_quo()), question), ValueCache(None))
        made.rates["war"] = rates_under(made, question, valuer)
        other = Valuer(bring_to_eve(dossier.with_elasticities("LL"), outcomes=OutcomeCache(None)), ValueCache(None))
        expected = solve_branch(other, dossier.no_deal[0]).real_income_change
        np.testing.assert_allclose(published_worth(made, question), expected, atol=1e-6)
        slopes, step = made.slopes(question).log_real, 1e-3  # at rates held
        unit = step * np.eye(len(slopes))
        ends = [made.at(question, sign * unit).log_real for sign in (-1, 1)]
        np.testing.assert_allclose(slopes, (ends[1] - ends[0]) / (2 * step), atol=1e-5 * np.abs(slopes).max())


class TestSideBySide:
    def test_results_keep_their_order_and_each_is_told(self):
        told = []
        assert side_by_side([lambda j=j: j * j for j in range(5)], lambda: told.append(1), [lambda: None]) == [
            0,
            1,
            4,
            9,
            16,
        ]
        assert len(told) == 6

    def test_an_interruption_is_raised_and_the_rest_dropped(self, monkeypatch):
        monkeypatch.setattr(response, "WORKERS", 1)
        begun, let_go = [], Event()

        def interrupted():
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            side_by_side([let_go.wait, *(lambda j=j: begun.append(j) for j in range(9))], meanwhile=[interrupted])
        let_go.set()
        assert begun == []


def test_worth_is_over_the_eve():
    eve, found = Levels(np.array([[100.0]]), np.log([[1.1]])), Levels(np.array([[120.0]]), np.log([[1.21]]))
    assert worth_over(eve, found) == pytest.approx(10.0)
