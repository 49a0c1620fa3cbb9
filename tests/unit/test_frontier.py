"""Frontiers with ties and thinning, solutions with ties, powers and lotteries: against brute force and closed forms."""

import itertools
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tradetalks as tt
from tradetalks.counsel.bargaining import conceding, simulate, tournament
from tradetalks.counsel.full_information import alternating_offers, rubinstein
from tradetalks.space import solutions
from tradetalks.space.dominance import frontiers, thinned
from tradetalks.space.elimination import Tie, plan
from tradetalks.space.frontier import fold, grid_of, nondominated
from tradetalks.space.meeting import pairs_above
from tradetalks.space.solutions.nash import nash
from tradetalks.space.tables import Table, combined

seeds = st.integers(0, 9999)


def everything(blocks):
    rows = list(itertools.product(*[range(len(b)) for b in blocks]))
    return rows, np.array([sum(b[r] for b, r in zip(blocks, row, strict=True)) for row in rows])


def brute(values):
    better = (values[:, None, :] <= values[None, :, :]).all(2) & (values[:, None, :] < values[None, :, :]).any(2)
    return ~better.any(1)


@settings(max_examples=60, deadline=None)
@given(seed=seeds, parties=st.integers(2, 5))
def test_every_package_of_every_point_is_found(seed, parties):
    rng = np.random.default_rng(seed)
    blocks = [rng.integers(-3, 4, (rng.integers(1, 4), parties)).astype(float) for _ in range(5)]
    rows, values = everything(blocks)
    front = fold(blocks)
    wanted: dict[tuple, set] = {}
    for row, value, good in zip(rows, values, brute(values), strict=True):
        if good:
            wanted.setdefault(tuple(value), set()).add(row)
    assert {tuple(v) for v in front.values} == set(wanted)
    assert front.total == len(rows)
    assert front.epsilon == 0
    for j, value in enumerate(front.values):
        found = {tuple(int(r) for r in row) for row in front.ties(j)}
        assert found == wanted[tuple(value)]
        assert front.packages[j] == len(found)


@settings(max_examples=40, deadline=None)
@given(seed=seeds, parties=st.integers(2, 5))
def test_nondominated_of_many_rows(seed, parties):
    values = np.random.default_rng(seed).integers(0, 12, (400, parties)).astype(float)
    assert {tuple(v) for v in values[nondominated(values)]} == {tuple(v) for v in values[brute(values)]}


@settings(max_examples=20, deadline=None)
@given(seed=seeds)
def test_ties_do_not_depend_on_the_order_of_blocks_or_rounding(seed):
    rng = np.random.default_rng(seed)
    blocks = [np.round(rng.normal(size=(4, 2)), 1) for _ in range(5)]  # sums such as 0.1 + 0.2 and 0.3
    one, two = fold(blocks), fold(blocks[::-1])
    np.testing.assert_allclose(one.values, two.values, atol=1e-12)
    assert one.packages == two.packages


@settings(max_examples=60, deadline=None)
@given(seed=seeds, parties=st.integers(1, 5), share=st.floats(0.2, 0.95))
def test_a_mark_leaves_the_same_points_above_it(seed, parties, share):
    """Dropping prefixes that cannot reach the mark changes nothing of what does: same points, same packages on them."""
    rng = np.random.default_rng(seed)
    blocks = [rng.integers(-4, 5, (rng.integers(1, 5), parties)).astype(float) for _ in range(6)]
    ties = [Tie(0, {0: rng.random(len(blocks[0])) < 0.6, 3: rng.random(len(blocks[3])) < 0.6})]
    for how in (None, plan([len(b) for b in blocks], ties)):
        whole = fold(blocks, how=how)
        low, high = whole.values.min(0, initial=0), whole.values.max(0, initial=0)
        mark = low + share * (high - low)
        above = fold(blocks, how=how, mark=mark)
        kept = (whole.values >= mark - 1e-9).all(1)
        np.testing.assert_array_equal(above.values, whole.values[kept])
        assert above.packages == tuple(n for n, yes in zip(whole.packages, kept, strict=True) if yes)
        assert above.total == whole.total
        for j in range(len(above)):
            assert len(list(above.ties(j))) == above.packages[j]


def test_a_mark_that_nothing_reaches_leaves_nothing():
    front = fold([np.ones((2, 3)), np.ones((3, 3))], mark=np.array([2.5, 0, 0]))
    assert (len(front), front.values.shape, front.rows.shape, front.total) == (0, (0, 3), (0, 2), 6)


@pytest.mark.parametrize("parties", [4, 5, 7])
def test_boxes_of_many_parties_find_what_comparing_all_finds(parties):
    rng = np.random.default_rng(parties)
    values = rng.normal(size=(1500, parties))
    values = np.round(values - 0.8 * values.mean(1, keepdims=True), 1)
    group = rng.integers(0, 3, len(values))
    first, point = frontiers(values, group)
    for g in range(3):
        own = np.flatnonzero(group == g)
        assert {tuple(v) for v in values[first[group[first] == g]]} == {
            tuple(v) for v in values[own][brute(values[own])]
        }
        assert ((point[own] >= 0) == brute(values[own])).all()


@pytest.mark.parametrize("sums", [300, pytest.param(400_000, marks=pytest.mark.slow)])
def test_every_package_that_reaches_the_mark_is_within_epsilon_of_a_thinned_frontier(sums, monkeypatch):
    """Whether tables are thinned before they are added up, as where the sums would be very many, or after."""
    monkeypatch.setattr("tradetalks.space.frontier._FEWER", sums)
    rng = np.random.default_rng(8)
    blocks = [rng.normal(size=(5, 4)) for _ in range(8)]
    _, values = everything(blocks)
    mark = np.array([-1.0, 0.0, 1.0, 0.5])
    thin = fold(blocks, most=60, mark=mark)
    assert thin.epsilon > 0
    assert len(thin) <= 60
    above = values[(values >= mark).all(1)]
    for value in above[nondominated(above)]:
        assert (thin.values >= value - thin.epsilon).all(1).any()


@pytest.mark.parametrize("parties", [4, 5])
@pytest.mark.parametrize("most", [40, 100])
def test_many_items_of_many_parties_are_thinned_within_epsilon(parties, most):
    """Tables that are added up as a tree; whatever the points kept, all packages are within what is told."""
    rng = np.random.default_rng(parties)
    blocks = [rng.integers(-3, 9, (3, parties)).astype(float) for _ in range(9)]
    _, values = everything(blocks)
    best = values[nondominated(values)]
    thin = fold(blocks, most=most)
    assert 0 < len(thin) <= most < len(best)
    assert 0 < thin.epsilon < np.ptp(best, axis=0).max()
    assert len(nondominated(thin.values)) == len(thin)
    for value in best:
        assert (thin.values >= value - thin.epsilon).all(1).any()


@pytest.mark.parametrize("parties", [3, 4, 6])
def test_a_frontier_that_fits_is_exact_however_many_sums_there_are(parties, monkeypatch):
    """Sums by far more than the points kept are sifted by boxes from coarse to fine: every point and tie stays."""
    monkeypatch.setattr("tradetalks.space.dominance._DIRECT", 1)
    rng = np.random.default_rng(parties)
    values = rng.integers(0, 40, (6_000, parties))
    group = rng.integers(0, 2, len(values))
    first, point = frontiers(values, group)
    kept, same, lost = thinned(values, group, len(first))
    assert lost == 0
    assert (kept == first).all()
    assert (same == point).all()
    fewer, _, lost = thinned(values, group, len(first) - 1)
    assert lost > 0
    assert len(fewer) < len(first)
    for row in first:
        near = fewer[group[fewer] == group[row]]
        assert (values[near] >= values[row] - lost).all(1).any()


@settings(max_examples=60, deadline=None)
@given(seed=seeds, groups=st.integers(1, 3), spread=st.sampled_from([0, 1, 3, 1000]))
def test_three_parties_however_near_their_totals(seed, groups, spread):
    """A fixed sum to share out, one that hardly differs, and any values: the same as comparing all with all."""
    rng = np.random.default_rng(seed)
    values = rng.multinomial(30, [0.2, 0.3, 0.5], size=300)
    values[:, 2] -= rng.integers(0, spread + 1, 300)
    group = rng.integers(0, groups, 300) if groups > 1 else None
    point = frontiers(values, group)[1]
    for g in range(groups):
        own = np.arange(300) if group is None else np.flatnonzero(group == g)
        np.testing.assert_array_equal(point[own] >= 0, brute(values[own]))


@settings(max_examples=40, deadline=None)
@given(seed=seeds, parties=st.integers(1, 4))
def test_halves_meet_in_every_pair_that_reaches_the_mark(seed, parties):
    rng = np.random.default_rng(seed)
    left, right = rng.integers(0, 9, (150, parties)), rng.integers(0, 9, (70, parties))
    least = rng.integers(4, 14, parties)
    wanted = np.argwhere((left[:, None] + right[None] >= least).all(2))
    found = pairs_above(left, right, least, len(wanted))
    assert sorted(zip(*found, strict=True)) == sorted(map(tuple, wanted))
    assert pairs_above(left, right, least, len(wanted) - 1) is None or len(wanted) == 0


@pytest.mark.parametrize("parties", [3, 4])
def test_a_fixed_sum_is_shared_out_exactly_beyond_the_points_that_thinning_keeps(parties, monkeypatch):
    """Each package is on the frontier; above the mark there are more than an approximate frontier would keep."""
    monkeypatch.setattr("tradetalks.space.frontier.MOST_POINTS", 300)
    rng = np.random.default_rng(parties)
    blocks = [rng.dirichlet(np.ones(parties), size=4) for _ in range(6)]
    rows, values = everything(blocks)
    mark = np.full(parties, 5 / parties)
    front = fold(blocks, mark=mark)
    above = (values >= mark).all(1)
    assert front.epsilon == 0
    assert len(front) == above.sum() > 300
    order = np.argsort(-values[above][:, 0])
    np.testing.assert_allclose(front.values, values[above][order], atol=1e-12)
    np.testing.assert_array_equal(front.rows, np.array(rows)[above][order])
    assert fold(blocks, 300, mark=mark).epsilon > 0  # as asked for
    whole = fold(blocks)
    assert (whole.epsilon, len(whole)) == (0, len(values))


def test_whole_points_that_coincide_are_counted_where_halves_meet(monkeypatch):
    monkeypatch.setattr("tradetalks.space.frontier.MOST_POINTS", 40)
    monkeypatch.setattr("tradetalks.space.frontier._LONG", 300)
    rng = np.random.default_rng(0)
    for mark in (np.full(3, 8.0), None):  # by halves; by longer frontiers
        blocks = [rng.multinomial(5, np.ones(3) / 3, size=5).astype(float) for _ in range(6)]
        values = everything(blocks)[1]
        wanted, packages = np.unique(values, axis=0, return_counts=True)
        kept = np.ones(len(wanted), dtype=bool) if mark is None else (wanted >= mark).all(1)
        front = fold(blocks, mark=mark)
        assert front.epsilon == 0
        order = np.lexsort(front.values.T[::-1])
        np.testing.assert_array_equal(front.values[order], wanted[kept])
        assert [front.packages[j] for j in order] == packages[kept].tolist()


def test_folding_tells_how_far_it_is_and_can_be_stopped():
    class Stopped(Exception):
        pass

    def stop(done, total):
        told.append((done, total))
        if done == 4:
            raise Stopped

    told: list = []
    blocks = [np.random.default_rng(1).normal(size=(3, 2)) for _ in range(6)]
    with pytest.raises(Stopped):
        fold(blocks, progress=stop)
    assert told == [(n, 12) for n in range(1, 5)]
    told.clear()
    fold(blocks, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (12, 12)


@pytest.mark.parametrize("parties", [2, 3])
def test_a_thinned_frontier_says_how_much_it_may_miss(parties):
    rng = np.random.default_rng(3)
    blocks = [rng.normal(size=(6, parties)) for _ in range(8)]
    exact, thin = fold(blocks), fold(blocks, most=15)
    assert len(thin) <= 15 < len(exact)
    assert thin.epsilon > 0
    for point in exact.values:  # every point of the frontier is within epsilon of a kept one, in every party
        assert (thin.values >= point - thin.epsilon - 1e-9).all(1).any()


@pytest.mark.parametrize("parties", [2, 3])
@pytest.mark.parametrize("most", range(7, 14))
def test_what_thinning_leaves_out_is_counted_nowhere(parties, most):
    """Each package that a kept point lists is worth what the point is; none of those left out is among them."""
    rng = np.random.default_rng(5)
    blocks = [rng.integers(0, 50, (6, parties)).astype(float) for _ in range(8 - parties)]
    thin = fold(blocks, most=most)
    assert len(thin) < len(fold(blocks))
    for j, value in enumerate(thin.values):
        found = [sum(block[r] for block, r in zip(blocks, rows, strict=True)) for rows in thin.ties(j)]
        assert len(found) == thin.packages[j]
        np.testing.assert_allclose(found, np.tile(value, (len(found), 1)))


def test_a_space_of_1e20_packages():
    rng = np.random.default_rng(0)
    front = fold([rng.normal(size=(5, 2)) for _ in range(30)])
    assert front.total == 5**30
    assert (np.diff(front.values[:, 0]) < 0).all()
    assert (np.diff(front.values[:, 1]) > 0).all()


class TestSolutions:
    def test_all_ties_are_returned(self):
        gains = np.array([[2.0, 3.0], [3.0, 2.0], [1.0, 1.0]])
        assert solutions.solve("nash", gains).rows == (0, 1)
        assert solutions.solve("utilitarian", gains).rows == (0, 1)
        assert solutions.solve("egalitarian", gains).rows == (0, 1)

    def test_power_moves_the_nash_package(self):
        x = np.linspace(0, 1, 1001)
        gains = np.column_stack([x, 1 - x])
        assert x[nash(gains, (2, 1)).row] == pytest.approx(2 / 3, abs=1e-3)
        with pytest.raises(tt.TradetalksError, match="powers"):
            nash(gains, (-1, 1))

    def test_regret(self):
        gains = np.array([[10.0, 0.0], [6.0, 6.0], [0.0, 9.0]])
        assert solutions.solve("minimax_regret", gains).row == 1

    @settings(max_examples=40, deadline=None)
    @given(seed=seeds, parties=st.integers(2, 3))
    def test_lotteries_do_at_least_as_well(self, seed, parties):
        gains = np.random.default_rng(seed).uniform(-1, 3, (12, parties))
        pure, mixed = solutions.solve("nash", gains), solutions.over_lotteries("nash", gains)
        if pure.row is not None:
            assert np.log(mixed.gains).sum() >= np.log(gains[pure.row]).sum() - 1e-7
        fair = solutions.over_lotteries("egalitarian", gains)
        if fair.rows:
            assert sum(fair.probability) == pytest.approx(1)
            even = solutions.solve("egalitarian", gains).row
            assert even is None or fair.gains.min() >= gains[even].min() - 1e-7

    def test_a_fair_coin(self):
        found = solutions.over_lotteries("nash", np.array([[1.0, 0.0], [0.0, 1.0]]))
        assert found.probability == pytest.approx((0.5, 0.5))
        assert "strictly" in solutions.solve("nash", np.array([[1.0, 0.0], [0.0, 1.0]])).why

    def test_divided_dollar_over_lotteries(self):
        """The set is convex already: lotteries change nothing."""
        x = np.linspace(0, 1, 301)
        gains = np.column_stack([np.sqrt(x), 1 - x])
        assert solutions.over_lotteries("nash", gains).gains == pytest.approx([np.sqrt(1 / 3), 2 / 3], abs=1e-3)
        even = solutions.over_lotteries("kalai_smorodinsky", gains).gains
        assert even == pytest.approx([0.618034, 0.618034], abs=1e-3)

    @settings(max_examples=30, deadline=None)
    @given(seed=seeds)
    def test_egalitarian_and_regret_ignore_who_is_who(self, seed):
        gains = np.random.default_rng(seed).uniform(-1, 3, (25, 3))
        for name in solutions.SOLUTIONS:
            assert solutions.solve(name, gains).rows == solutions.solve(name, gains[:, ::-1]).rows

    def test_unknown(self):
        with pytest.raises(tt.TradetalksError, match="nearest: 'nash'"):
            solutions.solve("nahs", np.ones((1, 2)))


class TestProtocols:
    @pytest.mark.parametrize(("first", "second", "share"), [(0.9, 0.9, 10 / 19), (0.9, 0.8, 5 / 7)])
    def test_rubinstein(self, first, second, share):
        assert rubinstein(first, second) == pytest.approx(share)
        x = np.linspace(0, 1, 20_001)
        solved = alternating_offers(np.column_stack([x, 1 - x]), (first, second), 401)
        assert solved.gains[0] == pytest.approx(share, abs=2e-3)
        assert solved.turn == 1

    def test_the_last_offer_is_an_ultimatum(self):
        gains = np.array([[3.0, 0.1], [1.0, 2.0], [0.1, 3.0]])
        assert alternating_offers(gains, (0.9, 0.9), 1).row == 0
        assert alternating_offers(gains, (0.9, 0.9), 1, first=1).row == 2

    def test_nobody_signs_a_loss(self):
        assert alternating_offers(np.array([[3.0, -1.0], [-1.0, 3.0]]), (0.9, 0.9), 6).row is None

    def test_concession_runs(self):
        x = np.linspace(0, 1, 101)
        gains = np.column_stack([x, 1 - x])
        runs = tournament(gains)
        assert all(run.agreed for pair, run in runs.items() if "hardliner" not in pair)
        tough = simulate(gains, (conceding(0.05), conceding(5.0)), 40)
        assert tough.gains[0] > tough.gains[1]  # who holds out gets more
        for run in runs.values():
            asked = [o.gains[o.by] for o in run.offers if o.by == 0]
            assert all(a >= b - 1e-12 for a, b in itertools.pairwise(asked))  # a side asks less and less

    def test_messages(self):
        with pytest.raises(tt.TradetalksError, match="nearest: 'boulware'"):
            simulate(np.ones((2, 2)), ("boulwar", "linear"))
        with pytest.raises(tt.TradetalksError, match="discount factor"):
            rubinstein(1.0, 0.5)


class TestArithmetic:
    """Corners of the folding itself."""

    def test_one_block_alone(self):
        front = fold([np.array([[0.0, 2.0], [2.0, 0.0], [0.5, 0.5], [2.0, 0.0]])])
        np.testing.assert_allclose(front.values, [[2, 0], [0.5, 0.5], [0, 2]])
        assert front.packages == (2, 1, 1)

    @pytest.mark.parametrize("blocks", [18, 19, 20, 25])
    def test_ties_are_counted_beyond_what_a_machine_word_holds(self, blocks):
        """Every package of 10^18 to 10^25 ties at one point; 2^62 is about 4.6 x 10^18."""
        assert fold([np.ones((10, 2))] * blocks).packages == (10**blocks,)

    def test_what_thinning_lost_adds_up(self):
        one = np.zeros(1, dtype=np.int64)
        point = np.zeros((1, 2), dtype=np.int64)
        left, right = (Table(1, one, point, point * 1.0, one + 1, None, lost) for lost in (3, 1))
        assert combined(left, right, one, one, one, 1, 10).lost == 4

    def test_worthless_blocks_have_the_finest_grid(self):
        with np.errstate(divide="raise", invalid="raise"):
            assert grid_of([np.zeros((3, 2))]) == 1e-9

    def test_a_table_stays_as_it_was_made(self):
        with pytest.raises(FrozenInstanceError):
            Table(1, *[np.zeros(1, dtype=np.int64)] * 4, None).states = 2
