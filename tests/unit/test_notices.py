"""What other tests let pass: faults planted in the source that only these notice, one test each."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from pydantic import TypeAdapter

import tradetalks as tt
from tests.small_dossier import small, write
from tradetalks.policy.instruments import Measure, compile_measures
from tradetalks.policy.quantities import Quantity
from tradetalks.space import solutions
from tradetalks.space.frontier import fold, nondominated
from tradetalks.value.eve import bring_to_eve
from tradetalks.value.restated import on_eve

CONTROL = {
    "instrument": "export_control", "exporter": "USA", "importer": "EU27", "keeps": 0.9, "sectors": ["AGR", "AIRRAIL"],
}  # fmt: skip


# ---------------------------------------------------------------------- frontiers
def beaten_by(exact, thin):
    """By how much, to each party, some point of the frontier beats every kept one: the largest such gain."""
    return max(float(np.min(np.max(point - thin, axis=1))) for point in exact)


def test_epsilon_is_not_smaller_than_what_is_lost():
    """Never below the loss, and for some spaces less than twice it: half of it would be wrong."""
    share = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        blocks = [rng.normal(size=(6, 2)) for _ in range(8)]
        exact, thin = fold(blocks), fold(blocks, most=15)
        assert len(thin) <= 15
        assert exact.epsilon == 0
        if len(exact) > 15:
            assert thin.epsilon > 0
            share.append(beaten_by(exact.values, thin.values) / thin.epsilon)
    assert 0.5 < max(share) <= 1 + 1e-9


def test_a_dollar_decides():
    """Values are told apart to a billionth of a billion: a package better by a dollar a year for both dominates."""
    dollar = 1e-9
    better = fold([np.array([[1.0, 2.0], [1.0 + dollar, 2.0 + dollar]]), np.zeros((1, 2))])
    assert better.packages == (1,)
    assert better.rows[0, 0] == 1
    apart = fold([np.array([[1.0, 2.0 + 3 * dollar], [1.0 + 3 * dollar, 2.0]])])
    assert len(apart) == 2
    assert apart.packages == (1, 1)


def test_a_frontier_of_just_as_many_points_is_not_thinned():
    rng = np.random.default_rng(4)
    blocks = [rng.normal(size=(4, 2)) for _ in range(6)]
    exact = fold(blocks)
    same, fewer = fold(blocks, most=len(exact)), fold(blocks, most=len(exact) - 1)
    assert same.epsilon == 0 < fewer.epsilon
    np.testing.assert_array_equal(same.values, exact.values)
    assert len(fewer) < len(exact)


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e7, 1e13])
def test_values_of_any_size_are_summed_without_overflow(scale):
    rng = np.random.default_rng(5)
    blocks = [scale * rng.integers(-4, 5, (4, 3)) for _ in range(4)]
    sums = np.array([sum(rows) for rows in itertools.product(*blocks)])
    wanted, found = sums[nondominated(np.round(sums / scale))], fold(blocks).values
    for here, there in zip(
        *([v[n] for n in np.unique(np.round(v / scale), axis=0, return_index=True)[1]] for v in (found, wanted)),
        strict=True,
    ):  # put in order by whole numbers: the last bit of a sum is not to decide which comes first
        np.testing.assert_allclose(here, there, rtol=1e-12, atol=1e-15 * scale)


@pytest.mark.parametrize("parties", [1, 2, 3, 5])
def test_nothing_has_no_frontier_and_one_row_is_its_own(parties):
    assert nondominated(np.zeros((0, parties))).tolist() == []
    assert nondominated(np.ones((1, parties))).tolist() == [0]
    assert nondominated(np.ones((3, parties))).tolist() == [0]


# ---------------------------------------------------------------------- solutions
def test_who_loses_a_hundred_million_does_not_sign():
    """Only dust counts as nothing: a thousand dollars a year."""
    gains = np.array([[-0.05, 9.0], [-2e-6, 9.0], [-5e-7, 9.0], [0.0, 0.0]])
    assert solutions.rational(gains).tolist() == [False, False, True, True]
    assert solutions.solve("nash", np.array([[0.05, 9.0], [3.0, 0.01]])).rows == (0,)
    assert solutions.solve("nash", np.array([[5e-7, 9.0], [3.0, 0.01]])).rows == (1,)
    assert solutions.solve("nash", np.array([[-0.05, 9.0]])).row is None
    assert solutions.solve("kalai_smorodinsky", np.array([[0.05, 9.0], [0.06, 4.0]])).row is not None


def test_kalai_smorodinsky_goes_on_where_the_least_share_ties():
    """Gains over ideal (10, 10): two packages give the worse-off half of it; the one that gives the other more wins."""
    gains = np.array([[5.0, 5.0], [5.0, 8.0], [10.0, 0.0], [0.0, 10.0]])
    assert solutions.solve("kalai_smorodinsky", gains).rows == (1,)
    three = np.array([[5.0, 5.0, 6.0], [5.0, 6.0, 5.0], [5.0, 6.0, 5.5], [10, 0, 0], [0, 10, 0], [0, 0, 10.0]])
    assert solutions.solve("kalai_smorodinsky", three).rows == (2,)
    assert solutions.solve("egalitarian", gains).rows == (1,)


def test_ideals_are_of_packages_that_all_would_sign():
    """What a party would get by a package that another refuses is no measure of its regret, nor of its share."""
    gains = np.array([[10.0, 0.0], [6.0, 6.0], [0.0, 9.0], [100.0, -1.0], [-1.0, 500.0]])
    for name in ("minimax_regret", "kalai_smorodinsky"):
        assert solutions.solve(name, gains).rows == solutions.solve(name, gains[:3]).rows == (1,)


def test_regret_goes_on_where_the_largest_ties():
    gains = np.array([[6.0, 6.0], [6.0, 8.0], [10.0, 0.0], [0.0, 9.0]])
    assert solutions.solve("minimax_regret", gains).rows == (1,)


# ---------------------------------------------------------------------- talks
@pytest.fixture(scope="module")
def space(tmp_path_factory):
    """No deal is mostly the war; the US has much to lose by one option, so that some packages lose it a little."""
    content = small()
    content["no_deal"][0]["probability"], content["no_deal"][1]["probability"] = 0.1, 0.9
    content["agenda"][1]["options"][1]["worth"] = {"USA": {"low": -1, "mid": -0.9, "high": 0, "basis": "judgement"}}
    content["agenda"][3]["options"][1]["worth"]["USA"] = {"low": -9, "mid": -2.5, "high": 0, "basis": "judgement"}
    return tt.deal_space(tt.Dossier.load(write(tmp_path_factory.mktemp("notices"), content)))


def test_no_deal_is_weighed_by_its_probabilities(space):
    calm, war = (space.no_deal[name].value for name in ("as_is", "war"))
    for j, party in enumerate(space.parties):
        assert abs(calm[party] - war[party]) > 0.05
        assert space.expected_no_deal[j] == pytest.approx(0.1 * calm[party] + 0.9 * war[party], abs=1e-12)
        deal = space.deal({"data": "framework"})
        assert deal.gain[party] == pytest.approx(deal.value[party] - space.expected_no_deal[j], abs=1e-12)


def test_money_is_the_eves(space):
    """Per cent of real income become billions at the eve's incomes, not at those of the benchmark's year."""
    eve = space.eve
    assert np.abs(eve.world.income / eve.benchmark.income - 1).max() > 1e-6
    ratios = np.linspace(0.9, 1.1, 18)
    np.testing.assert_allclose(space.valuer.billions(ratios), eve.world.income * (ratios - 1), rtol=1e-14)
    for choices in ({"steel": "doubled"}, {"steel": "lifted", "cars": "cut", "data": "framework"}):
        deal, outcome = space.deal(choices), eve.solve(choices)
        np.testing.assert_allclose(deal.real_income_billions, outcome.real_income_change, atol=1e-8)
        for party in space.parties:
            n = eve.world.region(space.dossier.parties[party].region)
            expected = eve.world.income[n] * (outcome.income[n] / eve.world.income[n] / _prices(outcome)[n] - 1)
            assert deal.economic[party] == pytest.approx(expected, abs=1e-8)


def _prices(outcome):
    return np.exp((outcome.world.final_share * np.log(outcome.price_ratio)).sum(1))


def test_nobody_loses_by_a_deal_on_the_frontier(space):
    """Every package, solved by itself: the frontier holds those that nobody loses by and nothing beats, no others."""
    dossier = space.dossier
    packages = [
        dict(zip([i.id for i in dossier.agenda], choice, strict=True))
        for choice in itertools.product(*[[o.id for o in i.options] for i in dossier.agenda])
    ]
    allowed = [p for p in packages if not list(dossier.objections(p))]
    gains = np.array([[space.deal(p).gain[party] for party in space.parties] for p in allowed])
    front = gains[nondominated(gains)]
    slightly = front[(front.min(1) < 0) & (front.min(1) > -5)]
    assert len(slightly), "no package of the frontier loses somebody a little: the test would notice nothing"
    wanted = front[(front >= 0).all(1)]
    found = np.array([[deal.gain[p] for p in space.parties] for deal in space.frontier])
    assert (found >= 0).all()
    np.testing.assert_allclose(np.sort(found, axis=0), np.sort(wanted, axis=0), atol=1e-8)
    assert space.signable == int((gains >= -1e-6).all(1).sum())


def with_a_fund(worth_of_it=0.0):
    """The US pays the EU, and has much to gain elsewhere. Payments are added to the rest of a package, not solved with
    it: sums miss a little."""
    content = small(constraints=[])
    content["agenda"][2]["options"][1]["worth"]["USA"] = {"low": 90, "mid": 99, "high": 100, "basis": "judgement"}
    paid = {"instrument": "transfer", "giver": "USA", "taker": "EU27", "billions": 80.0}
    own = {"low": worth_of_it, "mid": worth_of_it, "high": worth_of_it, "basis": "judgement"}
    options = [
        {"id": "none", "title": "nothing"},
        {"id": "paid", "title": "80 bn a year", "measures": [paid], "worth": {"USA": own}},
    ]
    content["agenda"].append({"id": "fund", "title": "A fund", "status_quo": "none", "options": options})
    return content


def summed(space, point):
    """Gains of a point of the front by the sums of blocks."""
    return dict(zip(space.parties, (space.front.values[point] - space.expected_no_deal).tolist(), strict=True))


def test_interaction_is_what_the_sums_miss(tmp_path):
    """The largest miss among the packages shown is told; and none is shown whose gains are only the sums'."""
    space = tt.deal_space(tt.Dossier.load(write(tmp_path / "one", with_a_fund())))
    missed, flattered = [], []
    for deal, point in zip(space.frontier, space.points, strict=True):
        guess = summed(space, point)
        missed.append(max(abs(deal.gain[p] - guess[p]) for p in space.parties))
        if deal.package["fund"] == "paid":
            flattered.append((guess["USA"] - deal.gain["USA"], guess["USA"]))
    assert max(missed) > 1e-6
    assert max(missed) <= space.interaction < 1
    # worth so much less to the US that by the sums it just says yes, and by the package as solved no
    miss, gain = max(flattered)
    assert miss > 1e-4
    other = tt.deal_space(tt.Dossier.load(write(tmp_path / "two", with_a_fund(miss / 2 - gain))))
    tempted = [j for j in range(len(other.front)) if 0 < summed(other, j)["USA"] < miss]
    assert tempted, "no package is signable by the sums alone: the test would notice nothing"
    assert min(min(deal.gain.values()) for deal in other.frontier) > -1e-6


def test_caps_are_restated_on_the_eves_volumes(space):
    """A cap is a share of the benchmark year's volume; on the eve the same limit is another share of another volume."""
    eve, world = space.eve, space.eve.benchmark
    effect = compile_measures([TypeAdapter(Measure).validate_python(CONTROL)], world, {})
    moved = on_eve(effect, eve.outcome)
    assert len(moved.limits) == len(effect.limits) == 2
    for before, after in zip(effect.limits, moved.limits, strict=True):
        i, n, (s,) = before.exporter, before.importer, before.sectors
        volume = eve.outcome.delivered_volume(i, n)[s] / world.trade[i, n, s]
        assert abs(volume - 1) > 1e-6
        assert after.level * volume == pytest.approx(before.level, rel=1e-12)
        assert replace(after, level=before.level) == before
    floor = replace(effect, limits=(Quantity("floor", 0, 2, (0,), 5.0),))
    assert on_eve(floor, eve.outcome).limits == floor.limits  # billions are billions


def test_the_eve_is_kept_apart_by_what_is_in_force(space, tmp_path):
    other = bring_to_eve(tt.Dossier.load(write(tmp_path / "d", small(in_force=[]))))
    assert other.digest != space.eve.digest
